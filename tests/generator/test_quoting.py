"""Text of the standard in generated code: whatever it is, it is text there, and no code."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from dataclasses import fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import nodes

from dicomwright.generator import quoting
from dicomwright.generator.errors import GeneratorError, ModelError, OutputError
from dicomwright.generator.facts import (
    Attribute,
    AttributeTable,
    Code,
    CodingScheme,
    Condition,
    Constraint,
    ContextGroup,
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
    ParameterValue,
    RelationshipConstraint,
    RowConstraint,
    SpecRef,
    Template,
    TemplateRow,
    Term,
    Uid,
    ValueList,
    Vr,
)
from dicomwright.generator.quoting import Python, code, comment, docstring, identifier, literal
from dicomwright.generator.render import SECTIONS, render_files
from dicomwright.generator.render.checks import check
from dicomwright.generator.render.templating import environment

if TYPE_CHECKING:
    from collections.abc import Iterator

GENERATOR = Path(quoting.__file__).parent
PLANTED = "planted"
HOSTILE = (
    '"""\nplanted()\n"""',
    '"); planted(); ("',
    "'''\nplanted()\n'''",
    '\\"); planted(); ("',
    "\\\nplanted()\n",
    "x\nplanted()\n",
    "x\r\nplanted()",
    "x\x0bplanted()\x0c",
    "\u2028planted()\u2029",
    "\x85planted()",
    "\u202eplanted()\u2066",
    "\x00planted()",
    "# planted()",
    "{{ planted() }}{% planted() %}",
    "{planted()}",
    "%(planted())s",
    "*/ planted() \\",
    '"',
    "\\",
    "\ud7ff\U0010ffff planted()",
)


def ref(part: int, xml_id: str) -> SpecRef:
    return SpecRef(part=part, xml_id=xml_id, section="C.1", section_id="sect_C.1")


def element(tag: str, name: str, vr: str, vm: str = "1") -> DataElement:
    keyword = name.replace(" ", "")
    return DataElement(
        tag=tag, name=name, keyword=keyword, vr=(vr,), vm=(vm,), retired=False, note="", table="6-1"
    )


COMPILED = Condition(
    fingerprint="0", outcome="compiled", expression='any_of(equals("Modality", "CT"), external("it was so"))'
)
UNKNOWN = Condition(fingerprint="1", outcome="not_understood", tags=("00080060",), place="PS3.3 C.1")
GROUP = ContextGroupUse(cid="4", binding="defined")
LIVER = Code(scheme="SCT", value="10200004", meaning="Liver")
TERMS = ("A", "B", "C", "D", "E", "F", "G")
LEAVES = (
    Attribute(
        tag="00080060",
        name="Modality",
        type="1C",
        condition=COMPILED,
        value_lists=(
            ValueList(kind="enumerated", values=("CT", "MR"), source="table_Y"),
            ValueList(kind="enumerated", values=("CT",), value_number=1, condition=COMPILED),
        ),
        constraints=(Constraint(fingerprint="2", kind="value", expression='equals("Modality", "CT")'),),
    ),
    Attribute(
        tag="00081030",
        name="Study Description",
        type="2C",
        condition=UNKNOWN,
        value_lists=(ValueList(kind="defined", values=TERMS),),
    ),
    Attribute(tag="00091000", name="Not Registered", type="3"),
)
CODES = Attribute(
    tag="00082218",
    name="Anatomic Region Sequence",
    type="1",
    items=ItemCount(least=1, most=1),
    children=(Include(macro="table_8.8-1", context_groups=(GROUP,)),),
)
ITEMS = Attribute(
    tag="00081140",
    name="Referenced Image Sequence",
    type="2",
    children=(
        Include(macro="table_10-1", fixed_values=(FixedValue(tag="00080060", values=("CT",)),)),
        LEAVES[1],
    ),
)


NAMED = Term(sort="code", value="121071", scheme="DCM", meaning="Finding", binding="enumerated")
OF_GROUP = Term(sort="group", value="4", binding="defined")
ROWS = (
    TemplateRow(
        row="1",
        depth=0,
        relationship="",
        by_reference=False,
        value_type="CONTAINER",
        requirement="M",
        concept=(NAMED,),
    ),
    TemplateRow(
        row="2",
        depth=1,
        relationship="CONTAINS",
        by_reference=False,
        value_type="CODE",
        requirement="MC",
        vm="1-n",
        concept=(replace(NAMED, meaning="Procedure reported", value="121058"),),
        values=(OF_GROUP,),
        condition=replace(COMPILED, expression='not_(row_present("3"))'),
        choice=("2", "3"),
        constraints=(RowConstraint(fingerprint="3", expression="is_root()"),),
    ),
    TemplateRow(
        row="3",
        depth=2,
        relationship="HAS PROPERTIES",
        by_reference=False,
        value_type="NUM",
        requirement="M",
        concept=(Term(sort="parameter", value="$Finding"),),
        units=(Term(sort="code", value="mm", scheme="UCUM", meaning="mm"),),
    ),
    TemplateRow(
        row="4",
        depth=1,
        relationship="CONTAINS",
        by_reference=False,
        value_type="INCLUDE",
        include="2",
        requirement="U",
        parameters=(ParameterValue(name="$Finding", terms=(NAMED,)),),
    ),
    TemplateRow(
        row="5",
        depth=1,
        relationship="CONTAINS",
        by_reference=False,
        value_type="SCOORD",
        requirement="U",
        graphic_types=("POINT",),
        defaults=(Term(sort="attribute", value="00080060"),),
    ),
)


def table(xml_id: str, kind: Any, name: str, *entries: Any) -> AttributeTable:  # noqa: ANN401
    return AttributeTable(xml_id=xml_id, kind=kind, name=name, ref=ref(3, xml_id), entries=entries)


SMALL = Edition(
    name="2025e",
    iods=(
        Iod(
            xml_id="table_A.3-1",
            name="Made Up Image",
            kind="composite",
            ref=ref(3, "table_A.3-1"),
            modules=(
                ModuleUsage(ie="Series", name="B", section="C.2", module="table_C.7-1", usage="M"),
                ModuleUsage(
                    ie="Image", name="B", section="C.2", module="table_C.7-2", usage="C", condition=COMPILED
                ),
            ),
            functional_groups=(
                FunctionalGroupUsage(
                    name="F", section="C", macro="table_F", usage="C", condition=UNKNOWN, per_frame=False
                ),
            ),
            functional_group_table="table_A.3-2",
            relationships=(
                RelationshipConstraint(sources=("TEXT",), relationship="CONTAINS", targets=("NUM",)),
            ),
            value_types=("TEXT", "NUM"),
            by_reference=("CONTAINS",),
            fixed_values=(FixedValue(tag="00080060", values=("CT",)),),
            constraints=(
                IodConstraint(
                    tag="00080060",
                    constraint=Constraint(
                        fingerprint="2", kind="value", expression='differs("Modality", "MR")'
                    ),
                ),
            ),
            forbidden_modules=("Third",),
            sop_classes=("1.2.840.10008.5.1.4.1.1.2",),
        ),
    ),
    attribute_tables=(
        table("table_C.7-1", "module", "First", *LEAVES, CODES, ITEMS),
        table("table_C.7-2", "module", "Second", LEAVES[1], CODES),
        table("table_C.7-3", "module", "Third", LEAVES[1]),
        table("table_8.8-1", "macro", "Code Sequence", LEAVES[1]),
        table("table_10-1", "macro", "Inner", LEAVES[0]),
        table("table_F", "functional_group", "Grouped", ITEMS),
        table("table_F.5-1", "directory_record", "Patient", LEAVES[0]),
    ),
    data_elements=(
        element("00080060", "Modality", "CS"),
        element("00081030", "Study Description", "LO"),
        element("00082218", "Anatomic Region Sequence", "SQ"),
        element("00081140", "Referenced Image Sequence", "SQ"),
    ),
    uids=(
        Uid(value="1.2", name="n", keyword="K", type="SOP Class", part="PS3.5", retired=True, table="A-1"),
    ),
    vrs=(Vr(code="AE", name="Application Entity", length=16, unit="bytes", fixed=False),),
    context_groups=(
        ContextGroup(
            cid="4",
            name="Anatomic Region",
            keyword="AnatomicRegion",
            uid="1.2.3",
            version="20250101",
            extensible=None,
            ref=ref(16, "table_CID_4"),
            rows=(LIVER,),
        ),
    ),
    controlled_terms=(
        ControlledTerm(value="109001", meaning="Old", retired=True, replaced_by=(LIVER,)),
        ControlledTerm(value="109002", meaning="New", retired=False),
    ),
    coding_schemes=(CodingScheme(designator="SCT", uid="1.2", name="SNOMED CT"),),
    templates=(
        Template(
            tid="1",
            name="Made Up Report",
            ref=ref(16, "table_TID_1"),
            extensible=True,
            order_significant=False,
            root=True,
            parameters=("$Finding",),
            rows=ROWS,
        ),
        Template(
            tid="2",
            name="Made Up Values",
            ref=ref(16, "table_TID_2"),
            extensible=None,
            order_significant=None,
            root=None,
            parameters=(),
            rows=ROWS[1:3],
        ),
    ),
)
NOT_RENDERED = {"value_tables", "sop_classes"}


def texts_of(value: Any) -> Iterator[str]:  # noqa: ANN401
    """Every field of every class in a value that holds text: Attribute.name."""
    if isinstance(value, tuple):
        for item in value:
            yield from texts_of(item)
    elif is_dataclass(value):
        for item in fields(value):
            inner = getattr(value, item.name)
            if "Literal" in str(item.type) or item.type in {
                "ValueKind",
                "Binding",
                "Outcome",
                "Otherwise",
                "TermSort",
            }:
                continue  # a snapshot is not read that has anything else
            if isinstance(inner, str) or (
                isinstance(inner, tuple) and any(isinstance(one, str) for one in inner)
            ):
                yield f"{type(value).__name__}.{item.name}"
            yield from texts_of(inner)


def planted(value: Any, field: str, text: str) -> Any:  # noqa: ANN401
    """The value with other text in one field of all that have it."""
    if isinstance(value, tuple):
        return tuple(planted(item, field, text) for item in value)
    if not is_dataclass(value):
        return value
    changed: dict[str, Any] = {}
    for item in fields(value):
        inner = getattr(value, item.name)
        if f"{type(value).__name__}.{item.name}" != field:
            changed[item.name] = planted(inner, field, text)
        elif isinstance(inner, tuple):
            changed[item.name] = tuple(one + text for one in inner)
        else:
            changed[item.name] = inner + text
    return replace(value, **changed)  # type: ignore[type-var]


FIELDS = sorted(set(texts_of(SMALL)))


def rendered(edition: Edition) -> dict[str, str]:
    check(edition)
    files = {path: text for section in SECTIONS for path, text in section(edition)}
    return {path: text for path, text in files.items() if path.endswith(".py")}


def shape(text: str) -> list[str]:
    """What a file is but its texts and comments: its tree without the values of strings."""
    return [
        f"{type(node).__name__} {getattr(node, 'id', getattr(node, 'attr', getattr(node, 'name', '')))}"
        for node in ast.walk(ast.parse(text))
    ]


@cache
def usual() -> dict[str, list[str]]:
    return {path: shape(text) for path, text in rendered(SMALL).items()}


def test_the_small_edition_has_everything_that_is_rendered() -> None:
    kinds = {field.partition(".")[0] for field in FIELDS}
    assert kinds >= {
        "Attribute",
        "Iod",
        "ModuleUsage",
        "Condition",
        "ValueList",
        "Code",
        "Uid",
        "Vr",
        "SpecRef",
        "TemplateRow",
        "Term",
    }
    assert len(FIELDS) > 60
    assert render_files(SMALL).keys() >= usual().keys()


@pytest.mark.parametrize("field", FIELDS)
def test_hostile_text_stays_text(field: str) -> None:
    """Each either is refused, or leaves the tree as it is, strings and comments aside."""
    for text in HOSTILE:
        try:
            files = rendered(planted(SMALL, field, text))
        except GeneratorError:
            continue
        for path, source in files.items():
            found = shape(source)
            assert not {node for node in found if node.split(" ")[1] == PLANTED}, (path, text)
            assert "\x00" not in source
            assert not re.search(r"[\u2028\u2029\u202e\u2066\x85\x0b\x0c\r]", source), (path, text)
            if path in usual() and field not in NAMING:
                assert found == usual()[path], (path, text)


NAMING = {
    # of what names are made: their letters are in the tree
    *("Attribute.name", "AttributeTable.name", "Iod.name", "Code.meaning", "Code.scheme"),
    *("ControlledTerm.meaning", "Uid.type", "DataElement.name", "Template.name", "Term.meaning"),
    # what decides what is declared
    *("Attribute.tag", "DataElement.tag", "DataElement.vr", "DataElement.vm", "FixedValue.tag"),
    *("IodConstraint.tag", "ContextGroupUse.cid", "CodingScheme.designator", "Iod.forbidden_modules"),
    *("ValueList.values", "FixedValue.values"),
    *("Template.tid", "TemplateRow.relationship", "Term.value"),
}


def test_a_tree_of_hostile_texts_runs(tmp_path: Path) -> None:
    """All files of an edition with such texts in every field that takes them."""
    text = "".join(HOSTILE[:4]).replace(PLANTED, "open('planted', 'w').close")
    edition = SMALL
    for field in FIELDS:
        changed = planted(edition, field, text)
        try:
            rendered(changed)
        except GeneratorError:
            continue
        edition = changed
    files = rendered(edition)
    assert sum("planted" in text for text in files.values()) > 8
    tree, here = tmp_path / "tree", tmp_path / "here"
    here.mkdir()
    for path, text in files.items():
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).write_text(text, encoding="utf-8")
    modules = [path.removesuffix(".py").replace("/", ".") for path in files if path.endswith(".py")]
    script = "import importlib, sys\nfor name in sys.argv[1:]: importlib.import_module(name)"
    names = [name.removesuffix(".__init__") for name in modules]
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", script, *names],
        text=True,
        cwd=here,
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(tree)},
    )
    assert done.returncode == 0, done.stderr
    assert not list(here.iterdir())


# --- the functions


@given(st.text())
def test_any_text_survives(text: str) -> None:
    assert ast.literal_eval(literal(text)) == text
    assert ast.literal_eval(f'"""{docstring(text)}"""') == text
    assert len(ast.parse(f"# {comment(text)}\n").body) == 0
    assert "\n" not in comment(text)


@pytest.mark.parametrize("text", ["", "a b", "None", "class", "1a", "a.", "é", "a\n", "a()", "\uff41"])
def test_what_is_no_name(text: str) -> None:
    with pytest.raises(ModelError):
        identifier(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "a",
        "a.b()",
        "a(b.c)",
        "a()()",
        "a(lambda: 0)",
        "a([x for x in y])",
        "a(), b()",
        "a(f'{x}')",
        "(" * 9999,
    ],
)
def test_what_is_no_expression(text: str) -> None:
    with pytest.raises(ModelError):
        quoting.expression(text)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_number_without_a_literal(value: float) -> None:
    with pytest.raises(ModelError):
        literal(value)


def test_text_that_nobody_quoted_is_refused() -> None:
    unquoted: Any = "planted()"
    with pytest.raises(OutputError, match="not quoted"):
        code("a({})", unquoted)
    with pytest.raises(OutputError, match="not quoted"):
        environment().from_string("{{ text }}").render(text=unquoted)
    assert environment().from_string("{{ text | literal }}").render(text='"') == r'"\""'


def test_templates_mark_nothing_as_safe_and_only_one_module_makes_code_of_text() -> None:
    for path in (GENERATOR / "render" / "templates").glob("*.jinja"):
        tree = environment().parse(path.read_text(encoding="utf-8"))
        assert not {each.name for each in tree.find_all(nodes.Filter)} & {
            "safe",
            "forceescape",
            "escape",
            "e",
        }
        assert not list(tree.find_all((nodes.MarkSafe, nodes.ScopedEvalContextModifier)))
    makers = [
        path.name for path in GENERATOR.rglob("*.py") if re.search(r"\bPython\(|Markup", path.read_text())
    ]
    assert sorted(makers) == ["quoting.py", "templating.py"]


def test_parts_are_not_templates() -> None:
    assert code("a({})", literal("{}")) == 'a("{}")'
    assert isinstance(code("a"), Python)
