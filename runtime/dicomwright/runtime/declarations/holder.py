"""What holds attributes, as its attributes know it, and what it was read from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydicom.dataelem import DataElement, RawDataElement
    from pydicom.tag import BaseTag

    from dicomwright.runtime.declarations.declaration import Declaration
    from dicomwright.runtime.trees.tree import Element, Problem


class Unset:
    """The type of `UNSET`, which has no other value."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Show the name."""
        return "UNSET"

    def __reduce__(self) -> str:
        """Pickle and copy the one there is."""
        return "UNSET"


UNSET: Final[Any] = Unset()
"""What leaves an attribute absent: ``CTImage(PatientComments=text or UNSET, ...)``; None would write it empty.

It is never read. Any for type checkers, so that every attribute takes it: a type of its own, which only assigning has
and reading has not, would need descriptors for all attributes, and pyright does not narrow what a descriptor gives:
after ``if ct.PatientID is not None`` it would still be ``str | None``.
"""


class Origin(Protocol):
    """What an object was read from, and what of it still stands: a Protocol, which `conversion` fulfils.

    What is asked for is of the type of the object that asks.
    """

    @property
    def known(self) -> Mapping[int, Element]:
        """Elements that were read so far, and neither changed nor deleted since."""
        ...

    def has(self, tag: int) -> bool:
        """Tell whether an element stands as it was read, wherever it is in the file."""
        ...

    def copy(self) -> Origin:
        """Return an origin that can lose elements of its own."""
        ...

    def split(self, group: int) -> Origin:
        """Take the elements of a group out, for an object of their own."""
        ...

    def forget(self, declared: Any) -> None:  # noqa: ANN401
        """Leave out an attribute that is deleted."""
        ...

    def replace(self, holder: Any, declared: Any) -> None:  # noqa: ANN401
        """Leave out an attribute that is set, and what was read and followed from its value."""
        ...

    def decode(self, holder: Any, declared: Any) -> Any:  # noqa: ANN401 - by VR
        """Decode one attribute, and keep its value in the object."""
        ...

    def decode_all(self, holder: Any) -> None:  # noqa: ANN401
        """Decode all the attributes of an object that have not been asked for."""
        ...

    def problems_of(self, holder: Any) -> tuple[Problem, ...]:  # noqa: ANN401
        """Return what could not be read, and the values at every depth that break a rule."""
        ...

    def kept(self) -> dict[BaseTag, DataElement | RawDataElement]:
        """Return what stands as it was read, as elements of pydicom."""
        ...

    def same_undeclared(self, holder: Any, other: Any) -> bool:  # noqa: ANN401
        """Tell whether two objects have the same besides the attributes of their class."""
        ...


class Holder:
    """Something that has attributes: its values, and what it was read from."""

    __slots__ = ("__dict__", "derives_", "origin_", "stored_", "transfer_syntax_")

    if TYPE_CHECKING:
        stored_: dict[str, Any]  # what was set, or decoded of what was read
        origin_: Origin | None  # what was read, and still stands; None of what was built
        derives_: bool
        transfer_syntax_: str | None

    def unstored_(self, declared: Declaration) -> Any:  # noqa: ANN401 - by VR
        """Return the value of an attribute that was not set."""
        raise NotImplementedError
