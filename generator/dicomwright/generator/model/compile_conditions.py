"""Pass: the text of every condition -> what it means, by the grammar or by hand; the text is dropped."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, TypeGuard, TypeVar

from dicomwright.generator.accounting import Listed, Undecided
from dicomwright.generator.conditions.compile import Rule, compile_text
from dicomwright.generator.conditions.constraint_decisions import (
    ConstraintDecisions,
    load_constraint_decisions,
)
from dicomwright.generator.conditions.constraints import constraint_of
from dicomwright.generator.conditions.decisions import Decisions, load_decisions
from dicomwright.generator.conditions.exceptions import without_borders
from dicomwright.generator.conditions.expressions import Call, not_
from dicomwright.generator.conditions.external import ExternalNames, load_external_names, undecided
from dicomwright.generator.conditions.names import Attributes, attributes_of
from dicomwright.generator.facts import (
    Attribute,
    Condition,
    Constraint,
    ContextGroupUse,
    IodConstraint,
    Specialization,
    SpecRef,
)
from dicomwright.generator.model.part3 import PART

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dicomwright.generator.accounting import Accounting
    from dicomwright.generator.facts import Edition

T = TypeVar("T")
_UNUSED: Final = "decided by hand, and no text of this edition"
UNUSED_NAME: Final = "named by hand, and no words of this edition"
UNNAMED: Final = "words that no data set can answer, and without a name"

# A text that is nothing but references: to the IODs that it speaks of, or to those that it does not hold for.
_ONLY_REFERENCES: Final = re.compile("(other than )?(?:(?:\u27e6[^\u27e7]*\u27e7)(?:,? (?:or|and) |, )?)+")


def compile_conditions(edition: Edition, accounting: Accounting) -> Edition:
    """Compile the conditions and constraints of an edition; those of templates have a pass of their own.

    What was decided or named by hand and is not in the edition is noted, and what has no name.
    """
    classes = {iod.ref.section_id: iod.sop_classes for iod in edition.iods if iod.sop_classes}
    compiler = _Compiler(
        attributes_of(edition.data_elements),
        _ByHand(load_decisions(), load_external_names(), load_constraint_decisions()),
        classes,
        frozenset(element.tag for element in edition.data_elements if element.vm != ("1",)),
    )
    compiled = replace(
        edition,
        iods=compiler.everywhere(edition.iods),
        attribute_tables=compiler.everywhere(edition.attribute_tables),
    )
    accounting.undecided |= compiler.open
    whole = edition.iods and edition.data_elements  # an excerpt lacks most texts
    for fingerprint, reason in compiler.open_ends() if whole else ():
        accounting.notes.append(Listed(PART, "conditions", "", -1, fingerprint, reason))
    return compiled


class _ByHand(NamedTuple):
    """What was decided by hand: conditions, names of what no data set can tell, constraints."""

    decisions: Decisions
    names: ExternalNames
    said: ConstraintDecisions


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a condition stands: the section, and the row that has it."""

    subject: str = ""
    section: str = ""

    def within(self, value: Any, keyword: str) -> _Place:  # noqa: ANN401 - any part of the model
        """Return the place of what a part of the model holds."""
        ref = getattr(value, "ref", None)
        section = ref.section if isinstance(ref, SpecRef) else self.section
        return _Place(keyword or getattr(value, "name", self.subject), section)


class _Compiler:
    """Puts what it means into every condition, reading each different text of an attribute once."""

    def __init__(
        self,
        attributes: Attributes,
        by_hand: _ByHand,
        classes: Mapping[str, tuple[str, ...]],
        multiple: frozenset[str],
    ) -> None:
        self.attributes = attributes
        self.decisions, self.names, self.said = by_hand
        self.place = _Place()
        self.classes = classes
        self.multiple = multiple
        self.open: set[Undecided] = set()
        self.done: dict[tuple[str, bool, str], Rule | None] = {}

    def everywhere(self, value: T) -> T:
        """Return a part of the model with its conditions compiled."""
        changed: T = self._any(value, None)
        return changed

    def open_ends(self) -> Iterator[tuple[str, str]]:
        """Return the fingerprints of what data by hand has and the edition lacks, or the other way, and why."""
        yield from ((key, _UNUSED) for key in (*self.decisions.unused(), *self.said.unused()))
        yield from ((key, UNUSED_NAME) for key in self.names.unused())
        yield from ((key, UNNAMED) for key in self.names.missing())

    def _any(self, value: Any, owner: Any) -> Any:  # noqa: ANN401 - any part of the model
        if isinstance(value, Condition):
            return self._condition(value, owner)
        if isinstance(value, Constraint):
            return self._constraint(value, owner)
        if _is_tuple(value):
            changed = tuple(self._any(item, owner) for item in value)
            return changed if any(new is not old for new, old in zip(changed, value, strict=True)) else value
        return self._dataclass(value) if is_dataclass(value) else value

    def _dataclass(self, value: Any) -> Any:  # noqa: ANN401
        changes: dict[str, Any] = {}
        outer, self.place = self.place, self.place.within(value, self._keyword(value))
        for item in fields(value):
            old = getattr(value, item.name)
            new = self._any(old, value)
            if new is not old:
                changes[item.name] = new
        self.place = outer
        return replace(value, **changes) if changes else value

    def _condition(self, condition: Condition, owner: Any) -> Condition:  # noqa: ANN401
        key = condition.fingerprint, not isinstance(owner, Attribute), self._keyword(owner)
        if key not in self.done:
            self.done[key] = self._rule(condition, bare=key[1], keyword=key[2])
        if self.done[key] is None and not isinstance(
            owner, ContextGroupUse
        ):  # uses in words are kept as they are
            self._note("condition", condition.fingerprint, condition.text)
        return self._compiled(condition, self.done[key])

    def _constraint(self, constraint: Constraint, owner: Any) -> Constraint:  # noqa: ANN401
        """Put what it means into a constraint, or why nothing of it is judged."""
        plain = replace(constraint, text="")
        meaning = self.said.meaning(constraint.fingerprint, self._keyword(owner))
        rows = (Attribute, IodConstraint)
        named = self.attributes.by_tag.get(owner.tag) if isinstance(owner, rows) else None
        reason = self.said.reason(constraint.fingerprint)
        if meaning is None and named is not None and not reason:
            many = named.tag in self.multiple and not (isinstance(owner, Attribute) and owner.single_value)
            meaning = constraint_of(constraint.text, named, self.attributes, many=many)
        if meaning is None and not reason:
            self._note("constraint", constraint.fingerprint, constraint.text)
        return (
            replace(plain, reason=reason)
            if meaning is None
            else replace(plain, kind=meaning[0], expression=str(meaning[1]))
        )

    def _keyword(self, owner: Any) -> str:  # noqa: ANN401
        rows = (Attribute, IodConstraint, Specialization)
        named = self.attributes.by_tag.get(owner.tag) if isinstance(owner, rows) else None
        return named.keyword if named else ""

    def _rule(self, condition: Condition, *, bare: bool, keyword: str) -> Rule | None:
        return (
            self.decisions.rule(condition.fingerprint, keyword)
            or self._of_iods(condition)
            or compile_text(condition.text, self.attributes, bare=bare)
        )

    def _compiled(self, condition: Condition, rule: Rule | None) -> Condition:
        """Put a rule into a condition; what nobody has named or understood takes the name of this place."""
        plain = replace(condition, text="")
        if rule is None:
            return replace(plain, place=self._undecided())
        return with_rule(plain, rule.named(lambda words: self._name(words, condition.text)))

    def _name(self, words: str, text: str) -> str:
        """Return what words are called; those that nobody has named take the name of this place."""
        found = self.names.name(words)
        if found is None:
            self._note("name", words, text)
        return found or self._undecided()

    def _note(self, kind: Literal["condition", "constraint", "name"], fingerprint: str, text: str) -> None:
        said = " ".join(text.split())
        self.open.add(Undecided(kind, fingerprint, self.place.section, self.place.subject, said))

    def _undecided(self) -> str:
        return undecided(self.place.subject, self.place.section)

    def _of_iods(self, condition: Condition) -> Rule | None:
        """Read a text that only refers to IODs: the SOP class is one of theirs."""
        found = _ONLY_REFERENCES.fullmatch(without_borders(condition.text).strip(" .;:,"))
        if found is None:
            return None
        if not all(section in self.classes for section in condition.sections):
            return None
        uids = tuple(uid for section in condition.sections for uid in self.classes[section])
        one_of = Call("sop_class_is", tuple(dict.fromkeys(uids)))
        return Rule(not_(one_of) if found[1] else one_of)


def _is_tuple(value: object) -> TypeGuard[tuple[Any, ...]]:
    return isinstance(value, tuple)


def with_rule(condition: Condition, rule: Rule) -> Condition:
    """Return a condition with what a rule says."""
    return replace(
        condition,
        outcome=rule.outcome,
        expression=str(rule.required or ""),
        allowed=str(rule.allowed or ""),
        forbidden=str(rule.forbidden or ""),
        otherwise=rule.otherwise,
    )
