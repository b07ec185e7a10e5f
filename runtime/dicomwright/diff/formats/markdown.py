"""Markdown: the release note of an edition, to be pasted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dicomwright.diff.formats.words import counts_in_words, heading, headline, iods_in_words, said_of
from dicomwright.runtime.reports.escaping import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwright.diff.changes import Change, Differences

_SPECIAL: Final = re.compile(r"([\\`*_\[\]<>|#~&])")


def markdown(found: Differences) -> str:
    """Return the comparison as Markdown."""
    return "".join(f"{line}\n" for line in _lines(found))


def _lines(found: Differences) -> Iterator[str]:
    yield f"# {_safe(headline(found))}"
    breaking = [change for change in found.changes if change.breaking]
    if found.changes:
        yield ""
        yield from (
            f"- {heading(kind)}: {counts_in_words(counts)}" for kind, counts in found.counts().items()
        )
    if breaking:
        yield from ("", "## Breaking", "")
        for change in breaking:
            yield f"- {_link(change)}"
            yield from (f"  - {_safe(reason)}" for reason in change.breaking)
    for kind, changes in found.grouped().items():
        yield from ("", f"## {heading(kind)}", "")
        for change in changes:
            yield from _change(change)


def _change(change: Change) -> Iterator[str]:
    said = "; ".join(said_of(change))
    iods = iods_in_words(change)
    parts = (_safe(said), _safe(f"IODs: {iods}") if iods else "", "**breaking**" if change.breaking else "")
    yield ". ".join(filter(None, (f"- {change.action}: {_link(change)}", *parts)))


def _link(change: Change) -> str:
    return f"[{_safe(change.title)}]({change.new_address or change.old_address})"


def _safe(line: str) -> str:
    return _SPECIAL.sub(r"\\\1", visible(line))
