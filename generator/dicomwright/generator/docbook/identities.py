"""What divisions and tables are called: one xml:id each, whatever the published file repeats or lacks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from lxml import etree

from dicomwright.generator.docbook.content import DOCBOOK, XML_ID, clean, local_name, plain_text

if TYPE_CHECKING:
    from dicomwright.generator.docbook.elements import Element

# What is written before the label of a thing in its xml:id; other things are sections.
_PREFIXES: Final = {"table": "table", "informaltable": "table", "chapter": "chapter", "appendix": "chapter"}

Rule = Literal["merged", "renamed", "named"]


@dataclass(frozen=True, slots=True, order=True)
class Identity:
    """A thing whose xml:id the file does not give once, and what is done about it.

    "merged": it repeats an earlier one word for word, and is left out with all that it holds.
    "renamed": an earlier one has its xml:id, and says something else; `given` is what it has now.
    "named": it has no xml:id; `given` is made of its label.
    """

    rule: Rule
    xml_id: str
    given: str
    title: str


@dataclass
class Identities:
    """Gives the ids out, and keeps what was irregular."""

    found: list[Identity] = field(default_factory=list[Identity])
    _elements: dict[str, Element] = field(default_factory=dict[str, "Element"])

    def of_division(self, element: Element) -> str | None:
        """Return the id of a chapter, annex or section; None for one that is repeated word for word."""
        return self._id_of(element, "title")

    def of_table(self, element: Element) -> str | None:
        """Return the id of a table; None for one that is repeated word for word."""
        return self._id_of(element, "caption")

    def _id_of(self, element: Element, title: str) -> str | None:
        said = element.get(XML_ID) or ""
        first = self._elements.get(said)
        if first is not None and _content(first) == _content(element):
            self._irregular("merged", element, said, title)
            return None
        given = self._unused(said or _made(element))
        self._elements[given] = element
        if given != said:
            self._irregular("renamed" if said else "named", element, given, title)
        return given

    def _irregular(self, rule: Rule, element: Element, given: str, title: str) -> None:
        text = plain_text(element.find(f"{DOCBOOK}{title}"))
        self.found.append(Identity(rule, element.get(XML_ID) or "", given, text))

    def _unused(self, wanted: str) -> str:
        given, number = wanted, 1
        while given in self._elements:
            number += 1
            given = f"{wanted}_{number}"
        return given


def _made(element: Element) -> str:
    """Make an id of the label; of the kind of thing alone where it has none."""
    prefix = _PREFIXES.get(local_name(element), "sect")
    label = clean(element.get("label") or "").replace(" ", "_")
    return f"{prefix}_{label}" if label else f"{prefix}_without_id"


def _content(element: Element) -> bytes:
    return etree.tostring(element, method="c14n", with_tail=False)
