"""The snapshot stage: round trip, stability, a readable file, and errors that name file and line."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dicomwright.generator import facts as model
from dicomwright.generator.accounting import Accounting, Listed, Outside
from dicomwright.generator.errors import ModelError, SnapshotError
from dicomwright.generator.facts import (
    ActionCode,
    ActionOfType,
    Attribute,
    AttributeTable,
    Code,
    CodingScheme,
    Condition,
    Constraint,
    ContextGroup,
    ContextGroupInclude,
    ContextGroupUse,
    ControlledTerm,
    DataElement,
    Edition,
    FixedValue,
    FunctionalGroupUsage,
    Include,
    Iod,
    IodConstraint,
    ItemCount,
    ModuleUsage,
    OptionAction,
    ParameterValue,
    Placeholder,
    ProtectedAttribute,
    ProtectedContentItem,
    RelationshipConstraint,
    RowConstraint,
    SafePrivateAttribute,
    ServiceAttribute,
    ServiceInclude,
    ServiceRest,
    ServiceTable,
    ServiceUse,
    SopClass,
    Specialization,
    SpecRef,
    Template,
    TemplateRow,
    Term,
    Uid,
    ValueList,
    ValueTable,
    Vr,
)
from dicomwright.generator.snapshot import HEAD, normalized, read_snapshot, write_snapshot
from dicomwright.generator.snapshot.codec import CodecError, decode, decoder_of, encode
from dicomwright.generator.snapshot.layout import FILES, natural
from dicomwright.generator.snapshot.lines import place
from dicomwright.generator.snapshot.report import (
    condition_counts,
    constraint_counts,
    counts,
    row_constraint_counts,
)

REF = SpecRef(part=3, xml_id="table_X", section="C.1", section_id="sect_C.1")
WHEN = Condition(fingerprint="0123abcd", tags=("00080060",), place="undecided: A, C.1")
GROUP = ContextGroupUse(cid="4", binding="defined", condition=WHEN)
CODE = Code(scheme="SCT", value="10200004", meaning="Liver")
TERM = Term(sort="code", value="10200004", scheme="SCT", meaning="Liver", binding="defined")
VALUES = ValueList(kind="enumerated", values=("A", "B"), value_number=3, condition=WHEN, source="table_Y")


Kind = Literal["module", "macro", "functional_group", "directory_record"]


def attribute_table(xml_id: str, kind: Kind, *entries: model.Entry) -> AttributeTable:
    return AttributeTable(xml_id=xml_id, kind=kind, name=xml_id, ref=REF, entries=entries)


RULE = Constraint(fingerprint="89ab0123", kind="value", expression='equals("Modality", "CT")')
UNJUDGED = Constraint(fingerprint="4567cdef", reason="other instances decide", place="PS3.3 C.1")
LEAF = Attribute(
    tag="00080060",
    name="Modality",
    type="",
    types=("1", "3"),
    value_lists=(VALUES,),
    constraints=(RULE, UNJUDGED),
)
SEQUENCE = Attribute(
    tag="00082218",
    name="Anatomic Region Sequence \u2013 \u00e9",
    type="1C",
    condition=WHEN,
    items=ItemCount(least=1, most=None),
    context_groups=(GROUP,),
    children=(
        Include(
            macro="table_8.8-1",
            condition=WHEN,
            specializations=(Specialization(tag="00080104", type="3"),),
            context_groups=(GROUP,),
        ),
        LEAF,
        Placeholder(kind="any"),
    ),
)
EVERYTHING = Edition(
    name="2025e",
    iods=(
        Iod(
            xml_id="table_A.3-1",
            name="CT Image",
            kind="composite",
            ref=REF,
            modules=(
                ModuleUsage(ie="Series", name="B", section="C.2", module="table_B", usage="M"),
                ModuleUsage(ie="Patient", name="A", section="C.1", module="", usage="C", condition=WHEN),
            ),
            functional_groups=(
                FunctionalGroupUsage(
                    name="F", section="C.3", macro="table_F", usage="C", condition=WHEN, per_frame=False
                ),
            ),
            functional_group_table="table_A.3-2",
            relationships=(
                RelationshipConstraint(sources=("TEXT",), relationship="CONTAINS", targets=("NUM",)),
            ),
            relationship_table="table_A.3-3",
            fixed_values=(FixedValue(tag="00080060", values=("CT",)),),
            constraints=(IodConstraint(tag="00080060", constraint=RULE),),
            forbidden_modules=("sect_C.9.2", "Modality LUT"),
            sop_classes=("1.2.840.10008.5.1.4.1.1.2",),
        ),
        Iod(xml_id="table_B.1-1", name="N", kind="normalized", ref=REF, modules=()),
    ),
    attribute_tables=(
        attribute_table("table_F.5-1", "directory_record", LEAF),
        attribute_table("table_C.7-10", "module", SEQUENCE, Placeholder(kind="functional_groups", type="2")),
        attribute_table("table_C.7-2", "module", LEAF, SEQUENCE, LEAF),
        attribute_table("table_F", "functional_group"),
        attribute_table("table_8.8-1", "macro", LEAF),
    ),
    value_tables=(ValueTable(xml_id="table_V", kind="defined", name="V", ref=REF, values=("X",)),),
    data_elements=(
        DataElement(
            tag="60xx3000",
            name="",
            keyword="",
            vr=("OB", "OW"),
            vm=("1",),
            retired=True,
            note="RET",
            table="6-1",
        ),
    ),
    uids=(Uid(value="1.2", name="n", keyword="k", type="t", part="PS3.5", retired=False, table="A-1"),),
    vrs=(Vr(code="AE", name="Application Entity", length=16, unit="bytes", fixed=False),),
    sop_classes=(SopClass(uid="1.2", name="CT", iods=("sect_A.3",), specialization=""),),
    service_tables=(
        ServiceTable(
            xml_id="table_K.6-1",
            kind="keys",
            name="Keys",
            ref=REF,
            type_id="1",
            type_name="Print",
            entries=(
                ServiceAttribute(
                    tag="00400100",
                    name="Scheduled Procedure Step Sequence",
                    uses=(
                        ServiceUse(column="matching", scu="R", matching=("single value", "range")),
                        ServiceUse(column="return", scu="1C", scp="1", fixed="A", empty=True, condition=WHEN),
                    ),
                    items=ItemCount(least=1, most=1),
                    children=(ServiceInclude(macro="table_K.6-2"),),
                ),
                ServiceRest(modules=("Patient",), uses=(ServiceUse(column="return", scu="3"),)),
            ),
        ),
    ),
    context_groups=(
        ContextGroup(
            cid="4",
            name="Anatomic Region",
            keyword="AnatomicRegion",
            uid="1.2.3",
            version="20250101",
            extensible=None,
            ref=REF,
            rows=(CODE, ContextGroupInclude(cid="5"), CODE),
        ),
    ),
    controlled_terms=(ControlledTerm(value="109001", meaning="m", retired=True, replaced_by=(CODE,)),),
    coding_schemes=(CodingScheme(designator="SCT", uid="1.2", name="SNOMED CT"),),
    templates=(
        Template(
            tid="1500",
            name="T",
            ref=REF,
            extensible=True,
            order_significant=False,
            root=None,
            parameters=("$A",),
            rows=(
                TemplateRow(
                    row="1",
                    depth=0,
                    relationship="",
                    by_reference=False,
                    value_type="CONTAINER",
                    concept=(TERM,),
                    condition=WHEN,
                    values=(TERM,),
                    parameters=(ParameterValue(name="$A", terms=(TERM,)),),
                    constraints=(RowConstraint(fingerprint="abcd0123", expression="is_root()"),),
                ),
            ),
        ),
    ),
    action_codes=(
        ActionCode(code="X"),
        ActionCode(
            code="X/Z", choices=(ActionOfType(action="X", type="3"), ActionOfType(action="Z", type="2"))
        ),
    ),
    protected_attributes=(
        ProtectedAttribute(
            tag="60xx3000",
            name="Overlay Data",
            retired=False,
            in_iods=True,
            basic="X",
            options=(OptionAction(option="clean_graphics", action="C"),),
            table="E.1-1",
        ),
    ),
    protected_content_items=(
        ProtectedContentItem(
            scheme="DCM",
            value="121022",
            meaning="m",
            value_type="TEXT",
            retired=False,
            in_templates=True,
            basic="X",
            table="E.3.4-1",
        ),
    ),
    safe_private_attributes=(
        SafePrivateAttribute(creator="A", tag="7053xx00", vr=("DS",), vm="1", table="E.3.10-1"),
    ),
)


def everything_in(value: object) -> Counter[str]:
    """Every dataclass in a value, counted by the name of its class."""
    if isinstance(value, tuple):
        return sum((everything_in(item) for item in value), Counter())
    if not is_dataclass(value):
        return Counter()
    inside = (everything_in(getattr(value, item.name)) for item in fields(value))
    return sum(inside, Counter({type(value).__name__: 1}))


def written(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.iterdir())}


def test_the_example_holds_every_class_of_the_model() -> None:
    classes = {name for name, item in vars(model).items() if isinstance(item, type) and is_dataclass(item)}
    assert classes == set(everything_in(EVERYTHING))


def test_every_field_of_an_edition_has_a_file() -> None:
    assert {file.field for file in FILES} == {item.name for item in fields(Edition)} - {"name"}


def test_round_trip(tmp_path: Path) -> None:
    write_snapshot(EVERYTHING, Accounting(), tmp_path)
    again = read_snapshot(tmp_path)
    assert again == normalized(EVERYTHING)
    assert everything_in(again) == everything_in(EVERYTHING)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.from_type(Attribute) | st.from_type(Iod) | st.from_type(Template) | st.from_type(ContextGroup))
def test_any_entity_survives_json(entity: object) -> None:
    assert decode(type(entity), json.loads(json.dumps(encode(entity)))) == entity


def test_normalized_is_the_order_of_the_keys_and_nothing_else() -> None:
    names = [table.xml_id for table in normalized(EVERYTHING).attribute_tables]
    assert names == ["table_C.7-2", "table_C.7-10", "table_8.8-1", "table_F", "table_F.5-1"]
    assert normalized(normalized(EVERYTHING)) == normalized(EVERYTHING)
    assert [module.name for module in normalized(EVERYTHING).iods[0].modules] == ["B", "A"]


def test_numbers_in_keys_sort_as_numbers() -> None:
    assert sorted(["C.7-10a", "C.7-2", "C.7-10", "10", "9"], key=natural) == [
        "9",
        "10",
        "C.7-2",
        "C.7-10",
        "C.7-10a",
    ]


def test_one_line_per_entity_and_row_and_defaults_left_out(tmp_path: Path) -> None:
    write_snapshot(EVERYTHING, Accounting(), tmp_path)
    text = (tmp_path / "modules.json").read_text(encoding="utf-8")
    lines = text.splitlines()
    assert json.loads(lines[2].rstrip(","))["tag"] == "00080060"
    first, second = [0, 1, 1, 2, 2, 2, 1, 1, 0], [0, 1, 2, 2, 2, 1, 1, 0]
    assert [len(line) - len(line.lstrip()) for line in lines] == [0, *first, *second, 0]
    assert "null" not in text.replace('"most":null', "")
    assert "\u00e9" in lines[3]


def test_another_attribute_is_one_more_line(tmp_path: Path) -> None:
    """And a comma at the end of the line before it."""
    (macro,) = (table for table in EVERYTHING.attribute_tables if table.xml_id == "table_8.8-1")
    more = replace(SEQUENCE, children=(*SEQUENCE.children, LEAF))
    for name, entries in (("a", (SEQUENCE,)), ("b", (more,))):
        edition = replace(EVERYTHING, attribute_tables=(replace(macro, entries=entries),))
        write_snapshot(edition, Accounting(), tmp_path / name)
    before, after = (written(tmp_path / name)["macros.json"].splitlines() for name in "ab")
    assert len(after) == len(before) + 1
    (new,) = set(after) - set(before) - {f"{line}," for line in before}
    assert json.loads(new) == encode(LEAF)


def test_order_of_the_input_does_not_matter(tmp_path: Path) -> None:
    turned = replace(
        EVERYTHING, iods=EVERYTHING.iods[::-1], attribute_tables=EVERYTHING.attribute_tables[::-1]
    )
    write_snapshot(EVERYTHING, Accounting(), tmp_path / "a")
    write_snapshot(turned, Accounting(), tmp_path / "b")
    assert written(tmp_path / "a") == written(tmp_path / "b")


@pytest.mark.parametrize("seed", ["0", "1"])
def test_hash_seed_does_not_matter(seed: str, tmp_path: Path) -> None:
    write_snapshot(EVERYTHING, Accounting(), tmp_path / "here")
    script = (
        "import sys; from pathlib import Path; from dicomwright.generator.accounting import Accounting;"
        "from dicomwright.generator.snapshot import read_snapshot, write_snapshot;"
        "write_snapshot(read_snapshot(Path(sys.argv[1])), Accounting(), Path(sys.argv[2]))"
    )
    arguments = [sys.executable, "-c", script, str(tmp_path / "here"), str(tmp_path / "there")]
    subprocess.run(arguments, check=True, env={**os.environ, "PYTHONHASHSEED": seed})  # noqa: S603
    assert written(tmp_path / "here") == written(tmp_path / "there")


def test_only_changed_files_are_written(tmp_path: Path) -> None:
    assert len(write_snapshot(EVERYTHING, Accounting(), tmp_path)) == len(FILES) + 2
    assert write_snapshot(EVERYTHING, Accounting(), tmp_path) == ()
    assert write_snapshot(replace(EVERYTHING, vrs=()), Accounting(), tmp_path) == (
        "edition.json",
        "report.json",
        "vrs.json",
    )


# --- what is wrong with a snapshot is said with file and line


def broken(folder: Path, name: str, old: str, new: str) -> str:
    write_snapshot(EVERYTHING, Accounting(), folder)
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SnapshotError) as caught:
        read_snapshot(folder)
    assert str(path) in str(caught.value)
    assert "nox -s generate" in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("modules.json", "}\n]\n", "", r"line 18: Expecting ',' delimiter"),
        (
            "modules.json",
            '"tag":"00080060"',
            '"tag":7',
            r"line 3: AttributeTable\.entries: .*expected str, found 7",
        ),
        ("modules.json", '"macro":', '"makro":', r"line 5: .*expected the fields of .*Include"),
        ("modules.json", '"least":1', '"fewest":1', r"line 4: .*ItemCount: unknown key 'fewest'"),
        ("modules.json", '"least":1,', "", r"ItemCount: missing least"),
        ("modules.json", '"kind":"any"', '"kind":"some"', r"expected one of 'functional_groups', 'any'"),
        (
            "modules.json",
            '"entries":[',
            '"entries":[7,',
            r"expected the fields of Attribute or Include or Placeholder",
        ),
        ("modules.json", '"tags":["00080060"]', '"tags":"00080060"', r"Condition\.tags: expected a list"),
        ("vrs.json", '"length":16', '"length":true', r"line 2: Vr\.length: expected int or null, found True"),
        ("vrs.json", "[\n", "7\n", "Extra data"),
        ("vrs.json", "{", "[{", "Expecting"),
        (HEAD, '"schema": 2', '"schema": 99', "schema 99, this generator reads schema 2"),
        (HEAD, '"schema": 2,\n', "", "edition, schema or files is missing"),
    ],
)
def test_a_broken_snapshot_names_file_and_line(
    name: str, old: str, new: str, message: str, tmp_path: Path
) -> None:
    assert re.search(message, broken(tmp_path, name, old, new))


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize(
    ("path", "row"),
    [((), ""), ((1,), ""), ((1, "rows", 2, "code"), "two"), ((0, "rows", 0), "one"), ((1, "none"), "")],
)
def test_a_row_is_found_on_its_line(path: tuple[int | str, ...], row: str, indent: int | None) -> None:
    data = [{"rows": [{"code": "one"}]}, {"x": ["}", ","], "rows": [[], {}, {"code": "two"}]}]
    lines = json.dumps(data, indent=indent).splitlines()
    expected = next(number for number, line in enumerate(lines, 1) if f'"{row}"' in line or not row)
    if indent and row:
        expected -= 1  # where the object starts that has it
    elif indent and path:
        expected = lines.index(" },") + 2
    assert place("\n".join(lines), path) == expected


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    write_snapshot(EVERYTHING, Accounting(), tmp_path)
    (tmp_path / "uids.json").unlink()
    with pytest.raises(SnapshotError, match=r"uids\.json: missing"):
        read_snapshot(tmp_path)


def test_a_snapshot_that_is_older_than_a_file_has_nothing_of_it(tmp_path: Path) -> None:
    write_snapshot(EVERYTHING, Accounting(), tmp_path)
    for name in (
        "action_codes",
        "protected_attributes",
        "protected_content_items",
        "safe_private_attributes",
    ):
        (tmp_path / f"{name}.json").unlink()
        head = tmp_path / HEAD
        head.write_text(re.sub(rf',\n"{name}.json": 1|"{name}.json": \d,\n', "", head.read_text()))
        head.write_text(re.sub(rf',?"{name}.json":\d', "", head.read_text()))
    assert read_snapshot(tmp_path).protected_attributes == ()
    assert read_snapshot(tmp_path).templates == normalized(EVERYTHING).templates


def test_a_missing_line_is_noticed(tmp_path: Path) -> None:
    write_snapshot(EVERYTHING, Accounting(), tmp_path)
    (tmp_path / "uids.json").write_text("[]\n", encoding="utf-8")
    with pytest.raises(SnapshotError, match=r"uids\.json: 0 entities, edition\.json says 1"):
        read_snapshot(tmp_path)


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    write_snapshot(EVERYTHING, Accounting(), tmp_path)
    (tmp_path / "uids.json").write_bytes(b'["\xff"]')
    with pytest.raises(SnapshotError, match=r"uids\.json: not UTF-8 at byte"):
        read_snapshot(tmp_path)


def test_a_full_disk_leaves_the_previous_snapshot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_snapshot(EVERYTHING, Accounting(), tmp_path)
    before = written(tmp_path)
    write = Path.write_bytes

    def full(self: Path, data: bytes) -> int:
        if "vrs" in self.name:
            write(self, data[:3])
            raise OSError(28, "No space left on device", str(self))
        return write(self, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(SnapshotError, match=r"vrs\.json.*No space left on device"):
        write_snapshot(replace(EVERYTHING, vrs=(), uids=()), Accounting(), tmp_path)
    assert written(tmp_path) == before


def test_a_union_that_cannot_be_told_apart_is_refused() -> None:
    @dataclass
    class One:
        same: str

    @dataclass
    class Two:
        same: str

    with pytest.raises(TypeError, match="cannot be told apart"):
        decoder_of(One | Two)
    with pytest.raises(CodecError, match="expected the fields of One"):
        decode(One, 3)


# --- report


def test_report_counts_and_lists_rows(tmp_path: Path) -> None:
    accounting = Accounting()
    accounting.tables[3, "modules"] = 1
    accounting.read[3, "modules"] = 3
    accounting.consumed[3, "modules"] = 1
    rows = [Listed(3, "modules", "table_X", index, f"row_{index}", "heading") for index in (10, 2)]
    accounting.listed.extend(rows)
    accounting.outside += [
        Outside(3, name, "sect_C.1", "Things", ("Colour", "Size"), "prose") for name in ("table_Z", "table_Y")
    ]
    accounting.columns[3, "modules", "Colour"] = ["table_Z", "table_X"]
    write_snapshot(EVERYTHING, accounting, tmp_path)
    text = (tmp_path / "report.json").read_text(encoding="utf-8")
    report = json.loads(text)
    assert report["tables"] == [
        {"part": 3, "kind": "modules", "tables": 1, "read": 3, "consumed": 1, "listed": 2, "notes": 0}
    ]
    assert [row["row"] for row in report["listed"]] == [2, 10]
    assert report["outside"] == [
        {
            "part": 3,
            "table": name,
            "section": "sect_C.1",
            "caption": "Things",
            "header": ["Colour", "Size"],
            "reason": "prose",
        }
        for name in ("table_Y", "table_Z")
    ]
    assert report["columns_not_read"] == [
        {"part": 3, "kind": "modules", "heading": "Colour", "tables": 2, "first": "table_X"}
    ]
    assert (
        '{"part":3,"kind":"modules","table":"table_X","row":2,"xml_id":"row_2","reason":"heading"},\n' in text
    )


def test_a_row_unaccounted_for_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    accounting = Accounting()
    accounting.read[3, "modules"] = 1
    with pytest.raises(ModelError, match="part 3, modules: 1 rows read, 0 consumed"):
        write_snapshot(EVERYTHING, accounting, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_counts() -> None:
    found = counts(EVERYTHING)
    assert (found["iods_composite"], found["iods_normalized"]) == (1, 1)
    assert (found["modules"], found["macros"], found["functional_groups"], found["directory_records"]) == (
        2,
        1,
        1,
        1,
    )
    assert (found["attributes"], found["attributes_nested"], found["includes"]) == (8, 2, 2)
    assert (found["context_group_codes"], found["context_group_includes"]) == (2, 1)


def test_condition_counts() -> None:
    found = condition_counts(EVERYTHING)
    outcomes = dict.fromkeys(("compiled", "partly_external", "external"), 0)
    owners = (
        ("attributes", 2),
        ("modules", 1),
        ("functional_groups", 1),
        ("includes", 2),
        ("template_rows", 1),
    )
    for owner, total in owners:
        assert found[owner] == {"total": total, **outcomes, "not_understood": total}
    assert found["different_texts"] == 1
    assert row_constraint_counts(EVERYTHING) == {
        "total": 1,
        "compiled": 1,
        "unjudged": {},
        "not_understood": 0,
    }


def test_reading_a_snapshot_of_the_size_of_the_standard_is_fast(tmp_path: Path) -> None:
    tables = tuple(attribute_table(f"table_C.{n}", "module", *([SEQUENCE] * 5)) for n in range(700))
    group = EVERYTHING.context_groups[0]
    groups = tuple(replace(group, cid=str(n), rows=(CODE,) * 12) for n in range(1454))
    write_snapshot(
        replace(EVERYTHING, attribute_tables=tables, context_groups=groups), Accounting(), tmp_path
    )
    start = time.process_time()
    read_snapshot(tmp_path)
    assert time.process_time() - start < 3  # a second on a quiet machine


def test_constraints_are_counted_by_kind_and_by_the_reason_why_nothing_of_them_is_judged() -> None:
    found: dict[str, Any] = constraint_counts(EVERYTHING)
    assert found["total"] == sum(found["compiled"].values()) + sum(found["unjudged"].values())
    assert found["compiled"]["value"] == found["unjudged"]["other instances decide"] + 1
    assert found["not_understood"] == 0
    assert found["different_texts"] == 2
