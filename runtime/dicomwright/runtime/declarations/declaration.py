"""Declarations: what a row of the standard's tables says of an attribute."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from dicomwright.runtime.errors import InvalidValue
from dicomwright.runtime.vocabulary.dictionary import tag_of_mask

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import EllipsisType

    from dicomwright.runtime.conditions.expressions import Expression, Requirement


class ValueList(NamedTuple):
    """Enumerated Values or Defined Terms that hold for one value number, or under a condition."""

    kind: str
    values: tuple[str | float, ...]
    value: int | None
    when: Requirement | None


def values_of(
    kind: str, values: tuple[str | float, ...], *, value: int | None = None, when: Requirement | None = None
) -> ValueList:
    """Declare a list ("enumerated" or "defined") for value number `value` (from 1), if `when` holds."""
    return ValueList(kind, values, value, when)


class Declaration:
    """An attribute of a module, macro, item or IOD: what the standard's table says of it."""

    __slots__ = (
        "applies_if", "binding", "cid", "codes", "constraints", "default", "derived", "item", "items", "keyword",
        "overrides", "owner", "required_if", "tag", "terms", "type", "value_lists", "values", "vm", "vr",
    )  # fmt: skip

    if TYPE_CHECKING:
        keyword: str
        owner: type[Any]

    def __init__(  # noqa: PLR0913 - one parameter for each column of the standard's tables
        self,
        tag: int | str,
        vr: str,
        type_: str,
        *,
        vm: str = "1",
        values: tuple[str | float, ...] = (),
        terms: tuple[str | float, ...] = (),
        value_lists: tuple[ValueList, ...] = (),
        item: type | str | None = None,
        codes: bool = False,
        items: tuple[int, int | None] | None = None,
        cid: str | tuple[str, ...] | None = None,
        binding: str | None = None,
        required_if: Requirement | None = None,
        applies_if: tuple[Requirement, ...] = (),
        constraints: tuple[Expression, ...] = (),
        derived: str | float | None = None,
        overrides: bool = False,
        default: EllipsisType | None = ...,
    ) -> None:
        """Keep the declaration as it is: thousands are made at import, so nothing is parsed here."""
        self.tag = tag
        self.vr = vr
        self.type = type_
        self.vm = vm
        self.values = values
        self.terms = terms
        self.value_lists = value_lists
        self.item = item
        self.codes = codes
        self.items = items
        self.cid = cid
        self.binding = binding
        self.required_if = required_if
        self.applies_if = applies_if
        self.constraints = constraints
        self.derived = derived
        self.overrides = overrides
        self.default = default

    def __set_name__(self, owner: type[Any], name: str) -> None:
        """Learn the keyword from the name in the class."""
        self.keyword = name
        self.owner = owner

    def __repr__(self) -> str:
        """Show the row of the table, without the class it came from."""
        return f"<Attribute {self.label} {self.vr} type {self.type or '-'}>"

    @property
    def number(self) -> int:
        """The tag as a number; of a repeating group, in its first group."""
        return self.tag if isinstance(self.tag, int) else tag_of_mask(self.tag)

    @property
    def label(self) -> str:
        """Keyword and tag as they stand in messages."""
        tag = self.tag if isinstance(self.tag, str) else f"{self.tag:08X}"
        return f"{self.keyword} ({tag[:4]},{tag[4:]})"

    @property
    def demanded(self) -> bool:
        """Whether a constructor demands it: it has no default."""
        return self.default is ...

    def invalid(self, owner: type[Any], rule: str) -> InvalidValue:
        """Return the error that names class, attribute, VR and the rule, and no value."""
        return InvalidValue(f"{owner.__qualname__}.{self.label}, VR {self.vr}: {rule}")

    def invalid_items(self, owner: type[Any], faults: Iterable[str]) -> InvalidValue:
        """Return the error of items that could not be built, with the path of each fault."""
        name = owner.__qualname__
        return InvalidValue.of(name, [InvalidValue(f"{name}.{self.keyword}{fault}") for fault in faults])
