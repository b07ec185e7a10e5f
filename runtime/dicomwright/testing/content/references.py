"""References of items to others, by what rows and their constraints say of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwright.runtime.templates import resolved
from dicomwright.testing.content.codes import named_codes

if TYPE_CHECKING:
    from dicomwright.runtime.conditions.expressions import Expression
    from dicomwright.testing.content.made import Made


def refers(item: Made, other: Made) -> bool:
    """Whether an item by reference may lead to another one."""
    if other.by_reference or other.row.value_type != item.row.value_type or other in item.above():
        return False
    names = resolved(item.row.concept, item.call.bindings)
    codes = {(each.value, each.scheme) for each in named_codes(names)}
    if codes and other.concept not in codes:
        return False
    return all(_kept(constraint, item, other) for constraint in item.row.constraints)


def _kept(constraint: Expression, item: Made, other: Made) -> bool:
    if constraint.name == "all_of":
        return all(_kept(part, item, other) for part in constraint.arguments)
    if constraint.name == "refers_below":
        return any(above.concept == constraint.arguments for above in other.above())
    if constraint.name in {"refers_as_row", "refers_alike"}:
        row = constraint.arguments[0] if constraint.arguments else item.row.number
        targets = [each.target for each in item.call.items.get(row, ()) if each.target is not None]
        return not targets or other in targets
    if constraint.name == "refers_to_value":
        return (*(other.concept or ()), *(other.value or ())) == constraint.arguments
    if constraint.name == "refers_to_class":
        return bool(other.classes) and other.classes[0] in constraint.arguments
    return constraint.name != "reference_has" or other.counts.get(constraint.arguments[0], 0) == 1
