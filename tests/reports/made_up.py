"""Made-up reports: what a validator may say, and what a hostile file may do to it."""

from __future__ import annotations

from typing import Final

from dicomwright.runtime.reports.findings import Finding
from dicomwright.runtime.reports.report import Report

ADDRESS: Final = "https://dicom.nema.org/medical/dicom/2025e/output/chtml/part03/sect_C.7.html#sect_C.7.1.1"
CT: Final = "1.2.840.10008.5.1.4.1.1.2"
HOSTILE: Final = "evil\x1b[2J\n\u202e<script>alert(1)</script>&\"'[red]\x00\udcff\ufffe é.dcm"
"""A file name that drives terminals, ends tags, turns text around and is not UTF-8."""


def finding(**fields: object) -> Finding:
    """Make a finding of a missing PatientID, with other fields where they are given."""
    usual: dict[str, object] = {
        "code": "missing-type-2",
        "severity": "error",
        "path": "PatientID",
        "tag": 0x00100020,
        "keyword": "PatientID",
        "module": "Patient",
        "message": "is absent",
        "section": "PS3.3 C.7.1.1",
        "address": ADDRESS,
    }
    return Finding(**{**usual, **fields})  # type: ignore[arg-type]  # as the tests give them


MISSING: Final = finding()
TERM: Final = finding(
    code="value-not-a-defined-term",
    severity="warning",
    path="Modality",
    tag=0x00080060,
    keyword="Modality",
    module="General Series",
    message="is not a Defined Term",
    section="PS3.3 C.7.3.1",
)
RETIRED: Final = finding(
    code="retired-attribute",
    severity="information",
    path="StudyComments",
    tag=0x00324000,
    keyword="StudyComments",
    module="",
    message="has been retired",
    section="",
    address="",
)
UNREADABLE: Final = finding(
    code="unreadable",
    path="",
    tag=None,
    keyword="",
    module="",
    message="ends too early",
    section="",
    address="",
)


def in_frame(frame: int, **fields: object) -> Finding:
    """Make a finding of a frame."""
    path = f"PerFrameFunctionalGroupsSequence[{frame}].PlanePositionSequence[0].ImagePositionPatient"
    fields = {
        "path": path,
        "tag": 0x00200032,
        "keyword": "ImagePositionPatient",
        "message": "is empty",
        **fields,
    }
    return finding(code="empty-type-1", module="Plane Position", section="PS3.3 C.7.6.16.2.3", **fields)


FRAMES: Final = tuple(in_frame(frame) for frame in range(9_999))

BAD: Final = Report((MISSING, TERM, RETIRED), "study/ct.dcm", CT, "CTImage")
WARNED: Final = Report((TERM,), "study/warned.dcm", CT, "CTImage")
CLEAN: Final = Report((), "study/clean.dcm", CT, "CTImage")
BROKEN: Final = Report((UNREADABLE,), "study/broken.dcm")
ENHANCED: Final = Report(FRAMES, "study/enhanced.dcm", "1.2.840.10008.5.1.4.1.1.4.1", "EnhancedMRImage")
EVIL: Final = Report((finding(value=HOSTILE, message=f"is not {HOSTILE}"),), HOSTILE, CT, "CTImage")
NAMELESS: Final = Report((MISSING,))

ALL: Final = (BAD, WARNED, CLEAN, BROKEN, ENHANCED, EVIL, NAMELESS)
