"""References: items that refer to objects, filled from these, with a level for each study, series and instance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

from dicomwright.runtime.declarations.item_names import item_class
from dicomwright.runtime.errors import InvalidValue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pydicom.dataset import Dataset

    from dicomwright.runtime.declarations.instances import Instance
    from dicomwright.runtime.declarations.objects import DicomObject

    Referred: TypeAlias = "Instance | Dataset"

_I = TypeVar("_I", bound="DicomObject")

_IDENTIFIERS: Final = {
    "StudyInstanceUID": "StudyInstanceUID",
    "SeriesInstanceUID": "SeriesInstanceUID",
    "ReferencedSOPClassUID": "SOPClassUID",
    "ReferencedSOPInstanceUID": "SOPInstanceUID",
}
"""Attributes of an item that identify what it refers to, and of which attribute of that they are the value."""

_INNER: Final = (
    "ReferencedSeriesSequence",
    "ReferencedSOPSequence",
    "ReferencedInstanceSequence",
    "ReferencedImageSequence",
)
"""Sequences of items that refer to what is one level deeper; of several, the first."""


def references(cls: type[_I], objects: Iterable[Referred], values: dict[str, Any]) -> Iterator[_I]:
    """Yield an item for each study, series or instance that the class tells apart; see `Item.each_of`."""
    inner = _inner(cls)
    own = {keyword: source for keyword, source in _IDENTIFIERS.items() if keyword in cls.attributes()}
    if not own and inner is None:
        raise TypeError(f"{cls.__qualname__} does not refer to objects")
    here = {k: v for k, v in values.items() if inner is None or k in cls.attributes()}
    deeper = {k: v for k, v in values.items() if k not in here}
    for identifiers, members in _grouped(objects, tuple(own.values())).items():
        found: dict[str, Any] = dict(zip(own, identifiers, strict=True))
        if inner is not None:
            found[inner[0]] = tuple(references(inner[1], members, deeper))
        yield cls(**found, **here)


def _inner(cls: type[DicomObject]) -> tuple[str, type[DicomObject]] | None:
    """Return the sequence that goes one level deeper, and the class of its items."""
    attributes = cls.attributes()
    if "ReferencedSOPInstanceUID" in attributes:
        return None
    keyword = next((keyword for keyword in _INNER if keyword in attributes), None)
    return None if keyword is None else (keyword, item_class(attributes[keyword]))


def _grouped(objects: Iterable[Referred], keywords: tuple[str, ...]) -> dict[tuple[str, ...], list[Referred]]:
    groups: dict[tuple[str, ...], list[Referred]] = {}
    for one in objects:
        groups.setdefault(tuple(_identifier(one, keyword) for keyword in keywords), []).append(one)
    return groups


def _identifier(one: Referred, keyword: str) -> str:
    found = getattr(one, keyword, None)
    if not found:
        raise InvalidValue(f"{type(one).__qualname__} has no {keyword}, so nothing can refer to it")
    return str(found)
