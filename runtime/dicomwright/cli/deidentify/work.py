"""De-identifying one file, in whatever process: the outcome has no value of it, but for a map that was asked for."""

from __future__ import annotations

import os
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from dicomwright.batch.sources.heads import looks_like_dicom
from dicomwright.cli.deidentify.naming import ENDING, is_directory, pseudonym, renamed
from dicomwright.cli.deidentify.placing import Taken, put
from dicomwright.deidentify import Deidentifier, Profile, Record, Refused
from dicomwright.deidentify.maps import Row
from dicomwright.runtime import IOD, read
from dicomwright.runtime.errors import UnreadableFile
from dicomwright.runtime.iod import read_whole

if TYPE_CHECKING:
    from dicomwright.batch.sources.found import Found

Kind = Literal["written", "there", "directory", "refused", "not DICOM"]

_FEW: Final = 20
_RECORDS: Final = "DirectoryRecordSequence"
_IDENTITIES: Final = ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID")
_PATIENT: Final = "PatientID"


class Outcome(NamedTuple):
    """What became of a file: where it stands now, below OUT, what was done, or why nothing was."""

    kind: Kind
    path: str
    target: str
    reason: str = ""
    record: Record | None = None
    row: Row | None = None
    patient: str = ""
    """What tells patients apart in a directory; it follows from their IDs by the key."""


class Work(NamedTuple):
    """What is asked for, as it goes to every process."""

    root: str
    target: str
    profile: Profile
    key: bytes
    days: int | None = None
    names_target: bool = False
    """Whether OUT is the file itself, not a folder for it."""
    replaces: bool = False
    maps: bool = False

    @property
    def preloads(self) -> str:
        """The module that has loaded all that each file needs."""
        return "dicomwright.cli.deidentify.preloading"

    @property
    def few(self) -> int:
        """As many files are done sooner than processes are started."""
        return _FEW

    def do(self, found: Found) -> Outcome:
        """De-identify a file; whatever is wrong with it is an outcome."""
        new = "" if self.names_target else renamed(self.key, self.root, found.path)
        try:
            return self._done(found, new)
        except Refused as refused:
            reason = str(refused)
        except UnreadableFile:  # whose message may have what stands in the place of a value
            reason = "it cannot be read"
        except Taken:
            reason = "another file has its place in OUT; --force replaces it"
        except OSError as error:
            reason = f"{'it' if error.filename == found.path else 'OUT'}: {error.strerror}"
        except Exception as error:  # noqa: BLE001 - one file must not end the run, and a message may have values
            reason = f"it cannot be de-identified: {type(error).__name__}"
        return Outcome("refused", found.path, new, reason)

    def lost(self, found: Found, message: str) -> Outcome:
        """Return the outcome of a file that ended its process."""
        return Outcome("refused", found.path, "", message)

    def to_plain(self, outcome: Outcome) -> list[Any]:
        """Return an outcome as JSON has it; rows of maps are not kept."""
        record = outcome.record and [outcome.record.attributes, sorted(outcome.record.review)]
        return [outcome.kind, outcome.path, outcome.target, outcome.reason, record, outcome.patient]

    def from_plain(self, plain: list[Any]) -> Outcome:
        """Return the outcome that was written."""
        kind, path, target, reason, kept, patient = plain
        record = kept and Record({code: Counter(found) for code, found in kept[0].items()}, set(kept[1]))
        return Outcome(kind, path, target, reason, record, None, patient)

    def _done(self, found: Found, new: str) -> Outcome:
        if found.fault:
            raise Refused(found.fault)
        if not found.named and not looks_like_dicom(found.path):
            return Outcome("not DICOM", found.path, new)
        source = read_whole(found.path)
        if is_directory(os.path.basename(found.path)) and _RECORDS in type(source).attributes():  # noqa: PTH119
            return Outcome("directory", found.path, new)
        parts, record = _engine(self.profile, self.key, self.days).file(source)
        target = os.path.join(self.target, new) if new else self.target  # noqa: PTH118
        is_new = put(target, parts, replaces=self.replaces)
        row = _row(found.path, new, self.root, source, read(b"".join(parts))) if self.maps else None
        in_set = bool(new) and not new.endswith(ENDING)
        patient = pseudonym(self.key, _said(source, _PATIENT)) if in_set else ""
        return Outcome("written" if is_new else "there", found.path, new, "", record, row, patient)


@cache
def _engine(profile: Profile, key: bytes, days: int | None) -> Deidentifier:
    return Deidentifier(profile, key=key, days=days)


def _row(path: str, new: str, root: str, source: IOD, made: IOD) -> Row:
    uids = {_said(source, keyword): _said(made, keyword) for keyword in _IDENTITIES}
    return Row(os.path.relpath(path, root), new, _said(source, _PATIENT), uids)


def _said(obj: IOD, keyword: str) -> str:
    return str(getattr(obj, keyword, None) or "")
