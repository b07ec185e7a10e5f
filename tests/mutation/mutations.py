"""Mutations: every way in which an attribute of a valid object can break the standard, one at a time.

A walk goes over the places of an object and the attributes that are declared there. Each attribute is put where it is
absent, its conditions are made true and false, and in each of these valid states it is broken. After each step the
draft is as before: so a walk is a stream of states, and who takes it judges each of them.
"""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from mutation.constraining import breaking_values
from mutation.drafts import element_of
from mutation.solving import take, ways_to_demand, ways_to_forbid, ways_to_permit
from second_judge import (
    PER_FRAME,
    SHARED,
    Place,
    breaks,
    demands,
    enumerated,
    is_counted,
    is_demanded,
    is_forbidden,
    is_group,
    own_keywords,
    presence,
)

from dicomwright.runtime.values.rules import multiplicities
from dicomwright.testing.breaking import INVALID, UNKNOWN
from dicomwright.testing.constraints import copies
from dicomwright.testing.repairing import with_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mutation.drafts import Draft
    from mutation.solving import Way

    from dicomwright.runtime import Attribute

ITEM_LIMIT: Final = 40
"""A rule of more items than this is not broken by adding them."""


class State(NamedTuple):
    """A state of the draft: valid, broken in one attribute, or mended again."""

    kind: str
    path: str
    expected: str | None
    """Code of the finding at the path; None where nothing is wrong."""

    @property
    def step(self) -> str:
        """What the step before was: "arranged", "broken" or "mended"."""
        return "arranged" if self.kind in _ARRANGED else "mended" if self.kind == "mended" else "broken"


_ARRANGED: Final = ("valid", "condition-demanded", "condition-forbidden")


class Walk:
    """A walk over an instance: what was visited, and what could not be reached."""

    def __init__(self, draft: Draft, known: frozenset[int] = frozenset()) -> None:
        """`known` holds the declarations (by id) of attributes of the data set that need no visit."""
        self.draft = draft
        self.known = known
        self.visited: set[int] = set()
        self.entered: set[int] = set()
        self.conditions: set[tuple[int, str]] = set()
        self.unreached: dict[tuple[int, str], str] = {}
        self.counts: Counter[str] = Counter()
        self._keep: list[Attribute] = []

    def states(self, path: str = "") -> Iterator[State]:
        """Visit the attributes of a place, then the items of its sequences, those included that can be put there."""
        shapes = {
            k: declared for k, declared in self._place(path).shapes.items() if id(declared) not in self.known
        }
        for keyword, declared in shapes.items():
            if isinstance(declared.tag, int):
                yield from self._visit(path, keyword, declared)
        for keyword, declared in shapes.items():
            if declared.vr == "SQ" and id(declared) not in self.entered:
                yield from self._enter(path, keyword, declared)

    def _place(self, path: str) -> Place:
        return self.draft.at(f"{path}.")[0] if path else self.draft.top()

    def _enter(self, path: str, keyword: str, declared: Attribute) -> Iterator[State]:
        mark = self.draft.mark()
        if self._put(path, keyword):
            self.entered.add(id(declared))
            yield from self.states(f"{path}{'.' if path else ''}{keyword}[0]")
        self.draft.mend(mark)

    def _put(self, path: str, keyword: str) -> bool:
        """Make an attribute present in a valid object; False when it may not be there."""
        if self._place(path).get(keyword):
            return True
        mark = self.draft.mark()
        for way in chain([[]], *(self._ways_to_permit(row) for row in self._rows(path, keyword))):
            self.draft.mend(mark)
            if self._put_by(path, keyword, way):
                return True
        return False

    def _put_by(self, path: str, keyword: str, way: Way) -> bool:
        try:
            if not take(self.draft, self._place(path), way):
                return False
            self.draft.fill(self._place(path), keyword)
            return self.draft.complete() and bool(self._place(path).get(keyword))
        except IndexError:  # the way took the item away
            return False

    def _ways_to_permit(self, row: Attribute) -> Iterator[Way]:
        for used in self.draft.iod.modules:
            if used.module.attributes().get(row.keyword) is row:
                return ways_to_permit(row, used.required_if or used.limited_by)
        return ways_to_permit(row, None)

    @property
    def mutations(self) -> int:
        """How many times an attribute was broken."""
        return sum(count for kind, count in self.counts.items() if kind not in _ARRANGED)

    # --- one attribute

    def _visit(self, path: str, keyword: str, declared: Attribute) -> Iterator[State]:
        mark = self.draft.mark()
        if id(declared) not in self.visited:
            if self._put(path, keyword):
                self.visited.add(id(declared))
                self.unreached.pop((id(declared), "put"), None)
                yield self._state("valid", path, keyword, None)
                yield from self._break(path, keyword)
            else:
                self.unreached[id(declared), "put"] = f"put {self._name(path, keyword)}"
            self.draft.mend(mark)
        for row in self._rows(path, keyword):
            if self._bring_in(row):
                yield from self._judge_condition(path, keyword, row, "demanded")
                yield from self._judge_condition(path, keyword, row, "forbidden")
            self.draft.mend(mark)

    def _rows(self, path: str, keyword: str) -> Sequence[Attribute]:
        """What is said of an attribute in a place; at the top by the modules that are not there, too."""
        if path:
            return self._place(path).rows.get(keyword, ())
        tables = [used.module.attributes() for used in self.draft.iod.modules]
        found = [table[keyword] for table in tables if keyword in table]
        return found or self._place(path).rows.get(keyword, ())

    def _bring_in(self, row: Attribute) -> bool:
        """Make the module present that a row is of; False when it may not be there."""
        top = self.draft.top()
        for used in self.draft.iod.modules:
            if used.module.attributes().get(row.keyword) is row and not top.modules[used.module.name_]:
                own = own_keywords(self.draft.iod)[used.module]
                first = next((keyword for keyword in used.module.attributes() if keyword in own), None)
                return first is not None and self._put("", first)
        return True

    def _judge_condition(self, path: str, keyword: str, row: Attribute, kind: str) -> Iterator[State]:
        """Make the condition of a row true, or false where that forbids, and break it then."""
        key = (id(row), kind)
        ways = list((ways_to_demand if kind == "demanded" else ways_to_forbid)(row))
        if not ways or key in self.conditions:
            return
        self._keep.append(row)  # so that its id stays its own
        mark = self.draft.mark()
        for way in ways:
            if self._arrange(path, keyword, row, way, kind):
                self.conditions.add(key)
                self.unreached.pop(key, None)
                yield self._state(f"condition-{kind}", path, keyword, None)
                yield from self._break_conditional(path, keyword)
                self.draft.mend(mark)
                return
            self.draft.mend(mark)
        self.unreached[key] = f"{kind} {self._name(path, keyword)}"

    def _break_conditional(self, path: str, keyword: str) -> Iterator[State]:
        """Break what a condition demands or forbids; its contents, too, where it can only be by this condition."""
        place = self._place(path)
        declared = place.shapes[keyword]
        if id(declared) in self.visited or not place.get(keyword):
            yield from self._break_presence(path, keyword)
            return
        self.visited.add(id(declared))
        self.unreached.pop((id(declared), "put"), None)
        yield from self._break(path, keyword)
        if declared.vr == "SQ" and id(declared) not in self.entered:
            yield from self._enter(path, keyword, declared)

    def _arrange(self, path: str, keyword: str, row: Attribute, way: Way, kind: str) -> bool:
        if not take(self.draft, self._place(path), way):
            return False
        try:
            place = self._place(path)
            if kind == "demanded" and place.get(keyword) is None:  # first, where either of two will do
                self.draft.fill(place, keyword)
            if not self.draft.complete():
                return False
            place = self._place(path)
        except IndexError:  # the way took the item away
            return False
        if kind == "demanded":
            return bool(is_demanded(row, place) and place.get(keyword))
        rows = place.rows.get(keyword, ())
        return place.get(keyword) is None and bool(rows) and all(is_forbidden(one, place) for one in rows)

    def _state(self, kind: str, path: str, keyword: str, expected: str | None) -> State:
        self.counts[kind] += 1
        return State(kind, self._name(path, keyword), expected)

    @staticmethod
    def _name(path: str, keyword: str) -> str:
        return f"{path}.{keyword}" if path else keyword

    # --- ways of breaking it

    def _broken(self, kind: str, path: str, keyword: str, expected: str | None, mark: int) -> Iterator[State]:
        """Show what was broken since a mark, then the same mended."""
        yield self._state(kind, path, keyword, expected)
        self.draft.mend(mark)
        yield State("mended", self._name(path, keyword), None)

    def _break(self, path: str, keyword: str) -> Iterator[State]:
        """Break an attribute that is present, in each way that there is."""
        yield from self._break_presence(path, keyword)
        place = self._place(path)
        declared = place.shapes[keyword]
        values = place.get(keyword) or ()
        for kind, expected, broken in _broken_contents(declared, list(values), place):
            mark = self.draft.mark()
            self.draft.put(place.dataset, element_of(declared, broken))
            yield from self._broken(kind, path, keyword, expected, mark)
        yield from self._break_constraints(path, keyword)

    def _break_constraints(self, path: str, keyword: str) -> Iterator[State]:
        """Break each constraint on an attribute, and on the items of a sequence, by the first value that does."""
        place = self._place(path)
        declared = place.shapes[keyword]
        values = place.get(keyword) or ()
        for number, _ in enumerate(declared.constraints):
            mark = self.draft.mark()
            for value in breaking_values(declared, values) if values else ():
                self.draft.put(place.dataset, element_of(declared, value))
                if breaks(self._place(path), keyword, number):
                    yield from self._broken("constraint", path, keyword, "broken-constraint", mark)
                    break
                self.draft.mend(mark)

    def _break_group(self, path: str, keyword: str) -> Iterator[State]:
        """Remove a functional group that the IOD demands, and put it into the other of the two sequences, too."""
        mark = self.draft.mark()
        place = self._place(path)
        group = next(used for used in self.draft.iod.functional_groups if keyword in used.macro.attributes())
        names = list(group.macro.attributes())
        if (group.usage == "M" or demands(group.required_if, place)) and keyword == names[0]:
            for name in names:
                self.draft.drop(place.dataset, place.shapes[name].number)
            # what no frame has is told of the first frame
            told = f"{PER_FRAME}[0]" if self.draft.top().items(PER_FRAME) else path
            yield from self._broken("remove-group", told, keyword, "missing-functional-group", mark)
        other = PER_FRAME if place.sequence == SHARED else SHARED
        for item in self.draft.top().items(other)[:1]:
            self.draft.put(item.dataset, deepcopy(place.dataset[place.shapes[keyword].number]))
            # what is both shared and in frames is told of the frame
            told = f"{other}[0]" if other == PER_FRAME or group.shared is False else path
            yield from self._broken("misplace-group", told, keyword, "misplaced-functional-group", mark)

    def _break_presence(self, path: str, keyword: str) -> Iterator[State]:
        """Remove and empty an attribute, or put it where it may not be."""
        mark = self.draft.mark()
        place = self._place(path)
        declared = place.shapes[keyword]
        if any(is_group(place, row) for row in place.rows.get(keyword, ())):
            yield from self._break_group(path, keyword)
        if place.get(keyword) is None:
            self.draft.fill(place, keyword)
            # a condition that names its own attribute ("all of these, or none") is met by the attribute
            if "not-allowed" in presence(place, self._place(path).rows[keyword], ()):
                yield from self._broken("put", path, keyword, "not-allowed", mark)
            self.draft.mend(mark)
            return
        self.draft.drop(place.dataset, declared.number)
        place = self._place(path)
        wanted = presence(place, place.rows.get(keyword, ()), None)
        if wanted:
            yield from self._broken("remove", path, keyword, wanted[0], mark)
        self.draft.mend(mark)
        self.draft.put(place.dataset, element_of(declared, [] if declared.vr == "SQ" else None))
        place = self._place(path)
        expected = presence(place, place.rows.get(keyword, ()), ())
        if expected or wanted:
            yield from self._broken("empty", path, keyword, expected[0] if expected else None, mark)
        self.draft.mend(mark)


def _broken_contents(declared: Attribute, values: list[Any], place: Place) -> Iterator[tuple[str, str, Any]]:
    if declared.vr == "SQ":
        yield from _broken_items(declared, values)
        return
    for number, admitted in enumerated(declared, place):
        if number is None or number <= len(values):
            wrong = INVALID.get(declared.vr.split(" or ")[0], UNKNOWN)
            assert wrong not in admitted
            given = values if len(values) > 1 or declared.vm != "1" else values[0]
            yield "value", "value-not-enumerated", with_value(given, number, wrong)
    if is_counted(declared):
        yield from _broken_counts(declared, values)


def _broken_counts(declared: Attribute, values: list[Any]) -> Iterator[tuple[str, str, Any]]:
    bounds = multiplicities(declared.vm)
    admits = [count for count in range(1, 130) if any(each.admits(count) for each in bounds)]
    for count in {admits[0] - 1, admits[-1] + 1} - {0, 130}:
        yield "count", "wrong-vm", [values[place % len(values)] for place in range(count)]


def _broken_items(declared: Attribute, items: list[Any]) -> Iterator[tuple[str, str, Any]]:
    least, most = declared.items or (0, None)
    for count in (least - 1, (most or ITEM_LIMIT) + 1):
        if 0 < count <= ITEM_LIMIT:
            yield "items", "item-count", copies(items, count)
