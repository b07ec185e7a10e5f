"""What checkers are told of attributes that take more than they give: numbers of numpy, decimals, arrays, texts.

Reading gives the types of Python; assigning, and the constructor, take all that is checked at run time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal
    from typing import Self, TypeAlias, overload

    import numpy as np
    from numpy.typing import NDArray
    from pydicom.valuerep import PersonName

    GivenInteger: TypeAlias = int | np.integer[Any]
    GivenNumber: TypeAlias = np.integer[Any]
    GivenReal: TypeAlias = float | Decimal | np.floating[Any] | np.integer[Any]
    GivenIntegers: TypeAlias = Sequence[GivenInteger] | NDArray[Any]
    GivenReals: TypeAlias = Sequence[GivenReal] | NDArray[Any]
    GivenName: TypeAlias = PersonName | str
    GivenBytes: TypeAlias = bytes | bytearray | memoryview | NDArray[Any]

_Given_co = TypeVar("_Given_co", covariant=True)
_Taken_contra = TypeVar("_Taken_contra", contravariant=True)


class Taking(Generic[_Given_co, _Taken_contra]):
    """An attribute that gives one type, and takes another."""

    if TYPE_CHECKING:

        @overload
        def __get__(self, instance: None, owner: type) -> Self: ...
        @overload
        def __get__(self, instance: object, owner: type) -> _Given_co: ...
        def __get__(self, instance: object, owner: type) -> Any:
            """Return the value; on the class, the declaration."""

        def __set__(self, instance: object, value: _Taken_contra) -> None:
            """Check and keep a value."""

        def __delete__(self, instance: object) -> None:
            """Make the attribute absent."""


if TYPE_CHECKING:
    _T = TypeVar("_T")
    _D = TypeVar("_D")

    Integer: TypeAlias = Taking[int, GivenInteger]
    OptionalInteger: TypeAlias = Taking[int | None, GivenInteger | None]
    IntegerOf: TypeAlias = Taking[_T, _T | np.integer[Any]]
    Integers: TypeAlias = Taking[Sequence[int], GivenIntegers]
    OptionalIntegers: TypeAlias = Taking[Sequence[int] | None, GivenIntegers | None]
    Real: TypeAlias = Taking[float, GivenReal]
    OptionalReal: TypeAlias = Taking[float | None, GivenReal | None]
    Reals: TypeAlias = Taking[Sequence[float], GivenReals]
    OptionalReals: TypeAlias = Taking[Sequence[float] | None, GivenReals | None]
    Name: TypeAlias = Taking[PersonName, GivenName]
    OptionalName: TypeAlias = Taking[PersonName | None, GivenName | None]
    Names: TypeAlias = Taking[Sequence[PersonName], Sequence[GivenName]]
    OptionalNames: TypeAlias = Taking[Sequence[PersonName] | None, Sequence[GivenName] | None]
    Items: TypeAlias = Taking[Sequence[_T], Sequence[_T | _D]]
    OptionalItems: TypeAlias = Taking[Sequence[_T] | None, Sequence[_T | _D] | None]
    Table: TypeAlias = Taking[Sequence[int] | bytes, GivenIntegers | GivenBytes]
    OptionalTable: TypeAlias = Taking[Sequence[int] | bytes | None, GivenIntegers | GivenBytes | None]
    Bytes: TypeAlias = Taking[bytes, GivenBytes]
    OptionalBytes: TypeAlias = Taking[bytes | None, GivenBytes | None]

    class NoModule:
        """What is no module has in place of what modules share."""
