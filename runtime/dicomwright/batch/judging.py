"""Judging one file, in whatever process: the outcome is a report, whatever the file is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from dicomwright.batch.sources.opening import opened
from dicomwright.runtime.errors import UnreadableFile
from dicomwright.runtime.reports.findings import Finding
from dicomwright.runtime.reports.report import Report
from dicomwright.runtime.validation import validate

if TYPE_CHECKING:
    from dicomwright.batch.sources.found import Found
    from dicomwright.runtime.reports.findings import Severity

_FEW: Final = 200


class Options(NamedTuple):
    """How to judge, and which findings to keep."""

    iod: str | None = None
    show_values: bool = False
    include: tuple[str, ...] | None = None
    exclude: tuple[str, ...] = ()
    edition: str | None = None

    @property
    def preloads(self) -> str:
        """The module that has loaded all that each file needs."""
        return "dicomwright.batch.preloading"

    @property
    def few(self) -> int:
        """As many files are judged sooner than processes are started."""
        return _FEW

    def do(self, found: Found) -> Report | None:
        """Return the report of a file; None for one that is skipped."""
        return judge(found, self)

    def lost(self, found: Found, message: str) -> Report:
        """Return the report of a file that ended its process."""
        return unreadable(found, message)

    def to_plain(self, outcome: Report | None) -> list[Any] | None:
        """Return a report as JSON has it."""
        if outcome is None:
            return None
        return [outcome.file, outcome.sop_class_uid, outcome.iod, outcome.findings]

    def from_plain(self, plain: list[Any] | None) -> Report | None:
        """Return the report that was written."""
        if plain is None:
            return None
        file, sop_class_uid, iod, findings = plain
        return Report(tuple(Finding(*each) for each in findings), file, sop_class_uid, iod)


def judge(found: Found, options: Options) -> Report | None:
    """Return the report of a file; None when it was not named, and is not DICOM."""
    try:
        report = _judged(found, options)
    except OSError as error:
        report = unreadable(found, f"the file cannot be read: {error.strerror}")
    except UnreadableFile as error:
        report = unreadable(found, f"the file cannot be read: {error}")
    except Exception as error:  # noqa: BLE001 - one file must not end the judging of the others
        report = unreadable(found, f"the file cannot be judged: {type(error).__name__}")
    return report and report.filter(include=options.include, exclude=options.exclude)


def unreadable(found: Found, message: str, severity: Severity = "error") -> Report:
    """Return the report of something that cannot be judged."""
    return Report((Finding("unreadable", severity, "", None, "", "", message),), found.name)


def _judged(found: Found, options: Options) -> Report | None:
    if found.fault:
        return unreadable(found, found.fault, found.severity)
    with opened(found) as source:
        if source is None:
            return None
        report = validate(source, options.iod, edition=options.edition, show_values=options.show_values)
    return replace(report, file=found.name)
