"""Images of some 26 MB, as they are found in archives: native and compressed, with each of the tables of offsets."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np
import pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate, encapsulate_extended
from pydicom.pixels import get_encoder
from pydicom.uid import (
    UID,
    EnhancedMRImageStorage,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    JPEG2000Lossless,
    RLELossless,
)

if TYPE_CHECKING:
    from collections.abc import Callable

FRAMES = 200
SIZE = 256
_DIFFERENT = 8


def pixels(number: int) -> np.ndarray[Any, np.dtype[np.uint16]]:
    """Return the pixels of a frame: noise, so that no codec makes it small."""
    return np.random.default_rng(number % _DIFFERENT).integers(0, 1 << 15, (SIZE, SIZE)).astype("<u2")


def groups(count: int) -> list[Dataset]:
    """Return functional groups of frames."""
    found: list[Dataset] = []
    for number in range(count):
        position, content, frame = Dataset(), Dataset(), Dataset()
        position.ImagePositionPatient = [0, 0, number]
        content.FrameAcquisitionNumber = number
        frame.PlanePositionSequence, frame.FrameContentSequence = [position], [content]
        found.append(frame)
    return found


def image(syntax: UID = ExplicitVRLittleEndian, frames: int = FRAMES, *, grouped: bool = False) -> Dataset:
    """Return an image without its pixels."""
    dataset = Dataset()
    dataset.SOPClassUID, dataset.SOPInstanceUID = EnhancedMRImageStorage, "1.2.3"
    dataset.StudyInstanceUID, dataset.SeriesInstanceUID = "1.2.3.4", "1.2.3.5"
    dataset.PatientName, dataset.PatientID = "Doe^Jane", "42"
    dataset.Rows = dataset.Columns = SIZE
    dataset.NumberOfFrames, dataset.SamplesPerPixel = frames, 1
    dataset.BitsAllocated = dataset.BitsStored = 16
    dataset.HighBit, dataset.PixelRepresentation, dataset.PhotometricInterpretation = 15, 0, "MONOCHROME2"
    if grouped:
        dataset.PerFrameFunctionalGroupsSequence = groups(frames)
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = syntax
    dataset.file_meta.MediaStorageSOPClassUID = EnhancedMRImageStorage
    dataset.file_meta.MediaStorageSOPInstanceUID = UID("1.2.3")
    return dataset


def written(dataset: Dataset) -> bytes:
    stream = io.BytesIO()
    pydicom.dcmwrite(stream, dataset, enforce_file_format=True)
    return stream.getvalue()


def native(syntax: UID = ExplicitVRLittleEndian, *, grouped: bool = False) -> bytes:
    dataset = image(syntax, grouped=grouped)
    dataset.add_new(0x7FE00010, "OW", b"".join(pixels(number).tobytes() for number in range(FRAMES)))
    return written(dataset)


def encoded(syntax: UID) -> list[bytes]:
    """Return all the frames, compressed."""
    encoder = get_encoder(syntax)
    options = {
        "rows": SIZE, "columns": SIZE, "number_of_frames": 1, "samples_per_pixel": 1, "bits_allocated": 16,
        "bits_stored": 16, "pixel_representation": 0, "photometric_interpretation": "MONOCHROME2",
    }  # fmt: skip
    plugin = "pylibjpeg"
    different = [encoder.encode(pixels(n), encoding_plugin=plugin, **options) for n in range(_DIFFERENT)]
    return [different[number % _DIFFERENT] for number in range(FRAMES)]


def compressed(
    syntax: UID, *, table: bool = True, extended: bool = False, fragments: int = 1, grouped: bool = False
) -> bytes:
    """Return an image of frames of so many fragments, with a Basic or an Extended Offset Table, or without."""
    dataset, frames = image(syntax, grouped=grouped), encoded(syntax)
    if extended:
        whole, dataset.ExtendedOffsetTable, dataset.ExtendedOffsetTableLengths = encapsulate_extended(frames)
    else:
        whole = encapsulate(frames, fragments_per_frame=fragments, has_bot=table)
    dataset.PixelData = whole
    dataset["PixelData"].is_undefined_length = True
    return written(dataset)


def after_private() -> bytes:
    """Return an image whose pixels stand behind 5 MB of a private element."""
    dataset = image()
    dataset.private_block(0x7FDF, "SOMEBODY", create=True).add_new(0x01, "OB", bytes(5_000_000))
    dataset.add_new(0x7FE00010, "OW", b"".join(pixels(number).tobytes() for number in range(FRAMES)))
    return written(dataset)


MADE: dict[str, Callable[[], bytes]] = {
    "native": native,
    "implicit": lambda: native(ImplicitVRLittleEndian),
    "groups": lambda: native(grouped=True),
    "private": after_private,
    "rle": lambda: compressed(RLELossless),
    "rle without table": lambda: compressed(RLELossless, table=False),
    "j2k": lambda: compressed(JPEG2000Lossless, grouped=True),
    "j2k in fragments": lambda: compressed(JPEG2000Lossless, fragments=5),
    "j2k in fragments without table": lambda: compressed(JPEG2000Lossless, fragments=5, table=False),
    "j2k with extended table": lambda: compressed(JPEG2000Lossless, extended=True),
}
