"""The stage itself: find the edition at the source, download what the cache lacks, check, keep."""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from dicomwright.generator.errors import FetchError
from dicomwright.generator.fetch.editions import CURRENT, edition_name, is_edition, nearest
from dicomwright.generator.fetch.faults import MissingFileError
from dicomwright.generator.fetch.heading import HEAD_SIZE, Heading, check_file, check_heading, read_heading
from dicomwright.generator.fetch.layout import INDEX, part_name, part_path
from dicomwright.generator.fetch.retry import RetryPolicy, patience
from dicomwright.generator.fetch.sink import naming, temporary
from dicomwright.generator.fetch.sources import Source, open_source
from dicomwright.generator.fetch.store import PARTS, FetchedEdition, PartFile, Store
from dicomwright.generator.progress import NullProgress, Progress

__all__ = ["fetch", "list_editions"]


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


def fetch(  # noqa: PLR0913 - three of them are optional and by keyword
    edition: str,
    source: str,
    cache: Path,
    *,
    progress: Progress | None = None,
    refresh: bool = False,
    retry: RetryPolicy | None = None,
) -> FetchedEdition:
    """Bring the parts of an edition into the cache, and return where they lie.

    An edition that is in the cache as its lock file says is not downloaded again, and the source is not even
    asked, unless `refresh` is set: then all parts are downloaded and the lock file is written anew.
    For `current` the source is always asked which edition that is.

    Raises:
        FetchError: the source cannot be reached or does not have the edition; a part is broken, is of another
            edition or is not the one locked; the cache cannot be written. The cache is as it was before.

    """
    wanted = edition_name(edition)
    if wanted != CURRENT and not refresh:
        cached = Store(cache, wanted).fetched()
        if cached is not None:
            return cached
    with closing(open_source(source, retry or patience())) as origin:
        located = _locate(origin, wanted)
        job = _Job(origin, located, Store(cache, located.edition), progress or NullProgress())
        return job.complete(refresh=refresh)


@dataclass(frozen=True)
class _Job:
    """An edition on its way from a source into the cache."""

    origin: Source
    located: _Located
    store: Store
    progress: Progress

    def complete(self, *, refresh: bool) -> FetchedEdition:
        """Download the parts that the cache lacks, all of them for a refresh; check; keep all or nothing."""
        sound = () if refresh else self.store.sound_parts()
        lacking = [part for part in PARTS if part not in {file.part for file in sound}]
        with self.store.writing():
            new = [self._download(part, locked=not refresh) for part in lacking]
            parts = tuple(sorted((*sound, *new), key=lambda file: file.part))
            if new:
                self.store.keep(parts, new)
        return FetchedEdition(self.located.edition, parts)

    def _download(self, part: int, *, locked: bool) -> PartFile:
        """Download a part under its temporary name, and check it."""
        path = part_path(self.located.folder, part)
        where, target = self.origin.where(path), temporary(self.store.path(part))
        self.origin.download(path, target, f"{self.located.edition} {part_name(part)}", self.progress)
        with naming(target):
            check_file(target, Heading(part, self.located.edition), where)
        file = self.store.measure(part)
        if locked:
            self.store.check_against_lock(file, where)
        return file


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
        path = part_path(folder, part)
        check_heading(origin.head(path, HEAD_SIZE), Heading(part, edition), origin.where(path))
    return edition


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
