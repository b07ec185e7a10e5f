"""Progress: what a long stage reports while it works, and the bar that shows it on a terminal."""

from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars

__all__ = ["NullProgress", "Progress", "RichProgress", "terminal_progress"]


class Progress(Protocol):
    """One job after the other: `start`, any number of `advance`, `finish`."""

    def start(self, description: str, total: int | None) -> None:
        """Begin a job of `total` units (None: nobody knows how many)."""
        ...

    def advance(self, amount: int) -> None:
        """Count units done; a negative amount takes back what must be done again."""
        ...

    def finish(self) -> None:
        """End the job, well or badly."""
        ...


class NullProgress:
    """Reports nothing."""

    def start(self, description: str, total: int | None) -> None:
        """Do nothing."""

    def advance(self, amount: int) -> None:
        """Do nothing."""

    def finish(self) -> None:
        """Do nothing."""


class RichProgress:
    """A bar on the console, standard error by default; it vanishes when its job is done."""

    def __init__(self, console: Console | None = None) -> None:
        """Draw on `console`; nothing is drawn when that is not a terminal."""
        self._console = console or Console(stderr=True)
        self._bars: Bars | None = None

    def start(self, description: str, total: int | None) -> None:
        """Show a bar; one that still stands is ended first."""
        self.finish()
        self._bars = Bars(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TaskProgressColumn(),
            TimeRemainingColumn(),
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )
        self._bars.add_task(description, total=total)
        self._bars.start()

    def advance(self, amount: int) -> None:
        """Move the bar."""
        if self._bars is not None:
            self._bars.advance(self._bars.task_ids[0], amount)

    def finish(self) -> None:
        """Take the bar away."""
        if self._bars is not None:
            self._bars.stop()
            self._bars = None


def terminal_progress() -> Progress:
    """Return a bar when standard error is a terminal, and silence otherwise."""
    console = Console(stderr=True)
    return RichProgress(console) if console.is_terminal else NullProgress()
