"""Search of the content of documents: items by concept name, value type and relationship, wherever they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwright.runtime.content.codes import code_in, is_same

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pydicom.sr.coding import Code

    from dicomwright.runtime.declarations.objects import DicomObject


def find(
    document: DicomObject,
    *,
    concept: Code | None = None,
    value_type: str | None = None,
    relationship: str | None = None,
) -> Iterator[Any]:
    """Yield the content items of a document, or below one of its items, that are what is asked for, in their order.

    They are objects of the class of the items of its Content Sequence. A concept name is found by scheme and value.
    """
    asked: list[Callable[[DicomObject], bool]] = []
    if concept is not None:
        asked.append(lambda item: is_same(code_in(item, "ConceptNameCodeSequence"), concept))
    if value_type is not None:
        asked.append(lambda item: item.value_("ValueType") == value_type)
    if relationship is not None:
        asked.append(lambda item: item.value_("RelationshipType") == relationship)
    return (item for item in items_below(document) if all(test(item) for test in asked))


def items_below(holder: DicomObject) -> Iterator[Any]:
    """Yield all the content items below a document or an item, each before those that are nested in it."""
    waiting = list(reversed(holder.value_("ContentSequence") or ()))
    while waiting:
        item = waiting.pop()
        yield item
        waiting += reversed(item.value_("ContentSequence") or ())
