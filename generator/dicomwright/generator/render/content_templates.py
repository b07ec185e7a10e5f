"""Templates of PS3.16: one file and one class each, their packages, and the tables that find them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dicomwright.generator.facts import Code
from dicomwright.generator.render.code_names import code_keyword, meaning_keyword
from dicomwright.generator.render.expansion import expanded
from dicomwright.generator.render.names import (
    TEMPLATE,
    RowName,
    parameter_name,
    row_names,
    template_names,
)
from dicomwright.generator.render.packages import render_packages
from dicomwright.generator.render.templating import literal, package_path, render_template, section_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from dicomwright.generator.facts import Condition, Edition, Template, TemplateRow, Term

_CALL: Final = re.compile(r"\b([a-z_]\w*)\(")
_CODE_CALLS: Final = {"enumerated": "ev", "defined": "dt", "": "coded"}
_GROUP_CALLS: Final = {"defined": "dcid", "baseline": "bcid", "": "cid"}
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
_EXTENSIBLE: Final = {True: "extensible", False: "non-extensible", None: ""}
_ORDERED: Final = {True: "order significant", False: "order not significant", None: ""}
_ROOT: Final = {True: "root", False: "", None: ""}


def render_content_templates(edition: Edition) -> Iterator[tuple[str, str]]:
    """Render every template, and the tables of their names and of what documents begin with."""
    names = template_names((template.tid, template.name) for template in edition.templates)
    classes = {tid: name.cls for tid, name in names.items()}
    known = _Known(
        classes,
        {template.tid: template for template in edition.templates},
        {group.cid: group.keyword or meaning_keyword(group.name) for group in edition.context_groups},
        {element.tag: element.keyword for element in edition.data_elements},
    )
    for template in edition.templates:
        name = names[template.tid]
        yield package_path(TEMPLATE, name.file), _template(edition.name, template, name.cls, known)
    yield from render_packages(edition.name, TEMPLATE, dict(names.values()))
    yield (
        package_path("dictionary", "templates"),
        render_template("templates", edition=edition.name, names=classes, roots=_roots(edition)),
    )


@dataclass(frozen=True)
class _Known:
    """What rows refer to: classes and facts of templates by TID, names of groups by CID, keywords by tag."""

    names: Mapping[str, str]
    templates: Mapping[str, Template]
    groups: Mapping[str, str]
    keywords: Mapping[str, str]


def _roots(edition: Edition) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the root templates by the concept names that their outermost item may have."""
    codes = expanded(edition.context_groups)
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for template in edition.templates:
        for term in template.rows[0].concept if template.root and template.rows else ():
            of_group = codes.get(term.value, ()) if term.sort == "group" else ()
            own = [(term.value, term.scheme)] if term.sort == "code" else []
            for key in (*own, *((code.value, code.scheme) for code in of_group)):
                found[key] = (*found.get(key, ()), template.tid)
    return dict(sorted(found.items()))


def _template(edition: str, template: Template, name: str, known: _Known) -> str:
    named = row_names(_called(template.rows, known))
    rows = [(row_name, _row(row, known)) for row_name, row in zip(named, template.rows, strict=True)]
    calls = {call for _, text in rows for call in _CALL.findall(text)}
    facts = (_EXTENSIBLE[template.extensible], _ORDERED[template.order_significant], _ROOT[template.root])
    return render_template(
        "content_template",
        edition=edition,
        template=template,
        class_name=name,
        imports=sorted({"Row", "Template", "template", *calls}),
        facts=", ".join(filter(None, facts)).capitalize(),
        parameters=[parameter_name(item) for item in template.parameters],
        rows=rows,
        url=section_url(edition, 16, template.ref.section_id),
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


def _row(row: TemplateRow, known: _Known) -> str:
    """Write the declaration of a row: what it does not say is left out."""
    graphics = "not_graphic_types" if row.graphic_types_excluded else "graphic_types"
    parts = {
        "depth": str(row.depth or ""),
        "relationship": _text(row.relationship),
        "by_reference": "True" if row.by_reference else "",
        "vm": _text(row.vm if row.vm != "1" else ""),
        "include": _text(row.include),
        "binding": _text(row.include_binding),
        "concept": _terms(row.concept, known),
        "nameless": _text(row.nameless),
        "required_if": _rule(row.condition),
        "choice": _tuple(map(literal, row.choice)),
        "values": _terms(row.values, known),
        "units": _terms(row.units, known),
        graphics: _tuple(map(literal, row.graphic_types)),
        "defaults": _terms(row.defaults, known),
        "constraints": _tuple(said.expression for said in row.constraints if said.expression),
        "parameters": _parameters(row, known),
    }
    said = (f"{name}={text}" for name, text in parts.items() if text)
    head = (literal(row.row), literal(row.value_type), literal(row.requirement))
    return f"Row({', '.join((*head, *said))})"


def _text(value: str) -> str:
    return literal(value) if value else ""


def _tuple(parts: Iterable[str]) -> str:
    found = list(parts)
    return f"({', '.join(found)}{',' if len(found) == 1 else ''})" if found else ""


def _terms(terms: Sequence[Term], known: _Known) -> str:
    return _tuple(_term(term, known) for term in terms)


def _term(term: Term, known: _Known) -> str:
    if term.sort == "code":
        call = _CODE_CALLS.get(term.binding, "coded")
        return f"{call}({', '.join(map(literal, (term.value, term.scheme, term.meaning)))})"
    if term.sort == "group":
        return f"{_GROUP_CALLS.get(term.binding, 'cid')}({literal(term.value)})"
    if term.sort == "parameter":
        return f"parameter({literal(parameter_name(term.value))})"
    if term.sort == "attribute":
        return f"attribute_value({literal(known.keywords.get(term.value, term.value))})"
    return f"row_value({literal(term.value)})"


def _parameters(row: TemplateRow, known: _Known) -> str:
    given = [
        f"{literal(parameter_name(item.name))}: {_terms(item.terms, known) or '()'}"
        for item in row.parameters
    ]
    return "{" + ", ".join(given) + "}" if given else ""


def _rule(condition: Condition | None) -> str:
    if condition is None:
        return ""
    if condition.outcome == "not_understood":
        return f"condition({literal(condition.place)})"
    said = (
        condition.expression or "None",
        f"otherwise={literal(condition.otherwise)}",
        *([f"allowed={condition.allowed}"] if condition.allowed else []),
        *([f"forbidden={condition.forbidden}"] if condition.forbidden else []),
    )
    return f"rule({', '.join(said)})"
