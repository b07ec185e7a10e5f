"""Layout: titles and tables, the same for everything that is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType


def title(name: str, *facts: str) -> Iterable[RenderableType]:
    """Yield a title, and lines of facts under it."""
    yield Text(name, style="bold")
    for fact in filter(None, facts):
        yield Text(fact)


def table(heads: Iterable[str], rows: Iterable[tuple[str, ...]]) -> Iterable[RenderableType]:
    """Yield a table with an empty line before it; columns in which there is nothing are left out."""
    kept = list(rows)
    columns = [(place, head) for place, head in enumerate(heads) if any(row[place] for row in kept)]
    made = Table(
        *(head for _, head in columns), box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold"
    )
    for row in kept:
        made.add_row(*(Text(row[place], overflow="fold") for place, _ in columns))
    if kept:
        yield ""
        yield made
