"""Reading one file as a row, in whatever process: the outcome is a row, whatever the file is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dicomwright.cli.sources.opening import opened
from dicomwright.runtime.errors import UnreadableFile
from dicomwright.tables.rows import row_of, row_without

if TYPE_CHECKING:
    from dicomwright.cli.sources.found import Found
    from dicomwright.tables.columns import Column
    from dicomwright.tables.rows import Row


class Reading(NamedTuple):
    """What is read of each file."""

    columns: tuple[Column, ...]

    def outcome_of(self, found: Found) -> Row | None:
        """Read a file as a row; None when it was not named, and is not DICOM."""
        try:
            return self._row_of(found)
        except OSError as error:
            return self.failed(found, f"the file cannot be read: {error.strerror}")
        except UnreadableFile as error:
            return self.failed(found, f"the file cannot be read: {error}")
        except Exception as error:  # noqa: BLE001 - one file must not end the reading of the others
            return self.failed(found, f"the file cannot be read: {type(error).__name__}")

    def failed(self, found: Found, message: str) -> Row:
        """Return the row of a file that cannot be read."""
        return row_without(self.columns, found.name, message)

    def _row_of(self, found: Found) -> Row | None:
        if found.fault:
            return self.failed(found, found.fault)
        with opened(found) as source:
            return None if source is None else row_of(source, self.columns, found.name)
