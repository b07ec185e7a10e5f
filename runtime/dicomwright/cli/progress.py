"""Progress: a line on a terminal that says how many files are done."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from itertools import count
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Generator


def rate_since(began: float) -> Callable[[float], str]:
    """Return a function to be called after each file with the time, that says how many there were a second."""
    files = count(1)

    def rate_at(now: float) -> str:
        done = next(files)
        return f"{done / (now - began):,.0f}/s" if now > began else ""

    return rate_at


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

    counts = (
        (bars.MofNCompleteColumn(), bars.BarColumn()) if total else (bars.TextColumn("{task.completed:,}"),)
    )
    rate = bars.TextColumn("{task.fields[rate]}")
    columns = (*counts, bars.TextColumn("files, {task.description}"), rate, bars.TimeElapsedColumn())
    with bars.Progress(
        *columns,
        console=console.Console(stderr=True),
        transient=True,
        redirect_stdout=sys.stdout.isatty(),
        redirect_stderr=False,
    ) as bar:
        task = bar.add_task("", total=total, rate="")
        rate_of = rate_since(monotonic())

        def advance(said: str) -> None:
            bar.update(task, advance=1, description=said, rate=rate_of(monotonic()))

        yield advance
