"""Lines of a map, as they stand in the file: plain, or sealed one by one so that a map can be read up to its end."""

from __future__ import annotations

import hmac
from base64 import b64decode, b64encode
from typing import Final, Protocol

from dicomwright.runtime.errors import DicomwrightError, MissingPackage

FORMAT: Final = "dicomwright map"
VERSION: Final = 1
_NONCE: Final = 12


class FaultyMap(DicomwrightError, ValueError):  # noqa: N818 - as UnreadableFile and the like
    """A map that cannot be read: it is none, it was altered, or the key is another."""


class Lines(Protocol):
    """How a line is written, and what is read of it."""

    def sealed(self, number: int, text: bytes) -> bytes:
        """Return a line as it stands in the file."""
        ...

    def opened(self, number: int, line: bytes) -> bytes:
        """Return what a line says. Raises `FaultyMap`."""
        ...


class Plain:
    """Lines that everybody can read."""

    @staticmethod
    def sealed(_number: int, text: bytes) -> bytes:
        """Return a line as it stands in the file."""
        return text

    @staticmethod
    def opened(_number: int, line: bytes) -> bytes:
        """Return what a line says."""
        return line


class Sealed:
    """Lines that the key opens, each at its place alone."""

    def __init__(self, key: bytes, salt: bytes, head: bytes) -> None:
        """Take what the key of this map follows from. Raises `MissingPackage`."""
        try:
            from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - an extra
        except ImportError:
            raise MissingPackage(
                "an encrypted map needs a package: pip install 'dicomwright[deidentify]'"
            ) from None
        self._cipher = AESGCM(hmac.digest(key, b"map\0" + salt, "sha256"))
        self._head = head

    def sealed(self, number: int, text: bytes) -> bytes:
        """Return a line as it stands in the file."""
        return b64encode(self._cipher.encrypt(_nonce(number), text, self._head))

    def opened(self, number: int, line: bytes) -> bytes:
        """Return what a line says. Raises `FaultyMap`."""
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - an extra

        try:
            return self._cipher.decrypt(_nonce(number), b64decode(line, validate=True), self._head)
        except (InvalidTag, ValueError):
            raise FaultyMap(
                f"line {number + 1} of the map cannot be decrypted: the key is another, or the map was altered"
            ) from None


def _nonce(number: int) -> bytes:
    return number.to_bytes(_NONCE)
