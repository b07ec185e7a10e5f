"""The formats of a comparison: text, Markdown, JSON by its schema, and a page that is safe and needs nothing else."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from importlib.resources import files

import pytest
from diff.editions import edited_iod, edited_row, pruned

from dicomwright.diff import Differences, differences
from dicomwright.diff.changes import KINDS, Change, Detail
from dicomwright.diff.filters import kind_named, only
from dicomwright.diff.formats import FORMATS

jsonschema = pytest.importorskip("jsonschema")

HOSTILE = "<script>alert(1)</script> & \"quoted\" 'x' \x1b[31m\u202e [a](b) *c*\nnew"
HOSTILE_CHANGES = Differences(
    HOSTILE,
    "2025e",
    tuple(
        Change(
            kind=kind,
            action="changed",
            name=HOSTILE,
            place=HOSTILE,
            details=(Detail(HOSTILE, (HOSTILE,), (HOSTILE,)),),
            iods=(HOSTILE, "CT Image", *map(str, range(9))),
            breaking=(HOSTILE,),
            new_address="javascript:alert(1)",
        )
        for kind in KINDS
    ),
)


@cache
def found() -> Differences:
    """Two edits, one of which breaks code."""
    one = edited_row("Patient", "00100010", type="1")(pruned())
    two = edited_iod("CT Image", modules=lambda rows: rows[:-1])(one)
    return differences(pruned(), replace(two, name="new"))


class Page(HTMLParser):
    """The elements of a page, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in {"meta", "input"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_text_begins_with_counts_and_fits_into_80_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = FORMATS["text"](found()).splitlines()
    assert re.fullmatch(r"DICOM old -> new: \d+ changes, \d+ of them breaking", lines[0])
    assert "  Attributes       1 changed, 1 breaking" in lines
    assert "* Patient's Name (0010,0010)" in lines
    assert all(len(line) <= 80 for line in lines)


def test_json_is_as_its_schema_says_and_has_everything() -> None:
    schema = json.loads(files("dicomwright.diff.formats").joinpath("diff.schema.json").read_text("utf-8"))
    for differences_ in (found(), replace(HOSTILE_CHANGES, changes=())):
        document = json.loads(FORMATS["json"](differences_))
        jsonschema.validate(document, schema)
        assert len(document["changes"]) == len(differences_.changes)
    assert schema["$defs"]["kind"]["enum"] == list(KINDS)
    assert json.loads(FORMATS["json"](HOSTILE_CHANGES))["changes"][0]["name"] == HOSTILE


def test_the_page_has_every_change_and_loads_nothing() -> None:
    page = Page(FORMATS["html"](found()))
    assert not page.open
    assert sum(tag == "article" for tag, _ in page.elements) == len(found().changes)
    assert not [
        tag for tag, attributes in page.elements if "src" in attributes or tag in {"link", "img", "iframe"}
    ]
    links = [attributes["href"] or "" for tag, attributes in page.elements if tag == "a"]
    assert all(link.startswith(("https://dicom.nema.org/medical/dicom/", "#")) for link in links)
    assert any("/old/" in link for link in links)
    assert any("/new/" in link for link in links)


def test_hostile_names_are_text_of_the_page_and_nothing_else() -> None:
    text = FORMATS["html"](HOSTILE_CHANGES)
    page = Page(text)
    assert not page.open
    assert [tag for tag, _ in page.elements].count("script") == 1
    assert "javascript:" not in text.replace(HOSTILE, "")
    assert not {"\x1b", "\u202e"} & set(text)
    assert any("<script>alert(1)</script> & \"quoted\" 'x' \\x1b[31m" in words for words in page.words)
    names = [attributes for tag, attributes in page.elements if tag == "article"]
    assert all((attributes["data-iods"] or "").startswith("|<script>") for attributes in names)
    assert all(attributes.keys() <= {"data-action", "data-iods", "data-breaking"} for attributes in names)


@pytest.mark.parametrize("name", ["text", "markdown"])
def test_hostile_names_do_not_drive_a_terminal_or_make_marks(name: str) -> None:
    text = FORMATS[name](HOSTILE_CHANGES)
    assert not {"\x1b", "\u202e"} & set(text)
    if name == "markdown":
        assert "<script>" not in text.replace("\\<script\\>", "")
        assert "[a](b)" not in text
        assert "*c*" not in text.replace("\\*c\\*", "")


def test_an_edition_compared_with_itself_says_so() -> None:
    same = differences(pruned(), pruned())
    assert FORMATS["text"](same) == "DICOM old is compared with itself: no differences\n"
    for write in FORMATS.values():
        assert write(same)


def test_editions_without_differences_say_so() -> None:
    same = differences(pruned(), replace(pruned(), name="new"))
    assert FORMATS["text"](same) == "DICOM old -> new: no differences\n"


def test_filters() -> None:
    every = found().changes
    assert {change.kind for change in only(found(), kinds={"attribute"}).changes} == {"attribute"}
    breaking = only(found(), breaking=True).changes
    assert 0 < len(breaking) <= len(every)
    assert all(change.breaking for change in breaking)
    of_sr = only(found(), iod="Basic Text SR").changes
    assert [change.name for change in of_sr] == ["Patient's Name (0010,0010)"]
    assert len(only(found(), iod="CT Image").changes) == len(every)


@pytest.mark.parametrize("word", ["attribute", "Attributes", "attributes"])
def test_kinds_are_named_as_people_do(word: str) -> None:
    assert kind_named(word) == "attribute"
    assert kind_named("context groups") == "context-group"
    assert kind_named("SOP classes") == "sop-class"
    assert kind_named("nothing") is None


def test_many_iods_are_counted() -> None:
    text = FORMATS["markdown"](HOSTILE_CHANGES)
    assert "and 7 other IODs" in text
