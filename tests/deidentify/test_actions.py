"""Every row of PS3.15 Table E.1-1 with every option, at each Type at which an IOD has the attribute."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

import pytest
from committed import EDITION, edition, needs_mirror
from independent.part15 import OPTIONS, options_of, rows, tag_of

from dicomwright import iods
from dicomwright.deidentify.deciding import Deciding
from dicomwright.deidentify.profile import Profile
from dicomwright.deidentify.record import Record
from dicomwright.deidentify.validity.decisions import decided
from dicomwright.dictionary import ACTION_CODES, ELEMENTS
from dicomwright.generator.facts import Attribute, Include
from dicomwright.generator.render.names import class_name
from dicomwright.runtime.trees.tree import DataSet
from dicomwright.runtime.validation.modules import plan_of_iod
from dicomwright.runtime.validation.view import View
from dicomwright.runtime.vocabulary.registry import edition_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dicomwright.generator.facts import Entry, Iod
    from dicomwright.runtime.trees.tree import Element
    from dicomwright.runtime.validation.plan import ItemPlan

_DEEPEST: Final = 2
TAGS: Final = {ELEMENTS[tag].keyword: tag for tag in ELEMENTS}
KEPT: Final = {"1": {"X": "D", "Z": "D"}, "2": {"X": "Z"}, "3": {}}


def wanted(code: str, duty: str) -> str:
    """What the table asks for, by its own words, and what the Type leaves of it."""
    (meaning,) = (row["1"] for row in rows(EDITION, "table_E.1-1a") if row["0"] == code)
    types = dict(zip(re.findall(r"Type (\d)", meaning), code.split("/"), strict=False))
    letter = types.get(duty, code.split("/", maxsplit=1)[0] if types else code)
    if not duty:
        return letter if letter in {"U", "K", "C"} else "X"
    return KEPT[duty].get(letter, letter)


Row = tuple[tuple[str, ...], str, str]
"""Tags, the Type, and what expression makes it conditional."""


class Place(NamedTuple):
    """Where an IOD has an attribute: its class, the tags of the sequences around it, and the Type."""

    iod: str
    path: tuple[int, ...]
    type: str
    condition: str = ""


@cache
def places() -> dict[tuple[str, str], Place]:
    """One place for each tag and Type, by the snapshot: of rows that no condition makes conditional."""
    return {(tag, type_): place for (tag, type_, condition), place in _places().items() if not condition}


@cache
def conditional() -> dict[tuple[str, str, str], Place]:
    """One place for each tag, Type and condition of a row that has one."""
    return {key: place for key, place in _places().items() if place.condition}


@cache
def _places() -> dict[tuple[str, str, str], Place]:
    found: dict[tuple[str, str, str], Place] = {}
    for iod in _composite():
        for tag, place in _of_iod(iod):
            found.setdefault((tag, place.type, place.condition), place)
    return found


def _composite() -> list[Iod]:
    return [iod for iod in edition().iods if iod.kind == "composite" and iod.sop_classes]


@cache
def _table(xml_id: str) -> tuple[list[Row], set[str]]:
    """Rows of a table at every depth, and all that it has at its top."""
    tables = {table.xml_id: table.entries for table in edition().attribute_tables}
    return list(_rows(tables[xml_id], tables)), _tags(tables[xml_id], tables)


def _of_iod(iod: Iod) -> Iterator[tuple[str, Place]]:
    modules, top = zip(*(_table(usage.module) for usage in iod.modules), strict=True)
    for number, module in enumerate(modules):
        others = set[str]().union(*(tags for other, tags in enumerate(top) if other != number))
        for path, type_, condition in module:  # what several modules say of an attribute is another matter
            if path[0] not in others:
                name, tags = class_name(iod.name), tuple(int(tag, 16) for tag in path[:-1])
                yield path[-1], Place(name, tags, type_, condition)


def _rows(
    entries: Iterable[Entry], tables: dict[str, tuple[Entry, ...]], above: tuple[str, ...] = ()
) -> Iterator[Row]:
    """Rows with the tags around them and their Types; each of a table once, and none of it that stands there twice."""
    found = list(_expanded(entries, tables))
    tags = [entry.tag for entry in found]
    for entry in found:
        if entry.type and "x" not in entry.tag and tags.count(entry.tag) == 1:
            condition = entry.condition
            if (entry.type in {"1", "2", "3"}) == (condition is None):
                yield (*above, entry.tag), entry.type, condition.expression if condition else ""
            if len(above) < _DEEPEST and condition is None:
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


def seen(place: Place, tag: int, beside: dict[int, Element] | None = None) -> tuple[View, ItemPlan]:
    """The data set that has nothing but the attribute, and what is around and beside it."""
    cls = getattr(iods, place.iod)
    data = here = DataSet({})
    for step in place.path:
        item = DataSet({}, here, step)
        here.elements[step] = ("SQ", [item])
        here = item
    vr = ELEMENTS[tag].vr.partition(" or ")[0] if tag in ELEMENTS else "LO"
    here.elements |= {tag: (vr, [DataSet({})] if vr == "SQ" else b"NO")} | (beside or {})
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
    checked = 0
    wrong: list[str] = []
    for tag, code in _codes(option).items():
        for duty in ("1", "2", "3"):
            place = places().get((tag, duty))
            if place is None:
                continue
            found = _action(place, option, int(tag, 16))
            checked += 1
            if found != wanted(code, duty):
                wrong.append(f"{tag}: {code} at {place}: {found}")
    assert not wrong, "\n".join(wrong[:20])
    assert checked > 400


Setting = tuple[dict[int, "Element"], bool | None]
"""What stands beside an attribute, and whether its condition holds so; None where nobody knows."""


def settings(condition: str) -> list[Setting]:
    """Data sets in which a condition holds, and in which it does not; of those that are simple, by their words."""
    if re.fullmatch(r'external\("[^"]*"\)', condition):
        return [({}, None)]
    found = re.fullmatch(r'(not_\()?(present|equals)\("(\w+)"(?:, "([^"]*)")?(?:, "[^"]*")*\)\)?', condition)
    if found is None or (found[2] == "equals" and found[4] is None):
        return []
    tag = TAGS[found[3]]
    there: Element = (ELEMENTS[tag].vr, (found[4] or "TEXT").encode())
    if there[0] == "SQ":
        there = ("SQ", [DataSet({})])
    return [({tag: there}, not found[1]), ({}, bool(found[1]))]


def _action(place: Place, option: str, tag: int, beside: dict[int, Element] | None = None) -> str | None:
    deciding = _deciding(place.iod, option)
    return deciding.action(*seen(place, tag, beside), tag, frozenset())


@cache
def _deciding(iod: str, option: str) -> Deciding:
    options = {option: True} if option else {}
    return Deciding(edition_of(getattr(iods, iod)), Profile(**options), Record())


def _codes(option: str) -> dict[str, str]:
    """Tags with the codes that the table has for them."""
    return {
        tag_of(row["Tag"]): options_of(row).get(option) or row["Basic Prof."]
        for row in rows(EDITION, "table_E.1-1")
    }


@needs_mirror
@pytest.mark.parametrize("option", ["", *OPTIONS.values()])
def test_a_condition_decides_whether_the_type_holds(option: str) -> None:
    codes, outcomes, wrong = _codes(option), Counter[bool | None](), list[str]()
    for (tag, type_, condition), place in conditional().items():
        for beside, holds in settings(condition) if tag in codes else ():
            supposed = holds or (holds is None and "/" in codes[tag])
            expected = wanted(codes[tag], type_[0] if supposed else "3")
            found = _action(place, option, int(tag, 16), beside)
            outcomes[holds] += 1
            if found != expected:
                wrong.append(f"{tag} {codes[tag]} at {place}, {holds}: {found}, not {expected}")
    assert not wrong, "\n".join(wrong[:20])
    assert min(outcomes[each] for each in (True, False, None)) >= 15


def _declared_twice() -> Iterator[tuple[str, Place]]:
    """Attributes that several mandatory modules of an IOD have, with the strictest of the Types."""
    for iod in _composite():
        types = dict[str, list[str]]()
        for usage in iod.modules:
            found, tags = _table(usage.module)
            known = {path[0]: type_ for path, type_, _ in found if len(path) == 1}
            for tag in tags:
                types.setdefault(tag, []).append(known.get(tag, "") if usage.usage == "M" else "")
        for tag, said in types.items():
            if len(said) > 1 and set(said) <= {"1", "2", "3"}:
                yield tag, Place(class_name(iod.name), (), min(said))


@needs_mirror
def test_the_strictest_of_several_modules_decides() -> None:
    codes, places = _codes(""), list(_declared_twice())
    checked = [(tag, place) for tag, place in places if tag in codes]
    for tag, place in checked:
        assert _action(place, "", int(tag, 16)) == wanted(codes[tag], place.type), (tag, place)
    assert len(checked) > 20


@needs_mirror
@pytest.mark.parametrize("duty", ["1", "2", "3", ""])
def test_every_code_is_decided_by_every_type(duty: str) -> None:
    for row in rows(EDITION, "table_E.1-1a"):
        assert decided(row["0"], duty, ACTION_CODES) == wanted(row["0"], duty), row["0"]  # type: ignore[arg-type]


def test_the_places_are_of_all_types() -> None:
    protected = {tag_of(row["Tag"]) for row in rows(EDITION, "table_E.1-1")}
    types = [type_ for tag, type_ in places() if tag in protected]
    assert {type_: types.count(type_) > 40 for type_ in "123"} == dict.fromkeys("123", True)
