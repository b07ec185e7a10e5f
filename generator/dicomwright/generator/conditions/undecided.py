"""What is left to decide by hand: on the terminal in short, in a file with the blocks that decide it.

The file quotes the standard: git ignores it, and nothing of it may be committed but what a maintainer writes.
"""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, Final, get_args

from dicomwright.generator.facts import ConstraintKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from dicomwright.generator.accounting import Undecided

FILE: Final = "undecided.md"
_FOLDER: Final = "generator/dicomwright/generator/conditions"
_SHOWN: Final = 10
_WIDTH: Final = 72
_MOST_PLACES: Final = 6
_KINDS: Final = {
    "condition": "conditions that are not understood",
    "constraint": "constraints that are not understood",
    "name": "names of what no data set can tell",
    "row": "conditions of rows of templates that are not understood",
    "value": "words on values of rows of templates that are not understood",
}
_PART_16: Final = frozenset({"row", "value"})

_HEAD: Final = """# Undecided texts of {edition}

Git ignores this file, because it quotes the standard. For each text: read it, paste the block into the file that is
named, write what it means where the block has nothing, and run `nox -s generate -- --edition {edition}` again.
A block that is pasted as it is will be refused. Reasons and names are in words of your own.
"""
_BLOCKS: Final = {
    "condition": f"""Append to `{_FOLDER}/conditions.toml`.
`required`, `allowed`, `forbidden`: expressions, of which one is enough (delete the others);
`external()` stands for what the data set cannot tell, and is named in `external.toml`.
`otherwise`, where none of them holds: "may", "shall_not", or "silent" (PS3.5 7.4 decides). Rows that share the text and
mean different things by it have a block each, with `attribute = "Keyword"`.

```toml
[[condition]]
fingerprints = ["{{fingerprint}}"]
place = "PS3.3 {{section}}"
required = ''
allowed = ''
forbidden = ''
otherwise = "silent"
reason = ""
```
""",
    "constraint": f"""Append to `{_FOLDER}/constraints.toml`; `kind`: {", ".join(get_args(ConstraintKind))}:

```toml
[[constraint]]
fingerprints = ["{{fingerprint}}"]
place = "PS3.3 {{section}}"
kind = ""
requires = ''
reason = ""
```

or, when nothing of it can be judged, add a line to its `[unjudged]`, or the fingerprint to a line there:

```toml
"" = ["{{fingerprint}}"]
```
""",
    "name": f"""Add to `[names]` of `{_FOLDER}/external.toml`, with two to eight words for what no data set can tell,
or the fingerprint to a line there:

```toml
"" = ["{{fingerprint}}"]
```
""",
    "row": f"""Append to `{_FOLDER}/templates.toml`.
`required`, `allowed`, `forbidden`: expressions by functions of `dicomwright.runtime.templates.expressions`; one is
enough (delete the others); `external("name")` stands for what no content tree can tell, in words of your own.
`otherwise`, where none of them holds: "may" or "shall_not". Rows that share the text and mean different things by it
have a block each, with `attribute = "TID.row"`, such as "4023.6".

```toml
[[condition]]
fingerprints = ["{{fingerprint}}"]
place = "PS3.16 {{section}}"
required = ''
allowed = ''
forbidden = ''
otherwise = "may"
reason = ""
```
""",
    "value": f"""Append to `{_FOLDER}/templates.toml`: an expression that each item of the row must meet, or a reason
why nothing of it is judged (delete the other); `row = "TID.row"` where the words mean different things in several rows.

```toml
[[value]]
fingerprints = ["{{fingerprint}}"]
place = "PS3.16 {{section}}"
expression = ''
reason = ""
```
""",
}


def write_undecided(folder: Path, edition: str, undecided: Iterable[Undecided]) -> None:
    """Write the file into the folder of an edition; where everything is decided, there is none."""
    path = folder / FILE
    if texts := _texts(undecided):
        path.write_text(_page(edition, texts), encoding="utf-8")
    else:
        path.unlink(missing_ok=True)


def undecided_lines(undecided: Iterable[Undecided], path: str) -> Iterator[str]:
    """Return lines for the terminal: how many of each kind, the first of them, and where all are."""
    texts = _texts(undecided)
    counts = Counter[str](text[0].kind for text in texts)
    if not texts:
        return
    yield f"left to decide: {', '.join(f'{counts[kind]} {words}' for kind, words in _KINDS.items() if counts[kind])}"
    yield from (f"  {_in_short(text)}" for text in texts[:_SHOWN])
    more = f"... and {len(texts) - _SHOWN} more; " if len(texts) > _SHOWN else ""
    yield f"  {more}in full, with the lines that decide them: {path}"


def _texts(undecided: Iterable[Undecided]) -> list[tuple[Undecided, ...]]:
    """Group the places by the text, in the order of the standard."""
    order = list(_KINDS)
    ordered = sorted(undecided, key=lambda item: (order.index(item.kind), item.fingerprint, item))
    groups = groupby(ordered, key=lambda item: (item.kind, item.fingerprint))
    return sorted(
        (tuple(group) for _, group in groups), key=lambda text: (order.index(text[0].kind), text[0].section)
    )


def _in_short(text: tuple[Undecided, ...]) -> str:
    first, *others = text
    said = first.text if len(first.text) <= _WIDTH else first.text[:_WIDTH].rpartition(" ")[0] + " ..."
    more = f" (and {len(others)} more)" if others else ""
    return f"{first.kind} {first.fingerprint}, {_place(first)}{more}: {said}"


def _place(text: Undecided) -> str:
    return f"PS3.{16 if text.kind in _PART_16 else 3} {text.section} {text.subject}"


def _page(edition: str, texts: list[tuple[Undecided, ...]]) -> str:
    return "\n".join([_HEAD.format(edition=edition), *map(_entry, texts)])


def _entry(text: tuple[Undecided, ...]) -> str:
    first = text[0]
    places = [_place(item) for item in text]
    shown = ", ".join(dict.fromkeys(places[:_MOST_PLACES]))
    more = f" and {len(places) - _MOST_PLACES} more" if len(places) > _MOST_PLACES else ""
    block = _BLOCKS[first.kind].format(fingerprint=first.fingerprint, section=first.section)
    return f"## {shown}{more}\n\n> {first.text}\n\n{block}"
