"""Forty searches in the words of public questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lookup.searches import SEARCHES

from dicomwright import codes
from dicomwright.runtime.vocabulary.registry import edition

if TYPE_CHECKING:
    from collections.abc import Callable


def _is_code(key: str) -> bool:
    scheme, _, value = key.partition(" ")
    return value in {code.value for code in getattr(codes, scheme)}


EXISTS: Final[dict[str, Callable[[str], bool]]] = {
    "attribute": lambda key: key in edition().elements.keywords(),
    "cid": lambda key: f"CID{key}" in edition().names("cids"),
    "code": _is_code,
    "iod": lambda key: key in edition().names("iods"),
    "macro": lambda key: key in edition().names("macros"),
    "module": lambda key: key in edition().names("modules"),
    "template": lambda key: key in edition().templates,
    "uid": lambda key: key in edition().uids,
}


def test_there_are_forty_and_the_standard_has_their_answers() -> None:
    assert len({search.text for search in SEARCHES}) == 40
    for search in SEARCHES:
        assert search.answers
        for kind, key in search.answers:
            assert EXISTS[kind](key), f"{search.text}: there is no {kind} {key}"
