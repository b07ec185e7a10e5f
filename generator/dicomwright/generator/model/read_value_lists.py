"""Pass: value lists of a row, of a section and in running text -> ValueList."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dicomwright.generator.docbook import Block
from dicomwright.generator.docbook.content import without_references
from dicomwright.generator.facts import ValueKind, ValueList
from dicomwright.generator.model.text import condition_of, tags_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dicomwright.generator.docbook import VariableList

_TITLE: Final = re.compile(r"\b(Enumerated|Defined)\s+(Values?|Terms?)\b", re.IGNORECASE)
_KINDS: Final[dict[str, ValueKind]] = {"enumerated": "enumerated", "defined": "defined"}
_VALUE_NUMBER: Final = re.compile(r"\bvalue (\d+)\b", re.IGNORECASE)
_CONDITION: Final = re.compile(r"\b(?:if|when)\b(.*)", re.IGNORECASE)
_SCOPE: Final = re.compile(r"\bfor (?!value\b)(.*)", re.IGNORECASE)
_OF_ATTRIBUTE: Final = re.compile(r"\b(?:of|for)\b[^()]*\([0-9A-Fa-f]{4},[0-9A-Fa-f]{4}\)")
_NOTHING: Final = Block("para")
# What the paragraph or item before a list says of it where the title says nothing.
_ITEM_OF_VALUE: Final = re.compile(r"^Value (\d+)\b")
_INTRODUCED_BY_CONDITION: Final = re.compile(r"^(?:If|When|In the case)\b.*:$")
# A list of one term whose meaning says when it holds.
_TERM_WITH_CONDITION: Final = re.compile(r"\b(?:if|when)\b.*\([0-9A-Fa-f]{4},[0-9A-Fa-f]{4}\)")
# Titles of lists that are not values to be written.
_NOT_VALUES: Final = re.compile(r"\b(retired|bit map|bit \d)", re.IGNORECASE)
# A list without structure: nothing but one-word terms may follow, otherwise terms and meanings cannot be told apart.
_PLAIN: Final = re.compile(r"\b(Enumerated|Defined) (?:Values?|Terms?):((?: [A-Z0-9][A-Z0-9_]*)+)$")
# A paragraph that is the title of the items below it, and one of these: the term alone, or before its meaning.
_ITEMS_FOLLOW: Final = re.compile(r"^(?:Enumerated|Defined) (?:Values?|Terms?)\b[^.]*:$", re.IGNORECASE)
_ITEM: Final = re.compile(r"([A-Z0-9][A-Z0-9_]*(?: [A-Z0-9_]+)*)(?:\s*$|\s*[:=\u2013\u2014]\s*\S| - \S)")
_SHALL_BE: Final = r" shall (?:be|have a [Vv]alue of)"
# "Value 1 shall be DERIVED.", "Value 1 shall have a value of ORIGINAL or DERIVED",
# "The Value of this Attribute shall be 1.", "Value 4 of Image Type is discussed elsewhere. The value shall be NONE."
_STATED: Final = re.compile(
    rf"(?:^|(?<=\. ))(?:Value (?P<number>\d+)(?: \([\w ]+\))?{_SHALL_BE}|The [Vv]alue of this Attribute shall be|"
    r"Shall have a Value of|Value (?P<of>\d+) of [^.]*\. The value shall be)"
    r' (?P<values>"?[A-Z0-9](?:[A-Z0-9_.]*[A-Z0-9_])?"?(?: or [A-Z0-9][A-Z0-9_]*)*)(?:\.(?:\s|$)|$)'
)
# "Value 4 shall be NONE except for ...": one of the values, whatever the others are.
_MENTIONED: Final = re.compile(rf"\bValue (\d+){_SHALL_BE} ([A-Z][A-Z0-9_]*) (?:except|unless|when|if)\b")
_SENTENCE: Final = re.compile(r"(?<=\.)\s+(?=[A-Z])")


def read_value_lists(blocks: Iterable[Block], source: str = "") -> tuple[ValueList, ...]:
    """Every value list among the blocks; `source` names the place when it is not the attribute's own row."""
    return tuple(_value_lists(blocks, source))


def unread_lists(blocks: Iterable[Block]) -> list[str]:
    """Titles of variable lists that are not read as values (for the accounting)."""
    introduced = _introduced(blocks)
    return [
        values.title or "(without title)"
        for values, before in introduced
        if not _is_values(values, before.text)
    ]


def is_stated(sentence: str) -> bool:
    """Whether a sentence is a list of one value."""
    return _STATED.match(sentence) is not None


def _value_lists(blocks: Iterable[Block], source: str) -> Iterator[ValueList]:
    blocks = tuple(blocks)
    for values, before in _introduced(blocks):
        if _is_values(values, before.text):
            yield _structured(values, before, source)
    if not any(block.values for block in blocks):
        yield from _plain(blocks, source)
        yield from _itemized(blocks, source)
    yield from _stated(blocks, source)


def _introduced(blocks: Iterable[Block]) -> Iterator[tuple[VariableList, Block]]:
    """Each variable list with the paragraph or item before it."""
    before = _NOTHING
    for block in blocks:
        if block.values is not None:
            yield block.values, before
            before = _NOTHING
        elif block.text and block.kind != "note":
            before = block


def _title(values: VariableList, before: str) -> str:
    """The title of a list, or else the paragraph that ends in a colon before it."""
    return values.title or (before if before.endswith(":") else "")


def _is_values(values: VariableList, before: str) -> bool:
    title = _title(values, before)
    return bool(_TITLE.search(title)) and not _NOT_VALUES.search(title) and any(values.terms)


def _structured(values: VariableList, before: Block, source: str) -> ValueList:
    kind, number, condition = _read_title(_title(values, before.text))
    if number is None and (found := _ITEM_OF_VALUE.match(before.text)):
        number = int(found[1])
    if not condition:
        condition = _condition_beside(values, before.text)
    return ValueList(
        kind=kind,
        values=tuple(dict.fromkeys(term.strip('"\u201c\u201d') for term in values.terms if term)),
        value_number=number,
        condition=condition_of(condition),
        source=source,
    )


def _condition_beside(values: VariableList, before: str) -> str:
    """The condition that introduces a list, or that stands with its only term."""
    if _INTRODUCED_BY_CONDITION.match(before):
        return before
    only = values.texts[0] if len(values.texts) == 1 else ""
    return only if _TERM_WITH_CONDITION.search(only) else ""


def _read_title(title: str) -> tuple[ValueKind, int | None, str]:
    found = _TITLE.search(title)
    kind = _KINDS[found[1].casefold()] if found else "defined"
    title = title.strip(" :")
    condition = _CONDITION.search(title)
    rest = title[: condition.start()] if condition else title
    number = _VALUE_NUMBER.search(rest)
    scope = None if _OF_ATTRIBUTE.search(rest) else _SCOPE.search(_VALUE_NUMBER.sub("", rest))
    text = condition[1] if condition else (scope[1] if scope else "")
    return kind, int(number[1]) if number else None, text


def attributes_of_title(title: str) -> tuple[str, ...]:
    """Tags of the attributes that a title says the list is of: "Enumerated Values of High Bit (0028,0102):"."""
    rest = _CONDITION.split(title)[0]
    return tags_of(rest) if _OF_ATTRIBUTE.search(rest) else ()


def lists_of_attributes(blocks: Iterable[Block]) -> Iterator[tuple[str, ValueList]]:
    """Return the lists whose title names an attribute, each with its tag."""
    for block in blocks:
        for tag in attributes_of_title(block.values.title) if block.values else ():
            yield from ((tag, values) for values in read_value_lists((block,)))


def _plain(blocks: Iterable[Block], source: str) -> Iterator[ValueList]:
    for block in blocks:
        found = _PLAIN.search(block.text) if block.kind == "para" else None
        if found:
            values = tuple(dict.fromkeys(found[2].split()))
            yield ValueList(kind=_KINDS[found[1].casefold()], values=values, source=source)


def _itemized(blocks: Iterable[Block], source: str) -> Iterator[ValueList]:
    """Read a title that is a paragraph, and the list of items below it: terms, each perhaps with its meaning."""
    for title, items in _items_below_titles(blocks):
        terms = [found[1] for item in items if (found := _ITEM.match(item))]
        if len(terms) == len(items):
            kind, number, condition = _read_title(title)
            yield ValueList(
                kind=kind,
                values=tuple(dict.fromkeys(terms)),
                value_number=number,
                condition=condition_of(condition),
                source=source,
            )


def unread_items(blocks: Iterable[Block]) -> bool:
    """Whether items stand below a title of values, and are more than terms with their meanings."""
    return any(not all(map(_ITEM.match, items)) for _, items in _items_below_titles(blocks))


def _items_below_titles(blocks: Iterable[Block]) -> Iterator[tuple[str, list[str]]]:
    title = ""
    items: list[str] = []
    for block in (*blocks, _NOTHING):
        if block.kind == "item" and title:
            items.append(without_references(block.text))
            continue
        if items:
            yield title, items
        title = block.text if block.kind == "para" and _ITEMS_FOLLOW.search(block.text) else ""
        items = []


def _stated(blocks: Iterable[Block], source: str) -> Iterator[ValueList]:
    for block in blocks:
        for found in _STATED.finditer(without_references(block.text)) if block.kind == "para" else ():
            number = found["number"] or found["of"]
            yield ValueList(
                kind="enumerated",
                values=tuple(value.strip('"') for value in found["values"].split(" or ")),
                value_number=int(number) if number else None,
                source=source,
            )


def mentioned_values(blocks: Iterable[Block]) -> dict[int | None, tuple[str, ...]]:
    """Values that a text demands in some cases, by their number: the lists around it need not repeat them."""
    found: dict[int | None, tuple[str, ...]] = {}
    for block in blocks:
        for number, value in _MENTIONED.findall(block.text):
            found[int(number)] = (*found.get(int(number), ()), value)
    return found


def sentences(block: Block) -> list[str]:
    """The sentences of a block, notes aside."""
    return [] if block.kind == "note" else _SENTENCE.split(block.text)
