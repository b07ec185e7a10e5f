"""What is said of one thing in either edition, field by field: no field of the model is left out."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any, Final

from dicomwright.diff.changes import Detail
from dicomwright.diff.comparing.rules import RULES, label
from dicomwright.diff.comparing.wording import list_label, said, several, texts
from dicomwright.generator.facts import Attribute, Condition, ValueList

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwright.diff.comparing.sides import Side

_WORDING_ALONE: Final = frozenset(
    {"fingerprint", "place"}
)  # fields of a condition that say nothing to a program
_PARTS: Final = {
    "children": ("{} row below it", "{} rows below it"),
    "entries": ("{} row", "{} rows"),
    "functional_groups": ("{} functional group", "{} functional groups"),
    "modules": ("{} module", "{} modules"),
    "rows": ("{} row", "{} rows"),
}


def details(old: object, new: object, sides: tuple[Side, Side]) -> Iterator[Detail]:
    """Compare the fields of a thing, but those that hold things of their own."""
    rule = RULES[type(new)]
    for each in fields(new):  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
        if each.name in rule.parts or each.name == rule.numbered or not each.compare:
            continue
        said_old, said_new = sides[0].field(old, each.name), sides[1].field(new, each.name)
        if said_old != said_new:
            yield from _field(
                each.name, sides[0].shown(old, each.name), sides[1].shown(new, each.name), sides
            )


def facts(thing: object, side: Side, *, removed: bool) -> Iterator[Detail]:
    """Say what there is to say of a thing that one edition alone has."""
    rule = RULES[type(thing)]
    for name, values in _facts(thing, side):
        yield Detail(name, values, ()) if removed else Detail(name, (), values)
    for part in rule.parts:
        if count := len(getattr(thing, part)):
            yield Detail(_PARTS[part][count > 1].format(count))


def _facts(thing: object, side: Side) -> Iterator[tuple[str, tuple[str, ...]]]:
    rule = RULES[type(thing)]
    left_out = {*rule.known, *rule.parts, rule.numbered}
    if isinstance(thing, Attribute) and (element := side.elements.get(thing.tag)):
        yield "VR", (" or ".join(element.vr),)
        yield "VM", (" or ".join(element.vm),)
    for each in fields(thing):  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
        value = side.shown(thing, each.name)
        if each.name == "value_lists":
            yield from _by_list(value).items()
        elif each.name not in left_out and each.compare and value not in (None, "", (), False):
            yield label(each.name), texts(value)


def _field(name: str, old: Any, new: Any, sides: tuple[Side, Side]) -> Iterator[Detail]:  # noqa: ANN401 - any field
    if name == "value_lists":
        found = list(_lists(old, new))
    elif several(old) or several(new):
        found = _several(name, tuple(map(_text, several(old))), tuple(map(_text, several(new))))
    else:
        found = [Detail(label(name), (said(old),), (said(new),))] if said(old) != said(new) else []
    yield from found or [_hidden(name, old, new, sides)]


def _text(value: object) -> str:
    return " = ".join(map(said, value)) if isinstance(value, tuple) else said(value)  # pyright: ignore[reportUnknownArgumentType,reportUnknownVariableType]


def _several(name: str, old: tuple[str, ...], new: tuple[str, ...]) -> list[Detail]:
    """Compare values of which there may be several: what is gone, what is new, or another order."""
    gone, come = Counter(old) - Counter(new), Counter(new) - Counter(old)
    if gone or come:
        return [Detail(label(name), tuple(gone.elements()), tuple(come.elements()))]
    return [Detail(f"order of {label(name)}", (", ".join(old),), (", ".join(new),))] if old != new else []


def _by_list(lists: tuple[ValueList, ...]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for values in lists:
        name = list_label(values)
        found[name] = (*found.get(name, ()), *values.values)
    return found


def _lists(old: tuple[ValueList, ...], new: tuple[ValueList, ...]) -> Iterator[Detail]:
    """Compare lists of values, each with the one of its kind, for the same value, under the same condition."""
    before, after = _by_list(old), _by_list(new)
    for name in dict.fromkeys((*before, *after)):
        yield from _several(name, before.get(name, ()), after.get(name, ()))


def _hidden(name: str, old: object, new: object, sides: tuple[Side, Side]) -> Detail:
    """Name a difference that the words for it do not show: the wording of a condition, where a list stands."""
    leaves = set(_leaves(old, new, sides))
    if leaves <= _WORDING_ALONE or (isinstance(new, Condition) and not leaves):
        return Detail(f"{label(name)} worded anew, with the same meaning")
    return Detail(f"{label(name)}: {', '.join(sorted(map(label, leaves))) or 'arrangement'} changed")


def _leaves(old: object, new: object, sides: tuple[Side, Side]) -> Iterator[str]:
    """Yield the names of the fields that differ, at every depth."""
    for one, other in zip(several(old), several(new), strict=False):
        yield from _leaves(one, other, sides)
    if type(old) is not type(new) or not is_dataclass(new):
        return
    for each in fields(new):
        if each.compare and sides[0].field(old, each.name) != sides[1].field(new, each.name):
            deeper = list(_leaves(getattr(old, each.name), getattr(new, each.name), sides))
            yield from deeper or [each.name]
