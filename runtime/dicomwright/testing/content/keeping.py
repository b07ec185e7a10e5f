"""Values that keep the constraints of rows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from dicomwright.runtime.conditions.expressions import Expression
from dicomwright.runtime.templates import Coded

if TYPE_CHECKING:
    from random import Random

    from dicomwright.runtime.templates import Row
    from dicomwright.testing.content.made import Made


def graphic_of(row: Row) -> str:
    """Return a graphic type that a row admits."""
    allowed = row.graphic_types or ("POLYLINE", "POINT", "POLYGON", "CIRCLE")
    return next(each for each in allowed if each not in row.not_graphic_types)


def keep(constraint: Expression, item: Made, random: Random) -> None:
    """Give an item a value that keeps a constraint."""
    name, said = constraint.name, constraint.arguments
    if name in {"all_of", "any_of"}:
        for part in said if name == "all_of" else said[:1]:
            keep(part, item, random)
    elif name == "number_between":
        item.number = float(random.randint(int(-(-said[0] // 1)), int(said[1])))
    elif name == "number_at_least":
        item.number = max(item.number or 0, said[0])
    elif name == "number_above":
        item.number = max(item.number or 0, said[0] + 1)
    elif name == "distinct_numbers":
        item.number = float(int(item.key[-1]) + 1)
    else:
        _keep_other(name, said, item)


def _keep_other(name: str, said: tuple[Any, ...], item: Made) -> None:
    if name == "text_has_form":
        item.text = next(text for text in ("12", "text") if re.fullmatch(said[0], text))
    elif name == "graphic_type_is":
        item.graphic = said[0]
    elif name == "refers_to_class":
        item.classes = (said[0],)
    elif name == "reference_has":
        item.counts[said[0]] = said[1]


def fit_counts(item: Made) -> None:
    """Give a number that says how many items another row has."""
    for constraint in item.row.constraints:
        if constraint.name == "count_is_number":
            row, plus = constraint.arguments
            peers = item.call.items[item.row.number]
            for other in item.call.items[row]:
                other.number = float(len(peers) - plus)


def fit_units(item: Made) -> None:
    """Give a unit that names the range of a scale, which another row has."""
    for constraint in item.row.constraints:
        if constraint.name == "unit_is_range":
            least, row = constraint.arguments
            for other in item.call.items[row]:
                item.units = Coded(f"{{{least}:{other.number:g}}}", "UCUM", "range")


def fit_graphics(item: Made) -> None:
    """Give coordinates a form by how many there are."""
    several = len(item.call.items[item.row.number]) > 1
    for constraint in item.row.constraints:
        parts = {part.name: part.arguments for part in constraint.arguments if isinstance(part, Expression)}
        if constraint.name == "any_of" and "graphic_type_is" in parts and several == ("not_" in parts):
            item.graphic = parts["graphic_type_is"][0]
