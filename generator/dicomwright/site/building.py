"""The whole site: from snapshots of editions to files in a folder; what is there already with the same bytes stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dicomwright.site import searching
from dicomwright.site.book import Book
from dicomwright.site.changes import changes
from dicomwright.site.pages import attributes, codes, iods, lists, services, tables, templates, uids
from dicomwright.site.pages.context import Context
from dicomwright.site.shell import ASSETS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from dicomwright.generator.facts import Edition

MANIFEST: Final = "assets/files.txt"
"""The list of the files of the last build, so that those that are no more are deleted, and nothing else is."""
_KINDS: Final = (iods, tables, attributes, codes, templates, uids, services, lists)
_ENTRY: Final = """\
<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>The DICOM standard, looked up</title>
<meta http-equiv="refresh" content="0; url={0}/index.html"></head>
<body><p><a href="{0}/index.html">DICOM {0}</a></p></body></html>
"""


def build(editions: Sequence[Edition], folder: Path, *, more: Sequence[tuple[str, str]] = ()) -> int:
    """Write the site of editions, the newest first, and return how many files it has.

    `more` are parts that others put into the folder: what each is called in the header, and its path. Raises
    MissingPackage without jinja2.
    """
    names: list[str] = []
    known = _manifest(folder)
    for path, text in files(editions, tuple(more)):
        _write(folder / path, text.encode())
        names.append(path)
    for path in known - set(names):
        (folder / path).unlink(missing_ok=True)
    _write(folder / MANIFEST, "".join(f"{name}\n" for name in sorted(names)).encode())
    return len(names)


def files(editions: Sequence[Edition], more: tuple[tuple[str, str], ...] = ()) -> Iterator[tuple[str, str]]:
    """Yield the path and the text of every file of the site."""
    books = {edition.name: Book(edition) for edition in editions}
    pages = {name: _addresses(book) for name, book in books.items()}
    for path in sorted(ASSETS.iterdir()):
        yield f"assets/{path.name}", path.read_text("utf-8")
    yield "index.html", _ENTRY.format(editions[0].name)
    for edition, older in zip(editions, (*editions[1:], None), strict=True):
        book = books[edition.name]
        beside = {name: found for name, found in pages.items() if name != edition.name}
        context = Context(book, changes(older, book), beside, tuple(books), _package(edition, editions), more)
        yield from _of_edition(context)


def _of_edition(context: Context) -> Iterator[tuple[str, str]]:
    yield f"assets/search-{context.name}.js", searching.index(context.book)
    yield f"assets/codes-{context.name}.js", searching.code_index(context.book)
    for path, text in (lists.home(context), *(page for kind in _KINDS for page in kind.pages(context))):
        yield f"{context.name}/{path}", text


def _addresses(book: Book) -> frozenset[tuple[str, str]]:
    """Return the pages that an edition has: those of things, and the lists of them."""
    return book.pages | {(kind.folder, "index") for kind in lists.KINDS}


def _package(edition: Edition, editions: Sequence[Edition]) -> str:
    """Return what an edition is imported from: the newest from the package itself, others from one beside it."""
    return "dicomwright" if edition is editions[0] else f"dicomwright_{edition.name}"


def _manifest(folder: Path) -> set[str]:
    path = folder / MANIFEST
    return set(path.read_text("utf-8").splitlines()) if path.is_file() else set()


def _write(path: Path, data: bytes) -> None:
    if path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
