"""The comparison: things of both editions are paired, level by level, and each that differs is one change."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from dicomwright.diff.changes import Change, Detail
from dicomwright.diff.comparing.addresses import address
from dicomwright.diff.comparing.details import details, facts
from dicomwright.diff.comparing.pairing import paired
from dicomwright.diff.comparing.rules import RULES, label
from dicomwright.diff.comparing.sides import Side, own_use
from dicomwright.generator.facts import (
    Attribute,
    AttributeTable,
    ContextGroup,
    DataElement,
    Iod,
    SopClass,
    Template,
)

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from dicomwright.diff.changes import Action

_NAMES: Final = frozenset({"name", "keyword", "meaning"})
_TITLES: Final = {
    "module": "{} Module",
    "macro": "{} Macro",
    "functional_group": "{} Functional Group",
    "directory_record": "{} keys",
    "composite": "{} IOD",
    "normalized": "{} IOD",
    "media": "{} IOD",
}


@dataclass(frozen=True, slots=True)
class Within:
    """Where a thing stands: the entity that it belongs to, in either edition, and the things between."""

    owner: Any = None
    path: tuple[Any, ...] = ()

    def below(self, thing: Any) -> Within:  # noqa: ANN401 - any thing of the model
        """Return where the parts of a thing stand."""
        return Within(thing) if self.owner is None else Within(self.owner, (*self.path, thing))


@dataclass(frozen=True, slots=True)
class Found:
    """A change, with the things that it is about: the passes after the comparison look at them."""

    change: Change
    old: Any
    new: Any
    within: Within


def compared(old: Side, new: Side) -> list[Found]:
    """Return all that two editions differ in, one for each thing."""
    found: list[Found] = []
    for each in fields(old.edition):
        if each.name != "name":
            parts = getattr(old.edition, each.name), getattr(new.edition, each.name)
            found.extend(_parts(*parts, Within(), (old, new)))
    return found


def _parts(
    old: Sequence[Any], new: Sequence[Any], within: Within, sides: tuple[Side, Side]
) -> Iterator[Found]:
    """Compare the things of two owners, or of two editions."""
    if old == new and not sides[1].renamed(sides[0]):
        return
    pairs = paired(old, new, _keys((*old, *new), sides))
    for one, other in pairs.both:
        yield from _pair(one, other, within, sides)
    yield from (_alone(thing, within, sides, removed=True) for thing in pairs.removed)
    yield from (_alone(thing, within, sides, removed=False) for thing in pairs.added)


def _keys(things: Sequence[Any], sides: tuple[Side, Side]) -> Iterator[tuple[Any, Any]]:
    """Yield the keys of things for either side; first of all goes equality."""
    yield tuple(partial(_whole, side) for side in sides)  # type: ignore[misc]
    most = max((len(RULES[type(thing)].keys) for thing in things), default=0)
    for number in range(most):
        yield tuple(partial(_key, side, number) for side in sides)  # type: ignore[misc]


def _whole(side: Side, thing: object) -> Hashable:
    numbered = RULES[type(thing)].numbered
    return tuple(
        side.field(thing, each.name)
        for each in fields(thing)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
        if each.compare and each.name != numbered
    )


def _key(side: Side, number: int, thing: object) -> Hashable:
    keys = RULES[type(thing)].keys
    return keys[number](side, thing) if number < len(keys) else None


def _pair(old: Any, new: Any, within: Within, sides: tuple[Side, Side]) -> Iterator[Found]:  # noqa: ANN401
    if type(old) is not type(new):
        yield _alone(old, within, sides, removed=True)
        yield _alone(new, within, sides, removed=False)
        return
    parts = RULES[type(new)].parts
    said_of_it = (*details(old, new, sides), *_order(old, new, sides))
    if said_of_it:
        yield Found(_change((old, new), _action(said_of_it), said_of_it, within, sides), old, new, within)
    for part in parts:
        yield from _parts(getattr(old, part), getattr(new, part), within.below(new), sides)


def _order(old: Any, new: Any, sides: tuple[Side, Side]) -> Iterator[Detail]:  # noqa: ANN401 - any thing
    """Say that parts stand in another order, or have other numbers."""
    for part in RULES[type(new)].parts:
        before, after = getattr(old, part), getattr(new, part)
        if before == after:
            continue
        pairs = paired(before, after, _keys((*before, *after), sides))
        if pairs.reordered:
            yield Detail(f"order of {label(part)} changed")
        if any(_number(one) != _number(other) for one, other in pairs.both):
            yield Detail(f"{label(part)} numbered anew")


def _number(thing: object) -> object:
    numbered = RULES[type(thing)].numbered
    return getattr(thing, numbered) if numbered else None


def _action(said_of_it: tuple[Detail, ...]) -> Action:
    if any(detail.what == "retired" and detail.new == ("yes",) for detail in said_of_it):
        return "retired"
    return "renamed" if all(detail.what in _NAMES for detail in said_of_it) else "changed"


def _alone(thing: Any, within: Within, sides: tuple[Side, Side], *, removed: bool) -> Found:  # noqa: ANN401
    said_of_it = tuple(facts(thing, sides[not removed], removed=removed))
    old, new = (thing, None) if removed else (None, thing)
    action: Action = "removed" if removed else "added"
    return Found(_change((old, new), action, said_of_it, within, sides), old, new, within)


def _change(
    pair: tuple[Any, Any],
    action: Action,
    said_of_it: tuple[Detail, ...],
    within: Within,
    sides: tuple[Side, Side],
) -> Change:
    """Make the change of a thing; one of the pair is None where one edition alone has it."""
    old, new = pair
    thing, side = (old, sides[0]) if new is None else (new, sides[1])
    owner = within.owner if within.owner is not None else thing
    return Change(
        kind=RULES[type(thing)].kind(thing),
        action=action,
        name=RULES[type(thing)].name(side, thing),
        place=place(within, side),
        details=said_of_it,
        iods=users(owner, side),
        old_address="" if old is None else address(sides[0], owner),
        new_address="" if new is None else address(sides[1], owner),
    )


def place(within: Within, side: Side) -> str:
    """Say in words where a thing stands: "General Series Module > Related Series Sequence"."""
    if within.owner is None:
        return ""
    return " > ".join((title(within.owner, side), *(_short(each, side) for each in within.path)))


def title(owner: Any, side: Side) -> str:  # noqa: ANN401 - any thing of the model
    """Name an entity, with its kind."""
    return _TITLES.get(getattr(owner, "kind", ""), "{}").format(RULES[type(owner)].name(side, owner))


def _short(thing: Any, side: Side) -> str:  # noqa: ANN401 - any thing of the model
    return thing.name if isinstance(thing, Attribute) else RULES[type(thing)].name(side, thing)


def users(owner: object, side: Side) -> tuple[str, ...]:
    """Return the names of the IODs that have an entity."""
    if isinstance(owner, Iod):
        return (owner.name,)
    if isinstance(owner, SopClass):
        return tuple(sorted(iod.name for iod in side.edition.iods if iod.ref.section_id in owner.iods))
    if isinstance(owner, DataElement):
        return tuple(sorted(side.iods(("tag", owner.tag))))
    if isinstance(owner, AttributeTable | ContextGroup | Template):
        return tuple(sorted(side.iods(own_use(owner))))
    return ()
