"""Attributes: one declaration of the standard each, a data descriptor that checks what is assigned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from dicomwright.runtime.errors import InvalidValue, Refused

if TYPE_CHECKING:
    from types import EllipsisType

    from dicomwright.runtime.conditions.expressions import Requirement
    from dicomwright.runtime.declarations.checking import Check
    from dicomwright.runtime.declarations.objects import DicomObject


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


class Attribute:
    """An attribute of a module, macro, item or IOD: what the standard's table says of it.

    A data descriptor: reading gives the value, else the derived value, else None; assigning checks.
    """

    __slots__ = (
        "_check", "applies_if", "binding", "cid", "codes", "default", "derived", "item", "items", "keyword",
        "owner", "required_if", "tag", "terms", "type", "value_lists", "values", "vm", "vr",
    )  # fmt: skip

    if TYPE_CHECKING:
        _check: Check
        keyword: str
        owner: type[DicomObject]

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
        derived: str | float | None = None,
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
        self.derived = derived
        self.default = default

    def __set_name__(self, owner: type[DicomObject], name: str) -> None:
        """Learn the keyword from the name in the class."""
        self.keyword = name
        self.owner = owner

    def __get__(self, instance: DicomObject | None, owner: type | None = None) -> Any:  # noqa: ANN401
        """Return the value, else the derived value, else None; on the class, the declaration."""
        if instance is None:
            return self
        try:
            return instance.stored_[self.keyword]
        except KeyError:
            return instance.unstored_(self)

    def __set__(self, instance: DicomObject, value: object) -> None:
        """Check and keep a value; None makes the attribute present and empty. Raises `InvalidValue`."""
        if value is not None:
            value = self.checked(value, type(instance))
        instance.stored_[self.keyword] = value
        if instance.origin_ is not None:
            instance.origin_.forget(self)

    def __delete__(self, instance: DicomObject) -> None:
        """Make the attribute absent."""
        instance.stored_.pop(self.keyword, None)
        if instance.origin_ is not None:
            instance.origin_.forget(self)

    def __repr__(self) -> str:
        """Show the row of the table, without the class it came from."""
        return f"<Attribute {self.label} {self.vr} type {self.type or '-'}>"

    @property
    def number(self) -> int:
        """The tag as a number; of a repeating group, in its first group."""
        return self.tag if isinstance(self.tag, int) else int(self.tag.replace("x", "0"), 16)

    @property
    def label(self) -> str:
        """Keyword and tag as they stand in messages."""
        tag = self.tag if isinstance(self.tag, str) else f"{self.tag:08X}"
        return f"{self.keyword} ({tag[:4]},{tag[4:]})"

    @property
    def demanded(self) -> bool:
        """Whether a constructor demands it: it has no default."""
        return self.default is ...

    def checked(self, value: object, owner: type[DicomObject]) -> Any:  # noqa: ANN401 - by VR
        """Return what is kept of a value in an object of class `owner`. Raises `InvalidValue`."""
        try:
            return self.kept(value, owner)
        except Refused as refused:
            raise self.invalid(owner, str(refused)) from None

    def kept(self, value: object, owner: type[DicomObject]) -> Any:  # noqa: ANN401 - by VR
        """Return what is kept of a value, as `checked` does. Raises `Refused`, with the rule alone."""
        try:
            check = self._check
        except AttributeError:
            from dicomwright.runtime.declarations.checking import check_of  # noqa: PLC0415 - only who assigns needs it

            check = self._check = check_of(self)
        return check(value, owner)

    def invalid(self, owner: type[DicomObject], rule: str) -> InvalidValue:
        """Return the error that names class, attribute, VR and the rule, and no value."""
        return InvalidValue(f"{owner.__qualname__}.{self.label}, VR {self.vr}: {rule}")


if TYPE_CHECKING:

    def attribute(  # noqa: PLR0913
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
        derived: str | float | None = None,
        default: EllipsisType | None = ...,
    ) -> Any:  # noqa: ANN401 - the annotation of the field is its type
        """Declare an attribute; without `default`, a constructor demands it.

        `tag` is 0xGGGGEEEE, or "60xx3000" in a repeating group. `type_` is "1", "1C", "2", "2C", "3" or "".
        `derived` is the value that is filled in when none was set. `codes`: an item may also be a code alone.
        `applies_if`: conditions of the includes that the row comes from; one of them must hold.
        See `Attribute`.
        """

else:
    attribute = Attribute
