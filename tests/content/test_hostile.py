"""Trees that are made to cost time: judged in work that grows with the number of items, and without recursion."""

from __future__ import annotations

import os
import sys
from collections import Counter
from itertools import pairwise
from struct import pack
from typing import TYPE_CHECKING, Any, Final

import pytest
from content import byhand

from dicomwright.iods import ExtensibleSR
from dicomwright.runtime.templates import Row, distinct_numbers, refers_alike, refers_as_row
from dicomwright.runtime.trees.pydicom_trees import from_pydicom
from dicomwright.runtime.trees.tree import DataSet
from dicomwright.runtime.validation.content import moving, template_findings
from dicomwright.runtime.validation.content.matching import Matcher
from dicomwright.runtime.vocabulary.registry import edition
from dicomwright.testing.content.making import Making
from dicomwright.testing.content.writing import document as write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pydicom.dataset import Dataset

    from dicomwright.runtime.trees.tree import Element
    from dicomwright.testing.content.made import Made

CONTENT: Final = 0x0040A730
MANY: Final = 100_000 if os.environ.get("DICOMWRIGHT_THOROUGH") else 10_000
GROUP: Final = "125007", "DCM"
Code = tuple[str, str]


def text(value: str) -> bytes:
    return value.encode() + b" " * (len(value) % 2)


def coded(code: Code) -> Element:
    return "SQ", [DataSet({0x00080100: ("SH", text(code[0])), 0x00080102: ("SH", text(code[1]))})]


def item(value_type: str, code: Code, relationship: str = "CONTAINS", number: int | None = None) -> DataSet:
    elements: dict[int, Element] = {
        0x0040A010: ("CS", text(relationship)),
        0x0040A040: ("CS", text(value_type)),
        0x0040A043: coded(code),
    }
    if number is not None:
        measured: dict[int, Element] = {
            0x0040A30A: ("DS", text(str(number))),
            0x004008EA: coded((f"{{0:{MANY}}}", "UCUM")),
        }
        elements[0x0040A300] = "SQ", [DataSet(measured)]
    return DataSet(elements)


def put(parent: DataSet, children: Iterable[DataSet]) -> DataSet:
    """Put items below another one."""
    items = list(children)
    for index, child in enumerate(items):
        child.parent, child.sequence, child.index = parent, CONTENT, index
    parent.elements[CONTENT] = "SQ", items
    return parent


def document(tid: str, code: Code, *children: DataSet) -> DataSet:
    root = item("CONTAINER", code)
    named: dict[int, Element] = {0x00080105: ("CS", b"DCMR"), 0x0040DB00: ("CS", text(tid))}
    root.elements[0x0040A504] = "SQ", [DataSet(named)]
    return put(root, children)


def report(*children: DataSet) -> DataSet:
    measurements = put(item("CONTAINER", ("126010", "DCM")), children)
    return document("1500", ("126000", "DCM"), measurements)


def flat() -> DataSet:
    """Groups that may be each of three templates."""
    return report(*(item("CONTAINER", GROUP) for _ in range(MANY)))


def flat_values() -> DataSet:
    """Items of one group that may be many rows."""
    values = (item("NUM", (str(index), "99TEST"), number=index) for index in range(MANY))
    return report(put(item("CONTAINER", GROUP), values))


def bushy() -> DataSet:
    groups = (
        put(
            item("CONTAINER", GROUP),
            (put(item("NUM", ("G-D705", "SRT"), number=1), modifiers()) for _ in range(9)),
        )
        for _ in range(MANY // 100)
    )
    return report(*groups)


def modifiers() -> Iterable[DataSet]:
    return (item("CODE", ("T1", "99TEST"), "HAS CONCEPT MOD") for _ in range(10))


def deep() -> DataSet:
    """Groups in groups in groups."""
    chain = [item("CONTAINER", GROUP) for _ in range(MANY)]
    for outer, inner in pairwise(chain):
        put(outer, [inner])
    return report(chain[0])


def circular() -> DataSet:
    """Composite features (TID 4004) that include themselves, and single image findings."""
    top = item("CODE", ("111015", "DCM"))
    level = [top]
    for _ in range(4):
        level = [
            child
            for parent in level
            for child in items_of(
                put(parent, [item("CODE", ("111015", "DCM"), "INFERRED FROM") for _ in range(9)])
            )
        ]
    impression = put(item("CONTAINER", ("111034", "DCM"), "INFERRED FROM"), [top])
    summary = put(item("CODE", ("111017", "DCM")), [impression])
    return document("4000", ("111036", "DCM"), summary)


def items_of(data: DataSet) -> list[DataSet]:
    found: Any = data.elements[CONTENT][1]
    return list(found)


def strays() -> DataSet:
    """Items that a template which cannot be extended does not know."""
    return document("2000", ("18748-4", "LN"), *(item("CODE", ("T1", "99TEST")) for _ in range(MANY)))


def referring() -> DataSet:
    """Items that all refer to each other."""
    root = report()
    group = put(item("CONTAINER", GROUP), [])
    references = []
    for index in range(MANY):
        elements: dict[int, Element] = {
            0x0040A010: ("CS", b"INFERRED FROM "),
            0x0040DB73: ("UL", pack("<4I", 1, 1, 1, index % 7 + 1)),
        }
        references.append(DataSet(elements))
    put(items_of(root)[0], [put(group, references)])
    return root


def distinct() -> DataSet:
    """Items of one group that all have names and values of their own."""

    def evaluation(index: int) -> DataSet:
        made = item("CODE", (f"N{index}", "99TEST"))
        made.elements[0x0040A168] = coded((f"V{index}", "99TEST"))
        return made

    return report(put(item("CONTAINER", GROUP), map(evaluation, range(MANY))))


def alike() -> DataSet:
    """Items of one group that all have the name of a row that may be there once."""
    return report(
        put(
            item("CONTAINER", GROUP),
            (item("TEXT", ("112039", "DCM"), "HAS OBS CONTEXT") for _ in range(MANY)),
        )
    )


TREES: Final = (flat, flat_values, bushy, deep, circular, strays, referring, distinct, alike)


@pytest.mark.parametrize("make", TREES, ids=lambda make: make.__name__)
def test_work_grows_with_the_number_of_items(
    make: Callable[[], DataSet], monkeypatch: pytest.MonkeyPatch
) -> None:
    work: Counter[str] = Counter()

    def counted(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def count(*arguments: Any, **named: Any) -> Any:
            work[name] += 1
            return function(*arguments, **named)

        return count

    monkeypatch.setattr(Matcher, "_fit", counted("fits", Matcher._fit))
    monkeypatch.setattr(moving, "wrong_at", counted("conditions", moving.wrong_at))
    found = list(template_findings(make(), ExtensibleSR))
    assert len(found) < 3 * MANY
    assert work["fits"] < 20 * MANY
    assert work["conditions"] < 10 * MANY


def calls(function: Callable[[], object]) -> int:
    """Count calls of functions, and steps of generators: work that does not depend on the machine."""
    count = 0

    def seen(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event == "call"

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        function()
    finally:
        sys.setprofile(before)
    return count


def points(count: int) -> Dataset:
    """Write numbers that must differ from each other, and references that must lead where another does."""
    numbers = (byhand.item("CONTAINS", "NUM", "Point", value=(number, "mm")) for number in range(count))
    references = (byhand.reference("INFERRED FROM", 1, 1) for _ in range(count))
    first = byhand.item("CONTAINS", "NUM", "First", *references, value=(1, "mm"))
    others = (byhand.reference("INFERRED FROM", 1, 1) for _ in range(count))
    second = byhand.item("CONTAINS", "NUM", "Second", *others, value=(1, "mm"))
    return byhand.report("9190", byhand.item("CONTAINS", "TEXT", "Entry"), first, second, *numbers)


def test_constraints_on_all_items_of_a_row_are_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    said: dict[str, Any] = {"relationship": "INFERRED FROM", "by_reference": True, "depth": 2, "vm": "1-n"}
    beside: dict[str, Any] = {"relationship": "CONTAINS", "depth": 1}
    entry = (byhand.named("Entry"),)
    made = byhand.declare(
        "9190",
        Row("1", "CONTAINER", "M", concept=(byhand.named("Root"),)),
        Row("2", "TEXT", "M", concept=entry, **beside),
        Row("3", "NUM", "M", concept=(byhand.named("First"),), **beside),
        Row("4", "TEXT", "M", concept=entry, **said),
        Row("5", "NUM", "M", concept=(byhand.named("Second"),), **beside),
        Row("6", "TEXT", "M", concept=entry, constraints=(refers_as_row("4"), refers_alike()), **said),
        Row(
            "7",
            "NUM",
            "M",
            concept=(byhand.named("Point"),),
            vm="1-n",
            constraints=(distinct_numbers(),),
            **beside,
        ),
    )
    byhand.install(monkeypatch, made)
    few, many = from_pydicom(points(100)), from_pydicom(points(400))
    list(template_findings(from_pydicom(points(2)), ExtensibleSR))
    work = calls(lambda: list(template_findings(few, ExtensibleSR)))
    assert calls(lambda: list(template_findings(many, ExtensibleSR))) < 4.2 * work
    assert list(template_findings(few, ExtensibleSR)) == []


@pytest.mark.parametrize("tid", [tid for tid in edition().templates if edition().template(tid).info_.root])
def test_any_row_that_is_there_many_times_costs_its_number(tid: str) -> None:
    """In documents made at random: twice as many items cost no more than twice the work."""
    made = Making(edition().template(tid), f"{tid} 1", 1.2)
    rows = {each.row: each for each in made.root.walk() if each.parent is not None}
    step = 1 if os.environ.get("DICOMWRIGHT_THOROUGH") else max(len(rows) // 3, 1)
    for each in [*rows.values()][::step]:
        trees = [repeated(made, each, count) for count in (2, 240, 480)]
        first, work, twice = [
            calls(lambda tree=tree: list(template_findings(tree, ExtensibleSR))) for tree in trees
        ]
        assert first
        assert twice < 2.2 * work, (each.row, work, twice)


def repeated(made: Making, each: Made, count: int) -> DataSet:
    """Write a document with one item many times."""
    data = from_pydicom(write(made.root, made.template.info_.tid))
    place: list[int] = []
    while each.parent is not None:
        place.insert(0, each.parent.children.index(each))
        each = each.parent
    around = data
    for at in place[:-1]:
        around = items_of(around)[at]
    siblings: Any = around.elements[CONTENT][1]
    siblings[place[-1] + 1 : place[-1] + 1] = [siblings[place[-1]]] * (count - 1)
    return data
