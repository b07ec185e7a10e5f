"""Links of the pages of a folder: where each leads, and whether there is such a file, and such an id in it."""

from __future__ import annotations

import re
from collections import Counter
from posixpath import join, normpath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_TAG = re.compile(r"<[a-z][^>]*>")
_TARGET = re.compile(r'\s(?:href|src)="([^"]*)"')
_ID = re.compile(r'\sid="([^"]*)"')
_REFRESH = re.compile(r'http-equiv="refresh" content="0; url=([^"]*)"')


def targets(text: str) -> set[str]:
    """Return all that a page refers to."""
    tags = "".join(_TAG.findall(text))
    return {*_TARGET.findall(tags), *_REFRESH.findall(tags)}


def ids(text: str) -> Counter[str]:
    """Return the ids of a page, and how often it has each."""
    return Counter(_ID.findall("".join(_TAG.findall(text))))


def broken(files: Mapping[str, str]) -> Iterator[str]:
    """Yield the links of pages, by path, that lead nowhere, and ids that a page has twice."""
    pages = {path: text for path, text in files.items() if path.endswith(".html")}
    known = {path: ids(text) for path, text in pages.items()}
    for path, text in pages.items():
        yield from (f"{path}: id {name!r} {count} times" for name, count in known[path].items() if count > 1)
        for target in targets(text):
            if not target.startswith("https://"):
                yield from _broken(path, target, files, known)


def _broken(
    path: str, target: str, files: Mapping[str, str], known: Mapping[str, Counter[str]]
) -> Iterator[str]:
    address, _, mark = target.partition("#")
    to = normpath(join(path, "..", address)) if address else path
    if to not in files:
        yield f"{path}: {target} leads to no file"
    elif mark and mark not in known.get(to, ()):
        yield f"{path}: {target} leads to no id"
