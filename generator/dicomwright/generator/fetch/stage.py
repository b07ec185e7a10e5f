"""The stage itself: find the edition at the source, download what the cache lacks, check, keep."""

from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from dicomwright.generator.errors import FetchError
from dicomwright.generator.fetch.editions import CURRENT, edition_name, is_edition, nearest
from dicomwright.generator.fetch.faults import MissingFileError
from dicomwright.generator.fetch.heading import HEAD_SIZE, Heading, check_file, check_heading, read_heading
from dicomwright.generator.fetch.layout import INDEX, part_name, part_path
from dicomwright.generator.fetch.retry import RetryPolicy, patience
from dicomwright.generator.fetch.sink import naming
from dicomwright.generator.fetch.sources import Source, default_source, open_source
from dicomwright.generator.fetch.store import OPTIONAL, PARTS, FetchedEdition, Lock, PartFile, Store
from dicomwright.generator.progress import NullProgress, Progress

__all__ = ["fetch", "list_editions", "newest_edition"]


@dataclass(frozen=True)
class _Located:
    """An edition, and the folder of the source that holds it: its own, or `current`."""

    edition: str
    folder: str


def list_editions(source: str, *, retry: RetryPolicy | None = None) -> tuple[str, ...]:
    """Return the editions that a source offers by name, the oldest first.

    Raises:
        FetchError: the source has no index, or cannot be reached.

    """
    with closing(open_source(source, retry or patience())) as origin:
        return origin.editions()


def newest_edition(source: str | None = None, *, retry: RetryPolicy | None = None) -> str:
    """Return the name of the newest edition that a source offers; of the parts, their beginnings are read.

    Raises:
        FetchError: the source cannot be reached, or offers none.

    """
    with closing(open_source(source or default_source(), retry or patience())) as origin:
        return _locate_current(origin).edition


def fetch(  # noqa: PLR0913 - three of them are optional and by keyword
    edition: str,
    source: str | None,
    cache: Path,
    *,
    progress: Progress | None = None,
    refresh: bool = False,
    retry: RetryPolicy | None = None,
) -> FetchedEdition:
    """Bring the parts of an edition into the cache, and return where they lie.

    What is downloaded lies in a folder of its own, where the next run finds it again; `moves` of the result
    says where it belongs, once it has proven to be readable.

    An edition that is in the cache as its lock file says, and came from this source, is not downloaded again,
    and the source is not even asked, unless `refresh` is set: then all parts are downloaded and the lock file
    is written anew. Without a source any copy in the cache will do, else the default source is asked.
    For `current` the source is always asked which edition that is. A lock file that was made from another
    source does not bind: its parts are downloaded from this one, and the note says so where they differ.

    A part that not every source has is brought along from one that has it; where it is not there, the note says so.

    Raises:
        FetchError: the source cannot be reached or does not have the edition; a part is broken, is of another
            edition or is not the one locked; the cache cannot be written. The cache is as it was before.

    """
    wanted = edition_name(edition)
    cached = None if refresh or wanted == CURRENT else Store(cache, wanted).fetched()
    if cached is not None and source is None:
        return _noted(cached)
    with closing(open_source(source or default_source(), retry or patience())) as origin:
        if cached is not None and cached.source == origin.name:
            return _noted(cached)
        located = _locate(origin, wanted)
        job = _Job(origin, located, Store(cache, located.edition), progress or NullProgress())
        return _noted(job.complete(refresh=refresh))


def _noted(fetched: FetchedEdition) -> FetchedEdition:
    """Say which of the parts that not all sources have is not there."""
    there = {file.part for file in fetched.parts}
    lacking = ", ".join(part_name(part) for part in OPTIONAL if part not in there)
    said = f"{fetched.source} had no {lacking}: the edition is made without it; with refresh it is asked for again"
    return replace(fetched, note="; ".join(filter(None, (fetched.note, said)))) if lacking else fetched


@dataclass(frozen=True)
class _Job:
    """An edition on its way from a source into the cache."""

    origin: Source
    located: _Located
    store: Store
    progress: Progress

    def complete(self, *, refresh: bool) -> FetchedEdition:
        """Download the parts that the cache lacks, all of them for a refresh; check them against the lock."""
        lock = self._lock(refresh=refresh)
        binding = lock if lock is not None and lock.source == self.origin.name and not refresh else None
        sound = self.store.sound_parts(binding)
        if {file.part for file in sound} >= {*PARTS, *(binding.parts if binding else ())}:
            return FetchedEdition(self.located.edition, sound, self.origin.name)
        new = self._candidate(sound, () if refresh else self._earlier(), binding)
        return self._fetched(sound, new, lock if binding is None else None, refresh=refresh)

    def _lock(self, *, refresh: bool) -> Lock | None:
        """Return what the lock file says; one that cannot be read is what a refresh mends."""
        try:
            return self.store.lock()
        except FetchError:
            if refresh:
                return None
            raise

    def _earlier(self) -> tuple[PartFile, ...]:
        """Return what an earlier run has downloaded from this source and could not read."""
        candidate = self.store.candidate
        with suppress(FetchError):
            lock = candidate.lock()
            if lock is not None and lock.source == self.origin.name:
                return candidate.sound_parts(lock)
        return ()

    def _candidate(
        self, sound: tuple[PartFile, ...], earlier: tuple[PartFile, ...], lock: Lock | None
    ) -> tuple[PartFile, ...]:
        """Return the parts that the cache lacks, from an earlier run or downloaded."""
        lacking = [part for part in PARTS if part not in {file.part for file in sound}]
        if lacking and {file.part for file in earlier} >= set(lacking):
            return tuple(file for file in earlier if file.part not in {each.part for each in sound})
        listed = lock.parts if lock is not None and sound else OPTIONAL
        lacking += [part for part in OPTIONAL if part in listed and part not in {file.part for file in sound}]
        candidate = self.store.candidate
        candidate.make()
        try:
            tried = (self._download_if_there(part, candidate, lock) for part in lacking)
            new = tuple(file for file in tried if file is not None)
            candidate.write_lock(self.origin.name, (*sound, *new))
        except BaseException:
            candidate.remove()
            raise
        return new

    def _download_if_there(self, part: int, candidate: Store, lock: Lock | None) -> PartFile | None:
        """Download a part; None for one that an edition need not have, and the source has not."""
        try:
            return self._download(part, candidate, lock)
        except MissingFileError:
            if part in PARTS or (lock is not None and part in lock.parts):
                raise
            return None

    def _download(self, part: int, candidate: Store, lock: Lock | None) -> PartFile:
        """Download a part, and check it."""
        path, target = part_path(self.located.folder, part), candidate.path(part)
        where = self.origin.where(path)
        self.origin.download(path, target, f"{self.located.edition} {part_name(part)}", self.progress)
        with naming(target):
            check_file(target, Heading(part, self.located.edition), where)
        file = candidate.measured(part)
        if lock is not None and lock.differs(file):
            raise FetchError(
                f"{where}: SHA-256 {file.sha256}, but {self.store.lock_file} says {lock.parts[part][0]}: the "
                "file has been published anew, or is not genuine. Check the source; to accept it, fetch with "
                "refresh"
            )
        return file

    def _fetched(
        self, sound: tuple[PartFile, ...], new: tuple[PartFile, ...], lock: Lock | None, *, refresh: bool
    ) -> FetchedEdition:
        """Say what is to be moved where; a lock of another source that says the same is left as it is."""
        moves = {self.store.path(file.part): file.path for file in new}
        parts = tuple(sorted((*sound, *new), key=lambda file: file.part))
        differing = [part_name(file.part) for file in parts if lock is not None and lock.differs(file)]
        others = lock is not None and set(lock.parts) != {file.part for file in parts}
        if lock is None or differing or others or refresh:
            moves[self.store.lock_file] = self.store.candidate.lock_file
        elsewhere = lock.source if lock is not None and lock.source != self.origin.name else ""
        note = _made_elsewhere(elsewhere, differing) if elsewhere and differing else ""
        return FetchedEdition(self.located.edition, parts, self.origin.name, moves, note)


def _made_elsewhere(source: str, differing: list[str]) -> str:
    return f"the lock file was made from {source}, which has another {', '.join(differing)}: it is replaced"


def _locate(origin: Source, wanted: str) -> _Located:
    """Find the folder that holds the edition wanted: its own, else `current` if that is its name."""
    if wanted == CURRENT:
        return _locate_current(origin)
    if _edition_in(origin, wanted) is not None:
        return _Located(wanted, wanted)
    newest = _edition_in(origin, CURRENT)
    if newest == wanted:
        return _Located(wanted, CURRENT)
    raise FetchError(_not_offered(origin, wanted, newest))


def _locate_current(origin: Source) -> _Located:
    """Find the newest edition: what `current` is, else the last of the index."""
    newest = _edition_in(origin, CURRENT)
    if newest is not None:
        return _Located(newest, CURRENT)
    offered = origin.editions()
    if not offered:
        raise FetchError(
            f"{origin.where(INDEX)}: no edition there, and no folder 'current'. Check the source"
        )
    return _locate(origin, offered[-1])


def _edition_in(origin: Source, folder: str) -> str | None:
    """Return the edition that the parts in a folder name; None when the folder is not there.

    Raises:
        FetchError: they do not agree with each other, or with the name of the folder; one is missing.

    """
    try:
        found = _heading(origin, folder, PARTS[0]).edition
    except MissingFileError:
        return None
    edition = found if folder == CURRENT else folder
    if not is_edition(edition):
        raise FetchError(
            f"{origin.where(part_path(folder, PARTS[0]))}: edition {edition} has no letter; "
            "editions before 2014a are not supported. Ask for a newer one"
        )
    for part in PARTS:
        _check_heading(origin, folder, part, edition)
    for part in OPTIONAL:
        with suppress(MissingFileError):
            _check_heading(origin, folder, part, edition)
    return edition


def _check_heading(origin: Source, folder: str, part: int, edition: str) -> None:
    path = part_path(folder, part)
    check_heading(origin.head(path, HEAD_SIZE), Heading(part, edition), origin.where(path))


def _heading(origin: Source, folder: str, part: int) -> Heading:
    path = part_path(folder, part)
    return read_heading(origin.head(path, HEAD_SIZE), origin.where(path))


def _not_offered(origin: Source, wanted: str, newest: str | None) -> str:
    """Say that an edition is not there, and what is."""
    index = origin.where(INDEX)
    try:
        offered = origin.editions()
    except FetchError as fault:
        return f"{index}: edition {wanted} is not there, and the index does not say what is ({fault})"
    if wanted in offered:
        lacking = origin.where(part_path(wanted, PARTS[0]))
        return f"{lacking}: missing, although the index lists edition {wanted}. Check the source"
    names = ", ".join(nearest(wanted, offered)) or "none"
    current = f"; its current edition is {newest}" if newest else ""
    return f"{index}: edition {wanted} is not there. The nearest that are: {names}{current}"
