"""Pixels: the first small array that a class takes, and what it leaves open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from dicomwright.runtime.declarations.objects import pixel_facts, set_all, verify_pixels
from dicomwright.runtime.errors import InvalidValue
from dicomwright.runtime.validation import validate
from dicomwright.runtime.values.pixel_arrays import ARRAYS, FACTS
from dicomwright.testing.filling import SIDE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from dicomwright.runtime import IOD
    from dicomwright.testing.filling import Filling

_COLOURS: Final = 3
_USUAL: Final = (("u", 2), ("u", 1), ("i", 2), ("b", 1))
_OF_VALUES: Final = frozenset({"broken-constraint", "value-not-enumerated"})


def add_pixels(instance: IOD, filling: Filling, frames: int = 1) -> None:
    """Give an object that must have pixels an array of them, from which what describes them follows."""
    cls = type(instance)
    mandatory = cls.plan_().mandatory
    described = [keyword for keyword in FACTS if keyword in mandatory and mandatory[keyword].type == "1"]
    if not described:
        return
    taken = (array for array in _arrays(cls, frames) if _taken(instance, *array))
    first = next(taken, None)
    if first is None:
        return
    if _is_wrong(instance) and not any(not _is_wrong(instance) for _ in taken):
        _taken(instance, *first)
    known = pixel_facts(instance)
    for keyword in sorted(described):
        if keyword not in known and not instance.is_set(keyword):
            setattr(instance, keyword, filling.value(cls.attributes()[keyword]))


def _taken(instance: IOD, keyword: str, array: NDArray[Any]) -> bool:
    """Set pixels, and no others, if the object takes them."""
    cls = type(instance)
    for other in ARRAYS:
        if other in cls.attributes() and instance.is_set(other):
            delattr(instance, other)
    try:
        set_all(instance, {keyword: array})
        verify_pixels(instance)
        instance.to_dataset()
    except InvalidValue:
        if instance.is_set(keyword):
            delattr(instance, keyword)
        return False
    return True


def _is_wrong(instance: IOD) -> bool:
    """Tell whether an object does not admit what follows from its pixels."""
    return any(fault.path in FACTS and fault.code in _OF_VALUES for fault in validate(instance).errors)


def _arrays(cls: type[IOD], frames: int) -> Iterator[tuple[str, NDArray[Any]]]:
    several = cls.multiframe_()
    shapes = ((SIDE, SIDE), (SIDE, SIDE, _COLOURS), (frames, SIDE, SIDE), (frames, SIDE, SIDE, _COLOURS))
    for keyword in ARRAYS:
        for number in sorted(range(len(shapes)), key=lambda number: (number > 1) != several):
            for kind, size in sorted(ARRAYS[keyword], key=_rank) if keyword in cls.attributes() else ():
                yield keyword, _array(shapes[number], kind, size)


def _rank(kind: tuple[str, int]) -> int:
    """Order the kinds of elements by what most images have."""
    return _USUAL.index(kind) if kind in _USUAL else len(_USUAL)


def _array(shape: tuple[int, ...], kind: str, size: int) -> NDArray[Any]:
    """Make an array that is not the same all over."""
    values = np.arange(np.prod(shape)).reshape(shape) % (2 if kind == "b" else 100)
    return values.astype("?" if kind == "b" else f"{kind}{size}")
