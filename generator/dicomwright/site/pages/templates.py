"""Pages of templates: their rows as a tree, conditions in words, and the templates that include them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from markupsafe import Markup, escape

from dicomwright.site.pages.context import code
from dicomwright.site.rows import Note, tag_text
from dicomwright.site.wording import row_condition_words, row_constraint_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwright.generator.facts import Template, TemplateRow, Term
    from dicomwright.site.pages.context import Context, Page

_REQUIREMENTS: Final = {"M": "1", "MC": "1C", "U": "3", "UC": "3", "": "3"}
_NAMELESS: Final = {"optional": "its name may be left out", "forbidden": "without a name"}
_FACTS: Final = {True: "yes", False: "no", None: ""}


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a template."""

    row: TemplateRow
    strength: str
    what: Markup
    notes: tuple[Note, ...]


def pages(context: Context) -> Iterator[Page]:
    """Yield the page of each template."""
    for template in context.book.edition.templates:
        yield _page(context, template)


def _page(context: Context, template: Template) -> Page:
    book = context.book
    roots = [iod for iod in book.edition.iods if template.tid in iod.root_templates]
    return context.render(
        "template.jinja",
        book.key(template),
        over="Template",
        title=template.name,
        number=f"TID {template.tid}",
        facts=[
            (
                "Import",
                code(f"from {context.package}.templates import {book.template_classes[template.tid]}"),
            ),
            ("Extensible", _FACTS[template.extensible]),
            ("Order significant", _FACTS[template.order_significant]),
            ("Root of documents", _FACTS[template.root]),
            ("Parameters", Markup(" ").join(code(each) for each in template.parameters)),
            ("Root of", Markup(", ").join(map(book.link, roots))),
            ("In the standard", context.nema(template, f"PS3.16 {template.ref.section}")),
        ],
        lines=[_line(context, row) for row in template.rows],
        included=book.template_includers.get(template.tid, ()),
    )


def _line(context: Context, row: TemplateRow) -> Line:
    return Line(row, _REQUIREMENTS[row.requirement], _what(context, row), tuple(_notes(context, row)))


def _what(context: Context, row: TemplateRow) -> Markup:
    if row.include:
        return Markup("Include {}").format(context.book.tid(row.include))
    return _terms(context, row.concept) if row.concept else escape(_NAMELESS.get(row.nameless, ""))


def _terms(context: Context, terms: tuple[Term, ...]) -> Markup:
    return Markup(" or ").join(_term(context, each) for each in terms)


def _term(context: Context, term: Term) -> Markup:
    match term.sort:
        case "code":
            return Markup('{} <small class="soft">{} {}</small>').format(
                term.meaning.strip(), term.value, term.scheme
            )
        case "group":
            return context.book.cid(term.value)
        case "template":
            return context.book.tid(term.value)
        case "attribute":
            element = context.book.elements.get(term.value)
            return Markup("the value of {}").format(
                context.book.link(element) if element is not None else tag_text(term.value)
            )
        case "row":
            return Markup('the value of <a href="#row{}">row {}</a>').format(term.value, term.value)
        case _:
            return code(term.value)


def _notes(context: Context, row: TemplateRow) -> Iterator[Note]:
    said = row_condition_words(row.condition)
    if said:
        yield Note("", escape(said[0].upper() + said[1:]), "if")
    if len(row.choice) > 1:
        yield Note("Choice", escape(f"one of rows {', '.join(row.choice)}"))
    for label, terms in (("Value", row.values), ("Unit", row.units), ("Default", row.defaults)):
        if terms:
            yield Note(label, _terms(context, terms))
    if row.graphic_types:
        unlike = "not " if row.graphic_types_excluded else ""
        yield Note("Graphic type", escape(unlike + ", ".join(row.graphic_types)))
    for constraint in row.constraints:
        if constraint.expression:
            yield Note("Must", escape(row_constraint_words(constraint.expression)))
    yield from _parameters(context, row)


def _parameters(context: Context, row: TemplateRow) -> Iterator[Note]:
    passed: list[str] = []
    for given in row.parameters:
        if [(term.sort, term.value) for term in given.terms] == [("parameter", given.name)]:
            passed.append(given.name)
        elif given.terms:
            yield Note(given.name, _terms(context, given.terms))
    if passed:
        yield Note("Passes on", Markup(" ").join(map(code, passed)))
