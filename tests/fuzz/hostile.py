"""Hostile input: data sets of anything, and files with bytes changed, removed, repeated or cut off."""

from __future__ import annotations

import time
from io import BytesIO
from typing import TYPE_CHECKING, Final

from hypothesis import strategies as st
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from dicomwright.dictionary import ELEMENTS
from dicomwright.runtime.validation import validate

if TYPE_CHECKING:
    from random import Random

    import pytest

    from dicomwright.runtime.reports.report import Report

MARKER: Final = "QZX9MARKER9XZQ"
"""Stands in values, so that it can be looked for in what is printed."""
LIMIT: Final = 2.0
"""Seconds that judging anything of the size of the corpus may take."""

_TAGS: Final = sorted(tag for tag in range(0x0008_0000, 0x0054_1300) if ELEMENTS.get(tag) is not None)
_SOP_CLASSES: Final = (
    "1.2.840.10008.5.1.4.1.1.2",
    "1.2.840.10008.5.1.4.1.1.4.1",
    "1.2.840.10008.5.1.4.1.1.66.4",
    "1.2.840.10008.5.1.4.1.1.88.33",
    "1.2.840.10008.5.1.4.1.1.481.3",
)
_SEQUENCES: Final = tuple(
    tag for tag in _TAGS if (found := ELEMENTS.get(tag)) is not None and found.vr == "SQ"
)
_VRS: Final = (
    "AE", "AS", "AT", "CS", "DA", "DS", "DT", "FD", "FL", "IS", "LO", "LT", "OB", "OD", "OF", "OL", "OV", "OW", "PN",
    "SH", "SL", "SS", "ST", "SV", "TM", "UC", "UI", "UL", "UN", "UR", "US", "UT", "UV",
)  # fmt: skip

_text = st.text(max_size=30).map(lambda text: f"{MARKER}{text}")
_values = st.one_of(
    _text,
    st.lists(_text, max_size=4),
    st.binary(max_size=40).map(lambda data: MARKER.encode() + data),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.lists(st.integers(-9, 9), max_size=5),
    st.none(),
)
_tags = st.one_of(
    st.sampled_from(_TAGS), st.integers(0x0008_0000, 0xFFFF_FFFF).filter(lambda tag: tag >> 16 != 0xFFFE)
)


@st.composite
def _elements(draw: st.DrawFn, items: st.SearchStrategy[Dataset]) -> DataElement:
    if draw(st.booleans()):
        return DataElement(
            draw(st.sampled_from(_SEQUENCES)), "SQ", Sequence(draw(st.lists(items, max_size=3)))
        )
    # not converted: whatever a program may have put there
    element = DataElement(draw(_tags), "OB", draw(_values), already_converted=True)
    element.VR = draw(st.sampled_from(_VRS))
    return element


def _data_set(elements: list[DataElement]) -> Dataset:
    dataset = Dataset()
    for element in elements:
        dataset[element.tag] = element
    return dataset


def _nested(items: st.SearchStrategy[Dataset]) -> st.SearchStrategy[Dataset]:
    return st.lists(_elements(items), max_size=6).map(_data_set)


def _with_sop_class(dataset: Dataset, uid: str) -> Dataset:
    dataset.SOPClassUID = uid
    return dataset


data_sets: Final = st.builds(
    _with_sop_class, st.recursive(st.builds(Dataset), _nested, max_leaves=12), st.sampled_from(_SOP_CLASSES)
)
"""Data sets with any elements, well formed or not."""


def mangled(data: bytes, random: Random) -> bytes:
    """Change some bytes, cut the end off, remove or repeat a part."""
    changed = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 8, 64))):
        place = random.randrange(len(changed))
        match random.randrange(6):
            case 0:
                changed[place] ^= 1 << random.randrange(8)
            case 1:
                changed[place] = random.choice((0, 0xFF, 0x5C, 0x20, 0x1B, 0xFE))
            case 2:
                changed[place : place + 4] = b"\xff\xff\xff\xff"
            case 3:
                del changed[place : place + random.randrange(1, 40)]
            case 4:
                changed[place:place] = changed[place : place + random.randrange(1, 40)]
            case _:
                del changed[max(place, len(changed) // 2) :]
        if not changed:
            break
    return bytes(changed)


def judged(source: Dataset | bytes, caplog: pytest.LogCaptureFixture | None = None) -> Report:
    """Validate within the limit, and look for values in all that comes out."""
    started = time.process_time()
    report = validate(BytesIO(source) if isinstance(source, bytes) else source)
    assert time.process_time() - started < LIMIT
    for output in (report.to_json(), report.to_text(), repr(report), *_logged(caplog)):
        assert MARKER not in output
    return report


def _logged(caplog: pytest.LogCaptureFixture | None) -> list[str]:
    return [] if caplog is None else [record.getMessage() for record in caplog.records]
