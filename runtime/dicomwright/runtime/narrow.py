"""Questions about types whose answers both type checkers understand, without an unknown in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeGuard

import numpy as np
from pydicom.multival import MultiValue

if TYPE_CHECKING:
    from numpy.typing import NDArray


def is_array(value: object) -> TypeGuard[NDArray[Any]]:
    """Tell whether it is a numpy array."""
    return isinstance(value, np.ndarray)


def is_tuple(value: object) -> TypeGuard[tuple[Any, ...]]:
    """Tell whether it is a tuple, as values of several and sequences are kept."""
    return isinstance(value, tuple)


def is_several(value: object) -> TypeGuard[Iterable[Any]]:
    """Tell whether it is what pydicom gives for several values."""
    return isinstance(value, MultiValue)


def is_iterable(value: object) -> TypeGuard[Iterable[Any]]:
    """Tell whether it can be iterated."""
    return isinstance(value, Iterable)


def is_mapping(value: object) -> TypeGuard[Mapping[str, Any]]:
    """Tell whether it is a mapping of names, as keys of queries are given."""
    return isinstance(value, Mapping)
