"""Text for terminals: counts first, then the changes by kind, the new things first; 80 columns will do."""

from __future__ import annotations

import shutil
from textwrap import wrap
from typing import TYPE_CHECKING, Final

from dicomwright.diff.formats.words import counts_in_words, heading, headline, iods_in_words, said_of
from dicomwright.runtime.reports.escaping import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwright.diff.changes import Change, Differences

_SIGNS: Final = {"added": "+", "removed": "-", "changed": "*", "moved": ">", "renamed": "*", "retired": "x"}
_LEAST, _MOST = 60, 120


def text(found: Differences) -> str:
    """Return the comparison as text."""
    width = min(max(shutil.get_terminal_size().columns, _LEAST), _MOST)
    return "".join(f"{line}\n" for line in _lines(found, width))


def _lines(found: Differences, width: int) -> Iterator[str]:
    yield visible(headline(found))
    if not found.changes:
        return
    yield ""
    counts = found.counts()
    size = max(len(heading(kind)) for kind in counts)
    for kind, counter in counts.items():
        yield f"  {heading(kind):{size}}  {counts_in_words(counter)}"
    yield ""
    yield f"{', '.join(f'{sign} {action}' for action, sign in _SIGNS.items() if action != 'renamed')}, ! breaking"
    for kind, changes in found.grouped().items():
        yield from ("", heading(kind), "-" * len(heading(kind)))
        for change in changes:
            yield from _change(change, width)


def _change(change: Change, width: int) -> Iterator[str]:
    word = f" ({change.action})" if change.action in {"moved", "renamed", "retired"} else ""
    yield from _folded(f"{_SIGNS[change.action]} ", change.name + word, width)
    if change.place:
        yield from _folded("    in ", change.place, width)
    for line in said_of(change):
        yield from _folded("    ", line, width)
    if iods := iods_in_words(change):
        yield from _folded("    IODs: ", iods, width)
    for reason in change.breaking:
        yield from _folded("  ! ", reason, width)


def _folded(start: str, line: str, width: int) -> list[str]:
    return wrap(
        visible(line),
        width,
        initial_indent=start,
        subsequent_indent=" " * (len(start) if len(start) <= len("    ") else len("      ")),
        break_long_words=False,
        break_on_hyphens=False,
    )
