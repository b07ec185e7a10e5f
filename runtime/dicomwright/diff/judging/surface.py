"""What users see of an edition: the generated classes, their attributes with types, and the members of enumerations."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from dicomwright.generator.render.annotations import Names, annotation, item_annotation, python_types
from dicomwright.generator.render.classes import PACKAGES, Planner, exported
from dicomwright.generator.render.code_names import scheme_name, unique_names
from dicomwright.generator.render.coding_schemes import DCM, codes_by_scheme, entries_of, note_of
from dicomwright.generator.render.dictionary import uid_classes
from dicomwright.generator.render.expansion import expanded
from dicomwright.generator.render.fields import ClassRef
from dicomwright.generator.render.iods import loosen_contradictions, plan_iod
from dicomwright.generator.render.names import FACADES, IOD, class_name, context_group_class

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dicomwright.diff.comparing.sides import Side
    from dicomwright.generator.facts import ControlledTerm
    from dicomwright.generator.render.fields import Field

_NOTHING: Final = frozenset[str]()


@dataclass(frozen=True, slots=True)
class Shape:
    """An attribute of a class as a type checker sees it.

    `demanded`: the constructor must have it; `none`: it may be None; `many`: several values; `types` are those of a
    value or an item; `only` are the values of a Literal, None when it is no Literal.
    """

    keyword: str
    tag: str
    demanded: bool
    none: bool
    many: bool
    types: frozenset[str]
    only: frozenset[str] | None
    text: str
    item: ClassRef | None
    groups: tuple[str, ...]


class Surface:
    """The classes of an edition."""

    def __init__(self, side: Side) -> None:
        """Plan the classes."""
        self.side = side
        self.planner = Planner(side.edition)
        self._groups = {group.cid: group for group in side.edition.context_groups}
        self._shapes: dict[ClassRef, dict[str, Shape]] = {}
        loosen_contradictions(self.planner, side.edition.iods)

    @cached_property
    def owners(self) -> dict[ClassRef, str]:
        """The classes that are not nested, each with the xml:id of its table."""
        tables = (table for table in self.side.edition.attribute_tables if table.kind in PACKAGES)
        found = {self.planner.ref(table): table.xml_id for table in tables}
        return found | {ref: iod_id for ref, (iod_id, _) in self._iods.items()}

    @cached_property
    def _iods(self) -> dict[ClassRef, tuple[str, dict[str, Field]]]:
        found: dict[ClassRef, tuple[str, dict[str, Field]]] = {}
        for iod in self.side.edition.iods:
            plan = plan_iod(self.planner, iod).plan
            fields = {
                keyword: declared
                for base in plan.bases
                for keyword, declared in self.planner.all_fields(base).items()
            }
            for declared in plan.fields:
                self.planner.nested(plan.ref, declared)  # it is found by its name from now on
                fields[declared.keyword] = exported(declared, plan.ref)
            found[ClassRef(IOD, class_name(iod.name))] = iod.xml_id, fields
        return found

    def shapes(self, ref: ClassRef) -> dict[str, Shape]:
        """Return the attributes of a class, inherited ones included."""
        if ref not in self._shapes:
            own = self._iods.get(ref)
            fields = own[1] if own else self.planner.all_fields(ref)
            self._shapes[ref] = {keyword: self._shape(ref, declared) for keyword, declared in fields.items()}
        return self._shapes[ref]

    def _shape(self, ref: ClassRef, declared: Field) -> Shape:
        names = Names(own=ref, taken=_NOTHING, groups=self._groups, files={})
        text = annotation(declared, names)
        element = declared.element
        sequence = "SQ" in element.vr
        item = declared.item.cls if declared.item else None
        return Shape(
            keyword=declared.keyword,
            tag=element.tag,
            demanded=not declared.optional,
            none=declared.optional and not declared.never_none,
            many=sequence or element.vm != ("1",),
            types=_item_types(item_annotation(declared, names)) if sequence else python_types(element.vr),
            only=frozenset(map(repr, declared.values)) if "Literal[" in text else None,
            text=text,
            item=item if isinstance(item, ClassRef) else None,
            groups=tuple(group.cid for group in declared.groups),
        )

    @cached_property
    def enumerations(self) -> dict[str, Enumeration]:
        """Classes of codes and of constants, by name, with what their members come from."""
        return {made.name: made for made in self._enumerations()}

    def _enumerations(self) -> Iterator[Enumeration]:
        edition = self.side.edition
        for cid, codes in expanded(edition.context_groups).items():
            yield Enumeration(f"cids.{context_group_class(cid)}", codes, (), _members_of_group, ("cid", cid))
        for designator, listed in codes_by_scheme(edition).items():
            terms = edition.controlled_terms if designator == DCM else ()
            name = f"codes.{scheme_name(designator)}"
            yield Enumeration(name, tuple(listed), terms, _members_of_scheme, ("code", designator))
        for name, constants in uid_classes(edition.uids).items():
            yield Enumeration(f"dictionary.{name}", tuple(constants), (), _constants, ("uid", ""))
        yield Enumeration("dictionary.ELEMENTS", edition.data_elements, (), _elements, ("tag", ""))


Member = tuple[str, str, tuple[str, str]]
"""A member's name in its class, what it stands for, and the fact that it comes from."""


@dataclass(frozen=True, slots=True)
class Enumeration:
    """A class of codes or constants: what it is made of, and how; classes made of the same are the same."""

    name: str
    facts: tuple[Any, ...]
    terms: tuple[ControlledTerm, ...]
    make: Callable[[Enumeration], Iterator[Member]]
    fact: tuple[str, str]

    def members(self) -> dict[str, Member]:
        """Return the members by name."""
        return {member[0]: member for member in self.make(self)}


def _members_of_group(group: Enumeration) -> Iterator[Member]:
    for name, code in unique_names(group.facts).items():
        yield f".{name}", f"({code.value}, {code.scheme})", group.fact


def _members_of_scheme(scheme: Enumeration) -> Iterator[Member]:
    notes = {term.value: note_of(term) for term in scheme.terms}
    for entries in entries_of(scheme.facts, notes, listed=notes):
        for entry in entries:
            yield f".{entry.name}", entry.value, ("code", f"{scheme.fact[1]} {entry.value}")


def _constants(uids: Enumeration) -> Iterator[Member]:
    return ((f".{uid.constant}", uid.value, ("uid", uid.value)) for uid in uids.facts)


def _elements(table: Enumeration) -> Iterator[Member]:
    named = (element for element in table.facts if element.keyword)
    return ((f"[{element.keyword!r}]", element.tag, ("tag", element.tag)) for element in named)


def _item_types(text: str) -> frozenset[str]:
    """The types of items: codes and their groups by name; the class of items, which has an alias, as one."""
    names = text.split(" | ")
    return frozenset(name if name == "Code" or name.startswith("CID") else "item" for name in names)


def dotted(ref: ClassRef) -> str:
    """Name a class by its package: iods.CTImage."""
    return f"{FACADES[ref.package]}.{ref.dotted}"
