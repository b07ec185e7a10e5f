"""Classes of items where people look: each class that has a sequence has the class of its items by name.

`GeneralSeries.RequestAttributesItem` is the item class of `RequestAttributesSequence`, though it stands in a macro,
which is loaded when it is asked for. Generated code has such names for type checkers alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dicomwright.runtime.wording import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dicomwright.runtime.declarations.declaration import Declaration

_SEQUENCE: Final = "Sequence"
_ITEM: Final = "Item"


class ItemNaming(type):
    """The type of classes that have attributes."""

    if not TYPE_CHECKING:  # type checkers would take it as leave to use any name

        def __getattr__(cls, name: str) -> Any:  # noqa: ANN401 - a class
            """Return the class of the items of a sequence. Raises AttributeError for any other name."""
            declared = _sequence_of(cls, name) if name.endswith(_ITEM) else None
            if declared is None or declared.item == "Code":
                raise AttributeError(_unknown(cls, name, declared), name=name)
            from dicomwright.runtime.declarations.checking import item_class  # noqa: PLC0415 - only who asks needs it

            return item_class(declared)

    def __dir__(cls) -> Iterable[str]:
        """Add the names of the classes of items."""
        return sorted({*super().__dir__(), *item_names(cls)})


def item_name(declared: Declaration) -> str:
    """Return what the class of the items of a sequence is called: SegmentItem of SegmentSequence."""
    return declared.keyword.removesuffix(_SEQUENCE) + _ITEM


def item_names(cls: type[Any]) -> list[str]:
    """Return the names of the classes of items that a class has."""
    return [
        item_name(declared) for declared in _declared(cls) if declared.vr == "SQ" and declared.item != "Code"
    ]


def _declared(cls: type[Any]) -> Iterable[Declaration]:
    found: Iterable[Declaration] = cls.attributes().values()
    return found


def _sequence_of(cls: type[Any], name: str) -> Declaration | None:
    """Return the sequence whose items are called so; its keyword nearly always ends with "Sequence"."""
    attributes = cls.attributes()
    stem = name.removesuffix(_ITEM)
    declared: Declaration | None = attributes.get(stem + _SEQUENCE) or attributes.get(stem)
    return declared if declared is not None and declared.vr == "SQ" else None


def _unknown(cls: type[Any], name: str, declared: Declaration | None) -> str:
    if name.startswith("_") or name.endswith("_"):
        return f"type object {cls.__qualname__!r} has no attribute {name!r}"
    if declared is not None:
        return f"{cls.__qualname__} has no {name}: the items of {declared.keyword} are codes"
    return f"{cls.__qualname__} has no {name}{did_you_mean(name, [*item_names(cls), *cls.attributes()])}"
