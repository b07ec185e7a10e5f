"""Parts that are not what NEMA publishes: a clear error with the place within seconds, or a tree that is Python."""

from __future__ import annotations

import ast
import subprocess
import sys
import time
from contextlib import suppress
from random import Random
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import pytest
from generator.edits import edited
from generator.small_parts import EDITION, PARTS

from dicomwright.generator.__main__ import main
from dicomwright.generator.accounting import Accounting
from dicomwright.generator.docbook import read_book
from dicomwright.generator.docbook.limits import COLUMNS, DEPTH, ROWS, TEXT
from dicomwright.generator.errors import DocbookError, GeneratorError, ModelError
from dicomwright.generator.fetch.layout import part_path
from dicomwright.generator.model.build import build_edition
from dicomwright.generator.render import SECTIONS, render_files
from dicomwright.generator.render.checks import check
from dicomwright.generator.snapshot import read_snapshot, write_snapshot

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from dicomwright.generator.facts import Edition

EDITS = 150
SECONDS = 5


def built(folder: Path, parts: Mapping[int, bytes]) -> Edition:
    """The model of these parts, as a snapshot has it."""
    books = {}
    for number, data in parts.items():
        path = folder / f"part{number:02}.xml"
        path.write_bytes(data)
        books[number] = read_book(path)
    accounting = Accounting()
    write_snapshot(build_edition(books, accounting), accounting, folder / EDITION)
    return read_snapshot(folder / EDITION)


def rendered(edition: Edition) -> dict[str, str]:
    check(edition)
    return {path: text for section in SECTIONS for path, text in section(edition)}


def whole(**changed: str | bytes) -> dict[int, bytes]:
    """All parts, some of them changed: part03=..."""
    other = {int(name.removeprefix("part")): text for name, text in changed.items()}
    texts = PARTS | other
    return {number: text if isinstance(text, bytes) else text.encode() for number, text in texts.items()}


def replaced(part: int, old: str, new: str) -> dict[int, bytes]:
    assert old in PARTS[part]
    return whole(**{f"part{part:02}": PARTS[part].replace(old, new, 1)})


def test_the_parts_are_whole(tmp_path: Path) -> None:
    edition = built(tmp_path, whole())
    assert [iod.name for iod in edition.iods] == ["Thing Image"]
    assert len(edition.attribute_tables) == 5
    assert edition.data_elements
    assert edition.uids
    assert edition.vrs
    assert edition.sop_classes
    assert edition.templates
    assert len(render_files(edition)) > 30


@pytest.mark.parametrize("seed", range(EDITS))
def test_edited_parts(seed: int, tmp_path: Path) -> None:
    """Nothing but an error of the generator's own leaves it, and what it renders is Python."""
    random = Random(seed)  # noqa: S311 - to be repeated
    part = random.choice((3, 3, 3, *PARTS))
    started = time.monotonic()
    try:
        files = rendered(
            built(tmp_path, whole(**{f"part{part:02}": edited(PARTS[part], random, 1 + seed % 8)}))
        )
    except GeneratorError:
        pass
    else:
        for path, text in files.items():
            if path.endswith(".py"):
                compile(text, path, "exec")
    assert time.monotonic() - started < SECONDS


SECTION = '<section label="C.1.1.1" xml:id="sect_C.1.1.1">'
BOMB = (
    '<!DOCTYPE book [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">'
        for before, name in zip("abcdefghi", "bcdefghij", strict=True)
    )
    + "]>"
)
HEAD = '<?xml version="1.0" encoding="utf-8"?>'
TITLE = "<title>C</title>"


def deep(name: str, count: int, around: str = "") -> str:
    opened, closed = f"<{name}>{around}", f"</{name}>"
    return opened * count + closed * count


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            TITLE,
            TITLE + deep("section", 1_200, "<title>x</title>"),
            r"part03\.xml.*(256|more than 100 elements)",
        ),
        (TITLE, TITLE + deep("section", 150), f"part03.xml, line .*more than {DEPTH} elements in each other"),
        (
            "<td><para>A name.",
            "<td>" + deep("itemizedlist", 120) + "<para>A name.",
            f"more than {DEPTH} elements",
        ),
        (
            "<td><para>A name.",
            "<td>" + deep("emphasis", 200) + "<para>A name.",
            f"more than {DEPTH} elements",
        ),
        ("<td><para>A name.", "<td>" + deep("note", 1_200) + "<para>A name.", r"part03\.xml"),
        (
            '<td colspan="2">',
            '<td colspan="99999999">',
            f"part03.xml, line .*colspan of '99999999'.* up to {COLUMNS}",
        ),
        ('<td colspan="2">', f'<td colspan="{"9" * 9_999}">', "colspan of '999.*which is no number"),
        ('<td colspan="2">', '<td colspan="\u00b2">', "colspan of '\u00b2'"),
        ('<td colspan="2">', '<td colspan="-1">', "colspan of '-1'"),
        ('<td colspan="2">', '<td colspan="200">', f"more than {COLUMNS} columns"),
        (
            '<td rowspan="1">',
            '<td rowspan="99999999">',
            f"part03.xml, line .*rowspan of '99999999'.* up to {ROWS:,}",
        ),
        ('<td rowspan="1">', '<td rowspan="x">', "rowspan of 'x'"),
        ("A name.", "A name. " * 100_000, f"a text of more than {TEXT:,} characters"),
        ("A name.", "x" * 11_000_000, r"part03\.xml"),
        ("<para>Patient</para>", f"<para>{'x' * 200_000}</para>", f"a text of more than {TEXT:,} characters"),
        ("Thing Image IOD Modules", "x" * 200_000, f"a text of more than {TEXT:,} characters"),
        (HEAD, HEAD + BOMB, r"part03\.xml: declares entities"),
        (HEAD, HEAD + '<!DOCTYPE book [<!ENTITY x SYSTEM "file:///etc/hostname">]>', "declares entities"),
        (
            "A name.",
            "A &nosuch; name.",
            r"part03\.xml, line \d+: not well-formed XML: Entity 'nosuch' not defined",
        ),
        (
            'xmlns="http://docbook.org/ns/docbook"',
            'xmlns="http://docbook.org/ns"',
            "the root element is not DocBook 5",
        ),
        ("</subtitle>", "", r"part03\.xml, line .*not well-formed XML"),
        ('label="PS3.3">', 'label="PS3.6">', r"part03\.xml: this is PS3\.6"),
        ('xml:id="table_A.1-2"', 'xml:id="table_A.1-1"', ""),
        ('xml:id="table_C.1-1"', 'xml:id=""', r"PS3\.3|part03\.xml"),
        (
            '<para>Thing</para></td><td><para><xref linkend="sect_C.2"',
            '<para>Thing</para></td><td><para><xref linkend="sect_C.9"',
            "",
        ),
    ],
)
def test_what_would_hang_or_crash_is_an_error_with_its_place(
    old: str, new: str, said: str, tmp_path: Path
) -> None:
    started = time.monotonic()
    if said:
        with pytest.raises((DocbookError, ModelError), match=said):
            rendered(built(tmp_path, replaced(3, old, new)))
    else:
        rendered(built(tmp_path, replaced(3, old, new)))
    assert time.monotonic() - started < SECONDS


def test_sections_without_an_id_end(tmp_path: Path) -> None:
    """One in the other, each without xml:id: none is its own parent."""
    new = f"<section>{TITLE}<section>{TITLE}{SECTION}"
    rendered(
        built(
            tmp_path,
            whole(part03=PARTS[3].replace(SECTION, new).replace("</section></section>", "</section>" * 4, 1)),
        )
    )


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_part_that_was_cut_short(share: float, tmp_path: Path) -> None:
    for number, text in PARTS.items():
        data = text.encode()
        with pytest.raises(DocbookError, match=rf"part{number:02}\.xml"):
            built(tmp_path, whole(**{f"part{number:02}": data[: int(len(data) * share)]}))


@pytest.mark.parametrize("data", [b"", b"\x00", b"<html/>", b"{}", b"\xff\xfe<", b"PK\x03\x04" + bytes(100)])
def test_what_is_no_part(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(DocbookError, match=r"part03\.xml"):
        built(tmp_path, whole(part03=data))


LOOPS = {
    "itself": {"table_C.3-1": "table_C.3-1"},
    "two": {"table_C.3-1": "table_C.4-1", "table_C.4-1": "table_C.3-1"},
    "a module": {"table_C.3-1": "table_C.1-1", "table_C.1-1": "table_C.3-1"},
}


@pytest.mark.parametrize("loop", LOOPS.values(), ids=LOOPS)
def test_tables_that_include_each_other(loop: dict[str, str], tmp_path: Path) -> None:
    text = PARTS[3]
    for table, other in loop.items():
        start = text.index("<tbody>", text.index(f'<table xml:id="{table}"')) + len("<tbody>")
        row = f'<tr><td colspan="2"><para>Include <xref linkend="{other}"/></para></td><td colspan="2"/></tr>'
        text = text[:start] + row + text[start:]
    with pytest.raises(ModelError, match=r"^PS3\.3, table_C\.\d-1: includes itself"):
        rendered(built(tmp_path, whole(part03=text)))


def test_rows_in_rows_in_rows(tmp_path: Path) -> None:
    rows = "".join(
        f"<tr><td><para>{'&gt;' * depth}Thing Sequence</para></td><td><para>(0008,1140)</para></td>"
        "<td><para>1</para></td><td><para>x</para></td></tr>"
        for depth in range(400)
    )
    text = PARTS[3].replace("<tr><td><para>Rows</para>", rows + "<tr><td><para>Rows</para>", 1)
    with pytest.raises(ModelError, match=r"table_C\.2-1.*rows in each other"):
        rendered(built(tmp_path, whole(part03=text)))


def test_memory_and_time_are_bounded(tmp_path: Path) -> None:
    """What would take gigabytes is refused below 300 MB."""
    path = tmp_path / "part03.xml"
    path.write_text(PARTS[3].replace('<td colspan="2">', '<td colspan="99999999">'), encoding="utf-8")
    script = (
        "import resource, sys; from pathlib import Path\n"
        "resource.setrlimit(resource.RLIMIT_AS, (600 << 20, 600 << 20))\n"
        "from dicomwright.generator.docbook import read_book\n"
        "from dicomwright.generator.errors import DocbookError\n"
        "try: [table.rows for table in read_book(Path(sys.argv[1])).tables]\n"
        "except DocbookError: print('refused')\n"
    )
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", script, path], capture_output=True, text=True, check=False, timeout=30
    )
    assert done.stdout == "refused\n", done.stderr


def site_of(parts: Mapping[int, bytes], folder: Path) -> Path:
    """A mirror of a site with these parts."""
    for number, data in parts.items():
        path = folder / part_path(EDITION, number)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def generated(parts: Mapping[int, bytes], folder: Path) -> int:
    """The exit code of the command."""
    site = site_of(parts, folder / "site")
    return main(["--edition", EDITION, "--source", str(site), "--root", str(folder)])


def test_a_command_in_a_cell_does_not_run(tmp_path: Path) -> None:
    """From the XML to the file that is imported: the cell of the IE, the captions, names of values and of codes."""
    attack = "\"); open('planted', 'w').close(); (\""
    places = ("<para>Patient</para>", "<term>CT</term>", "<para>Liver</para>", "<para>CS Thing</para>")
    texts = dict(PARTS)
    for place in places:
        ours = place.replace("</", f"{escape(attack)}</", 1)
        texts = {number: text.replace(place, ours) for number, text in texts.items()}
    assert generated({number: text.encode() for number, text in texts.items()}, tmp_path) == 0
    files = [path for path in (tmp_path / "generated").rglob("*.py") if "open(" in path.read_text()]
    assert {path.parent.name for path in files} >= {"iod", "cid"}
    for path in files:
        names = {node.id for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Name)}
        assert "open" not in names, path


@pytest.mark.parametrize(
    ("old", "new"),
    [('<td colspan="2">', '<td colspan="99999999">'), ('label="PS3.3">', 'label="PS3.6">'), ("</book>", "")],
)
def test_the_command_says_what_is_wrong_and_leaves_nothing(
    old: str, new: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert generated(replaced(3, old, new), tmp_path) == 2
    said = capsys.readouterr().err
    assert said.startswith("error: ")
    assert "Traceback" not in said
    assert not (tmp_path / "generated").exists()


@pytest.mark.parametrize(
    "said", [". ", "1-", "a ", "Required if ", "(0008,0060) ", "> ", "IF Row 1 ", "shall be "]
)
@pytest.mark.parametrize(
    "cell", ["C - Required if Modality", "A value. Required if", "Things. One", "IF Row 1 is"]
)
def test_long_texts_are_read_soon(said: str, cell: str, tmp_path: Path) -> None:
    """Twice as long as any of the standard, in the cells that grammars read."""
    longer = f"{cell} {escape(said * (9_000 // len(said)))}"
    parts = {number: text.replace(cell, longer).encode() for number, text in PARTS.items()}
    started = time.process_time()
    with suppress(GeneratorError):
        built(tmp_path, parts)
    assert time.process_time() - started < SECONDS


def test_an_iod_table_without_an_id_is_read_all_the_same(tmp_path: Path) -> None:
    """What it is called then is made of its place, and the report says so."""
    assert generated(replaced(3, 'xml:id="table_A.1-1"', ""), tmp_path) == 0
    assert list(tmp_path.rglob("iod/thing_image.py"))
    (report,) = tmp_path.rglob("report.json")
    assert "xml:id" in report.read_text(encoding="utf-8")
