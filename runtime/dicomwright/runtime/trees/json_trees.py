"""Data sets in the DICOM JSON Model (PS3.18 F): what a web service says of an instance, as a tree."""

from __future__ import annotations

import re
from base64 import b64decode
from struct import error as StructError  # noqa: N812 - a class
from typing import TYPE_CHECKING, Any, Final

from dicomwright.runtime.trees.parsing import VRS
from dicomwright.runtime.trees.paths import path_of
from dicomwright.runtime.trees.tree import Content, DataSet, Problem
from dicomwright.runtime.values.fields import FIELDS
from dicomwright.runtime.values.rules import WORDS
from dicomwright.runtime.values.stored import Elsewhere

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwright.runtime.trees.tree import Value

_TAG: Final = re.compile("[0-9A-Fa-f]{8}")
_VRS: Final = tuple(VRS.values())
_MOST_LEVELS: Final = 64
_META: Final = 0x0002
_SYNTAX: Final = 0x00020010
_GROUPS: Final = ("Alphabetic", "Ideographic", "Phonetic")
_BINARY: Final = frozenset({"FD", "FL", "SL", "SS", "SV", "UL", "US", "UV"})
_FLOATS: Final = frozenset({"FD", "FL"})


def content_of_json(found: Any) -> Content:  # noqa: ANN401 - whatever a server sends
    """Return what an instance holds by its metadata; every fault is in `problems`, and none is raised."""
    problems: list[Problem] = []
    data = _data_set(found, DataSet({}), problems)
    elements = data.elements
    meta = DataSet({tag: elements.pop(tag) for tag in [*elements] if tag >> 16 == _META})
    _, syntax = meta.elements.get(_SYNTAX, ("UI", ""))
    return Content(meta, data, syntax if isinstance(syntax, str) and syntax else None, tuple(problems))


def _data_set(found: Any, data: DataSet, problems: list[Problem], level: int = 0) -> DataSet:  # noqa: ANN401
    """Fill a data set; attributes are sorted, as they are in a file."""
    if not isinstance(found, dict) or level > _MOST_LEVELS:
        problems.append(Problem(path_of(data, None), None, "is not a data set in the DICOM JSON Model"))
        return data
    given: dict[str, Any] = {str(name): value for name, value in found.items()}  # pyright: ignore[reportUnknownVariableType,reportUnknownArgumentType]
    for name in sorted(given):
        try:
            tag, vr = _tag(name), _vr(given[name]["vr"])
            data.elements[tag] = vr, _value(tag, vr, given[name], data, problems, level)
        except (ArithmeticError, AttributeError, KeyError, LookupError, TypeError, ValueError, StructError):
            problems.append(
                Problem(path_of(data, None), None, "has what the DICOM JSON Model does not allow")
            )
    return data


def _tag(name: str) -> int:
    if not _TAG.fullmatch(name):
        raise ValueError(name)
    return int(name, 16)


def _vr(name: object) -> str:
    if name not in _VRS or not isinstance(name, str):
        raise ValueError(name)
    return name


def _value(  # noqa: PLR0913, PLR0917 - of what, where
    tag: int,
    vr: str,
    given: dict[str, Any],
    data: DataSet,
    problems: list[Problem],
    level: int,
) -> Value:
    if "BulkDataURI" in given:
        return Elsewhere(0)
    if "InlineBinary" in given:
        return b64decode(given["InlineBinary"])
    values = given.get("Value", [])
    if vr == "SQ":
        return [
            _data_set(item or {}, DataSet({}, data, tag, index), problems, level + 1)
            for index, item in enumerate(values)
        ]
    if vr in _BINARY or vr == "AT":
        return FIELDS[vr](tuple(map(_NUMBERS.get(vr, float if vr in _FLOATS else int), values)))
    if vr in WORDS:
        return b""
    return "\\".join(_text(vr, value) for value in values)


_NUMBERS: Final[dict[str, Callable[[Any], Any]]] = {"AT": lambda text: int(text, 16)}


def _text(vr: str, value: Any) -> str:  # noqa: ANN401 - whatever a server sends
    if value is None:
        return ""
    if vr == "PN":
        return "=".join(value.get(group) or "" for group in _GROUPS).rstrip("=")
    if vr == "DS" and isinstance(value, int | float):
        return FIELDS["DS"](float(value)).decode().rstrip()
    return str(value)
