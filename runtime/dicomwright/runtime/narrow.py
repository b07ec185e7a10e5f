"""Questions about types whose answers both type checkers understand, without an unknown in them.

Types of numpy and pydicom are asked for where these are loaded: without them there is no value of theirs.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeGuard

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from pydicom.dataset import Dataset
    from pydicom.sr.coding import Code
    from pydicom.valuerep import PersonName


def _is(value: object, module: str, name: str) -> bool:
    """Tell whether a value is of a type of a module that may not be loaded, or not yet as a whole."""
    loaded = sys.modules.get(module)
    return loaded is not None and isinstance(value, getattr(loaded, name, ()))


def is_array(value: object) -> TypeGuard[NDArray[Any]]:
    """Tell whether it is a numpy array."""
    return _is(value, "numpy", "ndarray")


def is_numpy_number(value: object) -> TypeGuard[np.integer[Any] | np.floating[Any]]:
    """Tell whether it is a number of numpy, alone."""
    return _is(value, "numpy", "number") and not _is(value, "numpy", "complexfloating")


def is_dataset(value: object) -> TypeGuard[Dataset]:
    """Tell whether it is a pydicom data set."""
    return _is(value, "pydicom.dataset", "Dataset")


def is_code(value: object) -> TypeGuard[Code]:
    """Tell whether it is a pydicom code, as the members of context groups are."""
    return _is(value, "pydicom.sr.coding", "Code")


def is_name(value: object) -> TypeGuard[PersonName]:
    """Tell whether it is a pydicom name of a person."""
    return _is(value, "pydicom.valuerep", "PersonName")


def is_tuple(value: object) -> TypeGuard[tuple[Any, ...]]:
    """Tell whether it is a tuple, as values of several and sequences are kept."""
    return isinstance(value, tuple)


def is_iterable(value: object) -> TypeGuard[Iterable[Any]]:
    """Tell whether it can be iterated."""
    return isinstance(value, Iterable)


def is_mapping(value: object) -> TypeGuard[Mapping[str, Any]]:
    """Tell whether it is a mapping of names, as keys of queries are given."""
    return isinstance(value, Mapping)
