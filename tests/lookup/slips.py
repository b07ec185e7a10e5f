"""Slips of the hand: a letter dropped, doubled, or swapped with the next."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

SLIPS: Final[dict[str, Callable[[str, int], str]]] = {
    "dropped": lambda name, at: name[:at] + name[at + 1 :],
    "doubled": lambda name, at: name[: at + 1] + name[at:],
    "swapped": lambda name, at: name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :],
}


LEAST: Final = 5
_WORD: Final = re.compile(rf"[^\W\d_]{{{LEAST},}}")


def slipped(name: str) -> list[str]:
    """Return what is typed for a name, with each slip at each letter of a word of five letters or more."""
    return [
        typed
        for word in _WORD.finditer(name)
        for at in range(*word.span())
        for make in SLIPS.values()
        if (typed := make(name, at)) != name
    ]
