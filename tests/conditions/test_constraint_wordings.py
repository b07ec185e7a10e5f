"""Sentences about values in the wordings of other editions: what they mean by hand, or that they must be refused."""

from __future__ import annotations

import pytest
from conditions.texts import attributes, written

from dicomwright.generator.conditions.constraints import constraint_of, statements

DELIMITERS = 'size_is("ParallelRTBeamDelimiterPositions", "NumberOfParallelRTBeamDelimiters"'


def said(keyword: str, text: str, *, many: bool = False) -> str:
    named = next(item for item in attributes().by_tag.values() if item.keyword == keyword)
    text = text.replace("COUNT", "NumberOfParallelRTBeamDelimiters")
    found = constraint_of(written(text), named, attributes(), many=many)
    return str(found[1]) if found else ""


@pytest.mark.parametrize(
    ("keyword", "text", "meaning"),
    [
        # the case of "Value", "Item", "Frame" and "Sequence" differs between editions
        ("SamplesPerPixel", "The value shall be 1.", 'equals("SamplesPerPixel", 1)'),
        ("SamplesPerPixel", "The Value shall be 1.", 'equals("SamplesPerPixel", 1)'),
        (
            "LUTDescriptor",
            "The second value (of a thing) shall be zero.",
            'equals("LUTDescriptor", 0, value=2)',
        ),
        ("LUTDescriptor", "The Second Value shall be Zero.", 'equals("LUTDescriptor", 0, value=2)'),
        (
            "FileSetConsistencyFlag",
            "The value FFFFH shall never be present.",
            'differs("FileSetConsistencyFlag", 65535)',
        ),
        (
            "SurfaceNumber",
            "Shall start at a value of 1, and increase monotonically by 1.",
            'numbered("SurfaceNumber")',
        ),
        (
            "FrameLabelVector",
            "The number of values shall equal the number of frames.",
            'size_is("FrameLabelVector", "NumberOfFrames")',
        ),
        ("DataPathID", "Each item shall have a distinct value of that.", 'unique("DataPathID")'),
        # in other words
        (
            "BeamSequence",
            "The number of Items shall be identical to the value of {NumberOfBeams}.",
            'size_is("BeamSequence", "NumberOfBeams")',
        ),
        ("Rows", "Shall be identical to {Columns}.", 'compares("Rows", "==", "Columns")'),
        (
            "ParallelRTBeamDelimiterPositions",
            'If {DeviceTypeCodeSequence} contains (1, DCM, "A"), 2N values shall be provided, where N is the {COUNT}.',
            f'implies(code_is("DeviceTypeCodeSequence", "1", "DCM"), {DELIMITERS}, 2))',
        ),
    ],
)
def test_read(keyword: str, text: str, meaning: str) -> None:
    assert said(keyword, text) == meaning


@pytest.mark.parametrize(
    ("keyword", "text"),
    [
        ("Rows", "Shall be nearly identical to {Columns}."),
        ("BeamSequence", "The number of Items shall be identical to the value of {NumberOfBeams} or more."),
        (
            "ParallelRTBeamDelimiterPositions",
            "If the dye was blue, N values shall be provided where N is the {COUNT}.",
        ),
        (
            "ParallelRTBeamDelimiterPositions",
            "If {Modality} is MG, or it is not, N values shall be provided where N is the {COUNT}.",
        ),
        (
            "ParallelRTBeamDelimiterPositions",
            "If {Modality} is MG, N values shall be provided where N is large.",
        ),
    ],
)
def test_refused(keyword: str, text: str) -> None:
    assert not said(keyword, text)


@pytest.mark.parametrize("item", ["Item", "item"])
def test_numbers_of_items_are_no_constraint(item: str) -> None:
    assert not list(statements(f"Only a single {item} shall be included in this Sequence."))
    assert list(statements(f"Every {item} shall be blue.")) == [f"Every {item} shall be blue."]
