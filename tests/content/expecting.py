"""What PS3.16 6 says of a document after a change, where it is known which row each item was made as.

Nothing is matched: rows are counted where they were made, and conditions looked at there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dicomwright.runtime.conditions.evaluation import leave_of
from dicomwright.runtime.conditions.expressions import rule_of
from dicomwright.runtime.templates.evaluation import evaluate
from dicomwright.runtime.vocabulary.registry import edition
from dicomwright.testing.content.made import Call
from dicomwright.testing.content.places import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwright.runtime.templates import Row
    from dicomwright.testing.content.made import Made
    from dicomwright.testing.content.making import Making


class Expected(NamedTuple):
    """A finding: its code, and the row, or one of several that stand in for each other."""

    code: str
    rows: frozenset[tuple[str, str]]


def take_out(item: Made) -> None:
    """Remove an item, and all below it, from its document."""
    assert item.parent is not None
    item.parent.children.remove(item)
    gone = set(item.walk())
    calls = {call for each in gone for call in _calls(each)}
    for call in calls:
        for row, items in call.items.items():
            call.items[row] = [each for each in items if each not in gone]


def _calls(item: Made) -> Iterator[Call]:
    call: Call | None = item.call
    while call is not None:
        yield call
        call = call.outer


def expected(made: Making) -> set[Expected]:
    """Return what is missing, and what may not be there."""
    alive = set(made.root.walk())
    found: set[Expected] = set()
    for call in made.calls:
        if not _is_there(call):
            continue
        for row, parent, _, _ in call.spots:
            if parent is None or parent in alive:
                fault = _fault(row, Place(call, parent, row, made))
                if fault:
                    numbers = row.choice if row.choice and fault.startswith("missing") else (row.number,)
                    tid = row.owner.info_.tid
                    found.add(Expected(fault, frozenset((tid, number) for number in numbers)))
    return found


def _is_there(call: Call) -> bool:
    """Whether an invocation has any item, without which its rows demand nothing."""
    return call.outer is None or any(call.items.values())


def _fault(row: Row, place: Place) -> str:
    count = sum(1 for each in place.items(row.number) if each.parent is place.parent)
    rule = None if row.required_if is None else rule_of(row.required_if)
    if _is_demanded(row, place) and count < row.least and _demands_any(row, place):
        return "missing-content-item"
    leave = None if rule is None else leave_of(rule)
    denied = count and leave is not None and evaluate(leave, place) is False
    return "forbidden-content-item" if denied else ""


def _is_demanded(row: Row, place: Place) -> bool:
    rule = None if row.required_if is None else rule_of(row.required_if)
    required = None if rule is None else rule.required
    conditional = row.requirement == "MC" and required is not None
    return row.requirement == "M" or (conditional and evaluate(required, place) is True)


def _demands_any(row: Row, place: Place) -> bool:
    """Whether an include demands an item: one whose rows are all optional may be empty."""
    template = edition().template(row.include) if row.include else None
    if template is None:
        return not row.include
    call = Call(template, (), place.call)
    inner = [(each, Place(call, place.parent, each, place.made)) for each in template.top_]
    return any(_is_demanded(each, there) and _demands_any(each, there) for each, there in inner)
