"""Names of the generated classes, found as people write them: "CT Image", "ct image" and "CTImage" are the same."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from dicomwright.runtime.vocabulary.registry import edition as first_edition

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dicomwright.runtime.vocabulary.registry import Edition, Kind


@cache
def index(kind: Kind, edition: Edition | None = None) -> Mapping[str, str]:
    """Return the names of the classes of a kind, by what `folded` makes of them."""
    return {folded(name): name for name in (edition or first_edition()).names(kind)}


def named(kind: Kind, name: str, edition: Edition | None = None) -> str | None:
    """Return the name of the class that is meant; None when there is none. Without an edition, of the first one."""
    names = index(kind, edition)
    short = folded(name)
    for ending in ("", "iod", "module", "macro"):
        found = names.get(short.removesuffix(ending))
        if found is not None:
            return found
    return None


def folded(name: str) -> str:
    """Return the letters and digits of a name, in lower case."""
    return "".join(filter(str.isalnum, name)).casefold()
