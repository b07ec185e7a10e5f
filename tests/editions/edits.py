"""Edits of a part, as someone else's hands make them: each a function of its root."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml.etree import _Element

DOCBOOK: Final = "{http://docbook.org/ns/docbook}"
ID: Final = "{http://www.w3.org/XML/1998/namespace}id"
_NONSENSE: Final = "Zibaldone"


@dataclass(frozen=True)
class Edit:
    """One edit.

    Attributes:
        name: what is done.
        table: xml:id of the table that it is done to.
        apply: does it, below the root of a part.
        structural: nothing that the table says is lost, so that all facts are to be as they were, or it is told.
        gone: the whole table is lost, which the counts of the edition before may be the only ones to tell.

    """

    name: str
    table: str
    apply: Callable[[_Element], None]
    structural: bool = True
    gone: bool = False

    def __str__(self) -> str:
        return f"{self.table}: {self.name}"


def edits_of(table: str, columns: int) -> Iterator[Edit]:
    """All edits of one table with so many columns."""
    for column in range(columns):
        yield Edit(f"heading {column} is another word", table, _heading(table, column, _NONSENSE))
        yield Edit(f"heading {column} is lost", table, _heading(table, column, ""))
        yield Edit(f"column {column} is lost", table, _without_column(table, column), structural=False)
        yield Edit(f"cells of column {column} are emptied", table, _emptied(table, column), structural=False)
        yield Edit(
            f"one cell of column {column} is lost", table, _without_cell(table, column), structural=False
        )
        yield Edit(f"heading {column} has breaks and capitals", table, _variant(table, column))
        yield Edit(f"column {column} is the last", table, _moved(table, column))
    for column in range(columns + 1):
        yield Edit(f"a column before {column}", table, _with_column(table, column))
    for name, apply, structural in _OF_TABLES:
        yield Edit(name, table, _on(table)(apply), structural, gone=apply is _without_table)


def _find(root: _Element, xml_id: str) -> _Element:
    return next(each for each in root.iter(f"{DOCBOOK}table") if each.get(ID) == xml_id)


def _rows(table: _Element) -> list[_Element]:
    return [row for body in table.findall(f"{DOCBOOK}tbody") for row in body]


def _head(table: _Element) -> _Element:
    return table.findall(f"{DOCBOOK}thead/{DOCBOOK}tr")[-1]


def _cells(table: _Element, column: int) -> Iterator[_Element]:
    """Cells of one column; those of rows with spans are left alone."""
    width = len(_head(table))
    return (row[column] for row in _rows(table) if len(row) == width)


def _text(cell: _Element, text: str) -> None:
    for child in list(cell)[1:]:
        cell.remove(child)
    for child in list(cell[0]):
        cell[0].remove(child)
    cell[0].text = text


def _on(xml_id: str) -> Callable[[Callable[[_Element], None]], Callable[[_Element], None]]:
    return lambda edit: lambda root: edit(_find(root, xml_id))


def _heading(xml_id: str, column: int, text: str) -> Callable[[_Element], None]:
    return _on(xml_id)(lambda table: _text(_head(table)[column], text))


def _variant(xml_id: str, column: int) -> Callable[[_Element], None]:
    """The same heading with what typesetting does to it: soft hyphens, no-break spaces, line breaks, capitals."""

    def edit(table: _Element) -> None:
        cell = _head(table)[column]
        text = "".join(map(str, cell.itertext()))
        rest = text[2:].replace(" ", "\u00a0\n ").upper()
        _text(cell, f"\n  {text[:2]}\u00ad{rest}\u200b ")

    return _on(xml_id)(edit)


def _without_column(xml_id: str, column: int) -> Callable[[_Element], None]:
    def edit(table: _Element) -> None:
        for cell in [*_cells(table, column), _head(table)[column]]:
            cell.getparent().remove(cell)  # type: ignore[union-attr]

    return _on(xml_id)(edit)


def _emptied(xml_id: str, column: int) -> Callable[[_Element], None]:
    def edit(table: _Element) -> None:
        for cell in _cells(table, column):
            _text(cell, "")

    return _on(xml_id)(edit)


def _without_cell(xml_id: str, column: int) -> Callable[[_Element], None]:
    def edit(table: _Element) -> None:
        row = _rows(table)[2]
        row.remove(row[column])

    return _on(xml_id)(edit)


def _moved(xml_id: str, column: int) -> Callable[[_Element], None]:
    def edit(table: _Element) -> None:
        for row in [_head(table), *(cell.getparent() for cell in list(_cells(table, column)))]:
            row.append(row[column])  # type: ignore[union-attr]

    return _on(xml_id)(edit)


def _with_column(xml_id: str, column: int) -> Callable[[_Element], None]:
    def edit(table: _Element) -> None:
        head = _head(table)
        for row in [head, *_rows(table)]:
            cell = deepcopy(head[0])
            cell.tag = f"{DOCBOOK}{'th' if row is head else 'td'}"
            _text(cell, _NONSENSE if row is head else "more")
            row.insert(min(column, len(row)), cell)

    return _on(xml_id)(edit)


def _without_caption(table: _Element) -> None:
    caption = table.find(f"{DOCBOOK}caption")
    table.remove(caption)  # type: ignore[arg-type]


def _without_id(table: _Element) -> None:
    del table.attrib[ID]


def _without_label(table: _Element) -> None:
    del table.attrib["label"]


def _doubled(table: _Element) -> None:
    table.addnext(deepcopy(table))


def _doubled_and_changed(table: _Element) -> None:
    other = deepcopy(table)
    rows = _rows(other)
    rows[0].getparent().remove(rows[0])  # type: ignore[union-attr]
    table.addnext(other)


def _in_another_section(table: _Element) -> None:
    root = table.getroottree().getroot()
    elsewhere = root.makeelement(f"{DOCBOOK}section", {ID: "sect_Z", "label": "Z"})
    elsewhere.append(table)
    root.append(elsewhere)


def _without_table(table: _Element) -> None:
    table.getparent().remove(table)  # type: ignore[union-attr]


def _without_rows(table: _Element) -> None:
    for row in _rows(table):
        row.getparent().remove(row)  # type: ignore[union-attr]


def _header_of_cells(table: _Element) -> None:
    """The header stands among the rows."""
    head = _head(table)
    table.findall(f"{DOCBOOK}tbody")[0].insert(0, head)
    table.remove(table.findall(f"{DOCBOOK}thead")[0])


def _second_header_row(table: _Element) -> None:
    """A row above the header spans all of it."""
    head = _head(table)
    above = deepcopy(head)
    for cell in list(above)[1:]:
        above.remove(cell)
    above[0].set("colspan", str(len(head)))
    _text(above[0], "All of it")
    head.addprevious(above)


def _longer_row(table: _Element) -> None:
    row = _rows(table)[1]
    row.append(deepcopy(row[-1]))


def _nested_table(table: _Element) -> None:
    inner = deepcopy(table)
    inner.set(ID, "table_Z")
    inner.set("label", "Z")
    _rows(table)[0][-1].append(inner)


def _span(table: _Element) -> None:
    """A cell spans the one below it, which is not there."""
    upper, lower = _rows(table)[0][0], _rows(table)[1]
    upper.set("rowspan", "2")
    lower.remove(lower[0])


def _retired(table: _Element) -> None:
    caption = table.find(f"{DOCBOOK}caption")
    if caption is not None:
        caption.text = f"{caption.text} (Retired)"


def _in_a_note(table: _Element) -> None:
    """The table stands in an element that nobody knows."""
    parent = table.getparent()
    around = table.makeelement(f"{DOCBOOK}sidebar", {})
    parent.replace(table, around)  # type: ignore[union-attr]
    around.append(table)


_OF_TABLES: Final[tuple[tuple[str, Callable[[_Element], None], bool], ...]] = (
    ("the caption is lost", _without_caption, True),
    ("the id is lost", _without_id, True),
    ("the label is lost", _without_label, True),
    ("it is there twice", _doubled, True),
    ("another one has its id", _doubled_and_changed, True),
    ("it stands in another section", _in_another_section, True),
    ("it is lost", _without_table, True),
    ("it has no rows", _without_rows, True),
    ("the header is a row", _header_of_cells, True),
    ("a row above the header", _second_header_row, True),
    ("a row has one cell more", _longer_row, True),
    ("a table in a cell", _nested_table, True),
    ("a cell spans the next row", _span, False),
    ("it is retired", _retired, True),
    ("an element around it", _in_a_note, True),
)
