"""Value constraints of rows over made-up items, in three-valued logic."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dicomwright.runtime.conditions.expressions import Expression, all_of, any_of, not_
from dicomwright.runtime.templates import expressions as e
from dicomwright.runtime.templates.constraints import _JUDGES, holds

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SNAPSHOT = Path(__file__).parents[2] / "spec_cache" / "2025e" / "templates.json"
YAK, ZEBRA = ("Y", "ZOO"), ("Z", "ZOO")


@dataclass
class Sheet:
    columns: int | None = 2
    rows: int | None = None

    def vr(self, column: int) -> str | None:
        return {0: "FD", 1: "DT"}.get(column)

    def concept(self, column: int) -> tuple[str, str] | None:
        return {1: YAK}.get(column)

    def unit(self, column: int) -> tuple[str, str] | None:
        return {2: ("mGy", "UCUM")}.get(column)


@dataclass
class Item:
    concept: tuple[str, str] | None = None
    value: tuple[str, str] | None = None
    number: float | None = None
    text: str | None = None
    unit: tuple[str, str] | None = None
    graphic_type: str | None = None
    sop_class: str | None = None
    target: int = 0
    target_item: Item | None = None
    table: Sheet | None = None
    outermost: bool = False
    above: list[Item] = field(default_factory=list["Item"])
    counts: dict[str, int] = field(default_factory=dict[str, int])

    def has(self, keyword: str) -> bool:
        return keyword in self.counts

    def above_target(self) -> Iterable[Item]:
        return self.above

    def reference_count(self, keyword: str) -> int | None:
        return self.counts.get(keyword)


class Around:
    """An invocation whose row 1 has the number 2, row 2 two targets, and three peers."""

    def __init__(self, item: Item) -> None:
        self.own = [item, Item(number=0, target=7), Item(number=2, target=7)]

    def items(self, row: str) -> Sequence[Item]:
        return {"1": [Item(number=2)], "2": [Item(target=7), Item(target=8)]}.get(row, [])

    def peers(self) -> Sequence[Item]:
        return self.own

    def with_number(self, number: float) -> int:
        return [item.number for item in self.own].count(number)

    def targets(self, row: str) -> set[object]:
        return {item.target for item in self.items(row)}


@pytest.mark.parametrize(
    ("constraint", "item", "expected"),
    [
        (e.number_between(0, 100), Item(number=100), True),
        (e.number_between(0, 100), Item(number=100.5), False),
        (e.number_between(0, 100), Item(), None),
        (e.number_at_least(1), Item(number=1), True),
        (e.number_at_least(1), Item(number=0), False),
        (e.number_above(0), Item(number=0), False),
        (e.number_above(0), Item(number=0.1), True),
        (e.whole_number(), Item(number=3.0), True),
        (e.whole_number(), Item(number=3.5), False),
        (e.whole_number(), Item(number=float("inf")), False),
        (e.distinct_numbers(), Item(number=1), True),
        (e.distinct_numbers(), Item(number=2), False),
        (e.count_is_number("1", 1), Item(), True),
        (e.count_is_number("1", 0), Item(), False),
        (e.count_is_number("9", 0), Item(), None),
        (e.unit_is_range(0, "1"), Item(unit=("{0:2}", "UCUM")), True),
        (e.unit_is_range(0, "1"), Item(unit=("{0:3}", "UCUM")), False),
        (e.unit_is_range(0, "1"), Item(), None),
        (e.unit_is_range(0, "9"), Item(unit=("{0:3}", "UCUM")), None),
        (e.text_has_form("[0-9]{0,3}", "up to three figures"), Item(text="123"), True),
        (e.text_has_form("[0-9]{0,3}", "up to three figures"), Item(text="1234"), False),
        (e.graphic_type_is("POINT"), Item(graphic_type="POINT"), True),
        (e.graphic_type_is("POINT"), Item(graphic_type="CIRCLE"), False),
        (e.refers_to_class("1.2", "1.3"), Item(sop_class="1.3"), True),
        (e.refers_to_class("1.2", "1.3"), Item(sop_class="1.4"), False),
        (e.refers_to_class("1.2"), Item(), None),
        (e.reference_has("ReferencedSegmentNumber", 1, 1), Item(counts={"ReferencedSegmentNumber": 1}), True),
        (
            e.reference_has("ReferencedSegmentNumber", 1, 1),
            Item(counts={"ReferencedSegmentNumber": 2}),
            False,
        ),
        (e.reference_has("ReferencedSegmentNumber", 1), Item(counts={"ReferencedSegmentNumber": 2}), True),
        (e.reference_has("ReferencedSegmentNumber", 1), Item(counts={"ReferencedSegmentNumber": 0}), False),
        (e.reference_has("ReferencedSegmentNumber", 1), Item(), None),
        (e.refers_below(*ZEBRA), Item(above=[Item(YAK), Item(ZEBRA)]), True),
        (e.refers_below(*ZEBRA), Item(above=[Item(YAK)]), False),
        (e.refers_as_row("2"), Item(target=8), True),
        (e.refers_as_row("2"), Item(target=9), False),
        (e.refers_as_row("9"), Item(target=9), None),
        (e.refers_to_value(*ZEBRA, *YAK), Item(target_item=Item(ZEBRA, YAK)), True),
        (e.refers_to_value(*ZEBRA, *YAK), Item(target_item=Item(ZEBRA, ZEBRA)), False),
        (e.refers_to_value(*ZEBRA, *YAK), Item(), None),
        (e.is_root(), Item(outermost=True), True),
        (e.is_root(), Item(), False),
        (e.table_columns(2), Item(table=Sheet()), True),
        (e.table_columns(4), Item(table=Sheet()), False),
        (e.table_rows(4), Item(table=Sheet()), None),
        (e.cells_have_vr("FD"), Item(table=Sheet()), True),
        (e.column_has_vr(1, "DT"), Item(table=Sheet()), True),
        (e.column_has_vr(1, "FL"), Item(table=Sheet()), False),
        (e.column_is(1, *YAK), Item(table=Sheet()), True),
        (e.column_is(1, *ZEBRA), Item(table=Sheet()), False),
        (e.column_has_unit(2, "mGy", "UCUM"), Item(table=Sheet()), True),
        (e.column_has_unit(2, "Gy", "UCUM"), Item(table=Sheet()), False),
        (e.column_has_unit(2, "Gy", "UCUM"), Item(), None),
        (all_of(e.whole_number(), e.number_at_least(1)), Item(number=0.5), False),
        (any_of(e.row_count_at_least("2", 3), e.graphic_type_is("POINT")), Item(graphic_type="POINT"), True),
        (
            any_of(not_(e.row_count_at_least("2", 2)), e.graphic_type_is("POINT")),
            Item(graphic_type="X"),
            False,
        ),
    ],
)
def test_what_a_constraint_means(constraint: Expression, item: Item, expected: bool | None) -> None:
    assert holds(constraint, item, Around(item)) is expected


def test_all_items_refer_to_the_same_one() -> None:
    here = Around(Item(target=7))
    assert holds(e.refers_alike(), here.own[2], here) is True
    here = Around(Item(target=8))
    assert holds(e.refers_alike(), here.own[2], here) is False


def test_every_constraint_of_the_edition_can_be_judged() -> None:
    names = {**vars(e), "all_of": all_of, "any_of": any_of, "not_": not_}
    rows = [row for template in json.loads(SNAPSHOT.read_text(encoding="utf-8")) for row in template["rows"]]
    sources = {
        said["expression"] for row in rows for said in row.get("constraints", ()) if "expression" in said
    }
    assert len(sources) > 30
    asked: set[str] = set()
    pending = [eval(source, names) for source in sources]  # noqa: S307 - of the snapshot
    for constraint in pending:
        assert holds(constraint, Item(), Around(Item())) in {True, False, None}
        asked.add(constraint.name)
        pending += [part for part in constraint.arguments if isinstance(part, Expression)]
    assert asked == set(_JUDGES)
