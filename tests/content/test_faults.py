"""One fault gives one finding: each row of some templates is removed, doubled, and changed in each of its parts."""

from __future__ import annotations

from contextlib import suppress
from copy import deepcopy
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pytest
from content.expecting import Expected, expected, take_out
from content.wrapping import document_template, judged
from pydicom.sequence import Sequence

from dicomwright.runtime.templates import Coded, Group, resolved
from dicomwright.runtime.vocabulary.registry import edition
from dicomwright.testing.content.codes import named_codes
from dicomwright.testing.content.making import Making, Unmakeable
from dicomwright.testing.content.writing import code, document

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydicom.dataset import Dataset

    from dicomwright.runtime.reports.findings import Finding
    from dicomwright.runtime.templates import Row
    from dicomwright.testing.content.made import Call, Made

AROUND: Final = {"1410": "1500", "1411": "1500", "1501": "1500"}
TIDS: Final = [
    tid
    for tid in ("1500", "1410", "1411", "1501", "2000", "2010", "10001", "10011", "5200")
    if tid in edition().templates
]
"""Templates of which every row is broken; the edition lacks TID 5200 where it does not come with it."""


class Case(NamedTuple):
    """An item in a document that is as it should be."""

    tid: str
    seed: int
    share: float
    key: tuple[str, ...]


@cache
def documents(around: str) -> dict[Row, Case]:
    """Find for each row that is in a document of a template the smallest document of some."""
    found: dict[Row, tuple[int, Case]] = {}
    for seed in range(80):
        share = (0.7, 1.2, 1.6, 2.6)[seed % 4]
        with suppress(Unmakeable):
            items = [*Making(document_template(around), f"{around} {seed}", share).root.walk()]
            for item in items:
                if len(items) < found.get(item.row, (10_000,))[0]:
                    found[item.row] = len(items), Case(around, seed, share, item.key)
    return {row: case for row, (_, case) in found.items()}


def cases(tid: str) -> dict[Row, Case]:
    """Return a document for each row of a template."""
    return documents(AROUND.get(tid, tid))


def made(case: Case) -> tuple[Making, Made]:
    """Make the document of a case anew, and find its item."""
    making = Making(document_template(case.tid), f"{case.tid} {case.seed}", case.share)
    return making, next(item for item in making.root.walk() if item.key == case.key)


def place(item: Made) -> list[int]:
    """Return the positions that lead to an item."""
    positions: list[int] = []
    while item.parent is not None:
        positions.append(item.parent.children.index(item))
        item = item.parent
    return positions[::-1]


def path(item: Made) -> str:
    return ".".join(f"ContentSequence[{index}]" for index in place(item))


def found_in(data: Dataset, item: Made) -> Dataset:
    for index in place(item):
        data = data.ContentSequence[index]
    return data


def errors(data: Dataset) -> list[Finding]:
    return [each for each in judged(data) if each.severity == "error"]


def matches(finding: Finding, wanted: Expected) -> bool:
    """Whether a finding is the one that is expected: of its row, or through an include that is it."""
    return finding.code == wanted.code and any(
        (f"row {row}," in finding.message and finding.module.startswith(f"TID {tid} "))
        or f"by row {row} of TID {tid}" in finding.message
        for tid, row in wanted.rows
    )


def all_rows() -> list[Any]:
    return [
        pytest.param(tid, row, id=f"{tid}-{row.number}")
        for tid in TIDS
        for row in edition().template(tid).rows_
        if not row.include
    ]


@pytest.mark.parametrize("tid", TIDS)
def test_every_row_is_in_a_document(tid: str) -> None:
    own = [row for row in edition().template(tid).rows_ if not row.include]
    assert [row for row in own if row not in cases(tid)] == []


# --- removing


@pytest.mark.parametrize(("tid", "row"), all_rows())
def test_a_row_that_is_removed(tid: str, row: Row) -> None:
    """What demands the row says so, and nothing else is wrong, but for rows whose conditions looked at it."""
    making, item = made(cases(tid)[row])
    if item.parent is None:
        return
    take_out(item)
    if is_dangling(making):
        return  # more than the row is gone
    wanted = expected(making)
    told = errors(document(making.root, making.template.info_.tid, named=True))
    assert len(told) == len(wanted), (told, wanted)
    assert all(any(matches(each, one) for each in told) for one in wanted), (told, wanted)


def is_dangling(making: Making) -> bool:
    """Whether anything refers to an item that is no longer there."""
    alive = set(making.root.walk())
    return any(each.by_reference and each.target not in alive for each in alive)


# --- changing


class Change(NamedTuple):
    """A change of an item: what it does to the data set, and which finding about the item it makes."""

    apply: Callable[[Dataset, Made], None]
    codes: frozenset[str]
    applies: Callable[[Made], bool]


OTHER: Final = ("X9", "99OTHER", "Something else")


def relate(data: Dataset, item: Made) -> None:
    data.RelationshipType = "CONTAINS" if item.relationship != "CONTAINS" else "HAS PROPERTIES"


def retype(data: Dataset, item: Made) -> None:
    if item.row.value_type == "TEXT":
        data.ValueType = "DATE"
        data.Date = "20250101"
    else:
        data.ValueType = "TEXT"
        data.TextValue = "text"


def rename(data: Dataset, _item: Made) -> None:
    data.ConceptNameCodeSequence = Sequence([code(*OTHER)])


def revalue(data: Dataset, item: Made) -> None:
    if item.row.value_type == "NUM":
        data.MeasuredValueSequence[0].MeasurementUnitsCodeSequence = Sequence([code(*OTHER)])
    else:
        data.ConceptCodeSequence = Sequence([code(*OTHER)])


def is_named(item: Made) -> bool:
    """Whether the row says which concept name its item has."""
    terms = resolved(item.row.concept, item.call.bindings)
    return not item.row.nameless and bool([*named_codes(terms)])


def is_closed(terms: Any) -> bool:
    """Whether no code is allowed but those that are named: Enumerated Values, groups that cannot be extended."""
    if not terms:
        return False
    return all(
        (isinstance(term, Coded) and term.binding == "enumerated")
        or (isinstance(term, Group) and term.binding != "baseline" and is_fixed(term.cid))
        for term in terms
    )


def is_fixed(cid: str) -> bool:
    name = f"CID{cid}"
    return name in edition().names("cids") and not edition().named("cids", name).__info__.extensible


def is_valued(item: Made) -> bool:
    """Whether the row says which values, or units, its item has, and no others."""
    row = item.row
    terms = row.values if row.value_type == "CODE" else row.units or row.values
    return row.value_type in {"CODE", "NUM"} and is_closed(resolved(terms, item.call.bindings))


def alike(row: Row) -> set[str]:
    """Return the numbers of rows that are named as a row is, so that its item may be any of them."""
    return {other.number for other in row.owner.rows_ if other.concept == row.concept}


def is_another(making: Making, item: Made, data: Dataset) -> bool:
    """Whether an item, as it was changed, may be a row that leaves the concept name open."""
    beside = (row for call in making.calls for row, parent, _, _ in call.spots if parent is item.parent)
    open_rows = (row for row in beside if not row.include and is_open(row, item))
    return any(
        (row.value_type, row.relationship) == (data.ValueType, data.RelationshipType) for row in open_rows
    )


def is_open(row: Row, item: Made) -> bool:
    terms = resolved(row.concept, item.call.bindings) if row.owner is item.row.owner else row.concept
    others = any(
        isinstance(term, Group) and (term.binding == "baseline" or not is_fixed(term.cid))
        for term in terms or ()
    )
    return row is not item.row and (others or not [*named_codes(terms)])


CHANGES: Final = {
    "relationship": Change(relate, frozenset({"template-relationship"}), is_named),
    "value type": Change(retype, frozenset({"template-value-type"}), is_named),
    "value": Change(revalue, frozenset({"template-value", "template-constraint"}), is_valued),
}
"""What is wrong with an item is said at the item: PS3.16 6.1.3, 6.1.2, 6.1.8."""


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize(("tid", "row"), all_rows())
def test_a_row_that_is_changed(tid: str, row: Row, change: str) -> None:
    """The fault is found where it is, and only there, and nothing follows from a value that may not be there."""
    making, item = made(cases(tid)[row])
    apply, codes, applies = CHANGES[change]
    if item.parent is None or not applies(item):
        return
    data = document(making.root, making.template.info_.tid, named=True)
    changed = found_in(data, item)
    apply(changed, item)
    if change != "value" and is_another(making, item, changed):
        assert len(errors(data)) <= 1
        return
    if change == "value" and row.value_type == "CODE":
        item.coded = None  # nothing follows from a value that may not be there
    wanted = expected(making)
    told = errors(data)
    own = [each for each in told if each.code in codes and each.path.startswith(path(item))]
    assert len(own) == 1, (own, told)
    assert any(f"row {number}," in own[0].message for number in alike(row)), own[0]
    assert own[0].module.startswith(f"TID {tid} ")
    others = [each for each in told if each is not own[0]]
    assert len(others) == len(wanted), (others, wanted)


@pytest.mark.parametrize(("tid", "row"), all_rows())
def test_a_row_that_is_named_otherwise(tid: str, row: Row) -> None:
    """It is an item that the template does not know: where that may be extended, the row is missing, if demanded."""
    making, item = made(cases(tid)[row])
    terms = resolved(row.concept, item.call.bindings)
    if item.parent is None or not is_named(item) or not is_closed(terms):
        return
    data = document(making.root, making.template.info_.tid, named=True)
    rename(found_in(data, item), item)
    another = is_another(making, item, found_in(data, item))
    above = item.parent
    take_out(item)
    if is_dangling(making):
        return
    wanted = expected(making)
    told = errors(data)
    closed = is_closed_level(making, above)
    own = [each for each in told if each.code in {"template-concept", "unexpected-content-item"}]
    assert len(own) == (closed and not another), (told, wanted)
    instead = any(each.code == "template-concept" for each in own)
    others = [each for each in told if each not in own]
    assert len(others) == len(wanted) - instead, (others, wanted)


@pytest.mark.parametrize("change", ["relationship", "value type"])
@pytest.mark.parametrize(("tid", "row"), all_rows())
def test_a_row_without_a_name_that_is_changed(tid: str, row: Row, change: str) -> None:
    """Nothing tells then that the item was meant as the row: it is one that the template does not know."""
    making, item = made(cases(tid)[row])
    if item.parent is None or is_named(item) or item.by_reference:
        return
    data = document(making.root, making.template.info_.tid, named=True)
    changed = found_in(data, item)
    CHANGES[change].apply(changed, item)
    another, above = is_another(making, item, changed), item.parent
    take_out(item)
    if is_dangling(making):
        return
    wanted = expected(making)
    told = errors(data)
    own = [each for each in told if each.code == "unexpected-content-item"]
    assert len(own) == (is_closed_level(making, above) and not another), told
    assert len(told) - len(own) == len(wanted), (told, wanted)


@pytest.mark.parametrize(("tid", "row"), all_rows())
def test_a_value_that_is_not_in_a_group_that_may_be_extended(tid: str, row: Row) -> None:
    """It is allowed, and worth knowing: PS3.16 6.1.8, of a baseline still more than of what is defined."""
    making, item = made(cases(tid)[row])
    terms = resolved(row.values if row.value_type == "CODE" else row.units or row.values, item.call.bindings)
    if (
        row.value_type not in {"CODE", "NUM"}
        or is_valued(item)
        or not [*named_codes(terms)]
        or item.by_reference
    ):
        return
    before = {
        (each.code, each.path)
        for each in judged(document(making.root, making.template.info_.tid, named=True))
    }
    data = document(making.root, making.template.info_.tid, named=True)
    revalue(found_in(data, item), item)
    if row.value_type == "CODE":
        item.coded = Coded(*OTHER)
    wanted = expected(making)
    told = [each for each in judged(data) if (each.code, each.path) not in before]
    own = [each for each in told if each.code == "template-value" and each.path.startswith(path(item))]
    is_alone = alike(row) == {row.number}
    assert len(own) == 1 or not (own or is_alone), told  # another row of the name may leave the value open
    assert {each.severity for each in own} <= {"warning", "information"}
    others = [each for each in told if each not in own and each.severity == "error"]
    assert len(others) == len(wanted), (others, wanted)


def is_closed_level(making: Making, parent: Made) -> bool:
    """Whether no template whose rows stand below an item may be extended."""
    rows = [row for call in making.calls for row, above, _, _ in call.spots if above is parent]
    tids = {row.owner for row in rows} | {edition().template(row.include) for row in rows if row.include}
    return all(template.info_.extensible is False for template in tids)


# --- doubling


@pytest.mark.parametrize(("tid", "row"), all_rows())
def test_a_row_that_is_doubled(tid: str, row: Row) -> None:
    """What is there more often than it may be is said once; where an include repeats, it may be another round of it."""
    making, item = made(cases(tid)[row])
    if item.parent is None:
        return
    data = document(making.root, making.template.info_.tid, named=True)
    siblings = found_in(data, item.parent).ContentSequence
    index = item.parent.children.index(item)
    siblings.insert(index + 1, deepcopy(siblings[index]))
    move_references(data, [1, *(at + 1 for at in place(item))])
    told = [each for each in errors(data) if each.code != "template-constraint"]
    around = includes(item)
    if item.row.most is None or alike(row) != {row.number} or is_another(making, item, siblings[index]):
        assert len(told) <= 1
    elif all(include.most is not None for include in around):
        assert [each.code for each in told] == ["content-item-count"], told
        assert told[0].path.rpartition("[")[0] == path(item).rpartition("[")[0]
        assert any(f"row {number}," in told[0].message for number in alike(row)), told[0]
    else:
        codes = {"content-item-count", "missing-content-item", "forbidden-content-item"}
        assert len(told) <= 1
        assert {each.code for each in told} <= codes


def move_references(data: Dataset, place: list[int]) -> None:
    """Let references to what stands after a place lead to one place further."""
    *around, last = place
    for each in data.get("ContentSequence", ()):
        to = each.get("ReferencedContentItemIdentifier")
        if (
            to is not None
            and [*to][: len(around)] == around
            and len(to) > len(around)
            and to[len(around)] > last
        ):
            each.ReferencedContentItemIdentifier = [*around, to[len(around)] + 1, *to[len(place) :]]
        move_references(each, place)


def includes(item: Made) -> list[Row]:
    """Return the includes through which an item came to stand below the one around it."""
    found: list[Row] = []
    call: Call | None = item.call
    row: Row | None = item.row
    while call is not None and row is not None and row.parent is None and call.include is not None:
        row = call.include
        found.append(row)
        call = call.outer
    return found
