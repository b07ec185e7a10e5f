"""`dicomwright show` and `dicomwright tree`: what the standard says of a name, and what a document says."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from rich.console import Console, Group

from dicomwright.cli.outcomes import OK, UsageError
from dicomwright.cli.show import codes, tree
from dicomwright.cli.show.kinds import KINDS
from dicomwright.runtime.wording import did_you_mean

if TYPE_CHECKING:
    from argparse import Namespace

_WIDE = 100_000
"""Columns where nobody looks: what is piped to another program is not folded."""


def run(arguments: Namespace) -> int:
    """Run the command that was named; return the exit status. Raises `UsageError`."""
    return _COMMANDS[arguments.command](arguments)


def _show(arguments: Namespace) -> int:
    """Show what the name means. Raises `UsageError` when it means nothing."""
    name = " ".join(arguments.name)
    wanted = [arguments.kind] if arguments.kind else list(KINDS)
    found = {kind: target for kind in wanted if (target := KINDS[kind].resolve(name)) is not None}
    if not found and "code" in wanted and (meant := codes.resolve_words(name)) is not None:
        found = {"code": meant}
    if not found:
        what = arguments.kind or "nothing"
        known = (each for kind in wanted for each in KINDS[kind].names())
        says = "nothing is called" if what == "nothing" else f"there is no {what}"
        raise UsageError(f"{says} {name!r}{did_you_mean(name, known)}")
    kind, *others = found
    shown = list(KINDS[kind].show(found[kind]))
    if others:
        shown.append(f"\n{name} is the name of another thing, too: add --kind {' or --kind '.join(others)}")
    _print(Group(*shown))
    return OK


def _print(shown: Group) -> None:
    console = Console(highlight=False, markup=False, emoji=False)
    if sys.stdout.isatty():
        console.print(shown)
        return
    console.width = _WIDE
    with console.capture() as capture:
        console.print(shown)
    sys.stdout.writelines(f"{line.rstrip()}\n" for line in capture.get().splitlines())


_COMMANDS: Final = {"show": _show, "tree": tree.run}
