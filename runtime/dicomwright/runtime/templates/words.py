"""Conditions and value constraints of rows in words, beside those of data sets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dicomwright.runtime.conditions import words
from dicomwright.runtime.vocabulary.uids import uid_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwright.runtime.conditions.expressions import Expression, Requirement

_RELATIONS: Final = {"row_value_is": "is", "row_value_differs": "is other than", "row_concept_is": "is named"}


def in_words(expression: Expression) -> str:
    """Return an expression in words, ``row 7 is present``."""
    return _WORDS[expression.name](expression)


def requirement_in_words(requirement: Requirement | None) -> str:
    """Return when a row is required, and when it may be there; empty where it has no condition."""
    return words.requirement_in_words(requirement, in_words)


def _joined(word: str) -> Callable[[Expression], str]:
    return lambda expression: f" {word} ".join(map(_part, expression.arguments))


def _part(expression: Expression) -> str:
    """Return a part of a longer expression, in brackets where it has several parts itself."""
    said = in_words(expression)
    return f"({said})" if expression.name in {"all_of", "any_of"} else said


def _not(expression: Expression) -> str:
    (part,) = expression.arguments
    if part.name == "row_present":
        rows = [*part.arguments]
        return f"rows {_listed(rows, 'and')} are absent" if rows[1:] else f"row {rows[0]} is absent"
    return f"it is not so that {_part(part)}"


def _listed(parts: list[str], last: str = "or") -> str:
    return f" {last} ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))


def _codes(parts: tuple[Any, ...]) -> str:
    pairs = zip(parts[::2], parts[1::2], strict=True)
    return _listed([f"({value}, {scheme})" for value, scheme in pairs])


def _row_codes(expression: Expression) -> str:
    row, *codes = expression.arguments
    return f"row {row} {_RELATIONS[expression.name]} {_codes(tuple(codes))}"


def _about(text: str) -> Callable[[Expression], str]:
    return lambda expression: text.format(*expression.arguments)


def _about_codes(text: str) -> Callable[[Expression], str]:
    return lambda expression: text.format(_codes(expression.arguments))


def _reference_has(expression: Expression) -> str:
    keyword, least, *most = expression.arguments
    count = f"{least}" if most == [least] else f"{least} to {most[0]}" if most else f"{least} or more"
    return f"the reference has {count} of {keyword}"


_WORDS: Final[dict[str, Callable[[Expression], str]]] = {
    "external": lambda e: str(e.arguments[0]),
    "all_of": _joined("and"),
    "any_of": _joined("or"),
    "not_": _not,
    "row_present": lambda e: f"row {_listed([*e.arguments])} is present",
    "row_value_is": _row_codes,
    "row_value_differs": _row_codes,
    "row_concept_is": _row_codes,
    "row_concept_in": _about("row {} is named by a code of CID {}"),
    "row_number_above": _about("row {} is greater than {}"),
    "row_exceeds": _about("row {} is greater than row {}"),
    "row_lacks": _about("row {} is without {}"),
    "row_count_at_least": _about("row {} has {} items or more"),
    "parent_value_is": _about_codes("the item above is {}"),
    "concept_present": _about_codes("{} is present"),
    "concept_anywhere": _about_codes("{} is in the document"),
    "in_template": lambda e: f"in TID {e.arguments[0]} {in_words(e.arguments[1])}",
    "in_any": lambda e: f"in any TID {e.arguments[0]} {in_words(e.arguments[1])}",
    "iod_has": _about("the IOD has {}"),
    "number_between": _about("the number is between {} and {}"),
    "number_at_least": _about("the number is {} or greater"),
    "number_above": _about("the number is greater than {}"),
    "whole_number": _about("the number is whole"),
    "distinct_numbers": _about("no two items have the same number"),
    "count_is_number": _about("there are as many items as row {} says, plus {}"),
    "unit_is_range": _about("the unit is the range from {} to row {}"),
    "text_has_form": lambda e: f"the value is {e.arguments[1]}",
    "graphic_type_is": lambda e: f"the graphic type is {_listed([*e.arguments])}",
    "refers_to_class": lambda e: f"the reference is to {_listed([*map(uid_name, e.arguments)])}",
    "reference_has": _reference_has,
    "refers_below": _about_codes("the item is below {}"),
    "refers_as_row": _about("the reference is to the item of row {}"),
    "refers_alike": _about("all items refer to the same one"),
    "refers_to_value": lambda e: (
        f"the reference is to {_codes(e.arguments[:2])} with {_codes(e.arguments[2:])}"
    ),
    "is_root": _about("it is the outermost item"),
    "table_columns": _about("the table has {} columns"),
    "table_rows": _about("the table has {} rows"),
    "cells_have_vr": _about("the cells have VR {}"),
    "column_has_vr": _about("column {} has VR {}"),
    "column_is": lambda e: f"column {e.arguments[0]} is {_codes(e.arguments[1:])}",
    "column_has_unit": lambda e: f"column {e.arguments[0]} has unit {_codes(e.arguments[1:])}",
}
