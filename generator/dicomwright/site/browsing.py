"""The site on this machine: rendered when the snapshots, or what renders them, are newer; and the page of a name."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dicomwright.diff.snapshots import FOLDER, MissingSnapshotError, folder_of_checkout
from dicomwright.runtime.errors import MissingPackage
from dicomwright.site.building import build
from dicomwright.site.snapshots import names, read

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["BrowseError", "MissingPackage", "page_of", "site"]

_STAMP: Final = "assets/made-of.txt"
_HERE: Final = Path(__file__).parent
_OWN: Final = "site"


class BrowseError(Exception):
    """There is nothing to browse; the message says why, and what to do."""


def site(snapshots: Path | None, editions: Sequence[str] = ()) -> Path:
    """Return the folder of the site of these snapshots, those of the checkout by default; it is rendered if need be.

    Raises:
        BrowseError: there is no snapshot.
        MissingPackage: jinja2 is not installed.

    """
    place = snapshots if snapshots is not None else folder_of_checkout()
    wanted = tuple(sorted(set(editions or names(place)), reverse=True))
    if not wanted:
        raise BrowseError(_missing(place))
    folder = _folder(place)
    stamp = _stamp(place, wanted)
    made = folder / _STAMP
    if not made.is_file() or made.read_text("utf-8") != stamp:
        made.unlink(missing_ok=True)
        _render(wanted, place, folder)
        made.write_text(stamp, "utf-8")
    return folder


def _render(editions: Sequence[str], place: Path, folder: Path) -> None:
    try:
        build(read(editions, place), folder)
    except MissingSnapshotError as fault:
        raise BrowseError(str(fault)) from None


def _folder(place: Path) -> Path:
    """Return where the site goes: beside the snapshots of a checkout, else into the user's cache."""
    whole = place.resolve()
    if whole.name == FOLDER and (whole.parent / "pyproject.toml").is_file():
        return whole.parent / _OWN
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache, "dicomwright", f"{_OWN}-{hashlib.sha256(os.fsencode(whole)).hexdigest()[:12]}")


def _stamp(place: Path, editions: Sequence[str]) -> str:
    """Return what tells whether a site is that of these snapshots: sizes and times, of what renders it, too."""
    made = hashlib.sha256()
    for path in _sources(place, editions):
        state = path.stat()
        made.update(f"{path} {state.st_size} {state.st_mtime_ns}\n".encode())
    return f"{' '.join(editions)} {made.hexdigest()}\n"


def _sources(place: Path, editions: Sequence[str]) -> Iterator[Path]:
    for edition in editions:
        yield from sorted((place / edition).glob("*.json"))
    yield from sorted(path for path in _HERE.rglob("*") if path.suffix in {".py", ".jinja", ".css", ".js"})


def _missing(place: Path) -> str:
    return (
        f"there is no snapshot of an edition in {str(place)!r}. A checkout of dicomwright has them in {FOLDER}/; "
        f"elsewhere 'python -m dicomwright.generator --edition 2025e --root FOLDER' makes one from NEMA's own files "
        f"(pip install 'dicomwright[generator]'), for 'dicomwright browse --snapshots FOLDER/{FOLDER}'"
    )


def page_of(folder: Path, name: str, edition: str = "") -> Path:
    """Return the page of the site that a name means: "CTImage", "Pixel Spacing", "CID 29", "(0028,0030)", a UID.

    Raises:
        BrowseError: no page has that name.

    """
    known = edition or _newest(folder)
    if not name:
        return folder / known / "index.html"
    script = (folder / "assets" / f"search-{known}.js").read_text("utf-8")
    index = json.loads(script[script.index("{") : script.rindex("}") + 1])
    wanted = _folded(name)
    best: tuple[int, str] | None = None
    for line in index["lines"].split("\n"):
        kind, key, *said = line.split("\t")
        rank = index["ranks"][kind]
        if wanted in _names(key, said, index["labels"][kind]) and (best is None or rank > best[0]):
            best = rank, f"{index['files'][kind]}/{key}.html"
    if best is None:
        raise BrowseError(
            f"no page of {known} has the name {name!r}; the search of the site takes parts of names"
        )
    return folder / known / best[1]


def _names(key: str, said: Sequence[str], label: str) -> set[str]:
    """Return the names that a page is found by, folded."""
    title, also = said
    found = {_folded(each) for each in (key, title, *also.split("|"))}
    number = title.split(" ")[:2] if title.startswith(("CID ", "TID ")) else []
    return {*found, _folded("".join(number)), _folded(title.removesuffix(f" {label}"))} - {""}


def _newest(folder: Path) -> str:
    found = sorted(path.parent.name for path in folder.glob("*/index.html") if (path.parent / "iod").is_dir())
    return found[-1]


def _folded(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()
