"""What the pages of an edition are made with."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup, escape

from dicomwright.site.examples import Examples
from dicomwright.site.rows import Rows
from dicomwright.site.shell import Frame, environment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dicomwright.generator.facts import Iod, ServiceTable, SpecRef, Vr
    from dicomwright.site.book import Book, Place
    from dicomwright.site.changes import Changes
    from dicomwright.site.rows import Row

Page = tuple[str, str]
"""The path of a page below the folder of its edition, and its text."""


class IodList(NamedTuple):
    """IODs as a list of links."""

    total: int
    html: Markup


@dataclass
class Context:
    """An edition, its rows and changes, and the editions beside it: their pages, by name."""

    book: Book
    changes: Changes
    beside: Mapping[str, frozenset[tuple[str, str]]]
    editions: tuple[str, ...]
    package: str = "dicomwright"
    more: tuple[tuple[str, str], ...] = ()
    rows: Rows = field(init=False)
    fragments: dict[str, str] = field(default_factory=dict[str, str])  # rows of tables as HTML

    def __post_init__(self) -> None:
        """Make what makes rows."""
        self.rows = Rows(self.book)

    @property
    def name(self) -> str:
        """The name of the edition."""
        return self.book.edition.name

    @cached_property
    def vrs(self) -> dict[str, Vr]:
        """Value representations by code."""
        return {vr.code: vr for vr in self.book.edition.vrs}

    @cached_property
    def services(self) -> dict[str, ServiceTable]:
        """Tables of services by xml:id."""
        return {table.xml_id: table for table in self.book.edition.service_tables}

    @cached_property
    def _rows_at(self) -> dict[tuple[str, str], Row]:
        """Rows of all tables by the xml:id of the table and their ids."""
        found: dict[tuple[str, str], Row] = {}
        for table in self.book.edition.attribute_tables:
            for row in self.rows.of_table(table):
                found.setdefault((table.xml_id, row.anchor), row)
        return found

    def row_at(self, place: Place) -> Row | None:
        """Return the row of a table at a place."""
        return self._rows_at.get((place.table.xml_id, place.anchor))

    @cached_property
    def examples(self) -> Examples:
        """What writes the examples."""
        return Examples(self.book, self.package)

    def render(self, template: str, key: tuple[str, str], **values: object) -> Page:
        """Return a page by a template, with what all templates need."""
        folder, name = key
        others = tuple(
            (edition, f"{edition}/{folder}/{name}.html")
            for edition, pages in self.beside.items()
            if key in pages
        )
        frame = Frame("../../", self.editions, self.name, folder, others, self.more)
        values = {"book": self.book, "changes": self.changes.of(key), "old": self.changes.old} | values
        text = environment().get_template(template).render(frame=frame, description="", **values)
        return f"{folder}/{name}.html", text

    def iods_of(self, tables: frozenset[str]) -> IodList:
        """Return the IODs that have any of these tables, as a list to be shown; those of a module have the same."""
        if tables not in self._iod_lists:
            found = self.book.iods_of(tables).values()
            lines = (self._iod_line(iod, frozenset(having)) for iod, having in found)
            html = Markup('<ul class="plain iods">\n{}</ul>').format(Markup("").join(lines))
            self._iod_lists[tables] = IodList(len(found), html)
        return self._iod_lists[tables]

    def _iod_line(self, iod: Iod, tables: frozenset[str]) -> Markup:
        """Return an IOD with the tables that bring something there, if they are few; rendered once."""
        if (iod.xml_id, tables) not in self._iod_lines:
            template = environment().get_template("iod_line.jinja")
            text = template.render(
                iod=iod, tables=[self.book.tables[each] for each in sorted(tables)], book=self.book
            )
            self._iod_lines[iod.xml_id, tables] = Markup(text)  # noqa: S704 - rendered
        return self._iod_lines[iod.xml_id, tables]

    @cached_property
    def _iod_lines(self) -> dict[tuple[str, frozenset[str]], Markup]:
        return {}

    @cached_property
    def _iod_lists(self) -> dict[frozenset[str], IodList]:
        return {}

    def nema(self, thing: object, text: str = "") -> Markup:
        """Return a link to NEMA's own page of a thing."""
        address = self.book.nema(thing)
        return Markup('<a href="{}">{}</a>').format(address, text) if address else escape(text)


def section(ref: SpecRef) -> str:
    """Name a section: PS3.3 C.7.6.2."""
    return f"PS3.{ref.part} {ref.section}"


def code(text: str) -> Markup:
    """Return code in a line."""
    return Markup("<code>{}</code>").format(text)
