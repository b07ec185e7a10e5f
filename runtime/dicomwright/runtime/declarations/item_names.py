"""Classes of items where people look: each class that has a sequence has the class of its items by name.

`GeneralSeries.RequestAttributesItem` is the item class of `RequestAttributesSequence`, though it stands in a macro,
which is loaded when it is asked for. Generated code has such names for type checkers alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from dicomwright.runtime.declarations.declaration import Declaration

_SEQUENCE: Final = "Sequence"
_ITEM: Final = "Item"


class ItemClass:
    """The name of an item class that stands elsewhere: a descriptor, for a metaclass would slow every assignment."""

    __slots__ = ("_declared",)

    def __init__(self, declared: Declaration) -> None:
        """Stand for the items of a sequence."""
        self._declared = declared

    def __get__(self, instance: object, owner: type | None = None) -> Any:  # noqa: ANN401 - a class
        """Return the class, which is loaded with the first who asks."""
        from dicomwright.runtime.declarations.checking import item_class  # noqa: PLC0415 - only who asks needs it

        return item_class(self._declared)


def item_name(declared: Declaration) -> str:
    """Return what the class of the items of a sequence is called: SegmentItem of SegmentSequence."""
    return declared.keyword.removesuffix(_SEQUENCE) + _ITEM


def name_items(owner: type[Any], declared: Declaration) -> None:
    """Give a class the name of the items of a sequence, if they have a class and it is not declared there."""
    name = item_name(declared)
    if declared.item not in {None, "Code"} and name not in vars(owner):
        setattr(owner, name, ItemClass(declared))
