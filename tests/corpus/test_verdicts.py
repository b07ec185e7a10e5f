"""Every line of the peers is read, and read right."""

from __future__ import annotations

from collections import Counter

import pytest
from corpus.verdicts import (
    UnknownFormError,
    Verdict,
    dciodvfy_line,
    dicom_validator_line,
    needs_corpus,
    peer_output,
    verdicts,
)

LINES = [
    (
        "</StudyID(0020,0010)> - Missing attribute for Type 2 Required - Module=<GeneralStudy>",
        Verdict("missing-type-2", ((0x0020_0010, -1),), "GeneralStudy"),
    ),
    (
        "</A(0040,a730)[2]/ValueType(0040,a040)[1]> - Unrecognized enumerated value = <NUM>",
        Verdict("value-not-enumerated", ((0x0040_A730, 1), (0x0040_A040, -1))),
    ),
    (
        "</Modality(0008,0060)> - Empty attribute (no value) for Type 1C Conditional - Module=<GeneralSeries>",
        Verdict("empty-type-1c", ((0x0008_0060, -1),), "GeneralSeries"),
    ),
    ('</(0013,101c,"OWNER")> - Retired attribute', Verdict("retired-attribute", ((0x0013_101C, -1),))),
    (
        "</PixelData(7fe0,0010)> - Value Representation for encapsulated compressed PixelData is not Other Byte",
        Verdict("wrong-vr-of-pixels", ((0x7FE0_0010, -1),)),
    ),
    ("Information Object Not found", Verdict("unknown-iod")),
]


@pytest.mark.parametrize(("line", "expected"), LINES)
def test_lines_of_dciodvfy(line: str, expected: Verdict) -> None:
    assert dciodvfy_line(line) == expected


VALIDATOR_LINES = [
    ("CT Image: (0018,0060) (KVP) is missing", Verdict("missing", ((0x0018_0060, -1),), "CT Image")),
    (
        "Image Plane: (0020,0032) (Image Position (Patient)) is missing",
        Verdict("missing", ((0x0020_0032, -1),), "Image Plane"),
    ),
    (
        "General Study: (0008,1110) (Referenced Study Sequence) / (0008,0000) is unexpected",
        Verdict("unexpected-attribute", ((0x0008_1110, -1), (0x0008_0000, -1)), "General Study"),
    ),
]


@pytest.mark.parametrize(("line", "expected"), VALIDATOR_LINES)
def test_lines_of_dicom_validator(line: str, expected: Verdict) -> None:
    assert dicom_validator_line(line) == expected


def test_a_new_form_is_refused() -> None:
    with pytest.raises(UnknownFormError):
        dciodvfy_line("</StudyID(0020,0010)> - Something that it never said")
    with pytest.raises(UnknownFormError):
        dicom_validator_line("Study: (0020,0010) (Study ID) is blue")


# what each says in all, of missing and empty attributes, and of Enumerated Values
COUNTS = {"dciodvfy-2022": (3164, 1557, 55), "dciodvfy-2026": (3256, 1549, 55)}


@needs_corpus
@pytest.mark.parametrize(("peer", "counts"), COUNTS.items())
def test_no_line_of_dciodvfy_is_left(peer: str, counts: tuple[int, int, int]) -> None:
    keys = ("errors", "warnings", "original_errors", "other")
    read = Counter(verdict.kind for file in peer_output(peer) for verdict in verdicts(peer, file, *keys))
    lines = sum(len(said.get(key, ())) for said in peer_output(peer).values() for key in keys)
    types = sum(read[kind] for kind in read if kind.startswith(("missing-type", "empty-type")))
    assert read.total() == lines
    assert (lines, types, read["value-not-enumerated"]) == counts


@needs_corpus
def test_both_judge_as_the_same_iods() -> None:
    stored, fresh = peer_output("dciodvfy-2022"), peer_output("dciodvfy-2026")
    assert {file: said["iod"] for file, said in stored.items()} == {
        file: said["iod"] for file, said in fresh.items()
    }


@needs_corpus
def test_no_line_of_dicom_validator_is_left() -> None:
    read = Counter(
        verdict.kind
        for file in peer_output("dicom-validator")
        for verdict in verdicts("dicom-validator", file, "errors", "warnings")
    )
    assert read == {
        "missing": 1277,
        "unexpected-attribute": 250,
        "bad-value": 33,
        "empty": 5,
        "not-allowed": 3,
        "value-not-enumerated": 2,
    }
