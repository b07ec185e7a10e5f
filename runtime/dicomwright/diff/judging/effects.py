"""What changes for users: both editions' classes side by side, each pair of classes once, however many use them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dicomwright.diff.judging.surface import Shape, dotted
from dicomwright.generator.render.fields import ClassRef

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dicomwright.diff.judging.surface import Enumeration, Surface

_DEMANDED: Final = "the constructor demands it"
CAN_BE_NONE: Final = "it can be None"
GONE: Final = "it is gone"


@dataclass(frozen=True, slots=True)
class Effect:
    """Something that code relied on and cannot any more; `reason` does not name the class.

    `owners` are the xml:ids of the tables that the class comes from, in either edition; `fact` is what a member of an
    enumeration comes from; `causes` are keys of what may be behind it, the nearest first, where these are known.
    """

    symbol: str
    reason: str
    owners: tuple[str, str] = ("", "")
    tag: str = ""
    path: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    fact: tuple[str, str] = ("", "")
    causes: tuple[tuple[tuple[str, ...], ...], ...] = ()


def _narrower(old: Shape, new: Shape) -> str:
    """Say which values are not accepted any more."""
    if new.only is None or old.types != new.types:
        return ""
    if old.only is None:
        return "only listed values are accepted"
    gone = sorted(old.only - new.only)
    return f"{_several('value', gone)} not accepted any more" if gone else ""


def _several(what: str, values: list[str]) -> str:
    return f"{what}{'s' if len(values) > 1 else ''} {', '.join(values)} {'are' if len(values) > 1 else 'is'}"


def _types_gone(old: Shape, new: Shape) -> str:
    gone = sorted(old.types - new.types)
    return f"{_several('type', gone)} not accepted any more" if gone else ""


_RULES: Final[tuple[Callable[[Shape, Shape], str], ...]] = (
    lambda old, new: _DEMANDED if new.demanded and not old.demanded else "",
    lambda old, new: CAN_BE_NONE if new.none and not old.none else "",
    lambda old, new: "it has several values, not one" if new.many and not old.many else "",
    lambda old, new: "it has one value, not several" if old.many and not new.many else "",
    _types_gone,
    _narrower,
)
"""Why code that uses an attribute must change."""


Sides = tuple["Surface", "Surface"]
Pair = tuple["ClassRef", "ClassRef"]


def effects(old: Surface, new: Surface) -> Iterator[Effect]:
    """Yield all that breaks code which uses the old classes."""
    yield from _members(old, new)
    for ref, owner in old.owners.items():
        if ref not in new.owners:
            yield Effect(dotted(ref), "the class is gone", (owner, ""))
    todo: list[Pair] = [(ref, ref) for ref in old.owners if ref in new.owners]
    done: set[Pair] = set()
    while todo:
        pair = todo.pop()
        if pair not in done:
            done.add(pair)
            yield from _class(pair, (old, new), todo)


def _class(pair: Pair, sides: Sides, todo: list[Pair]) -> Iterator[Effect]:
    """Compare two classes; what the items of their sequences are is to be compared, too."""
    before, after = sides[0].shapes(pair[0]), sides[1].shapes(pair[1])
    for keyword in dict.fromkeys((*before, *after)):
        old, new = before.get(keyword), after.get(keyword)
        for reason in reasons(old, new):
            yield _effect(pair, old, new, reason, sides)
        if old and new and old.item and new.item:
            todo.append((old.item, new.item))


def reasons(old: Shape | None, new: Shape | None) -> Iterator[str]:
    """Yield why code that uses an attribute must change."""
    if new is None:
        yield GONE
    elif old is None:
        if new.demanded:
            yield _DEMANDED
    elif old != new:
        yield from filter(None, (rule(old, new) for rule in _RULES))


def _effect(pair: Pair, old: Shape | None, new: Shape | None, reason: str, sides: Sides) -> Effect:
    shapes = [shape for shape in (old, new) if shape]
    owners = [
        surface.owners.get(ClassRef(ref.package, ref.name), "")
        for surface, ref in zip(sides, pair, strict=True)
    ]
    return Effect(
        symbol=f"{dotted(pair[0])}.{shapes[0].keyword}",
        reason=reason,
        owners=(owners[0], owners[1]),
        tag=shapes[0].tag,
        path=tuple(pair[0].path.split(".")) if pair[0].path else (),
        groups=tuple(dict.fromkeys(cid for shape in shapes for cid in shape.groups)),
    )


def _members(old: Surface, new: Surface) -> Iterator[Effect]:
    """Compare members of enumerations, and constants of the dictionary."""
    for name, before in old.enumerations.items():
        after = new.enumerations.get(name)
        if after is None:
            yield Effect(name, "the class is gone", fact=before.fact)
        elif (before.facts, before.terms) != (after.facts, after.terms):
            yield from _members_of(before, after)


def _members_of(before: Enumeration, after: Enumeration) -> Iterator[Effect]:
    now = after.members()
    for name, meaning, fact in before.members().values():
        if name not in now:
            yield Effect(before.name + name, "the name is gone", fact=fact)
        elif now[name][1] != meaning:
            yield Effect(before.name + name, f"it stands for {now[name][1]}, not {meaning}", fact=fact)
