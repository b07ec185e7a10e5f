"""Modules and macros: their attributes, with those of the items of their sequences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwright.cli.show.chosen import edition
from dicomwright.cli.show.layout import table, title
from dicomwright.runtime.conditions.words import in_words, requirement_in_words
from dicomwright.runtime.declarations.item_names import item_class, item_name
from dicomwright.runtime.reports.escaping import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.console import RenderableType

    from dicomwright.runtime.conditions.expressions import Requirement
    from dicomwright.runtime.declarations.attribute import Attribute
    from dicomwright.runtime.vocabulary.registry import Kind

HEADS = ("Attribute", "Tag", "VR", "VM", "Type", "Items", "Rules")


def show(package: Kind, name: str) -> Iterable[RenderableType]:
    """Yield the table of a module ("modules") or macro ("macros")."""
    cls = edition().named(package, name)
    yield from title(
        f"{cls.name_} {package[:-1].title()} ({name})",
        f"PS3.3 {cls.section_}",
        edition().published(cls.address_),
    )
    yield from table(HEADS, rows(cls))


def rows(cls: Any, around: tuple[Any, ...] = ()) -> Iterator[tuple[str, ...]]:  # noqa: ANN401 - type[DicomObject]
    """Yield a row for each attribute; those of items begin with ">", as in the standard."""
    for keyword, declared in cls.attributes().items():
        name = f"{'>' * len(around)}{' ' if around else ''}{keyword}"
        facts = (name, tag_of(declared), declared.vr, declared.vm, declared.type)
        yield (*facts, items(declared), rules(declared))
        item = item_class(declared) if declared.vr == "SQ" else None
        if item in around or item is cls:
            yield (f"{'>' * (len(around) + 1)} as in the items around it", "", "", "", "", "", "")
        elif item is not None:
            yield from rows(item, (*around, cls))


def tag_of(declared: Attribute) -> str:
    """Return the tag as the standard writes it."""
    return declared.label.rpartition(" ")[2]


def items(declared: Attribute) -> str:
    """Return what the items of a sequence are: the name of their class, which each class has that has the sequence."""
    if declared.vr != "SQ" or declared.item == "Code":
        return "Code" * (declared.vr == "SQ")
    return f"{item_name(declared)} or Code" if declared.codes else item_name(declared)


def rules(declared: Attribute) -> str:
    """Return what else a declaration says, in words."""
    return ". ".join(part[0].upper() + part[1:] for part in _rules(declared))


def _rules(declared: Attribute) -> Iterator[str]:
    condition = requirement_in_words(declared.required_if)
    if condition:
        yield condition
    if declared.applies_if:
        yield "is there if " + " or if ".join(map(_included, declared.applies_if))
    if declared.items:
        yield _items(*declared.items)
    yield from _values(declared)
    yield from (f"must keep: {in_words(constraint)}" for constraint in declared.constraints)
    groups = (declared.cid,) if isinstance(declared.cid, str) else declared.cid or ()
    if groups:
        yield f"{declared.binding or 'suggested'}: {' or '.join(groups)}"


def _included(requirement: Requirement) -> str:
    return requirement_in_words(requirement).removeprefix("required if ")


def _items(least: int, most: int | None) -> str:
    if most is None:
        return f"{least} item or more" if least == 1 else f"{least} items or more"
    if least == most:
        return f"{most} item" if most == 1 else f"{most} items"
    return f"{least} to {most} items"


def _values(declared: Attribute) -> Iterator[str]:
    for kind, values in (("enumerated", declared.values), ("defined terms", declared.terms)):
        if values:
            yield f"{kind}: {_list(values)}"
    for each in declared.value_lists:
        kind = "enumerated" if each.kind == "enumerated" else "defined terms"
        place = f" of value {each.value}" if each.value else ""
        when = f" if {_included(each.when)}" if each.when else ""
        yield f"{kind}{place}{when}: {_list(each.values)}"


def _list(values: tuple[str | float, ...]) -> str:
    return ", ".join(visible(str(value)) for value in values)
