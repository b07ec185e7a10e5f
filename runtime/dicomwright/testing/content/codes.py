"""Codes that the terms of a row name."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from dicomwright.runtime.templates import Coded, Group
from dicomwright.runtime.vocabulary.registry import edition

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from dicomwright.runtime.templates import Terms

OTHER: Final = ("T1", "99TEST", "Test")
"""A code where any will do."""


@cache
def members(cid: str) -> tuple[Coded, ...]:
    """Return the codes of a context group; none where the edition lacks it."""
    name = f"CID{cid}"
    if name not in edition().names("cids"):
        return ()
    return tuple(
        Coded(code.value, code.scheme_designator, code.meaning) for code in edition().named("cids", name)
    )


def one_of_terms(terms: Terms | None, random: Random) -> Coded:
    """Return one of the codes that terms name; any where they name none."""
    codes: list[Coded] = []
    for term in terms or ():
        if isinstance(term, Coded):
            codes.append(term)
        elif isinstance(term, Group):
            codes += members(term.cid)
    return random.choice(codes) if codes else Coded(*OTHER)


def named_codes(terms: Terms | None) -> Iterator[Coded]:
    """Yield the codes that terms name themselves, and those of their groups."""
    for term in terms or ():
        if isinstance(term, Coded):
            yield term
        elif isinstance(term, Group):
            yield from members(term.cid)
