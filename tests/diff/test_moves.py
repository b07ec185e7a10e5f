"""What only stands elsewhere is no loss: rows that a macro has now, tables that are numbered anew."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any

from diff.editions import edited_table, pruned, without

from dicomwright.diff import differences
from dicomwright.generator.facts import Attribute, AttributeTable, Include, SpecRef

if TYPE_CHECKING:
    from dicomwright.diff.changes import Change
    from dicomwright.generator.facts import Edition

SEX = "00100040"


def changes(old: Edition, new: Edition) -> tuple[Change, ...]:
    return differences(old, replace(new, name="new")).changes


def table(name: str) -> AttributeTable:
    return next(each for each in pruned().attribute_tables if each.name == name and each.kind == "module")


def row(name: str, tag: str) -> Attribute:
    return next(each for each in table(name).entries if isinstance(each, Attribute) and each.tag == tag)


def with_macro(edition: Edition, *rows: Attribute) -> Edition:
    """Add a macro."""
    ref = SpecRef(part=3, xml_id="table_10-99", section="10.99", section_id="sect_10.99")
    macro = AttributeTable(xml_id="table_10-99", kind="macro", name="Person", ref=ref, entries=rows)
    return replace(edition, attribute_tables=(*edition.attribute_tables, macro))


def included(edition: Edition) -> Edition:
    """Let the Patient module include the macro."""
    return edited_table(
        "Patient", lambda one: replace(one, entries=(*one.entries, Include(macro="table_10-99")))
    )(edition)


def test_a_row_that_a_new_macro_has_is_moved_and_breaks_nothing() -> None:
    new = included(with_macro(edited_table("Patient", without(SEX))(pruned()), row("Patient", SEX)))
    macro, include = sorted(changes(pruned(), new), key=lambda change: change.kind, reverse=True)
    assert (macro.kind, macro.action, macro.name) == ("macro", "added", "Person")
    assert (include.kind, include.action, include.place) == ("include", "moved", "Patient Module")
    assert [each.what for each in include.details] == ["takes the place of Patient's Sex (0010,0040)"]
    assert not macro.breaking
    assert not include.breaking


def test_a_row_that_a_macro_had_is_moved_and_breaks_nothing() -> None:
    old = included(with_macro(edited_table("Patient", without(SEX))(pruned()), row("Patient", SEX)))
    attribute, macro = sorted(changes(old, pruned()), key=lambda change: change.kind)
    assert (attribute.kind, attribute.action, attribute.place) == ("attribute", "moved", "Patient Module")
    assert attribute.details[-1].text() == "takes the place of Include Person"
    assert (macro.kind, macro.action) == ("macro", "removed")
    assert not attribute.breaking
    assert macro.breaking == ("the class is gone: macros.Person",)


def test_a_row_that_changes_as_it_moves_says_so() -> None:
    demanded = replace(row("Patient", SEX), type="1")
    new = included(with_macro(edited_table("Patient", without(SEX))(pruned()), demanded))
    (include,) = (change for change in changes(pruned(), new) if change.kind == "include")
    assert [each.what for each in include.details][1:] == ["Patient's Sex: type 2 -> 1"]
    assert include.breaking[0].startswith("the constructor demands it: iods.")


def test_a_row_that_goes_into_a_macro_that_is_there_is_one_change() -> None:
    other = row("Patient", "00104000")
    old = included(with_macro(edited_table("Patient", without("00104000"))(pruned()), other))
    new = edited_table("Patient", without(SEX))(old)
    new = edited_table(
        "Person", lambda one: replace(one, entries=(*one.entries, row("Patient", SEX))), kind="macro"
    )(new)
    (change,) = changes(old, new)
    assert (change.kind, change.action, change.place) == ("attribute", "moved", "Person Macro")
    assert "takes the place of Patient's Sex (0010,0040) of Patient Module" in [
        each.what for each in change.details
    ]
    assert not [reason for reason in change.breaking if "iods." in reason]


def renamed(value: Any, old: str, new: str) -> Any:  # noqa: ANN401 - any value of the model
    """Put another id in the place of one, wherever it is referred to."""
    if isinstance(value, tuple):
        return tuple(renamed(each, old, new) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(
            value, **{each.name: renamed(getattr(value, each.name), old, new) for each in fields(value)}
        )
    return new if value == old else value


def test_a_table_that_is_numbered_anew_is_one_change_that_breaks_nothing() -> None:
    macro = next(each for each in pruned().attribute_tables if each.name == "Code Sequence")
    (change,) = changes(pruned(), renamed(pruned(), macro.xml_id, "table_8.8-99"))
    assert (change.kind, change.action, change.name) == ("macro", "changed", "Code Sequence")
    assert change.details[0].text() == f"id of the table {macro.xml_id} -> table_8.8-99"
    assert not change.breaking


def test_a_row_that_goes_into_another_sequence_is_one_change_that_breaks() -> None:
    into = "00101002"

    def moved(one: AttributeTable) -> AttributeTable:
        rows = without(SEX)(one).entries
        return replace(
            one,
            entries=tuple(
                replace(each, children=(*each.children, row("Patient", SEX)))
                if isinstance(each, Attribute) and each.tag == into
                else each
                for each in rows
            ),
        )

    (change,) = changes(pruned(), edited_table("Patient", moved)(pruned()))
    assert (change.kind, change.action) == ("attribute", "moved")
    assert change.details[0].text() == "place Patient Module -> Patient Module > Other Patient IDs Sequence"
    assert any("it is gone: iods." in reason for reason in change.breaking)
