"""Pass: the text of every condition -> what it means, by the grammar or by hand; the text is dropped."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any, Final, TypeGuard, TypeVar

from dicomwright.generator.accounting import Listed
from dicomwright.generator.conditions.compile import Rule, compile_text
from dicomwright.generator.conditions.decisions import Decisions, load_decisions
from dicomwright.generator.conditions.expressions import Call
from dicomwright.generator.conditions.names import Attributes, attributes_of
from dicomwright.generator.facts import Attribute, Condition, TemplateRow
from dicomwright.generator.model.part3 import PART

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dicomwright.generator.accounting import Accounting
    from dicomwright.generator.facts import Edition

T = TypeVar("T")
_UNUSED: Final = "decided by hand, and no text of this edition"

# A text that is nothing but references: to the IODs that it speaks of.
_ONLY_REFERENCES: Final = re.compile("(?:(?:\u27e6[^\u27e7]*\u27e7)(?:,? (?:or|and) |, )?)+")


def compile_conditions(edition: Edition, accounting: Accounting) -> Edition:
    """Compile the conditions of an edition; those of templates (PS3.16) are not read.

    A decision by hand for a text that the edition does not have is noted.
    """
    classes = {iod.ref.section_id: iod.sop_classes for iod in edition.iods if iod.sop_classes}
    compiler = _Compiler(attributes_of(edition.data_elements), load_decisions(), classes)
    compiled = replace(
        edition,
        iods=compiler.everywhere(edition.iods),
        attribute_tables=compiler.everywhere(edition.attribute_tables),
        templates=compiler.everywhere(edition.templates),
    )
    whole = edition.iods and edition.data_elements  # an excerpt lacks most texts
    for fingerprint in compiler.decisions.unused() if whole else ():
        accounting.notes.append(
            Listed(PART, "conditions", "", -1, fingerprint, "decided by hand, and no text of this edition")
        )
    return compiled


class _Compiler:
    """Puts what it means into every condition, each different text of an attribute once."""

    def __init__(
        self, attributes: Attributes, decisions: Decisions, classes: Mapping[str, tuple[str, ...]]
    ) -> None:
        self.attributes = attributes
        self.decisions = decisions
        self.classes = classes
        self.done: dict[tuple[str, bool, str], Condition] = {}

    def everywhere(self, value: T) -> T:
        """Return a part of the model with its conditions compiled."""
        changed: T = self._any(value, None)
        return changed

    def _any(self, value: Any, owner: Any) -> Any:  # noqa: ANN401 - any part of the model
        if isinstance(value, Condition):
            return self._condition(value, owner)
        if _is_tuple(value):
            changed = tuple(self._any(item, owner) for item in value)
            return changed if any(new is not old for new, old in zip(changed, value, strict=True)) else value
        return self._dataclass(value) if is_dataclass(value) else value

    def _dataclass(self, value: Any) -> Any:  # noqa: ANN401
        changes: dict[str, Any] = {}
        for item in fields(value):
            old = getattr(value, item.name)
            new = self._any(old, value)
            if new is not old:
                changes[item.name] = new
        return replace(value, **changes) if changes else value

    def _condition(self, condition: Condition, owner: Any) -> Condition:  # noqa: ANN401
        if isinstance(owner, TemplateRow):
            return replace(condition, text="")
        key = condition.fingerprint, not isinstance(owner, Attribute), self._keyword(owner)
        if key not in self.done:
            self.done[key] = self._compiled(condition, bare=key[1], keyword=key[2])
        return self.done[key]

    def _keyword(self, owner: Any) -> str:  # noqa: ANN401
        named = self.attributes.by_tag.get(owner.tag) if isinstance(owner, Attribute) else None
        return named.keyword if named else ""

    def _compiled(self, condition: Condition, *, bare: bool, keyword: str) -> Condition:
        plain = replace(condition, text="")
        rule = (
            self.decisions.rule(condition.fingerprint, keyword)
            or self._of_iods(condition)
            or compile_text(condition.text, self.attributes, bare=bare)
        )
        return plain if rule is None else _with_rule(plain, rule)

    def _of_iods(self, condition: Condition) -> Rule | None:
        """Read a text that only refers to IODs: the SOP class is one of theirs."""
        if not _ONLY_REFERENCES.fullmatch(condition.text.strip(" .;:,")):
            return None
        if not all(section in self.classes for section in condition.sections):
            return None
        uids = tuple(uid for section in condition.sections for uid in self.classes[section])
        return Rule(Call("sop_class_is", tuple(dict.fromkeys(uids))))


def _is_tuple(value: object) -> TypeGuard[tuple[Any, ...]]:
    return isinstance(value, tuple)


def _with_rule(condition: Condition, rule: Rule) -> Condition:
    return replace(
        condition,
        outcome=rule.outcome,
        expression=str(rule.required or ""),
        allowed=str(rule.allowed or ""),
        forbidden=str(rule.forbidden or ""),
        otherwise=rule.otherwise,
    )
