"""What an edition leaves to decide is said on the terminal and in a file, and a pasted block decides it."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conditions.texts import attributes, written

from dicomwright.generator.__main__ import main
from dicomwright.generator.conditions import constraint_decisions, decisions, external, template_decisions
from dicomwright.generator.facts import (
    Attribute,
    AttributeTable,
    Constraint,
    DataElement,
    Edition,
    RowConstraint,
    SpecRef,
    Template,
    TemplateRow,
)
from dicomwright.generator.fetch import FetchedEdition
from dicomwright.generator.model.compile_conditions import compile_conditions
from dicomwright.generator.model.compile_templates import compile_templates
from dicomwright.generator.model.text import condition_of
from dicomwright.generator.snapshot import read_snapshot
from dicomwright.generator.stages import Stages

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dicomwright.generator.accounting import Accounting
    from dicomwright.generator.docbook import Book
    from dicomwright.generator.progress import Progress

CONSTRAINT = "The dye shall be blue."
FACING = "Required if {Modality} faces MG."
RESEMBLING = (
    "Required if {StackID} resembles its neighbour, whatever that neighbour may be, in colour and in shape."
)


class Thing:
    """Stages of an edition with one module, whose attributes have these texts."""

    def __init__(self, *texts: str) -> None:
        self.texts = texts

    def fetch(
        self, edition: str, source: str | None, cache: Path, *, progress: Progress, refresh: bool
    ) -> FetchedEdition:
        assert (source, refresh) == (None, True), progress
        (cache / edition).mkdir(parents=True, exist_ok=True)
        return FetchedEdition(edition, ())

    def read(self, path: Path) -> Book:
        raise AssertionError(path)

    def build(self, books: Mapping[int, Book], accounting: Accounting) -> Edition:
        assert not books
        keywords = ("PatientID", "PatientName")
        named = {item.keyword: item for item in attributes().by_tag.values()}
        rows = [
            Attribute(tag=named[keyword].tag, name=keyword, type="1C", condition=condition_of(written(text)))
            for keyword, text in zip(keywords, self.texts, strict=True)
        ]
        stated = Constraint(fingerprint="c0ffee00", text=CONSTRAINT)
        rows[0] = replace(rows[0], constraints=(stated,))
        ref = SpecRef(part=3, xml_id="t", section="C.1", section_id="sect_C.1")
        table = AttributeTable(xml_id="t", kind="module", name="Thing", ref=ref, entries=tuple(rows))
        elements = tuple(
            DataElement(
                tag=item.tag,
                name=item.name,
                keyword=item.keyword,
                vr=(item.vr,),
                vm=("1",),
                retired=False,
                note="",
                table="",
            )
            for item in (named[keyword] for keyword in (*keywords, "Modality", "StackID"))
        )
        edition = Edition(name="2099a", data_elements=elements, attribute_tables=(table,))
        return compile_conditions(edition, accounting)

    def render(self, edition: Edition, *, package: str, progress: Progress) -> Mapping[str, str]:
        assert edition.name
        assert not package
        assert progress is not None
        return {"dicomwright/made.py": "# made\n"}

    def run(self, root: Path) -> int:
        stages = Stages(self.fetch, self.read, self.build, self.render)
        return main(["--root", str(root), "--edition", "2099a", "--refresh"], stages)


@pytest.fixture
def by_hand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Put copies in the place of the files of what is decided by hand."""
    for module in (decisions, constraint_decisions, external, template_decisions):
        name = getattr(module, "_FILE")  # noqa: B009 - private to the module
        copy = tmp_path / name
        shutil.copy(Path(decisions.__file__).parent / name, copy)
        monkeypatch.setattr(module, "_FILE", str(copy))
    return lambda name: tmp_path / name


def blocks(page: str) -> list[str]:
    return re.findall(r"```toml\n(.*?)```", page, re.DOTALL)


def condition(root: Path, index: int) -> str:
    entry = read_snapshot(root / "spec_cache/2099a").attribute_tables[0].entries[index]
    assert isinstance(entry, Attribute)
    assert entry.condition is not None
    return entry.condition.expression


def test_two_texts_are_listed_and_a_pasted_block_decides_each(
    tmp_path: Path, by_hand: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    thing, root = Thing(FACING, RESEMBLING), tmp_path / "checkout"
    assert thing.run(root) == 0
    said = capsys.readouterr().out
    assert (
        "left to decide: 2 conditions that are not understood, 1 constraints that are not understood\n"
        in said
    )
    assert re.search(
        r"  condition [0-9a-f]{8}, PS3.3 C.1 PatientID: Required if Modality .* faces MG\.\n", said
    )
    assert re.search(
        r"  condition [0-9a-f]{8}, PS3.3 C.1 PatientName: Required if Stack ID .* \.\.\.\n", said
    )
    assert "in full, with the lines that decide them: spec_cache/2099a/undecided.md\n" in said
    page = (root / "spec_cache/2099a/undecided.md").read_text(encoding="utf-8")
    for text in (FACING, RESEMBLING, CONSTRAINT):
        assert f"> {written(text)}\n" in page

    first, second, stated, unjudged = blocks(page)
    if written(FACING) not in page.split(first)[0]:
        first, second = second, first
    for block, name in ((first, "StackID"), (second, "Modality")):
        path = by_hand("conditions.toml")
        filled = block.replace("required = ''", f"""required = 'present("{name}")'""")
        filled = re.sub("(?:allowed|forbidden) = ''\n", "", filled).replace('""', '"in our words"')
        path.write_text(path.read_text(encoding="utf-8") + "\n" + filled, encoding="utf-8")
    path = by_hand("constraints.toml")
    path.write_text(
        re.sub(
            r"\[unjudged\]\n", "[unjudged]\n" + unjudged.replace('""', '"of dyes"'), path.read_text("utf-8")
        ),
        encoding="utf-8",
    )
    assert "[[constraint]]" in stated
    assert thing.run(root) == 0
    assert "left to decide" not in capsys.readouterr().out
    assert not (root / "spec_cache/2099a/undecided.md").exists()
    assert {condition(root, 0), condition(root, 1)} == {'present("StackID")', 'present("Modality")'}


def test_a_block_that_is_pasted_as_it_is_is_refused(
    tmp_path: Path, by_hand: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    thing, root = Thing(FACING, "Required if the dye was hot."), tmp_path / "checkout"
    assert thing.run(root) == 0
    said = capsys.readouterr().out
    assert "1 conditions that are not understood, 1 constraints that are not understood, 1 names" in said
    made = blocks((root / "spec_cache/2099a/undecided.md").read_text(encoding="utf-8"))
    heads = ("[[condition]]", "[[constraint]]")
    places = ("conditions.toml", "constraints.toml", "constraints.toml", "external.toml")
    for block, name in zip(made, places, strict=True):
        path = by_hand(name)
        before = path.read_text(encoding="utf-8")
        table = "" if block.startswith(heads) else "[names]\n" if name == "external.toml" else "[unjudged]\n"
        after = before + block if not table else before.replace(table, table + block)
        path.write_text(after, encoding="utf-8")
        assert thing.run(root) == 2
        assert f"{name}: " in capsys.readouterr().err
        path.write_text(before, encoding="utf-8")


class Rows(Thing):
    """Stages of an edition with one template, whose row has these texts: a condition, and words on its value."""

    def build(self, books: Mapping[int, Book], accounting: Accounting) -> Edition:
        assert not books
        template_decisions._data.cache_clear()
        condition, words = self.texts
        row = TemplateRow(
            row="1",
            depth=0,
            relationship="CONTAINS",
            by_reference=False,
            value_type="NUM",
            requirement="MC",
            condition=condition_of(condition),
            constraints=(RowConstraint(fingerprint="5731bed0", text=words),),
        )
        ref = SpecRef(part=16, xml_id="t", section="TID 5", section_id="sect_TID_5")
        template = Template(
            tid="5",
            name="Thing",
            ref=ref,
            extensible=True,
            order_significant=None,
            root=False,
            parameters=(),
            rows=(row,),
        )
        return compile_templates(Edition(name="2099a", templates=(template,)), accounting)


def test_texts_of_rows_of_templates_are_listed_and_decided_likewise(
    tmp_path: Path, by_hand: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    moon, striped = "IF the moon is  full", "Must be striped"
    thing, root = Rows(moon, striped), tmp_path / "checkout"
    assert thing.run(root) == 0
    said = capsys.readouterr().out
    assert (
        "left to decide: 1 conditions of rows of templates that are not understood, "
        "1 words on values of rows of templates that are not understood\n"
    ) in said
    fingerprint = re.search(r"  row ([0-9a-f]{8}), PS3.16 TID 5 row 1: IF the moon is full\n", said)
    assert fingerprint is not None
    assert "  value 5731bed0, PS3.16 TID 5 row 1: Must be striped\n" in said
    page = (root / "spec_cache/2099a/undecided.md").read_text(encoding="utf-8")
    assert "## PS3.16 TID 5 row 1\n\n> IF the moon is full\n" in page
    path = by_hand("templates.toml")
    plain = path.read_text(encoding="utf-8")
    filled = []
    for block in blocks(page):
        path.write_text(f"{plain}\n{block}", encoding="utf-8")
        assert thing.run(root) == 2
        assert "templates.toml: " in capsys.readouterr().err
        said_by_hand = block.replace("required = ''", "required = 'external(\"the moon\")'")
        said_by_hand = re.sub("(?:allowed|forbidden|expression) = ''\n", "", said_by_hand)
        filled.append(said_by_hand.replace('reason = ""', 'reason = "in our words"'))
    path.write_text("\n".join([plain, *filled]), encoding="utf-8")
    assert thing.run(root) == 0
    assert "left to decide" not in capsys.readouterr().out
    row = read_snapshot(root / "spec_cache/2099a").templates[0].rows[0]
    assert row.condition is not None
    assert (row.condition.outcome, row.condition.expression) == ("external", 'external("the moon")')
    assert row.constraints[0].reason == "in our words"


def test_git_ignores_the_file() -> None:
    ignored = (Path(__file__).parents[2] / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert "spec_cache/**/undecided.md" in ignored
