"""Files of Parquet: rows go in one by one, and out in groups; what is not whole has no name yet."""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from dicomwright.tables.arrow import pyarrow

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Mapping

_BATCH: Final = 1 << 8
"""Rows that are Python's objects at a time."""
_GROUP: Final = 1 << 16
"""Rows of a group."""
_MUCH: Final = 1 << 25
"""Bytes of a group, after which it takes no more rows."""


def batches_of(rows: Iterable[tuple[Any, ...]], schema: Any) -> Iterator[Any]:  # noqa: ANN401 - of pyarrow
    """Yield rows as batches."""
    pending: list[tuple[Any, ...]] = []
    for row in rows:
        pending.append(row)
        if len(pending) == _BATCH:
            yield _batch(pending, schema)
            pending = []
    if pending:
        yield _batch(pending, schema)


def _batch(rows: list[tuple[Any, ...]], schema: Any) -> Any:  # noqa: ANN401 - of pyarrow
    pa = pyarrow()
    arrays = [
        pa.array(cells, type=field.type) for cells, field in zip(zip(*rows, strict=True), schema, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


class ParquetFile:
    """A file that grows by rows."""

    def __init__(self, path: str, schema: Any) -> None:  # noqa: ANN401 - of pyarrow
        """Begin a file. Raises OSError."""
        self._schema = schema
        self._writer = pyarrow("parquet").ParquetWriter(path, schema, compression="zstd")
        self._rows: list[tuple[Any, ...]] = []
        self._batches: list[Any] = []

    def add(self, row: tuple[Any, ...]) -> None:
        """Add a row."""
        self._rows.append(row)
        if len(self._rows) == _BATCH:
            self._pack()
            if self._is_full():
                self._write()

    def _pack(self) -> None:
        if self._rows:
            self._batches.append(_batch(self._rows, self._schema))
            self._rows.clear()

    def _is_full(self) -> bool:
        rows = sum(batch.num_rows for batch in self._batches)
        size: int = sum(batch.nbytes for batch in self._batches)
        return rows >= _GROUP or size >= _MUCH

    def _write(self) -> None:
        if self._batches:
            self._writer.write_table(
                pyarrow().Table.from_batches(self._batches, self._schema), row_group_size=_GROUP
            )
            self._batches.clear()

    def close(self) -> None:
        """Write what is left, and the end of the file."""
        try:
            self._pack()
            self._write()
        finally:
            self._writer.close()


@contextmanager
def parquet_files(schemas: Mapping[str, Any]) -> Generator[list[ParquetFile]]:
    """Open files by their paths, each with a schema; they get their names at the end. Raises OSError."""
    temporary = {path: str(Path(path).parent / f".{uuid4().hex}.tmp") for path in schemas}
    try:
        with ExitStack() as opened:
            files: list[ParquetFile] = []
            for path, schema in schemas.items():
                files.append(ParquetFile(temporary[path], schema))
                opened.callback(files[-1].close)
            yield files
        for path, name in temporary.items():
            os.replace(name, path)  # noqa: PTH105
    finally:
        for name in temporary.values():
            Path(name).unlink(missing_ok=True)
