"""What the value of an item must be as a row: its code, or unit, is one of those that the row names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwright.runtime.reports.findings import Severity
    from dicomwright.runtime.validation.content.items import CodeKey, Item
    from dicomwright.runtime.validation.content.levels import Leaf, Named

_VALUE: Final = 0x0040A168
_MEASURED: Final = 0x0040A300
_GRAPHIC_TYPE: Final = 0x00700023
_CONCEPT: Final = 0x0040A043


class Fault(NamedTuple):
    """What is wrong with the value of an item: where in the item, and how bad it is."""

    code: str
    severity: Severity
    place: str
    tag: int
    message: str


def value_faults(leaf: Leaf, item: Item) -> Iterator[Fault]:
    """Yield what is wrong with the value of an item that is a row; one by reference has none."""
    if item.by_reference:
        return
    yield from _concept_faults(leaf, item)
    if leaf.row.value_type == "CODE":
        yield from _code_faults("template-value", "ConceptCodeSequence", _VALUE, leaf.values, item.coded)
    elif leaf.row.value_type == "NUM":
        place = "MeasuredValueSequence[0].MeasurementUnitsCodeSequence"
        named = leaf.units if leaf.units.known else leaf.values
        yield from _code_faults("template-value", place, _MEASURED, named, item.unit)
    elif leaf.row.graphic_types or leaf.row.not_graphic_types:
        yield from _graphic_faults(leaf, item)


def is_doubtful(leaf: Leaf, item: Item) -> bool:
    """Whether an item has a code that the row does not let it have."""
    found = value_faults(leaf, item) if leaf.row.value_type == "CODE" else ()
    return any(fault.tag == _VALUE and fault.severity == "error" for fault in found)


def _concept_faults(leaf: Leaf, item: Item) -> Iterator[Fault]:
    """Yield what is wrong with a concept name that is none of those of the row: it was taken for want of a better."""
    if leaf.names.known and not leaf.row.nameless:
        yield from _code_faults(
            "template-concept", "ConceptNameCodeSequence", _CONCEPT, leaf.names, item.concept
        )


def _code_faults(code: str, place: str, tag: int, named: Named, found: CodeKey | None) -> Iterator[Fault]:
    """Compare a code; others than those of an extensible group will do, and are worth knowing for a baseline."""
    if found is None or not named.known or named.open or named.member(found):
        return
    titles = [group.title for group in named.groups]
    severity: Severity = "error"
    if any(group.baseline for group in named.groups):
        severity = "information"
    elif any(group.extensible for group in named.groups) or (not titles and not named.enumerated):
        severity = "warning" if titles else "information"
    said = " or ".join(titles) if titles else "the code that the template names"
    verb = "is not in" if titles else "is not"
    yield Fault(code, severity, place, tag, f"{verb} {said}")


def _graphic_faults(leaf: Leaf, item: Item) -> Iterator[Fault]:
    found = item.graphic_type
    allowed, denied = leaf.row.graphic_types, leaf.row.not_graphic_types
    if found and ((allowed and found not in allowed) or found in denied):
        words = f"must be {' or '.join(allowed)}" if allowed else f"must not be {' or '.join(denied)}"
        yield Fault("template-value", "error", "GraphicType", _GRAPHIC_TYPE, words)
