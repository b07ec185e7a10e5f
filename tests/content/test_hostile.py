"""Trees that are made to cost time: judged in work that grows with the number of items, and without recursion."""

from __future__ import annotations

import os
from collections import Counter
from itertools import pairwise
from struct import pack
from typing import TYPE_CHECKING, Any, Final

import pytest

from dicomwright.iods import ExtensibleSR
from dicomwright.runtime.trees.tree import DataSet
from dicomwright.runtime.validation.content import moving, template_findings
from dicomwright.runtime.validation.content.matching import Matcher

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dicomwright.runtime.trees.tree import Element

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


TREES: Final = (flat, flat_values, bushy, deep, circular, strays, referring)


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
