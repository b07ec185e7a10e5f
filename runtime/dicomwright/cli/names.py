"""Names of the generated classes, found as people write them: "CT Image", "ct image" and "CTImage" are the same."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def index(package: str) -> Mapping[str, str]:
    """Return the names of the classes of a generated package, by what `folded` makes of them."""
    names: list[str] = import_module(f"dicomwright.{package}").__all__
    return {folded(name): name for name in names}


def named(package: str, name: str) -> str | None:
    """Return the name of the class that is meant; None when there is none."""
    names = index(package)
    short = folded(name)
    for ending in ("", "iod", "module", "macro"):
        found = names.get(short.removesuffix(ending))
        if found is not None:
            return found
    return None


def folded(name: str) -> str:
    """Return the letters and digits of a name, in lower case."""
    return "".join(filter(str.isalnum, name)).casefold()
