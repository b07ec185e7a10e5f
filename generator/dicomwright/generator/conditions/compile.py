"""A condition text -> a rule: what demands the attribute, what allows it, what forbids it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from dicomwright.generator.conditions.exceptions import ITEM, condition_of, exception_of, without_borders
from dicomwright.generator.conditions.expressions import Call, any_of, atoms, not_, with_names
from dicomwright.generator.conditions.grammar import NotUnderstoodError
from dicomwright.generator.conditions.marking import mark
from dicomwright.generator.conditions.sentences import Sentence, sentences_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwright.generator.conditions.marking import Marked
    from dicomwright.generator.conditions.names import Attributes
    from dicomwright.generator.facts import Otherwise, Outcome

# What these sentences say is in their condition: without one, the text is cut.
_CONDITIONAL: Final = frozenset(
    {
        "required",
        "required_unless",
        "only_required",
        "may_if",
        "may_unless",
        "only_if",
        "only_unless",
        "shall_not_if",
    }
)
# What is said of one condition: no other sentence fits beside it.
_ALONE: Final = frozenset({"only_if", "only_unless"})
_CONTRADICTED: Final = frozenset({"may", "may_if", "may_unless", "only_if", "only_unless", "required"})

# Texts of includes and value lists are conditions without the words that demand.
_BARE: Final = re.compile(r"^(?:if\b|when\b)?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rule:
    """What a text says; `otherwise` is what holds where `required` does not, unless `allowed` says so.

    "silent" is decided by PS3.5 7.4: a conditional attribute whose condition is not met shall not be there.
    """

    required: Call | None = None
    allowed: Call | None = None
    forbidden: Call | None = None
    otherwise: Otherwise = "silent"

    @property
    def expressions(self) -> tuple[Call, ...]:
        """The expressions that there are."""
        return tuple(item for item in (self.required, self.allowed, self.forbidden) if item is not None)

    def named(self, name_of: Callable[[str], str]) -> Rule:
        """Return the rule with names in place of the fingerprints of what the data set cannot tell."""
        return replace(
            self,
            required=self.required and with_names(self.required, name_of),
            allowed=self.allowed and with_names(self.allowed, name_of),
            forbidden=self.forbidden and with_names(self.forbidden, name_of),
        )

    @property
    def outcome(self) -> Outcome:
        """Whether the data set alone decides."""
        external = [atom.name == "external" for item in self.expressions for atom in atoms(item)]
        if not external:
            return "not_understood"
        if all(external):
            return "external"
        return "partly_external" if any(external) else "compiled"


def compile_text(text: str, attributes: Attributes, *, bare: bool = False) -> Rule | None:
    """Compile a text; None when some of it is not understood. `bare`: it may start without "Required if"."""
    for way in (text, without_borders(text)) if ITEM in text else (without_borders(text),):
        marked = mark(way, attributes)
        try:
            return _rule(marked, sentences_of(marked.text), bare=bare)
        except NotUnderstoodError:
            continue
    return None


def _rule(marked: Marked, sentences: tuple[Sentence, ...], *, bare: bool) -> Rule:
    if bare and sentences and sentences[0].role == "unknown":
        first = Sentence("required", _BARE.sub("", sentences[0].condition, count=1))
        sentences = (first, *sentences[1:])
    said: dict[str, list[Call]] = {}
    for sentence in sentences:
        if sentence.role == "unknown" or (sentence.role in _CONDITIONAL and not sentence.condition):
            raise NotUnderstoodError(marked.text)
        said.setdefault(sentence.role, [])
        if sentence.condition:
            read = exception_of if sentence.role.endswith("_unless") else condition_of
            said[sentence.role].append(read(marked, sentence.condition))
    rule = _of_roles(said)
    if not rule.expressions:
        raise NotUnderstoodError(marked.text)
    return rule


def _of_roles(said: dict[str, list[Call]]) -> Rule:
    """Put the sentences together; several that demand are alternatives."""
    if len(said.keys() - {"neutral"}) > 1 and _ALONE & said.keys():
        raise NotUnderstoodError("only if, and more")
    if "only_required" in said and _CONTRADICTED & said.keys():
        raise NotUnderstoodError("if and only if, and more")
    if {"may", "shall_not"} <= said.keys():
        raise NotUnderstoodError("two ways to go on otherwise")
    required = [*said.get("required", ()), *said.get("only_required", ())]
    required += [not_(part) for part in said.get("required_unless", ())]
    allowed = [*said.get("may_if", ()), *said.get("only_if", ()), *said.get("only_unless", ())]
    forbidden = [*said.get("shall_not_if", ()), *said.get("may_unless", ())]
    otherwise: Otherwise = "silent"
    if "may" in said or "may_unless" in said:
        otherwise = "may"
    elif "shall_not" in said or "only_required" in said or allowed:
        otherwise = "shall_not"
    return Rule(
        required=_either(required),
        allowed=_either(allowed),
        forbidden=_either(forbidden),
        otherwise=otherwise,
    )


def _either(parts: list[Call]) -> Call | None:
    return any_of(parts) if parts else None
