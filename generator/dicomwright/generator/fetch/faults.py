"""Faults that the stage itself answers: a file that the source lacks, a transfer worth another try."""

from dicomwright.generator.errors import FetchError

__all__ = ["InterruptedTransferError", "MissingFileError"]


class MissingFileError(FetchError):
    """The source answers, and says that it does not have the file."""


class InterruptedTransferError(Exception):
    """One try failed in a way that another may not."""

    def __init__(self, reason: str, *, wait: float | None = None) -> None:
        """Keep why, and how long the server asks to wait."""
        super().__init__(reason)
        self.wait = wait
        self.progressed = False
        """Whether the try brought the transfer further than any before."""
