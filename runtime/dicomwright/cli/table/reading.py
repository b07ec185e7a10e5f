"""Reading one file as a row, in whatever process: the outcome is a row, whatever the file is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from dicomwright.batch.sources.opening import opened
from dicomwright.runtime.errors import UnreadableFile
from dicomwright.tables.plain import from_plain, to_plain
from dicomwright.tables.rows import Row, row_of, row_without

if TYPE_CHECKING:
    from dicomwright.batch.sources.found import Found
    from dicomwright.tables.columns import Column


_FEW: Final = 400


class Reading(NamedTuple):
    """What is read of each file."""

    columns: tuple[Column, ...]

    @property
    def preloads(self) -> str:
        """The module that has loaded all that each file needs."""
        return "dicomwright.cli.table.reading"

    @property
    def few(self) -> int:
        """As many files are read sooner than processes are started."""
        return _FEW

    def do(self, found: Found) -> Row | None:
        """Read a file as a row; None when it was not named, and is not DICOM."""
        try:
            return self._row_of(found)
        except OSError as error:
            return self.lost(found, f"the file cannot be read: {error.strerror}")
        except UnreadableFile as error:
            return self.lost(found, f"the file cannot be read: {error}")
        except Exception as error:  # noqa: BLE001 - one file must not end the reading of the others
            return self.lost(found, f"the file cannot be read: {type(error).__name__}")

    def lost(self, found: Found, message: str) -> Row:
        """Return the row of a file that cannot be read."""
        return row_without(self.columns, found.name, message)

    def to_plain(self, outcome: Row | None) -> list[Any] | None:
        """Return a row as JSON has it."""
        return None if outcome is None else [outcome.file, to_plain(outcome.cells), outcome.problems]

    def from_plain(self, plain: list[Any] | None) -> Row | None:
        """Return the row that was written."""
        if plain is None:
            return None
        file, cells, problems = plain
        return Row(file, tuple(from_plain(cells)), tuple((path, message) for path, message in problems))

    def _row_of(self, found: Found) -> Row | None:
        if found.fault:
            return self.lost(found, found.fault)
        with opened(found) as source:
            return None if source is None else row_of(source, self.columns, found.name)
