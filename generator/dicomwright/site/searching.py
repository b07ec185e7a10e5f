"""The index of the search in the page: lines of text in scripts, which pages load when somebody searches.

A page that is opened from a disk may fetch nothing, but it may load a script.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from dicomwright.generator.facts import (
    AttributeTable,
    Code,
    ContextGroup,
    DataElement,
    Iod,
    ServiceTable,
    Template,
    Uid,
    Vr,
)
from dicomwright.generator.render.names import class_name
from dicomwright.site.rows import tag_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dicomwright.site.book import Book

_KINDS: Final = {
    "iod": ("i", "IOD", 14),
    "module": ("m", "Module", 7),
    "group": ("g", "Functional group", 6),
    "macro": ("a", "Macro", 4),
    "record": ("r", "Directory record", 2),
    "attribute": ("e", "Attribute", 8),
    "cid": ("c", "Context group", 5),
    "tid": ("t", "Template", 5),
    "uid": ("u", "UID", 3),
    "vr": ("v", "VR", 6),
    "service": ("s", "Service", 2),
}
"""Folders of pages: the letter of a kind in the index, what it is called, and how much it is asked for."""
_CODE: Final = "k"
_ALSO: Final[dict[type, Callable[[Any], str]]] = {
    Iod: lambda thing: f"PS3.3 {thing.ref.section}|{class_name(thing.name)}",
    AttributeTable: lambda thing: f"PS3.3 {thing.ref.section}|{class_name(thing.name)}",
    DataElement: lambda thing: f"{tag_text(thing.tag)}|{thing.keyword}{'|retired' if thing.retired else ''}",
    ContextGroup: lambda thing: f"{'retired' if thing.retired else 'PS3.16'}|{thing.keyword}|{thing.uid}",
    Template: lambda _: "PS3.16",
    Uid: lambda thing: f"{thing.value}|{thing.keyword}|{thing.type}",
    Vr: lambda _: "PS3.5 6.2",
    ServiceTable: lambda thing: f"PS3.4 {thing.ref.section}",
}
"""What a thing is found by besides its name, between bars: the first of it is shown."""


def index(book: Book) -> str:
    """Return the script with all that has a page."""
    return _script("\n".join(_lines(book)))


def code_index(book: Book) -> str:
    """Return the script with the codes of context groups, each once: by the meaning that most of them give it."""
    places: dict[tuple[str, str], dict[str, str]] = {}
    counts: Counter[tuple[str, str, str]] = Counter()
    for group in book.edition.context_groups:
        for code in group.rows:
            if isinstance(code, Code):
                places.setdefault((code.scheme, code.value), {}).setdefault(code.meaning, group.cid)
                counts[code.scheme, code.value, code.meaning] += 1
    lines: list[str] = []
    for (scheme, value), meanings in places.items():
        meaning, cid = max(meanings.items(), key=lambda each: counts[scheme, value, each[0]])
        mark = anchor(Code(scheme=scheme, value=value, meaning=meaning))
        lines.append(f"{_CODE}\t{cid}#{mark}\t{_plain(meaning)}\t{value} {scheme}")
    return _script("\n".join(lines))


def anchor(code: Code) -> str:
    """Return the id of the row of a code."""
    return f"{code.scheme}.{code.value}".replace(" ", "_")


def _script(lines: str) -> str:
    facts = {
        "files": {letter: folder for folder, (letter, _, _) in _KINDS.items()} | {_CODE: "cid"},
        "labels": {letter: label for letter, label, _ in _KINDS.values()} | {_CODE: "Code"},
        "ranks": {letter: rank for letter, _, rank in _KINDS.values()} | {_CODE: 1},
        "lines": lines,
    }
    return f"dicomwright.index({json.dumps(facts, ensure_ascii=False)});\n"


def _lines(book: Book) -> Iterator[str]:
    for thing in book.things:
        folder, key = book.key(thing)
        letter = _KINDS[folder][0]
        yield f"{letter}\t{key}\t{_plain(book.title(thing))}\t{_plain(_ALSO[type(thing)](thing))}"


def _plain(text: str) -> str:
    return " ".join(text.split())
