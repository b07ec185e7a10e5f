"""The cache of one edition: its parts, and the lock file that says what they must be."""

import hashlib
import json
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from dicomwright.generator.errors import FetchError
from dicomwright.generator.fetch.layout import part_name, part_path
from dicomwright.generator.fetch.sink import Sink, install, naming, temporary

__all__ = ["PARTS", "FetchedEdition", "PartFile", "Store"]

PARTS: tuple[int, ...] = (3, 4, 5, 6, 16)
"""The parts of the standard that dicomwright reads."""

_LOCK = "lock.json"


@dataclass(frozen=True)
class PartFile:
    """The DocBook file of a part in the cache."""

    part: int
    path: Path
    sha256: str
    size: int


@dataclass(frozen=True)
class FetchedEdition:
    """An edition in the cache: whole, and as its lock file says."""

    edition: str
    parts: tuple[PartFile, ...]


@dataclass(frozen=True)
class _Locked:
    """What the lock file says of a part."""

    sha256: str
    size: int


class Store:
    """The folder of one edition in the cache."""

    def __init__(self, cache: Path, edition: str) -> None:
        """Take the cache and the name of the edition; nothing is read or made yet."""
        self.edition = edition
        self._folder = cache / edition
        self._lock = self._folder / _LOCK

    def path(self, part: int) -> Path:
        """Return where a part is kept."""
        return self._folder / f"{part_name(part)}.xml"

    def fetched(self) -> FetchedEdition | None:
        """Return the edition if all its parts are there and agree with the lock file.

        Raises:
            FetchError: the lock file cannot be read.

        """
        parts = self.sound_parts()
        return FetchedEdition(self.edition, parts) if len(parts) == len(PARTS) else None

    def sound_parts(self) -> tuple[PartFile, ...]:
        """Return the parts that are there and agree with the lock file.

        Raises:
            FetchError: the lock file, or a part, cannot be read.

        """
        locked = self._read_lock()
        return tuple(
            PartFile(part, self.path(part), locked[part].sha256, locked[part].size)
            for part in PARTS
            if part in locked and self._agrees(part, locked[part])
        )

    def check_against_lock(self, file: PartFile, where: str) -> None:
        """Check that a part that has just come is the one that was locked.

        Raises:
            FetchError: the lock file has another SHA-256.

        """
        locked = self._read_lock().get(file.part)
        if locked is not None and locked.sha256 != file.sha256:
            raise FetchError(
                f"{where}: SHA-256 {file.sha256}, but {self._lock} says {locked.sha256}: the file has been "
                "published anew, or is not genuine. Check the source; to accept it, fetch with refresh"
            )

    @contextmanager
    def writing(self) -> Generator[None]:
        """Make the folder; afterwards remove what is half-written, and the folder if nothing else is in it.

        Raises:
            FetchError: it cannot be made.

        """
        with naming(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True)
        try:
            yield
        finally:
            self._clear()

    def measure(self, part: int) -> PartFile:
        """Return what a part that has just come will be when it is kept.

        Raises:
            FetchError: it cannot be read.

        """
        source = temporary(self.path(part))
        with naming(source):
            return PartFile(part, self.path(part), _sha256(source), source.stat().st_size)

    def keep(self, parts: Iterable[PartFile], new: Iterable[PartFile]) -> None:
        """Put the new parts and the lock file for all parts in place: all of them, or nothing.

        Raises:
            FetchError: the disk is full, or the like.

        """
        with Sink(temporary(self._lock)) as sink:
            sink.write(self._lock_text(parts).encode())
        install([file.path for file in new], self._lock)

    def _agrees(self, part: int, locked: _Locked) -> bool:
        path = self.path(part)
        with naming(path):
            return path.is_file() and path.stat().st_size == locked.size and _sha256(path) == locked.sha256

    def _read_lock(self) -> Mapping[int, _Locked]:
        with naming(self._lock):
            if not self._lock.exists():
                return {}
            text = self._lock.read_bytes()
        try:
            return _parse_lock(text, self.edition)
        except (ValueError, KeyError, TypeError, AttributeError) as fault:
            raise FetchError(
                f"{self._lock}: not a lock file of edition {self.edition} ({fault!r}). Restore it from "
                "version control, or fetch the edition with refresh to write it anew"
            ) from fault

    def _clear(self) -> None:
        for path in (*(self.path(part) for part in PARTS), self._lock):
            with suppress(OSError):
                temporary(path).unlink()
        with suppress(OSError):
            self._folder.rmdir()

    def _lock_text(self, parts: Iterable[PartFile]) -> str:
        """Return the lock file: the same text wherever the parts came from."""
        entries = {
            part_name(file.part): {
                "path": part_path(self.edition, file.part),
                "sha256": file.sha256,
                "size": file.size,
            }
            for file in parts
        }
        return json.dumps({"edition": self.edition, "parts": entries}, indent=2, sort_keys=True) + "\n"


def _parse_lock(text: bytes, edition: str) -> dict[int, _Locked]:
    data = cast("dict[str, object]", json.loads(text))
    if data["edition"] != edition:
        raise ValueError(f"edition {data['edition']!r}")
    entries = cast("dict[str, dict[str, object]]", data["parts"])
    return {
        int(name.removeprefix("part")): _Locked(str(entry["sha256"]), int(str(entry["size"])))
        for name, entry in entries.items()
    }


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
