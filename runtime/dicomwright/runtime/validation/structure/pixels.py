"""Pixel data as elements: their VR, the length of native ones, and whether they are encapsulated (PS3.5 8 and A)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from dicomwright.runtime.trees.writing import SYNTAXES
from dicomwright.runtime.validation.findings import Source, found_at
from dicomwright.runtime.validation.structure.encapsulated import encapsulation_faults
from dicomwright.runtime.values.elements import values_of
from dicomwright.runtime.values.stored import Elsewhere, Fragments, Large
from dicomwright.runtime.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dicomwright.runtime.reports.findings import Finding
    from dicomwright.runtime.trees.tree import DataSet, Element, Value

_PIXEL_DATA: Final = 0x7FE00010
_FLOATS: Final = {0x7FE00008: 32, 0x7FE00009: 64}
"""Bits of the samples of Float Pixel Data and Double Float Pixel Data."""

_SAMPLES, _PHOTOMETRIC, _FRAMES, _ROWS, _COLUMNS, _ALLOCATED = _FACTS = (
    0x00280002, 0x00280004, 0x00280008, 0x00280010, 0x00280011, 0x00280100,
)  # fmt: skip
_SYNTAX: Final = 0x00020010
_BYTE: Final = 8
_MOST_KNOWN: Final = 256

OF_PIXELS: Final = "Encoding of Pixel Data"
"""What findings name in the place of a module."""

_PAGES: Final = "https://dicom.nema.org/medical/dicom/current/output/chtml/part05/"
_FORMAT: Final = Source(OF_PIXELS, "PS3.5 8.2", f"{_PAGES}sect_8.2.html#sect_8.2")
_NATIVE: Final = Source(OF_PIXELS, "PS3.5 A.2", f"{_PAGES}sect_A.2.html#sect_A.2")
_ENCAPSULATED: Final = Source(OF_PIXELS, "PS3.5 A.4", f"{_PAGES}sect_A.4.html#sect_A.4")

_ENCAPSULATING: Final = re.compile(r"1\.2\.840\.10008\.1\.2\.(?:1\.98|5|8\.1|4\.(?!9[45]|20[45])[0-9.]+)")
"""Transfer syntaxes with encapsulated pixels; those of JPIP have none."""

_COMPRESSED: Final = frozenset({"YBR_ICT", "YBR_PARTIAL_420", "YBR_RCT", "XYB"})
"""Colour spaces to which a codec transforms pixels, and which nothing else does (PS3.3 C.7.6.3.1.2)."""

_HALVED: Final = frozenset({"YBR_FULL_422", "YBR_PARTIAL_422"})
"""Two pixels of these have two samples of luminance, and one of each chrominance."""


def pixel_findings(data: DataSet, tag: int, meta: DataSet | None) -> Sequence[Finding]:
    """Return what is wrong with the pixels of a data set or item, as an element; its value is not looked at.

    The transfer syntax, if there is file meta information, decides about those of the data set itself.
    """
    vr, value = data.elements[tag]
    syntax = None if meta is None or data.parent is not None else meta.elements.get(_SYNTAX)
    try:
        facts = _facts(syntax, *map(data.elements.get, _FACTS))
    except TypeError:  # one of them has items, which is no fact
        return ()
    if isinstance(value, Fragments):
        return list(_encapsulated_findings(tag, vr, value, data, facts))
    if isinstance(value, bytes | Large) and not isinstance(value, Elsewhere):
        return _native_findings(tag, vr, value.length if isinstance(value, Large) else len(value), facts)
    return ()


def _encapsulated_findings(
    tag: int, vr: str, value: Fragments, data: DataSet, facts: Facts
) -> Iterator[Finding]:
    if vr == "OW":
        yield found_at("wrong-vr", tag, _ENCAPSULATED, "VR is OW, and must be OB: it is encapsulated")
    if facts.syntax in SYNTAXES:
        said = "is encapsulated, and its transfer syntax has native pixels alone"
        yield found_at("pixel-encoding", tag, _FORMAT, said)
    for fault in encapsulation_faults(value, data, facts.syntax, facts.frames):
        yield found_at("pixel-encoding", tag, _ENCAPSULATED, fault)


@lru_cache(_MOST_KNOWN)
def _native_findings(tag: int, vr: str, length: int, facts: Facts) -> tuple[Finding, ...]:
    """Judge native pixels by their length, once for all that are described alike."""
    found = [*_length_findings(tag, vr, length, facts)] if length else []
    return (*found, *_syntax_findings(tag, facts))


def _length_findings(tag: int, vr: str, length: int, facts: Facts) -> Iterator[Finding]:
    if vr == "OB" and (facts.allocated or 0) > _BYTE:
        said = "VR is OB, and must be OW: more than 8 bits are allocated"
        yield found_at("wrong-vr", tag, _NATIVE, said)
    bits = _FLOATS.get(tag, facts.allocated)
    if not bits or facts.samples is None or (bits > 1 and bits % _BYTE):  # PS3.5 8.1.1
        return
    expected = -(-facts.samples * bits // _BYTE)
    if length not in {expected, expected + expected % 2}:
        said = f"has {counted(length, 'byte')}, and must have {expected + expected % 2}"
        yield found_at("pixel-length", tag, _FORMAT, f"{said} by what describes the pixels")


def _syntax_findings(tag: int, facts: Facts) -> Iterator[Finding]:
    if facts.syntax in SYNTAXES:
        if facts.photometric in _COMPRESSED:
            said = f"is of {facts.photometric}, which compressed pixels alone can be of"
            yield found_at("pixel-encoding", tag, _FORMAT, said)
    elif tag == _PIXEL_DATA and _ENCAPSULATING.fullmatch(facts.syntax):
        said = "is not encapsulated, as its transfer syntax demands"
        yield found_at("pixel-encoding", tag, _ENCAPSULATED, said)


# --- what describes pixels


class Facts(NamedTuple):
    """What describes pixels: how many samples there are in all, and in how many frames; None of what is not known."""

    samples: int | None
    frames: int | None
    allocated: int | None
    photometric: str
    syntax: str


@lru_cache(_MOST_KNOWN)
def _facts(syntax: Element | None, *elements: Element | None) -> Facts:
    found = dict(zip(_FACTS, map(_value, elements), strict=True))
    photometric = str(found[_PHOTOMETRIC] or "")
    frames, samples = found[_FRAMES], found[_SAMPLES]
    frames = 1 if frames is None else frames
    samples = 1 if samples is None else 2 if photometric in _HALVED else samples
    product = _product(frames, samples, found[_ROWS], found[_COLUMNS])
    return Facts(product, _number(frames), _number(found[_ALLOCATED]), photometric, str(_value(syntax) or ""))


def _number(value: str | int | None) -> int | None:
    return value if isinstance(value, int) else None


def _value(element: Element | None) -> str | int | None:
    """Return a value alone, of text or a number."""
    if element is None:
        return None
    vr, value = element
    values: tuple[Value | str | int, ...] = values_of(vr, value) if isinstance(value, bytes | str) else ()
    return values[0] if len(values) == 1 and isinstance(values[0], str | int) else ""


def _product(*numbers: str | int | None) -> int | None:
    """Multiply numbers; None where one of them is not known."""
    product = 1
    for number in numbers:
        if not isinstance(number, int) or number <= 0:
            return None
        product *= number
    return product
