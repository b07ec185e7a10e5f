"""`dicomwright deidentify --check`: what files still have that the profile forbids, whoever has de-identified them."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from dicomwright.batch.judging import Options, unreadable
from dicomwright.batch.sources.heads import looks_like_dicom
from dicomwright.batch.walk import files
from dicomwright.cli.outcomes import FOUND, OK, UsageError
from dicomwright.cli.output import output
from dicomwright.cli.progress import progress
from dicomwright.cli.running import running
from dicomwright.deidentify.residue import CODES, residue
from dicomwright.reports.text import TextWriter
from dicomwright.reports.tool import tool_version
from dicomwright.runtime.errors import UnreadableFile
from dicomwright.runtime.reports.report import Report
from dicomwright.runtime.vocabulary.registry import edition

if TYPE_CHECKING:
    from argparse import Namespace

    from dicomwright.batch.sources.found import Found
    from dicomwright.deidentify import Profile

_FEW: Final = 20


class Checking(NamedTuple):
    """What is to be checked, as it goes to every process."""

    folder: str
    profile: Profile

    @property
    def preloads(self) -> str:
        """The module that has loaded all that each file needs."""
        return "dicomwright.cli.deidentify.preloading"

    @property
    def few(self) -> int:
        """As many files are done sooner than processes are started."""
        return _FEW

    def do(self, found: Found) -> Report | None:
        """Return what a file still has; None for one that is not DICOM."""
        report: Report | None
        try:
            report = self._checked(found)
        except UnreadableFile:  # whose message may have what stands in the place of a value
            report = unreadable(found, "the file cannot be read")
        except OSError as error:
            report = unreadable(found, f"the file cannot be read: {error.strerror}")
        except Exception as error:  # noqa: BLE001 - one file must not end the checking of the others
            report = unreadable(found, f"the file cannot be checked: {type(error).__name__}")
        return report and replace(report, file=os.path.relpath(found.path, self.folder))

    def lost(self, found: Found, message: str) -> Report:
        """Return the report of a file that ended its process."""
        return unreadable(found, message)

    def to_plain(self, outcome: Report | None) -> list[Any] | None:
        """Return a report as JSON has it."""
        return Options().to_plain(outcome)

    def from_plain(self, plain: list[Any] | None) -> Report | None:
        """Return the report that was written."""
        return Options().from_plain(plain)

    def _checked(self, found: Found) -> Report | None:
        if found.fault:
            return unreadable(found, found.fault)
        if not found.named and not looks_like_dicom(found.path):
            return None
        return Report(residue(found.path, self.profile), found.path)


def check(arguments: Namespace, profile: Profile) -> int:
    """Tell what is found in a folder, or in a file; return the exit status. Raises `UsageError`."""
    folder: str = arguments.check
    if not os.path.exists(folder):  # noqa: PTH110
        raise UsageError(f"there is no file or folder {folder!r}")
    root = folder if os.path.isdir(folder) else os.path.dirname(folder) or "."  # noqa: PTH112, PTH120
    skipped = 0
    work = Checking(root, profile)
    named = ["deidentify --check", tool_version(), edition().name, repr(work)]
    with (
        running(arguments, work, named) as done,
        progress(None) as advance,
        output(None, plain=True) as stream,
    ):
        writer = TextWriter(stream)
        writer.meanings = {code: said for code, (_, said) in CODES.items()}
        writer.begin()
        for report in done(files([folder])):
            if report is None:
                skipped += 1
            else:
                writer.add(report)
            advance(f"{writer.summary.severities['error']:,} errors")
        writer.end(skipped=skipped)
    if not writer.summary.files:
        raise UsageError("there was nothing to check: no file is DICOM")
    return FOUND if writer.summary.fails("error") else OK
