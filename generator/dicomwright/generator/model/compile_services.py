"""Pass: the conditions of PS3.4 -> what they mean, where the data set alone decides; all others are noted.

Nothing is enforced by those: an operation is told more by who calls it than by what it carries.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from dicomwright.generator.accounting import Listed
from dicomwright.generator.conditions.compile import compile_text
from dicomwright.generator.conditions.names import attributes_of
from dicomwright.generator.facts import Condition, ServiceAttribute, ServiceEntry, ServiceInclude, ServiceUse
from dicomwright.generator.model.compile_conditions import with_rule

if TYPE_CHECKING:
    from dicomwright.generator.accounting import Accounting
    from dicomwright.generator.conditions.names import Attributes
    from dicomwright.generator.facts import Edition

_PART: Final = 4
_LEFT: Final = "a condition that no data set decides, or that is not understood"


def compile_services(edition: Edition, accounting: Accounting) -> Edition:
    """Compile the conditions of the tables of services; those that say nothing of the data set are dropped."""
    attributes = attributes_of(edition.data_elements)
    tables = (
        replace(table, entries=_Compiler(attributes, accounting, table.xml_id).entries(table.entries))
        for table in edition.service_tables
    )
    return replace(edition, service_tables=tuple(tables))


@dataclass(frozen=True, slots=True)
class _Compiler:
    """Puts what they mean into the conditions of one table."""

    attributes: Attributes
    accounting: Accounting
    table: str

    def entries(self, entries: tuple[ServiceEntry, ...]) -> tuple[ServiceEntry, ...]:
        return tuple(map(self._entry, entries))

    def _entry(self, entry: ServiceEntry) -> ServiceEntry:
        if isinstance(entry, ServiceInclude):
            return entry
        uses = tuple(map(self._use, entry.uses))
        if isinstance(entry, ServiceAttribute):
            return replace(entry, uses=uses, children=self.entries(entry.children))
        return replace(entry, uses=uses)

    def _use(self, use: ServiceUse) -> ServiceUse:
        return use if use.condition is None else replace(use, condition=self._condition(use.condition))

    def _condition(self, condition: Condition) -> Condition | None:
        rule = compile_text(condition.text, self.attributes, bare=True)
        if rule is not None and not any("external(" in str(part) for part in rule.expressions):
            return with_rule(replace(condition, text=""), rule)
        noted = Listed(_PART, "conditions of services", self.table, -1, condition.fingerprint, _LEFT)
        if noted not in self.accounting.notes:
            self.accounting.notes.append(noted)
        return None
