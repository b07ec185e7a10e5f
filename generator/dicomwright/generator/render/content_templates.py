"""Templates of PS3.16: one file and one class each, their packages, and the tables that find them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, LiteralString

from dicomwright.generator.errors import ModelError
from dicomwright.generator.facts import Code
from dicomwright.generator.quoting import Python, called, code, constant, expression, joined, literal
from dicomwright.generator.render.code_names import code_keyword, meaning_keyword
from dicomwright.generator.render.content_bodies import Body, Member, Surroundings, check_modules, nested
from dicomwright.generator.render.expansion import expanded
from dicomwright.generator.render.names import (
    DICTIONARY,
    TEMPLATE,
    RowName,
    parameter_name,
    row_names,
    template_names,
)
from dicomwright.generator.render.packages import render_packages
from dicomwright.generator.render.templating import package_path, render_template, section_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from dicomwright.generator.facts import Condition, Edition, Template, TemplateRow, Term

_CODE_CALLS: Final[dict[str, LiteralString]] = {"enumerated": "ev({})", "defined": "dt({})"}
_GROUP_CALLS: Final[dict[str, LiteralString]] = {"defined": "dcid({})", "baseline": "bcid({})"}
_TYPE_NAMES: Final = {
    "CODE": "Code",
    "COMPOSITE": "Composite",
    "CONTAINER": "Container",
    "DATE": "Date",
    "DATETIME": "DateTime",
    "IMAGE": "Image",
    "INCLUDE": "Include",
    "NUM": "Number",
    "PNAME": "PersonName",
    "SCOORD": "SpatialCoordinates",
    "SCOORD3D": "SpatialCoordinates3D",
    "TABLE": "Table",
    "TCOORD": "TemporalCoordinates",
    "TEXT": "Text",
    "TIME": "Time",
    "UIDREF": "UID",
    "WAVEFORM": "Waveform",
    "": "Item",
}
_BUILDERS: Final = frozenset({"RowItem", "Template", "part", "row"})
"""What classes of templates are made of, beside what rows say."""
_VM: Final = re.compile(r"(?:[0-9]{1,6}(?:-(?:[0-9]{1,6}|n))?)?", re.ASCII)
_EXTENSIBLE: Final = {True: "extensible", False: "non-extensible", None: ""}
_ORDERED: Final = {True: "order significant", False: "order not significant", None: ""}
_ROOT: Final = {True: "root", False: "", None: ""}


def render_content_templates(edition: Edition) -> Iterator[tuple[str, str]]:
    """Render every template, and the tables of their names and of what documents begin with."""
    known = _known(edition)
    names, classes = known.surroundings.names, known.names
    for template in edition.templates:
        name = names[template.tid]
        yield package_path(TEMPLATE, name.file), _template(template, name.cls, known)
    yield from render_packages(TEMPLATE, dict(names.values()))
    yield (
        package_path(DICTIONARY, "templates"),
        render_template("templates", names=classes, roots=_roots(edition)),
    )


@dataclass(frozen=True)
class _Known:
    """What rows refer to: classes and facts of templates by TID, names of groups by CID, keywords by tag."""

    names: Mapping[str, str]
    templates: Mapping[str, Template]
    groups: Mapping[str, str]
    keywords: Mapping[str, str]
    surroundings: Surroundings


def _known(edition: Edition) -> _Known:
    names = template_names((template.tid, template.name) for template in edition.templates)
    templates = {template.tid: template for template in edition.templates}
    return _Known(
        {tid: name.cls for tid, name in names.items()},
        templates,
        {group.cid: group.keyword or meaning_keyword(group.name) for group in edition.context_groups},
        {element.tag: element.keyword for element in edition.data_elements},
        Surroundings(names, templates, {group.cid: group for group in edition.context_groups}),
    )


def members_of_templates(edition: Edition) -> Iterator[tuple[Template, str, list[Member]]]:
    """Yield each template with the name of its class, and the fields of that and of the classes in it."""
    known = _known(edition)
    for template in edition.templates:
        named = row_names(_called(template.rows, known))
        body = Body(nested(template.rows, named), known.surroundings, lambda *_: constant(""))
        yield template, known.names[template.tid], body.members


def _roots(edition: Edition) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the root templates by the concept names that their outermost item may have."""
    codes = expanded(edition.context_groups)
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for template in edition.templates:
        for term in template.rows[0].concept if template.root and template.rows else ():
            of_group = codes.get(term.value, ()) if term.sort == "group" else ()
            own = [(term.value, term.scheme)] if term.sort == "code" else []
            for key in (*own, *((each.value, each.scheme) for each in of_group)):
                found[key] = (*found.get(key, ()), template.tid)
    return dict(sorted(found.items()))


def _template(template: Template, name: str, known: _Known) -> str:
    _check_types(template)
    named = row_names(_called(template.rows, known))
    calls: set[str] = set()

    def write(row: TemplateRow, form: LiteralString, more: list[Python]) -> Python:
        declared = _row(row, known, form, more)
        calls.update(called(declared))
        return declared

    body = Body(nested(template.rows, named), known.surroundings, write)
    names = {name for name in calls if not name.endswith("Item")} - _BUILDERS
    check_modules((each.file for each in known.surroundings.names.values()), names)
    facts = (_EXTENSIBLE[template.extensible], _ORDERED[template.order_significant], _ROOT[template.root])
    said = ", ".join(filter(None, facts)).capitalize()
    return render_template(
        "content_template",
        template=template,
        class_name=name,
        imports=sorted({"template", *names}),
        builders=sorted({"Template", *(body.needs & _BUILDERS)}),
        typing=sorted(body.imports),
        facts=f" {said}." if said else "",
        parameters=[parameter_name(item) for item in template.parameters],
        lines=body.lines,
        url=section_url(16, template.ref.section_id),
    )


def _check_types(template: Template) -> None:
    """Check that the runtime knows what items of rows are, and how many. Raises ModelError."""
    for row in template.rows:
        if not _VM.fullmatch(row.vm):
            raise ModelError(
                f"TID {template.tid:.20} row {row.row:.20}: {row.vm!r:.80} is no number of items"
            )
        if row.value_type not in _TYPE_NAMES:
            raise ModelError(
                f"TID {template.tid:.20} row {row.row:.20}: {row.value_type!r:.80} is no value type"
            )


# --- names of rows


def _called(rows: Sequence[TemplateRow], known: _Known) -> list[RowName]:
    """Say what each row is called, and what the row is called that it is nested in."""
    above: list[tuple[int, str]] = []
    found: list[RowName] = []
    for position, row in enumerate(rows):
        while above and above[-1][0] >= row.depth:
            above.pop()
        keyword = _keyword(row, known)
        parent = above[-1][1] if above else ""
        found.append(
            RowName(position, row.row, keyword, _TYPE_NAMES[row.value_type], row.by_reference, parent)
        )
        above.append((row.depth, keyword))
    return found


def _keyword(row: TemplateRow, known: _Known) -> str:
    if row.include:
        return _include_keyword(row, known)
    if len(row.concept) == 1:
        return _term_keyword(row.concept[0], known) or _TYPE_NAMES[row.value_type]
    return _TYPE_NAMES[row.value_type]


def _include_keyword(row: TemplateRow, known: _Known) -> str:
    """Call an include by the code that it gives its template as concept name, or else by the template."""
    template = known.templates.get(row.include)
    concept = template.rows[0].concept if template is not None else ()
    for given in row.parameters:
        if [term.value for term in concept] == [given.name] and [term.sort for term in given.terms] == [
            "code"
        ]:
            return _term_keyword(given.terms[0], known)
    return known.names.get(row.include, f"TID{row.include}")


def _term_keyword(term: Term, known: _Known) -> str:
    if term.sort == "code":
        return code_keyword(Code(scheme=term.scheme, value=term.value, meaning=term.meaning))
    if term.sort == "group":
        return known.groups.get(term.value, f"CID{term.value}")
    return parameter_name(term.value) if term.sort == "parameter" else ""


# --- rows as Python


def _row(row: TemplateRow, known: _Known, form: LiteralString, more: Sequence[Python]) -> Python:
    """Write the declaration of a row: what it does not say is left out."""
    graphic_types = _tuple(map(literal, row.graphic_types))
    excluded = row.graphic_types_excluded
    parts = (
        code("depth={}", literal(row.depth)) if row.depth else None,
        _text("relationship={}", row.relationship),
        constant("by_reference=True") if row.by_reference else None,
        _text("vm={}", row.vm if row.vm != "1" else ""),
        _text("include={}", row.include),
        _text("binding={}", row.include_binding),
        _given("concept={}", _terms(row.concept, known)),
        _text("nameless={}", row.nameless),
        _given("required_if={}", _rule(row.condition)),
        _given("choice={}", _tuple(map(literal, row.choice))),
        _given("values={}", _terms(row.values, known)),
        _given("units={}", _terms(row.units, known)),
        _given("not_graphic_types={}" if excluded else "graphic_types={}", graphic_types),
        _given("defaults={}", _terms(row.defaults, known)),
        _given(
            "constraints={}",
            _tuple(expression(said.expression) for said in row.constraints if said.expression),
        ),
        _given("parameters={}", _parameters(row, known)),
    )
    head = (literal(row.row), literal(row.value_type), literal(row.requirement))
    return code(form, joined(", ", (*head, *filter(None, parts), *more)))


def _text(template: LiteralString, value: str) -> Python | None:
    return code(template, literal(value)) if value else None


def _given(template: LiteralString, value: Python | None) -> Python | None:
    return None if value is None else code(template, value)


def _tuple(parts: Iterable[Python]) -> Python | None:
    found = list(parts)
    if not found:
        return None
    return code("({},)" if len(found) == 1 else "({})", joined(", ", found))


def _terms(terms: Sequence[Term], known: _Known) -> Python | None:
    return _tuple(_term(term, known) for term in terms)


def _term(term: Term, known: _Known) -> Python:
    if term.sort == "code":
        parts = joined(", ", map(literal, (term.value, term.scheme, term.meaning)))
        return code(_CODE_CALLS.get(term.binding, "coded({})"), parts)
    if term.sort == "group":
        return code(_GROUP_CALLS.get(term.binding, "cid({})"), literal(term.value))
    if term.sort == "parameter":
        return code("parameter({})", literal(parameter_name(term.value)))
    if term.sort == "attribute":
        return code("attribute_value({})", literal(known.keywords.get(term.value, term.value)))
    return code("row_value({})", literal(term.value))


def _parameters(row: TemplateRow, known: _Known) -> Python | None:
    given = [
        code("{}: {}", literal(parameter_name(item.name)), _terms(item.terms, known) or constant("()"))
        for item in row.parameters
    ]
    return code("{{{}}}", joined(", ", given)) if given else None


def _rule(condition: Condition | None) -> Python | None:
    if condition is None:
        return None
    if condition.outcome == "not_understood":
        return code("condition({})", literal(condition.place))
    said = (
        expression(condition.expression) if condition.expression else literal(None),
        code("otherwise={}", literal(condition.otherwise)),
        code("allowed={}", expression(condition.allowed)) if condition.allowed else None,
        code("forbidden={}", expression(condition.forbidden)) if condition.forbidden else None,
    )
    return code("rule({})", joined(", ", filter(None, said)))
