"""Value constraints of rows over the items that match them, in three-valued logic.

What an item does not have is unknown: that it is missing is said elsewhere.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, Protocol

from dicomwright.runtime.conditions.evaluation import all_hold, any_holds, negated
from dicomwright.runtime.templates.evaluation import ContentItem, codes_of, one_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from dicomwright.runtime.conditions.expressions import Expression
    from dicomwright.runtime.templates.evaluation import CodeKey

    Judge = Callable[["Expression", "Constrained", "Surroundings"], bool | None]


class Table(Protocol):
    """The value of a TABLE; columns are counted from 1."""

    @property
    def columns(self) -> int | None:
        """How many columns it has."""
        ...

    @property
    def rows(self) -> int | None:
        """How many rows it has."""
        ...

    def vr(self, column: int) -> str | None:
        """Return the value representation of a column; of column 0: of all cells."""
        ...

    def concept(self, column: int) -> CodeKey | None:
        """Return the concept name of a column."""
        ...

    def unit(self, column: int) -> CodeKey | None:
        """Return the unit of a column."""
        ...


class Constrained(ContentItem, Protocol):
    """A content item, as constraints see it; what it does not have is None."""

    @property
    def text(self) -> str | None:
        """The value of a TEXT."""
        ...

    @property
    def unit(self) -> CodeKey | None:
        """The unit of a NUM."""
        ...

    @property
    def graphic_type(self) -> str | None:
        """The graphic type of coordinates."""
        ...

    @property
    def sop_class(self) -> str | None:
        """The SOP class of the instance that the item refers to."""
        ...

    @property
    def target(self) -> Hashable:
        """What tells what this one refers to from all others: a content item, or an instance."""
        ...

    @property
    def target_item(self) -> ContentItem | None:
        """The content item that this one refers to, or that it is."""
        ...

    @property
    def table(self) -> Table | None:
        """The value of a TABLE."""
        ...

    @property
    def outermost(self) -> bool:
        """Whether the item is the root of the document."""
        ...

    def above_target(self) -> Iterable[ContentItem]:
        """Return the content items above the one that this one refers to, or that it is."""
        ...

    def reference_count(self, keyword: str) -> int | None:
        """Return how many values of an attribute the reference has."""
        ...


class Surroundings(Protocol):
    """What a constraint may ask of the invocation: its items by row, and those of the row that has the constraint."""

    def items(self, row: str) -> Sequence[Constrained]:
        """Return the items that match a row, nearest to the item in question."""
        ...

    def peers(self) -> Sequence[Constrained]:
        """Return all items of the same row, that in question among them."""
        ...

    def with_number(self, number: float) -> int:
        """Return how many items of the same row have a number."""
        ...

    def targets(self, row: str) -> AbstractSet[Hashable]:
        """Return what the items of a row refer to."""
        ...


def holds(constraint: Expression, item: Constrained, around: Surroundings) -> bool | None:
    """Return whether an item is what a constraint of its row says, or None: unknown."""
    return _JUDGES[constraint.name](constraint, item, around)


def _known(value: Callable[[Constrained], Any], test: Callable[[Any, Sequence[Any]], bool]) -> Judge:
    """Make what asks one value of an item, with the arguments of the constraint."""

    def judge(constraint: Expression, item: Constrained, _around: Surroundings) -> bool | None:
        found = value(item)
        return None if found is None else test(found, constraint.arguments)

    return judge


def _of_table(value: Callable[[Table, Sequence[Any]], object]) -> Judge:
    """Make what compares a value of a table with the last arguments; the others say of which column."""

    def judge(constraint: Expression, item: Constrained, _around: Surroundings) -> bool | None:
        found = None if item.table is None else value(item.table, constraint.arguments)
        return None if found is None else found in (constraint.arguments[-1], constraint.arguments[-2:])

    return judge


def _all_of(constraint: Expression, item: Constrained, around: Surroundings) -> bool | None:
    return all_hold(holds(part, item, around) for part in constraint.arguments)


def _any_of(constraint: Expression, item: Constrained, around: Surroundings) -> bool | None:
    return any_holds(holds(part, item, around) for part in constraint.arguments)


def _not(constraint: Expression, item: Constrained, around: Surroundings) -> bool | None:
    return negated(holds(constraint.arguments[0], item, around))


def _count_at_least(constraint: Expression, _item: Constrained, around: Surroundings) -> bool | None:
    row, count = constraint.arguments
    return len(around.items(row)) >= int(count)


def _number_of(row: str, around: Surroundings) -> float | None:
    """Return the number of the only item of a row."""
    items = around.items(row)
    return items[0].number if len(items) == 1 else None


def _count_is_number(constraint: Expression, _item: Constrained, around: Surroundings) -> bool | None:
    row, plus = constraint.arguments
    number = _number_of(row, around)
    return None if number is None else len(around.peers()) == number + plus


def _unit_is_range(constraint: Expression, item: Constrained, around: Surroundings) -> bool | None:
    least, row = constraint.arguments
    number = _number_of(row, around)
    return None if number is None else one_of(item.unit, {(f"{{{least}:{number:g}}}", "UCUM")})


def _distinct_numbers(_constraint: Expression, item: Constrained, around: Surroundings) -> bool | None:
    return None if item.number is None else around.with_number(item.number) == 1


def _refers_alike(_constraint: Expression, item: Constrained, around: Surroundings) -> bool | None:
    return item.target == around.peers()[0].target


def _refers_as_row(constraint: Expression, item: Constrained, around: Surroundings) -> bool | None:
    targets = around.targets(constraint.arguments[0])
    return item.target in targets if targets else None


def _refers_below(constraint: Expression, item: Constrained, _around: Surroundings) -> bool | None:
    wanted = codes_of(constraint.arguments)
    return any(above.concept in wanted for above in item.above_target())


def _refers_to_value(constraint: Expression, item: Constrained, _around: Surroundings) -> bool | None:
    found, (concept, value) = item.target_item, (constraint.arguments[:2], constraint.arguments[2:])
    return None if found is None else (found.concept, found.value) == (concept, value)


def _reference_has(constraint: Expression, item: Constrained, _around: Surroundings) -> bool | None:
    keyword, least, *most = constraint.arguments
    count = item.reference_count(keyword)
    return None if count is None else least <= count <= (most[0] if most else count)


_JUDGES: Final[dict[str, Judge]] = {
    "all_of": _all_of,
    "any_of": _any_of,
    "not_": _not,
    "row_count_at_least": _count_at_least,
    "number_between": _known(
        lambda item: item.number, lambda number, limits: limits[0] <= number <= limits[1]
    ),
    "number_at_least": _known(lambda item: item.number, lambda number, limits: number >= limits[0]),
    "number_above": _known(lambda item: item.number, lambda number, limits: number > limits[0]),
    "whole_number": _known(lambda item: item.number, lambda number, _: float(number).is_integer()),
    "distinct_numbers": _distinct_numbers,
    "count_is_number": _count_is_number,
    "unit_is_range": _unit_is_range,
    "text_has_form": _known(
        lambda item: item.text, lambda text, form: re.fullmatch(form[0], text) is not None
    ),
    "graphic_type_is": _known(lambda item: item.graphic_type, lambda found, types: found in types),
    "refers_to_class": _known(lambda item: item.sop_class, lambda found, uids: found in uids),
    "reference_has": _reference_has,
    "refers_below": _refers_below,
    "refers_as_row": _refers_as_row,
    "refers_alike": _refers_alike,
    "refers_to_value": _refers_to_value,
    "is_root": lambda _constraint, item, _around: item.outermost,
    "table_columns": _of_table(lambda table, _: table.columns),
    "table_rows": _of_table(lambda table, _: table.rows),
    "cells_have_vr": _of_table(lambda table, _: table.vr(0)),
    "column_has_vr": _of_table(lambda table, said: table.vr(said[0])),
    "column_is": _of_table(lambda table, said: table.concept(said[0])),
    "column_has_unit": _of_table(lambda table, said: table.unit(said[0])),
}
