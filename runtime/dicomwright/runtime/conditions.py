"""Conditions of 1C and 2C attributes, as data: what the text is, and which attributes it names."""

from __future__ import annotations

from typing import NamedTuple


class Condition(NamedTuple):
    """A condition of the standard: a fingerprint of its text and the tags of the attributes that it names."""

    fingerprint: str
    tags: tuple[int | str, ...] = ()


def condition(fingerprint: str, *tags: int | str) -> Condition:
    """Declare a condition; `fingerprint` is 8 hex digits of the SHA-256 of its normalized text."""
    return Condition(fingerprint, tags)
