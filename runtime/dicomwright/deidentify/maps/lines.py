"""Lines of a map, as they stand in the file: plain, or sealed one by one; a map can be read up to its end."""

from __future__ import annotations

from typing import Final, Protocol

from dicomwright.runtime.errors import MissingPackage

FORMAT: Final = "dicomwright map"
VERSION: Final = 1


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
    def sealed(number: int, text: bytes) -> bytes:  # noqa: ARG004 - of the protocol
        """Return a line as it stands in the file."""
        return text

    @staticmethod
    def opened(number: int, line: bytes) -> bytes:  # noqa: ARG004
        """Return what a line says."""
        return line


def lines_of(key: bytes | None, salt: bytes | None, head: bytes) -> Lines:
    """Return how the lines of a map are written, which its head says. Raises `MissingPackage`."""
    if key is None or salt is None:
        return Plain()
    try:
        from dicomwright.deidentify.maps.sealing import Sealed  # noqa: PLC0415 - an extra
    except ModuleNotFoundError:
        raise MissingPackage(
            "an encrypted map needs a package: pip install 'dicomwright[deidentify]'"
        ) from None
    return Sealed(key, salt, head)
