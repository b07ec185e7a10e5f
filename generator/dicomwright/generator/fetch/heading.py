"""What a part says about itself: its number and edition in the first lines, its end in the last."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from dicomwright.generator.errors import FetchError

__all__ = ["HEAD_SIZE", "Heading", "check_file", "check_heading", "read_heading"]

HEAD_SIZE = 4096
"""Bytes that hold the subtitle of a part for certain; in published parts it stands in the first 400."""

_TAIL_SIZE = 1024
# 2013 files write "PS 3.6" as well as "PS3.4", and their edition has no letter.
_SUBTITLE = re.compile(r"<(?:\w+:)?subtitle\b[^>]*>\s*DICOM\s+PS\s*3\.([0-9]+)\s+([0-9]{4}[a-z]?)\b")
_ROOT = re.compile(r"<([A-Za-z_][\w:.-]*)[\s>]")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


@dataclass(frozen=True)
class Heading:
    """The part and edition that a subtitle names."""

    part: int
    edition: str

    def __str__(self) -> str:
        """Spell it as the standard does."""
        return f"PS3.{self.part} {self.edition}"


def read_heading(head: bytes, where: str) -> Heading:
    """Read the subtitle in the first bytes of a part.

    Raises:
        FetchError: there is no subtitle that names a part and an edition.

    """
    match = _SUBTITLE.search(_text(head))
    if match is None:
        raise FetchError(
            f"{where}: no <subtitle> like 'DICOM PS3.3 2025e - ...' in its first {HEAD_SIZE} bytes: not a "
            "part of the standard in DocBook. Check the source"
        )
    return Heading(int(match[1]), match[2])


def check_heading(head: bytes, wanted: Heading, where: str) -> None:
    """Check that the first bytes of a part name the part and edition wanted.

    Raises:
        FetchError: they name another one, or none.

    """
    found = read_heading(head, where)
    if found != wanted:
        raise FetchError(
            f"{where}: the file says that it is {found}, expected was {wanted}. Check the source"
        )


def check_file(path: Path, wanted: Heading, where: str) -> None:
    """Check that a downloaded part is the one wanted and has an end.

    Raises:
        FetchError: it is another part or edition, or breaks off before the closing tag of its root.
        OSError: the file cannot be read.

    """
    with path.open("rb") as file:
        head = file.read(HEAD_SIZE)
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _TAIL_SIZE))
        tail = file.read()
    check_heading(head, wanted, where)
    root = _ROOT.search(_text(head))
    if root is None or not _text(tail).rstrip().endswith(f"</{root[1]}>"):
        raise FetchError(
            f"{where}: truncated: {size} bytes, and the XML does not end with its closing tag. "
            "The copy at the source is broken: run again later, or give another source"
        )


def _text(data: bytes) -> str:
    # The slice may cut a character; what this module looks for is ASCII.
    return _COMMENT.sub("", data.decode("utf-8-sig", errors="replace"))
