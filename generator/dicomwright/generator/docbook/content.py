"""Mixed content of a cell or a division -> a flat list of blocks: paragraphs, items, notes and variable lists."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dicomwright.generator.docbook.limits import check_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dicomwright.generator.docbook.elements import Element

DOCBOOK: Final = "{http://docbook.org/ns/docbook}"
XML_ID: Final = "{http://www.w3.org/XML/1998/namespace}id"
XLINK_HREF: Final = "{http://www.w3.org/1999/xlink}href"

# A reference inside text is kept as a marker, so that what stands before and after it is not lost.
REFERENCE_MARK: Final = re.compile("\u27e6([^\u27e7]*)\u27e7")

_PARA: Final = f"{DOCBOOK}para"

_INVISIBLE: Final = dict.fromkeys(map(ord, "\u200b\u200c\u2060\u00ad\ufeff"))
_REFERENCES: Final = {"xref": "linkend", "olink": "targetptr", "link": "linkend"}
_LISTS: Final = frozenset({"itemizedlist", "orderedlist", "simplelist"})
_SKIPPED: Final = frozenset(
    {"title", "caption", "mediaobject", "inlinemediaobject", "figure", "footnote", "indexterm"}
)
_DIVISIONS: Final = frozenset({"section", "chapter", "appendix", "part", "bibliography"})
_TABLES: Final = frozenset({"table", "informaltable"})


@dataclass(frozen=True, slots=True)
class Reference:
    """A link in the text: `target` is an xml:id (xref, link), one of another part (olink), or an address."""

    kind: str
    target: str
    document: str = ""


@dataclass(frozen=True, slots=True)
class VariableList:
    """A variablelist: its title, its terms, and for each term the text that stands beside it."""

    title: str
    terms: tuple[str, ...]
    texts: tuple[str, ...]
    in_note: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph ("para"), list item ("item"), note ("note") or variable list ("list"), in reading order."""

    kind: str
    text: str = ""
    values: VariableList | None = None


def clean(text: str) -> str:
    """Drop invisible characters and fold white space, the non-breaking kind included."""
    return " ".join(text.translate(_INVISIBLE).split())


def local_name(element: Element) -> str:
    """Name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def plain_text(element: Element | None) -> str:
    """All the text of an element, cleaned; empty for None."""
    return "" if element is None else _clean_of(element, "".join(map(str, element.itertext())))


def _clean_of(element: Element, text: str) -> str:
    """Clean what is said in an element. Raises DocbookError."""
    check_text(element, len(text))
    return clean(text)


def without_references(text: str) -> str:
    """The text with the marks of its references taken out."""
    return clean(REFERENCE_MARK.sub(" ", text))


def references_of(element: Element) -> tuple[Reference, ...]:
    """Every reference below an element, in reading order; the tables inside are left out."""
    return tuple(_walk_references(element))


def _walk_references(element: Element) -> Iterator[Reference]:
    for child in element:
        name = local_name(child)
        if name in _REFERENCES:
            reference = _reference(child, name)
            if reference is not None:
                yield reference
        if name not in _TABLES:
            yield from _walk_references(child)


def _reference(element: Element, name: str) -> Reference | None:
    target = element.get(_REFERENCES[name])
    if target is None and name == "link":
        target = element.get(XLINK_HREF)
    return None if target is None else Reference(name, target, element.get("targetdoc") or "")


def blocks_of(element: Element) -> tuple[Block, ...]:
    """The content of a cell or division as blocks; subdivisions and tables are left to others."""
    lone = _lone_paragraph(element)
    if lone is not None:
        return (Block("para", lone),) if lone else ()
    collector = _Collector(element)
    collector.children(element, "para")
    collector.flush("para")
    return tuple(collector.blocks)


def _lone_paragraph(element: Element) -> str | None:
    """Read a cell that is one para of plain text, as most are; None for any other content."""
    if len(element) != 1 or len(element[0]) or element[0].tag != _PARA:
        return None
    around = (element.text, element[0].tail)
    return (
        None
        if any(text and not text.isspace() for text in around)
        else _clean_of(element, element[0].text or "")
    )


class _Collector:
    """Gathers running text and cuts it at the borders of block elements."""

    def __init__(self, element: Element) -> None:
        self._element = element
        self.blocks: list[Block] = []
        self._text: list[str] = []

    def flush(self, kind: str) -> None:
        text = _clean_of(self._element, "".join(self._text))
        self._text.clear()
        if text:
            self.blocks.append(Block(kind, text))

    def children(self, element: Element, kind: str) -> None:
        if element.text:
            self._text.append(element.text)
        for child in element:
            self._child(child, kind)
            if child.tail:
                self._text.append(child.tail)

    def _child(self, child: Element, kind: str) -> None:  # noqa: PLR0911 - one branch an element kind
        name = local_name(child)
        if name in _REFERENCES:
            return self._inline_reference(child, name, kind)
        if name == "variablelist":
            return self._variable_list(child, kind)
        if name == "para":
            return self._block(child, kind)
        if name == "note":
            return self._block(child, "note")
        if name in _LISTS:
            return self._items(child, kind)
        if name in _DIVISIONS or name in _TABLES:
            return self.flush(kind)
        if name and name not in _SKIPPED:
            return self.children(child, kind)
        return None

    def _inline_reference(self, child: Element, name: str, kind: str) -> None:
        reference = _reference(child, name)
        if reference is not None:
            self._text.append(f"\u27e6{reference.target}\u27e7")
        self.children(child, kind)

    def _block(self, child: Element, kind: str) -> None:
        self.flush(kind)
        self.children(child, kind)
        self.flush(kind)

    def _items(self, child: Element, kind: str) -> None:
        inner = "note" if kind == "note" else "item"
        self.flush(kind)
        for item in child:
            self._block(item, inner)

    def _variable_list(self, child: Element, kind: str) -> None:
        self.flush(kind)
        entries = [entry for entry in child if local_name(entry) == "varlistentry"]
        values = VariableList(
            title=_marked_title(child.find(f"{DOCBOOK}title")),
            terms=tuple(plain_text(entry.find(f"{DOCBOOK}term")) for entry in entries),
            texts=tuple(plain_text(entry.find(f"{DOCBOOK}listitem")) for entry in entries),
            in_note=kind == "note",
        )
        self.blocks.append(Block("list", values=values))


def _marked_title(title: Element | None) -> str:
    """Text of a title with the marks of its references."""
    return "" if title is None else joined(blocks_of(title))


def joined(blocks: Iterable[Block]) -> str:
    """The text of blocks in one line, lists left out."""
    return " ".join(block.text for block in blocks if block.text)
