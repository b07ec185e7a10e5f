"""Names with a slip of the hand are found all the same."""

from __future__ import annotations

import os
import random
from typing import Final

from lookup.slips import slipped

from dicomwright.lookup import search
from dicomwright.lookup.searching import table_of
from dicomwright.lookup.spelling import farther, near
from dicomwright.runtime.vocabulary.registry import edition

THOROUGH: Final = bool(os.environ.get("DICOMWRIGHT_THOROUGH"))
SAMPLE: Final = 5_000 if THOROUGH else 100
EVERY: Final = 1 if THOROUGH else 9
SHARE: Final = 0.99
"""Of all names: where a slip makes the name of another thing, that one comes first."""


def test_a_slip_in_a_name_still_finds_it_among_the_first_five() -> None:
    chosen = random.Random(20)  # noqa: S311 - the same each time
    names = [line for line in table_of(edition()).lines() if line.uses is not None and slipped(line.title)]
    missed: list[tuple[str, str]] = []
    for line in chosen.sample(names, SAMPLE):
        typed = chosen.choice(slipped(line.title))
        if line.title.casefold() not in {hit.title.casefold() for hit in search(typed)[:5]}:
            missed.append((typed, line.title))
    assert len(missed) <= SAMPLE * (1 - SHARE), missed


def test_twenty_names_that_people_look_for() -> None:
    names = (
        *("Pixel Spacing", "Slice Thickness", "Patient's Age", "Rescale Slope", "Photometric Interpretation"),
        *("Window Center", "Series Description", "Body Part Examined", "Accession Number", "Modality"),
        *("CT Image", "Enhanced MR Image", "RT Structure Set", "Encapsulated PDF", "Image Plane"),
        *("Measurement Report", "Anatomic Region", "Finding Site", "Left Ventricle", "Hounsfield Unit"),
    )
    typed = [(typed, name) for name in names for typed in slipped(name)]
    missed = [pair for pair in typed[::EVERY] if pair[1] not in {hit.title for hit in search(pair[0])[:5]}]
    assert not missed


def test_one_letter_and_two() -> None:
    known = {"kidney", "liver", "spacing", "spleen"}
    by_length = {length: [word for word in known if len(word) == length] for length in {*map(len, known)}}
    assert near("kidny", known) == near("kidneey", known) == near("kindey", known) == near("kidnex", known)
    assert near("kidny", known) == ["kidney"]
    assert near("kdny", known) == near("kidney", known) == []
    assert farther("spaceeng", by_length) == ["spacing"]
    known_long = {10: ["repetition"]}
    for typed in ("repetion", "repeittin", "repxtitixn", "rrepetitionn", "repeittion"):
        assert farther(typed, known_long) == ["repetition"]
    assert farther("rxxxtition", known_long) == []
    assert farther("repet", known_long) == []
