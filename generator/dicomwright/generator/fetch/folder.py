"""A folder as a source: a mirror of the site on a disk."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from dicomwright.generator.errors import FetchError
from dicomwright.generator.fetch.editions import in_order
from dicomwright.generator.fetch.faults import MissingFileError
from dicomwright.generator.fetch.layout import INDEX
from dicomwright.generator.fetch.sink import Sink, naming
from dicomwright.generator.progress import Progress

__all__ = ["Folder"]

_CHUNK = 1 << 20


class Folder:
    """A folder with the layout of dicom.nema.org."""

    def __init__(self, root: Path, largest: int) -> None:
        """Take the folder that holds `medical/dicom/`, and the size of the largest file.

        Raises:
            FetchError: it does not.

        """
        self._root = root.expanduser()
        self._largest = largest
        if not (self._root / INDEX).is_dir():
            raise FetchError(
                f"{root}: not a source: a folder with {INDEX}<edition>/source/docbook/ is expected"
            )

    @property
    def name(self) -> str:
        """What the lock file calls it: nothing of where it lies on this machine."""
        return f"folder {self._root.resolve().name}"

    def where(self, path: str) -> str:
        """Return the path of a file."""
        return str(self._root / path)

    def editions(self) -> tuple[str, ...]:
        """Return the editions that have a folder, the oldest first."""
        index = self._root / INDEX
        with naming(index):
            return in_order(child.name for child in index.iterdir() if child.is_dir())

    def head(self, path: str, size: int) -> bytes:
        """Return the first bytes of a file."""
        with self._reading(path), (self._root / path).open("rb") as file:
            return file.read(size)

    def download(self, path: str, target: Path, label: str, progress: Progress) -> None:
        """Copy a file to the target."""
        source = self._root / path
        with self._reading(path), source.open("rb") as file:
            progress.start(label, source.stat().st_size)
            try:
                with Sink(target, self.where(path), largest=self._largest) as sink:
                    while chunk := file.read(_CHUNK):
                        sink.write(chunk)
                        progress.advance(len(chunk))
            finally:
                progress.finish()

    def close(self) -> None:
        """Do nothing: no file stays open."""

    @contextmanager
    def _reading(self, path: str) -> Generator[None]:
        """Name the file of the source in errors; those of the target already name theirs."""
        with naming(self._root / path):
            try:
                yield
            except (FileNotFoundError, NotADirectoryError) as fault:
                raise MissingFileError(f"{self.where(path)}: no such file in the source") from fault
