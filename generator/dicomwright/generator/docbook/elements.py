"""The element type of lxml, which has no public name there."""

from __future__ import annotations

from lxml.etree import _Element as Element  # pyright: ignore[reportPrivateUsage]

__all__ = ["Element"]
