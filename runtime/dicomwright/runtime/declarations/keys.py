"""What type checkers are told of the keys of queries, by VR: single values, and what matching adds to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime, time
    from typing import Any, TypeAlias

    from pydicom.sr.coding import Code
    from pydicom.valuerep import PersonName

    TextKey: TypeAlias = str
    NameKey: TypeAlias = PersonName | str
    UIDKey: TypeAlias = str | Sequence[str]
    NumberKey: TypeAlias = float | str
    DateKey: TypeAlias = date | str | tuple[date | str | None, date | str | None]
    TimeKey: TypeAlias = time | str | tuple[time | str | None, time | str | None]
    DateTimeKey: TypeAlias = datetime | str | tuple[datetime | str | None, datetime | str | None]
    ItemKey: TypeAlias = Code | Mapping[str, Any]
