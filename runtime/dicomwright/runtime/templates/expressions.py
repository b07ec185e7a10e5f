"""Conditions and value constraints of the rows of templates, as data: what generated templates write.

They are expressions like those over data sets, in the same three-valued logic: what is joined by `all_of`, `any_of` and
`not_`, and `external`, are the same. Codes are given as value and scheme in turn.

"A row" means the content items that match it in the same invocation of the template: those beside or below the item in
question first, else those further out. "The item" is the one that the row with the constraint matches.
"""

from __future__ import annotations

from dicomwright.runtime.conditions.expressions import Expression

# --- conditions: whether a row may or shall be there


def row_present(*rows: str) -> Expression:
    """An item matches one of the rows."""
    return Expression("row_present", rows)


def row_value_is(row: str, *codes: str) -> Expression:
    """An item of the row has one of the codes as its value; false where there is none."""
    return Expression("row_value_is", (row, *codes))


def row_value_differs(row: str, *codes: str) -> Expression:
    """An item of the row has a value that is none of the codes; unknown where there is none."""
    return Expression("row_value_differs", (row, *codes))


def row_concept_is(row: str, *codes: str) -> Expression:
    """An item of the row has one of the codes as its concept name."""
    return Expression("row_concept_is", (row, *codes))


def row_concept_in(row: str, cid: str) -> Expression:
    """An item of the row has a concept name of the context group."""
    return Expression("row_concept_in", (row, cid))


def row_number_above(row: str, limit: float) -> Expression:
    """The number of an item of the row is greater than a limit."""
    return Expression("row_number_above", (row, limit))


def row_exceeds(row: str, other: str) -> Expression:
    """The number of the one row is greater than that of the other; unknown where one is absent."""
    return Expression("row_exceeds", (row, other))


def row_lacks(row: str, keyword: str) -> Expression:
    """An item matches the row, and lacks the attribute."""
    return Expression("row_lacks", (row, keyword))


def row_count_at_least(row: str, count: int) -> Expression:
    """So many items match the row, or more."""
    return Expression("row_count_at_least", (row, count))


def parent_value_is(*codes: str) -> Expression:
    """The item below which the row stands has one of the codes as its value."""
    return Expression("parent_value_is", codes)


def concept_present(*codes: str) -> Expression:
    """An item with one of the concept names stands where the row may."""
    return Expression("concept_present", codes)


def concept_anywhere(*codes: str) -> Expression:
    """An item with one of the concept names is in the document."""
    return Expression("concept_anywhere", codes)


def in_template(tid: str, part: Expression) -> Expression:
    """The part holds of the rows of the invocation of a template that is around this one; unknown outside of it."""
    return Expression("in_template", (tid, part))


def in_any(tid: str, part: Expression) -> Expression:
    """The part holds of the rows of some invocation of a template in the document."""
    return Expression("in_any", (tid, part))


def iod_has(value_type: str) -> Expression:
    """The IOD of the document allows content items of a value type."""
    return Expression("iod_has", (value_type,))


# --- constraints: what an item of the row must be


def number_between(least: float, most: float) -> Expression:
    """The number of the item is one of two numbers or between them."""
    return Expression("number_between", (least, most))


def number_at_least(least: float) -> Expression:
    """The number of the item is a number or greater."""
    return Expression("number_at_least", (least,))


def number_above(limit: float) -> Expression:
    """The number of the item is greater than a number."""
    return Expression("number_above", (limit,))


def whole_number() -> Expression:
    """The number of the item has no fraction."""
    return Expression("whole_number")


def distinct_numbers() -> Expression:
    """No two items of the row have the same number in one invocation."""
    return Expression("distinct_numbers")


def count_is_number(row: str, plus: int) -> Expression:
    """As many items match this row as the number of another row says, and so many more."""
    return Expression("count_is_number", (row, plus))


def unit_is_range(least: int, row: str) -> Expression:
    """The unit of the item is the range ({0:7}, UCUM) from the least to the number of a row."""
    return Expression("unit_is_range", (least, row))


def text_has_form(pattern: str, words: str) -> Expression:
    """The text of the item matches a regular expression as a whole; `words` say the same to people."""
    return Expression("text_has_form", (pattern, words))


def graphic_type_is(*types: str) -> Expression:
    """The coordinates of the item are of one of the graphic types."""
    return Expression("graphic_type_is", types)


def refers_to_class(*uids: str) -> Expression:
    """The item refers to an instance of one of the SOP classes."""
    return Expression("refers_to_class", uids)


def reference_has(keyword: str, least: int, most: int | None = None) -> Expression:
    """The reference of the item has so many values of an attribute."""
    return Expression("reference_has", (keyword, least) if most is None else (keyword, least, most))


def refers_below(*codes: str) -> Expression:
    """The item refers to, or is, a content item below one with one of the concept names."""
    return Expression("refers_below", codes)


def refers_as_row(row: str) -> Expression:
    """The item refers to the same content item as that of another row."""
    return Expression("refers_as_row", (row,))


def refers_alike() -> Expression:
    """All items of the row refer to the same content item in one invocation."""
    return Expression("refers_alike")


def refers_to_value(concept: str, concept_scheme: str, value: str, scheme: str) -> Expression:
    """The item refers to one with the concept name and the value."""
    return Expression("refers_to_value", (concept, concept_scheme, value, scheme))


def is_root() -> Expression:
    """The item is the outermost of the document."""
    return Expression("is_root")


def table_columns(count: int) -> Expression:
    """The table of the item has so many columns."""
    return Expression("table_columns", (count,))


def table_rows(count: int) -> Expression:
    """The table of the item has so many rows."""
    return Expression("table_rows", (count,))


def cells_have_vr(vr: str) -> Expression:
    """The cells of the table of the item are of a value representation."""
    return Expression("cells_have_vr", (vr,))


def column_has_vr(column: int, vr: str) -> Expression:
    """The cells of a column are of a value representation."""
    return Expression("column_has_vr", (column, vr))


def column_is(column: int, value: str, scheme: str) -> Expression:
    """A column has the concept name."""
    return Expression("column_is", (column, value, scheme))


def column_has_unit(column: int, value: str, scheme: str) -> Expression:
    """A column has the unit."""
    return Expression("column_has_unit", (column, value, scheme))
