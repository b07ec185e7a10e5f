"""IODs of the model -> plans of IOD classes: what a constructor must demand, and where modules disagree."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from dicomwright.generator.render.classes import UNKNOWN, ClassPlan, Planner, scalar
from dicomwright.generator.render.fields import (
    ClassRef,
    Field,
    ItemPlan,
    Nested,
    Scalar,
    conditional,
    merge,
    strictest,
)
from dicomwright.generator.render.names import IOD, class_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dicomwright.generator.facts import FunctionalGroupUsage, Iod, ModuleUsage, ValueList

# What follows from a numpy array of pixels (PS3.3 C.7.6.3); an IOD with Pixel Data does not demand it.
PIXEL_FACTS: Final = frozenset(
    {
        "BitsAllocated",
        "BitsStored",
        "Columns",
        "HighBit",
        "NumberOfFrames",
        "PhotometricInterpretation",
        "PixelRepresentation",
        "Rows",
        "SamplesPerPixel",
    }
)
_PIXELS: Final = frozenset({"PixelData", "FloatPixelData", "DoubleFloatPixelData"})
_SHARED: Final = "Shared"


@dataclass(frozen=True, slots=True)
class IodPlan:
    """An IOD class: what it inherits and re-declares, and the rows of its tables."""

    iod: Iod
    plan: ClassPlan
    modules: tuple[tuple[ClassRef, ModuleUsage], ...]
    groups: tuple[tuple[ClassRef, FunctionalGroupUsage], ...]


@dataclass(frozen=True, slots=True)
class _Declared:
    """An attribute as one module of the IOD declares it."""

    module: ClassRef
    usage: str
    field: Field


def plan_iod(planner: Planner, iod: Iod) -> IodPlan:
    """Plan the class of an IOD."""
    ref = ClassRef(IOD, class_name(iod.name))
    modules = _modules(planner, iod)
    groups = _groups(planner, iod)
    bases = planner.pruned(module for module, _ in modules)
    redeclared = tuple(_redeclared(planner, iod, _declared(planner, modules), groups))
    return IodPlan(iod, ClassPlan(ref, bases, redeclared), modules, groups)


def demanded_fields(planner: Planner, iod: Iod) -> tuple[Field, ...]:
    """Return what the constructor of an IOD demands: as `plan_iod` has it, without planning all the others."""
    declared = {
        keyword: declarations
        for keyword, declarations in _declared(planner, _modules(planner, iod)).items()
        if keyword in _PIXELS or any(field.type == "1" for field in _mandatory(declarations))
    }
    redeclared = _redeclared(planner, iod, declared, _groups(planner, iod))
    return tuple(field for field in redeclared if not field.optional)


def loosen_contradictions(planner: Planner, iods: Iterable[Iod]) -> None:
    """Widen the types of module fields that are narrower than what the class of some IOD must allow."""
    for iod in iods:
        modules = _modules(planner, iod)
        for keyword, declarations in _declared(planner, modules).items():
            if len(declarations) > 1:
                _loosen(planner, keyword, declarations)


def _loosen(planner: Planner, keyword: str, declarations: list[_Declared]) -> None:
    allowed = set(_values(declarations))
    codes_only = [_codes_only(one.field) for one in declarations]
    for one, only_codes in zip(declarations, codes_only, strict=True):
        if only_codes and not all(codes_only):
            planner.loosen(one.module, keyword, items=True)
        elif one.field.values and not (allowed and allowed <= set(one.field.values)):
            planner.loosen(one.module, keyword, items=False)


def _codes_only(declared: Field) -> bool:
    return declared.item is not None and declared.item.codes and declared.item.cls is None


def _modules(planner: Planner, iod: Iod) -> tuple[tuple[ClassRef, ModuleUsage], ...]:
    return tuple((planner.ref(planner.tables[usage.module]), usage) for usage in iod.modules if usage.module)


def _groups(planner: Planner, iod: Iod) -> tuple[tuple[ClassRef, FunctionalGroupUsage], ...]:
    return tuple(
        (planner.ref(planner.tables[usage.macro]), usage) for usage in iod.functional_groups if usage.macro
    )


def _declared(
    planner: Planner, modules: Iterable[tuple[ClassRef, ModuleUsage]]
) -> dict[str, list[_Declared]]:
    """Every attribute with the modules that have it, in the order of the IOD's table."""
    found: dict[str, list[_Declared]] = {}
    for ref, usage in modules:
        for keyword, declared in planner.all_fields(ref).items():
            found.setdefault(keyword, []).append(_Declared(ref, usage.usage, declared))
    return found


def _redeclared(
    planner: Planner,
    iod: Iod,
    declared: dict[str, list[_Declared]],
    groups: tuple[tuple[ClassRef, FunctionalGroupUsage], ...],
) -> Iterator[Field]:
    has_pixels = not _PIXELS.isdisjoint(declared)
    for keyword, declarations in declared.items():
        merged = _merged(declarations)
        settled = _with_groups(planner, _with_fixed_value(merged, iod, planner.iod_sections), groups)
        settled = _with_constraints(settled, iod)
        if _mandatory(declarations):
            settled = _demanded(settled, iod, pixels=has_pixels and keyword in PIXEL_FACTS)
        settled = planner.settled(settled)
        if any(settled != one.field for one in declarations):
            yield settled


def _merged(declarations: list[_Declared]) -> Field:
    """Every module's rules hold where it is used; the type is what the mandatory modules demand, if any has it."""
    merged = merge([one.field for one in declarations])
    mandatory = _mandatory(declarations)
    candidates = mandatory or [one.field for one in declarations]
    leading = strictest(candidates)
    values = _values(declarations)
    return replace(
        merged,
        type=leading.type if mandatory else conditional(leading.type),
        values=values,
        terms=() if values else merged.terms,
        open_values=False,
        condition=leading.condition,
        optional=True,
        derived=None,
        never_none=False,
    )


def _values(declarations: list[_Declared]) -> tuple[Scalar, ...]:
    """Values that the IOD allows: those of its mandatory modules, or of any other where each of them has a list.

    The list of a module that may be left out says nothing where another module has the attribute without one.
    """
    mandatory = _mandatory(declarations)
    if mandatory:
        return merge(mandatory).values
    lists = [one.field.values for one in declarations]
    return tuple(dict.fromkeys(value for values in lists for value in values)) if all(lists) else ()


def _mandatory(declarations: Iterable[_Declared]) -> list[Field]:
    return [one.field for one in declarations if one.usage == "M"]


def _with_fixed_value(declared: Field, iod: Iod, sections: frozenset[str]) -> Field:
    """Narrow to the values that the section of the IOD states, or a list that names the IOD, and its SOP classes."""
    declared = _with_lists_of(declared, iod, sections)
    values = next((fixed.values for fixed in iod.fixed_values if fixed.tag == declared.element.tag), ())
    if declared.keyword == "SOPClassUID":
        values = iod.sop_classes
    if not values or declared.element.vm != ("1",) or declared.element.vr == UNKNOWN:
        return declared
    return replace(declared, values=tuple(scalar(value, declared.element) for value in values), terms=())


def _with_constraints(declared: Field, iod: Iod) -> Field:
    """Add what the section of the IOD says that the attribute must be."""
    said = (each.constraint for each in iod.constraints if each.tag == declared.element.tag)
    own = tuple(constraint.expression for constraint in said if constraint.kind)
    return (
        replace(declared, constraints=tuple(dict.fromkeys((*declared.constraints, *own))))
        if own
        else declared
    )


def _with_lists_of(declared: Field, iod: Iod, sections: frozenset[str]) -> Field:
    """Decide the lists whose condition is the IOD: one that names this IOD holds, one that names others does not."""
    decided = [values for values in declared.lists if _names_iods(values, sections)]
    if not decided:
        return declared
    own = [
        values
        for values in decided
        if values.condition is not None and iod.ref.section_id in values.condition.sections
    ]
    kept = tuple(values for values in declared.lists if values not in decided)
    found = tuple(scalar(value, declared.element) for values in own for value in values.values)
    return replace(
        declared, lists=kept, values=found or declared.values, terms=() if found else declared.terms
    )


def _names_iods(values: ValueList, sections: frozenset[str]) -> bool:
    if values.condition is None or values.condition.expression.startswith("not_"):
        return False
    named = values.condition.sections
    return bool(named) and sections.issuperset(named)


def _demanded(declared: Field, iod: Iod, *, pixels: bool) -> Field:
    """Demand Type 1, unless it can be derived: one value, pixels, a UID of the instance itself."""
    if declared.type != "1":
        return declared
    declared = replace(declared, never_none=iod.kind != "normalized")
    if declared.keyword == "SOPInstanceUID" or pixels:
        return declared
    if len(declared.values) == 1 and declared.element.vm == ("1",):
        return replace(declared, derived=declared.values[0])
    return replace(declared, optional=iod.kind == "normalized")


def _with_groups(
    planner: Planner, declared: Field, groups: tuple[tuple[ClassRef, FunctionalGroupUsage], ...]
) -> Field:
    """Let the items of the Shared and Per-frame sequences inherit the functional groups of the IOD's table."""
    if not declared.functional_groups or declared.item is None or not groups:
        return declared
    shared = declared.keyword.startswith(_SHARED)
    macros = [ref for ref, usage in groups if (usage.shared if shared else usage.per_frame)]
    own = (declared.item.cls,) if isinstance(declared.item.cls, ClassRef) else ()
    return replace(declared, item=ItemPlan(Nested(planner.pruned((*macros, *own))), declared.item.codes))
