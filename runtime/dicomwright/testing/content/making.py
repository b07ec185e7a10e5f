"""Documents made from the declarations of templates: the least that one demands, or that with some of what it lets.

Nothing of the judge is used: rows are expanded from the outside in, includes where they stand; conditions are looked at
when a document is whole, and what they demand or forbid is changed until none is broken. Each choice depends on the
seed and on where it is made alone, so that a document can be made anew with one thing changed.
"""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import TYPE_CHECKING, Final

from dicomwright.runtime.conditions.evaluation import leave_of
from dicomwright.runtime.conditions.expressions import rule_of
from dicomwright.runtime.templates import passed_on, resolved
from dicomwright.runtime.templates.evaluation import evaluate
from dicomwright.runtime.vocabulary.registry import edition
from dicomwright.testing.content.codes import one_of_terms
from dicomwright.testing.content.keeping import fit_counts, fit_graphics, fit_units, graphic_of, keep
from dicomwright.testing.content.made import Call, Made, Through
from dicomwright.testing.content.places import Place
from dicomwright.testing.content.references import refers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwright.runtime.declarations.instances import Instance
    from dicomwright.runtime.templates import Bindings, Coded, Row, Template
    from dicomwright.testing.content.made import Key

_DEEPEST: Final = 14
_PASSES: Final = 400
_TURNS: Final = 20


class Unmakeable(Exception):  # noqa: N818 - nothing is wrong
    """A template demands what cannot be made alone: a reference to an item that nothing demands."""


class Making:
    """The making of one document; `share` of what is optional is there, less of what is deep."""

    def __init__(
        self, template: type[Template], seed: str = "", share: float = 0.0, iod: type[Instance] | None = None
    ) -> None:
        """Make the document: `root` is its outermost item. What is optional and an `iod` cannot have is left out.

        Raises `Unmakeable`.
        """
        self.template = template
        self.iod = iod
        self.seed = seed
        self.share = share
        self.settled: dict[Key, int] = {}
        self.banned: set[Key] = set()
        self.calls: list[Call] = []
        self.settled[(template.top_[0].number,)] = 1
        self.root = self._made()

    def has_type(self, value_type: str) -> bool:
        """Tell whether the document may have items of a value type."""
        return self.iod is None or bool({value_type, "*"} & {*self.iod.value_types})

    def _made(self) -> Made:
        turns: Counter[Key] = Counter()
        for _ in range(_PASSES):
            root = self._once()
            changes = self._changes(root)
            if not changes:
                return root
            for key in changes:
                turns[key] += 1
                if turns[key] > _TURNS:
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
            count = self._count(row, at) if self._admits(row, parent, through) else 0
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

    def _admits(self, row: Row, parent: Made | None, through: Through) -> bool:
        """Tell whether the IOD has items as a row says; what is demanded is made in any case."""
        if self.iod is None or parent is None or row.include or row.requirement == "M":
            return True
        relationship = through.relationship or row.relationship
        if through.by_reference or row.by_reference:
            return relationship in self.iod.by_reference
        return self.has_type(row.value_type) and any(
            each.relationship in {relationship, "*"}
            and {parent.row.value_type, "*"} & {*each.sources}
            and {row.value_type, "*"} & {*each.targets}
            for each in self.iod.relationships
        )

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
            item.coded = one_of_terms(resolved(row.values, call.bindings), random)
        if row.value_type == "NUM":
            named = row.units or row.values
            item.units = one_of_terms(resolved(named, call.bindings), random)
            item.number = float(random.randint(1, 9))
        for constraint in row.constraints:
            keep(constraint, item, random)
        if row.value_type in {"SCOORD", "SCOORD3D"}:
            item.graphic = item.graphic or graphic_of(row)
        item.children = self._rows(call, row.children, item, key, Through())
        return item

    def _code(self, row: Row, call: Call, random: Random) -> Coded | None:
        terms = resolved(row.concept, call.bindings) if row.concept else ()
        if row.nameless == "forbidden" or (row.nameless and random.getrandbits(1)):
            return None
        if not row.concept and row.value_type in {"IMAGE", "SCOORD", "COMPOSITE", "WAVEFORM", "TCOORD"}:
            return None
        return one_of_terms(terms, random)

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
                fitting = [other for other in every if refers(item, other)]
                if not fitting:
                    return self._without(item)
                item.target = fitting[0]
        for fit in (fit_counts, fit_units, fit_graphics):
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
