"""Doubts: why the pixels of an image may show text, or a face, by what its attributes say and do not say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dicomwright.deidentify.pixels.facts import (
    BURNED_IN,
    IMAGE_TYPE,
    MODALITY,
    SAMPLES,
    SOP_CLASS,
    has_pixels,
    number,
    text,
    texts,
)
from dicomwright.runtime.trees.tree import everywhere

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwright.runtime.trees.tree import DataSet

_CONVERSION: Final = 0x00080064
_REFERENCED_CLASS: Final = 0x00081150
_STORAGE: Final = "1.2.840.10008.5.1.4.1.1."
# Beginnings of SOP classes: what their images are made of, or made on, writes text into them.
_CLASSES: Final = {
    "7": "a secondary capture",
    "3": "ultrasound",
    "6": "ultrasound",
    "77.1.1.1": "video",
    "77.1.2.1": "video",
    "77.1.4.1": "video",
}
_PRESENTATION: Final = f"{_STORAGE}11."
_VIDEO: Final = re.compile(r"1\.2\.840\.10008\.1\.2\.4\.10[0-8](\.1)?|1\.2\.840\.10008\.1\.2\.7\.[12]")
_MODALITIES: Final = {
    **dict.fromkeys(("US", "IVUS", "BMUS"), "ultrasound"),
    **dict.fromkeys(("ES", "GM"), "a camera of a device that writes text beside what it sees"),
    **dict.fromkeys(("DOC", "HC"), "a document"),
    "OT": "of no modality that is known",
}
# Words in Image Type by which devices tell of what they draw, not see.
_DRAWN: Final = re.compile(
    r"SCREEN|CAPTURE|SNAPSHOT|REPORT|PASTED|PRINT|SCANNED|SECONDARYCAPTURE|DOSE.?INFO|(?<![A-Z])SAVE(?![A-Z])"
)
_COLOURLESS: Final = frozenset({"CT", "MR", "PT", "CR", "DX", "MG", "XA", "RF"})
"""Modalities whose images have no colours by themselves: what has was drawn."""
_COLOURS: Final = 3

_HEAD: Final = re.compile(
    r"HEAD|BRAIN|SKULL|FACE|FACIAL|CRANI|NEURO|ORBIT|SINUS|CEREBR|SCHAEDEL|SCHÄDEL|KOPF|CRANE|CRÂNE|TETE|TÊTE|JAW|MAXILLA"
    r"|MANDIB|WHOLE.?BODY"
)
_SURFACES: Final = frozenset({"CT", "MR", "PT"})
_BODY_PART: Final = 0x00180015
_FEATURES: Final = 0x00280302
_REGIONS: Final = (0x00082218, 0x00082228)  # Anatomic Region Sequence, Primary Anatomic Structure Sequence
_SAID: Final = (_BODY_PART, 0x00081030, 0x0008103E, 0x00181030)  # descriptions of study and series, protocol
_MEANING: Final = 0x00080104


def text_doubt(
    data: DataSet, transfer_syntax: str | None, *, demanded: bool = False, trusts: bool = True
) -> str:
    """Return why an image may show text, empty where nothing speaks for it.

    `demanded`: its IOD demands that Burned In Annotation says so, and `trusts`: what this says is so if it is NO.
    """
    if not has_pixels(data):
        return ""
    said = text(data, BURNED_IN)
    if said == "YES":
        return "Burned In Annotation says that there is text"
    if said == "NO" and trusts:
        return ""
    found = next(filter(None, (test(data) for test in _TESTS)), "")
    if not found and _VIDEO.fullmatch(transfer_syntax or ""):
        found = "it is video"
    if not found and demanded and said != "NO":
        found = "its IOD demands Burned In Annotation, which says nothing"
    return found


def _by_class(data: DataSet) -> str:
    parts = text(data, SOP_CLASS).removeprefix(_STORAGE).split(".")
    beginnings = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    found = next((_CLASSES[each] for each in beginnings if each in _CLASSES), "")
    return f"it is {found}" if found and text(data, SOP_CLASS).startswith(_STORAGE) else ""


def _by_conversion(data: DataSet) -> str:
    return "Conversion Type says that it was captured, scanned or drawn" if text(data, _CONVERSION) else ""


def _by_modality(data: DataSet) -> str:
    found = _MODALITIES.get(text(data, MODALITY), "")
    return f"it is {found}" if found else ""


def _by_type(data: DataSet) -> str:
    drawn = any(_DRAWN.search(value.upper()) for value in texts(data, IMAGE_TYPE))
    return "Image Type says that it was drawn" if drawn else ""


def _by_colour(data: DataSet) -> str:
    coloured = text(data, MODALITY) in _COLOURLESS and number(data, SAMPLES, 1) >= _COLOURS
    return "it has colours, which its modality has not" if coloured else ""


def _by_rendering(data: DataSet) -> str:
    rendered = any(
        text(item, _REFERENCED_CLASS).startswith(_PRESENTATION)
        for item in everywhere(data)
        if item is not data
    )
    return "it refers to a presentation state, of which it may be a rendering" if rendered else ""


_TESTS: Final[tuple[Callable[[DataSet], str], ...]] = (
    _by_class,
    _by_conversion,
    _by_modality,
    _by_type,
    _by_colour,
    _by_rendering,
)


def shows_a_head(data: DataSet) -> bool:
    """Tell whether the surface of a head may be made of the slices of an image, by which people are recognized.

    It is said of what names the head, and of what names no part of the body at all.
    """
    if text(data, MODALITY) not in _SURFACES or not has_pixels(data) or text(data, _FEATURES) == "NO":
        return False
    said = [text(data, tag) for tag in _SAID]
    said += [text(code, _MEANING) for here in everywhere(data) for code in _codes(here)]
    return not any(said[:1] + said[len(_SAID) :]) or any(_HEAD.search(each.upper()) for each in said)


def _codes(data: DataSet) -> list[DataSet]:
    found = (data.elements.get(tag, ("SQ", b""))[1] for tag in _REGIONS)
    return [item for value in found if isinstance(value, list) for item in value]
