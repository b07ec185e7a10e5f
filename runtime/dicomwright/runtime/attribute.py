"""Attributes: one declaration of the standard each, a data descriptor that checks what is assigned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from types import EllipsisType

    from dicomwright.runtime.conditions import Condition
    from dicomwright.runtime.objects import DicomObject


class ValueList(NamedTuple):
    """Enumerated Values or Defined Terms that hold for one value number, or under a condition."""

    kind: str
    values: tuple[str | float, ...]
    value: int | None
    when: Condition | None


def values_of(
    kind: str, values: tuple[str | float, ...], *, value: int | None = None, when: Condition | None = None
) -> ValueList:
    """Declare a list ("enumerated" or "defined") for value number `value` (from 1), under condition `when`."""
    return ValueList(kind, values, value, when)


class Attribute:
    """An attribute of a module, macro, item or IOD: what the standard's table says of it.

    A data descriptor: reading gives the value, the derived value or None; assigning checks.
    """

    __slots__ = (
        "_checker", "_item", "binding", "cid", "default", "derived", "item", "items", "keyword", "module",
        "owner", "required_if", "tag", "terms", "type", "value_lists", "values", "vm", "vr",
    )  # fmt: skip

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
        items: tuple[int, int | None] | None = None,
        cid: str | None = None,
        binding: str | None = None,
        required_if: Condition | None = None,
        derived: str | float | None = None,
        default: EllipsisType | None = ...,
        module: str | None = None,
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
        self.items = items
        self.cid = cid
        self.binding = binding
        self.required_if = required_if
        self.derived = derived
        self.default = default
        self.module = module

    def __set_name__(self, owner: type, name: str) -> None:
        """Learn the keyword from the name in the class."""
        self.keyword = name
        self.owner = owner

    def __get__(self, instance: DicomObject | None, owner: type | None = None) -> Any:  # noqa: ANN401
        """Return the value; the derived value or None when it was never set; on the class, the declaration."""
        if instance is None:
            return self
        return instance._values.get(self.keyword)

    def __set__(self, instance: DicomObject, value: object) -> None:
        """Check and keep a value."""
        instance._values[self.keyword] = value

    def __delete__(self, instance: DicomObject) -> None:
        """Make the attribute absent."""
        instance._values.pop(self.keyword, None)


if TYPE_CHECKING:

    def attribute(  # noqa: PLR0913
        tag: int | str,
        vr: str,
        type_: str,
        *,
        vm: str = ...,
        values: tuple[str | float, ...] = ...,
        terms: tuple[str | float, ...] = ...,
        value_lists: tuple[ValueList, ...] = ...,
        item: type | str | None = ...,
        items: tuple[int, int | None] | None = ...,
        cid: str | None = ...,
        binding: str | None = ...,
        required_if: Condition | None = ...,
        derived: str | float | None = ...,
        default: EllipsisType | None = ...,
        module: str | None = ...,
    ) -> Any:  # noqa: ANN401 - the annotation of the field is its type
        """Declare an attribute; without `default`, a constructor demands it.

        `tag` is 0xGGGGEEEE, or "60xx3000" in a repeating group. `type_` is "1", "1C", "2", "2C", "3" or "".
        `derived` is the value that is filled in when none was set. See `Attribute`.
        """

else:
    attribute = Attribute
