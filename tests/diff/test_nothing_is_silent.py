"""Whatever is edited, anywhere in the model, is a change: the dataclasses are walked, new fields too."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest
from committed import edition

from dicomwright.diff.comparing.compare import compared
from dicomwright.diff.comparing.moves import Moves
from dicomwright.diff.comparing.sides import Side
from dicomwright.generator.facts import Condition, Edition, ItemCount

if TYPE_CHECKING:
    from collections.abc import Iterator

# What stands where an optional field has nothing.
INSTEAD_OF_NONE = {
    "condition": Condition(fingerprint="0" * 16, outcome="external", expression='external("a test")'),
    "extensible": True,
    "items": ItemCount(least=3, most=4),
    "length": 9,
    "most": 9,
    "order_significant": True,
    "root": True,
    "value_number": 9,
}
FIELDS = [each.name for each in fields(Edition) if each.name != "name"]


def signatures(value: object, above: str = "") -> Iterator[tuple[str, bool]]:
    """Yield every field that a thing has, at every depth, and whether there is anything in it."""
    if isinstance(value, tuple):
        for each in value:
            yield from signatures(each, above)
    elif is_dataclass(value):
        for each in fields(value):
            inner = getattr(value, each.name)
            yield f"{above}.{type(value).__name__}.{each.name}", bool(inner)
            yield from signatures(inner, f"{above[-40:]}.{each.name}" if each.name != "children" else above)


def chosen(field: str) -> list[Any]:
    """Things of a field that together have something in every field, at every depth, if any has."""
    seen: set[tuple[str, bool]] = set()
    found: list[Any] = []
    for thing in sorted(getattr(edition(), field), key=lambda thing: len(repr(thing))):
        new = set(signatures(thing)) - seen
        if new:
            found.append(thing)
            seen |= new
    return found


def edits(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - of any field
    """Yield the value with one edit, for every edit that there is, and where it is."""
    if isinstance(value, bool):
        yield name, not value
    elif isinstance(value, int):
        yield name, value + 1
    elif isinstance(value, str):
        yield name, f"{value}~"
    elif value is None:
        yield name, INSTEAD_OF_NONE[name]
    elif isinstance(value, tuple):
        yield from _edits_of_several(value, name)
    else:
        for each in fields(value):
            if each.compare:
                for place, edited in edits(getattr(value, each.name), each.name):
                    yield f"{type(value).__name__}.{place}", replace(value, **{each.name: edited})


def _edits_of_several(value: tuple[Any, ...], name: str) -> Iterator[tuple[str, Any]]:
    if value:
        yield f"{name}, the last gone", value[:-1]
    if len(set(value)) > 1:
        yield f"{name}, reversed", value[::-1]
    for number, each in enumerate(value):
        for place, edited in edits(each, f"{name}[]"):
            yield place, (*value[:number], edited, *value[number + 1 :])


def changes(old: Edition, new: Edition) -> list[Any]:
    sides = Side(old), Side(new)
    return Moves(compared(*sides), *sides).settled()


@pytest.mark.parametrize("field", FIELDS)
def test_every_edit_of_every_field_is_a_change(field: str) -> None:
    silent: set[str] = set()
    count = 0
    for thing in chosen(field):
        old = Edition(name="old", **{field: (thing,)})
        done: dict[str, int] = {}
        for place, edited in edits(thing):
            done[place] = done.get(place, 0) + 1
            if done[place] > 3:  # the same edit of the fourth row of a table
                continue
            count += 1
            if not changes(old, replace(old, **{field: (edited,)})):
                silent.add(place)
    assert not silent
    assert count > 5


@pytest.mark.parametrize("field", FIELDS)
def test_a_thing_that_is_gone_or_new_is_one_change(field: str) -> None:
    things = tuple(getattr(edition(), field)[:3])
    old, new = Edition(name="old", **{field: things}), Edition(name="new", **{field: things[:2]})
    (gone,) = changes(old, new)
    (come,) = changes(new, old)
    assert (gone.change.action, come.change.action) == ("removed", "added")
    assert gone.change.name == come.change.name


def test_what_fills_optional_fields_is_what_they_may_hold() -> None:
    optional = {
        each.name
        for thing in (*edition().iods, *edition().attribute_tables, *edition().vrs, *edition().templates)
        for each in fields(thing)
        if getattr(thing, each.name) is None
    }
    assert optional <= INSTEAD_OF_NONE.keys()
