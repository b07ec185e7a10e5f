"""The text of a condition, as cells have it: items of lists stay apart, and the fingerprint is that of the words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from conditions.texts import compiled, written
from lxml import etree
from model.books import attribute, para, row, section, table

from dicomwright.generator.docbook.content import blocks_of
from dicomwright.generator.model.read_attribute_tables import condition_text
from dicomwright.generator.model.text import fingerprint_of

if TYPE_CHECKING:
    from model.books import Read

FIRST, SECOND = (
    "{Modality} is MG or DX",
    "{SOPClassUID} is Blue Storage (&quot;1.2.3&quot;) and {StackID} is present",
)


def listed(lead: str, *items: str, after: str = "") -> str:
    points = "".join(f"<listitem>{para(item)}</listitem>" for item in items)
    content = f"{para(lead)}<itemizedlist>{points}</itemizedlist>{para(after) if after else ''}"
    book = f'<td xmlns="http://docbook.org/ns/docbook">{written(content)}</td>'
    return condition_text(blocks_of(etree.fromstring(book)))


def test_the_items_of_a_list_are_conditions_of_their_own() -> None:
    text = listed("A thing. Required if either:", FIRST, SECOND, after="May be present otherwise.")
    rule = compiled(text)
    assert rule is not None
    assert str(rule.required) == (
        'any_of(equals("Modality", "MG", "DX"), all_of(sop_class_is("1.2.3"), present("StackID")))'
    )
    assert rule.otherwise == "may"
    assert compiled(text.replace("\u2022 ", "")) is None


def test_a_list_may_be_of_all() -> None:
    rule = compiled(
        listed("Required if all of the following are true:", "{StackID} is present", "{Rows} is 8")
    )
    assert rule is not None
    assert str(rule.required) == 'all_of(present("StackID"), equals("Rows", 8))'
    assert compiled(listed("Required if:", "{StackID} is present", "{Rows} is 8")) is None


def test_the_fingerprint_is_that_of_the_words() -> None:
    text = listed("Required if either:", FIRST, SECOND, after="May be present otherwise.")
    assert "\u2022" in text
    assert "\u00b6" in text
    assert fingerprint_of(text) == fingerprint_of(text.replace("\u2022 ", "").replace("\u00b6 ", ""))


@pytest.mark.parametrize("word", ["Item", "item"])
def test_numbers_of_items_in_either_case(read: Read, word: str) -> None:
    text = para(f"Only a single {word} shall be included in this Sequence.")
    found = attribute(read(section(table(row(text, "Beam Sequence", "(300A,00B0)")))))
    assert found.items is not None
    assert (found.items.least, found.items.most) == (1, 1)


@pytest.mark.parametrize("word", ["Value", "value"])
def test_a_single_value_in_either_case(read: Read, word: str) -> None:
    assert attribute(read(section(table(row(para(f"Only a single {word} shall be present.")))))).single_value
