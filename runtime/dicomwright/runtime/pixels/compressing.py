"""Compression: pixels encapsulated in a transfer syntax and back, with what describes them kept right."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from pydicom import uid as uids
from pydicom.encaps import encapsulate, encapsulate_extended
from pydicom.uid import UID

from dicomwright.runtime.conversion.scopes import transfer_syntax_of
from dicomwright.runtime.declarations.objects import verify_pixels
from dicomwright.runtime.errors import CodecError, InvalidValue
from dicomwright.runtime.narrow import is_tuple
from dicomwright.runtime.pixels.arrays import decoded_frames, frame_arrays
from dicomwright.runtime.pixels.codestreams import fault_of
from dicomwright.runtime.pixels.plugins import encoder_of, preferred
from dicomwright.runtime.values.stored import EncapsulatedBytes
from dicomwright.runtime.vocabulary.uids import fresh_uid

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pydicom.pixels.encoders.base import Encoder

    from dicomwright.runtime.declarations.instances import Instance


class _Loss(NamedTuple):
    """What is said of a compression that loses something, and the options of which it takes one."""

    method: str
    options: frozenset[str]


_LOSSES: Final = {
    uids.JPEGLSNearLossless: _Loss("ISO_14495_1", frozenset({"jls_error"})),
    uids.JPEG2000: _Loss("ISO_15444_1", frozenset({"j2k_cr", "j2k_psnr"})),
}
"""By transfer syntax; every other loses nothing. The methods are those of PS3.3 C.7.6.1.1.5.1."""

_COLOURS: Final = {uids.JPEG2000Lossless: "YBR_RCT", uids.JPEG2000: "YBR_ICT"}
"""Spaces to which a codec transforms RGB, because it compresses better so (PS3.5 8.2.4)."""

_OPTIONS: Final = {
    "Rows": "rows",
    "Columns": "columns",
    "SamplesPerPixel": "samples_per_pixel",
    "BitsAllocated": "bits_allocated",
    "BitsStored": "bits_stored",
    "PixelRepresentation": "pixel_representation",
    "PhotometricInterpretation": "photometric_interpretation",
    "PlanarConfiguration": "planar_configuration",
}
"""Attributes by which codecs know pixels, and their names in pydicom."""

_TABLES: Final = (
    "ExtendedOffsetTable",
    "ExtendedOffsetTableLengths",
    "EncapsulatedPixelDataValueTotalLength",
)
"""What describes encapsulated pixels alone."""

_LONGEST_OFFSET: Final = 0xFFFFFFFF
_ITEM_HEADER: Final = 8
_DECIMALS: Final = 3
_BYTE: Final = 8


def compress(instance: Instance, transfer_syntax: str, *, extended: bool, options: Mapping[str, Any]) -> None:
    """Compress the pixels of an object in place; see `IOD.compress`."""
    uid = syntax_of(transfer_syntax)
    given = {name: value for name, value in options.items() if value}
    _check_options(uid, options)
    encoder = encoder_of(uid)
    given.setdefault("encoding_plugin", preferred(encoder))
    facts = _facts(instance, uid)
    loss = _LOSSES.get(uid) if options.get("jls_error") != 0 else None
    if loss is not None and "LossyImageCompression" not in type(instance).attributes():
        raise _refusal(
            instance, "has no attribute that tells of a loss, so it can only be compressed without"
        )
    encoded = list(_encoded(instance, encoder, facts, given))
    data, tables = _encapsulated(encoded, extended=extended)
    if not tables.keys() <= type(instance).attributes().keys():
        raise _refusal(instance, "has no Extended Offset Table, which so many bytes would need")
    _describe(instance, verify_pixels(instance) | facts)
    if loss is not None:
        _note_loss(instance, loss.method, facts, encoded)
    _forget(instance, _TABLES)
    for keyword, value in (*tables.items(), ("PixelData", EncapsulatedBytes(data))):
        setattr(instance, keyword, value)
    instance.transfer_syntax_ = str(uid)


def syntax_of(name: str) -> UID:
    """Return the UID of a transfer syntax by its keyword, or as it is. Raises ValueError."""
    found = getattr(uids, name, None) if name.isidentifier() else UID(name)
    if not isinstance(found, UID) or not found.is_transfer_syntax or not found.is_encapsulated:
        raise ValueError(
            "must be a transfer syntax of compressed pixels, by its UID or keyword (JPEGLSLossless, say)"
        )
    return found


def _check_options(uid: UID, options: Mapping[str, Any]) -> None:
    wanted = _LOSSES[uid].options if uid in _LOSSES else frozenset[str]()
    losses = {name for name in ("jls_error", "j2k_cr", "j2k_psnr") if options.get(name) is not None}
    if losses - wanted or len(losses) != bool(wanted):
        needs = f"one of {', '.join(sorted(wanted))}" if wanted else "no option of a loss"
        raise ValueError(f"{uid.name} takes {needs}")


def _facts(instance: Instance, uid: UID) -> dict[str, Any]:
    """Return what describes the pixels once they are compressed. Raises `InvalidValue` when they cannot be."""
    said = verify_pixels(instance)
    if not instance.is_set("PixelData"):
        raise _refusal(instance, "has no Pixel Data to compress")
    if transfer_syntax_of(instance) != uids.ExplicitVRLittleEndian:
        raise _refusal(instance, "has compressed pixels: decompress them first")
    if uid == uids.JPEGLSNearLossless and _value(instance, said, "PixelRepresentation") == 1:
        raise _refusal(instance, "has signed pixels, of which JPEG-LS does not bound the loss")
    facts = {keyword: _value(instance, said, keyword) for keyword in _OPTIONS}
    if facts["SamplesPerPixel"] == 1:
        del facts["PlanarConfiguration"]
        return facts
    facts["PlanarConfiguration"] = 0
    if facts["PhotometricInterpretation"] == "RGB" and _admits(instance, _COLOURS.get(uid)):
        facts["PhotometricInterpretation"] = _COLOURS[uid]
    return facts


def _value(instance: Instance, said: Mapping[str, Any], keyword: str) -> Any:  # noqa: ANN401 - by VR
    """Return what follows from the array of pixels, what was set or read, or the only value that there can be."""
    if keyword in said:
        return said[keyword]
    return getattr(instance, keyword) if keyword in type(instance).attributes() else None


def _admits(instance: Instance, space: str | None) -> bool:
    allowed = type(instance).attributes()["PhotometricInterpretation"].values
    return space is not None and (not allowed or space in allowed)


def _encoded(
    instance: Instance, encoder: Encoder, facts: Mapping[str, Any], given: Mapping[str, Any]
) -> Iterator[bytes]:
    """Give the compressed frames, one after the other. Raises `InvalidValue`, and `CodecError`."""
    options = {_OPTIONS[keyword]: value for keyword, value in facts.items()} | {"number_of_frames": 1}
    kind, size = (
        "i" if facts["PixelRepresentation"] == 1 else "u",
        max(1, (facts["BitsAllocated"] or 0) // _BYTE),
    )
    try:
        for frame in frame_arrays(instance):
            yield encoder.encode(np.ascontiguousarray(frame, f"<{kind}{size}"), **options, **given)
    except (ValueError, AttributeError) as error:
        raise _refusal(
            instance, f"has pixels of a form that {encoder.UID.name} does not take (PS3.5 8.2)"
        ) from error
    except RuntimeError as error:
        raise CodecError(f"{encoder.UID.name}: the pixels could not be compressed") from error


def _describe(instance: Instance, facts: Mapping[str, Any]) -> None:
    """Set what followed from the array of pixels, and what compression changes."""
    for keyword, value in facts.items():
        if value is not None and instance.value_(keyword) != value:
            setattr(instance, keyword, value)


def _note_loss(instance: Instance, method: str, facts: Mapping[str, Any], encoded: list[bytes]) -> None:
    """Tell of a loss (PS3.3 C.7.6.1.1.5), besides those that were before; what differs has a UID of its own."""
    sizes = (facts[keyword] for keyword in ("Rows", "Columns", "SamplesPerPixel", "BitsAllocated"))
    ratio = prod(sizes) / _BYTE * len(encoded) / sum(map(len, encoded))
    for keyword, value in (
        ("LossyImageCompression", "01"),
        (
            "LossyImageCompressionRatio",
            (*_several(instance, "LossyImageCompressionRatio"), round(ratio, _DECIMALS)),
        ),
        ("LossyImageCompressionMethod", (*_several(instance, "LossyImageCompressionMethod"), method)),
        ("SOPInstanceUID", fresh_uid()),
    ):
        setattr(instance, keyword, value)


def _several(instance: Instance, keyword: str) -> tuple[Any, ...]:
    value = instance.value_(keyword)
    return value if is_tuple(value) else () if value is None else (value,)


def _encapsulated(encoded: list[bytes], *, extended: bool) -> tuple[bytes, dict[str, bytes]]:
    """Return the items, and extended tables of their offsets if asked for or needed (PS3.3 C.7.6.3.1.8)."""
    if not extended and sum(map(len, encoded)) + len(encoded) * _ITEM_HEADER <= _LONGEST_OFFSET:
        return encapsulate(encoded), {}
    data, offsets, lengths = encapsulate_extended(encoded)
    return data, {"ExtendedOffsetTable": offsets, "ExtendedOffsetTableLengths": lengths}


def _forget(instance: Instance, keywords: Iterable[str]) -> None:
    for keyword in keywords:
        if keyword in type(instance).attributes() and instance.is_set(keyword):
            delattr(instance, keyword)


# --- what others have compressed


_METHODS: Final = {
    **dict.fromkeys((uids.JPEGBaseline8Bit, uids.JPEGExtended12Bit), "ISO_10918_1"),
    uids.JPEGLSNearLossless: "ISO_14495_1",
    **dict.fromkeys((uids.MPEG2MPML, uids.MPEG2MPHL, uids.MPEG2MPMLF, uids.MPEG2MPHLF), "ISO_13818_2"),
    **dict.fromkeys(
        (uids.MPEG4HP41, uids.MPEG4HP41BD, uids.MPEG4HP422D, uids.MPEG4HP423D, uids.MPEG4HP42STEREO,
         uids.MPEG4HP41F, uids.MPEG4HP41BDF, uids.MPEG4HP422DF, uids.MPEG4HP423DF, uids.MPEG4HP42STEREOF),
        "ISO_14496_10",
    ),
    **dict.fromkeys((uids.HEVCMP51, uids.HEVCM10P51), "ISO_23008_2"),
}  # fmt: skip
"""Methods by transfer syntax, of those that lose something in any case (PS3.3 C.7.6.1.1.5.1)."""

_VIDEO: Final = frozenset({"ISO_13818_2", "ISO_14496_10", "ISO_23008_2"})
"""Methods of which all frames are one stream."""


def set_encoded_frames(instance: Instance, frames: Iterable[bytes], transfer_syntax: str) -> None:
    """Set pixels that are compressed already; see `IOD.set_encoded_frames`."""
    uid, given = syntax_of(transfer_syntax), list[Any](frames)
    if not all(isinstance(frame, bytes | bytearray | memoryview) for frame in given):
        raise _refusal(instance, "takes frames as bytes, compressed already; arrays are set as PixelData")
    found = [bytes(frame) for frame in given]
    if "PixelData" not in type(instance).attributes():
        raise _refusal(instance, "has no Pixel Data")
    if not all(found) or not found:
        raise _refusal(instance, "cannot have frames without bytes, nor none")
    video = _METHODS.get(uid) in _VIDEO
    if len(found) > 1 and (video or "NumberOfFrames" not in type(instance).attributes()):
        raise _refusal(
            instance, f"can have one {'stream' if video else 'frame'} of {uid.name}, not {len(found)}"
        )
    _check_frames(instance, found, uid)
    data, tables = _encapsulated(found, extended=False)
    if not tables.keys() <= type(instance).attributes().keys():
        raise _refusal(instance, "has no Extended Offset Table, which so many bytes would need")
    _forget(instance, _TABLES)
    for keyword, value in (*tables.items(), ("PixelData", EncapsulatedBytes(data))):
        setattr(instance, keyword, value)
    counts = len(found) > 1 or instance.is_set("NumberOfFrames") or type(instance).multiframe_()
    if counts and not video:
        setattr(instance, "NumberOfFrames", len(found))  # noqa: B010 - which not every class has
    if uid in _METHODS:
        _tell_loss(instance, _METHODS[uid])
    instance.transfer_syntax_ = str(uid)


def _check_frames(instance: Instance, frames: Iterable[bytes], uid: UID) -> None:
    """Refuse frames that are no such codestreams, and those that contradict what was set or read of the pixels."""
    attributes = type(instance).attributes()
    said = {keyword: instance.value_(keyword) for keyword in _OPTIONS}
    for number, frame in enumerate(frames, 1):
        fault = fault_of(frame, uid, said)
        if fault is not None:
            keyword, rule = fault
            said_of = "frame {} {}" if keyword == "PixelData" else "contradicts frame {}, {}"
            raise attributes[keyword].invalid(type(instance), said_of.format(number, rule))


def _tell_loss(instance: Instance, method: str) -> None:
    """Tell of a loss where nothing tells of one; the ratio is known to who has compressed them."""
    for keyword, value in (("LossyImageCompression", "01"), ("LossyImageCompressionMethod", (method,))):
        if keyword in type(instance).attributes() and instance.value_(keyword) in {None, "00"}:
            setattr(instance, keyword, value)


# --- and back


def decompress(instance: Instance) -> None:
    """Decompress the pixels of an object in place; see `IOD.decompress`."""
    if transfer_syntax_of(instance) == uids.ExplicitVRLittleEndian:
        return
    if "PixelData" not in type(instance).attributes():
        raise _refusal(instance, "has no Pixel Data: read it as the class that it is")
    frames: list[bytes] = []
    found: dict[str, Any] = {}
    for frame, found in decoded_frames(instance):  # noqa: B007 - what the last says, all say
        frames.append(frame.tobytes())
    facts = {keyword: found.get(name) for keyword, name in _OPTIONS.items()}
    if facts["SamplesPerPixel"] == 1:
        del facts["PlanarConfiguration"]
    _describe(
        instance,
        {keyword: str(value) if isinstance(value, str) else value for keyword, value in facts.items()},
    )
    _forget(instance, _TABLES)
    data = b"".join(frames)
    setattr(instance, "PixelData", data + b"\0" * (len(data) % 2))  # noqa: B010 - as above
    instance.transfer_syntax_ = None


def _refusal(instance: Instance, rule: str) -> InvalidValue:
    return InvalidValue(f"{type(instance).__qualname__} {rule}")
