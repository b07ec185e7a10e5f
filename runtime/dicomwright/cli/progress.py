"""Progress: a line on a terminal that says how many files are done."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Generator


@contextmanager
def progress(total: int | None) -> Generator[Callable[[str], None]]:
    """Give a function to be called after each file, with what is to be said of all so far.

    It does nothing where nobody would see it. While it lasts, what is written to `sys.stdout` on the same terminal
    stands above the line.
    """
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich import console  # noqa: PLC0415 - heavy
    from rich import progress as bars  # noqa: PLC0415

    count = (
        (bars.MofNCompleteColumn(), bars.BarColumn()) if total else (bars.TextColumn("{task.completed:,}"),)
    )
    columns = (*count, bars.TextColumn("files, {task.description}"), bars.TimeElapsedColumn())
    with bars.Progress(
        *columns,
        console=console.Console(stderr=True),
        transient=True,
        redirect_stdout=sys.stdout.isatty(),
        redirect_stderr=False,
    ) as bar:
        task = bar.add_task("", total=total)

        def advance(said: str) -> None:
            bar.update(task, advance=1, description=said)

        yield advance
