"""Bodies of classes of templates: rows as typed fields, and a class for each row that more is said of.

A row has a class where others are nested in it, or where its concept name is to be said, or may be. A template that has
one outermost row is the class of that. What includes need not say, and what follows from the row, is no field.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, LiteralString, NamedTuple

from dicomwright.generator.errors import ModelError
from dicomwright.generator.quoting import Python, code, constant, docstring, identifier, joined
from dicomwright.generator.render.names import context_group_class, context_group_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from dicomwright.generator.facts import ContextGroup, Template, TemplateRow, Term
    from dicomwright.generator.render.names import TemplateName

    Write = Callable[[TemplateRow, LiteralString, list[Python]], Python]

NAMELESS: Final = frozenset({"COMPOSITE", "CONTAINER", "IMAGE", "SCOORD", "SCOORD3D", "TCOORD", "WAVEFORM"})
"""Types of items that need no concept name (PS3.3 C.17.3.3)."""

_TYPES: Final[dict[str, tuple[LiteralString, LiteralString]]] = {
    "COMPOSITE": ("content.Reference", "content.Referred"),
    "CONTAINER": ("content.Present", "content.Present"),
    "DATE": ("content.Date", "content.Date"),
    "DATETIME": ("content.DateTime", "content.DateTime"),
    "IMAGE": ("content.Reference", "content.Referred"),
    "PNAME": ("content.Name", "content.Name"),
    "SCOORD": ("content.Graphic", "content.GivenGraphic"),
    "SCOORD3D": ("content.Graphic3D", "content.GivenGraphic3D"),
    "TABLE": ("content.Item", "content.Item"),
    "TCOORD": ("content.Times", "content.GivenTimes"),
    "TEXT": ("str", "str"),
    "TIME": ("content.Time", "content.Time"),
    "UIDREF": ("str", "str"),
    "WAVEFORM": ("content.Reference", "content.Referred"),
}
"""Value types, as they are given and as they are taken."""


@dataclass
class Nested:
    """A row, what it is called, and the rows that are nested in it."""

    row: TemplateRow
    name: str
    children: list[Nested] = field(default_factory=list["Nested"])


@dataclass(frozen=True)
class Surroundings:
    """What types name: templates and context groups that the edition has."""

    names: Mapping[str, TemplateName]
    templates: Mapping[str, Template]
    groups: Mapping[str, ContextGroup]


def nested(rows: Sequence[TemplateRow], names: Sequence[str]) -> list[Nested]:
    """Put rows into those that they are nested in; return the outermost."""
    top: list[Nested] = []
    above: list[Nested] = []
    for row, name in zip(rows, names, strict=True):
        while above and above[-1].row.depth >= row.depth:
            above.pop()
        found = Nested(row, name)
        (above[-1].children if above else top).append(found)
        above.append(found)
    return top


class Member(NamedTuple):
    """A field of the class of a template or of a row, as users see it.

    `path` are the classes that it is nested in, below that of the template. `given` is the type of one item, as objects
    return it, `taken` that which they take.
    """

    path: tuple[str, ...]
    name: str
    row: TemplateRow
    demanded: bool
    none: bool
    many: bool
    given: Python
    taken: Python


class Body:
    """The lines of the class of a template, and what they need to be imported for type checkers."""

    def __init__(self, top: list[Nested], known: Surroundings, write: Write) -> None:
        """Write all the rows."""
        self.known = known
        self.write = write
        self.members: list[Member] = []
        self.path: tuple[str, ...] = ()
        self.imports: set[Python] = set()
        self.needs: set[str] = set()
        """Modules of others that types name, by their last names."""
        head = top[0] if is_head([one.row for one in top]) else None
        if head is None:
            self.lines = [line for one in top for line in self._row(one)]
        else:
            own = self._parts(head)
            self.lines = [*own, _assigned(head, write(head.row, "Row({})", []))]
            self.lines += [line for one in head.children for line in self._row(one)]

    # --- rows

    def _row(self, one: Nested) -> list[Python]:
        """Return the lines of a row: the class of what matches it, if it has one, and its declaration."""
        before = self._class(one) if has_class(one) else []
        more = [code("item={}", _item_name(one))] if before else []
        if _follows(one):
            return [*before, _assigned(one, self.write(one.row, "Row({})", more))]
        if not self._demanded(one):
            more.append(constant("default=None"))
        self.needs.add("row")
        declared = self.write(one.row, "row({})", more)
        return [*before, code("{}: {} = {}", identifier(one.name), self._annotation(one), declared)]

    def _class(self, one: Nested) -> list[Python]:
        self.needs.add("RowItem")
        outer, self.path = self.path, (*self.path, _item_name(one))
        said = code('"""Item of row {}."""', docstring(one.row.row))
        lines = [said, *self._parts(one), *(line for each in one.children for line in self._row(each))]
        self.path = outer
        return [code("class {}(RowItem):", _item_name(one)), *(code("    {}", line) for line in lines)]

    def _parts(self, one: Nested) -> list[Python]:
        """Return what the object of a row says itself: its concept name, its value, its unit."""
        row = one.row
        found: list[Python] = []
        if is_nameable(row):
            found.append(self._code_part(row, "concept", row.concept))
        if has_value(row):
            given, taken = self._value(row)
            if row.value_type == "NUM":
                given = taken = constant("content.Number")
            annotation = self._use("content", _field(given, taken))
            self._member(row, "value", given, taken)
            found.append(code("value: {} = part(kw_only=False)", annotation))
        if row.value_type == "NUM":
            if not is_one_code(units_of(row)):
                found.append(self._code_part(row, "unit", units_of(row)))
            found.append(self._optional_code(row, "qualifier"))
        if may_be_named(row):
            found.append(self._optional_code(row, "concept"))
        if row.value_type == "CONTAINER":
            kind = self._use("content", constant("content.Continuity"))
            self._member(row, "continuity", kind, kind, demanded=False)
            found.append(code('continuity: {} = part(default="SEPARATE")', kind))
        self.needs |= {"part"} if found else set()
        return found

    def _code_part(self, row: TemplateRow, name: LiteralString, terms: Sequence[Term]) -> Python:
        """Return a code that must be said, or left to what a template that includes this one says."""
        found = self._coded(terms)
        elsewhere = any(term.sort == "parameter" for term in terms)
        self._member(row, name, found, found, none=elsewhere)
        annotation = code("{} | None", found) if elsewhere else found
        return code("{}: {} = part(kw_only=False)", constant(name), annotation)

    def _optional_code(self, row: TemplateRow, name: LiteralString) -> Python:
        found = self._use("coding", constant("coding.Code"))
        self._member(row, name, found, found, demanded=False, none=True)
        return code("{}: {} | None = part(default=None)", constant(name), found)

    def _member(  # noqa: PLR0913 - what users see of a field
        self,
        row: TemplateRow,
        name: str,
        given: Python,
        taken: Python,
        *,
        demanded: bool = True,
        none: bool = False,
        many: bool = False,
    ) -> None:
        self.members.append(Member(self.path, name, row, demanded, none, many, given, taken))

    def _demanded(self, one: Nested) -> bool:
        row = one.row
        return row.requirement == "M" and not (
            row.include and may_be_empty(row.include, self.known.templates)
        )

    # --- types

    def _annotation(self, one: Nested) -> Python:
        given, taken = self._one(one)
        demanded, many = self._demanded(one), not _is_single(one.row)
        self._member(one.row, one.name, given, taken, demanded=demanded, none=not demanded, many=many)
        if many:
            self._use("abc", constant("abc."))
            given, taken = (code("abc.Sequence[{}]", each) for each in (given, taken))
        if not demanded:
            given, taken = (code("{} | None", each) for each in (given, taken))
        return self._use("content", _field(given, taken))

    def _one(self, one: Nested) -> tuple[Python, Python]:
        """Return the types of one item of a row, as it is given and as it is taken."""
        row = one.row
        if row.by_reference:
            return constant("content.Target"), constant("content.Target")
        if not has_class(one):
            return self._value(row)
        own: Python = _item_name(one)
        plain = has_value(row) and not is_nameable(row) and not any(map(self._demanded, one.children))
        return own, code("{} | {}", own, self._value(row)[1]) if plain else own

    def _value(self, row: TemplateRow) -> tuple[Python, Python]:
        if row.include:
            template = self._template(row.include)
            return template, template
        if row.value_type == "CODE":
            found = constant("content.Present") if is_one_code(row.values) else self._coded(row.values)
            return found, found
        if row.value_type == "NUM":
            return self._number(row)
        if row.value_type not in _TYPES:
            raise ModelError(f"PS3.16, a template, row {row.row}: no value type that a row can have")
        given, taken = _TYPES[row.value_type]
        return constant(given), constant(taken)

    def _number(self, row: TemplateRow) -> tuple[Python, Python]:
        if is_one_code(units_of(row)):
            self._use("coding", constant("coding."))
            return constant("content.Quantity[coding.Code]"), constant("content.PlainQuantity")
        unit = self._coded(units_of(row))
        return code("content.Quantity[{}]", unit), code("content.GivenQuantity[{}]", unit)

    def _template(self, tid: str) -> Python:
        name = self.known.names.get(tid)
        if name is None:
            return constant("content.Item | content.Template")
        self.imports.add(code("from dicomwright.template import {}", identifier(name.file)))
        self.needs.add(name.file)
        return code("{}.{}", identifier(name.file), identifier(name.cls))

    def _coded(self, terms: Sequence[Term]) -> Python:
        """Return the type of a code that terms allow: a group alone where it is defined and cannot be extended."""
        groups = [self.known.groups.get(term.value) if term.sort == "group" else None for term in terms]
        found = [self._group(group) for group in groups if group is not None]
        closed = bool(terms) and all(
            group is not None and group.extensible is False and term.binding == "defined"
            for group, term in zip(groups, terms, strict=True)
        )
        if not closed:
            self._use("coding", constant("coding."))
            found.append(constant("coding.Code"))
        return joined(" | ", dict.fromkeys(found))

    def _group(self, group: ContextGroup) -> Python:
        file = identifier(context_group_file(group.cid))
        self.imports.add(code("from dicomwright.cid import {}", file))
        return code("{}.{}", file, identifier(context_group_class(group.cid)))

    def _use(self, module: str, text: Python) -> Python:
        """Note that a module is imported, if the text names it."""
        if f"{module}." in text:
            self.imports.add(_MODULES[module])
        return text


_MODULES: Final = {
    "abc": constant("from collections import abc"),
    "coding": constant("from pydicom.sr import coding"),
    "content": constant("from dicomwright.runtime import content"),
}


def _field(given: Python, taken: Python) -> Python:
    return given if given == taken else code("content.Taking[{}, {}]", given, taken)


def _assigned(one: Nested, declared: Python) -> Python:
    return code("{} = {}", identifier(one.name), declared)


def _item_name(one: Nested) -> Python:
    return identifier(f"{one.name}Item")


def _is_single(row: TemplateRow) -> bool:
    return row.vm.rpartition("-")[2] in {"", "1"}


# --- what rows leave open


def is_head(rows: Sequence[TemplateRow]) -> bool:
    """Tell whether the outermost rows are one that the template is the class of; `rows.is_head` of the runtime."""
    return len(rows) == 1 and _is_single(rows[0]) and not rows[0].include


def is_one_code(terms: Sequence[Term]) -> bool:
    """Tell whether terms are one code."""
    return [term.sort for term in terms] == ["code"]


def is_nameable(row: TemplateRow) -> bool:
    """Tell whether the concept name of a row is to be said: it is not one code, and not left out."""
    if row.include or row.by_reference or is_one_code(row.concept):
        return False
    return bool(row.concept) or not (row.nameless or row.value_type in NAMELESS)


def may_be_named(row: TemplateRow) -> bool:
    """Tell whether a row says nothing of its concept name, and may do without: any may be given."""
    if row.include or row.by_reference or row.concept:
        return False
    return row.nameless == "optional" or (not row.nameless and row.value_type in NAMELESS)


def units_of(row: TemplateRow) -> Sequence[Term]:
    """Return the units of a number: some rows have them where others have values; `Row.measured_in` of the runtime."""
    return row.units or row.values


def has_value(row: TemplateRow) -> bool:
    """Tell whether a row has a value to be given, beside being there."""
    return row.value_type != "CONTAINER" and not (row.value_type == "CODE" and is_one_code(row.values))


def has_class(one: Nested) -> bool:
    """Tell whether what matches a row has a class of its own."""
    return bool(one.children) or is_nameable(one.row) or may_be_named(one.row)


def _follows(one: Nested) -> bool:
    """Tell whether all of a row follows from the template, so that it is no field."""
    row = one.row
    if row.requirement != "M" or has_class(one) or row.by_reference or row.include:
        return False
    return not has_value(row) and _is_single(row)


def may_be_empty(tid: str, templates: Mapping[str, Template], seen: frozenset[str] = frozenset()) -> bool:
    """Tell whether a template demands no item at all: an include of it need not say anything."""
    template = templates.get(tid)
    if template is None:
        return False
    if tid in seen:
        return True
    top = [row for row in template.rows if not row.depth and row.requirement == "M"]
    return all(row.include and may_be_empty(row.include, templates, seen | {tid}) for row in top)


def check_modules(files: Iterable[str], taken: Iterable[str]) -> None:
    """Check that no file of a template is called as what its neighbours import. Raises ModelError."""
    clashes = sorted(set(files) & {*taken, *_MODULES, "row", "part"})
    if clashes:
        raise ModelError(
            f"templates would be in files that are called as functions are: {', '.join(clashes)}"
        )
