"""What type checkers are told of rows: what is given, and what more is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime, time
    from typing import TypeAlias

    from numpy.typing import NDArray
    from pydicom.dataset import Dataset
    from pydicom.sr.coding import Code
    from pydicom.valuerep import PersonName

    from dicomwright.runtime.content.entries import Entry
    from dicomwright.runtime.content.values import (
        Graphic,
        Graphic3D,
        GraphicType,
        GraphicType3D,
        Quantity,
        RangeType,
        Reference,
        Times,
    )
    from dicomwright.runtime.declarations.instances import Instance
    from dicomwright.runtime.declarations.typed import GivenReal, Taking

    _U = TypeVar("_U")

    Present: TypeAlias = Literal[True]
    Name: TypeAlias = PersonName | str
    Date: TypeAlias = date | str
    Time: TypeAlias = time | str
    DateTime: TypeAlias = datetime | str
    Real: TypeAlias = GivenReal
    Referred: TypeAlias = Reference | Instance | Dataset
    GivenPoints: TypeAlias = Sequence[Sequence[float]] | Sequence[float] | NDArray[Any]
    GivenGraphic: TypeAlias = Graphic | tuple[GraphicType, GivenPoints]
    GivenGraphic3D: TypeAlias = Graphic3D | tuple[GraphicType3D, GivenPoints, str]
    GivenTimes: TypeAlias = Times | tuple[RangeType, Sequence[int]]
    GivenQuantity: TypeAlias = Quantity[_U] | tuple[GivenReal, _U]
    PlainQuantity: TypeAlias = Quantity[Code] | GivenReal
    Target: TypeAlias = Entry | tuple[int, ...]
    Number: TypeAlias = Taking[float | None, GivenReal | None]
