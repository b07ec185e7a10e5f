"""Wording of messages: lists of values, counts, and the name that was probably meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def one_of(allowed: Iterable[str | float]) -> str:
    """Return "must be 'CT'" or "must be one of 'M', 'F', 'O'"."""
    shown = [repr(value) for value in allowed]
    return f"must be one of {', '.join(shown)}" if len(shown) > 1 else f"must be {''.join(shown)}"


def counted(count: int, noun: str) -> str:
    """Return "1 value" or "2 values"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return "; did you mean PatientName?", or nothing when no known name is near."""
    from difflib import get_close_matches  # noqa: PLC0415 - only who errs needs it

    names = [other for other in known if not other.startswith("_")]
    same = [other for other in names if other.casefold() == name.casefold()]
    close = same or get_close_matches(name, names, 1)
    return f"; did you mean {close[0]}?" if close else ""
