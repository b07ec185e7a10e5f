"""Lists of files: text with one path or URL a line, read line by line as the files are worked on."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

STDIN: Final = "-"
_SIGN: Final = "@"


def list_in(path: str) -> str | None:
    """Return the list that an argument names, as in ``@files.txt``; None where a file is called so, or of no list."""
    return path[1:] if len(path) > 1 and path.startswith(_SIGN) and not Path(path).exists() else None


def lines_of(path: str) -> Iterator[str]:
    """Yield the lines of a list that are not empty; "-" is the standard input. Raises OSError."""
    opened = nullcontext(sys.stdin.buffer) if path == STDIN else open(path, "rb")  # noqa: PTH123, SIM115 - see below
    with opened as stream:
        for line in stream:
            name = line.rstrip(b"\r\n").decode("utf-8", "surrogateescape")
            if name.strip():
                yield name
