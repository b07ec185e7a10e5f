"""Rows that only stand elsewhere: what a macro states now that the module stated is neither gone nor new."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from dicomwright.diff.changes import Detail
from dicomwright.diff.comparing.details import details
from dicomwright.generator.facts import Attribute, AttributeTable, Include

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dicomwright.diff.changes import Action
    from dicomwright.diff.comparing.compare import Found
    from dicomwright.diff.comparing.sides import Rows, Side
    from dicomwright.generator.facts import Iod

UNCHANGED: Final = "unchanged for users of the IODs"
Place = tuple[str, ...]


class Moves:
    """Looks through the changes for rows that both editions have at one place, by whatever table."""

    def __init__(self, found: list[Found], old: Side, new: Side) -> None:
        """Index the rows that one edition alone has, by the table and the sequence in which they stand."""
        self._sides = old, new
        self._old_ids: dict[tuple[str, str], str] = {
            (table.kind, table.name): table.xml_id for table in old.edition.attribute_tables
        }
        self._found = dict(enumerate(found))
        self._places: dict[int, Place] = {}
        self._iods: dict[tuple[str, str], set[Place]] = {}
        for number, each in self._found.items():
            if (place := _place(each)) is not None:
                self._places[number] = place

    def settled(self) -> list[Found]:
        """Return the changes: rows that moved are one change each, or a part of the one that took them over."""
        steps: tuple[tuple[str, Callable[[int], None]], ...] = (
            ("removed", self._removed),
            ("added", self._added),
            ("removed", self._elsewhere),
            ("added", self._by_other_modules),
        )
        for action, step in steps:
            for number in self._places:
                if number in self._found and self._is(number, action):
                    step(number)
        return list(self._found.values())

    def _is(self, number: int, action: str) -> bool:
        return self._found[number].change.action == action

    def _brought(self, number: int) -> Rows:
        """Return the rows that a change takes away or adds."""
        each = self._found[number]
        side, thing = (self._sides[0], each.old) if each.new is None else (self._sides[1], each.new)
        return side.expanded((thing,), self._places[number], each.within.owner.xml_id)

    def _tops(self, number: int) -> set[Place]:
        """Return the places of those rows that no other of them is around."""
        size = len(self._places[number]) + 1
        return {place for place in self._brought(number) if len(place) == size}

    def _removed(self, number: int) -> None:
        """Settle a row that is gone, when the table has it still."""
        rows = self._sides[1].rows(self._found[number].within.owner.xml_id)
        tops = self._tops(number)
        if not tops or not tops <= rows.keys():
            return
        said = tuple(self._differing(self._brought(number), rows))
        origins = {rows[place].origin for place in tops}
        carrier = self._beside(number, "added", tops) or self._in_tables(number, "added", origins)
        if carrier is not None:
            self._merge(number, carrier, "takes the place of", said)
        else:
            self._move(number, f"brought by {self._names(origins, 1)}", said)

    def _added(self, number: int) -> None:
        """Settle a row that is new, when the table had it before."""
        owner = self._found[number].within.owner
        rows = self._old_rows(owner)
        tops = self._tops(number)
        if not tops or not tops <= rows.keys() or self._found[number].change.action != "added":
            return
        said = tuple(self._differing(rows, self._brought(number), only=self._brought(number).keys()))
        origins = {rows[place].origin for place in tops}
        carrier = self._beside(number, "moved", tops) or self._in_tables(number, "removed", origins)
        if carrier is not None:
            self._merge(number, carrier, "stated by rows", said)
        else:
            self._move(number, f"brought by {self._names(origins, 0)} before", said)

    def _old_rows(self, table: AttributeTable) -> Rows:
        """Return the rows that a table had."""
        return self._sides[0].rows(self._old_ids.get((table.kind, table.name), table.xml_id))

    def _beside(self, number: int, action: str, tops: set[Place]) -> int | None:
        """Find what brings the same rows at the same place."""
        owner, place = self._found[number].within.owner, self._places[number]
        for other, other_place in self._places.items():
            same = (
                other != number and other in self._found and other_place == place and self._is(other, action)
            )
            if same and self._found[other].within.owner == owner and tops <= self._tops(other):
                return other
        return None

    def _in_tables(self, number: int, action: str, origins: set[str]) -> int | None:
        """Find the same row among those of the macros that bring it."""
        thing = self._thing(number)
        for other in self._places:
            if other == number or other not in self._found or not self._is(other, action):
                continue
            same = isinstance(thing, Attribute) and getattr(self._thing(other), "tag", None) == thing.tag
            if same and self._found[other].within.owner.xml_id in origins:
                return other
        return None

    def _thing(self, number: int) -> object:
        each = self._found[number]
        return each.old if each.new is None else each.new

    def _names(self, origins: set[str], side: int) -> str:
        return ", ".join(sorted(self._sides[side].named(origin) for origin in origins))

    def _merge(self, number: int, carrier: int, words: str, said: tuple[Detail, ...]) -> None:
        """Make a change a part of the one that took its rows over."""
        gone, kept = self._found.pop(number).change, self._found[carrier]
        whole = gone.name if gone.place == kept.change.place else f"{gone.name} of {gone.place}"
        elsewhere = gone.place != kept.change.place
        note = (*kept.change.details, Detail(f"{words} {whole}"), *said)
        change = replace(kept.change, details=note, iods=tuple(sorted({*kept.change.iods, *gone.iods})))
        if elsewhere or self._tops(carrier) <= self._known(carrier):
            change = replace(change, action="moved")
        self._found[carrier] = replace(kept, change=change)

    def _known(self, number: int) -> set[Place]:
        """Return the places of rows that the table of a change had before."""
        owner = self._found[number].within.owner
        return set(self._old_rows(owner))

    def _move(self, number: int, words: str, said: tuple[Detail, ...]) -> None:
        each = self._found[number]
        note = (Detail(words), *(said or (Detail(UNCHANGED),)))
        self._found[number] = replace(each, change=replace(each.change, action="moved", details=note))

    def _differing(self, before: Rows, after: Rows, only: object = None) -> Iterator[Detail]:
        """Say what is not the same of rows that both editions have."""
        old, new = self._sides
        for place in before if only is None else [place for place in before if place in after]:
            row = before[place].attribute
            if place not in after:
                yield Detail(f"{row.name} is gone")
                continue
            pair = replace(row, children=()), replace(after[place].attribute, children=())
            if old.resolved(pair[0]) != new.resolved(pair[1]):
                said = "; ".join(each.text() for each in details(*pair, self._sides))
                yield Detail(f"{row.name}: {said}")

    def _elsewhere(self, number: int) -> None:
        """Settle a row that is in another sequence of its table, or in other modules of its IODs."""
        thing = self._thing(number)
        other = self._in_table(number, thing.tag) if isinstance(thing, Attribute) else None
        if other is not None:
            self._transfer(number, other)
        else:
            self._by_other_modules(number)

    def _in_table(self, number: int, tag: str) -> int | None:
        """Find a new row of the same table that has a tag."""
        owner = self._found[number].within.owner
        for other in self._places:
            if other in self._found and self._is(other, "added") and self._found[other].within.owner == owner:
                thing = self._thing(other)
                if isinstance(thing, Attribute) and thing.tag == tag:
                    return other
        return None

    def _transfer(self, number: int, other: int) -> None:
        """Make one change of a row that is in another sequence of its table now."""
        gone, come = self._found.pop(number), self._found[other]
        said = tuple(details(gone.old, come.new, self._sides))
        note = (Detail("place", (gone.change.place,), (come.change.place,)), *said)
        change = replace(come.change, action="moved", details=note, old_address=gone.change.old_address)
        self._found[other] = replace(come, old=gone.old, change=change)

    def _by_other_modules(self, number: int) -> None:
        """Say in how many IODs other modules have what is gone from one, or had what is new in it."""
        each, tops = self._found[number], self._tops(number)
        removed = each.new is None
        side = self._sides[removed]
        iods = [iod for iod in side.edition.iods if iod.name in each.change.iods]
        kept = [iod for iod in iods if tops and tops <= self._of_iod(side, iod)]
        if not kept:
            return
        action: Action = "moved" if len(kept) == len(iods) else each.change.action
        said = "it still, by other modules" if removed else "it before, by other modules"
        note = (
            *each.change.details,
            Detail(f"{len(kept)} of {len(iods)} IODs {'have' if removed else 'had'} {said}"),
        )
        self._found[number] = replace(each, change=replace(each.change, action=action, details=note))

    def _of_iod(self, side: Side, iod: Iod) -> set[Place]:
        """Return the places of all rows of the modules of an IOD."""
        key = side.edition.name, iod.name
        if key not in self._iods:
            self._iods[key] = {place for usage in iod.modules for place in side.rows(usage.module)}
        return self._iods[key]


def _place(each: Found) -> Place | None:
    """Return the sequences around a row that one edition alone has; None of all else, and below includes."""
    thing = each.old if each.new is None else each.new
    rows = isinstance(each.within.owner, AttributeTable) and isinstance(thing, Attribute | Include)
    alone = each.change.action in {"added", "removed"}
    if not rows or not alone or not all(isinstance(one, Attribute) for one in each.within.path):
        return None
    return tuple(one.tag for one in each.within.path)
