"""Classes of items where people look: each class that has a sequence has the class of its items by name.

`GeneralSeries.RequestAttributesItem` is the item class of `RequestAttributesSequence`, though it stands in a macro,
which is loaded when it is asked for. Generated code has such names for type checkers alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dicomwright.runtime.vocabulary.registry import edition_of

if TYPE_CHECKING:
    from dicomwright.runtime.vocabulary.registry import Edition

    Declaration = Any
    """A `Declaration`, which knows this file."""

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
        return item_class(self._declared)


def home_of(declared: Declaration) -> Edition:
    """Return the edition that a declaration is of; one that stands in no class is of the runtime's own."""
    return edition_of(getattr(declared, "owner", None))


def item_class(declared: Declaration) -> Any:  # noqa: ANN401 - type[Item]; None of coded entries
    """Return the class of the items of a sequence; None when they are codes."""
    if declared.item == "Code":
        return None
    if isinstance(declared.item, str):
        declared.item = home_of(declared).resolve(declared.item, "macros")
    if declared.item is None:
        raise TypeError(f"{declared.keyword} is a sequence without an item class")
    return declared.item


def item_name(declared: Declaration) -> str:
    """Return what the class of the items of a sequence is called: SegmentItem of SegmentSequence."""
    keyword: str = declared.keyword
    return keyword.removesuffix(_SEQUENCE) + _ITEM


def name_items(owner: type[Any], declared: Declaration) -> None:
    """Give a class the name of the items of a sequence, if they have a class and it is not declared there."""
    name = item_name(declared)
    if declared.item not in {None, "Code"} and name not in vars(owner):
        setattr(owner, name, ItemClass(declared))
