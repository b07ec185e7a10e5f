"""The cache of one edition: its parts, and the lock file that says what they must be and where they came from."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from shutil import rmtree
from typing import cast

from dicomwright.generator.errors import FetchError
from dicomwright.generator.fetch.layout import part_name, part_path
from dicomwright.generator.fetch.sink import Sink, naming

__all__ = ["OPTIONAL", "PARTS", "FetchedEdition", "Lock", "PartFile", "Store"]

PARTS: tuple[int, ...] = (3, 4, 5, 6, 16)
"""The parts of the standard that dicomwright reads, of every edition."""

OPTIONAL: tuple[int, ...] = (15,)
"""Those that a source, or a cache, need not have: what they say is then not there, and nothing else is missing."""

_LOCK = "lock.json"
_CANDIDATE = "candidate.part"  # git ignores it


@dataclass(frozen=True)
class PartFile:
    """The DocBook file of a part on the disk."""

    part: int
    path: Path
    sha256: str
    size: int


@dataclass(frozen=True)
class FetchedEdition:
    """An edition on the disk: whole, and as its lock file says.

    What is new lies in a folder of its own until the edition has proven to be readable. `moves` says where
    each file belongs (where to -> where from), `source` where the parts came from, `note` what is to be told.
    """

    edition: str
    parts: tuple[PartFile, ...]
    source: str = ""
    moves: Mapping[Path, Path] = field(default_factory=dict[Path, Path])
    note: str = ""

    def kept(self) -> "FetchedEdition":
        """Return the edition whose files are in their places now; the folder that they came from is removed."""
        places = {source: target for target, source in self.moves.items()}
        parts = tuple(replace(file, path=places.get(file.path, file.path)) for file in self.parts)
        self.discard()
        return replace(self, parts=parts, moves={})

    def discard(self) -> None:
        """Remove what was downloaded and is not in its place, so that the next run downloads it again."""
        for folder in {source.parent for source in self.moves.values()}:
            Store(folder.parent, self.edition).remove()


@dataclass(frozen=True)
class Lock:
    """What the lock file says: where the parts came from, and of each its SHA-256 and size."""

    source: str
    parts: Mapping[int, tuple[str, int]]

    def differs(self, file: PartFile) -> bool:
        """Tell whether a part is not the one that was locked."""
        return file.part in self.parts and self.parts[file.part][0] != file.sha256


class Store:
    """The folder of one edition in the cache."""

    def __init__(self, cache: Path, edition: str) -> None:
        """Take the cache and the name of the edition; nothing is read or made yet."""
        self.edition = edition
        self.folder = cache / edition
        self.lock_file = self.folder / _LOCK

    @property
    def candidate(self) -> "Store":
        """The folder of what was downloaded and has not proven to be readable yet."""
        return Store(self.folder / _CANDIDATE, self.edition)

    def path(self, part: int) -> Path:
        """Return where a part is kept."""
        return self.folder / f"{part_name(part)}.xml"

    def fetched(self) -> FetchedEdition | None:
        """Return the edition if all its parts are there and agree with the lock file.

        Raises:
            FetchError: the lock file cannot be read.

        """
        lock = self.lock()
        parts = self.sound_parts(lock)
        if lock is None or {file.part for file in parts} != {*PARTS, *lock.parts}:
            return None
        return FetchedEdition(self.edition, parts, lock.source)

    def sound_parts(self, lock: Lock | None) -> tuple[PartFile, ...]:
        """Return the parts that are there and agree with the lock.

        Raises:
            FetchError: a part cannot be read.

        """
        if lock is None:
            return ()
        there = (
            part for part in sorted((*PARTS, *OPTIONAL)) if part in lock.parts and self.path(part).is_file()
        )
        return tuple(file for file in map(self.measured, there) if not lock.differs(file))

    def measured(self, part: int) -> PartFile:
        """Return what a part is.

        Raises:
            FetchError: it cannot be read.

        """
        path = self.path(part)
        with naming(path):
            return PartFile(part, path, _sha256(path), path.stat().st_size)

    def make(self) -> None:
        """Make the folder anew, without what an earlier run left in it.

        Raises:
            FetchError: it cannot be made.

        """
        with naming(self.folder):
            if self.folder.exists():
                rmtree(self.folder)
            self.folder.mkdir(parents=True)

    def remove(self) -> None:
        """Remove the folder, and those above it in the cache that hold nothing else."""
        rmtree(self.folder, ignore_errors=True)
        for folder in (self.folder.parent, self.folder.parent.parent):
            with suppress(OSError):
                folder.rmdir()

    def lock(self) -> Lock | None:
        """Return what the lock file says; None when there is none.

        Raises:
            FetchError: it is not a lock file of this edition.

        """
        with naming(self.lock_file):
            if not self.lock_file.exists():
                return None
            text = self.lock_file.read_bytes()
        try:
            return _parse_lock(text, self.edition)
        except (ValueError, KeyError, TypeError, AttributeError) as fault:
            raise FetchError(
                f"{self.lock_file}: not a lock file of edition {self.edition} ({fault!r}). Restore it from "
                "version control, or fetch the edition with refresh to write it anew"
            ) from fault

    def write_lock(self, source: str, parts: Iterable[PartFile]) -> None:
        """Write the lock file.

        Raises:
            FetchError: the disk is full, or the like.

        """
        entries = {
            part_name(file.part): {
                "path": part_path(self.edition, file.part),
                "sha256": file.sha256,
                "size": file.size,
            }
            for file in parts
        }
        lock = {"edition": self.edition, "parts": entries, "source": source}
        with Sink(self.lock_file) as sink:
            sink.write((json.dumps(lock, indent=2, sort_keys=True) + "\n").encode())


def _parse_lock(text: bytes, edition: str) -> Lock:
    data = cast("dict[str, object]", json.loads(text))
    if data["edition"] != edition:
        raise ValueError(f"edition {data['edition']!r}")
    entries = cast("dict[str, dict[str, object]]", data["parts"])
    known = {int(name.removeprefix("part")): entry for name, entry in entries.items()}
    parts = {
        part: (str(known[part]["sha256"]), int(str(known[part]["size"])))
        for part in (*PARTS, *OPTIONAL)
        if part in known
    }
    return Lock(str(data.get("source", "a source that it does not name")), parts)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
