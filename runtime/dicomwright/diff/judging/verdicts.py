"""Verdicts: which change of the standard is behind each thing that code relied on and cannot any more."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from dicomwright.diff.changes import Change
from dicomwright.diff.judging.effects import CAN_BE_NONE, GONE, effects
from dicomwright.diff.judging.surface import Surface
from dicomwright.diff.judging.templates import template_effects
from dicomwright.generator.facts import (
    Attribute,
    AttributeTable,
    Code,
    ContextGroup,
    ContextGroupInclude,
    ControlledTerm,
    DataElement,
    FunctionalGroupUsage,
    Include,
    Iod,
    ModuleUsage,
    Template,
    TemplateRow,
    Uid,
)
from dicomwright.generator.render.names import class_name, item_class_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from dicomwright.diff.comparing.compare import Found, Within
    from dicomwright.diff.comparing.sides import Side
    from dicomwright.diff.judging.effects import Effect

Key = tuple[str, ...]
_NAMED: Final = 3  # as many examples a reason has

# What a change is the cause of: keys under which effects look for it.
_CAUSES: Final[dict[type, Callable[[Any, Any], tuple[Key, ...]]]] = {
    Attribute: lambda row, owner: (("row", owner.xml_id, row.tag),),
    AttributeTable: lambda table, _owner: (("table", table.xml_id),),
    Code: lambda code, owner: (
        ("code", f"{code.scheme} {code.value}"),
        ("row of cid", owner.cid),
    ),
    ContextGroup: lambda group, _owner: (("cid", group.cid),),
    ContextGroupInclude: lambda _row, owner: (("row of cid", owner.cid),),
    ControlledTerm: lambda term, _owner: (("code", f"DCM {term.value}"),),
    DataElement: lambda element, _owner: (("tag", element.tag),),
    FunctionalGroupUsage: lambda _row, owner: (("usage", owner.xml_id),),
    Include: lambda _row, owner: (("include", owner.xml_id),),
    Iod: lambda iod, _owner: (("iod", iod.xml_id),),
    ModuleUsage: lambda _row, owner: (("usage", owner.xml_id),),
    Template: lambda template, _owner: (("tid", template.tid),),
    TemplateRow: lambda row, owner: (("row of tid", owner.tid, row.row), ("rows of tid", owner.tid)),
    Uid: lambda uid, _owner: (("uid", uid.value),),
}


def judged(found: list[Found], old: Side, new: Side) -> list[Change]:
    """Return the changes with the reasons why code must change; what no change explains is a change of its own."""
    causes = Causes(found, old, new)
    reasons: dict[int, dict[str, list[str]]] = {}
    others: dict[str, dict[str, list[str]]] = {}
    every = effects(Surface(old), Surface(new)), template_effects(old.edition, new.edition)
    for effect in chain.from_iterable(every):
        behind = causes.behind(effect)
        for number in behind:
            reasons.setdefault(number, {}).setdefault(effect.reason, []).append(effect.symbol)
        if not behind:
            name = ".".join(effect.symbol.split(".")[:2])
            others.setdefault(name, {}).setdefault(effect.reason, []).append(effect.symbol)
    changes = [replace(each.change, breaking=_said(reasons.get(i, {}))) for i, each in enumerate(found)]
    changes = [replace(change, breaking=(*change.breaking, *_usage_gone(change))) for change in changes]
    return [*changes, *(_unexplained(name, said) for name, said in others.items())]


def _usage_gone(change: Change) -> Iterator[str]:
    if (change.kind, change.action) == ("module-usage", "removed"):
        iod = class_name(change.iods[0]) if change.iods else change.place
        yield f"{iod} has no base class {class_name(change.name)} any more"


def _said(reasons: dict[str, list[str]]) -> tuple[str, ...]:
    """Say each reason, with the names that it is about."""
    return tuple(f"{reason}: {_examples(symbols)}" for reason, symbols in reasons.items())


def _examples(symbols: list[str]) -> str:
    distinct = sorted(set(symbols), key=lambda symbol: (not symbol.startswith("iods."), symbol))
    more = f" and {len(distinct) - _NAMED} more" if len(distinct) > _NAMED else ""
    return ", ".join(distinct[:_NAMED]) + more


def _unexplained(name: str, reasons: dict[str, list[str]]) -> Change:
    return Change(kind="class", action="changed", name=name, breaking=_said(reasons))


class Causes:
    """The changes, by what they are causes of."""

    def __init__(self, found: list[Found], old: Side, new: Side) -> None:
        """Index them."""
        self.found = found
        self.sides = old, new
        self._index: dict[Key, list[int]] = {}
        for number, each in enumerate(found):
            for key in _keys(each):
                self._index.setdefault(key, []).append(number)

    def behind(self, effect: Effect) -> list[int]:
        """Return the numbers of the changes that are behind an effect: those that are the nearest to it."""
        for keys in self._steps(effect):
            numbers = dict.fromkeys(number for key in keys for number in self._index.get(key, ()))
            near = [number for number in numbers if self._concerns(self.found[number], effect)]
            if near:
                return [number for number in near if not self._harmless(number, effect)] or near
        return []

    def _harmless(self, number: int, effect: Effect) -> bool:
        """Tell whether a change is new, and what it adds takes nothing away."""
        return self.found[number].change.action == "added" and effect.reason in {GONE, CAN_BE_NONE}

    def _steps(self, effect: Effect) -> Iterator[Iterable[Key]]:
        """Yield the keys of what may be behind an effect, the nearest first."""
        if effect.causes:
            yield from effect.causes
            return
        if effect.fact != ("", ""):
            yield from self._of_member(effect.fact)
            return
        tables = self._tables(effect)
        owners = tuple(filter(None, effect.owners))
        yield [("row", table, effect.tag) for table in tables]
        yield [("tag", effect.tag)]
        yield [("include", table) for table in tables]
        yield [("usage", owner) for owner in owners]
        yield [("cid", cid) for cid in effect.groups]
        yield [("iod", owner) for owner in owners]
        yield [("table", table) for table in tables]

    def _of_member(self, fact: tuple[str, str]) -> Iterator[Iterable[Key]]:
        yield [fact]
        if fact[0] == "cid":
            below = {cid for side in self.sides for kind, cid in side.below(fact) if kind == "cid"}
            yield [("row of cid", cid) for cid in below]
            yield [("cid", cid) for cid in below]

    def _tables(self, effect: Effect) -> list[str]:
        """Return the tables that the class comes from, in either edition."""
        found: dict[str, None] = {}
        for side, owner in zip(self.sides, effect.owners, strict=True):
            kind = "iod" if owner in side.iod_names else "table"
            found |= dict.fromkeys(name for used, name in side.below((kind, owner)) if used == "table")
        return list(found)

    def _concerns(self, each: Found, effect: Effect) -> bool:
        """Tell whether a change can be behind an effect: it is of the same place, or of what has the attribute."""
        thing: object = each.new if each.new is not None else each.old
        if isinstance(thing, Attribute):
            own = tuple(self._item(row) for row in each.within.path if isinstance(row, Attribute))
            return not own or effect.path[-len(own) :] == own or each.change.action == "moved"
        used = _USED.get(type(thing))
        if used is None:
            return True
        every = [one for one in (each.old, each.new) if one is not None]
        return any(
            ("tag", effect.tag) in side.below(("table", used(one))) for one in every for side in self.sides
        ) or _rows_below(every, effect.tag)

    def _item(self, row: Attribute) -> str:
        known = [side.elements[row.tag].keyword for side in self.sides if row.tag in side.elements]
        return item_class_name(known[-1] if known else class_name(row.name))


_USED: Final[dict[type, Callable[[Any], str]]] = {
    FunctionalGroupUsage: lambda row: row.macro,
    Include: lambda row: row.macro,
    ModuleUsage: lambda row: row.module,
}


def _rows_below(things: list[Any], tag: str) -> bool:
    """Tell whether rows below an include have an attribute."""
    return any(
        isinstance(row, Attribute) and row.tag == tag
        for thing in things
        for row in getattr(thing, "children", ())
    )


def _keys(each: Found) -> Iterator[Key]:
    within: Within = each.within
    for thing in (each.old, each.new):
        if thing is not None and type(thing) in _CAUSES:
            owner = within.owner if within.owner is not None else thing
            yield from _CAUSES[type(thing)](thing, owner)
