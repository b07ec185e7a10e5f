"""What a search found: a short list, with what each thing is to be asked for by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dicomwright.cli.show.chosen import edition
from dicomwright.cli.show.layout import table, title
from dicomwright.lookup.codes import codes_in
from dicomwright.lookup.searching import CODE, search

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import RenderableType

    from dicomwright.lookup.searching import Hit

_HEADS: Final = ("What", "Name", "Title")
_MOST: Final = 12


def find(text: str, kind: str | None) -> Sequence[Hit]:
    """Return what may be meant, the likeliest first."""
    return search(text, kinds=(kind,) if kind else (), edition=edition(), limit=_MOST)


def show_list(hits: Sequence[Hit], text: str) -> Iterable[RenderableType]:
    """Yield what was found where several things may be meant."""
    yield from title(f"{len(hits)} found for {text!r}, the likeliest first")
    yield from table(_HEADS, map(_row, hits))
    yield f"\ndicomwright show {_quoted(name_of(hits[0]))} --kind {hits[0].kind} shows the first."


def show_others(hits: Sequence[Hit]) -> Iterable[RenderableType]:
    """Yield what was found besides."""
    if hits:
        yield "\nAlso found:"
        yield from table(_HEADS, map(_row, hits))


def name_of(hit: Hit) -> str:
    """Return what a thing is to be asked for by: of a code, what it is in Python."""
    if hit.kind != CODE:
        return hit.name
    return next((f"{one.scheme}.{one.name}" for one in codes_in(hit.scheme, hit.key, edition())), hit.name)


def _row(hit: Hit) -> tuple[str, str, str]:
    return hit.kind, name_of(hit), hit.title


def _quoted(name: str) -> str:
    return f'"{name}"' if " " in name else name
