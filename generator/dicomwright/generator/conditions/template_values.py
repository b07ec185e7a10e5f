"""Words among the value constraints of a template's row -> what each item of the row must be.

As in conditions of rows, tables read it, and spaces do not count.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dicomwright.generator.conditions.expressions import Call, all_of

if TYPE_CHECKING:
    from collections.abc import Callable

    Builder = Callable[[re.Match[str]], Call]

_LINK: Final = re.compile("\u27e6[^\u27e7]*\u27e7")
_CODE: Final = r'(?:ev|dt)\(([^,()"]+),([^,()"]+),"[^"]*"\)'
_WHOLE: Final = Call("whole_number")


def value_expression(text: str) -> Call | None:
    """Return what words of a value constraint demand; None when they are not understood."""
    squeezed = re.sub(r"\s+", "", _LINK.sub("", text)).rstrip(".")
    for pattern, build in _PATTERNS:
        found = pattern.fullmatch(squeezed)
        if found is not None:
            return build(found)
    return None


def _number(found: re.Match[str]) -> tuple[int, ...]:
    return tuple(int(group) for group in found.groups() if group)


_WORDS: Final[tuple[tuple[str, Builder], ...]] = (
    (r"values?=(\d+)-(\d+)", lambda found: Call("number_between", _number(found))),
    (r"valueshallbe>(\d+)", lambda found: Call("number_above", _number(found))),
    (
        r"values?=integer(?:(\d+)-n|(?:>=|\u2265)(\d+)(?:,where0=immediatefollow-up)?)",
        lambda found: all_of([_WHOLE, Call("number_at_least", _number(found))]),
    ),
    (r"valueisrestrictedtobeinganinteger", lambda _: _WHOLE),
    (
        r"sopclassuidshallbe[a-z]+\(\"([\d.]+)\"\)",
        lambda found: Call("refers_to_class", (found[1],)),
    ),
    (r"rootnode", lambda _: Call("is_root")),
    (
        r"shallreference(?:animagecontentitem|imagecontentitem\(s\))inthe\((\w+),(\w+),\"imagelibrary\"\)",
        lambda found: Call("refers_below", (found[1], found[2].upper())),
    ),
    (
        r"shallreferencethesame(?:contentitem|node)asrow(\d+[a-z]?)",
        lambda found: Call("refers_as_row", (found[1],)),
    ),
    (r"ncolumns=(\d+)", lambda found: Call("table_columns", _number(found))),
    (r"nrows=(\d+)", lambda found: Call("table_rows", _number(found))),
    (r"cellvr=([a-z]{2})", lambda found: Call("cells_have_vr", (found[1].upper(),))),
    (
        r"column(\d+)vr=([a-z]{2})",
        lambda found: Call("column_has_vr", (int(found[1]), found[2].upper())),
    ),
    (rf"column(\d+)={_CODE}", lambda found: Call("column_is", (int(found[1]), found[2], found[3]))),
    (
        rf"column(\d+)units={_CODE}",
        lambda found: Call("column_has_unit", (int(found[1]), found[2], found[3])),
    ),
)
_PATTERNS: Final = tuple((re.compile(pattern, re.IGNORECASE), build) for pattern, build in _WORDS)
