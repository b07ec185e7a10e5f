"""Documents made from the declarations of templates: the least that one demands, or that with some of what it lets.

Nothing of the judge is used: rows are expanded from the outside in, includes where they stand; conditions are looked at
when a document is whole, and what they demand or forbid is changed until none is broken. Each choice depends on the
seed and on where it is made alone, so that a document can be made anew with one thing changed.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from random import Random
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from dicomwright.runtime.conditions.evaluation import any_holds, leave_of
from dicomwright.runtime.conditions.expressions import Expression, rule_of
from dicomwright.runtime.templates import Coded, Group, passed_on, resolved
from dicomwright.runtime.templates.evaluation import evaluate
from dicomwright.runtime.vocabulary.registry import edition

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dicomwright.runtime.templates import Bindings, Row, Template, Terms

    Key = tuple[str, ...]

OTHER: Final = ("T1", "99TEST", "Test")
"""A code where any will do."""
_DEEPEST: Final = 14
_PASSES: Final = 400


class Unmakeable(Exception):  # noqa: N818 - nothing is wrong
    """A template demands what cannot be made alone: a reference to an item that nothing demands."""


class Through(NamedTuple):
    """What includes on the way to rows say: the relationship, and where items are collected; `around`: their TIDs."""

    relationship: str = ""
    by_reference: bool = False
    around: frozenset[str] = frozenset()
    kept: tuple[list[Made], ...] = ()

    def into(self, row: Row, kept: list[Made]) -> Through:
        """Return the same, and what one more include says."""
        by_reference = self.by_reference or row.by_reference
        around = self.around | {row.include}
        return Through(self.relationship or row.relationship, by_reference, around, (*self.kept, kept))


@dataclass(eq=False)
class Call:
    """An invocation of a template: its items by row, those of an include by the row that includes."""

    template: type[Template]
    bindings: Bindings
    outer: Call | None
    include: Row | None = None
    items: dict[str, list[Made]] = field(default_factory=dict)
    spots: list[tuple[Row, Made | None, Key, int]] = field(default_factory=list)
    """Rows with the item that they stand below, and how many of them were taken."""


@dataclass(eq=False)
class Made:
    """A content item, the row that it is, and the invocation of that."""

    row: Row
    call: Call
    key: Key
    relationship: str
    by_reference: bool
    parent: Made | None
    code: Coded | None = None
    coded: Coded | None = None
    units: Coded | None = None
    number: float | None = None
    text: str = ""
    classes: tuple[str, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    graphic: str = ""
    children: list[Made] = field(default_factory=list)
    target: Made | None = None

    @property
    def concept(self) -> tuple[str, str] | None:
        return None if self.code is None else (self.code.value, self.code.scheme)

    @property
    def value(self) -> tuple[str, str] | None:
        return None if self.coded is None else (self.coded.value, self.coded.scheme)

    def has(self, keyword: str) -> bool:
        return keyword in self.counts

    def above(self) -> Iterator[Made]:
        here = self.parent
        while here is not None:
            yield here
            here = here.parent

    def walk(self) -> Iterator[Made]:
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(eq=False)
class Place:
    """Where conditions of a row are looked at: an invocation, and the item that the row stands below."""

    call: Call
    parent: Made | None
    row: Row
    made: Making

    def items(self, row: str) -> Sequence[Made]:
        """Return the items of a row: those below the item that is around both, as the nesting of rows says."""
        found = self.call.items.get(row, [])
        wanted = self.call.template.by_number_.get(row)
        outer: set[Row] = set()
        while wanted is not None:
            wanted = wanted.parent
            outer |= {wanted} - {None}
        here = self.parent
        while here is not None and here.call is self.call:
            if here.row in outer:
                return [each for each in found if here in each.above()]
            here = here.parent
        return found

    def names_beside(self) -> list[tuple[str, str] | None]:
        return [each.concept for each in self.parent.children] if self.parent is not None else []

    def names_anywhere(self) -> list[tuple[str, str] | None]:
        return [each.concept for each in self.made.root.walk()]

    def around(self, tid: str) -> Place | None:
        here: Call | None = self.call
        while here is not None and here.template.info_.tid != tid:
            here = here.outer
        return None if here is None else Place(here, self.parent, self.row, self.made)

    def in_any(self, tid: str, part: Expression) -> bool | None:
        calls = (call for call in self.made.calls if call.template.info_.tid == tid)
        return any_holds(evaluate(part, Place(call, None, self.row, self.made)) for call in calls)

    def in_group(self, code: tuple[str, str], cid: str) -> bool | None:
        codes = members(cid)
        return (code in {(each.value, each.scheme) for each in codes}) if codes else None

    def allows(self, _value_type: str) -> bool | None:
        return True


@cache
def members(cid: str) -> tuple[Coded, ...]:
    """Return the codes of a context group; none where the edition lacks it."""
    name = f"CID{cid}"
    if name not in edition().names("cids"):
        return ()
    return tuple(
        Coded(code.value, code.scheme_designator, code.meaning) for code in edition().named("cids", name)
    )


class Making:
    """The making of one document; `share` of what is optional is there, less of what is deep."""

    def __init__(self, template: type[Template], seed: str = "", share: float = 0.0) -> None:
        self.template = template
        self.seed = seed
        self.share = share
        self.settled: dict[Key, int] = {}
        self.banned: set[Key] = set()
        self.calls: list[Call] = []
        self.settled[(template.top_[0].number,)] = 1
        self.root = self._made()

    def _made(self) -> Made:
        turns: Counter[Key] = Counter()
        for _ in range(_PASSES):
            root = self._once()
            changes = self._changes(root)
            if not changes:
                return root
            for key in changes:
                turns[key] += 1
                if turns[key] > 20:
                    raise Unmakeable(f"{key} is demanded and forbidden in turn")
            self.settled |= changes
        raise Unmakeable(f"no end after {_PASSES} passes")

    def _once(self) -> Made:
        self.calls = []
        call = self._call(self.template, (), None)
        through = Through(around=frozenset({self.template.info_.tid}))
        (self.root,) = self._rows(call, self.template.top_, None, (), through)
        return self.root

    def _call(
        self, template: type[Template], bindings: Bindings, outer: Call | None, include: Row | None = None
    ) -> Call:
        call = Call(template, bindings, outer, include)
        self.calls.append(call)
        return call

    # --- rows

    def _rows(
        self, call: Call, rows: Sequence[Row], parent: Made | None, key: Key, through: Through
    ) -> list[Made]:
        """Make the items of rows that stand together."""
        found: list[Made] = []
        for row in rows:
            template = edition().template(row.include) if row.include else None
            if not row.value_type or (row.include and (template is None or row.include in through.around)):
                continue
            twice = row is not call.template.by_number_[row.number]
            at = (*key, row.number + row.name * twice)
            count = self._count(row, at)
            call.spots.append((row, parent, at, count))
            kept = call.items.setdefault(row.number, [])
            for index in range(count):
                here = (*at, str(index))
                if template is not None:
                    found += self._included(row, call, parent, here, through.into(row, kept))
                else:
                    found.append(self._item(row, call, parent, here, through))
                    for each in (kept, *through.kept):
                        each.append(found[-1])
        return found

    def _included(self, row: Row, call: Call, parent: Made | None, key: Key, through: Through) -> list[Made]:
        """Make the items of an included template, and below them those of rows that are nested in the include."""
        template = edition().template(row.include)
        inner = self._call(template, passed_on(row, call.bindings), call, row)
        tops = self._rows(inner, template.top_, parent, key, through)
        for top in tops:
            if row.children:
                top.children += self._rows(call, row.children, top, (*key, *top.key[-2:]), Through())
        return tops

    def _count(self, row: Row, key: Key) -> int:
        if key in self.settled:
            return self.settled[key]
        random = Random(f"{self.seed} {key} count")  # noqa: S311 - nothing is secret
        share = self.share / (1 + len(key) / 4)
        if row.requirement == "M":
            taken = True
        elif row.requirement in {"U", "UC"}:
            taken = random.random() < share
        else:
            taken = random.random() < share / 2
        if len(key) > 2 * _DEEPEST:
            if row.requirement == "M" and len(key) > 7 * _DEEPEST:
                raise Unmakeable(f"row {row.number} of TID {row.owner.info_.tid} demands items without end")
            taken = row.requirement == "M"
        if not taken:
            return 0
        least, most = row.least, row.most
        more = random.randint(0, 2) if self.share and random.random() < share else 0
        return least + more if most is None else min(least + more, most)

    def _item(self, row: Row, call: Call, parent: Made | None, key: Key, through: Through) -> Made:
        random = Random(f"{self.seed} {key} item")  # noqa: S311 - as above
        relationship = through.relationship or row.relationship
        by_reference = through.by_reference or row.by_reference
        item = Made(row, call, key, relationship, by_reference, parent)
        item.code = self._code(row, call, random)
        if by_reference:
            return item
        if row.value_type == "CODE":
            item.coded = _one(resolved(row.values, call.bindings), random)
        if row.value_type == "NUM":
            named = row.units or row.values
            item.units = _one(resolved(named, call.bindings), random)
            item.number = float(random.randint(1, 9))
        for constraint in row.constraints:
            _keep(constraint, item, random)
        if row.value_type in {"SCOORD", "SCOORD3D"}:
            item.graphic = item.graphic or _graphic(row)
        item.children = self._rows(call, row.children, item, key, Through())
        return item

    def _code(self, row: Row, call: Call, random: Random) -> Coded | None:
        terms = resolved(row.concept, call.bindings) if row.concept else ()
        if row.nameless == "forbidden" or (row.nameless and random.random() < 0.5):
            return None
        if not row.concept and row.value_type in {"IMAGE", "SCOORD", "COMPOSITE", "WAVEFORM", "TCOORD"}:
            return None
        return _one(terms, random)

    # --- what conditions and references change

    def _changes(self, root: Made) -> dict[Key, int]:
        changes: dict[Key, int] = {}
        for call in self.calls:
            told: set[tuple[str, ...]] = set()
            for row, parent, key, count in call.spots:
                place = Place(call, parent, row, self)
                wanted = self._wanted(row, place, key, count)
                choice = (*row.choice, str(id(parent)))
                if wanted != count and not (row.choice and choice in told):
                    changes |= _instead(row, key, wanted) or {key: wanted}
                    told.add(choice)
        return changes or self._references(root)

    def _wanted(self, row: Row, place: Place, key: Key, count: int) -> int:
        rule = None if row.required_if is None else rule_of(row.required_if)
        if rule is None or key in self.banned:
            return count
        if not count and row.requirement == "MC" and rule.required is not None:
            return row.least if evaluate(rule.required, place) is True else 0
        leave = leave_of(rule)
        return 0 if count and leave is not None and evaluate(leave, place) is False else count

    def _references(self, root: Made) -> dict[Key, int]:
        """Lead references to items; one for which there is none is taken out again."""
        every = list(root.walk())
        for item in every:
            if item.by_reference:
                fitting = [other for other in every if _refers(item, other)]
                if not fitting:
                    return self._without(item)
                item.target = fitting[0]
        for fit in (_fit_counts, _fit_units, _fit_graphics):
            for item in every:
                fit(item)
        self._refuse_banned()
        return {}

    def _refuse_banned(self) -> None:
        """Say so where something is demanded that was left out for want of what it refers to."""
        for call in self.calls:
            for row, parent, key, count in call.spots:
                rule = rule_of(row.required_if) if row.required_if is not None else None
                required = None if rule is None or count or key not in self.banned else rule.required
                if required is not None and evaluate(required, Place(call, parent, row, self)) is True:
                    raise Unmakeable(f"nothing to refer to: row {row.number} of TID {row.owner.info_.tid}")

    def _without(self, item: Made) -> dict[Key, int]:
        """Leave out an item, or the nearest around it that nothing demands."""
        key = item.key
        spots = {at: row for call in self.calls for row, _, at, _ in call.spots}
        while key:
            row = spots.get(key[:-1])
            if row is not None and row.requirement != "M" and key[:-1] not in self.banned:
                self.banned.add(key[:-1])
                return {key[:-1]: 0}
            key = key[:-1]
        raise Unmakeable(f"nothing to refer to: row {item.row.number} of TID {item.call.template.info_.tid}")


def _instead(row: Row, key: Key, wanted: int) -> dict[Key, int]:
    """Of a template that is demanded in itself until there are enough of another, take enough of that."""
    rule = None if row.required_if is None else rule_of(row.required_if)
    if rule is None or rule.required is None or not wanted or row.include != row.owner.info_.tid:
        return {}
    for part in rule.required.arguments if rule.required.name == "not_" else ():
        if part.name == "row_count_at_least":
            return {(*key[:-1], part.arguments[0]): part.arguments[1]}
    return {}


def _one(terms: Terms | None, random: Random) -> Coded:
    """Return one of the codes that terms name; any where they name none."""
    codes: list[Coded] = []
    for term in terms or ():
        if isinstance(term, Coded):
            codes.append(term)
        elif isinstance(term, Group):
            codes += members(term.cid)
    return random.choice(codes) if codes else Coded(*OTHER)


def _graphic(row: Row) -> str:
    allowed = row.graphic_types or ("POLYLINE", "POINT", "POLYGON", "CIRCLE")
    return next(each for each in allowed if each not in row.not_graphic_types)


def _refers(item: Made, other: Made) -> bool:
    """Whether an item by reference may lead to another one."""
    if other.by_reference or other.row.value_type != item.row.value_type or other in item.above():
        return False
    names = resolved(item.row.concept, item.call.bindings)
    codes = {(each.value, each.scheme) for each in named_codes(names)}
    if codes and other.concept not in codes:
        return False
    return all(_kept(constraint, item, other) for constraint in item.row.constraints)


def named_codes(terms: Terms | None) -> Iterator[Coded]:
    for term in terms or ():
        if isinstance(term, Coded):
            yield term
        elif isinstance(term, Group):
            yield from members(term.cid)


def _kept(constraint: Expression, item: Made, other: Made) -> bool:
    if constraint.name == "all_of":
        return all(_kept(part, item, other) for part in constraint.arguments)
    if constraint.name == "refers_below":
        return any(above.concept == constraint.arguments for above in other.above())
    if constraint.name in {"refers_as_row", "refers_alike"}:
        row = constraint.arguments[0] if constraint.arguments else item.row.number
        targets = [each.target for each in item.call.items.get(row, ()) if each.target is not None]
        return not targets or other in targets
    if constraint.name == "refers_to_value":
        return (*(other.concept or ()), *(other.value or ())) == constraint.arguments
    if constraint.name == "refers_to_class":
        return bool(other.classes) and other.classes[0] in constraint.arguments
    return constraint.name != "reference_has" or other.counts.get(constraint.arguments[0], 0) == 1


# --- values that constraints limit


def _keep(constraint: Expression, item: Made, random: Random) -> None:
    """Give an item a value that keeps a constraint."""
    name, said = constraint.name, constraint.arguments
    if name in {"all_of", "any_of"}:
        for part in said if name == "all_of" else said[:1]:
            _keep(part, item, random)
    elif name == "number_between":
        item.number = float(random.randint(int(-(-said[0] // 1)), int(said[1])))
    elif name == "number_at_least":
        item.number = max(item.number or 0, said[0])
    elif name == "number_above":
        item.number = max(item.number or 0, said[0] + 1)
    elif name == "distinct_numbers":
        item.number = float(int(item.key[-1]) + 1)
    else:
        _keep_other(name, said, item)


def _keep_other(name: str, said: tuple[Any, ...], item: Made) -> None:
    if name == "text_has_form":
        item.text = next(text for text in ("12", "text") if re.fullmatch(said[0], text))
    elif name == "graphic_type_is":
        item.graphic = said[0]
    elif name == "refers_to_class":
        item.classes = (said[0],)
    elif name == "reference_has":
        item.counts[said[0]] = said[1]


def _fit_counts(item: Made) -> None:
    """Give a number that says how many items another row has."""
    for constraint in item.row.constraints:
        if constraint.name == "count_is_number":
            row, plus = constraint.arguments
            peers = item.call.items[item.row.number]
            for other in item.call.items[row]:
                other.number = float(len(peers) - plus)


def _fit_units(item: Made) -> None:
    for constraint in item.row.constraints:
        if constraint.name == "unit_is_range":
            least, row = constraint.arguments
            for other in item.call.items[row]:
                item.units = Coded(f"{{{least}:{other.number:g}}}", "UCUM", "range")


def _fit_graphics(item: Made) -> None:
    """Give coordinates a form by how many there are."""
    several = len(item.call.items[item.row.number]) > 1
    for constraint in item.row.constraints:
        parts = {part.name: part.arguments for part in constraint.arguments if isinstance(part, Expression)}
        if constraint.name == "any_of" and "graphic_type_is" in parts and several == ("not_" in parts):
            item.graphic = parts["graphic_type_is"][0]
