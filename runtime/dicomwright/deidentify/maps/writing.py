"""Writing a map: a file that nobody else may read, from the start of its life, and never in the place of another."""

from __future__ import annotations

import json
import os
import secrets
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

from dicomwright.deidentify.maps.lines import FORMAT, VERSION, lines_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

_SALT: Final = 16


class Row(NamedTuple):
    """A file and what became of it: paths below the two folders, the Patient ID, new UIDs by old ones."""

    file: str
    new: str
    patient: str
    uids: Mapping[str, str]


class MapWriter:
    """Writes a map, row by row: those of a run that is interrupted can be read."""

    def __init__(self, path: str | os.PathLike[str], key: bytes | None = None) -> None:
        """Make the file, encrypted if there is a key. Raises FileExistsError, and `MissingPackage` for the cipher."""
        salt = None if key is None else secrets.token_bytes(_SALT)
        said = {"format": FORMAT, "version": VERSION, **({} if salt is None else {"salt": salt.hex()})}
        head = json.dumps(said).encode()
        self._lines = lines_of(key, salt, head)
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = open(number, "wb", buffering=0)  # noqa: PTH123, SIM115 - closed on exit
        self._file.write(head + b"\n")
        self._count = 0

    def add(self, row: Row) -> None:
        """Add a row."""
        self._write(row._asdict())

    def _write(self, said: Mapping[str, Any]) -> None:
        self._count += 1
        line = self._lines.sealed(self._count, json.dumps(said).encode())
        self._file.write(line + b"\n")

    def __enter__(self) -> Self:
        """Return the writer."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the map; one of a run that failed has no end."""
        if kind is None:
            self._write({"rows": self._count})
        self._file.close()
