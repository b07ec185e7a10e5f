"""Forty searches in the words of public questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from lookup.searches import SEARCHES, Search

from dicomwright import codes
from dicomwright.lookup import search
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
    assert len({wanted.text for wanted in SEARCHES}) == 40
    for wanted in SEARCHES:
        assert wanted.answers
        for kind, key in wanted.answers:
            assert EXISTS[kind](key), f"{wanted.text}: there is no {kind} {key}"


@pytest.mark.parametrize("wanted", SEARCHES, ids=[each.text for each in SEARCHES])
def test_the_answer_is_among_the_first_three(wanted: Search) -> None:
    found = [(hit.kind, f"{hit.scheme} {hit.key}".strip()) for hit in search(wanted.text)]
    assert wanted.answers & {*found[:3]}, found
