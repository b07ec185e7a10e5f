"""Codes found by what people call them: what the packages and classes of codes pass on to `dicomwright.lookup`.

That is an application, which stands above the runtime: it is loaded by its name when somebody searches.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, TypeVar

from dicomwright.runtime.vocabulary.registry import edition

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydicom.sr.coding import Code

_LOOKUP: Final = "dicomwright.lookup.codes"
_CodeT = TypeVar("_CodeT", bound="Code")


def codes_found(facade: str, text: str, limit: int) -> tuple[Code, ...]:
    """Return the codes, of all schemes that a facade has, that may be meant by a text; the likeliest first."""
    lookup: Any = import_module(_LOOKUP)
    found: tuple[Code, ...] = lookup.codes_found(text, edition(facade.rpartition(".")[0]), limit)
    return found


def members_found(
    cls: type, members: Callable[[], Mapping[str, _CodeT]], text: str, limit: int
) -> tuple[_CodeT, ...]:
    """Return the members of a class of codes that may be meant by a text; the likeliest first."""
    lookup: Any = import_module(_LOOKUP)
    found: tuple[_CodeT, ...] = lookup.members_found(cls, members, text, limit)
    return found
