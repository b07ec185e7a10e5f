"""PS3.16 annexes A and C -> templates: their parameters and rows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from dicomwright.generator.conditions.template_decisions import load_template_decisions
from dicomwright.generator.facts import Binding, ParameterValue, RowConstraint, Template, TemplateRow, Term
from dicomwright.generator.model.columns import MISSING, Placed, open_table, place, text_at
from dicomwright.generator.model.identities import leave_repeated
from dicomwright.generator.model.kinds import TEMPLATE, TEMPLATE_PARAMETERS
from dicomwright.generator.model.section_metadata import (
    YES_NO,
    metadata_of,
    name_of,
    numbered_divisions,
    place_of,
    unread_metadata,
)
from dicomwright.generator.model.template_terms import plain, terms_in, terms_of
from dicomwright.generator.model.text import condition_of, fingerprint_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from dicomwright.generator.accounting import Accounting
    from dicomwright.generator.docbook import Book, Division, Row, Table

Requirement = Literal["M", "MC", "U", "UC", ""]
Nameless = Literal["optional", "forbidden", ""]

KIND: Final = "templates"
PARAMETER_KIND: Final = "template parameters"
_PART: Final = 16
# Between these columns a row may lack the cell of the nesting level.
_SHIFTED: Final = ("relationship", "value_type", "concept", "vm", "requirement", "condition")

_VALUE_TYPES: Final = frozenset(
    {
        *(
            "TEXT",
            "NUM",
            "NUMERIC",
            "CODE",
            "DATETIME",
            "DATE",
            "TIME",
            "UIDREF",
            "PNAME",
            "CONTAINER",
            "TABLE",
        ),
        *("COMPOSITE", "IMAGE", "WAVEFORM", "SCOORD", "SCOORD3D", "TCOORD", "INCLUDE"),
    }
)
# An old word of the tables for a value type of PS3.3.
_SAME_TYPE: Final = {"NUMERIC": "NUM"}
_REQUIREMENTS: Final[dict[str, Requirement]] = {"M": "M", "MC": "MC", "U": "U", "UC": "UC", "": ""}
_BINDINGS: Final[dict[str, Binding]] = {"defined": "defined", "baseline": "baseline"}
_NUMBERED: Final = {"group": "CID", "template": "TID"}
_NAMELESS: Final[dict[str, Nameless]] = {
    "no purpose of reference": "optional",
    "no concept name": "optional",
    "purpose of reference shall not be present": "forbidden",
    "no bcid": "optional",
}
_VM: Final = re.compile(r"\d+(-(\d+|n))?|")

_PARAMETER: Final = re.compile(r"\$[\w-]+")
_BINDING: Final = re.compile(r"(\$[\w-]+)\s*=\s*(.+)")
_UNITS: Final = re.compile(r"UNIT\s?S?\s*=\s*", re.IGNORECASE)
_GRAPHIC_TYPE: Final = re.compile(r"GRAPHIC TYPE\s*=\s*(not\s*)?\{([^}]*)\}")
_GRAPHIC_TYPES: Final = re.compile(r"\s*(?:,|\bor\b)\s*")
_ANNOTATION: Final = re.compile(r"\{[^}]*\}")  # of a unit: any words
_DEFAULTS: Final = re.compile(r"Defaults to\b")


def read_templates(book: Book, accounting: Accounting) -> tuple[Template, ...]:
    """Read the templates in the order of their sections.

    References to templates or groups that the part lacks and what
    else cannot be read of a row is noted; the row itself is consumed.
    """
    divisions = dict(numbered_divisions(book, "TID"))
    leave_repeated(book, accounting, "TID", KIND)
    groups = {cid for cid, _ in numbered_divisions(book, "CID")}
    reading = _Reading({"template": set(divisions), "group": groups}, load_template_decisions().readings)
    return tuple(_template(book, accounting, tid, division, reading) for tid, division in divisions.items())


class _Reading(NamedTuple):
    """What is known when a row is read: the numbers that the part has, and lines that are read by hand."""

    known: Mapping[str, Collection[str]]
    readings: Mapping[str, str]


def _template(
    book: Book, accounting: Accounting, tid: str, division: Division, reading: _Reading
) -> Template:
    facts = metadata_of(division)
    for reason in unread_metadata(facts):
        accounting.note_section(_PART, KIND, division, reason)
    parameters: list[str] = []
    rows: list[TemplateRow] = []
    main: Table | None = None
    for table in division.tables:
        placed, beside = place(table, TEMPLATE), place(table, TEMPLATE_PARAMETERS)
        if placed is not None:
            main = main or table
            rows += _rows(accounting, table, placed, reading)
        elif beside is not None:
            parameters += _parameters(accounting, table, beside)
        elif table.xml_id.startswith("table_TID"):
            accounting.open_unknown(_PART, KIND, table, "the header is not that of a template")
    return Template(
        tid=tid,
        name=name_of(division),
        ref=place_of(book, division, main),
        extensible=YES_NO.get(facts.get("Type", "").casefold()),
        order_significant=YES_NO.get(facts.get("Order", "").casefold()),
        root=YES_NO.get(facts.get("Root", "").casefold()),
        parameters=tuple(parameters),
        rows=tuple(rows),
    )


def _parameters(accounting: Accounting, table: Table, placed: Placed) -> list[str]:
    columns = open_table(accounting, _PART, PARAMETER_KIND, table, placed)
    names: list[str] = []
    for row in table.rows:
        name = text_at(row, columns["name"])
        if _PARAMETER.fullmatch(name):
            accounting.consume(_PART, PARAMETER_KIND)
            names.append(name)
        else:
            accounting.skip(_PART, PARAMETER_KIND, table, row, "no name of a parameter")
    return names


def _rows(accounting: Accounting, table: Table, placed: Placed, reading: _Reading) -> list[TemplateRow]:
    columns = open_table(accounting, _PART, KIND, table, placed)
    rows: list[TemplateRow] = []
    for row in table.rows:
        reader = _RowReader(row, columns, reading)
        entry = reader.read()
        if not entry.row and not entry.value_type:
            accounting.skip(_PART, KIND, table, row, "neither a row number nor a value type")
            continue
        accounting.consume(_PART, KIND)
        rows.append(entry)
        for doubt in reader.doubts:
            accounting.note(_PART, KIND, table, row, f"row {entry.row}: {doubt}")
    return rows


@dataclass
class _Values:
    """What the value set constraint of a row says, gathered line by line."""

    terms: list[Term] = field(default_factory=list[Term])
    parameters: list[ParameterValue] = field(default_factory=list[ParameterValue])
    units: list[Term] = field(default_factory=list[Term])
    graphic_types: list[str] = field(default_factory=list[str])
    excluded: bool = False
    defaults: list[Term] = field(default_factory=list[Term])
    words: list[str] = field(default_factory=list[str])


def _constraint(text: str) -> RowConstraint:
    return RowConstraint(fingerprint=fingerprint_of(text), text=text)


class _RowReader:
    """Reads one row, and keeps what it could not read of it."""

    def __init__(self, row: Row, columns: dict[str, int], reading: _Reading) -> None:
        self.doubts: list[str] = []
        self._row = row
        self._known, self._readings = reading
        self._columns = self._placed(columns)

    def _placed(self, columns: dict[str, int]) -> dict[str, int]:
        """Return the columns of this row: one to the left where the cell of the nesting level is missing."""
        if _squeezed(text_at(self._row, columns["nesting"])) not in _VALUE_TYPES:
            return columns
        self.doubts.append("the cell of the nesting level is missing")
        moved = {name: columns[name] - 1 for name in _SHIFTED if columns[name] != MISSING}
        return columns | moved | {"nesting": MISSING}

    def read(self) -> TemplateRow:
        """Return the row as facts."""
        nameless, concept = self._concept()
        values = self._values()
        relationship = self._text("relationship")
        include = next((term for term in concept if term.sort == "template"), None)
        requirement = self._requirement()
        said = self._text("condition")
        demanded = requirement == "M"  # what stands there for conditions limits the row instead
        return TemplateRow(
            row=self._text("row"),
            depth=self._text("nesting").count(">"),
            relationship=relationship.removeprefix("R-").strip(),
            by_reference=relationship.startswith("R-"),
            value_type=self._value_type(),
            include=include.value if include else "",
            include_binding=_BINDINGS.get(include.binding, "") if include else "",
            concept=tuple(term for term in concept if term.sort != "template"),
            nameless=nameless,
            vm=self._one_of("vm", lambda text: _VM.fullmatch(text) is not None),
            requirement=requirement,
            condition=None if demanded else condition_of(said),
            values=tuple(values.terms),
            parameters=tuple(values.parameters),
            units=tuple(values.units),
            graphic_types=tuple(values.graphic_types),
            graphic_types_excluded=values.excluded,
            defaults=tuple(values.defaults),
            constraints=tuple(map(_constraint, [*values.words, *([said] if demanded and said else [])])),
        )

    def _text(self, name: str) -> str:
        return text_at(self._row, self._columns[name])

    def _one_of(self, name: str, accepts: Callable[[str], bool]) -> str:
        text = self._text(name)
        for candidate in (text, _squeezed(text)):
            if accepts(candidate):
                return candidate
        self.doubts.append(f"{name.replace('_', ' ')} is not one of the known ones")
        return ""

    def _requirement(self) -> Requirement:
        return _REQUIREMENTS[self._one_of("requirement", _REQUIREMENTS.__contains__)]

    def _value_type(self) -> str:
        found = self._one_of("value_type", _VALUE_TYPES.__contains__)
        return _SAME_TYPE.get(found, found)

    def _lines(self, column: int) -> list[str]:
        """Return the lines of a cell, those that nothing reads as they are replaced by what they should be."""
        cell = None if column == MISSING else self._row.at(column)
        blocks = cell.blocks if cell is not None else ()
        return [self._readings.get(fingerprint_of(block.text), block.text) for block in blocks if block.text]

    def _concept(self) -> tuple[Nameless, tuple[Term, ...]]:
        terms: list[Term] = []
        nameless: Nameless = ""
        for line in self._lines(self._columns["concept"]):
            nameless = _NAMELESS.get(plain(line), nameless)
            found = () if plain(line) in {"", *_NAMELESS} else terms_of(line)
            if found is None:
                self.doubts.append("the concept name cannot be read")
            terms += self._resolved(found or ())
        return nameless, tuple(terms)

    def _values(self) -> _Values:
        values = _Values()
        for line in self._lines(self._columns["values"]):
            if not self._line(line, values):
                values.words.append(line)
        return values

    def _line(self, line: str, values: _Values) -> bool:
        readers = (self._binding, self._units, self._graphic_type, self._defaults, self._plain_terms)
        return any(reader(line, values) for reader in readers)

    def _binding(self, line: str, values: _Values) -> bool:
        found = _BINDING.fullmatch(line)
        terms = terms_of(found[2]) if found else None
        if found is None or not terms:
            return False
        values.parameters.append(ParameterValue(name=found[1], terms=tuple(self._resolved(terms))))
        return True

    def _units(self, line: str, values: _Values) -> bool:
        if not _UNITS.match(line):
            return False
        terms = terms_of(_UNITS.sub(" ", line).strip(" ."))
        values.units += self._resolved(terms or ())
        return bool(terms)

    def _graphic_type(self, line: str, values: _Values) -> bool:
        found = _GRAPHIC_TYPE.fullmatch(line)
        if found is None:
            return False
        values.graphic_types += _GRAPHIC_TYPES.split(found[2].strip())
        values.excluded = found[1] is not None
        return True

    def _defaults(self, line: str, values: _Values) -> bool:
        if not _DEFAULTS.match(line):
            return False
        terms = self._resolved(terms_in(line))
        values.defaults += terms
        return bool(terms)

    def _plain_terms(self, line: str, values: _Values) -> bool:
        terms = terms_of(line)
        values.terms += self._resolved(terms or ())
        return terms is not None

    def _resolved(self, terms: Collection[Term]) -> Collection[Term]:
        """Return the terms; those that name what the part lacks, and codes with a space inside, are doubted."""
        self.doubts += [
            f"{_NUMBERED[term.sort]} {term.value} is not in this edition"
            for term in terms
            if term.sort in self._known and term.value not in self._known[term.sort]
        ]
        self.doubts += [
            f"the code {term.value} has a space"
            for term in terms
            if term.sort == "code" and " " in _ANNOTATION.sub("", term.value)
        ]
        return terms


def _squeezed(text: str) -> str:
    """Return a word without the spaces that old typesetting left in it."""
    return text.replace(" ", "")
