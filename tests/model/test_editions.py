"""Other editions and real excerpts are accounted for in the same way; no hash seed changes what is rendered."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import pytest
from committed import REAL, ROOT, SNAPSHOT, build, built, edition, mirror_part, needs_mirror, needs_real
from typing_harness import run

from dicomwright.generator.docbook import read_book
from dicomwright.generator.render import render_files
from dicomwright.generator.render.confidentiality import render_confidentiality
from dicomwright.generator.snapshot.report import PROFILE_COUNTS, condition_counts, counts

if TYPE_CHECKING:
    from pathlib import Path

    from dicomwright.generator.facts import Edition

OLDER: Final = "2024e"

# Rows of each kind of table that the files hold.
EXCERPT_ROWS: Final = {
    (3, "attributes"): 1_342,
    (3, "composite"): 93,
    (3, "groups"): 51,
    (3, "values"): 127,
}
ROWS_OF_2013: Final = {
    4: {
        (4, "sop classes"): 110,
        (4, "media storage sop classes"): 113,
        (4, "attributes of operations"): 296,
        (4, "identifiers of queries"): 11,
        (4, "keys of frames"): 3,
        (4, "keys of levels"): 122,
        (4, "keys of queries"): 324,
        (4, "service arguments"): 140,
        (4, "service attributes"): 515,
        (4, "service macros"): 6,
    },
    5: {(5, "vrs"): 28},
    6: {(6, "data elements"): 3_751, (6, "uids"): 368, (6, "context group uids"): 866},
}


@needs_mirror
def test_an_older_edition_is_accounted_for() -> None:
    model, accounting = built(OLDER)
    listed = Counter((item.part, item.kind) for item in accounting.listed)
    assert model.name == OLDER
    for kind, rows in accounting.read.items():
        assert rows == accounting.consumed[kind] + listed[kind]
    assert sum(accounting.read.values()) == 46_724
    assert {item.reason for item in accounting.listed} == {
        "heading row",
        "heading row, or a row without a value",
    }


@needs_mirror
def test_an_edition_whose_source_lacks_part_15_says_that_the_profile_is_not_there() -> None:
    older, _ = built(OLDER)
    assert not mirror_part(OLDER, 15).exists()
    assert (older.protected_attributes, older.action_codes, older.safe_private_attributes) == ((), (), ())
    assert PROFILE_COUNTS.isdisjoint(counts(older))
    text = render_confidentiality(older)
    assert "PS3.15 of this edition was not there" in text
    names: dict[str, Any] = {}
    exec(compile(text, "confidentiality", "exec"), names)  # noqa: S102 - what was rendered
    assert (len(names["PROTECTED_ATTRIBUTES"]), names["ACTION_CODES"]) == (0, {})


@needs_mirror
def test_an_older_edition_resolves() -> None:
    model, _ = built(OLDER)
    tables = {table.xml_id for table in model.attribute_tables}
    assert all(usage.module in tables for iod in model.iods for usage in iod.modules)
    assert all(group.macro in tables for iod in model.iods for group in iod.functional_groups)


@needs_mirror
def test_every_condition_of_an_older_edition_is_understood() -> None:
    found = condition_counts(built(OLDER)[0])
    understood = {name: each for name, each in found.items() if isinstance(each, dict)}
    assert {name: each["not_understood"] for name, each in understood.items()} == dict.fromkeys(understood, 0)


@needs_mirror
def test_an_older_edition_differs() -> None:
    older, newer = built(OLDER)[0], edition()
    assert {iod.name for iod in newer.iods} - {iod.name for iod in older.iods}
    assert len(older.data_elements) == 5_239
    assert len(older.context_groups) == 1_429
    for field in ("iods", "attribute_tables", "data_elements", "uids", "context_groups", "controlled_terms"):
        assert set(getattr(older, field)) != set(getattr(newer, field)), field


IMPORT_ALL: Final = """
import importlib, pathlib, sys
root = pathlib.Path(sys.argv[1], "dicomwright")
names = [path.relative_to(root.parent).with_suffix("").as_posix().replace("/", ".") for path in root.rglob("*.py")]
for name in names:
    module = importlib.import_module(name.removesuffix(".__init__"))
    assert module.__file__.startswith(sys.argv[1]), module.__file__
    for exported in getattr(module, "__all__", ()):
        getattr(module, exported)
print(len(names))
"""


def written(model: Edition, folder: Path) -> int:
    """Render an edition into a folder; return how many modules it has."""
    files = render_files(model)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return sum(name.endswith(".py") for name in files)


def imported(folder: Path) -> int:
    """Import every module of a tree in another process; return how many there are."""
    # before the committed tree, of which another edition may lack files
    paths = [str(folder), *os.environ.get("PYTHONPATH", "").split(os.pathsep)]
    done = subprocess.run(  # noqa: S603 - this interpreter
        [sys.executable, "-W", "error", "-c", IMPORT_ALL, str(folder)],
        capture_output=True,
        text=True,
        check=False,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(filter(None, paths)),
            "PYTHONDONTWRITEBYTECODE": "1",
        },
    )
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


@needs_mirror
def test_the_tree_of_an_older_edition_imports(tmp_path: Path) -> None:
    modules = written(built(OLDER)[0], tmp_path)
    assert imported(tmp_path) == modules
    assert modules > 2_300


# The parts of one edition that there are, and what a type checker says of their tree.
REAL_PARTS: Final = (
    (
        ("part03-excerpt-a.xml",),
        {  # a macro that includes itself, and has an attribute of its own name
            'Name "IssuerOfPatientID.IssuerOfPatientIDQualifiersItem" is not defined  [name-defined]'
        },
    ),
    (("2013-part04.xml", "2013-part05.xml", "2013-part06.xml"), set[str]()),
)


@needs_real
@pytest.mark.parametrize(("names", "known"), REAL_PARTS)
def test_the_tree_of_real_parts_imports_and_type_checks(
    names: tuple[str, ...], known: set[str], tmp_path: Path
) -> None:
    modules = written(build(*(REAL / name for name in names))[0], tmp_path)
    assert imported(tmp_path) == modules
    if os.environ.get("DICOMWRIGHT_THOROUGH"):
        (tmp_path / "mypy.ini").write_text(
            f"[mypy]\nstrict = True\nnamespace_packages = True\nexplicit_package_bases = True\n"
            f"mypy_path = {tmp_path}:{ROOT / 'runtime'}\n",
            encoding="utf-8",
        )
        said = run("mypy", "--config-file", "mypy.ini", "dicomwright", cwd=tmp_path).splitlines()
        assert {line.split(": error: ")[1] for line in said if ": error: " in line} == known


@needs_real
def test_the_real_excerpt_of_part_3_is_accounted_for() -> None:
    model, accounting = build(REAL / "part03-excerpt-a.xml")
    assert model.name == "2016c"
    assert dict(accounting.read) == EXCERPT_ROWS
    assert sum(accounting.consumed.values()) + len(accounting.listed) == sum(EXCERPT_ROWS.values())
    assert [(item.table, item.row) for item in accounting.listed] == [
        ("table_C.12-2", 0),  # "none": the default repertoire has no term
        ("table_8.8-1a", 0),
        ("table_8.8-1", 0),
        ("table_8.8-1", 5),
    ]
    unresolved = {item.reason for item in accounting.notes if "no attribute table" in item.reason}
    assert unresolved == {  # the excerpt lacks these tables
        "include of table_10-15: no attribute table",
        "include of table_10.41-1: no attribute table",
        "include of table_C.8-71b: no attribute table",
    }
    assert (len(model.attribute_tables), len(model.iods)) == (140, 4)


@needs_real
def test_a_section_that_the_real_excerpt_repeats_is_read_once() -> None:
    book = read_book(REAL / "part03-excerpt-a.xml")
    assert [(each.rule, each.xml_id) for each in book.identities] == [("merged", "sect_C.8.8.4")]
    assert len(book.tables_by_id) == len(book.tables)


@needs_real
@pytest.mark.parametrize("part", [4, 5, 6])
def test_a_part_of_2013_is_accounted_for(part: int) -> None:
    model, accounting = build(REAL / f"2013-part{part:02}.xml")
    listed = Counter((item.part, item.kind) for item in accounting.listed)
    assert model.name == "2013"
    assert dict(accounting.read) == ROWS_OF_2013[part]
    for kind, rows in accounting.read.items():
        assert rows == accounting.consumed[kind] + listed[kind]
    # Table A-2 of 2013 repeats UIDs of Table A-1, tables of services have headings between rows; the rest is read.
    assert all(
        "stands in table A-1" in item.reason or (part == 4 and item.reason == "heading row")
        for item in accounting.listed
    )


@needs_real
def test_facts_of_2013() -> None:
    elements = {each.tag: each for each in build(REAL / "2013-part06.xml")[0].data_elements}
    assert len(elements) == 3_751
    assert (elements["00100010"].keyword, elements["00100010"].vr) == ("PatientName", ("PN",))
    assert elements["60xx3000"].vr == ("OB", "OW")
    assert len({each.code for each in build(REAL / "2013-part05.xml")[0].vrs}) == 28


# Determinism -------------------------------------------------------------------------------------------------

DIGEST: Final = """
import hashlib, pathlib, sys
from dicomwright.generator.render import render_files
from dicomwright.generator.snapshot.report import condition_counts
from dicomwright.generator.snapshot import read_snapshot
files = render_files(read_snapshot(pathlib.Path(sys.argv[1])))
print(len(files), hashlib.sha256(repr(list(files.items())).encode()).hexdigest())
"""


def digest(seed: str) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - this interpreter
        [sys.executable, "-c", DIGEST, str(SNAPSHOT)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed},
    )


def test_rendering_does_not_depend_on_the_hash_seed() -> None:
    running = [digest("1"), digest("4294967295")]
    said = [process.communicate(timeout=300)[0] for process in running]
    assert [process.returncode for process in running] == [0, 0]
    assert said[0] == said[1]
    assert int(said[0].split()[0]) > 2_300


@needs_real
def test_reading_twice_gives_the_same_model() -> None:
    path = REAL / "part03-excerpt-a.xml"
    assert build(path)[0] == build(path)[0]
