"""Attributes: one declaration of the standard each, a data descriptor that checks what is assigned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwright.runtime.declarations.declaration import Declaration
from dicomwright.runtime.declarations.holder import UNSET
from dicomwright.runtime.errors import Refused, RefusedItems

if TYPE_CHECKING:
    from types import EllipsisType

    from dicomwright.runtime.conditions.expressions import Expression, Requirement
    from dicomwright.runtime.declarations.checking import Check
    from dicomwright.runtime.declarations.declaration import ValueList
    from dicomwright.runtime.declarations.holder import Holder


class Attribute(Declaration):
    """An attribute of a class: reading gives the value, else the derived value, else None; assigning checks."""

    __slots__ = ("_check",)

    if TYPE_CHECKING:
        _check: Check

    def __set_name__(self, owner: type[Any], name: str) -> None:
        """Learn the keyword from the name in the class; what has names becomes an attribute of names."""
        super().__set_name__(owner, name)
        if self.vr == "PN":
            self.__class__ = NameAttribute

    def __get__(self, instance: Holder | None, owner: type | None = None) -> Any:  # noqa: ANN401
        """Return the value, else the derived value, else None; on the class, the declaration."""
        if instance is None:
            return self
        try:
            return instance.stored_[self.keyword]
        except KeyError:
            return instance.unstored_(self)

    def __set__(self, instance: Holder, value: object) -> None:
        """Check and keep a value; None makes the attribute empty, UNSET absent. Raises `InvalidValue`."""
        if value is UNSET:
            self.__delete__(instance)
            return
        if value is not None:
            value = self.checked(value, type(instance))
        if value is None and self.type == "1":
            raise self.invalid(
                type(instance), "must have a value, because it is Type 1; UNSET, or del, leaves it out"
            )
        instance.stored_[self.keyword] = value
        if instance.origin_ is not None:
            instance.origin_.replace(instance, self)

    def __delete__(self, instance: Holder) -> None:
        """Make the attribute absent."""
        instance.stored_.pop(self.keyword, None)
        if instance.origin_ is not None:
            instance.origin_.forget(self)

    def checked(self, value: object, owner: type[Any]) -> Any:  # noqa: ANN401 - by VR
        """Return what is kept of a value in an object of class `owner`. Raises `InvalidValue`."""
        try:
            return self.kept(value, owner)
        except RefusedItems as refused:
            raise self.invalid_items(owner, refused.faults) from None
        except Refused as refused:
            raise self.invalid(owner, str(refused)) from None

    def kept(self, value: object, owner: type[Any]) -> Any:  # noqa: ANN401 - by VR
        """Return what is kept of a value, as `checked` does. Raises `Refused`, with the rule alone."""
        try:
            check = self._check
        except AttributeError:
            from dicomwright.runtime.declarations.checking import check_of  # noqa: PLC0415 - only who assigns needs it

            check = self._check = check_of(self)
        return check(value, owner)


class NameAttribute(Attribute):
    """An attribute of names, which are kept as text until someone reads them: pydicom, whose they are, is heavy."""

    __slots__ = ()

    def __get__(self, instance: Holder | None, owner: type | None = None) -> Any:  # noqa: ANN401
        """Return names as `PersonName`, be they set or read."""
        value = super().__get__(instance, owner)
        if instance is None or not (type(value) is str or (type(value) is tuple and str in map(type, value))):
            return value
        value = _names_of(value)
        instance.stored_[self.keyword] = value
        return value


def _names_of(value: str | tuple[Any, ...]) -> Any:  # noqa: ANN401 - one, or several
    from pydicom.valuerep import PersonName  # noqa: PLC0415 - heavy

    if isinstance(value, str):
        return PersonName(value)
    return tuple(PersonName(one) if type(one) is str else one for one in value)


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
        constraints: tuple[Expression, ...] = (),
        derived: str | float | None = None,
        overrides: bool = False,
        default: EllipsisType | None = ...,
    ) -> Any:  # noqa: ANN401 - the annotation of the field is its type
        """Declare an attribute; without `default`, a constructor demands it.

        `tag` is 0xGGGGEEEE, or "60xx3000" in a repeating group. `type_` is "1", "1C", "2", "2C", "3" or "".
        `derived` is the value that is filled in when none was set. `codes`: an item may also be a code alone.
        `overrides`: the type holds even where another module has the attribute, too.
        `applies_if`: conditions of the includes that the row comes from; one of them must hold.
        `constraints`: what must hold where the attribute is.
        See `Attribute`.
        """

else:
    attribute = Attribute
