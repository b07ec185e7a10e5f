"""`dicomwright show`: what the standard says of a name, or of what may be meant by it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from rich.console import Console, Group

from dicomwright.cli.outcomes import OK, UsageError
from dicomwright.cli.show.chosen import choose
from dicomwright.cli.show.found import find, name_of, show_list, show_others
from dicomwright.cli.show.kinds import KINDS

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Mapping

    from rich.console import RenderableType

_WIDE = 100_000
"""Columns where nobody looks: what is piped to another program is not folded."""


def run(arguments: Namespace) -> int:
    """Show what the name means, or what may be meant by it. Raises `UsageError` when nothing is."""
    choose(arguments.edition)
    name = " ".join(arguments.name)
    wanted = [arguments.kind] if arguments.kind else list(KINDS)
    named = {kind: target for kind in wanted if (target := KINDS[kind].resolve(name)) is not None}
    shown = list(_named(name, named) if named else _found(name, arguments.kind))
    if not shown:
        says = f"there is no {arguments.kind}" if arguments.kind else "nothing is called"
        raise UsageError(f"{says} {name!r}")
    _print(Group(*shown))
    return OK


def _named(name: str, named: Mapping[str, Any]) -> Iterator[RenderableType]:
    """Yield what has the name, the first where several things have it."""
    kind, *others = named
    yield from KINDS[kind].show(named[kind])
    if others:
        yield f"\n{name} is the name of another thing, too: add --kind {' or --kind '.join(others)}"


def _found(name: str, kind: str | None) -> Iterator[RenderableType]:
    """Yield what a search finds: the thing that is called so, or all that may be meant, where it is not one."""
    hits = find(name, kind)
    called_so = sum(hit.exact for hit in hits)
    if len(hits) == 1 or called_so == 1:
        first = hits[0]
        yield from KINDS[first.kind].show(KINDS[first.kind].resolve(name_of(first)))
        yield from show_others(hits[1:])
    elif hits:
        yield from show_list(hits, name)


def _print(shown: Group) -> None:
    console = Console(highlight=False, markup=False, emoji=False)
    if sys.stdout.isatty():
        console.print(shown)
        return
    console.width = _WIDE
    with console.capture() as capture:
        console.print(shown)
    sys.stdout.writelines(f"{line.rstrip()}\n" for line in capture.get().splitlines())
