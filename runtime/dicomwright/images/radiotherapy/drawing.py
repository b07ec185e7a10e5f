"""What scikit-image does for contours: it is asked for when it is needed, by the extra that has it."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def drawing(name: str) -> Any:  # noqa: ANN401 - scikit-image has no types that checkers could read
    """Return a module of scikit-image. Raises `ImportError`, which names the extra, when it is not installed."""
    try:
        return import_module(f"skimage.{name}")
    except ImportError as error:
        raise ImportError(
            "contours and masks are made of each other by scikit-image: pip install 'dicomwright[contours]'"
        ) from error
