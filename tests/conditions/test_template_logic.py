"""Conditions of rows over made-up content trees, in three-valued logic, and in words."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dicomwright.runtime.conditions.evaluation import any_holds
from dicomwright.runtime.conditions.expressions import (
    Expression,
    all_of,
    any_of,
    condition,
    external,
    not_,
    rule,
)
from dicomwright.runtime.templates import expressions as e
from dicomwright.runtime.templates.evaluation import _EVALUATORS, demands, evaluate, permits
from dicomwright.runtime.templates.words import _WORDS, in_words, requirement_in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

SNAPSHOT = Path(__file__).parents[2] / "spec_cache" / "2025e" / "templates.json"
YAK, ZEBRA = ("Y", "ZOO"), ("Z", "ZOO")


@dataclass
class Item:
    concept: tuple[str, str] | None = None
    value: tuple[str, str] | None = None
    number: float | None = None
    keywords: frozenset[str] = frozenset()

    def has(self, keyword: str) -> bool:
        return keyword in self.keywords


@dataclass
class Made:
    """A place in a tree, told what it answers."""

    rows: dict[str, list[Item]] = field(default_factory=dict[str, list[Item]])
    parent: Item | None = None
    templates: dict[str, list[Made]] = field(default_factory=dict[str, "list[Made]"])

    def items(self, row: str) -> Sequence[Item]:
        return self.rows.get(row, [])

    def names_beside(self) -> set[tuple[str, str] | None]:
        return {item.concept for items in self.rows.values() for item in items}

    def names_anywhere(self) -> set[tuple[str, str] | None]:
        inside = (made for places in self.templates.values() for made in places)
        return self.names_beside().union(*(made.names_beside() for made in inside))

    def around(self, tid: str) -> Made | None:
        return next(iter(self.templates.get(tid, ())), None)

    def in_any(self, tid: str, part: Expression) -> bool | None:
        return any_holds(evaluate(part, made) for made in self.templates.get(tid, ()))

    def in_group(self, code: tuple[str, str], cid: str) -> bool | None:
        return {"1": code == YAK}.get(cid)

    def allows(self, value_type: str) -> bool | None:
        return {"NUM": False, "TEXT": True}.get(value_type)


HERE = Made(
    {
        "1": [Item(ZEBRA, YAK)],
        "2": [Item(YAK, None, 3), Item(YAK, None, 5, frozenset({"ObservationDateTime"}))],
        "3": [Item(number=4)],
        "4": [Item()],
    },
    Item(value=ZEBRA),
    {"7": [Made({"1": [Item(value=ZEBRA)]}), Made({"1": [Item(ZEBRA, YAK)], "9": [Item(("Q", "ZOO"))]})]},
)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (e.row_present("1"), True),
        (e.row_present("8", "1"), True),
        (e.row_present("8", "9"), False),
        (e.row_value_is("1", *YAK, *ZEBRA), True),
        (e.row_value_is("1", *ZEBRA), False),
        (e.row_value_is("8", *YAK), False),
        (e.row_value_is("4", *YAK), None),
        (e.row_value_differs("1", *ZEBRA), True),
        (e.row_value_differs("1", *YAK), False),
        (e.row_value_differs("8", *YAK), None),
        (e.row_concept_is("1", *ZEBRA), True),
        (e.row_concept_is("4", *ZEBRA), None),
        (e.row_concept_in("2", "1"), True),
        (e.row_concept_in("1", "1"), False),
        (e.row_concept_in("1", "2"), None),
        (e.row_number_above("2", 4), True),
        (e.row_number_above("2", 5), False),
        (e.row_number_above("4", 5), None),
        (e.row_exceeds("2", "3"), True),
        (e.row_exceeds("3", "2"), True),
        (e.row_exceeds("3", "3"), False),
        (e.row_exceeds("3", "8"), None),
        (e.row_lacks("2", "ObservationDateTime"), True),
        (e.row_lacks("8", "ObservationDateTime"), False),
        (e.row_count_at_least("2", 2), True),
        (e.row_count_at_least("2", 3), False),
        (e.parent_value_is(*ZEBRA), True),
        (e.parent_value_is(*YAK), False),
        (e.concept_present(*ZEBRA), True),
        (e.concept_present("Q", "ZOO"), False),
        (e.concept_anywhere("Q", "ZOO"), True),
        (e.in_template("7", e.row_value_is("1", *ZEBRA)), True),
        (e.in_template("7", e.row_value_is("1", *YAK)), False),
        (e.in_template("8", e.row_present("1")), None),
        (e.in_any("7", e.row_value_is("1", *YAK)), True),
        (e.in_any("8", e.row_present("1")), False),
        (e.iod_has("NUM"), False),
        (e.iod_has("TEXT"), True),
        (e.iod_has("WAVEFORM"), None),
        (external("the moon is full"), None),
        (all_of(e.row_present("8"), external("the moon is full")), False),
        (any_of(e.row_present("1"), external("the moon is full")), True),
        (not_(e.row_value_is("4", *YAK)), None),
        (not_(e.row_present("8")), True),
    ],
)
def test_what_an_expression_means(expression: Expression, expected: bool | None) -> None:
    assert evaluate(expression, HERE) is expected


def test_a_place_without_an_item_above_leaves_its_value_open() -> None:
    assert evaluate(e.parent_value_is(*ZEBRA), Made()) is None


def test_what_a_rule_demands_and_permits() -> None:
    one_of = rule(not_(e.row_present("8")), otherwise="shall_not")
    assert (demands(one_of, HERE), permits(one_of, HERE)) == (True, True)
    other = rule(not_(e.row_present("1")), otherwise="shall_not")
    assert (demands(other, HERE), permits(other, HERE)) == (False, False)
    optional = rule(forbidden=e.row_present("1"), otherwise="may")
    assert (demands(optional, HERE), permits(optional, HERE)) == (False, False)
    if_there = rule(e.row_present("8"), otherwise="may")
    assert (demands(if_there, HERE), permits(if_there, HERE)) == (False, True)
    undecided = condition("undecided: TID 5, row 1")
    assert (demands(undecided, HERE), permits(undecided, HERE)) == (None, None)


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        (e.row_present("7"), "row 7 is present"),
        (not_(e.row_present("7")), "row 7 is absent"),
        (not_(e.row_present("5", "7", "8b")), "rows 5, 7 and 8b are absent"),
        (e.row_value_is("2", *YAK, *ZEBRA), "row 2 is (Y, ZOO) or (Z, ZOO)"),
        (
            e.in_template("10001", any_of(not_(e.row_present("8")), e.row_value_is("8", *YAK))),
            "in TID 10001 row 8 is absent or row 8 is (Y, ZOO)",
        ),
        (
            not_(e.parent_value_is(*YAK)),
            "it is not so that the item above is (Y, ZOO)",
        ),
        (e.reference_has("ReferencedSegmentNumber", 1, 1), "the reference has 1 of ReferencedSegmentNumber"),
        (
            e.reference_has("ReferencedSegmentNumber", 1),
            "the reference has 1 or more of ReferencedSegmentNumber",
        ),
        (
            e.refers_to_class("1.2.840.10008.5.1.4.1.1.66.4"),
            "the reference is to Segmentation Storage",
        ),
    ],
)
def test_in_words(expression: Expression, words: str) -> None:
    assert in_words(expression) == words


def test_a_rule_in_words() -> None:
    assert (
        requirement_in_words(rule(not_(e.row_present("2")), otherwise="shall_not"))
        == "required if row 2 is absent; forbidden otherwise"
    )
    assert requirement_in_words(None) == ""


def declared() -> dict[str, Expression]:
    """Every function of the module, by its name, with what it makes of made-up arguments."""
    arguments = {"row": "1", "tid": "7", "cid": "2", "count": 2, "limit": 1, "part": external("x"), "plus": 1}
    found: dict[str, Expression] = {}
    for name, function in vars(e).items():
        if getattr(function, "__module__", "") == e.__name__:
            code = function.__code__
            given = [arguments.get(each, "1") for each in code.co_varnames[: code.co_argcount]]
            found[name] = function(*given, *(("1", "ZOO") if code.co_flags & 4 else ()))
    return found


def test_every_expression_can_be_said() -> None:
    for name, expression in declared().items():
        assert expression.name == name
        assert in_words(expression), name
    assert set(_WORDS) == {*declared(), "external", "all_of", "any_of", "not_"}


def test_every_condition_of_the_edition_can_be_asked_and_said() -> None:
    names = {**vars(e), "all_of": all_of, "any_of": any_of, "not_": not_, "external": external}
    rows = [row for template in json.loads(SNAPSHOT.read_text(encoding="utf-8")) for row in template["rows"]]
    sources = {
        row["condition"][part]
        for row in rows
        for part in ("expression", "allowed", "forbidden")
        if part in row.get("condition", {})
    }
    assert len(sources) > 200
    for source in sources:
        expression = eval(source, names)  # noqa: S307 - of the snapshot
        assert evaluate(expression, HERE) in {True, False, None}
        assert in_words(expression)
    assert set(_EVALUATORS) <= {*declared(), "external", "all_of", "any_of", "not_"}
