"""`dicomwright deidentify`: what was asked for, done."""

from __future__ import annotations

import json
import os
import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from dicomwright.batch.sources.found import Found
from dicomwright.batch.walk import files_in
from dicomwright.cli.deidentify.checking import check
from dicomwright.cli.deidentify.directories import made_anew
from dicomwright.cli.deidentify.keys import key_of, make_key
from dicomwright.cli.deidentify.naming import pseudonym
from dicomwright.cli.deidentify.request import profile_of, work_of
from dicomwright.cli.deidentify.summary import Tally, record_of
from dicomwright.cli.outcomes import FOUND, OK, UsageError
from dicomwright.cli.output import output
from dicomwright.cli.progress import progress
from dicomwright.cli.running import running
from dicomwright.deidentify.maps import FaultyMap, MapWriter, read_map
from dicomwright.reports.tool import tool_version
from dicomwright.runtime.errors import MissingPackage
from dicomwright.runtime.vocabulary.registry import edition

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable, Iterator
    from contextlib import AbstractContextManager

    from dicomwright.cli.deidentify.work import Outcome, Work


def run(arguments: Namespace) -> int:
    """Do what the arguments say; return the exit status. Raises `UsageError`."""
    if arguments.new_key is not None:
        make_key(arguments.new_key)
        return OK
    key = None if arguments.key is None else key_of(arguments.key)
    if arguments.read_map is not None:
        return _show_map(arguments.read_map, key)
    if arguments.check is not None:
        return check(arguments, profile_of(arguments))
    work = work_of(arguments, key)
    tally = Tally()
    with (
        _map_writer(arguments.map, key) as rows,
        running(arguments, work, _name_of(work)) as done,
        progress(1 if work.names_target else None) as advance,
    ):
        for outcome in _outcomes(work, done(_files(arguments.source, work))):
            tally.add(outcome)
            if rows is not None and outcome.row is not None:
                rows.add(outcome.row)
            advance(tally.said)
    if not tally.files.total() - tally.files["not DICOM"]:
        raise UsageError("there was nothing to de-identify: no file is DICOM")
    _tell(tally, arguments, record_of(tally, work.profile, has_key=key is not None))
    return OK if tally.is_whole else FOUND


def _files(source: str, work: Work) -> Iterable[Found]:
    if not os.path.isdir(source):  # noqa: PTH112
        return [Found(os.path.abspath(source), named=True)]  # noqa: PTH100
    return files_in(work.root, without=work.target)


def _name_of(work: Work) -> list[str]:
    """Return what a journal must have been made for: what was asked for, and by which key, which is not told."""
    asked = repr(work._replace(key=b""))
    return ["deidentify", tool_version(), edition().name, asked, pseudonym(work.key, "journal")]


def _outcomes(work: Work, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    """Yield what becomes of each file; directories last, which are made of all others."""
    directories: list[Outcome] = []
    patients: dict[str, str] = {}
    for outcome in outcomes:
        if outcome.kind == "directory":
            directories.append(outcome)
            continue
        if outcome.patient:
            patients[outcome.target] = outcome.patient
        yield outcome
    for directory in directories:
        yield from made_anew(work, directory, patients)


def _map_writer(path: str | None, key: bytes | None) -> AbstractContextManager[MapWriter | None]:
    """Open the map, if one is asked for. Raises `UsageError` when it cannot be written."""
    if path is None:
        return nullcontext()
    if key is None:
        print("dicomwright: the map is not encrypted: there is no --key", file=sys.stderr)  # noqa: T201
    try:
        return MapWriter(path, key)
    except MissingPackage as error:
        raise UsageError(str(error)) from None
    except OSError as error:
        raise UsageError(f"{path!r} cannot be written: {error.strerror}") from None


def _show_map(path: str, key: bytes | None) -> int:
    """Write the rows of a map as lines of JSON. Raises `UsageError` when it cannot be read."""
    try:
        found = read_map(path, key)
    except OSError as error:
        raise UsageError(f"{path!r} cannot be read: {error.strerror}") from None
    except (FaultyMap, MissingPackage) as error:
        raise UsageError(str(error)) from None
    for row in found.rows:
        print(json.dumps(row._asdict()))  # noqa: T201 - it is a command
    if not found.is_whole:
        print("dicomwright: the map has no end: its run was interrupted, or it was cut", file=sys.stderr)  # noqa: T201
    return OK if found.is_whole else FOUND


def _tell(tally: Tally, arguments: Namespace, record: dict[str, Any]) -> None:
    with output(None, plain=True) as stream:
        stream.writelines(f"{line}\n" for line in tally.lines(shows_paths=arguments.show_paths))
    if arguments.record is not None:
        with output(arguments.record, plain=False) as stream:
            json.dump(record, stream, indent=1)
            stream.write("\n")
