"""PS3.6: data elements and UIDs, also against pydicom's dictionaries."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from generator.parts import made_up, notes, part6, part16, reasons, table
from pydicom._dicom_dict import DicomDictionary, RepeatersDictionary
from pydicom._uid_dict import UID_dictionary

from dicomwright.generator.accounting import Accounting
from dicomwright.generator.facts import DataElement
from dicomwright.generator.model.complete_context_group_uids import (
    complete_context_group_uids,
    differing_context_group_uids,
)
from dicomwright.generator.model.read_parts import Part6, read_part6

HEADER = "Tag|Name|Keyword|VR|VM|"

# Differences from pydicom 3.0.2 (edition 2024c) among the elements that both have: (keyword, VR, VM) of each.
DIFFERENCES = {
    # rows of the standard that have no keyword or VR; pydicom fills them in
    "00080202": (("", "", ""), ("", "OB", "1")),
    "00189445": (("", "", ""), ("", "OB", "1")),
    "00280020": (("", "", ""), ("", "OB", "1")),
    # "See Note" in the standard: items and delimiters have no VR; pydicom writes NONE
    "FFFEE000": (("Item", "", "1"), ("Item", "NONE", "1")),
    "FFFEE00D": (("ItemDelimitationItem", "", "1"), ("ItemDelimitationItem", "NONE", "1")),
    "FFFEE0DD": (("SequenceDelimitationItem", "", "1"), ("SequenceDelimitationItem", "NONE", "1")),
    # "1-n or 1" in the standard; pydicom keeps one of the two
    "00281200": (
        ("GrayLookupTableData", "US or SS or OW", "1-n or 1"),
        ("GrayLookupTableData", "US or SS or OW", "1-n"),
    ),
    "00283006": (("LUTData", "US or OW", "1-n or 1"), ("LUTData", "US or OW", "1-n")),
    # the edition that pydicom follows has these keywords without their last word
    "003A0320": (
        ("SummarizedFilterLookupTableSequence", "SQ", "1"),
        ("SummarizedFilterLookupTable", "SQ", "1"),
    ),
    "003A0325": (("AnalogFilterTypeCodeSequence", "SQ", "1"), ("AnalogFilterType", "SQ", "1")),
}
# Retired in one edition and not in the other.
RETIRED_DIFFERENCES = {"00102160", "30040012"}


def elements() -> dict[str, DataElement]:
    return {element.tag: element for element in part6()[0].data_elements}


def known_to_pydicom() -> Iterator[tuple[DataElement, tuple[str, str, str, str, str]]]:
    for tag, element in elements().items():
        entry = RepeatersDictionary.get(tag) if "x" in tag else DicomDictionary.get(int(tag, 16))
        if entry is not None:
            yield element, entry


def test_every_data_element() -> None:
    part, accounting = part6()
    assert len(part.data_elements) == 5299
    assert accounting.consumed[6, "data elements"] == 5299
    assert accounting.tables[6, "data elements"] == 4
    assert accounting.listed == []
    tables = [element.table for element in part.data_elements]
    assert {name: tables.count(name) for name in ("6-1", "7-1", "8-1", "9-1")} == {
        "6-1": 5257,
        "7-1": 22,
        "8-1": 19,
        "9-1": 1,
    }


def test_patient_name() -> None:
    found = elements()["00100010"]
    assert (found.name, found.keyword, found.vr, found.vm) == (
        "Patient's Name",
        "PatientName",
        ("PN",),
        ("1",),
    )
    assert not found.retired


def test_masks_choices_and_notes() -> None:
    found = elements()
    assert found["002031xx"].keyword == "SourceImageIDs"
    assert found["00281200"].vr == ("US", "SS", "OW")
    assert found["00281200"].vm == ("1-n", "1")
    assert found["FFFEE000"].vr == ()
    assert found["00080202"].retired
    assert found["00080202"].note.startswith("RET")
    assert found["00144101"].note in {"DICONDE", ""}


def test_keywords_are_identifiers_and_unique() -> None:
    keywords = [element.keyword for element in elements().values() if element.keyword]
    assert all(keyword.isidentifier() for keyword in keywords)
    assert len(keywords) == len(set(keywords))


def test_agrees_with_pydicom() -> None:
    found = {}
    for element, (vr, vm, _, _, keyword) in known_to_pydicom():
        ours = (element.keyword, " or ".join(element.vr), " or ".join(element.vm))
        if ours != (keyword, vr, vm):
            found[element.tag] = (ours, (keyword, vr, vm))
    assert found == DIFFERENCES


def test_retirement_agrees_with_pydicom() -> None:
    differing = {
        element.tag for element, entry in known_to_pydicom() if element.retired != (entry[3] == "Retired")
    }
    assert differing == RETIRED_DIFFERENCES


def test_pydicom_has_nothing_more_but_group_0000() -> None:
    tags = set(elements())
    more = [f"{tag:08X}" for tag in DicomDictionary if f"{tag:08X}" not in tags]
    assert all(tag.startswith("0000") for tag in more)
    assert set(RepeatersDictionary) <= tags


def test_uids() -> None:
    part, accounting = part6()
    assert len(part.uids) == accounting.consumed[6, "uids"] == 465 + 28 + 24
    found = {uid.value: uid for uid in part.uids}
    ct = found["1.2.840.10008.5.1.4.1.1.2"]
    assert (ct.name, ct.keyword, ct.type, ct.part, ct.retired) == (
        "CT Image Storage",
        "CTImageStorage",
        "SOP Class",
        "PS3.4",
        False,
    )
    assert found["1.2.840.10008.1.4.1.1"].type == "Well-known frame of reference"
    assert found["1.2.840.10008.9.1"].keyword == ""
    assert sum(uid.retired for uid in part.uids) == 75
    assert not any("(Retired)" in uid.name for uid in part.uids)


def test_uid_keywords_agree_with_pydicom() -> None:
    known = {value: entry[4] for value, entry in UID_dictionary.items()}
    differing = {
        (uid.value, uid.keyword, known[uid.value])
        for uid in part6()[0].uids
        if uid.keyword and known.get(uid.value, uid.keyword) != uid.keyword
    }
    assert differing == set()


def test_context_group_uids() -> None:
    uids, groups = part6()[0].context_group_uids, part16()[0].context_groups
    assert len(uids) == 1457
    differing = differing_context_group_uids(groups, uids)
    # 102: a UID of another body; the others: a UID that A-3 of the mirror has not, or gives to another group
    assert {item[0] for item in differing} == {"102", "212", "4409", "7230", "12024", "12025"}
    lacking = [group.cid for group in groups if not group.uid]
    completed = {group.cid: group.uid for group in complete_context_group_uids(groups, uids)}
    assert len(lacking) == 29
    assert all(completed[cid] for cid in lacking)


@pytest.mark.parametrize(("edition", "rows"), [("2024e", 5239), ("2013", 3722 + 10 + 19)])
def test_other_editions(edition: str, rows: int) -> None:
    part, accounting = part6(edition)
    accounting.check()
    assert len(part.data_elements) == rows
    assert {item.kind for item in accounting.listed} <= {"uids"}


def test_2013_has_no_keywords_of_uids_and_repeats_frames_of_reference() -> None:
    part, accounting = part6("2013")
    assert not any(uid.keyword for uid in part.uids)
    assert len(part.uids) == 348
    assert len(accounting.listed) == 20
    assert part.context_group_uids["1.2.840.10008.6.1.2"] == "4"
    assert {uid.part for uid in part.uids} >= {"PS3.4", "PS3.6", "DICOS"}


def read(tmp_path: Path, *tables: str) -> tuple[Part6, Accounting]:
    accounting = Accounting()
    part = read_part6(made_up(tmp_path, 6, "".join(tables)), accounting)
    accounting.check()
    return part, accounting


def test_irregular_data_elements(tmp_path: Path) -> None:
    rows = (
        "(0074,100a)|Zebra|Zeb\u200bra|US or SS|1-n or 1|",
        "<emphasis>(0074,100B)</emphasis>|||||RET (2015c)",
        "(0074,100C)|Zoo|Zoo|zz|many|",
        "(0074,100C)|Zoo|Zoo|US|1|",
        "nothing|Zinc|Zinc|US|1|",
        "(60xx,3000)|Zero|Zero|OB or OW|2-2n|RET",
    )
    part, accounting = read(tmp_path, table("table_any", HEADER, *rows))
    assert [(item.tag, item.keyword, item.vr, item.vm, item.retired) for item in part.data_elements] == [
        ("0074100A", "Zebra", ("US", "SS"), ("1-n", "1"), False),
        ("0074100B", "", (), (), True),
        ("0074100C", "Zoo", (), (), False),
        ("60xx3000", "Zero", ("OB", "OW"), ("2-2n",), True),
    ]
    assert reasons(accounting) == ["0074100C stands in an earlier row", "no tag"]
    assert notes(accounting) == [
        "0074100B: no name, vr, vm",
        "0074100C: no vr, vm that can be read",
        "60xx3000: italics and last column disagree on whether it is retired",
    ]


def test_a_table_without_keywords(tmp_path: Path) -> None:
    part, _ = read(tmp_path, table("table_any", "Tag|Name|VR|VM", "(0010,0010)|Zebra|PN|1"))
    assert [(item.keyword, item.note, item.vr) for item in part.data_elements] == [("", "", ("PN",))]


def test_a_header_without_vr_is_another_table(tmp_path: Path) -> None:
    part, accounting = read(tmp_path, table("table_any", "Tag|Name|VM", "(0010,0010)|Zebra|1"))
    assert part.data_elements == ()
    assert [each.table for each in accounting.outside] == ["table_any"]


def test_irregular_uids(tmp_path: Path) -> None:
    rows = (
        "1.2.\u200b3|Zebra|Zebra|SOP Class|<olink targetdoc='PS3.4' targetptr='PS3.4'/>",
        "<emphasis>1.2.4</emphasis>|Zoo (Retired)||SOP Class|DICOS",
        "x|Zoo||SOP Class|",
        "1.2.3|Again||SOP Class|",
    )
    groups = ("1.2.9|CID 7|Animals|", "1.2.10||Plants|", "1.2.11|||", "||Stones|")
    part, accounting = read(
        tmp_path,
        table("table_p", "UID Value|UID Name|UID Keyword|UID Type|Part", *rows),
        table("table_q", "Context UID|Context Identifier|Context Group Name|Comment", *groups),
    )
    assert [(item.value, item.name, item.part, item.retired) for item in part.uids] == [
        ("1.2.3", "Zebra", "PS3.4", False),
        ("1.2.4", "Zoo", "DICOS", True),
    ]
    assert part.context_group_uids == {"1.2.9": "7", "1.2.10": "Plants", "1.2.11": ""}
    assert reasons(accounting) == ["no UID", "1.2.3 stands in table p", "no UID"]
    assert notes(accounting) == ["1.2.11: neither number nor name of the context group"]
