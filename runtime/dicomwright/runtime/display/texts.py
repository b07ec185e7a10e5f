"""Objects as text and as HTML: their attributes with tag, VR and value, below the modules that they are of."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from dicomwright.runtime.conversion.beyond.elements import declared_as, found_value
from dicomwright.runtime.conversion.from_tree import rest_of
from dicomwright.runtime.conversion.kept import kept_of
from dicomwright.runtime.declarations.instances import Instance
from dicomwright.runtime.declarations.objects import DicomObject
from dicomwright.runtime.narrow import is_array, is_code, is_dataset, is_tuple
from dicomwright.runtime.values.stored import Fragments, Large
from dicomwright.runtime.vocabulary.tags import group_and_element, keyword_of
from dicomwright.runtime.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST: Final = 64
"""Characters of a value that are shown."""
_INDENT: Final = "  "
_HEAD: Final = "<tr><th>Tag</th><th>Keyword</th><th>VR</th><th>Value</th></tr>"


class Row(NamedTuple):
    """A line of what is shown: an attribute, or a heading, which has a keyword alone."""

    depth: int
    tag: str
    keyword: str
    vr: str
    value: str


def text_of(instance: DicomObject) -> str:
    """Return the attributes of an object, one a line, with their values."""
    rows = list(_rows(instance))
    width = max((len(row.keyword) + len(_INDENT) * row.depth for row in rows if row.tag), default=0)
    return "\n".join([type(instance).__qualname__, *(_line(row, width) for row in rows)])


def _line(row: Row, width: int) -> str:
    indent = _INDENT * row.depth
    if not row.tag:
        return f"{indent}{row.keyword}"
    return f"{indent}{row.tag} {row.keyword:{width - len(indent)}} {row.vr:2} {row.value}".rstrip()


def html_of(instance: DicomObject) -> str:
    """Return the same as a table of HTML."""
    body = "".join(map(_html, _rows(instance)))
    return f"<table><caption>{escape(type(instance).__qualname__)}</caption>{_HEAD}{body}</table>"


def _html(row: Row) -> str:
    indent = f' style="padding-left: {row.depth}em; text-align: left"'
    if not row.tag:
        return f'<tr><th colspan="4"{indent}>{escape(row.keyword)}</th></tr>'
    cells = "".join(f"<td>{escape(cell)}</td>" for cell in (row.keyword, row.vr, row.value))
    return f"<tr><td{indent}>{row.tag}</td>{cells}</tr>"


def _rows(instance: DicomObject) -> Iterator[Row]:
    """Give the rows of an object, those of its items below their sequences."""
    pending = [_rows_at(instance, 1)]
    while pending:
        row = next(pending[-1], None)
        if row is None:
            pending.pop()
        elif isinstance(row, Row):
            yield row
        else:
            pending.append(row)


def _rows_at(instance: DicomObject, depth: int) -> Iterator[Any]:
    """Give the rows of an object, and iterators of those that are deeper."""
    for heading, keywords in _parts(instance):
        if heading:
            yield Row(depth, "", heading, "", "")
        for keyword in keywords:
            yield from _rows_of(instance, keyword, depth + bool(heading))
    kept = kept_of(instance)
    beyond = {} if kept is None else rest_of(instance, kept).elements
    if beyond:
        yield Row(depth, "", f"Beyond {type(instance).__qualname__}", "", "")
    for tag in sorted(beyond):
        yield _row_beyond(instance, tag, depth + 1)


def _parts(instance: DicomObject) -> list[tuple[str, list[str]]]:
    """Return the attributes that are set or follow from others, by the module that they are of."""
    there = [k for k in type(instance).attributes() if instance.is_set(k) or getattr(instance, k) is not None]
    if not isinstance(instance, Instance):
        return [("", there)]
    found: dict[str, list[str]] = {}
    for keyword in there:
        modules = (used.module for used in type(instance).modules if keyword in used.module.attributes())
        module = next(modules, None)
        found.setdefault(module.name_ if module is not None else "", []).append(keyword)
    order = [used.module.name_ for used in type(instance).modules]
    return sorted(found.items(), key=lambda part: order.index(part[0]) if part[0] in order else len(order))


def _rows_of(instance: DicomObject, keyword: str, depth: int) -> Iterator[Any]:
    declared = type(instance).attributes()[keyword]
    tag, kept = group_and_element(declared.number), kept_of(instance)
    stored = None if kept is None else kept.known.get(declared.number)
    if stored is not None and isinstance(stored[1], Large | Fragments):
        yield Row(depth, tag, keyword, declared.vr, "not loaded")
        return
    value = getattr(instance, keyword)
    if declared.vr != "SQ" or not is_tuple(value):
        yield Row(depth, tag, keyword, declared.vr, _shown(value))
        return
    yield Row(depth, tag, keyword, "SQ", counted(len(value), "item"))
    for index, item in enumerate(value):
        yield from _rows_of_item(item, index, depth + 1)


def _rows_of_item(item: object, index: int, depth: int) -> Iterator[Any]:
    if isinstance(item, DicomObject):
        yield Row(depth, "", f"[{index}] {type(item).__qualname__}", "", "")
        yield _rows_at(item, depth + 1)
    else:
        yield Row(depth, "", f"[{index}] {_shown(item)}", "", "")


def _row_beyond(instance: DicomObject, tag: int, depth: int) -> Row:
    kept = kept_of(instance)
    if kept is None:
        raise AssertionError("what is beyond a class is kept")
    vr, value = kept.element(tag)
    keyword, place = keyword_of(tag), group_and_element(tag)
    if isinstance(value, Large | Fragments):
        shown = "not loaded"
    elif isinstance(value, list):
        shown = counted(len(value), "item")
    else:
        found = found_value(instance, kept, declared_as(tag, vr, keyword))
        shown = _shown(found[0] if is_tuple(found) and len(found) == 1 else found)
    return Row(depth, place, "" if keyword == place else keyword, vr, shown)


def _shown(value: Any) -> str:  # noqa: ANN401 - by VR
    """Return a value in one line: of what is large, how large it is."""
    if is_array(value):
        return f"array of {value.dtype.name}, {' x '.join(map(str, value.shape))}"
    if isinstance(value, bytes):
        return counted(len(value), "byte")
    if is_dataset(value):
        return "an item of other attributes"
    return _cut(_text(value))


def _text(value: Any) -> str:  # noqa: ANN401 - by VR
    if is_code(value):
        return f"{_plain(value.meaning)} ({_plain(value.value)}, {_plain(value.scheme_designator)})"
    if is_tuple(value):
        return f"[{', '.join(map(_plain, value[:_LONGEST]))}]"
    return "" if value is None else _plain(value)


def _plain(value: object) -> str:
    """Return a value without anything that would break its line."""
    return "".join(c if c.isprintable() else " " for c in str(value))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
