"""Cells as a journal keeps them: JSON and back is the same cell, of the same type."""

from __future__ import annotations

import json
from datetime import timedelta, timezone
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dicomwright.tables.plain import from_plain, to_plain

ONE = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.binary()
    | st.decimals(allow_nan=False)
    | st.dates()
    | st.times()
    | st.datetimes()
    | st.datetimes().map(lambda moment: moment.replace(tzinfo=timezone(timedelta(hours=-3, minutes=-30))))
)
CELLS = st.recursive(
    ONE,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def types_in(cell: Any) -> Any:  # noqa: ANN401 - any cell
    """Return the type of a cell and of all that it holds."""
    if isinstance(cell, dict):
        return {key: types_in(value) for key, value in cell.items()}
    return [types_in(each) for each in cell] if isinstance(cell, list) else type(cell)


@given(CELLS)
def test_a_cell_is_the_same_after_the_way_through_json(cell: Any) -> None:  # noqa: ANN401
    back = from_plain(json.loads(json.dumps(to_plain(cell))))
    assert back == cell
    assert types_in(back) == types_in(cell)


@given(st.sampled_from(("dict", "bytes", "date", "decimal")), ONE)
def test_a_field_that_is_called_as_a_type_stays_a_field(name: str, value: Any) -> None:  # noqa: ANN401
    assert from_plain(json.loads(json.dumps(to_plain({name: value})))) == {name: value}
