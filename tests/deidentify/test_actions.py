"""Every row of PS3.15 Table E.1-1 with every option, at each Type at which an IOD has the attribute."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

import pytest
from committed import EDITION, edition, needs_mirror
from independent.part15 import OPTIONS, options_of, rows, tag_of

from dicomwright import iods
from dicomwright.deidentify.engine import _Walk
from dicomwright.deidentify.identities import Identities
from dicomwright.deidentify.profile import Profile
from dicomwright.deidentify.validity.decisions import decided
from dicomwright.dictionary import ACTION_CODES
from dicomwright.generator.facts import Attribute, Include
from dicomwright.generator.render.names import class_name
from dicomwright.runtime.trees.tree import DataSet
from dicomwright.runtime.validation.modules import plan_of_iod
from dicomwright.runtime.validation.view import View

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dicomwright.generator.facts import Entry, Iod
    from dicomwright.runtime.validation.plan import ItemPlan

_DEEPEST: Final = 2
KEPT: Final = {"1": {"X": "D", "Z": "D"}, "2": {"X": "Z"}, "3": {}}


def wanted(code: str, duty: str) -> str:
    """What the table asks for, by its own words, and what the Type leaves of it."""
    (meaning,) = (row["1"] for row in rows(EDITION, "table_E.1-1a") if row["0"] == code)
    types = dict(zip(re.findall(r"Type (\d)", meaning), code.split("/"), strict=False))
    letter = types.get(duty, code.split("/", maxsplit=1)[0] if types else code)
    if not duty:
        return letter if letter in {"U", "K", "C"} else "X"
    return KEPT[duty].get(letter, letter)


class Place(NamedTuple):
    """Where an IOD has an attribute: its class, the tags of the sequences around it, and the Type."""

    iod: str
    path: tuple[int, ...]
    type: str


@cache
def places() -> dict[tuple[str, str], Place]:
    """One place for each tag and Type, by the snapshot: of rows that no condition makes conditional."""
    found: dict[tuple[str, str], Place] = {}
    for iod in edition().iods:
        if iod.kind == "composite" and iod.sop_classes:
            for tag, place in _of_iod(iod):
                found.setdefault((tag, place.type), place)
    return found


@cache
def _table(xml_id: str) -> tuple[list[tuple[tuple[str, ...], str]], set[str]]:
    """Rows of a table at every depth, and all that it has at its top."""
    tables = {table.xml_id: table.entries for table in edition().attribute_tables}
    return list(_rows(tables[xml_id], tables)), _tags(tables[xml_id], tables)


def _of_iod(iod: Iod) -> Iterator[tuple[str, Place]]:
    modules, top = zip(*(_table(usage.module) for usage in iod.modules), strict=True)
    for number, module in enumerate(modules):
        others = set[str]().union(*(tags for other, tags in enumerate(top) if other != number))
        for path, type_ in module:  # what several modules say of an attribute is another matter
            if path[0] not in others:
                name, tags = class_name(iod.name), tuple(int(tag, 16) for tag in path[:-1])
                yield path[-1], Place(name, tags, type_)


def _rows(
    entries: Iterable[Entry], tables: dict[str, tuple[Entry, ...]], above: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], str]]:
    """Rows with the tags around them and their Types; each of a table once, and none of it that stands there twice."""
    found = list(_expanded(entries, tables))
    tags = [entry.tag for entry in found]
    for entry in found:
        if entry.type and entry.condition is None and "x" not in entry.tag and tags.count(entry.tag) == 1:
            if entry.type in {"1", "2", "3"}:
                yield (*above, entry.tag), entry.type
            if len(above) < _DEEPEST:
                yield from _rows(entry.children, tables, (*above, entry.tag))


def _tags(entries: Iterable[Entry], tables: dict[str, tuple[Entry, ...]]) -> set[str]:
    """All that a table has at its top, under whatever conditions."""
    found = {entry.tag for entry in entries if isinstance(entry, Attribute)}
    macros = [entry.macro for entry in entries if isinstance(entry, Include) and entry.macro]
    return found.union(*(_tags(tables[macro], tables) for macro in macros))


def _expanded(entries: Iterable[Entry], tables: dict[str, tuple[Entry, ...]]) -> Iterator[Attribute]:
    for entry in entries:
        if isinstance(entry, Attribute):
            yield entry
        elif isinstance(entry, Include) and not (entry.condition or entry.specializations) and entry.macro:
            yield from _expanded(tables[entry.macro], tables)


def seen(place: Place, tag: int) -> tuple[View, ItemPlan]:
    """The data set that has nothing but the attribute, and what is around it."""
    cls = getattr(iods, place.iod)
    data = here = DataSet({})
    for step in place.path:
        item = DataSet({}, here, step)
        here.elements[step] = ("SQ", [item])
        here = item
    here.elements[tag] = ("LO", b"TEXT")
    data.elements[0x00080016] = ("UI", cls.sop_classes[0].encode())
    view = View(data, None, None)
    view.plan = plan = plan_of_iod(cls).judged(view)[0]
    for step in place.path:
        (view,) = view.items_of(step)
        rule = plan.rule(step)
        assert rule is not None
        plan = plan.items_of(rule)
    return view, plan


@needs_mirror
@pytest.mark.parametrize("option", ["", *OPTIONS.values()])
def test_the_table_and_the_type_decide(option: str) -> None:
    options = {option: True} if option else {}
    checked = 0
    wrong: list[str] = []
    walks: dict[str, _Walk] = {}
    for row in rows(EDITION, "table_E.1-1"):
        tag = tag_of(row["Tag"])
        code = options_of(row).get(option) or row["Basic Prof."]
        for duty in ("1", "2", "3"):
            place = places().get((tag, duty))
            if place is None:
                continue
            if place.iod not in walks:
                cls = getattr(iods, place.iod)
                walks[place.iod] = _Walk(cls, Profile(**options), Identities(b"", ()), 0)
            found = walks[place.iod]._action(*seen(place, int(tag, 16)), int(tag, 16), frozenset())
            checked += 1
            if found != wanted(code, duty):
                wrong.append(f"{tag} {row['Attribute Name']}: {code} at {place}: {found}")
    assert not wrong, "\n".join(wrong[:20])
    assert checked > 400


@needs_mirror
@pytest.mark.parametrize("duty", ["1", "2", "3", ""])
def test_every_code_is_decided_by_every_type(duty: str) -> None:
    for row in rows(EDITION, "table_E.1-1a"):
        assert decided(row["0"], duty, ACTION_CODES) == wanted(row["0"], duty), row["0"]  # type: ignore[arg-type]


def test_the_places_are_of_all_types() -> None:
    protected = {tag_of(row["Tag"]) for row in rows(EDITION, "table_E.1-1")}
    types = [type_ for tag, type_ in places() if tag in protected]
    assert {type_: types.count(type_) > 40 for type_ in "123"} == dict.fromkeys("123", True)
