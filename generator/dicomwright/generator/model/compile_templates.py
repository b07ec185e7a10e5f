"""Pass: conditions and value constraints of the rows of templates -> what they mean; the texts are dropped."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from dicomwright.generator.accounting import Listed, Undecided
from dicomwright.generator.conditions.external import undecided
from dicomwright.generator.conditions.names import attributes_of
from dicomwright.generator.conditions.template_conditions import RowContext, choices_of, row_rule
from dicomwright.generator.conditions.template_decisions import TemplateDecisions, load_template_decisions
from dicomwright.generator.conditions.template_values import value_expression
from dicomwright.generator.model.compile_conditions import with_rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dicomwright.generator.accounting import Accounting
    from dicomwright.generator.conditions.compile import Rule
    from dicomwright.generator.facts import Condition, Edition, RowConstraint, Template, TemplateRow

_PART: Final = 16
_UNUSED: Final = "decided by hand, and no text of this edition"


def compile_templates(edition: Edition, accounting: Accounting) -> Edition:
    """Compile the rows of all templates; what nobody has decided, and what is not in the edition, is noted."""
    attributes = attributes_of(edition.data_elements)
    keywords = {tag: named.keyword for tag, named in attributes.by_tag.items()}
    decisions = load_template_decisions()
    templates = tuple(_template(template, decisions, keywords) for template in edition.templates)
    for before, after in zip(edition.templates, templates, strict=True):
        accounting.undecided.update(_open(before, after))
    whole = edition.templates and edition.iods  # an excerpt lacks most texts
    for fingerprint in decisions.unused() if whole else ():
        accounting.notes.append(Listed(_PART, "conditions", "", -1, fingerprint, _UNUSED))
    return replace(edition, templates=templates)


def _open(before: Template, after: Template) -> Iterator[Undecided]:
    """Yield the texts of a template that are still to be decided."""
    section = f"TID {before.tid}"
    for row, compiled in zip(before.rows, after.rows, strict=True):
        subject = f"row {row.row}"
        condition = compiled.condition
        if row.condition and condition and condition.outcome == "not_understood":
            yield Undecided(
                "row", condition.fingerprint, section, subject, " ".join(row.condition.text.split())
            )
        for words, said in zip(row.constraints, compiled.constraints, strict=True):
            if not (said.expression or said.reason):
                yield Undecided("value", said.fingerprint, section, subject, " ".join(words.text.split()))


def _template(template: Template, decisions: TemplateDecisions, keywords: Mapping[str, str]) -> Template:
    rules: dict[str, Rule] = {}
    rows: list[TemplateRow] = []
    for row in template.rows:
        said = tuple(_constraint(item, decisions, f"{template.tid}.{row.row}") for item in row.constraints)
        condition = row.condition
        if condition is not None:
            rule = _rule(condition, RowContext(template, row, keywords), decisions)
            condition = _compiled(condition, rule, template, row)
            rules |= {row.row: rule} if rule is not None else {}
        rows.append(replace(row, condition=condition, constraints=said))
    choices = choices_of(rules)
    return replace(template, rows=tuple(replace(row, choice=choices.get(row.row, ())) for row in rows))


def _rule(condition: Condition, context: RowContext, decisions: TemplateDecisions) -> Rule | None:
    place = f"{context.template.tid}.{context.row.row}"
    return decisions.conditions.rule(condition.fingerprint, place) or row_rule(condition.text, context)


def _compiled(condition: Condition, rule: Rule | None, template: Template, row: TemplateRow) -> Condition:
    plain = replace(condition, text="")
    if rule is None:
        return replace(plain, place=undecided(f"TID {template.tid}", f"row {row.row}"))
    return with_rule(plain, rule)


def _constraint(said: RowConstraint, decisions: TemplateDecisions, place: str) -> RowConstraint:
    plain = replace(said, text="")
    decided = decisions.value(said.fingerprint, place)
    if decided is not None:
        return replace(plain, expression=str(decided[0] or ""), reason=decided[1])
    return replace(plain, expression=str(value_expression(said.text) or ""))
