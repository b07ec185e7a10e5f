"""Context groups with their includes expanded: each code once, the first that the tables name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwright.generator.facts import Code, ContextGroup

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def expanded(groups: tuple[ContextGroup, ...]) -> dict[str, tuple[Code, ...]]:
    """Return the codes of each context group by CID, in the order of rows, includes where they stand."""
    known = {group.cid: group for group in groups}
    return {cid: _unique(_codes(cid, known, set())) for cid in known}


def _unique(codes: Iterator[Code]) -> tuple[Code, ...]:
    found: dict[tuple[str, str], Code] = {}
    for code in codes:
        found.setdefault((code.scheme, code.value), code)
    return tuple(found.values())


def _codes(cid: str, known: Mapping[str, ContextGroup], seen: set[str]) -> Iterator[Code]:
    """Walk through a group; one that was walked through before, as in a cycle, adds nothing."""
    if cid in seen or cid not in known:
        return
    seen.add(cid)
    for row in known[cid].rows:
        if isinstance(row, Code):
            yield row
        else:
            yield from _codes(row.cid, known, seen)
