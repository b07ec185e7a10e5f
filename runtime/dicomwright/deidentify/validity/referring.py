"""References: the list of all that an object refers to goes when it refers to nothing any more (PS3.3 C.12.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dicomwright.runtime.trees.tree import everywhere

if TYPE_CHECKING:
    from dicomwright.runtime.trees.tree import DataSet
    from dicomwright.runtime.validation.plan import ItemPlan

_LISTS: Final = (0x00081115, 0x00081200)  # Referenced Series Sequence, and that of other studies
_REFERENCED: Final = 0x00081155


def without_idle_lists(old: DataSet, new: DataSet, plan: ItemPlan) -> None:
    """Remove the lists where what they list is gone; not where the IOD demands them in any case."""
    if new.elements.keys().isdisjoint(_LISTS):
        return
    if _refers(new) or not _refers(old):
        return
    for tag in _LISTS:
        rule = plan.rule(tag)
        if rule is None or not any(demand.is_certain for demand in rule.demands):
            new.elements.pop(tag, None)


def _refers(data: DataSet) -> bool:
    """Tell whether an item refers to an instance, but those of the lists."""
    items = (
        item
        for tag, (_, value) in data.elements.items()
        if tag not in _LISTS and isinstance(value, list)
        for item in value
    )
    return any(_REFERENCED in each.elements for item in items for each in everywhere(item))
