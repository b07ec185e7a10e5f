"""Data sets of pydicom that show what an object has, and cannot be changed: the object would not know of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NoReturn, cast

from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.multival import MultiValue
from pydicom.sequence import Sequence

if TYPE_CHECKING:
    from pydicom.tag import BaseTag

_SAID: Final = (
    "this shows what the object has, and a change of it would have no effect: "
    "set and delete by obj.extra[...] and obj.private(...), or change the result of to_dataset"
)


def _refuse(*_: object, **__: object) -> NoReturn:
    raise TypeError(_SAID)


class FrozenElement(DataElement):
    """An element whose value cannot be set."""

    @property
    def value(self) -> Any:  # noqa: ANN401 - by VR
        """The value of the element."""
        return self._value

    @value.setter
    def value(self, val: object) -> NoReturn:
        _refuse(val)


class FrozenValues(MultiValue[Any]):
    """Values of which none can be set."""

    __setitem__ = __delitem__ = __iadd__ = append = extend = insert = sort = _refuse


class FrozenSequence(Sequence):
    """Items of which none can be replaced."""

    __setitem__ = __delitem__ = __iadd__ = append = extend = insert = _refuse


class FrozenDataset(Dataset):
    """A data set whose elements cannot be set, changed or deleted, at any depth. Raises TypeError."""

    __setitem__ = __delitem__ = __delattr__ = _refuse
    clear = pop = popitem = setdefault = update = add = add_new = _refuse


def freeze(root: Dataset) -> Dataset:
    """Make a data set one that cannot be changed; what pydicom has not decoded yet, it decodes for it."""
    pending = [root]
    while pending:
        here = pending.pop()
        for tag in list(here.keys()):
            pending += _freeze(here, tag)
        here.__class__ = FrozenDataset
    return root


def _freeze(dataset: Dataset, tag: BaseTag) -> list[Dataset]:
    """Freeze an element, which pydicom decodes for it, and its values; returns its items."""
    try:
        element = dataset[tag]
    except Exception:  # noqa: BLE001 - whatever values make pydicom raise, as it does for who asks
        return []
    values = element.value
    if isinstance(values, list):  # as pydicom decodes several numbers
        vars(element)["_value"] = FrozenValues(_as_it_is, cast("list[object]", values))
    element.__class__ = FrozenElement
    if isinstance(values, Sequence):
        values.__class__ = FrozenSequence
        return list(values)
    if isinstance(values, MultiValue):
        values.__class__ = FrozenValues
    return []


def _as_it_is(value: object) -> object:
    return value
