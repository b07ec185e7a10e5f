"""PS3.4: what operations carry, and what queries ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from generator.parts import made_up, notes, part4, reasons, table

from dicomwright.generator.accounting import Accounting
from dicomwright.generator.errors import ModelError
from dicomwright.generator.facts import (
    ItemCount,
    ServiceAttribute,
    ServiceEntry,
    ServiceInclude,
    ServiceRest,
    ServiceTable,
    ServiceUse,
)
from dicomwright.generator.model.expectations import check_expectations
from dicomwright.generator.model.read_parts import read_part4

if TYPE_CHECKING:
    from pathlib import Path

N_CREATE = "Attribute Name|Tag|Req. Type N-CREATE (SCU/SCP)|Req. Type N-SET (SCU/SCP)|Final State"
ACTION = "Action Type Name|Action Type ID|Attribute|Tag|Requirement Type SCU/SCP"
KEYS = "Description / Module|Tag|Matching Key Type|Return Key Type|Remark / Matching Type"


def tables(edition: str = "2025e") -> dict[tuple[str, str], ServiceTable]:
    return {(each.xml_id, each.type_id): each for each in part4(edition)[0].service_tables}


def row(entries: tuple[ServiceEntry, ...], *tags: str) -> ServiceAttribute:
    """Return the row at the end of a path of tags."""
    found = next(each for each in entries if isinstance(each, ServiceAttribute) and each.tag == tags[0])
    return row(found.children, *tags[1:]) if tags[1:] else found


def uses(entry: ServiceAttribute) -> dict[str, tuple[str, str]]:
    return {use.column: (use.scu, use.scp) for use in entry.uses}


def test_every_row_is_accounted_for() -> None:
    part, accounting = part4()
    accounting.check()
    assert len(part.service_tables) == 79
    kinds = {each.kind for each in accounting.listed}
    assert {each.reason for each in accounting.listed} == {"heading row"}
    assert kinds == {"attributes of operations", "keys of queries", "service attributes"}


@pytest.mark.parametrize("edition", ["2024e", "2013"])
def test_other_editions(edition: str) -> None:
    part, accounting = part4(edition)
    accounting.check()
    assert len(part.service_tables) == 79


def test_a_performed_step() -> None:
    entries = tables()["table_F.7.2-1", ""].entries
    assert uses(row(entries, "00400252")) == {"create": ("1", "1"), "set": ("3", "1")}
    assert row(entries, "00400252").uses[0].fixed == "IN PROGRESS"  # F.7.2.1.2
    assert uses(row(entries, "00400340")) == {"create": ("2", "2"), "set": ("3", "1"), "final": ("1", "")}
    assert uses(row(entries, "00400340", "00081140"))["final"] == ("2", "")  # F.7.2.2.2
    assert uses(row(entries, "00400270", "0020000D")) == {"create": ("1", "1"), "set": ("", "")}


def test_a_unified_step() -> None:
    found = tables()
    entries = found["table_CC.2.5-3", ""].entries
    assert uses(row(entries, "00741000")) == {
        "create": ("1", "1"), "set": ("", ""), "final": ("R", ""), "get": ("3", "1"), "matching": ("R", ""),
        "return": ("1", ""),
    }  # fmt: skip
    assert row(entries, "00741000").uses[0].fixed == "SCHEDULED"
    assert row(entries, "00741002").uses[0].empty
    assert row(entries, "00741002", "00404052").tag == "00404052"  # printed beside the sequence
    assert row(entries, "00741216", "00404050").name == "Performed Procedure Step Start DateTime"
    assert row(entries, "00404021").children == (ServiceInclude(macro="table_CC.2.5-2c"),)
    assert [each.type_name for key, each in found.items() if key[0] == "table_CC.2.3-1"] == [
        "Subscribe to Receive UPS Event Reports",
        "Unsubscribe from Receiving UPS Event Reports",
        "Suspend Global Subscription",
    ]


def test_a_worklist() -> None:
    entries = tables()["table_K.6-1", ""].entries
    date = row(entries, "00400100", "00400002")
    assert date.uses == (
        ServiceUse(column="matching", scu="R", matching=("single value", "range")),
        ServiceUse(column="return", scu="1"),
    )
    assert uses(row(entries, "00400100", "00400008", "00400440")) == {
        "matching": ("", ""),
        "return": ("3", ""),
    }
    assert row(entries, "00400500").items == ItemCount(least=1, most=None)
    rest = [each.modules for each in entries if isinstance(each, ServiceRest)]
    assert ("Visit Identification",) in rest
    assert len(rest) == 10


def read(folder: Path, body: str) -> tuple[tuple[ServiceTable, ...], Accounting]:
    accounting = Accounting()
    found = read_part4(
        made_up(folder, 4, f'<chapter xml:id="chapter_Y" label="Y">{body}</chapter>'), accounting
    )
    accounting.check()
    return found.service_tables, accounting


def said(accounting: Accounting) -> list[str]:
    """Return notes, but those of errata of other editions."""
    return [note for note in notes(accounting) if "erratum" not in note]


def test_what_cells_say(tmp_path: Path) -> None:
    body = table(
        "table_Y-1",
        N_CREATE,
        "Boxes|(0040,0100)|1/1 (only a single Item shall be permitted)|Not allowed|O",
        "&gt;Size|(0028,0010)|1C/2 (Required if Colour (0028,0004) is RED). More words.|-/1 The SCP does it|R",
        "&gt;Form|(0028,0011)|2/2 Shall be empty|see below|",
        '&gt;Colour|(0028,0004)|1/1 with a value of "RED"|3/3|RC',
        "&gt;All other Attributes of the Blue Box Module|| 3/3|3/3|O",
        "Heading",
        "&gt;&gt;Depth|(0028,0012)|3/3|3/3|",
        caption="Box N-CREATE Attributes",
    )
    (found,), accounting = read(tmp_path, body)
    boxes = row(found.entries, "00400100")
    assert boxes.items == ItemCount(least=1, most=1)
    size = row(boxes.children, "00280010")
    assert uses(size) == {"create": ("1C", "2"), "set": ("", "1"), "final": ("R", "")}
    assert size.uses[0].condition is not None
    assert size.uses[0].condition.text == "Required if Colour (0028,0004) is RED"
    form, colour = row(boxes.children, "00280011"), row(boxes.children, "00280004")
    assert form.uses == (ServiceUse(column="create", scu="2", scp="2", empty=True),)
    assert colour.uses[0].fixed == "RED"
    rest = boxes.children[3]
    assert isinstance(rest, ServiceRest)
    assert rest.modules == ("Blue Box",)
    assert reasons(accounting) == ["heading row"]
    assert said(accounting) == [
        "1 columns of cells below a header of 5",
        "what set says is not read: it refers to a section, or is in words",
        "nested 2 deep below a row nested 1 deep",
    ]


def test_types_of_actions(tmp_path: Path) -> None:
    body = table(
        "table_Y-1", ACTION, "Open|1|Size|(0028,0010)|1/1", "||Form|(0028,0011)|U/M", "Close|2|||", "Burn|||",
        caption="Box Action Information",
    )  # fmt: skip
    found, accounting = read(tmp_path, body)
    assert [(each.type_id, each.type_name, len(each.entries)) for each in found] == [
        ("1", "Open", 2),
        ("2", "Close", 0),
        ("", "Burn", 0),
    ]
    assert said(accounting) == ["4 columns of cells below a header of 5", "no number of the type"]


def test_a_table_that_a_caption_promises_is_an_error(tmp_path: Path) -> None:
    body = table(
        "table_Y-1",
        "Name of it|Number|Colour",
        "Size|(0028,0010)|red",
        caption="Attributes for the Box Information Model",
    )
    book = made_up(tmp_path, 4, f'<chapter xml:id="chapter_Y" label="Y">{body}</chapter>')
    accounting = Accounting()
    read_part4(book, accounting)
    with pytest.raises(ModelError, match=r"table_Y-1 .*expected keys of queries: no column for"):
        check_expectations({4: book}, accounting)


def test_matching_that_is_named(tmp_path: Path) -> None:
    body = table(
        "table_Y-1",
        KEYS,
        "Size|(0028,0010)|R|1|Shall be retrieved with Single Value, Wild Card or Universal matching.",
        "Form|(0028,0011)|O|3|May be long.",
        caption="Attributes for the Box Information Model",
    )
    (found,), _ = read(tmp_path, body)
    assert [each.uses[0].matching for each in found.entries if isinstance(each, ServiceAttribute)] == [
        ("single value", "wild card", "universal"),
        (),
    ]
