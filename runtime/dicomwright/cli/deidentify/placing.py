"""Places of files: one is there whole or not at all, and never in the place of another unless that is asked for."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final
from uuid import uuid4

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    Naming = Callable[[str], None]
    Parts = Sequence[bytes | memoryview]

_NUMBERS: Final = "/proc/self/fd"
_UNNAMED: Final = getattr(os, "O_TMPFILE", 0) if os.path.isdir(_NUMBERS) else 0  # noqa: PTH112
"""Of systems that have files without a name: one that is not whole is gone with the process that wrote it."""


class Taken(Exception):  # noqa: N818 - never seen by users
    """There is another file at the place."""


def put(target: str, parts: Parts, *, replaces: bool) -> bool:
    """Put a file at its place; False if it was there already, the same to the last byte. Raises `Taken`."""
    if os.path.lexists(target):
        if _is_same(target, parts):
            return False
        if not replaces:
            raise Taken
    folder = os.path.dirname(target) or "."  # noqa: PTH120
    if not os.path.isdir(folder):  # noqa: PTH112
        os.makedirs(folder, exist_ok=True)  # noqa: PTH103
    with _written(folder, parts) as name_it:
        try:
            name_it(target)
        except FileExistsError:
            if not replaces:
                raise Taken from None
            temporary = _temporary(folder)
            name_it(temporary)
            os.replace(temporary, target)  # noqa: PTH105
    return True


@contextmanager
def _written(folder: str, parts: Parts) -> Generator[Naming]:
    """Write a file that nobody can find, and give what names it; that raises FileExistsError for a name of another."""
    try:
        number = os.open(folder, _UNNAMED | os.O_WRONLY, 0o666) if _UNNAMED else None
    except OSError:  # a file system that has none
        number = None
    if number is None:
        with _written_by_name(_temporary(folder), parts) as name_it:
            yield name_it
        return
    with open(number, "wb") as file:  # noqa: PTH123
        _write(file, parts)
        # A folder's number, whichever, makes the call that goes through the link to the file itself.
        yield lambda name: os.link(f"{_NUMBERS}/{number}", name, src_dir_fd=number, follow_symlinks=True)


@contextmanager
def _written_by_name(temporary: str, parts: Parts) -> Generator[Naming]:
    try:
        with open(temporary, "xb") as file:  # noqa: PTH123
            _write(file, parts)
        yield lambda name: _link(temporary, name)
    finally:
        Path(temporary).unlink(missing_ok=True)


def _write(file: BinaryIO, parts: Parts) -> None:
    file.writelines(parts)
    file.flush()


def _link(temporary: str, name: str) -> None:
    try:
        os.link(temporary, name)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if os.path.lexists(name):
            raise FileExistsError from None
        os.rename(temporary, name)  # noqa: PTH104


def _temporary(folder: str) -> str:
    return os.path.join(folder, f".{uuid4().hex}.tmp")  # noqa: PTH118


def _is_same(target: str, parts: Parts) -> bool:
    """Tell whether a file is there that has these bytes."""
    if os.path.islink(target) or not os.path.isfile(target):  # noqa: PTH113, PTH114
        return False
    pieces = [memoryview(part).cast("B") for part in parts]
    if os.path.getsize(target) != sum(map(len, pieces)):  # noqa: PTH202
        return False
    with open(target, "rb") as file:  # noqa: PTH123
        return all(memoryview(file.read(len(piece))) == piece for piece in pieces)
