"""Tables of files, from Python: whole, in batches, or into a file."""

from __future__ import annotations

import os
from typing import IO, TYPE_CHECKING, Any

from dicomwright.runtime.sources.urls import shown
from dicomwright.runtime.vocabulary.registry import edition
from dicomwright.tables.arrow import pyarrow, schema_of
from dicomwright.tables.columns import Column, columns_of, paths_of_iod
from dicomwright.tables.files import batches_of, parquet_files
from dicomwright.tables.rows import Row, cells_of, row_of, row_without

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    Source = str | os.PathLike[str] | IO[bytes] | bytes


def columns_for(columns: Iterable[str] = (), iod: Any = None, *, binary: bool = False) -> tuple[Column, ...]:  # noqa: ANN401 - type[IOD] or its name
    """Return the columns of an IOD, and others. Raises ValueError where no table can have one, or there is none."""
    cls = edition().iod_named(iod) if isinstance(iod, str) else iod
    of_iod = () if cls is None else paths_of_iod(cls, binary=binary)
    found = columns_of((*of_iod, *columns), binary=binary)
    if not found:
        raise ValueError("a table has columns: name attributes, or an IOD")
    return found


def schema(columns: Iterable[str] = (), *, iod: Any = None, binary: bool = False) -> Any:  # noqa: ANN401 - of pyarrow
    """Return the schema that a table of these columns has. Raises ValueError, and `MissingPackage`."""
    return schema_of(columns_for(columns, iod, binary=binary))


def batches(
    sources: Iterable[Source],
    columns: Iterable[str] = (),
    *,
    iod: Any = None,  # noqa: ANN401 - type[IOD] or its name
    binary: bool = False,
) -> Iterator[Any]:
    """Yield the rows of `table` as record batches of pyarrow: memory does not grow with the files."""
    found = columns_for(columns, iod, binary=binary)
    return batches_of(_rows(sources, found), schema_of(found))


def table(
    sources: Iterable[Source],
    columns: Iterable[str] = (),
    *,
    iod: Any = None,  # noqa: ANN401 - type[IOD] or its name
    binary: bool = False,
) -> Any:  # noqa: ANN401 - of pyarrow
    """Return a table of pyarrow with a row for each file: its name, its columns, and `problems`.

    `sources` are paths, URLs, file objects or bytes. `columns` are keywords, tags or paths; a sequence on the way is
    followed by the number of its item, ``[0]``, or stands for all of them. `iod`, a class or its name, adds all that
    the IOD has and a table can hold. `binary`: columns may be bytes. A file that cannot be read has a row that says so.

    Raises ValueError for columns that no table can have, and `MissingPackage`.
    """
    found = columns_for(columns, iod, binary=binary)
    made = schema_of(found)
    return pyarrow().Table.from_batches(list(batches_of(_rows(sources, found), made)), made)


def write(
    path: str | os.PathLike[str],
    sources: Iterable[Source],
    columns: Iterable[str] = (),
    *,
    iod: Any = None,  # noqa: ANN401 - type[IOD] or its name
    binary: bool = False,
) -> None:
    """Write the same as a file of Parquet, which is there when it is whole. Raises OSError besides."""
    found = columns_for(columns, iod, binary=binary)
    with parquet_files({os.fspath(path): schema_of(found)}) as (file,):
        for cells in _rows(sources, found):
            file.add(cells)


def _rows(sources: Iterable[Source], columns: Sequence[Column]) -> Iterator[tuple[Any, ...]]:
    return (cells_of(_row(source, columns)) for source in sources)


def _row(source: Source, columns: Sequence[Column]) -> Row:
    name = shown(os.fspath(source)) if isinstance(source, str | os.PathLike) else ""
    try:
        return row_of(source, columns, name)
    except OSError as error:
        return row_without(columns, name, f"the file cannot be read: {error.strerror}")
