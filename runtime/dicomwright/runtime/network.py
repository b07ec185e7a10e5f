"""Company on the network: presentation contexts of objects and classes, and identifiers of queries, for pynetdicom."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal, Protocol

from pydicom import config
from pydicom.dataelem import DataElement, empty_value_for_VR
from pydicom.dataset import Dataset

from dicomwright.runtime.conversion.scopes import transfer_syntax_of
from dicomwright.runtime.errors import InvalidValue, Refused
from dicomwright.runtime.iod import IOD
from dicomwright.runtime.narrow import is_iterable, is_mapping, is_tuple
from dicomwright.runtime.values.fields import FIELDS, joined
from dicomwright.runtime.values.rules import TEXTS, rule_of
from dicomwright.runtime.vocabulary.registry import edition
from dicomwright.runtime.vocabulary.tags import group_and_element, tag_of
from dicomwright.runtime.wording import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pydicom.valuerep import PersonName
    from pynetdicom.presentation import PresentationContext

    Moment = date | time | str | None
    Key = PersonName | str | float | Moment | Sequence[str] | tuple[Moment, Moment] | Mapping[str, Any]
    Level = Literal["PATIENT", "STUDY", "SERIES", "IMAGE"]


class Served(Protocol):
    """A class of an IOD, of a service or of answers to queries: it has SOP classes."""

    sop_classes: ClassVar[tuple[str, ...]]


# pydicom, which encodes what pynetdicom sends, leaves the words of pixels as they are in Big Endian
_UNCOMPRESSED: Final = ("1.2.840.10008.1.2.1", "1.2.840.10008.1.2")


def presentation_contexts(*wanted: type[Served] | IOD | str) -> list[PresentationContext]:
    """Return what to propose to a peer: to send objects, or instances of classes, or to use services.

    Services are classes of `dicomwright.services`, or UIDs.

    Proposed are the Little Endian transfer syntaxes without compression, and for an object of compressed pixels
    its own alone, because the peer chooses one for each context. Needs pynetdicom. Raises ValueError for an
    object without SOP class.
    """
    from pynetdicom.presentation import build_context  # noqa: PLC0415 - only who is in a network has it

    proposed = dict.fromkeys(pair for each in wanted for pair in _proposed(each))
    return [build_context(uid, list(syntaxes)) for uid, syntaxes in proposed]


def _proposed(wanted: type[Served] | IOD | str) -> Iterator[tuple[str, tuple[str, ...]]]:
    if isinstance(wanted, IOD):
        own = transfer_syntax_of(wanted)
        yield _sop_class(wanted), _UNCOMPRESSED if own in _UNCOMPRESSED else (own,)
    else:
        for uid in (wanted,) if isinstance(wanted, str) else wanted.sop_classes:
            yield uid, _UNCOMPRESSED


def _sop_class(instance: IOD) -> str:
    # a bare IOD has no attributes, but all that was read
    found = getattr(instance, "SOPClassUID", None) or instance.undeclared.get("SOPClassUID")
    if not found:
        raise ValueError(f"{type(instance).__qualname__}.SOPClassUID is not set, and a peer must know it")
    return str(found)


# Identifiers: PS3.4 C.2.2.2, C.4

_UNIQUE: Final = {
    "PATIENT": "PatientID",
    "STUDY": "StudyInstanceUID",
    "SERIES": "SeriesInstanceUID",
    "IMAGE": "SOPInstanceUID",
}
"""The key that tells the answers at a level apart (PS3.4 C.6.1.1, C.6.2.1)."""

_WILD: Final = frozenset({"AE", "CS", "UR", *TEXTS})
"""VRs in which * stands for any characters, and ? for one (PS3.4 C.2.2.2.4)."""

_RANGED: Final = frozenset({"DA", "DT", "TM"})
"""VRs of which a range can be asked for (PS3.4 C.2.2.2.5)."""

_BOUNDS: Final = 2


def query(level: Level | None = None, /, **keys: Key) -> Dataset:
    """Return the identifier of a C-FIND, C-GET or C-MOVE: keys that must match, and those to be returned (None).

    ``query("STUDY", PatientName="Doe^*", StudyDate=(date(2025, 1, 1), None), StudyDescription=None)``

    Values are checked by the VR that the dictionary gives to the key, but for what matching adds: * and ? in
    texts; a range of dates or times, as a pair of which one may be None, or as a string such as "20250101-"; a
    list of UIDs; a mapping of keys for the item of a sequence. The unique key of the level is asked for even if
    not given. UTF-8 is declared when a text needs it. Without level: a worklist, say.

    Raises `InvalidValue`, and TypeError for a keyword that the dictionary does not have.
    """
    found = _identifier(keys, "")
    if level is not None:
        unique = _UNIQUE.get(level)
        if unique is None:
            raise ValueError(f"level must be one of {', '.join(_UNIQUE)}")
        found.QueryRetrieveLevel = level
        found.setdefault(unique, "")
    if "SpecificCharacterSet" not in keys and not _is_ascii(found):
        found.SpecificCharacterSet = "ISO_IR 192"
    return found


def _identifier(keys: Mapping[str, Any], place: str) -> Dataset:
    known = edition().elements
    found = Dataset()
    for keyword, value in keys.items():
        tag = tag_of(keyword)
        if tag is None:
            names = (element.keyword for element in known.values())
            raise TypeError(f"there is no attribute {place}{keyword}{did_you_mean(keyword, names)}")
        vr = known[tag].vr.split(" or ")[0]
        try:
            key = _key(vr, value, place + keyword)
        except Refused as refused:
            label = f"{place}{keyword} {group_and_element(tag)}"
            raise InvalidValue(f"{label}, VR {vr}: {refused}") from None
        # pydicom checks values of data sets, in which there are no wild cards
        found[tag] = DataElement(tag, vr, key, validation_mode=config.IGNORE)
    return found


def _key(vr: str, value: Any, place: str) -> Any:  # noqa: ANN401 - by VR
    """Return the value of a key as it is sent. Raises `Refused`."""
    if vr == "SQ":
        return _item(value, place)
    if value is None or value == "":
        return empty_value_for_VR(vr)
    if vr in _RANGED:
        return _moments(vr, value)
    if vr in _WILD:
        return _pattern(vr, value)
    if vr == "UI" and not isinstance(value, str) and is_iterable(value):
        return list(map(rule_of(vr), value))
    return rule_of(vr)(value)


def _item(value: object, place: str) -> list[Dataset]:
    """Return the only item that a sequence has in an identifier (PS3.4 C.2.2.2.6)."""
    if value is None:
        return []
    if not is_mapping(value):
        raise Refused(f"must be a mapping of keys, or None, not {type(value).__name__}")
    return [_identifier(value, f"{place}[0].")]


def _pattern(vr: str, value: object) -> str:
    """Check a text but for its wild cards: what they stand for may be nothing."""
    if isinstance(value, str) and not {"*", "?"}.isdisjoint(value):
        rule_of(vr)(value.translate({ord("*"): None, ord("?"): None}))
        return value
    return joined(rule_of(vr)(value))


def _moments(vr: str, value: object) -> str:
    """Return a date or time, or a range of them."""
    if is_tuple(value):
        return _range(vr, value)
    if not isinstance(value, str) or "-" not in value:
        return _moment(vr, value)
    with suppress(Refused):  # behind a hyphen may be an offset from UTC
        return _moment(vr, value)
    parts = value.split("-")
    for at in range(1, len(parts)):
        with suppress(Refused):
            return _range(vr, ("-".join(parts[:at]).strip(), "-".join(parts[at:]).strip()))
    raise Refused("must be one value, or a range of two with a hyphen between them")


def _range(vr: str, bounds: tuple[object, ...]) -> str:
    if len(bounds) != _BOUNDS or not any(bounds):
        raise Refused("must be a pair of which one at most is None")
    first, last = (_moment(vr, bound) for bound in bounds)
    known = min(len(first), len(last))  # the shorter is less precise
    if first[:known] > last[:known]:
        raise Refused("must not end before it begins")
    return f"{first}-{last}"


def _moment(vr: str, value: object) -> str:
    """Return one date or time; in UTC if its offset is known, because a hyphen makes a range (PS3.4 C.2.2.2.1)."""
    if value is None or value == "":
        return ""
    kept = rule_of(vr)(value)
    if isinstance(kept, datetime) and kept.tzinfo is not None:
        kept = kept.astimezone(UTC)
    text = FIELDS[vr](kept).decode().rstrip(" ")
    if "-" in text:
        raise Refused("must have its offset from UTC in a datetime, or none")
    return text


def _is_ascii(identifier: Dataset) -> bool:
    return all(str(element.value).isascii() for element in identifier.iterall() if element.VR in TEXTS)
