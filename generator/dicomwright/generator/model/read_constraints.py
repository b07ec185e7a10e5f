"""Pass: what the text of a row, or of a section about its attribute, says that values must be -> Constraint."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dicomwright.generator.conditions.constraint_decisions import (
    ConstraintDecisions,
    load_constraint_decisions,
)
from dicomwright.generator.conditions.constraints import statements
from dicomwright.generator.facts import Constraint
from dicomwright.generator.model.read_value_lists import is_stated
from dicomwright.generator.model.text import fingerprint_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dicomwright.generator.docbook import Block
    from dicomwright.generator.model.part3 import Part3


@dataclass(frozen=True)
class ConstraintReader:
    """Reads the sentences that say what values must be; those of sections by what was decided of them."""

    part: Part3
    decisions: ConstraintDecisions = field(default_factory=load_constraint_decisions)

    def of_row(self, table: str, tag: str, blocks: Iterable[Block]) -> tuple[Constraint, ...]:
        """Return what the text of a row says, and what sections say of its attribute; each sentence once."""
        found = [*own_constraints(blocks), *self._of_sections(table, tag)]
        return tuple({constraint.fingerprint: constraint for constraint in found}.values())

    def _of_sections(self, table: str, tag: str) -> Iterator[Constraint]:
        places = (self.decisions.elsewhere.get((name, tag), ()) for name in ("", table))
        for place in (place for found in places for place in found):
            if not place.section:
                yield Constraint(fingerprint=place.fingerprint, place=place.place)
                continue
            division = self.part.division(place.section)
            sentences = (
                (sentence for block in division.blocks for sentence in statements(block.text))
                if division
                else ()
            )
            said = next((text for text in sentences if fingerprint_of(text) == place.fingerprint), "")
            if division is not None and said:
                yield Constraint(fingerprint=place.fingerprint, place=place.place, text=said)


def own_constraints(blocks: Iterable[Block]) -> Iterator[Constraint]:
    """Return what the text of a row says that values must be; what value lists say is read there."""
    for block in blocks:
        if block.kind == "note" or not block.text:
            continue
        for sentence in statements(block.text):
            if not is_stated(sentence):
                yield Constraint(fingerprint=fingerprint_of(sentence), text=sentence)
