"""Codecs of compressed pixels, which are those of pydicom and its plugins; what to install where one is missing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pydicom.pixels.decoders.base import get_decoder
from pydicom.pixels.encoders.base import get_encoder

from dicomwright.runtime.errors import CodecError

if TYPE_CHECKING:
    from pydicom.pixels.decoders.base import Decoder
    from pydicom.pixels.encoders.base import Encoder
    from pydicom.uid import UID

_PYPI: Final = {"gdcm": "python-gdcm"}
"""Packages that PyPI has by another name than pydicom calls them."""

_PREFERRED: Final = ("pylibjpeg", "pyjpegls", "pydicom")
"""Before gdcm, which pydicom would take: of an RLE frame with an odd number of pixels it ends the process."""


def decoder_of(uid: UID) -> Decoder:
    """Return what decompresses a transfer syntax. Raises `CodecError`."""
    try:
        decoder = get_decoder(uid)
    except NotImplementedError:
        raise CodecError(f"{uid.name} cannot be decompressed: pydicom has no decoder of it") from None
    if not decoder.is_available:
        raise CodecError(f"{uid.name} cannot be decompressed: {_needed(decoder.missing_dependencies)}")
    return decoder


def encoder_of(uid: UID) -> Encoder:
    """Return what compresses to a transfer syntax. Raises `CodecError`."""
    try:
        encoder = get_encoder(uid)
    except NotImplementedError:
        raise CodecError(f"nothing is compressed to {uid.name}: pydicom has no encoder of it") from None
    if not encoder.is_available:
        raise CodecError(f"nothing is compressed to {uid.name}: {_needed(encoder.missing_dependencies)}")
    return encoder


def preferred(encoder: Encoder) -> str:
    """Return the plugin that compresses when none was asked for."""
    installed = encoder.available_plugins
    return next((name for name in _PREFERRED if name in installed), installed[0])


def _needed(missing: list[str]) -> str:
    """Say what to install, of the lines "plugin - requires package>=version and package>=version" of pydicom."""
    found = (re.findall(r"([\w-]+)(>=[\d.]+)", line) for line in missing)
    choices = [" ".join(_PYPI.get(name, name) + version for name, version in packages) for packages in found]
    return f"no codec is installed; pip install {', or '.join(choices)}"
