"""References: the list of all that an object refers to goes when it refers to nothing any more (PS3.3 C.12.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwright.runtime.trees.tree import DataSet
    from dicomwright.runtime.validation.plan import ItemPlan

_LISTS: Final = (0x00081115, 0x00081200)  # Referenced Series Sequence, and that of other studies
_REFERENCED: Final = 0x00081155


def without_idle_lists(old: DataSet, new: DataSet, plan: ItemPlan) -> None:
    """Remove the lists where what they list is gone; not where the IOD demands them in any case."""
    if new.elements.keys().isdisjoint(_LISTS):
        return
    if any(True for _ in _references(new)) or not any(True for _ in _references(old)):
        return
    for tag in _LISTS:
        rule = plan.rule(tag)
        if rule is None or not any(demand.is_certain for demand in rule.demands):
            new.elements.pop(tag, None)


def _references(data: DataSet) -> Iterator[DataSet]:
    """Yield the items that refer to an instance, but those of the lists."""
    pending = [value for tag, (_, value) in data.elements.items() if tag not in _LISTS]
    while pending:
        value = pending.pop()
        for item in value if isinstance(value, list) else ():
            if _REFERENCED in item.elements:
                yield item
            pending += [inner for _, inner in item.elements.values()]
