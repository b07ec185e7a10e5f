"""The committed tree holds what the committed snapshot says, recomputed here without a line of the renderer."""

from __future__ import annotations

import ast
import importlib
import pickle
import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import pytest
from committed import GENERATED, attribute_tables, edition, iods
from pydicom.sr.coding import Code as PydicomCode

from dicomwright.generator.facts import Attribute, Code, Include, Placeholder
from dicomwright.runtime import IOD, Module
from dicomwright.runtime.declarations.checking import item_class
from dicomwright.runtime.validation.findings import finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from dicomwright.generator.facts import AttributeTable, ContextGroup, DataElement, Entry
    from dicomwright.runtime import Attribute as Declared
    from dicomwright.runtime.declarations.objects import DicomObject

TREE = GENERATED / "dicomwright"
FACADES = {
    "cids": "cid",
    "codes": "scheme",
    "iods": "iod",
    "macros": "macro",
    "modules": "module",
    "services": "service",
    "templates": "template",
}
FILES = tuple(FACADES.values())
LAZY = (*FACADES, "dictionary")
PACKAGES = (*FILES, *LAZY)
COUNTS = {
    "cid": 1_454,
    "iod": 191,
    "module": 413,
    "macro": 306,
    "service": 40,
    "template": 176,
} | dict.fromkeys(FACADES, 0)


def modules_of(package: str) -> list[str]:
    return sorted(path.stem for path in (TREE / package).glob("*.py") if path.stem != "__init__")


def load(package: str, name: str = "") -> Any:  # noqa: ANN401 - a module
    return importlib.import_module(f"dicomwright.{package}" + (f".{name}" if name else ""))


# Files, modules and packages ---------------------------------------------------------------------------------


def test_there_are_thirteen_packages() -> None:
    assert sorted(path.name for path in TREE.iterdir() if path.name != "__pycache__") == sorted(PACKAGES)
    assert all((TREE / package / "py.typed").is_file() for package in PACKAGES)


@pytest.mark.parametrize("package", PACKAGES)
def test_every_module_imports(package: str) -> None:
    names = modules_of(package)
    assert len(names) == COUNTS.get(package, len(names))
    for name in names:
        assert load(package, name).__doc__


@pytest.mark.parametrize("package", FILES)
def test_packages_of_class_files_import_nothing(package: str) -> None:
    (docstring,) = ast.parse((TREE / package / "__init__.py").read_text(encoding="utf-8")).body
    assert isinstance(docstring, ast.Expr)
    assert isinstance(docstring.value, ast.Constant)


@pytest.mark.parametrize("package", FILES)
def test_class_files_import_each_other_by_their_addresses(package: str) -> None:
    """No facade, whose whole package a type checker would read, and nothing of the runtime but its faces."""
    admitted = re.compile(rf"dicomwright\.(runtime(\.templates|\.content)?|({'|'.join(FILES)})\.\w+)")
    for name in modules_of(package):
        for node in ast.walk(ast.parse((TREE / package / f"{name}.py").read_text(encoding="utf-8"))):
            assert not isinstance(node, ast.Import), name
            if isinstance(node, ast.ImportFrom) and str(node.module).startswith("dicomwright"):
                # rows of templates are called as classes are: their files import files
                files = package == "template" and str(node.module) in {
                    "dicomwright.cid",
                    "dicomwright.template",
                }
                places = [f"{node.module}.{each.name}" if files else str(node.module) for each in node.names]
                assert all(map(admitted.fullmatch, places)), (name, places)


@pytest.mark.parametrize("package", FILES)
def test_a_file_has_one_class_which_is_called_by_its_address(package: str) -> None:
    """As pickles and messages name it, its item classes, and the members of context groups."""
    for name in modules_of(package):
        (cls,) = classes_of(package, name)
        assert cls.__qualname__ == cls.__name__
        nested = [
            each
            for each in vars(cls).values()
            if isinstance(each, type) and each.__module__ == cls.__module__
        ]
        members = list(cls)[:1] if package == "cid" else []
        for each in (cls, *nested, *members):
            pickled = pickle.dumps(each)
            assert f"dicomwright.{package}.{name}".encode() in pickled
            assert pickle.loads(pickled) is each  # noqa: S301


@pytest.mark.parametrize("package", LAZY)
def test_all_holds(package: str) -> None:
    """Each name of `__all__` resolves to what a module of the package defines, and none is left out."""
    lazy = load(package)
    assert lazy.__all__ == sorted(set(lazy.__all__), key=natural)
    for name in lazy.__all__:
        assert getattr(lazy, name) is not None
    assert set(lazy.__all__) <= set(dir(lazy))
    with pytest.raises(AttributeError, match="NoSuchName"):
        lazy.NoSuchName  # noqa: B018
    if package in FACADES:
        files = FACADES[package]
        defined = {cls.__name__: cls for name in modules_of(files) for cls in classes_of(files, name)}
        assert {name: getattr(lazy, name) for name in lazy.__all__} == defined


def natural(name: str) -> list[object]:
    """Sort CID4 before CID10, and names without regard to case."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name.casefold())]


def classes_of(package: str, name: str) -> list[type[Any]]:
    module = load(package, name)
    return [
        found
        for found in vars(module).values()
        if isinstance(found, type) and found.__module__ == module.__name__
    ]


ABSOLUTE = re.compile(r"(?<![\w.:/-])/(?:home|root|tmp|usr|var|work|mnt|opt|Users|private)/|\b[A-Z]:\\\\")
MOMENT = re.compile(r"\b20\d\d-\d\d-\d\d\b|\b\d\d:\d\d:\d\d\b")


def test_no_file_has_a_path_of_a_machine_or_a_moment() -> None:
    files = [path for path in GENERATED.rglob("*") if path.suffix in {".py", ".toml", ".json", ".typed"}]
    assert len(files) > 2_300
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert not ABSOLUTE.search(text), path
        assert not MOMENT.search(text), path


GENERATED_FROM = r"# Generated by dicomwright\.generator from DICOM( PS3\.\d+)?\. DO NOT EDIT\."


@pytest.mark.parametrize("package", PACKAGES)
def test_every_file_says_where_it_is_from(package: str) -> None:
    for name in ("__init__", *modules_of(package)):
        first, second, *_ = (TREE / package / f"{name}.py").read_text(encoding="utf-8").splitlines()
        assert re.fullmatch(GENERATED_FROM, first), name
        assert second.endswith("Regenerate: nox -s generate"), name


def test_the_edition_stands_in_one_file() -> None:
    files = [path for path in TREE.rglob("*.py") if edition().name in path.read_text(encoding="utf-8")]
    assert files == [TREE / "dictionary" / "edition.py"]


# Classes of tables -------------------------------------------------------------------------------------------

SOURCE = re.compile(r"^# Source: part03\.xml#(\S+?),? ", re.MULTILINE)


@cache
def classes_by_table() -> dict[str, type[Any]]:
    """The class of each table of PS3.3, by the source that its file names."""
    return {
        source(TREE / package / f"{name}.py"): classes_of(package, name)[0]
        for package in ("iod", "macro", "module")
        for name in modules_of(package)
    }


def source(path: Path) -> str:
    found = SOURCE.search(path.read_text(encoding="utf-8"))
    assert found, path
    return found[1]


@cache
def elements() -> dict[str, DataElement]:
    return {element.tag: element for element in edition().data_elements}


def test_every_table_has_a_class() -> None:
    tables = {table.xml_id for table in edition().attribute_tables if table.kind != "directory_record"}
    assert set(classes_by_table()) == tables | set(iods())


def test_every_class_says_its_place() -> None:
    places = {table.xml_id: (table.name, table.ref) for table in edition().attribute_tables}
    places |= {xml_id: (iod.name, iod.ref) for xml_id, iod in iods().items()}
    for table, cls in classes_by_table().items():
        name, ref = places[table]
        assert (cls.name_, cls.section_) == (name, ref.section)
        assert cls.address_.startswith("https://dicom.nema.org/medical/dicom/current/output/chtml/part03/")
        assert re.sub(r".*/|.*#|\.html$", "", cls.address_) == ref.section_id.strip()
        assert cls.address_ in (cls.__doc__ or "")


def test_findings_have_the_addresses_of_the_edition() -> None:
    cls = importlib.import_module("dicomwright.module.patient").Patient
    said = finding("missing", "PatientName", 0x00100010, cls, "")
    assert said.address == cls.address_.replace("/current/", f"/{edition().name}/")
    assert f"/dicom/{edition().name}/output/chtml/part03/" in said.address


def test_classes_that_are_open() -> None:
    """Those of tables, or of sequences in them, with a row for any attribute."""

    def open_ones(entries: tuple[Entry, ...], cls: type[Any]) -> Iterator[type[Any]]:
        if any(isinstance(entry, Placeholder) and entry.kind == "any" for entry in entries):
            yield cls
        for entry in entries:
            if isinstance(entry, Attribute) and entry.children:
                declared = cls.attributes()[elements()[entry.tag].keyword]
                item = item_class(declared) if declared.vr == "SQ" else None
                if item is not None:
                    yield from open_ones(entry.children, item)
                    yield from [item] if entry.open_items else []

    expected = {
        cls
        for table in edition().attribute_tables
        if table.kind != "directory_record"
        for cls in open_ones(table.entries, classes_by_table()[table.xml_id])
    }
    assert {cls.__qualname__ for cls in expected} == {
        "DirectoryInformation.DirectoryRecordItem",
        "EncryptedAttributesDataSet.ModifiedAttributesItem",
        "OriginalAttributes.OriginalAttributesItem.ModifiedAttributesItem",
        "RTRadiationSalvageRecord",
        "RTRadiationSalvageRecord.RTRadiationSalvageRecordControlPointItem",
        *(f"ScopeOfInventory.ScopeOfInventoryItem.{name}MatchingItem" for name in ("Range", "ListOfUID")),
        *(f"ScopeOfInventory.ScopeOfInventoryItem.{name}MatchingItem" for name in ("EmptyValue", "General")),
    }
    assert all(cls.open_ for cls in expected)
    assert not any(cls.open_ for cls in classes_by_table().values() if "Salvage" not in cls.__name__)


def test_conditions_name_modules_by_the_names_of_their_classes() -> None:
    names = {cls.name_ for cls in classes_by_table().values() if issubclass(cls, Module)}
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(TREE.glob("[im]*/*.py")))
    named = set(re.findall(r'module_present\("([^"]+)"', text))
    assert named
    assert named <= names


# Strictest first, as the renderer has it: what is always demanded before what is demanded at times.
STRICTNESS: Final = ("1", "2", "1C", "2C", "3", "")
CONDITIONAL: Final = {"1": "1C", "2": "2C"}


class Row:
    """What all the rows for one attribute say together: the strictest type, and the rows of its items."""

    def __init__(
        self, tag: str, type_: str, vm: str, *, overrides: bool, children: tuple[Entry, ...]
    ) -> None:
        self.tag = tag
        self.type = type_
        self.vm = vm
        self.overrides = overrides
        self.children = children


def strictest(rows: Iterable[Row]) -> Row:
    return min(rows, key=lambda row: STRICTNESS.index(row.type))


def rows_of(entries: Iterable[Entry]) -> dict[str, Row]:
    """The attributes of rows, includes expanded, by tag."""
    found: dict[str, list[Row]] = {}
    for entry in entries:
        for row in expanded_rows(entry):
            found.setdefault(row.tag, []).append(row)
    return {tag: united(rows) for tag, rows in found.items()}


def united(rows: list[Row]) -> Row:
    """One row for an attribute: what the strictest says, and the items of all."""
    lead = strictest([row for row in rows if row.overrides] or rows)
    children = tuple(child for row in rows for child in row.children)
    return Row(lead.tag, lead.type, lead.vm, overrides=lead.overrides, children=children)


def expanded_rows(entry: Entry) -> Iterator[Row]:
    if isinstance(entry, Attribute):
        vm = "1" if entry.single_value else " or ".join(elements()[entry.tag].vm)
        yield Row(entry.tag, entry.type, vm, overrides=entry.overrides, children=entry.children)
    elif isinstance(entry, Include) and entry.macro:
        included = rows_of(attribute_tables()[entry.macro].entries)
        sequences = [tag for tag in included if elements()[tag].vr == ("SQ",)]
        special = {each.tag: each.type for each in entry.specializations}
        for tag, row in included.items():
            type_ = special.get(tag, CONDITIONAL.get(row.type, row.type) if entry.condition else row.type)
            below = entry.children if sequences and tag == sequences[-1] else ()
            overrides = row.overrides or tag in special
            yield Row(tag, type_, row.vm, overrides=overrides, children=(*row.children, *below))


def printed(declared: Declared) -> str:
    tag = declared.tag
    return tag if isinstance(tag, str) else f"{tag:08X}"


def assert_is_element(declared: Declared, vm: str = "") -> None:
    """Tag and VR are those of PS3.6, and so is the VM, unless the text of a row allows one value only."""
    element = elements()[printed(declared)]
    assert declared.keyword == element.keyword or not element.keyword, declared
    assert declared.vr == " or ".join(element.vr), declared
    assert declared.vm in ({vm} if vm else {" or ".join(element.vm), "1"}), declared


def assert_rows(cls: type[DicomObject], entries: Iterable[Entry], seen: set[tuple[object, ...]]) -> None:
    """Compare the attributes of a class with rows of the model, and its items with the rows below them."""
    entries = tuple(entries)
    if (cls, entries) in seen:
        return
    seen.add((cls, entries))
    rows = rows_of(entries)
    declared = {printed(each): each for each in cls.attributes().values()}
    assert set(declared) == set(rows), cls
    for tag, row in rows.items():
        assert declared[tag].type == row.type, (cls, tag)
        assert_is_element(declared[tag], row.vm)
        if declared[tag].vr == "SQ":
            assert_items(declared[tag], row, seen)


def assert_items(declared: Declared, row: Row, seen: set[tuple[object, ...]]) -> None:
    item = item_class(declared)
    children = tuple(child for child in row.children if not isinstance(child, Placeholder))
    if item is not None:
        assert_rows(item, children, seen)
    elif children:  # codes: rows of the Code Sequence Macro and nothing else
        names = {attribute_tables()[child.macro].name for child in children if isinstance(child, Include)}
        assert names == {"Code Sequence"}, declared
        assert all(isinstance(child, Include) for child in children), declared


@cache
def tables(kind: str) -> tuple[AttributeTable, ...]:
    return tuple(table for table in edition().attribute_tables if table.kind == kind)


@pytest.mark.parametrize("kind", ["module", "macro", "functional_group"])
def test_attributes_of_every_table(kind: str) -> None:
    seen: set[tuple[object, ...]] = set()
    for table in tables(kind):
        assert_rows(classes_by_table()[table.xml_id], table.entries, seen)


INTEGERS: Final = frozenset({"AT", "IS", "US", "SS", "UL", "SL", "SV", "UV"})
DECIMALS: Final = frozenset({"DS", "FL", "FD"})


def python_value(value: str, vrs: tuple[str, ...]) -> str | float:
    if INTEGERS & {*vrs}:
        return int(value)
    return float(value) if DECIMALS & {*vrs} else value


def listed(entry: Attribute) -> tuple[list[str | float], list[str | float], int]:
    """Enumerated Values and Defined Terms that always hold for every value, and how many lists do not.

    Where both kinds are given the list is open: all of them are terms.
    """
    vrs = elements()[entry.tag].vr
    always = [each for each in entry.value_lists if each.condition is None and each.value_number is None]
    found: dict[str, list[str | float]] = {"enumerated": [], "defined": []}
    for each in always:
        found[each.kind].extend(python_value(value, vrs) for value in each.values)
    others = len(entry.value_lists) - len(always)
    if found["defined"]:
        return [], list(dict.fromkeys([*found["enumerated"], *found["defined"]])), others
    return found["enumerated"], [], others


@pytest.mark.parametrize("kind", ["module", "macro", "functional_group"])
def test_values_of_every_row_of_a_table(kind: str) -> None:
    """For the rows at the top of a table whose attribute no include brings a second time."""
    checked = 0
    for table in tables(kind):
        declared = {printed(each): each for each in classes_by_table()[table.xml_id].attributes().values()}
        rows = [row for entry in table.entries for row in expanded_rows(entry)]
        for entry in table.entries:
            if isinstance(entry, Attribute) and [row.tag for row in rows].count(entry.tag) == 1:
                found = declared[entry.tag]
                values = list(found.values), list(found.terms), len(found.value_lists)
                assert values == listed(entry), (table.xml_id, found)
                checked += 1
    assert checked > 100


@pytest.mark.parametrize("kind", ["module", "macro", "functional_group"])
def test_order_of_the_attributes_of_every_table(kind: str) -> None:
    """Attributes stand in the order of the rows, as far as a class declares them itself."""
    for table in tables(kind):
        order = [elements()[entry.tag].keyword for entry in table.entries if isinstance(entry, Attribute)]
        own = [name for name in vars(classes_by_table()[table.xml_id]) if name in order]
        assert own == [name for name in dict.fromkeys(order) if name in own], table.xml_id


# IODs --------------------------------------------------------------------------------------------------------


def conditions(usage: Any) -> tuple[bool, bool]:  # noqa: ANN401 - of a module or a functional group
    """Whether a usage of the generated tree says when it is required, and when it may be there."""
    return usage.required_if is not None, usage.limited_by is not None


def expected_conditions(usage: Any) -> tuple[bool, bool]:  # noqa: ANN401 - of a module or a functional group
    conditional = usage.usage == "C"
    return conditional and usage.condition is not None, not conditional and usage.condition is not None


def test_modules_of_every_iod() -> None:
    for xml_id, iod in iods().items():
        cls = classes_by_table()[xml_id]
        found = [(each.module, each.usage, each.ie, conditions(each)) for each in cls.modules]
        assert found == [
            (classes_by_table()[each.module], each.usage, each.ie, expected_conditions(each))
            for each in iod.modules
        ]
        assert all(issubclass(cls, module) and issubclass(module, Module) for module, *_ in found)
        assert issubclass(cls, IOD)


def test_functional_groups_of_every_iod() -> None:
    for xml_id, iod in iods().items():
        cls = classes_by_table()[xml_id]
        found = [(each.macro, each.usage, each.shared, conditions(each)) for each in cls.functional_groups]
        assert found == [
            (
                classes_by_table()[each.macro],
                each.usage,
                None if each.shared == each.per_frame else each.shared,
                expected_conditions(each),
            )
            for each in iod.functional_groups
        ]


def test_sop_classes_of_every_iod() -> None:
    assert {xml_id: classes_by_table()[xml_id].sop_classes for xml_id in iods()} == {
        xml_id: iod.sop_classes for xml_id, iod in iods().items()
    }


def test_iods_by_sop_class() -> None:
    found = {
        uid: tuple(getattr(load("iods"), name) for name in names)
        for uid, names in load("dictionary").IODS.items()
    }
    composite = [(xml_id, iod.sop_classes) for xml_id, iod in iods().items() if iod.kind != "normalized"]
    expected: dict[str, tuple[type[Any], ...]] = {}
    for xml_id, uids in composite:
        for uid in uids:
            expected[uid] = (*expected.get(uid, ()), classes_by_table()[xml_id])
    assert found == expected
    assert [
        uid for uid, names in found.items() if len(names) > 1
    ] == []  # so far; several are kept, not chosen from


def test_edition() -> None:
    assert edition().name == load("dictionary").EDITION


def test_content_of_every_sr_iod() -> None:
    for xml_id, iod in iods().items():
        cls = classes_by_table()[xml_id]
        assert (cls.value_types, cls.by_reference) == (iod.value_types, iod.by_reference)
        assert [tuple(row) for row in cls.relationships] == [
            (row.relationship, row.sources, row.targets) for row in iod.relationships
        ]


def around(owner: type[DicomObject]) -> type[DicomObject]:
    """The module, macro or IOD that an item class stands in."""
    outermost: type[DicomObject] = getattr(
        load(*owner.__module__.split(".")[1:]), owner.__qualname__.split(".")[0]
    )
    return outermost


def test_every_attribute_leads_to_its_table() -> None:
    """By the class that declares it: the module itself, or the IOD where it weighs its modules against each other."""
    for xml_id in iods():
        iod = classes_by_table()[xml_id]
        modules = [used.module for used in iod.modules]
        for module in modules:
            assert {declared.owner for declared in module.attributes().values()} <= {module}
        for keyword, declared in iod.attributes().items():
            assert declared.owner is iod or declared.owner in modules
            assert any(keyword in module.attributes() for module in modules)


def test_every_attribute_of_an_item_leads_to_its_table() -> None:
    """Also through the items of macros: they lead to the macro."""
    pending = list(classes_by_table().values())
    seen = set(pending)
    for cls in pending:
        for declared in cls.attributes().values():
            assert around(declared.owner) in seen
            assert around(declared.owner).name_
            item = item_class(declared) if declared.vr == "SQ" else None
            if item is not None and item not in seen:
                seen.add(item)
                pending.append(item)
    assert len(pending) > len(classes_by_table())


def type_in_iod(rows: list[tuple[str, Row]]) -> str:
    """The strictest type of the mandatory modules; nothing of others alone is demanded without a condition."""
    mandatory = [row for usage, row in rows if usage == "M"]
    candidates = mandatory or [row for _, row in rows]
    lead = strictest([row for row in candidates if row.overrides] or candidates)
    return lead.type if mandatory else CONDITIONAL.get(lead.type, lead.type)


def test_attributes_of_every_iod() -> None:
    for xml_id, iod in iods().items():
        rows: dict[str, list[tuple[str, Row]]] = {}
        for usage in iod.modules:
            for tag, row in rows_of(attribute_tables()[usage.module].entries).items():
                rows.setdefault(tag, []).append((usage.usage, row))
        cls = classes_by_table()[xml_id]
        declared = {printed(each): each for each in cls.attributes().values()}
        assert set(declared) == set(rows), iod.name
        for tag, found in rows.items():
            alone = len(found) == 1 and declared[tag].owner is not cls
            assert declared[tag].type == (found[0][1].type if alone else type_in_iod(found)), (iod.name, tag)
            assert_is_element(declared[tag])


def test_functional_groups_in_items_of_every_multi_frame_iod() -> None:
    for xml_id, iod in iods().items():
        attributes = classes_by_table()[xml_id].attributes()
        for keyword in ("SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence"):
            if keyword in attributes and iod.functional_groups:
                shared = keyword.startswith("Shared")
                groups = [
                    each for each in iod.functional_groups if (each.shared if shared else each.per_frame)
                ]
                tags = {tag for each in groups for tag in rows_of(attribute_tables()[each.macro].entries)}
                item = item_class(attributes[keyword])
                assert {printed(each) for each in item.attributes().values()} == tags, (iod.name, keyword)


def test_every_attribute_of_an_item_is_a_data_element() -> None:
    todo: list[type[DicomObject]] = [classes_by_table()[xml_id] for xml_id in iods()]
    seen: set[type[DicomObject]] = set()
    while todo:
        cls = todo.pop()
        if cls in seen:
            continue
        seen.add(cls)
        for declared in cls.attributes().values():
            assert_is_element(declared)
            item = item_class(declared) if declared.vr == "SQ" else None
            if item is not None:
                todo.append(item)
    assert len(seen) > 1_000


# Codes -------------------------------------------------------------------------------------------------------


def codes_of(group: ContextGroup, groups: dict[str, ContextGroup], seen: set[str]) -> Iterator[Code]:
    if group.cid in seen:
        return
    seen.add(group.cid)
    for row in group.rows:
        if isinstance(row, Code):
            yield row
        elif row.cid in groups:
            yield from codes_of(groups[row.cid], groups, seen)


def test_every_context_group() -> None:
    groups = {group.cid: group for group in edition().context_groups}
    for cid, group in groups.items():
        cls = getattr(load("cids"), f"CID{cid}")
        expected: dict[tuple[str, str], str] = {}
        for code in codes_of(group, groups, set()):
            expected.setdefault((code.scheme, code.value), code.meaning)
        found = {(member.scheme_designator, member.value): member.meaning for member in cls}
        assert found == expected, cid
        assert list(found) == list(expected), cid
        assert all(isinstance(member, PydicomCode) for member in cls)


def test_facts_of_every_context_group() -> None:
    for group in edition().context_groups:
        info = getattr(load("cids"), f"CID{group.cid}").__info__
        assert (info.cid, info.uid, info.version) == (group.cid, group.uid, group.version)
        assert info.keyword == group.keyword or not group.keyword
        assert info.extensible == (group.extensible is not False)
        assert info.section == group.ref.section
        assert info.address.endswith(f"/part16/{group.ref.section_id}.html")


def test_every_coding_scheme() -> None:
    meanings: dict[str, dict[str, set[str]]] = {"DCM": {}}
    for term in edition().controlled_terms:
        meanings["DCM"].setdefault(term.value, set()).add(term.meaning)
    for group in edition().context_groups:
        for row in group.rows:
            if isinstance(row, Code):
                meanings.setdefault(row.scheme, {}).setdefault(row.value, set()).add(row.meaning)
    schemes = {
        getattr(load("codes"), name).designator: getattr(load("codes"), name)
        for name in load("codes").__all__
    }
    assert set(schemes) == set(meanings)
    uids = {scheme.designator: scheme.uid for scheme in edition().coding_schemes}
    for designator, scheme in schemes.items():
        assert (scheme.uid or "") == uids.get(designator, "")
        assert {code.value for code in scheme} == set(meanings[designator]), designator
        for code in scheme:
            assert code.meaning in meanings[designator][code.value], code.value
            assert code.scheme_designator == designator


# The dictionary ----------------------------------------------------------------------------------------------


def test_every_data_element() -> None:
    table = load("dictionary").ELEMENTS
    found = [(f"{each.tag:08X}", *each[1:]) for each in table.values()] + [
        tuple(each) for each in table.repeating
    ]
    expected = [
        (each.tag, each.keyword, each.name, " or ".join(each.vr), " or ".join(each.vm), each.retired)
        for each in edition().data_elements
    ]
    assert sorted(found) == sorted(expected)


def test_every_uid() -> None:
    found = [tuple(each) for each in load("dictionary").UIDS.values()]
    expected = {
        each.value: (each.value, each.keyword, each.name, each.type, each.retired) for each in edition().uids
    }
    assert sorted(found) == sorted(expected.values())


def test_uids_by_keyword() -> None:
    """Each constant of a class of UIDs is a UID of the tables, under its own keyword if it has one."""
    keywords: dict[str, set[str]] = {}
    for each in edition().uids:
        keywords.setdefault(each.value, set()).add(each.keyword)
    for name in load("dictionary").__all__:
        holder = getattr(load("dictionary"), name)
        if isinstance(holder, type):
            for keyword, value in vars(holder).items():
                if not keyword.startswith("_"):
                    assert keywords[value] & {keyword, ""}, keyword


def test_every_vr() -> None:
    found = [tuple(each) for each in load("dictionary").VRS.values()]
    assert sorted(found) == sorted(
        (each.code, each.name, each.length, each.unit, each.fixed) for each in edition().vrs
    )
