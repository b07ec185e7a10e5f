"""Files to work on: those that were named, and all that folders and archives hold, sorted, one after the other."""

from __future__ import annotations

import heapq
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from dicomwright.batch.sources.archive import packing_of
from dicomwright.batch.sources.archives import members_of
from dicomwright.batch.sources.dicomweb import instances_of, is_dicomweb
from dicomwright.batch.sources.found import Found
from dicomwright.batch.sources.lists import STDIN, lines_of, list_in
from dicomwright.runtime.sources.urls import is_pattern, is_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_BATCH: Final = 50_000
"""As many names of a folder are held. One with more is read again for the next: a million files need no memory."""


class _Level(NamedTuple):
    path: str
    identity: tuple[int, int]
    paths: Iterator[str]


def files(paths: Iterable[str]) -> Iterator[Found]:
    """Yield the files of the paths, in this order. What can be read once is read here, for whoever works on it."""
    for path in paths:
        listed = list_in(path)
        if path == STDIN:
            yield Found(path, named=True, content=sys.stdin.buffer.read())
        elif listed is not None:
            yield from _files_of_list(listed)
        else:
            yield from _files_at(path)


def _files_of_list(listed: str) -> Iterator[Found]:
    try:
        for line in lines_of(listed):
            yield from _files_at(line)
    except OSError as error:
        yield Found(listed, fault=f"the list of files cannot be read: {error.strerror}")


def _files_at(path: str) -> Iterator[Found]:
    if is_dicomweb(path):
        yield from instances_of(path)
    elif is_url(path):
        yield from _files_behind(path)
    elif os.path.isdir(path):  # noqa: PTH112 - Path takes as long as judging
        for found in files_in(path):
            yield from _unpacked(found)
    elif Path(path).is_fifo():
        yield Found(path, named=True, content=Path(path).read_bytes())
    else:
        yield from _unpacked(Found(path, named=True))


def _unpacked(found: Found) -> Iterator[Found]:
    """Yield a file, or the members of an archive."""
    if found.fault or packing_of(found.path) is None:
        yield found
    else:
        yield from members_of(found.path, named=found.named)


def _files_behind(url: str) -> Iterator[Found]:
    """Yield the file of a URL, or those that a pattern or a folder stands for."""
    if not is_pattern(url):
        yield from _unpacked(Found(url, named=True))
        return
    from dicomwright.runtime.sources.remote import expanded  # noqa: PLC0415 - few need it

    count = 0
    try:
        for count, found in enumerate(expanded(url), 1):  # noqa: B007 - it is asked for at the end
            yield from _unpacked(Found(found))
    except OSError as error:
        yield Found(url, fault=f"the files cannot be listed: {error.strerror}")
        return
    if not count:
        yield Found(url, fault="there are no such files")


def files_in(folder: str, *, without: str = "") -> Iterator[Found]:
    """Yield the files of a folder and of the folders in it; a link that leads back is not followed.

    What is in the folder `without` is left out, whichever way leads there.
    """
    levels = [_level(folder)]
    linked: set[tuple[int, int]] = set()
    while levels:
        level = levels[-1]
        try:
            path = next(level.paths, None)
        except OSError as error:
            yield Found(level.path, fault=f"the folder cannot be listed: {error.strerror}")
            path = None
        if path is None:
            levels.pop()
        elif not os.path.isdir(path):  # noqa: PTH112
            yield Found(path)
        elif without and os.path.realpath(path) == os.path.realpath(without):
            continue
        elif (deeper := _level(path)).identity not in {*linked, *(each.identity for each in levels)}:
            if os.path.islink(path):  # noqa: PTH114
                linked.add(deeper.identity)
            levels.append(deeper)


def _level(folder: str) -> _Level:
    status = os.stat(folder)  # noqa: PTH116
    return _Level(folder, (status.st_dev, status.st_ino), _sorted_paths(folder))


def _sorted_paths(folder: str) -> Iterator[str]:
    last = ""
    while True:
        with os.scandir(folder) as entries:
            names = heapq.nsmallest(_BATCH, (entry.name for entry in entries if entry.name > last))
        for name in names:
            yield os.path.join(folder, name)  # noqa: PTH118
        if len(names) < _BATCH:
            return
        last = names[-1]
