"""Tiles of a matrix of pixels, in the order of TILED_FULL (C.7.6.17.3), kept in a file beside the memory."""

from __future__ import annotations

from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dicomwright.runtime import InvalidValue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

_PLANE = 2


class Grid(NamedTuple):
    """Rows and columns of a matrix, and of its tiles, of which those at the end may reach beyond it."""

    rows: int
    columns: int
    tile_rows: int
    tile_columns: int

    @property
    def down(self) -> int:
        """How many tiles stand below one another."""
        return -(-self.rows // self.tile_rows)

    @property
    def across(self) -> int:
        """How many tiles stand beside one another."""
        return -(-self.columns // self.tile_columns)

    @property
    def tiles(self) -> int:
        """How many tiles there are."""
        return self.down * self.across

    def __str__(self) -> str:
        """Say how many tiles there are, down times across."""
        return f"{self.down} x {self.across}"

    def places(self) -> Iterator[tuple[slice, slice]]:
        """Yield the part of the matrix that each tile has."""
        for top in range(0, self.rows, self.tile_rows):
            for left in range(0, self.columns, self.tile_columns):
                yield (
                    slice(top, min(top + self.tile_rows, self.rows)),
                    slice(left, min(left + self.tile_columns, self.columns)),
                )


def whole(tile: NDArray[Any], grid: Grid, fill: int) -> NDArray[Any]:
    """Return a tile of full size: what lies beyond the matrix is filled."""
    rows, columns = grid.tile_rows - tile.shape[0], grid.tile_columns - tile.shape[1]
    if not rows and not columns:
        return tile
    beyond = ((0, rows), (0, columns), *[(0, 0)] * (tile.ndim - _PLANE))
    return np.pad(tile, beyond, constant_values=fill)


def spooled(tiles: Iterable[NDArray[Any]], grid: Grid, fill: int) -> NDArray[Any]:
    """Return tiles as an array that stays in a temporary file, of which memory has what is looked at.

    Raises `InvalidValue` for tiles that are not as many as the matrix has, nor of the size of their places.
    """
    shapes = [(rows.stop - rows.start, columns.stop - columns.start) for rows, columns in grid.places()]
    full = (grid.tile_rows, grid.tile_columns)
    count = 0
    first: NDArray[Any] | None = None
    with TemporaryFile() as file:
        for tile in tiles:
            if count == len(shapes):
                raise InvalidValue(f"the size demands {grid} tiles, and more came")
            first = tile if first is None else first
            _verify(tile, first, count, {shapes[count], full})
            file.write(np.ascontiguousarray(whole(tile, grid, fill)).data)
            count += 1
        if first is None or count != grid.tiles:
            raise InvalidValue(f"the size demands {grid} tiles, and {count} came")
        file.flush()
        return np.memmap(file, first.dtype, "r", shape=(count, *full, *first.shape[_PLANE:]))


def _verify(tile: NDArray[Any], first: NDArray[Any], number: int, shapes: set[tuple[int, int]]) -> None:
    if tile.shape[:_PLANE] not in shapes:
        said = " or ".join(f"{rows} x {columns}" for rows, columns in sorted(shapes))
        raise InvalidValue(f"tile {number + 1} has shape {tile.shape}, and its place rows and columns {said}")
    if (tile.dtype, tile.shape[_PLANE:]) != (first.dtype, first.shape[_PLANE:]):
        raise InvalidValue(f"tile {number + 1} has other samples than the first")


def region(array: NDArray[Any], grid: Grid, rows: slice, columns: slice) -> NDArray[Any]:
    """Return a part of a matrix of its tiles."""
    found = np.empty((rows.stop - rows.start, columns.stop - columns.start, *array.shape[3:]), array.dtype)
    for down in range(rows.start // grid.tile_rows, -(-rows.stop // grid.tile_rows)):
        for across in range(columns.start // grid.tile_columns, -(-columns.stop // grid.tile_columns)):
            within, inside = _overlap(rows, down * grid.tile_rows, grid.tile_rows)
            beside, aside = _overlap(columns, across * grid.tile_columns, grid.tile_columns)
            found[within, beside] = array[down * grid.across + across][inside, aside]
    return found


def _overlap(wanted: slice, start: int, size: int) -> tuple[slice, slice]:
    """Return which part of what is wanted a tile has, and which part of the tile that is."""
    low, high = max(wanted.start, start), min(wanted.stop, start + size)
    return slice(low - wanted.start, high - wanted.start), slice(low - start, high - start)
