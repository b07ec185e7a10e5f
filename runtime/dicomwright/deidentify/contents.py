"""Content items: what PS3.15 Table E.3.4-1 says of them by concept name and value type, where content is cleaned."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, cast

from dicomwright.runtime.trees.tree import everywhere

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from dicomwright.deidentify.validity.decisions import Action
    from dicomwright.runtime.trees.tree import DataSet
    from dicomwright.runtime.vocabulary.confidentiality import Confidentiality, Option

SEQUENCES: Final = frozenset({0x0040A730, 0x00400555, 0x00400612})
"""Those whose items are content items: of documents, of the context of an acquisition, of steps of preparation."""
REFERENCE: Final = 0x0040DB73
_CONCEPT: Final = 0x0040A043
_VALUE_TYPE: Final = 0x0040A040
_SCHEME: Final = 0x00080102
_CODES: Final = (0x00080100, 0x00080119, 0x00080120)
_REFERENCED: Final = 0x00081199
# Where an item of a value type has its value.
VALUES: Final = {
    "TEXT": 0x0040A160,
    "PNAME": 0x0040A123,
    "DATETIME": 0x0040A120,
    "DATE": 0x0040A121,
    "TIME": 0x0040A122,
    "UIDREF": 0x0040A124,
    "NUM": 0x0040A300,
    "CODE": 0x0040A168,
    "CONTAINER": 0x0040A730,
    **dict.fromkeys(("COMPOSITE", "IMAGE", "WAVEFORM"), _REFERENCED),
}


DUMMIES: Final[Mapping[int, Action]] = MappingProxyType(
    {
        **{VALUES[each]: "D" for each in ("TEXT", "PNAME", "DATETIME", "DATE", "TIME")},
        VALUES["UIDREF"]: "U",
        _REFERENCED: "U*",
    }
)
"""What becomes of values where nothing but the structure of content is to stay."""

MEASURED: Final[Mapping[int, Mapping[int, Action]]] = {
    VALUES["NUM"]: {0x0040A30A: "D", 0x0040A161: "X", 0x0040A162: "X", 0x0040A163: "X"}
}
"""What a dummy of a measurement keeps: its units, which follow from the concept; its number has dummies."""


CLEANED_TEXT: Final[Mapping[int, Action]] = MappingProxyType({VALUES["TEXT"]: "C"})
"""What becomes of a text of which the table says nothing."""


def action_of_item(
    item: DataSet, tables: Confidentiality, options: Collection[Option]
) -> tuple[str, Mapping[int, Action]]:
    """Return the action code that the table has for an item, and what its value has to bear if the item stays.

    The code is empty for an item that the table does not have.
    """
    value_type = _text(item, _VALUE_TYPE)
    scheme, value = _concept(item)
    row = tables.PROTECTED_CONTENT_ITEMS.of(scheme, value, value_type)
    tag = VALUES.get(value_type)
    if row is None or tag is None:
        return "", {}
    code = row.action(options)
    left = code[-1]  # of X/D: the dummy
    action = "D" if left == "X" else left
    if tag == _REFERENCED and action == "D":
        action = "U*"  # other objects stand for those that are referred to
    return code, {tag: cast("Action", action)}


def is_text_unlisted(item: DataSet, code: str) -> bool:
    """Whether an item has text of which the table says nothing."""
    return not code and _text(item, _VALUE_TYPE) == "TEXT"


def has_references(data: DataSet) -> bool:
    """Whether content items refer to each other by their places, so that none may go."""
    return any(REFERENCE in each.elements for each in everywhere(data))


def _concept(item: DataSet) -> tuple[str, str]:
    _, names = item.elements.get(_CONCEPT, ("SQ", []))
    if not isinstance(names, list) or not names:
        return "", ""
    name = names[0]
    return _text(name, _SCHEME), next(filter(None, (_text(name, tag) for tag in _CODES)), "")


def _text(data: DataSet, tag: int) -> str:
    _, value = data.elements.get(tag, ("", b""))
    text = value.decode("ascii", "replace") if isinstance(value, bytes) else value
    return text.strip(" \0") if isinstance(text, str) else ""
