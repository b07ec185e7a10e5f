"""Rows: what one file has for each column, and what is wrong with it."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any, BinaryIO, Final, NamedTuple, cast

from dicomwright.runtime.errors import Refused
from dicomwright.runtime.trees.paths import path_of
from dicomwright.runtime.trees.reading import read_content
from dicomwright.runtime.trees.tree import Content
from dicomwright.runtime.wording import counted
from dicomwright.tables.columns import FIRST_PIXELS
from dicomwright.tables.values import utf8, values_in

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Sequence

    from dicomwright.runtime.trees.tree import DataSet
    from dicomwright.tables.columns import Column, Step

    Problem = tuple[str, str]
    """The path of what is wrong, empty of the file as a whole, and the rule that it breaks."""

_META: Final = 0x0002
_LARGE: Final = 1 << 16
_MOST_BYTES: Final = 1 << 26
"""Bytes of a value of bytes, where these are asked for."""
_MOST_PROBLEMS: Final = 100


class Row(NamedTuple):
    """What is known of a file: a value or None for each column, and what is wrong."""

    file: str
    cells: tuple[Any, ...]
    problems: tuple[Problem, ...]


def row_of(
    source: str | os.PathLike[str] | IO[bytes] | bytes | Content, columns: Sequence[Column], file: str
) -> Row:
    """Read the header of a file as a row. Raises `MissingPackage` for a URL."""
    if isinstance(source, Content):
        content = source
    else:
        binary = any(column.vr.startswith(("O", "UN")) for column in columns)
        large = _MOST_BYTES if binary else _LARGE
        content = read_content(cast("BinaryIO", source), large=large, stop=FIRST_PIXELS)
    problems: list[Problem] = [(each.path, each.message) for each in content.problems]
    cells = tuple(_cell(column, content, problems) for column in columns)
    return Row(file, cells, _shortened(problems))


def row_without(columns: Sequence[Column], file: str, message: str) -> Row:
    """Return the row of a file that cannot be read."""
    return Row(file, (None,) * len(columns), (("", message),))


def cells_of(row: Row) -> tuple[Any, ...]:
    """Return a row as a table has it."""
    problems = [{"path": path, "message": utf8(message)} for path, message in row.problems]
    return (utf8(row.file), *row.cells, problems)


def _shortened(problems: list[Problem]) -> tuple[Problem, ...]:
    more = len(problems) - _MOST_PROBLEMS
    if more <= 0:
        return tuple(problems)
    return (*problems[:_MOST_PROBLEMS], ("", f"{counted(more, 'problem')} more"))


def _cell(column: Column, content: Content, problems: list[Problem]) -> Any:  # noqa: ANN401 - by VR
    first = column.way[0].tag if column.way else column.tag
    data = content.meta if first >> 16 == _META else content.dataset

    def read(here: DataSet) -> Any:  # noqa: ANN401 - by VR
        try:
            return _value(here, column)
        except Refused as refused:
            problems.append((path_of(here, column.tag), str(refused)))
            return None

    return _reached(data, column.way, read, problems)


def _reached(
    data: DataSet, way: tuple[Step, ...], read: Callable[[DataSet], Any], problems: list[Problem]
) -> Any:  # noqa: ANN401 - by VR
    """Go along a way to the end; where it goes through all the items of a sequence, there is a list."""
    if not way:
        return read(data)
    step, *rest = way
    items = _items(data, step.tag, problems)
    if step.number is not None:
        return _reached(items[step.number], tuple(rest), read, problems) if step.number < len(items) else None
    found = [_reached(item, tuple(rest), read, problems) for item in items]
    if not any(each.number is None for each in rest):
        return found or None
    return [one for each in found for one in (each or [None])] or None


def _items(data: DataSet, tag: int, problems: list[Problem]) -> list[DataSet]:
    _, value = data.elements.get(tag, ("SQ", []))
    if isinstance(value, list):
        return value
    if value:
        problems.append((path_of(data, tag), "must be a sequence of items"))
    return []


def _value(data: DataSet, column: Column) -> Any:  # noqa: ANN401 - by VR
    """Return what a data set has for a column, in it or at its end. Raises `Refused`."""
    if column.tag not in data.elements:
        return None
    values = values_in(data, column)
    if column.has_several:
        return values or None
    if column.number is not None:
        return values[column.number] if column.number < len(values) else None
    if len(values) > 1:
        raise Refused(f"has {counted(len(values), 'value')}, and its column has one")
    return values[0] if values else None
