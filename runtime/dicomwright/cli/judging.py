"""Judging one file, in whatever process: the outcome is a report, whatever the file is."""

from __future__ import annotations

import gc
import os
import stat
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from dicomwright.runtime.errors import UnreadableFile
from dicomwright.runtime.reports.findings import Finding
from dicomwright.runtime.reports.report import Report
from dicomwright.runtime.sources.opening import open_source
from dicomwright.runtime.sources.urls import is_url, shown
from dicomwright.runtime.validation import validate

if TYPE_CHECKING:
    from typing import IO

    from dicomwright.cli.walk import Found

gc.set_threshold(50_000, 20, 100)  # a file is some thousand objects, which are free once it is judged

_PREFIX: Final = slice(128, 132)
_HEAD: Final = 132
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
        return "dicomwright.cli.preloading"

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


def unreadable(found: Found, message: str) -> Report:
    """Return the report of something that cannot be judged."""
    return Report((Finding("unreadable", "error", "", None, "", "", message),), shown(found.path))


def _judged(found: Found, options: Options) -> Report | None:
    if found.fault:
        return unreadable(found, found.fault)
    report: Report | None
    if found.content is not None:
        report = _report(BytesIO(found.content), options)
    elif is_url(found.path) and not found.named:
        report = _found_remotely(found.path, options)
    elif found.named or looks_like_dicom(found.path):
        return _report(found.path, options)  # which has the name of the file
    else:
        return None
    return report and replace(report, file=shown(found.path))


def _report(source: str | IO[bytes], options: Options) -> Report:
    return validate(source, options.iod, edition=options.edition, show_values=options.show_values)


def _found_remotely(url: str, options: Options) -> Report | None:
    """Return the report of a file that a pattern found, opened once; None when it is not DICOM."""
    stream, _, owner = open_source(url, keeps=False)
    with owner:
        return _report(stream, options) if _is_head(stream.read(_HEAD)) else None


def looks_like_dicom(path: str) -> bool:
    """Tell whether a file has the prefix of PS3.10, or begins as a data set without one."""
    if not stat.S_ISREG(os.stat(path).st_mode):  # noqa: PTH116 - reading a pipe would wait for ever
        return False
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123
        return _is_head(file.read(_HEAD))


def _is_head(head: bytes) -> bool:
    return head[_PREFIX] == b"DICM" or head.startswith(b"DICM") or _begins_a_data_set(head)


def _begins_a_data_set(head: bytes) -> bool:
    """Tell whether bytes may be the first element of an instance.

    It is of group 0002, or 0008, which SOP Class UID is in, in either byte order; with a VR, or a length.
    """
    group, vr, length = head[:2], head[4:6], head[4:8]
    if group in {b"\x02\0", b"\x08\0"}:
        return _is_vr(vr) or length[3:] == b"\0"
    return group in {b"\0\x02", b"\0\x08"} and _is_vr(vr)


def _is_vr(letters: bytes) -> bool:
    return letters.isalpha() and letters.isupper()
