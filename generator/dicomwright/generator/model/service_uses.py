"""Cells of the tables of PS3.4 that say who has an attribute, and when -> ServiceUse."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, cast, get_args

from dicomwright.generator.conditions.exceptions import AFTER_ITEMS
from dicomwright.generator.docbook.content import without_references
from dicomwright.generator.facts import ItemCount, Matching, ServiceUse
from dicomwright.generator.model.read_attribute_tables import item_count
from dicomwright.generator.model.text import condition_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwright.generator.docbook import Cell
    from dicomwright.generator.facts import Condition, ServiceColumn

_CODE: Final = r"(?:[123]C?|MC?|U|-)"
_TWO: Final = re.compile(rf"^({_CODE})\s*/\s*({_CODE})(?![\w-])\s*(.*)", re.DOTALL)
_ONE: Final = re.compile(r"^((?:[123]C?|RC|[UROPX*-]|MC?)(?![\w-]))\s*(.*)", re.DOTALL)
_NEVER: Final = re.compile(r"^Not allowed\b", re.IGNORECASE)
_CONDITION: Final = re.compile(r"\b(?:required|shall be present|present) if\b", re.IGNORECASE)
_EMPTY: Final = re.compile(r"\bShall be (?:created )?empty\b|\bshall contain zero items\b", re.IGNORECASE)
_FIXED: Final = re.compile(r"\bwith a value of [\"\u201c](\w+)[\"\u201d]|\(value shall be (\w+)\)")
_ONLY_ONE: Final = re.compile(r"\bonly a single item shall be permitted\b", re.IGNORECASE)
_KINDS: Final = "Single Value|List of UID|Universal|Wild ?Card|Range|Sequence"
_MATCHED: Final = re.compile(
    rf"\bretrieved (?:only )?with ((?:(?:{_KINDS})(?:\s+[Mm]atching)?(?:,? or |, )?)+)", re.IGNORECASE
)
_KIND: Final = re.compile(_KINDS, re.IGNORECASE)

_OF_TWO: Final = frozenset({"create", "set", "get", "action", "reply", "event"})
"""Columns that are about either side, even if a cell has one code."""

# What does not apply is a dash, or said in words; both mean that the attribute is not there.
_ABSENT: Final = "-"


def use_of(column: ServiceColumn, cell: Cell, remark: Cell | None) -> ServiceUse | None:
    """Read a cell; None for one that is empty, or that says nothing but where to look."""
    text = cell.text
    if _NEVER.match(text):
        return ServiceUse(column=column, scu="")
    if _CONDITION.match(text):
        return ServiceUse(column=column, scu="1C", condition=condition_of(text))
    found = _TWO.match(text) or _ONE.match(text)
    if found is None:
        return None
    *codes, said = found.groups()
    scu, scp = (code.replace(_ABSENT, "") for code in (*codes, *(codes if column in _OF_TWO else ("",)))[:2])
    return ServiceUse(
        column=column,
        scu=scu,
        scp=scp,
        condition=_condition(said, remark) if any(code.endswith("C") for code in codes) else None,
        fixed=next((one or other for one, other in _FIXED.findall(said)), ""),
        empty=_EMPTY.search(said) is not None,
        matching=matching_of(remark) if column == "matching" else (),
    )


def _condition(said: str, remark: Cell | None) -> Condition | None:
    """Take the condition from the cell itself, or else from the remarks."""
    for text in (_in_brackets(said), joined(remark)):
        found = _CONDITION.search(text)
        if found:
            return condition_of(text[found.start() :].strip())
    return None


def _in_brackets(said: str) -> str:
    """Return what the brackets hold that a text starts with; a text without them as it is."""
    depth = 0
    for place, character in enumerate(said):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth == 0:
            return said[1:place] if place else said
    return said


def joined(remark: Cell | None) -> str:
    """Return what the remarks say, without notes and references."""
    blocks = remark.blocks if remark is not None else ()
    said = (without_references(block.text) for block in blocks if block.kind != "note" and block.text)
    return AFTER_ITEMS.join(said)


def matching_of(remark: Cell | None) -> tuple[Matching, ...]:
    """Read the kinds of matching that the remarks admit."""
    return tuple(dict.fromkeys(_matching(joined(remark))))


def _matching(text: str) -> Iterator[Matching]:
    known = get_args(Matching)
    for found in _MATCHED.finditer(text):
        for kind in _KIND.findall(found[1]):
            name = kind.casefold().replace("wildcard", "wild card")
            if name in known:
                yield cast("Matching", name)


def items_of(cells: list[Cell]) -> ItemCount | None:
    """Read how many items a sequence has, of what the cells of a row say."""
    if any(_ONLY_ONE.search(cell.text) for cell in cells):
        return ItemCount(least=1, most=1)
    return next((count for cell in cells if (count := item_count(cell.blocks))), None)
