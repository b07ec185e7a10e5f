"""Handling: what becomes of the pixels of one object; what it may show is refused, listed or blanked."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Final, NamedTuple

from dicomwright.deidentify.pixels import native
from dicomwright.deidentify.pixels.colours import black
from dicomwright.deidentify.pixels.comments import without_comments
from dicomwright.deidentify.pixels.doubts import shows_a_head, text_doubt
from dicomwright.deidentify.pixels.facts import (
    BURNED_IN,
    COLUMNS,
    PIXELS,
    ROWS,
    by_name,
    has_pixels,
    items,
    number,
)
from dicomwright.deidentify.pixels.layouts import layout_of
from dicomwright.deidentify.record import Record, Refused
from dicomwright.deidentify.regions import DeviceRule
from dicomwright.runtime.conversion.contents import content_of
from dicomwright.runtime.errors import CodecError, InvalidValue, UnreadableFile
from dicomwright.runtime.values.fields import FIELDS
from dicomwright.runtime.values.stored import Encapsulated

if TYPE_CHECKING:
    from dicomwright.deidentify.pixels.layouts import Layout
    from dicomwright.deidentify.profile import Profile
    from dicomwright.runtime import IOD
    from dicomwright.runtime.trees.tree import Content, DataSet
    from dicomwright.runtime.values.stored import Held

CLEANED: Final = ("113101", "Clean Pixel Data Option")
DOCUMENT: Final = 0x00420011
_ULTRASOUND: Final = 0x00186011
_WORD: Final = 16  # bits of the values that attributes can say
_SMALLEST: Final = 0x00280106
_LARGEST: Final = 0x00280107
_OF_SERIES: Final = (0x00280108, 0x00280109)  # Smallest and Largest Pixel Value in Series
_OUTSIDE: Final = DeviceRule(name="outside of the regions of ultrasound", outside_ultrasound_regions=True)
# Codecs that lose nothing, in the order in which they are tried after the one that the pixels had.
_LOSSLESS: Final = (
    "1.2.840.10008.1.2.4.80",  # JPEG-LS
    "1.2.840.10008.1.2.4.90",  # JPEG 2000
    "1.2.840.10008.1.2.5",  # RLE
)

UNPLACED: Final = "the pixels may show text, and no rule says where"
"""How the reason begins for which an image is refused whose text nobody can place."""


class Handling(NamedTuple):
    """What is to be done to the pixels of an object, and what a human eye has to look at."""

    rule: DeviceRule | None
    review: tuple[str, ...]
    compressed: str | None
    """The transfer syntax that pixels had which were decompressed to be blanked."""


def handling_of(cls: type[IOD], content: Content, profile: Profile) -> Handling:
    """Decide by the profile. Raises `Refused` for what it neither lists nor blanks."""
    data, syntax = content.dataset, content.transfer_syntax
    if "EncapsulatedDocument" in cls.attributes():
        _refuse_document(data, profile)
    doubt = doubt_of(cls, content, profile)
    rule = _rule(data, profile, doubt)
    review = ["PixelData: may show the surface of a head, of which the profile takes no account"] * (
        shows_a_head(data)
    )
    if doubt and rule is None:
        if profile.burned_in != "list":
            raise Refused(f"{UNPLACED}: {doubt}")
        review.append(f"PixelData: may show text: {doubt}")
    if rule is not None and rule.outside_ultrasound_regions:
        review.append(
            "PixelData: is blanked outside of the regions of ultrasound, and nobody looked within them"
        )
    compressed = syntax if rule is not None and _is_encapsulated(data) else None
    return Handling(rule, tuple(review), compressed)


def doubt_of(cls: type[IOD] | None, content: Content, profile: Profile) -> str:
    """Return why the pixels of an object may show text, empty where nothing speaks for it."""
    burned_in = None if cls is None else cls.attributes().get("BurnedInAnnotation")
    return text_doubt(
        content.dataset,
        content.transfer_syntax,
        demanded=burned_in is not None and burned_in.type == "1",
        trusts=profile.trusts_burned_in_no,
    )


def _refuse_document(data: DataSet, profile: Profile) -> None:
    if profile.documents == "refuse" and data.elements.get(DOCUMENT, ("", b""))[1]:
        raise Refused("an encapsulated document may say anything, and nobody cleans it")


def _rule(data: DataSet, profile: Profile, doubt: str) -> DeviceRule | None:
    """Return the first rule that fits the image; where there is a doubt, too, one for ultrasound if it is asked for."""
    if not has_pixels(data):
        return None
    rows, columns, named = number(data, ROWS), number(data, COLUMNS), by_name(data)
    rules = [*profile.regions, *([_OUTSIDE] if doubt and profile.burned_in == "blank" else [])]
    has_regions = bool(items(data, _ULTRASOUND))
    fitting = (rule for rule in rules if has_regions or not rule.outside_ultrasound_regions)
    return next((rule for rule in fitting if rule.fits(named, rows, columns)), None)


def _is_encapsulated(data: DataSet) -> bool:
    return any(isinstance(data.elements.get(tag, ("", b""))[1], Encapsulated) for tag in PIXELS)


def decompressed(obj: IOD, content: Content, handling: Handling) -> Content:
    """Return what the object holds with its pixels decompressed, where they are to be blanked. Raises `Refused`."""
    if handling.compressed is None:
        return content
    copy = deepcopy(obj)
    try:
        copy.decompress()
        return content_of(copy)
    except (CodecError, InvalidValue, UnreadableFile) as error:
        raise Refused("the pixels have to be blanked, and cannot be decompressed for it") from error


def compressed(obj: IOD, handling: Handling) -> None:
    """Compress again what was decompressed, without a loss: as it was, if that can be, else by another codec."""
    if handling.compressed is None:
        return
    for syntax in (*({handling.compressed} & {*_LOSSLESS}), *_LOSSLESS):
        try:
            obj.compress(syntax)
        except (CodecError, InvalidValue, ValueError):
            continue
        return


def cleaned(new: DataSet, old: DataSet, handling: Handling, record: Record) -> bool:
    """Clean native pixels in place: what is not of the image goes, and what is to be blanked; tell whether it was.

    Raises `Refused` where pixels are to be blanked that are not as they are described.
    """
    record.review.update(handling.review)
    without_comments(new)
    layout = layout_of(old)
    tag = next((each for each in PIXELS if each in new.elements), None)
    if tag is None or layout is None:
        return False
    vr, value = new.elements[tag]
    held = native.whole(value, layout) if layout.is_regular else None
    if held is None:
        _refuse_unblanked(handling)
        return False
    if layout.has_unused_bits:
        held = native.without_unused_bits(held, layout)
    if handling.rule is not None:
        held = _blanked(held, layout, old, handling.rule)
    new.elements[tag] = vr, held
    if handling.rule is not None:
        _describe(new, held, layout)
        record.note("C", "PixelData")
    return handling.rule is not None


def _refuse_unblanked(handling: Handling) -> None:
    if handling.rule is not None:
        raise Refused("the pixels have to be blanked, and are not as their attributes say")


def _blanked(held: Held, layout: Layout, data: DataSet, rule: DeviceRule) -> Held:
    colour = black(layout, data)
    if colour is None or len(colour) != layout.samples:
        raise Refused("the pixels have to be blanked, and nobody can tell which of their colours is black")
    return native.blanked(held, layout, native.mask_of(rule, data, layout.rows, layout.columns), colour)


def _describe(new: DataSet, held: Held, layout: Layout) -> None:
    """Say that there is no text, and make what is said of values true; of values that cannot be said, nothing."""
    new.elements[BURNED_IN] = "CS", b"NO"
    said = [tag for tag in (_SMALLEST, _LARGEST) if tag in new.elements]
    extremes: tuple[int, ...] = ()
    if said and layout.stored <= _WORD and not layout.floating:
        extremes = native.extremes(held, layout)
    for tag in (*_OF_SERIES, *said):
        new.elements.pop(tag, None)
    vr = "SS" if layout.signed else "US"
    for tag, value in zip((_SMALLEST, _LARGEST), extremes, strict=False):
        if tag in said:
            new.elements[tag] = vr, FIELDS[vr](value)
    new.elements = dict(sorted(new.elements.items()))
