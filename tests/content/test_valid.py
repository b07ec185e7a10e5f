"""Documents that keep a template are without error: of each template of the edition, the least and others at random."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import pytest
from content.wrapping import document_template, errors

from dicomwright.runtime.vocabulary.registry import edition
from dicomwright.testing.content.making import Making, Unmakeable
from dicomwright.testing.content.writing import document

if TYPE_CHECKING:
    from collections.abc import Iterator

THOROUGH: Final = bool(os.environ.get("DICOMWRIGHT_THOROUGH"))
SHARES: Final = (0.7, 1.2)
"""How much of what is optional is in every second random document, less of what is deep."""
IN_OTHERS: Final = {"1420": "1500"}
"""Templates that cannot be made alone, as they refer to what others have, and those that have both."""
ROOTS: Final = [tid for tid in edition().templates if edition().template(tid).info_.root]
OTHERS: Final = [tid for tid in edition().templates if tid not in {*ROOTS, *IN_OTHERS}]


def documents(tid: str, count: int) -> list[str]:
    """Return the errors of the smallest document of a template, and of random ones."""
    template = document_template(tid)
    makings = [Making(template), *random_ones(tid, count)]
    assert len(makings) > 0.9 * count
    return [error for made in makings for error in errors(document(made.root, template.info_.tid))]


def random_ones(tid: str, count: int, share: float = 0) -> Iterator[Making]:
    """Make documents at random, but for those in which nothing is there for a reference to lead to."""
    for seed in range(count):
        with suppress(Unmakeable):
            yield Making(document_template(tid), f"{tid} {seed}", share or SHARES[seed % 2])


def test_there_are_roots() -> None:
    assert len(ROOTS) == 14


@pytest.mark.parametrize("tid", ROOTS)
def test_documents_of_roots_have_no_error(tid: str) -> None:
    assert documents(tid, 200 if THOROUGH else 20) == []


@pytest.mark.parametrize("tid", OTHERS)
def test_documents_of_other_templates_have_no_error(tid: str) -> None:
    assert documents(tid, 20 if THOROUGH else 2) == []


@pytest.mark.parametrize(("tid", "around"), IN_OTHERS.items())
def test_what_cannot_be_made_alone_is_in_others(tid: str, around: str) -> None:
    with pytest.raises(Unmakeable, match="nothing to refer to"):
        Making(document_template(tid))
    with_it = [each for each in random_ones(around, 40, 1.5) if reaches(each, tid)]
    assert with_it
    assert [error for each in with_it for error in errors(document(each.root, around))] == []


def reaches(made: Making, tid: str) -> bool:
    """Whether a document has items of a template."""
    return any(call.template.info_.tid == tid and any(call.items.values()) for call in made.calls)


def test_random_documents_have_most_rows() -> None:
    """What is made at random reaches nearly all that can be: else the tests above prove little."""
    made: set[tuple[str, str]] = set()
    for tid in ROOTS:
        for making in random_ones(tid, 20):
            made |= {(item.row.owner.info_.tid, item.row.number) for item in making.root.walk()}
    own = [row for tid in ROOTS for row in edition().template(tid).rows_ if not row.include]
    assert len(made) > 400
    assert [row for row in own if (row.owner.info_.tid, row.number) not in made] == []
