"""The model against an independent reading of the standard, row by row; every difference stands in a table here."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, Final

import pytest
from committed import (
    EDITION,
    PARTS,
    ModelRow,
    attribute_tables,
    built,
    edition,
    flattened,
    iods,
    mirror_part,
    needs_mirror,
    report,
)
from independent import counts

from dicomwright.generator.facts import Attribute, Code, ContextGroupInclude, Include, Placeholder
from dicomwright.generator.snapshot import normalized

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dicomwright.generator.facts import Iod

pytestmark = needs_mirror

PART = {part: mirror_part(EDITION, part) for part in PARTS}
Place = tuple[str, int]
KINDS: Final[tuple[counts.AttributeTableKind, ...]] = ("attribute", "key")

# Differences -----------------------------------------------------------------------------------------------

HEADINGS: Final = {
    ("table_8.8-1", 0): "one cell over all columns: a heading",
    ("table_8.8-1", 5): "one cell over all columns: a heading",
    ("table_8.8-1a", 0): "one cell over all columns: a heading",
}
"""Rows that are in no entry of the model; they are listed in report.json."""

DEPTHS: Final = {
    ("table_C.11.25-1", 2): (1, "errata.toml: printed one level too high"),
    ("table_C.11.25-1", 4): (2, "errata.toml: printed two levels too high"),
    ("table_C.8.31.8-1", 1): (1, "errata.toml: printed one level too high"),
}

TARGETS: Final = {
    ("table_C.19-1", 14): ("", "names a section without a table: private attributes; noted in report.json"),
}

NAMES: Final = {
    "Time of Frame": "Time of Frame Functional Group",
    "Frame Usefulness": "Frame Usefulness Functional Group",
    "Camera Position": "Camera Position Functional Group",
    "Enhanced Contrast/Bolus": "Contrast/Bolus",  # table_A.66.3-1 refers to C.7.6.4, which is Contrast/Bolus
    "Image Box Presentation": "Image Box Pixel Presentation",
    "Billing and Material Management Codes": "Billing and Material Management Code",
    "SOP Common Information": "SOP Common",
}
"""Modules and macros that the lists of IODs call otherwise than the captions of their own tables do."""

VALUE_LISTS: Final = {
    ("table_C.4-15", 0): (
        "-",
        "errata.toml: contradicts the row, which refers to the terms of General Series",
    ),
    ("table_C.13-1", 3): ("BIN_i", "a pattern and no value; noted in report.json"),
    ("table_C.8.20-2", 0): ("+", "the text beside the lists fixes values 1 and 2"),
    ("table_C.8.20-5", 0): ("+", "the text beside the lists fixes values 1 and 2"),
    ("table_C.17-4", 0): ("+", "the text beside the include fixes Value Type"),
    ("table_C.9-2", 4): ("+", "the text states the only value"),
    ("table_C.9-2", 5): ("+", "the text states the only value"),
}
"""Rows whose lists are not the same: lists left out (-), more lists (+), or the one term that was left out."""

NO_LETTERS: Final = "Not versioned"
"""CID 102 to 107 have this for a version, which is a date elsewhere: the model has ''."""

# Attribute tables ------------------------------------------------------------------------------------------


def read_rows(kind: counts.AttributeTableKind) -> list[tuple[Any, ModelRow]]:
    """Pair each row of the standard, headings left out, with the entry of the model in its place."""
    of_table: defaultdict[str, list[Any]] = defaultdict(list)
    for fact in counts.row_facts(PART[3], kind):
        if (fact.table, fact.row) not in HEADINGS:
            of_table[fact.table].append(fact)
    return [
        pair
        for table, facts in of_table.items()
        for pair in zip(facts, flattened(attribute_tables()[table].entries), strict=True)
    ]


def independent_row(fact: Any) -> tuple[object, ...]:  # noqa: ANN401 - one of three facts
    """What the model should say of a row; the differences of the tables above are applied."""
    place = (fact.table, fact.row)
    depth = DEPTHS.get(place, (fact.depth,))[0]
    if isinstance(fact, counts.AttributeRow):
        return (*place, depth, fact.name, fact.tag, fact.type)
    if isinstance(fact, counts.IncludeRow) and fact.target:
        return (*place, depth, "include", TARGETS.get(place, (fact.target,))[0])
    kind = "functional_groups" if isinstance(fact, counts.IncludeRow) else "any"
    return (*place, depth, kind)


def model_row(place: Place, row: ModelRow) -> tuple[object, ...]:
    entry = row.entry
    if isinstance(entry, Attribute):
        return (*place, row.depth, entry.name, entry.tag, entry.type)
    if isinstance(entry, Include):
        return (*place, row.depth, "include", entry.macro)
    return (*place, row.depth, entry.kind)


@pytest.mark.parametrize("kind", KINDS)
def test_every_row_of_attribute_tables(kind: counts.AttributeTableKind) -> None:
    pairs = read_rows(kind)
    model = [model_row((fact.table, fact.row), row) for fact, row in pairs]
    assert model == [independent_row(fact) for fact, _ in pairs]


def test_no_row_has_several_types() -> None:
    found = [row.entry for table in attribute_tables().values() for row in flattened(table.entries)]
    assert [entry for entry in found if isinstance(entry, Attribute) and entry.types] == []


def test_the_model_has_no_other_attribute_tables() -> None:
    assert set(attribute_tables()) == {table for kind in KINDS for table in counts.table_sizes(PART[3], kind)}


def test_figures_of_attribute_tables() -> None:
    """10,086 rows and 1,504 includes of the issue: with chapter 5, and with attributes called 'Include ...'."""
    sizes = counts.table_sizes(PART[3])
    rows = [row.entry for table in sizes for row in flattened(attribute_tables()[table].entries)]
    includes = [entry for entry in rows if isinstance(entry, Include)]
    groups = [each for each in rows if isinstance(each, Placeholder) and each.kind == "functional_groups"]
    named = [entry for entry in rows if isinstance(entry, Attribute) and entry.name.startswith("Include")]
    examples = counts.row_facts(PART[3], "example")
    assert len(sizes) == 721
    assert len(counts.table_sizes(PART[3], "example")) == 3
    assert (len(rows) + len(HEADINGS), len(examples)) == (10_077, 9)
    assert (len(includes), len(groups), len(named)) == (1_493, 6, 4)
    in_example = sum(isinstance(fact, counts.IncludeRow) for fact in examples)
    assert len(includes) + len(groups) + len(named) + in_example == 1_504


# Value lists -----------------------------------------------------------------------------------------------

INTEGERS: Final = frozenset({"IS", "US", "SS", "UL", "SL"})
Lists = Counter[tuple[str, tuple[str, ...]]]


def as_value(term: str, vrs: Iterable[str]) -> str:
    """The value that a term stands for: '+1' is 1 and '0001H' is 1 where the VR is of integers; AT is a tag."""
    vrs = {*vrs}
    if "AT" in vrs:
        return str(int(term.removesuffix("H"), 16))
    if not INTEGERS & vrs:
        return term
    return str(int(term[:-1], 16)) if term.endswith("H") else str(int(term))


def independent_lists(found: Iterable[counts.ValueList], vrs: Iterable[str]) -> Lists:
    vrs = tuple(vrs)
    return Counter(
        (each.kind, tuple(dict.fromkeys(as_value(term, vrs) for term in each.terms))) for each in found
    )


def model_lists(entry: object) -> Lists:
    """Lists of a row; what an include fixes of its macro is a list of Enumerated Values."""
    if isinstance(entry, Include):
        return Counter(("enumerated", fixed.values) for fixed in entry.fixed_values)
    lists = entry.value_lists if isinstance(entry, Attribute) else ()
    return Counter((each.kind, each.values) for each in lists if not each.source)


def value_list_differences(kind: counts.AttributeTableKind) -> Iterator[tuple[Place, Lists, Lists]]:
    """Rows whose lists differ: place, the lists that only the standard has, those that only the model has."""
    vrs = {element.tag: element.vr for element in edition().data_elements}
    lists: defaultdict[Place, list[counts.ValueList]] = defaultdict(list)
    for each in counts.value_lists(PART[3], kind):
        lists[each.table, each.row].append(each)
    for fact, row in read_rows(kind):
        place = (fact.table, fact.row)
        printed = lists.pop(place, [])
        theirs = independent_lists(printed, vrs.get(getattr(fact, "tag", ""), ()))
        ours = model_lists(row.entry)
        if theirs != ours:
            yield place, theirs - ours, ours - theirs
    assert not lists


def test_every_value_list_of_a_row() -> None:
    found = {place: (lost, added) for kind in KINDS for place, lost, added in value_list_differences(kind)}
    assert set(found) == set(VALUE_LISTS)
    for place, (what, _) in VALUE_LISTS.items():
        lost, added = found[place]
        if what == "+":
            assert not lost
            assert added
        elif what == "-":
            assert lost
            assert not added
        else:
            ((kind, terms),) = lost
            assert added == Counter([(kind, tuple(term for term in terms if term != what))])


def terms_of_character_sets(table: str) -> set[str]:
    """Every cell of a table of character sets that is a term (PS3.3 C.12.1.1.2); they stand in its second column."""
    texts = counts.cell_texts(PART[3], table)
    return {text for text in texts if re.fullmatch(r"ISO_IR \d+|ISO 2022 IR \d+|GB18030|GBK", text)}


def terms_without_header() -> dict[str, tuple[str, ...]]:
    """Tables of terms and their meanings, of which nothing but the capitals tells what they are."""
    return {
        table: tuple(dict.fromkeys(term for term, _ in rows))
        for table, rows in counts.tables_without_header(PART[3]).items()
        if all(len(row) == len("12") and row[0].isupper() and "(" not in row[0] for row in rows)
    }


def test_every_value_table() -> None:
    listed = {(item["table"], item["row"]) for item in report()["listed"] if item["kind"] == "values"}
    model = {table.xml_id: table.values for table in edition().value_tables}
    printed = {
        table: tuple(dict.fromkeys(value for row, value in enumerate(values) if (table, row) not in listed))
        for table, values in counts.value_tables(PART[3]).items()
    }
    character_sets = {table: model.pop(table) for table in sorted(model.keys() - printed.keys())}
    without_header = {table: character_sets.pop(table) for table in terms_without_header()}
    assert model == printed
    assert without_header == terms_without_header()
    assert {table: set(values) for table, values in character_sets.items()} == {
        f"table_C.12-{number}": terms_of_character_sets(f"table_C.12-{number}") for number in (2, 3, 4, 5)
    }


# IODs ------------------------------------------------------------------------------------------------------


def usages(iod: Iod) -> list[tuple[str, str, str]]:
    return [(each.name, each.section, each.usage) for each in iod.modules]


def test_figures_of_iods() -> None:
    kinds = Counter(iod.kind for iod in iods().values())
    tables = {iod.functional_group_table for iod in iods().values()} - {""}
    assert kinds == {"composite": 174, "normalized": 16, "media": 1}
    assert len(tables) == 32


def test_every_module_of_composite_iods() -> None:
    lists = counts.module_lists(PART[3], "composite")
    assert {table: usages(iod) for table, iod in iods().items() if iod.kind == "composite"} == {
        table: [tuple(row) for row in rows] for table, rows in lists.items()
    }


def test_every_module_of_normalized_iods() -> None:
    """Their tables have no usage: a normalized object has all its modules."""
    lists = counts.module_lists(PART[3], "normalized")
    assert {table: usages(iod) for table, iod in iods().items() if iod.kind == "normalized"} == {
        table: [(row.name, row.target, "M") for row in rows] for table, rows in lists.items()
    }


def test_every_functional_group() -> None:
    model = {
        iod.functional_group_table: [(each.name, each.section, each.usage) for each in iod.functional_groups]
        for iod in iods().values()
        if iod.functional_group_table
    }
    printed = {
        table: [(row.name, row.target, row.usage) for row in rows]
        for table, rows in counts.module_lists(PART[3], "functional group").items()
    }
    assert model == printed


def test_every_usage_of_a_functional_group_has_a_letter() -> None:
    lists = counts.module_lists(PART[3], "functional group")
    without = {(table, row.name) for table, rows in lists.items() for row in rows if not row.usage}
    assert without == set()


def tables_below(sections: frozenset[str]) -> dict[str, set[str]]:
    """Tables in each section and below it, by plain XPath."""
    found: dict[str, set[str]] = {}
    for section in counts._nodes(counts.document(PART[3]), "//d:section[@xml:id] | //d:appendix[@xml:id]"):
        xml_id = counts._id(section)
        if xml_id in sections:
            found[xml_id] = {counts._id(table) for table in counts._nodes(section, ".//d:table")}
    return found


def references() -> list[tuple[str, str, str]]:
    """Every reference of an IOD: what it calls the module or macro, the section, and what it resolved to."""
    modules = [(each.name, each.section, each.module) for iod in iods().values() for each in iod.modules]
    groups = [
        (each.name, each.section, each.macro) for iod in iods().values() for each in iod.functional_groups
    ]
    return modules + groups


def test_every_reference_of_an_iod_resolves_into_the_section_that_it_names() -> None:
    below = tables_below(frozenset(section for _, section, _ in references()))
    assert [each for each in references() if each[2] not in below[each[1]]] == []


def test_every_reference_of_an_iod_resolves_to_the_table_of_its_name() -> None:
    wrong = [
        (name, table)
        for name, _, table in references()
        if attribute_tables()[table].name.casefold() != NAMES.get(name, name).casefold()
        and attribute_tables()[table].name.casefold() != name.casefold()
    ]
    assert wrong == []


def test_every_list_of_modules_is_an_iod() -> None:
    lists = {
        table
        for kind in ("composite", "normalized", "directory")
        for table in counts.module_lists(PART[3], kind)
    }
    assert lists == set(iods())


def test_modules_of_the_media_directory() -> None:
    """References of Table F.3-1 are plain text in the mirror; the IOD is read all the same."""
    printed = counts.module_lists(PART[3], "directory")["table_F.3-1"]
    assert [(row.name, row.target) for row in printed] == [
        ("File-set Identification", ""),
        ("Directory Information", ""),
    ]
    found = iods()["table_F.3-1"]
    assert (found.kind, found.name, found.sop_classes) == (
        "media",
        "Basic Directory",
        ("1.2.840.10008.1.3.10",),
    )
    assert [(row.section, row.module, row.usage) for row in found.modules] == [
        ("sect_F.3.2.1", "table_F.3-2", "M"),
        ("sect_F.3.2.2", "table_F.3-3", "U"),
    ]


VALUE_TYPES: Final = (
    *("TEXT", "CODE", "NUM", "DATETIME", "DATE", "TIME", "UIDREF", "PNAME", "SCOORD3D", "SCOORD", "TCOORD"),
    *("COMPOSITE", "IMAGE", "WAVEFORM", "CONTAINER", "TABLE"),
)


def value_types(cell: str, every: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Value types of a cell: a number glued behind a type is the one of a footnote."""
    if cell == "any type (except CONTAINER)":
        return tuple(name for name in every if name != "CONTAINER")
    if cell.casefold().startswith("any"):
        return ("*",)
    words = [
        word for word in re.split(r"[\s,.()]+", cell) if word and word == word.upper() and not word.isdigit()
    ]
    return tuple(dict.fromkeys(next(name for name in VALUE_TYPES if word.startswith(name)) for word in words))


def relationship(cell: str) -> str:
    """Relationship of a cell; the one table that says "any type other than CONTAINS" has CONTAINS in its other row."""
    return "*" if cell == "any type other than CONTAINS" else re.sub(r"[\s\d,]+$", "", cell)


def test_every_relationship() -> None:
    model = {
        iod.relationship_table: [
            (each.sources, each.relationship, each.targets) for each in iod.relationships
        ]
        for iod in iods().values()
        if iod.relationship_table
    }
    every = {iod.relationship_table: iod.value_types for iod in iods().values()}
    printed = {
        table: [
            (value_types(row[0], every[table]), relationship(row[1]), value_types(row[2])) for row in rows
        ]
        for table, rows in counts.relationship_tables(PART[3]).items()
    }
    assert len(model) == 21
    assert model == printed


def test_value_types_of_every_sr_iod() -> None:
    printed = {
        table: {word for word in re.findall(r"\w+", text) if word in VALUE_TYPES}
        for table, text in counts.value_type_sections(PART[3]).items()
    }
    model = {iod.relationship_table: set(iod.value_types) for iod in iods().values() if iod.relationships}
    assert model.pop("table_A.35.15-2") == {"*"}
    assert printed.pop("table_A.35.15-2") == set()
    assert model == printed


BY_REFERENCE: Final = {
    "A.35.3": {"HAS OBS CONTEXT", "HAS ACQ CONTEXT", "HAS PROPERTIES", "INFERRED FROM", "SELECTED FROM"},
    "A.35.5": {"INFERRED FROM", "HAS PROPERTIES", "SELECTED FROM"},
    "A.35.6": {"INFERRED FROM", "HAS PROPERTIES", "SELECTED FROM"},
    "A.35.10": {"INFERRED FROM", "HAS ACQ CONTEXT"},
    "A.35.13": {"HAS OBS CONTEXT", "HAS ACQ CONTEXT", "HAS PROPERTIES", "INFERRED FROM", "SELECTED FROM"},
    "A.35.15": {"CONTAINS", "*"},
}
"""Relationships that SR IODs may have by reference, read by hand; all the others have none."""


def test_relationships_by_reference() -> None:
    model = {iod.ref.section: set(iod.by_reference) for iod in iods().values() if iod.by_reference}
    assert model == BY_REFERENCE


def test_figures_of_directory_records() -> None:
    tables = counts.table_sizes(PART[3], "key")
    assert len(tables) == 30
    assert {attribute_tables()[table].kind for table in tables} == {"directory_record"}


# Parts 4, 5 and 6 ------------------------------------------------------------------------------------------


def test_every_sop_class() -> None:
    model = {(each.name, each.uid): each.iods for each in edition().sop_classes if each.table == "B.5-1"}
    assert len(model) == 170
    assert model == {(each.name, each.uid): each.targets for each in counts.sop_classes(PART[4])}


def test_every_value_representation() -> None:
    model = {each.code: each.name for each in edition().vrs}
    assert len(model) == 34
    assert model == dict(counts.value_representations(PART[5]))


def test_every_data_element() -> None:
    model = [
        (each.tag, each.keyword, " or ".join(each.vr), " or ".join(each.vm), each.retired)
        for each in edition().data_elements
    ]
    printed = [
        # Item and its delimiters have no VR but a note.
        tuple(each._replace(vr="") if each.vr == "See Note" else each)
        for each in counts.data_elements(PART[6])
    ]
    assert len(model) == 5_299
    assert sorted(model) == sorted(printed)


@pytest.mark.parametrize(("table", "rows"), [("A-1", 465), ("A-2", 28), ("A-4", 24)])
def test_every_uid(table: Any, rows: int) -> None:  # noqa: ANN401 - a literal of the counter
    """Names of retired classes end in '(Retired)', which is a fact of its own in the model."""
    model = [(each.value, each.name, each.retired) for each in edition().uids if each.table == table]
    mark = "(Retired)"
    printed = [
        (each.value, each.name.removesuffix(mark).strip(), each.name.endswith(mark))
        for each in counts.uids(PART[6], table)
    ]
    assert len(model) == rows
    assert sorted(model) == sorted(printed)


# Part 16 ---------------------------------------------------------------------------------------------------


def test_every_context_group() -> None:
    model = {
        f"sect_CID_{group.cid}": (
            group.keyword,
            group.version,
            group.extensible,
            tuple((row.scheme, row.value, row.meaning) for row in group.rows if isinstance(row, Code)),
            tuple(f"sect_CID_{row.cid}" for row in group.rows if isinstance(row, ContextGroupInclude)),
        )
        for group in edition().context_groups
    }
    printed = {
        section: (
            group.keyword,
            group.version.replace(NO_LETTERS, ""),
            group.extensible,
            group.rows,
            group.includes,
        )
        for section, group in counts.context_groups(PART[16]).items()
    }
    assert len(model) == 1_454
    assert model == printed


def test_figures_of_context_groups() -> None:
    """The issue counts the rows with scheme, value and meaning in groups whose own section has a UID."""
    own_uid = {section for section, group in counts.context_groups(PART[16]).items() if group.uid}
    rows = [
        (f"sect_CID_{group.cid}" in own_uid, row) for group in edition().context_groups for row in group.rows
    ]
    codes = [(named, row) for named, row in rows if isinstance(row, Code)]
    assert len(codes) == 16_437
    assert sum(named and bool(code.meaning) for named, code in codes) == 16_400
    assert sum(isinstance(row, ContextGroupInclude) for _, row in rows) == 639


def test_every_uid_of_a_context_group() -> None:
    """29 sections lack it: PS3.6 Table A-3 has one for each of them, and for no other group."""
    model = {f"sect_CID_{group.cid}": group.uid for group in edition().context_groups}
    printed = {section: group.uid for section, group in counts.context_groups(PART[16]).items()}
    completed = {section: uid for section, uid in model.items() if not printed[section]}
    registered = {uid.value for uid in counts.uids(PART[6], "A-3")}
    assert {section: uid for section, uid in model.items() if printed[section]} == {
        section: uid for section, uid in printed.items() if uid
    }
    assert len(completed) == 29
    assert set(completed.values()) <= registered - set(printed.values())
    assert len(set(completed.values())) == 29


def test_every_dcm_code() -> None:
    model = {(each.value, each.meaning, each.retired) for each in edition().controlled_terms}
    assert len(edition().controlled_terms) == 5_093
    assert model == {tuple(each) for each in counts.dcm_codes(PART[16])}


def test_every_template() -> None:
    model = {
        f"sect_TID_{template.tid}": (
            tuple(row.row for row in template.rows),
            len(template.parameters),
            tuple(f"sect_TID_{row.include}" for row in template.rows if row.include),
        )
        for template in edition().templates
    }
    assert model == {section: tuple(template) for section, template in counts.templates(PART[16]).items()}


def test_every_coding_scheme() -> None:
    model = {(each.designator, each.uid) for each in edition().coding_schemes}
    assert len(edition().coding_schemes) == 66
    assert model == {tuple(each) for each in counts.coding_schemes(PART[16])}


# The snapshot ----------------------------------------------------------------------------------------------


def test_the_standard_gives_the_snapshot() -> None:
    model, snapshot = normalized(built(EDITION)[0]), edition()
    for field in snapshot.__dataclass_fields__:
        ours, theirs = getattr(model, field), getattr(snapshot, field)
        differing = [(one, other) for one, other in zip(ours, theirs, strict=False) if one != other]
        assert ours == theirs, (
            f"{field} differs from spec_cache/{EDITION}: rebuild it with nox -s generate -- --edition {EDITION}; "
            f"first: {differing[:1]}"
        )
