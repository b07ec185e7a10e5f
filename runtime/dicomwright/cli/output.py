"""Where the command writes: a file that is named, or the standard output."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any, TextIO

from dicomwright.cli.outcomes import UsageError
from dicomwright.runtime.errors import MissingPackage

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from dicomwright.reports.writer import Writer


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


@contextmanager
def tables(folder: str | None, how: Mapping[str, Any]) -> Generator[Writer]:
    """Open tables of reports in a folder. Raises `UsageError` when they cannot be written."""
    if folder is None:
        raise UsageError("parquet is two files: name a folder for them, --output FOLDER")
    with (
        writable(folder),
        import_module("dicomwright.tables.reporting").ParquetWriter(folder, **how) as writer,
    ):
        yield writer


@contextmanager
def writable(path: str) -> Generator[None]:
    """Say what cannot be written. Raises `UsageError`, for a package that is missing, too."""
    try:
        yield
    except MissingPackage as error:
        raise UsageError(str(error)) from None
    except OSError as error:
        raise UsageError(f"{path!r} cannot be written: {error.strerror}") from None
