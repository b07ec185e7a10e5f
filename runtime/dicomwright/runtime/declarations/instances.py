"""Instances: what an IOD is made of, as its tables say; modules, functional groups and relationships."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from dicomwright.runtime.declarations.attribute import Attribute
from dicomwright.runtime.declarations.objects import DicomObject, once
from dicomwright.runtime.declarations.repeating import same_groups
from dicomwright.runtime.declarations.sharing import shared_values
from dicomwright.runtime.vocabulary.uids import fresh_uid

if TYPE_CHECKING:
    from typing import Self

    from dicomwright.runtime.conditions.expressions import Requirement
    from dicomwright.runtime.declarations.declaration import Declaration


class Module(DicomObject):
    """A module of PS3.3: a mixin of IODs, never built by itself."""

    def __init__(self, /, **values: Any) -> None:  # noqa: ANN401
        """Build the IOD that has the module. Raises TypeError for a module alone."""
        if not isinstance(self, Instance):
            raise TypeError(f"{type(self).__qualname__} is a module: build an IOD that has it")
        super().__init__(**values)

    if not TYPE_CHECKING:  # generated classes say which values these are

        @classmethod
        def of(cls, source: DicomObject) -> dict[str, Any]:
            """Return what an object has of the module, for the constructor of another: ``SC(**Patient.of(ct), ...)``.

            Attributes that are set, empty ones among them; items are copies. What the object lacks is missing in the
            constructor, which says so. Raises TypeError when the object lacks the module.
            """
            if issubclass(cls, Instance):
                raise TypeError(f"{cls.__qualname__} is no module")
            return shared_values(cls, source)


class ModuleUsage(NamedTuple):
    """A row of an IOD's module table: M, C or U, and the information entity.

    `limited_by` is a condition on a module that nothing requires: when it may, or may not, be there.
    """

    module: type[Module]
    usage: str
    ie: str
    required_if: Requirement | None
    limited_by: Requirement | None = None


class FunctionalGroupUsage(NamedTuple):
    """A row of an IOD's functional group table; `shared` False: only per frame, None: either."""

    macro: type[DicomObject]
    usage: str
    shared: bool | None
    required_if: Requirement | None
    limited_by: Requirement | None = None


class Relationship(NamedTuple):
    """A row of an SR IOD's table of relationships: value types from which and to which it may lead; "*" is any.

    A `relationship` "*" is any that no other row of the table has.
    """

    relationship: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]


def relationship(relationship: str, *, sources: tuple[str, ...], targets: tuple[str, ...]) -> Relationship:
    """Declare that the content items of an SR IOD may have the relationship."""
    return Relationship(relationship, sources, targets)


def usage(
    module: type[Module],
    usage: str,
    *,
    ie: str = "",
    required_if: Requirement | None = None,
    limited_by: Requirement | None = None,
) -> ModuleUsage:
    """Declare that an IOD has the module: "M", "C" (then `required_if`) or "U", in entity `ie`."""
    return ModuleUsage(module, usage, ie, required_if, limited_by)


def functional_group(
    macro: type[DicomObject],
    usage: str,
    *,
    shared: bool | None = None,
    required_if: Requirement | None = None,
    limited_by: Requirement | None = None,
) -> FunctionalGroupUsage:
    """Declare that a multi-frame IOD has the functional group; `shared`: whether it may or must be shared."""
    return FunctionalGroupUsage(macro, usage, shared, required_if, limited_by)


class Instance(DicomObject):
    """An information object definition of PS3.3, as far as its tables go: what lower floors know of an `IOD`."""

    media_instance_: str | None = None
    """The instance that file meta information names, of an object without SOP Common."""

    sop_classes: ClassVar[tuple[str, ...]] = ()
    modules: ClassVar[tuple[ModuleUsage, ...]] = ()
    forbidden_modules: ClassVar[tuple[str, ...]] = ()
    """Names of classes of modules that an instance may not have, not even as an extension."""
    functional_groups: ClassVar[tuple[FunctionalGroupUsage, ...]] = ()
    value_types: ClassVar[tuple[str, ...]] = ()
    """Value types that the content items of an SR IOD may have; "*" is any."""
    relationships: ClassVar[tuple[Relationship, ...]] = ()
    """Relationships between the content items of an SR IOD, as its table says."""
    by_reference: ClassVar[tuple[str, ...]] = ()
    """The relationships among them that may be conveyed by reference, not by value alone."""
    demands_template: ClassVar[bool] = False
    """Whether an SR document shall be constructed from a template, as the text of the IOD says."""
    root_templates: ClassVar[tuple[str, ...]] = ()
    """The TIDs that the text of the IOD names for that; none where it names none."""

    def __eq__(self, other: object) -> bool:
        """Compare class and values, those of the repeating groups that were asked for among them."""
        asked = type(other) is type(self) and ("groups_" in vars(self) or "groups_" in vars(other))
        if asked and isinstance(other, Instance) and not same_groups(self, other):
            return False
        return super().__eq__(other)

    __hash__ = None  # objects can change

    def __copy__(self) -> Self:
        """Copy the object, and the objects of its repeating groups."""
        new = super().__copy__()
        if "groups_" in vars(new):
            vars(new)["groups_"] = {number: copy(group) for number, group in self.groups_.items()}
        return new

    @classmethod
    def plan_(cls) -> Plan:
        """Return which attributes the mandatory and the other modules bring."""
        return once(cls, "module_plan_", _plan)

    @classmethod
    def multiframe_(cls) -> bool:
        """Tell whether a mandatory module has Number of Frames."""
        return "NumberOfFrames" in cls.plan_().mandatory

    def due_(self) -> dict[str, Attribute]:
        """Return the attributes of the modules that are present, as these modules declare them.

        Present are the mandatory modules, and those of which an attribute is set that no other module has.
        """
        plan = self.plan_()
        present = {plan.exclusive[keyword]: None for keyword in self.stored_ if keyword in plan.exclusive}
        due = dict(plan.mandatory)
        for module in present:
            for keyword, declared in module.attributes().items():
                due.setdefault(keyword, declared)
        return due

    def fixed_(self, declared: Declaration) -> Any:  # noqa: ANN401 - by VR
        """Return the only value that the standard admits, in a module that is present; a new UID."""
        if not self.derives_:
            return None
        if declared.keyword == "SOPInstanceUID":
            return self.stored_.setdefault("SOPInstanceUID", fresh_uid())
        if declared.derived is None or declared.keyword not in self.due_():
            return None
        return super().fixed_(declared)


class Plan(NamedTuple):
    """Attributes of an IOD by the usage of their modules."""

    mandatory: dict[str, Attribute]
    """What the mandatory modules, and the IOD itself, declare; the strictest Type of each keyword."""
    exclusive: dict[str, type[Module]]
    """Keywords that one module alone has, one that is not mandatory."""


_STRICTNESS = {"1": 0, "2": 1, "1C": 2, "2C": 3, "3": 4}


def _plan(cls: type[Instance]) -> Plan:
    mandatory: dict[str, Attribute] = {}
    owners: dict[str, list[type[Module]]] = {}
    for used in cls.modules:
        for keyword, declared in used.module.attributes().items():
            owners.setdefault(keyword, []).append(used.module)
            if used.usage == "M":
                mandatory[keyword] = _stricter(declared, mandatory.get(keyword))
    for keyword, declared in cls.attributes().items():
        if keyword not in owners or declared.demanded:
            mandatory[keyword] = _stricter(declared, mandatory.get(keyword))
    # where the IOD itself declares another type it has weighed its modules against each other
    own = {k: a for k, a in vars(cls).items() if isinstance(a, Attribute)}
    mandatory |= {k: a for k, a in own.items() if k in mandatory and mandatory[k].type != a.type}
    exclusive = {k: found[0] for k, found in owners.items() if len(found) == 1 and k not in mandatory}
    return Plan(mandatory, exclusive)


def _stricter(one: Attribute, other: Attribute | None) -> Attribute:
    if other is None:
        return one
    return min(other, one, key=lambda a: _STRICTNESS.get(a.type, len(_STRICTNESS)))
