"""Pass: the context groups that a cell refers to -> ContextGroupUse, with binding, attribute and condition."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dicomwright.generator.facts import Binding, ContextGroupUse
from dicomwright.generator.model.text import TAG, condition_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwright.generator.docbook import Cell

_CID: Final = re.compile(
    r"(?:\b(D|B|Defined|Baseline)\s*)?\u27e6(?:PS3\.16#)?sect_CID_(\w+)\u27e7|\b(D|B|Defined |Baseline )CIDs? (\d+)"
)
_SEQUENCE_NAME: Final = re.compile(
    r"\b((?!For\b|In\b)[A-Z][\w'-]*(?: (?:[A-Z][\w'-]*|of|for|to|and|the|in))* Sequence)\b"
)
# What follows a group, or several with such words between them, where it names their attribute.
_FOR_ATTRIBUTE: Final = re.compile(
    r"^\s*for (?:the )?(?P<name>[A-Z][^.()]* Sequence)\s*\([0-9A-Fa-f]{4},[0-9A-Fa-f]{4}\)"
)
_BETWEEN: Final = re.compile(r"\s*(?:,|or|and|, or)\s*")
_BINDINGS: Final[dict[str, Binding]] = {
    "D": "defined",
    "Defined": "defined",
    "B": "baseline",
    "Baseline": "baseline",
}
_OF_ATTRIBUTE: Final = re.compile(
    r"\b[Ff]or (?:the )?[A-Z][^.()]* Sequence\s*\([0-9A-Fa-f]{4},[0-9A-Fa-f]{4}\)"
)
_CONDITION: Final = re.compile(r"\b(?:For|If|When|if|when)\b")


def read_context_group_uses(cell: Cell) -> tuple[ContextGroupUse, ...]:
    """Context groups that a cell refers to, with their binding, the attribute beside and the condition before them."""
    return tuple(use for block in cell.blocks if block.kind != "note" for use in _uses(block.text))


def _uses(text: str) -> Iterator[ContextGroupUse]:
    matches = list(_CID.finditer(text))
    start = 0
    for number, found in enumerate(matches):
        before = text[start : found.start()]
        named = _SEQUENCE_NAME.findall(TAG.sub("", before))
        after, start = _named_after(text, matches[number:])
        yield ContextGroupUse(
            cid=found[2] or found[4],
            binding=_BINDINGS.get((found[1] or found[3] or "").strip(), ""),
            sequence=after or (named[-1] if named else ""),
            condition=condition_of(before) if _CONDITION.search(_OF_ATTRIBUTE.sub("", before)) else None,
        )


def _named_after(text: str, matches: list[re.Match[str]]) -> tuple[str, int]:
    """The attribute that is named after the first of some groups, or after the last that is joined to it; and where."""
    first, *others = matches
    end = first.end()
    for other in others:
        if not _BETWEEN.fullmatch(text[end : other.start()]):
            break
        end = other.end()
    found = _FOR_ATTRIBUTE.match(text[end:])
    if found is None:
        return "", first.end()
    return found["name"], first.end() if end != first.end() else end + found.end()
