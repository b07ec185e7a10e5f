"""The IODs of the edition by SOP class: the generated table, loaded with the first data set."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def iods() -> Mapping[str, tuple[str, ...]]:
    """Return the names of the IOD classes by SOP Class UID."""
    found: Mapping[str, tuple[str, ...]] = import_module("dicomwright.dictionary").IODS
    return found
