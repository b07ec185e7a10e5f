"""Company on the network: presentation contexts of objects and classes, and identifiers of queries, for pynetdicom."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, Protocol

from dicomwright.runtime.conversion.scopes import transfer_syntax_of
from dicomwright.runtime.identifiers import query
from dicomwright.runtime.iod import IOD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pynetdicom.presentation import PresentationContext

__all__ = ["Served", "presentation_contexts", "query"]


class Served(Protocol):
    """A class of an IOD, of a service or of answers to queries: it has SOP classes."""

    sop_classes: ClassVar[tuple[str, ...]]


# pydicom, which encodes what pynetdicom sends, leaves the words of pixels as they are in Big Endian
_UNCOMPRESSED: Final = ("1.2.840.10008.1.2.1", "1.2.840.10008.1.2")


def presentation_contexts(*wanted: type[Served] | IOD | str) -> list[PresentationContext]:
    """Return what to propose to a peer: to send objects, or instances of classes, or to use services.

    Services are classes of `dicomwright.services`, or UIDs.

    Proposed are the Little Endian transfer syntaxes without compression, and for an object of compressed pixels
    its own alone, because the peer chooses one for each context. Needs pynetdicom. Raises ValueError for an
    object without SOP class.
    """
    from pynetdicom.presentation import build_context  # noqa: PLC0415 - only who is in a network has it

    proposed = dict.fromkeys(pair for each in wanted for pair in _proposed(each))
    return [build_context(uid, list(syntaxes)) for uid, syntaxes in proposed]


def _proposed(wanted: type[Served] | IOD | str) -> Iterator[tuple[str, tuple[str, ...]]]:
    if isinstance(wanted, IOD):
        own = transfer_syntax_of(wanted)
        yield _sop_class(wanted), _UNCOMPRESSED if own in _UNCOMPRESSED else (own,)
    else:
        for uid in (wanted,) if isinstance(wanted, str) else wanted.sop_classes:
            yield uid, _UNCOMPRESSED


def _sop_class(instance: IOD) -> str:
    # a bare IOD has no attributes, but all that was read
    found = getattr(instance, "SOPClassUID", None) or instance.undeclared.get("SOPClassUID")
    if not found:
        raise ValueError(f"{type(instance).__qualname__}.SOPClassUID is not set, and a peer must know it")
    return str(found)
