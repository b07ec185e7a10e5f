"""Calls and lists of a program in lines: in one where it is short, else with a line for each part, as formatters do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_WIDTH: Final = 96
_INDENT: Final = "    "


@dataclass(frozen=True, slots=True)
class Group:
    """A call or a list: what opens it, its parts, and what closes it; a part is a text, or a group behind a text."""

    opening: str
    parts: tuple[Part, ...]
    closing: str

    @property
    def flat(self) -> str:
        """The group in one line."""
        return f"{self.opening}{', '.join(map(_flat, self.parts))}{self.closing}"


Part = tuple[str, Group | str]
"""What stands before a part (``Rows=``), and the part."""


def call(name: str, *parts: Part) -> Group:
    """Return a call."""
    return Group(f"{name}(", parts, ")")


def listed(*parts: Group | str) -> Group:
    """Return a list."""
    return Group("[", tuple(("", part) for part in parts), "]")


def laid(part: Group | str, before: str = "", depth: int = 0, *, broken: bool = False) -> str:
    """Return a part in lines, behind a text; `broken`: with a line for each of its parts, however short."""
    margin = _INDENT * depth
    if isinstance(part, str):
        return f"{margin}{before}{part}"
    flat = f"{margin}{before}{part.flat}"
    if not part.parts or (len(flat) < _WIDTH and not broken):
        return flat
    inner = "".join(f"{laid(each, text, depth + 1)},\n" for text, each in part.parts)
    return f"{margin}{before}{part.opening}\n{inner}{margin}{part.closing}"


def _flat(part: Part) -> str:
    before, what = part
    return before + (what if isinstance(what, str) else what.flat)
