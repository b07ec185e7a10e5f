"""`dicomwright validate`: files in, reports out, as they come."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from dicomwright.batch.judging import Options
from dicomwright.batch.walk import files
from dicomwright.cli.checking import check_paths, total
from dicomwright.cli.names import named
from dicomwright.cli.outcomes import FOUND, OK, TABLES, UsageError
from dicomwright.cli.output import output, tables
from dicomwright.cli.progress import progress
from dicomwright.cli.running import running
from dicomwright.reports import make_writer
from dicomwright.reports.tool import tool_version
from dicomwright.runtime.reports.findings import CODES
from dicomwright.runtime.vocabulary.registry import Edition, edition_named
from dicomwright.runtime.wording import counted, did_you_mean

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Generator

    from dicomwright.reports.writer import Writer


def run(arguments: Namespace) -> int:
    """Judge what the arguments name; return the exit status. Raises `UsageError`."""
    options = _options(arguments)
    paths: list[str] = arguments.paths
    check_paths(paths)
    skipped = 0
    with (
        progress(total(paths)) as advance,
        running(arguments, options, _name_of(options)) as done,
        _writer(arguments) as writer,
    ):
        writer.begin()
        for report in done(files(paths)):
            if report is None:
                skipped += 1
            else:
                writer.add(report)
            advance(f"{writer.summary.severities['error']:,} errors")
        writer.end(skipped=skipped)
    if not writer.summary.files:
        raise UsageError(f"there was nothing to judge: {counted(skipped, 'file')} skipped, not DICOM")
    if skipped and (arguments.format != "text" or arguments.output):
        print(f"dicomwright: {counted(skipped, 'file')} skipped, not DICOM", file=sys.stderr)  # noqa: T201
    return FOUND if writer.summary.fails(arguments.fail_on) else OK


def _name_of(options: Options) -> list[str | None]:
    """Return what a journal must have been made for: what judged, and how."""
    return ["validate", tool_version(), edition_named(options.edition).name, json.dumps(options)]


@contextmanager
def _writer(arguments: Namespace) -> Generator[Writer]:
    """Open what takes the reports. Raises `UsageError` when it cannot be written."""
    how = {"fail_on": arguments.fail_on, "edition": arguments.edition}
    if arguments.format == TABLES:
        with tables(arguments.output, how) as writer:
            yield writer
    else:
        with output(arguments.output, plain=arguments.format == "text") as stream:
            yield make_writer(arguments.format, stream, **how)


def _options(arguments: Namespace) -> Options:
    for code in (*(arguments.include or ()), *arguments.exclude):
        if code not in CODES:
            raise UsageError(f"there are no findings of code {code!r}{did_you_mean(code, CODES)}")
    include = None if arguments.include is None else tuple(arguments.include)
    iod = _iod(arguments.iod, _edition(arguments.edition))
    return Options(iod, arguments.show_values, include, tuple(arguments.exclude), arguments.edition)


def _edition(name: str | None) -> Edition:
    """Return the edition to judge by. Raises `UsageError` when it is not installed."""
    try:
        return edition_named(name)
    except ValueError as error:
        raise UsageError(str(error)) from None


def _iod(name: str | None, edition: Edition) -> str | None:
    """Return the name of an IOD. Raises `UsageError` when there is none of that name."""
    if name is None:
        return None
    found = named("iods", name, edition)
    if found is None:
        raise UsageError(f"there is no IOD {name!r}{did_you_mean(name, edition.names('iods'))}")
    return found
