"""`dicomwright table`: files in, a row for each out, as they come."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dicomwright.batch.walk import files
from dicomwright.cli.checking import check_paths, total
from dicomwright.cli.names import named
from dicomwright.cli.outcomes import FOUND, OK, UsageError
from dicomwright.cli.output import writable
from dicomwright.cli.progress import progress
from dicomwright.cli.running import running
from dicomwright.cli.table.reading import Reading
from dicomwright.reports.tool import tool_version
from dicomwright.runtime.vocabulary.registry import edition
from dicomwright.runtime.wording import counted, did_you_mean
from dicomwright.tables.arrow import schema_of
from dicomwright.tables.files import parquet_files
from dicomwright.tables.making import columns_for
from dicomwright.tables.rows import cells_of

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from dicomwright.tables.columns import Column
    from dicomwright.tables.rows import Row


@dataclass
class _Counts:
    rows: int = 0
    with_problems: int = 0
    skipped: int = 0

    def add(self, row: Row | None) -> None:
        self.rows += row is not None
        self.skipped += row is None
        self.with_problems += row is not None and bool(row.problems)

    def __str__(self) -> str:
        skipped = f", {counted(self.skipped, 'file')} skipped, not DICOM" if self.skipped else ""
        return f"{counted(self.rows, 'row')}, {self.with_problems:,} with problems{skipped}"


def run(arguments: Namespace) -> int:
    """Write the table that the arguments describe; return the exit status. Raises `UsageError`."""
    paths: list[str] = arguments.paths
    check_paths(paths)
    counts = _written(arguments, paths, _columns(arguments))
    print(f"dicomwright: {counts}", file=sys.stderr)  # noqa: T201 - it is a command
    return FOUND if counts.with_problems else OK


def _columns(arguments: Namespace) -> tuple[Column, ...]:
    iod = None if arguments.iod is None else named("iods", arguments.iod)
    if arguments.iod is not None and iod is None:
        raise UsageError(
            f"there is no IOD {arguments.iod!r}{did_you_mean(arguments.iod, edition().names('iods'))}"
        )
    wanted = filter(None, map(str.strip, _parts(arguments.columns)))
    try:
        return columns_for(wanted, iod, binary=arguments.binary)
    except ValueError as error:
        raise UsageError(str(error)) from None


def _parts(text: str) -> list[str]:
    """Split at commas, but those within a tag."""
    return re.split(r",(?![0-9A-Fa-f]{4}\))", text)


def _written(arguments: Namespace, paths: Sequence[str], columns: tuple[Column, ...]) -> _Counts:
    counts = _Counts()
    reading = Reading(columns)
    with (
        progress(total(paths)) as advance,
        running(arguments, reading, _name_of(arguments, columns)) as done,
        writable(arguments.output),
        parquet_files({arguments.output: schema_of(columns)}) as (file,),
    ):
        for row in done(files(paths)):
            counts.add(row)
            if row is not None:
                file.add(cells_of(row))
            advance(f"{counts.with_problems:,} with problems")
        if not counts.rows:
            raise UsageError(
                f"there was nothing to read: {counted(counts.skipped, 'file')} skipped, not DICOM"
            )
    return counts


def _name_of(arguments: Namespace, columns: tuple[Column, ...]) -> list[str]:
    """Return what a journal must have been made for: what was read, and by which edition."""
    return ["table", tool_version(), edition().name, arguments.columns, str(arguments.iod), repr(columns)]
