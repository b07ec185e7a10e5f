"""Places of items: which rows an item may be, through includes, and what it costs as each.

Nothing is as little as nothing is wrong; what cannot be kept as a row is no item of it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from dicomwright.runtime.content.nodes import NAMELESS
from dicomwright.runtime.content.taking import names_code
from dicomwright.runtime.narrow import is_code
from dicomwright.runtime.templates.parameters import passed_on, resolved
from dicomwright.runtime.templates.terms import Coded
from dicomwright.runtime.vocabulary.registry import edition_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydicom.sr.coding import Code

    from dicomwright.runtime.declarations.objects import DicomObject
    from dicomwright.runtime.templates.parameters import Bindings
    from dicomwright.runtime.templates.rows import Row
    from dicomwright.runtime.templates.terms import Terms

_OTHER_CODE: Final = 0.3
_ANY_CODE: Final = 0.2
_NAMED: Final = 0.1
OTHER_TEMPLATE: Final = 5.0
"""What an item costs that says that it is of another template."""


class Slot(NamedTuple):
    """A row that an item may be: of a class, or of a template that it includes, whose outermost row is `row`.

    `path` are the includes that lead there, of templates that have several outermost rows; `leaf` is the last row of
    the class that is reached so: an include, or the row itself.
    """

    path: tuple[Row, ...]
    leaf: Row
    row: Row
    bindings: Bindings
    relationship: str
    template: Any
    """The template that an include leads to."""

    @property
    def cls(self) -> Any:  # noqa: ANN401 - type[Entry]; None where a row keeps its value alone
        """The class of what matches."""
        return self.template or self.row.item


@lru_cache(maxsize=4096)
def slots_of(cls: Any, bindings: Bindings) -> tuple[Slot, ...]:  # noqa: ANN401 - type[Entry]
    """Return all that an item may be that stands in an object of a class, in the order of the tables."""
    return tuple(_slots(cls, bindings, "", ()))


def _slots(cls: Any, bindings: Bindings, relationship: str, path: tuple[Row, ...]) -> Iterator[Slot]:  # noqa: ANN401
    for row in cls.own_:
        own = row.relationship or relationship
        if row is cls.head_ or not row.given:
            continue
        if not row.include or row.by_reference:
            yield Slot(path, row, row, bindings, own, None)
            continue
        template = edition_of(row.owner).template(row.include)
        if template is None or row.item is not None or any(row.include == each.include for each in path):
            continue
        inner = passed_on(row, bindings)
        head = template.head_
        if head is not None:
            yield Slot(path, row, head, inner, head.relationship or own, template)
        else:
            yield from _slots(template, inner, own, (*path, row))


def code_in(item: DicomObject, keyword: str) -> Code | None:
    """Return the code of a sequence of one coded entry."""
    found = item.value_(keyword)
    return found[0] if found and is_code(found[0]) and found[0].value else None


def cost_of(slot: Slot, item: DicomObject) -> float | None:
    """Return what an item costs as a row, by what it says itself; None where it is not of the row."""
    row = slot.row
    if (item.value_("RelationshipType") or "") != slot.relationship:
        return None
    identifier = item.value_("ReferencedContentItemIdentifier")
    if row.by_reference or identifier:
        return _ANY_CODE if row.by_reference and identifier else None
    if item.value_("ValueType") != row.value_type:
        return None
    return _concept_cost(slot, code_in(item, "ConceptNameCodeSequence"))


def _concept_cost(slot: Slot, concept: Code | None) -> float | None:
    """Return what a concept name costs: that of one code is not kept, so that another is another row."""
    row = slot.row
    nameless = row.nameless or (row.value_type in NAMELESS and not row.concept)
    if concept is None:
        return 0.0 if nameless else None
    if not row.concept and nameless:
        return _NAMED if slot.cls is not None and "concept" in slot.cls.parts_ else None
    terms = resolved(row.concept, slot.bindings)
    if not terms:
        return _ANY_CODE
    if has(row, terms, concept):
        return 0.0
    fixed = len(row.concept) == 1 and isinstance(row.concept[0], Coded)
    given = len(terms) == 1 and isinstance(terms[0], Coded)
    return None if fixed or given else _OTHER_CODE


def has(row: Row, terms: Terms, code: Code) -> bool:
    """Tell whether terms have a code."""
    return any(names_code(row, term, code) for term in terms)
