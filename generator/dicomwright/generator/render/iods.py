"""IODs of the model -> plans of IOD classes: what a constructor must demand, and where modules disagree."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from dicomwright.generator.render.classes import ClassPlan, Planner, scalar
from dicomwright.generator.render.fields import (
    ClassRef,
    Field,
    ItemPlan,
    Nested,
    contradict,
    merge,
    strictest,
)
from dicomwright.generator.render.names import class_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dicomwright.generator.model.types import FunctionalGroupUsage, Iod, ModuleUsage

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
    ref = ClassRef("iods", class_name(iod.name))
    modules = tuple(
        (planner.ref(planner.tables[usage.module]), usage) for usage in iod.modules if usage.module
    )
    groups = tuple(
        (planner.ref(planner.tables[usage.macro]), usage) for usage in iod.functional_groups if usage.macro
    )
    bases = planner.pruned(module for module, _ in modules)
    redeclared = tuple(_redeclared(planner, iod, _declared(planner, modules), groups))
    return IodPlan(iod, ClassPlan(ref, bases, redeclared), modules, groups)


def loosen_contradictions(planner: Planner, iods: Iterable[Iod]) -> None:
    """Widen the types of module fields that the class of some IOD could not satisfy all at once."""
    for iod in iods:
        modules = tuple(
            (planner.ref(planner.tables[usage.module]), usage) for usage in iod.modules if usage.module
        )
        for keyword, declarations in _declared(planner, modules).items():
            fields = [one.field for one in declarations]
            codes_only = [one.item is not None and one.item.codes and one.item.cls is None for one in fields]
            items = any(codes_only) and not all(codes_only)
            if not items and not contradict(fields):
                continue
            for one, only_codes in zip(declarations, codes_only, strict=True):
                if only_codes if items else one.field.values:
                    planner.loosen(one.module, keyword, items=items)


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
        settled = _with_groups(planner, _with_fixed_value(merged, iod), groups)
        if _mandatory(declarations):
            settled = _demanded(settled, iod, pixels=has_pixels and keyword in PIXEL_FACTS)
        settled = planner.settled(settled)
        if any(settled != one.field for one in declarations):
            yield settled


def _merged(declarations: list[_Declared]) -> Field:
    """Every module's rules hold; the type is what the mandatory modules demand, if any has the attribute."""
    merged = merge([one.field for one in declarations])
    leading = strictest(_mandatory(declarations) or [one.field for one in declarations])
    return replace(merged, type=leading.type, condition=leading.condition, optional=True, derived=None)


def _mandatory(declarations: Iterable[_Declared]) -> list[Field]:
    return [one.field for one in declarations if one.usage == "M"]


def _with_fixed_value(declared: Field, iod: Iod) -> Field:
    """Narrow to the values that the section of the IOD states, and its SOP classes."""
    values = next((fixed.values for fixed in iod.fixed_values if fixed.tag == declared.element.tag), ())
    if declared.keyword == "SOPClassUID":
        values = iod.sop_classes
    if not values or declared.element.vm != ("1",):
        return declared
    return replace(declared, values=tuple(scalar(value, declared.element) for value in values), terms=())


def _demanded(declared: Field, iod: Iod, *, pixels: bool) -> Field:
    """Demand Type 1, unless it can be derived: one value, pixels, a UID of the instance itself."""
    if declared.type != "1" or declared.keyword == "SOPInstanceUID" or pixels:
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
