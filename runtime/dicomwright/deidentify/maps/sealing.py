"""Sealed lines: each is opened by the key, and at its place alone. What this needs is an extra."""

from __future__ import annotations

import hmac
from base64 import b64decode, b64encode
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from dicomwright.deidentify.maps.errors import FaultyMap

_NONCE: Final = 12


class Sealed:
    """Lines that the key opens, each at its place alone."""

    def __init__(self, key: bytes, salt: bytes, head: bytes) -> None:
        """Take what the key of this map follows from."""
        self._cipher = AESGCM(hmac.digest(key, b"map\0" + salt, "sha256"))
        self._head = head

    def sealed(self, number: int, text: bytes) -> bytes:
        """Return a line as it stands in the file."""
        return b64encode(self._cipher.encrypt(_nonce(number), text, self._head))

    def opened(self, number: int, line: bytes) -> bytes:
        """Return what a line says. Raises `FaultyMap`."""
        try:
            return self._cipher.decrypt(_nonce(number), b64decode(line, validate=True), self._head)
        except (InvalidTag, ValueError):
            raise FaultyMap(
                f"line {number + 1} of the map cannot be decrypted: the key is another, or the map was altered"
            ) from None


def _nonce(number: int) -> bytes:
    return number.to_bytes(_NONCE)
