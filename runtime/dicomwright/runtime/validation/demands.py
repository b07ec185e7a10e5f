"""Demands: what the rows of a table say of the presence of attributes, each made ready when it is asked for."""

from __future__ import annotations

import sys
from functools import cached_property
from typing import TYPE_CHECKING, Final

from dicomwright.runtime.conditions.words import requirement_in_words
from dicomwright.runtime.validation.compiled import ALWAYS, NEVER, all_tests, any_test, conditional
from dicomwright.runtime.validation.findings import found_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dicomwright.runtime.declarations.attribute import Attribute
    from dicomwright.runtime.declarations.objects import DicomObject
    from dicomwright.runtime.reports.findings import Finding, Severity
    from dicomwright.runtime.validation.compiled import IsLocal, Test
    from dicomwright.runtime.validation.findings import Owner

_CERTAIN: Final = frozenset({"1", "2"})
_DEMANDING: Final = frozenset({"1", "2", "1C", "2C"})
_VALUED: Final = frozenset({"1", "1C"})


class Demand:
    """What one module, macro or item says of the presence of an attribute: a row of its table.

    `owner` is what a finding names. `demanded` tells whether the attribute must be there, in an item or module that is
    there itself. Of the conditions of the includes that the row comes from, one must hold; a row of Type 1 or 2 has no
    other condition there, and is a row of Type 1C or 2C by them alone.
    """

    __slots__ = (
        "_absent", "_applies", "_below", "_free", "_permitted", "_row", "_supposed", "_when", "demanded", "owner",
        "type_",
    )  # fmt: skip

    def __init__(
        self,
        row: Attribute,
        owner: Owner,
        is_local: IsLocal,
        *,
        free: bool = False,
        below: bool = False,
    ) -> None:
        """Make a row ready; `is_local` tells which tags have their place beside it.

        `free`: whether the attribute is there is a matter of others. `below`: its absence follows from that of its
        module, which is the fault.
        """
        self._below = below
        self.owner = owner
        self.type_ = row.type
        self._row = row
        self._when = conditional(row.required_if, is_local) if not free else None
        self._applies = [conditional(part, is_local) for part in row.applies_if] if not free else []
        self._absent: Finding | None = None
        self._permitted: Test | None = None
        self._supposed: Test | None = None
        self._free = free
        self.demanded = self._demanded(row) if row.type in _DEMANDING and not free else NEVER

    def _demanded(self, row: Attribute) -> Test:
        if self._when is None and not self._is_stated(row):
            return NEVER
        tests = [] if self._when is None else [self._when.demands]
        if self._applies:
            tests.append(any_test([NEVER if part is None else part.demands for part in self._applies]))
        if NEVER in tests:
            return NEVER
        return all_tests(tests) if tests else ALWAYS

    @staticmethod
    def _is_stated(row: Attribute) -> bool:
        """Tell whether a row demands its attribute without a condition of its own."""
        return row.required_if is None and (bool(row.applies_if) or row.type in _CERTAIN)

    @property
    def permitted(self) -> Test:
        """Whether the attribute may be there."""
        if self._permitted is None:
            tests = [] if self._when is None else [self._when.permits]
            if self._applies:
                tests.append(any_test([ALWAYS if part is None else part.permits for part in self._applies]))
            self._permitted = all_tests(tests) if tests else ALWAYS
        return self._permitted

    @property
    def supposed(self) -> Test:
        """Whether the attribute must be there for all that anybody knows: where nothing tells, it may have to be."""
        if self._supposed is None:
            self._supposed = self._supposition()
        return self._supposed

    def _supposition(self) -> Test:
        row = self._row
        if self._free or row.type not in _DEMANDING:
            return NEVER
        tests = [] if row.required_if is None or self._when is None else [self._when.supposes]
        if row.applies_if:
            tests.append(any_test([ALWAYS if part is None else part.supposes for part in self._applies]))
        return all_tests(tests) if tests else ALWAYS

    @property
    def is_certain(self) -> bool:
        """Whether nothing makes the demand conditional."""
        return self.demanded is ALWAYS

    @property
    def is_for_a_value(self) -> bool:
        """Whether the attribute must have a value, where it is."""
        return self.type_ in _VALUED

    # --- what is said when it is not met

    def absent(self, tag: int) -> Finding:
        """Say that the attribute is absent."""
        # of repeating groups, one after the other may lack it
        if self._absent is None or self._absent.tag != tag:
            because = f": {reason}" if (reason := self._reason()) else ""
            said = f"Type {self.type_} attribute is absent{because}"
            severity: Severity | None = "information" if self._below else None
            self._absent = found_at(f"missing-type-{self.type_.lower()}", tag, self.owner, said, severity)
        return self._absent

    def denied(self, tag: int) -> Finding:
        """Say that the attribute may not be there."""
        return found_at("not-allowed", tag, self.owner, f"may not be present: {self._reason()}")

    def empty(self, tag: int, what: str) -> Finding:
        """Say that the attribute has no value, or no items."""
        said = f"Type {self.type_} attribute has no {what}"
        return found_at(f"empty-type-{self.type_.lower()}", tag, self.owner, said)

    def _reason(self) -> str:
        """Return what the presence of the attribute depends on, in words; empty when on nothing."""
        included = ", or ".join(map(requirement_in_words, self._row.applies_if))
        return ", and ".join(filter(None, (included, requirement_in_words(self._row.required_if))))


class Table:
    """The rows of a module, macro, item or IOD by tag, and what they demand.

    `owner` is what findings name, None where each row says so itself. Whether `free` tags are there is a matter of
    others; those `below` are absent because their module is.
    """

    def __init__(
        self,
        rows: Mapping[int, Attribute],
        owner: type[DicomObject] | None,
        is_local: IsLocal,
        free: frozenset[int] = frozenset(),
        below: frozenset[int] = frozenset(),
    ) -> None:
        """Keep the rows; `is_local` tells which tags have their place beside them."""
        self.rows = rows
        self._owner = owner
        self._is_local = is_local
        self._free = free
        self._below = below
        self._demands: dict[int, Demand] = {}

    def of_rows(self, rows: Mapping[int, Attribute]) -> Table:
        """Return a table of some of the rows."""
        return Table(rows, self._owner, self._is_local, self._free, self._below)

    def demand(self, tag: int) -> Demand:
        """Return what the row of a tag demands."""
        found = self._demands.get(tag)
        if found is None:
            row = self.rows[tag]
            owner = self._owner or root_of(row.owner)
            found = self._demands[tag] = Demand(
                row, owner, self._is_local, free=tag in self._free, below=tag in self._below
            )
        return found

    def of_missing(self, others: frozenset[int]) -> Table:
        """Return the table where its module is missing, which is the fault; but what `others` ask for, too, is one."""
        return Table(self.rows, self._owner, self._is_local, self._free, frozenset(self.rows) - others)

    @cached_property
    def demanding(self) -> list[tuple[int, Demand]]:
        """What the table may demand, by tag; without what is in repeating groups."""
        return list(self._demanding())

    def _demanding(self) -> Iterator[tuple[int, Demand]]:
        for tag, row in self.rows.items():
            if row.type in _DEMANDING and not isinstance(row.tag, str):
                demand = self.demand(tag)
                if demand.demanded is not NEVER:
                    yield tag, demand


def rows_of(cls: type[DicomObject]) -> dict[int, Attribute]:
    """Return the attributes of a class by tag."""
    return {attribute.number: attribute for attribute in cls.attributes().values()}


def root_of(owner: type[DicomObject]) -> type[DicomObject]:
    """Return the module, macro or IOD that an item class stands in."""
    name = owner.__qualname__.partition(".")[0]
    found = getattr(sys.modules[owner.__module__], name, owner)
    return found if isinstance(found, type) else owner
