"""Where the command writes: a file that is named, or the standard output."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from dicomwright.cli.outcomes import UsageError

if TYPE_CHECKING:
    from collections.abc import Generator


@contextmanager
def output(path: str | None, *, plain: bool) -> Generator[TextIO]:
    """Open where reports go. Raises `UsageError` when it cannot be written."""
    if path is not None:
        try:
            with open(path, "w", encoding="utf-8") as stream:  # noqa: PTH123 - any name that a shell gives
                yield stream
        except OSError as error:
            raise UsageError(f"{path!r} cannot be written: {error.strerror}") from None
        return
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:  # text as the terminal has it, formats as their rules have it
        reconfigure(errors="backslashreplace") if plain else reconfigure(encoding="utf-8")
    yield sys.stdout
