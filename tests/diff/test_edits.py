"""One edit of a snapshot is one change, with its verdict: what people would say of it, and whether code must change."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from diff.editions import (
    code,
    edited_element,
    edited_group,
    edited_iod,
    edited_row,
    edited_rows,
    edited_table,
    made_row,
    pruned,
    with_row,
    without,
)

from dicomwright.diff import differences
from dicomwright.generator.facts import Attribute, FixedValue, Include, ItemCount, Uid, ValueList

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwright.diff.changes import Change
    from dicomwright.generator.facts import Edition


class Edit(NamedTuple):
    """An edit, the change that it is, and how the reasons why it breaks code begin (none: it does not)."""

    name: str
    make: Callable[[Edition], Edition]
    kind: str
    action: str
    title: str
    details: str
    breaking: tuple[str, ...] = ()


def new_row(tag: str, name: str, kind: str) -> Callable[[Any], Any]:
    """Add an attribute to a table."""
    return lambda table: replace(table, entries=(*table.entries, Attribute(tag=tag, name=name, type=kind)))


PATIENT = "Patient Module"
ID = "Patient ID (0010,0020)"
EDITS = (
    Edit(
        "type 3 -> 1 in a mandatory module",
        edited_row("Patient", "00100010", type="1"),
        "attribute",
        "changed",
        "Patient's Name (0010,0010) in Patient Module",
        "type 2 -> 1",
        ("the constructor demands it: iods.",),
    ),
    Edit(
        "type 1 -> 3",
        edited_row("SOP Common", "00080016", type="3"),
        "attribute",
        "changed",
        "SOP Class UID (0008,0016) in SOP Common Module",
        "type 1 -> 3",
        ("it can be None: iods.",),
    ),
    Edit(
        "optional attribute added",
        edited_table("Patient", new_row("00480304", "Tiles Overlap", "3")),
        "attribute",
        "added",
        "Tiles Overlap (0048,0304) in Patient Module",
        "VR CS; VM 1; type 3",
    ),
    Edit(
        "demanded attribute added",
        edited_table("Patient", new_row("00480304", "Tiles Overlap", "1")),
        "attribute",
        "added",
        "Tiles Overlap (0048,0304) in Patient Module",
        "VR CS; VM 1; type 1",
        ("the constructor demands it: iods.",),
    ),
    Edit(
        "attribute removed",
        edited_table("Patient", without("00100040")),
        "attribute",
        "removed",
        "Patient's Sex (0010,0040) in Patient Module",
        "VR CS; VM 1; type 2; enumerated values M, F, O",
        ("it is gone: iods.",),
    ),
    Edit(
        "enumerated value removed",
        edited_row("Patient", "00100040", value_lists=(ValueList(kind="enumerated", values=("M", "F")),)),
        "attribute",
        "changed",
        "Patient's Sex (0010,0040) in Patient Module",
        "enumerated values -O",
        ("value 'O' is not accepted any more: iods.",),
    ),
    Edit(
        "enumerated value added",
        edited_row(
            "Patient", "00100040", value_lists=(ValueList(kind="enumerated", values=("M", "F", "O", "X")),)
        ),
        "attribute",
        "changed",
        "Patient's Sex (0010,0040) in Patient Module",
        "enumerated values +X",
    ),
    Edit(
        "number of items",
        edited_row("Patient", "00101002", items=ItemCount(least=2, most=None)),
        "attribute",
        "changed",
        "Other Patient IDs Sequence (0010,1002) in Patient Module",
        "number of items 1-n -> 2-n",
    ),
    Edit(
        "VR",
        edited_element("00100030", vr=("LO",)),
        "data-element",
        "changed",
        "Patient's Birth Date (0010,0030)",
        "VR DA -> LO",
        ("type date is not accepted any more: iods.",),
    ),
    Edit(
        "VM",
        edited_element("00100020", vm=("1-n",)),
        "data-element",
        "changed",
        ID,
        "VM 1 -> 1-n",
        ("it has several values, not one: iods.",),
    ),
    Edit(
        "data element retired",
        edited_element("00100020", retired=True),
        "data-element",
        "retired",
        ID,
        "retired no -> yes",
    ),
    Edit(
        "keyword",
        edited_element("00321066", keyword="VisitReason"),
        "data-element",
        "renamed",
        "Reason for Visit (0032,1066)",
        "keyword ReasonForVisit -> VisitReason",
        ("the name is gone: dictionary.ELEMENTS['ReasonForVisit']", "it is gone: iods."),
    ),
    Edit(
        "code removed",
        edited_group("29", lambda group: replace(group, rows=group.rows[1:])),
        "code",
        "removed",
        "(AR, DCM, Autorefraction) in CID 29 Acquisition Modality",
        "",
        ("the name is gone: cids.CID29.Autorefraction",),
    ),
    Edit(
        "code added",
        edited_group("4", lambda group: replace(group, rows=(*group.rows, code("SCT", "1", "Third hand")))),
        "code",
        "added",
        "(1, SCT, Third hand) in CID 4 Anatomic Region",
        "",
    ),
    Edit(
        "context group retired",
        edited_group("4", lambda group: replace(group, retired=True)),
        "context-group",
        "retired",
        "CID 4 Anatomic Region",
        "retired no -> yes",
    ),
    Edit(
        "context group is extensible",
        edited_group("29", lambda group: replace(group, extensible=not group.extensible)),
        "context-group",
        "changed",
        "CID 29 Acquisition Modality",
        "extensible yes -> no",
        ("type Code is not accepted any more: templates.MadePart.Modality",),
    ),
    Edit(
        "usage of a module",
        edited_iod(
            "CT Image",
            modules=lambda rows: tuple(
                replace(row, usage="U") if row.name == "Frame of Reference" else row for row in rows
            ),
        ),
        "module-usage",
        "changed",
        "Frame of Reference in CT Image IOD",
        "usage M -> U",
        ("it can be None: iods.CTImage.FrameOfReferenceUID",),
    ),
    Edit(
        "module removed",
        edited_iod("CT Image", modules=lambda rows: tuple(row for row in rows if row.name != "Device")),
        "module-usage",
        "removed",
        "Device in CT Image IOD",
        "information entity Image; usage U",
        ("it is gone: iods.CTImage.", "CTImage has no base class Device any more"),
    ),
    Edit(
        "fixed value",
        edited_iod("CT Image", fixed_values=lambda _: (FixedValue(tag="00080060", values=("XX",)),)),
        "iod",
        "changed",
        "CT Image",
        "",
        ("value 'CT' is not accepted any more: iods.CTImage.Modality",),
    ),
    Edit(
        "UID added",
        lambda edition: replace(
            edition,
            uids=(
                *edition.uids,
                Uid(
                    value="1.2.3",
                    name="New Storage",
                    keyword="NewStorage",
                    type="SOP Class",
                    part="PS3.4",
                    retired=False,
                    table="table_A-1",
                ),
            ),
        ),
        "uid",
        "added",
        "New Storage 1.2.3",
        "keyword NewStorage; type SOP Class; part PS3.4",
    ),
    Edit(
        "include of another macro",
        edited_table(
            "Patient",
            lambda table: replace(table, entries=(*table.entries, Include(macro="table_10-11"))),
        ),
        "include",
        "added",
        "Include SOP Instance Reference in Patient Module",
        "",
        ("the constructor demands it: iods.",),
    ),
    Edit(
        "row of a template removed",
        edited_rows(row_3=lambda _: None),
        "template-row",
        "removed",
        "row 3 TEXT (COMMENT, 99TEST, Comment) in TID 9001 Made Report",
        "",
        ("it is gone: templates.MadeReport.Comment",),
    ),
    Edit(
        "optional row added",
        with_row(made_row("10", "Hint")),
        "template-row",
        "added",
        "row 10 TEXT (HINT, 99TEST, Hint) in TID 9001 Made Report",
        "",
    ),
    Edit(
        "demanded row added",
        with_row(made_row("10", "Hint", requirement="M")),
        "template-row",
        "added",
        "row 10 TEXT (HINT, 99TEST, Hint) in TID 9001 Made Report",
        "",
        ("the constructor demands it: templates.MadeReport.Hint",),
    ),
    Edit(
        "row that is called otherwise",
        edited_rows(row_7=lambda row: replace(row, concept=(replace(row.concept[0], meaning="Note"),))),
        "template-row",
        "changed",
        "row 7 TEXT (REMARK, 99TEST, Note) in TID 9001 Made Report",
        "",
        ("it is gone: templates.MadeReport.Remark",),
    ),
    Edit(
        "row demanded",
        edited_rows(row_4=lambda row: replace(row, requirement="M")),
        "template-row",
        "changed",
        "",
        "requirement U -> M",
        ("the constructor demands it: templates.MadeReport.Length",),
    ),
    Edit(
        "row demanded under a condition",
        edited_rows(row_4=lambda row: replace(row, requirement="MC")),
        "template-row",
        "changed",
        "",
        "requirement U -> MC",
    ),
    Edit(
        "row need not be there",
        edited_rows(row_6=lambda row: replace(row, requirement="U")),
        "template-row",
        "changed",
        "",
        "requirement M -> U",
        ("it can be None: templates.MadeReport.Label",),
    ),
    Edit(
        "unit is left open",
        edited_rows(row_4=lambda row: replace(row, units=())),
        "template-row",
        "changed",
        "",
        "units -(mm, UCUM, mm)",
        ("type PlainQuantity is not accepted any more: templates.MadeReport.Length",),
    ),
    Edit(
        "one inclusion",
        edited_rows(row_5=lambda row: replace(row, vm="1")),
        "template-row",
        "changed",
        "",
        "VM 1-n -> 1",
        ("it has one value, not several: templates.MadeReport.MadePart",),
    ),
    Edit(
        "nothing nested in a row any more",
        edited_rows(row_9=lambda _: None),
        "template-row",
        "removed",
        "",
        "",
        (
            "type GroupItem is not accepted any more: templates.MadeReport.Group",
            "the class is gone: templates.MadeReport.GroupItem",
        ),
    ),
    Edit(
        "template removed",
        lambda edition: replace(edition, templates=edition.templates[:-1]),
        "template",
        "removed",
        "TID 9002 Made Part",
        "",
        ("it is gone: templates.MadeReport.MadePart", "the class is gone: templates.MadePart"),
    ),
)


@cache
def changes_of(edit: Edit) -> tuple[Change, ...]:
    return differences(pruned(), replace(edit.make(pruned()), name="new")).changes


@pytest.mark.parametrize("edit", EDITS, ids=[edit.name for edit in EDITS])
def test_one_edit_is_one_change_with_its_verdict(edit: Edit) -> None:
    (change,) = changes_of(edit)
    assert (change.kind, change.action) == (edit.kind, edit.action)
    assert not edit.title or change.title == edit.title
    said = "; ".join(
        each.fact() if change.action in {"added", "removed"} else each.text() for each in change.details
    )
    assert not edit.details or said == edit.details
    assert len(change.breaking) == len(edit.breaking), change.breaking
    for reason, start in zip(change.breaking, edit.breaking, strict=True):
        assert reason.startswith(start)


def test_an_edition_compared_with_itself_has_no_changes() -> None:
    assert differences(pruned(), pruned()).changes == ()
