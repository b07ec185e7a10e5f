"""Our findings over the corpus beside those of dciodvfy, stored and fresh, and of dicom-validator."""

from __future__ import annotations

import logging
import warnings
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Final

import pydicom
import pytest
from corpus.comparison import (
    CLASSES,
    COMPARED,
    STRUCTURE,
    Comparison,
    Spot,
    compare,
    differences,
    undecided,
    unexplained,
    without_numbers,
)
from corpus.verdicts import FILES, needs_corpus, peer_output, verdicts
from second_judge import judge

from dicomwright.runtime.validation import validate
from dicomwright.runtime.vocabulary.registry import edition

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

    from dicomwright.runtime.reports.report import Report

PEERS: Final = ("dciodvfy-2022", "dciodvfy-2026", "dicom-validator")
SHARES: Final = {"dciodvfy-2022": 0.95, "dciodvfy-2026": 0.97, "dicom-validator": 0.95}
"""What must be found of the peer's findings whose condition the data set decides."""


@cache
def report_of(file: str) -> Report:
    return validate(FILES / file)


@cache
def dataset_of(file: str) -> Dataset:
    """The file as pydicom reads it, with all elements converted as far as possible."""
    logging.getLogger("pydicom").setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pydicom.dcmread(FILES / file, force=True)  # pyright: ignore[reportUnknownMemberType]


def unknown_in(file: str) -> list[str]:
    iod = report_of(file).iod
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return list(undecided(dataset_of(file), edition().iod_named(iod))) if iod else []
        except (NotImplementedError, ValueError):  # what pydicom cannot read
            return []


@cache
def comparisons(peer: str) -> tuple[Comparison, ...]:
    return tuple(
        compare(peer, file, report_of(file), verdicts(peer, file, "errors"), unknown_in(file))
        for file in sorted(peer_output(peer))
    )


@needs_corpus
@pytest.mark.parametrize("peer", PEERS)
def test_what_a_peer_states_is_found(peer: str) -> None:
    counted = [
        (side, spot)
        for each in comparisons(peer)
        for side in each._fields[2:6]
        for spot in getattr(each, side)
    ]
    counts = Counter(side for side, spot in counted if spot.kind not in STRUCTURE)
    found, missed, external = counts["same"] + counts["alike"], counts["missed"], counts["external"]
    assert found > 1000
    assert external < 200
    assert found / (found + missed) >= SHARES[peer], f"{found} found, {missed} missed, {external} external"


@needs_corpus
@pytest.mark.parametrize("peer", PEERS)
def test_every_difference_is_explained(peer: str) -> None:
    left, used = unexplained(peer, comparisons(peer))
    assert left == []
    assert [rule.reason for rule in differences() if rule.of(peer) and rule not in used] == []


def test_the_table_is_well_formed() -> None:
    assert {rule.cause for rule in differences()} <= set(CLASSES)
    assert {rule.side for rule in differences()} == {"ours", "theirs"}
    assert all(any(rule.of(peer) for peer in PEERS) for rule in differences())
    assert all(len(rule.reason) > 20 for rule in differences())


def test_a_comparison_tells_the_sides_apart() -> None:
    spot = Spot("missing-type-2", "A[1].B")
    assert without_numbers(spot.path) == "A.B"
    none = frozenset[Spot]()
    one = Comparison("file", "CTImage", none, none, none, missed=frozenset({spot}), extra=none)
    left, used = unexplained("dciodvfy-2022", [one])
    assert left == [("file", "theirs", spot)]
    assert not used


@needs_corpus
def test_the_second_judge_agrees_on_real_files() -> None:
    """Two walks over the same declarations: what is missing, empty, or not enumerated in files, and where."""
    compared = 0
    for file in sorted(peer_output("dciodvfy-2022")):
        report = report_of(file)
        if not report.iod or any(found.code == "unreadable" for found in report):
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            faults = judge(dataset_of(file), edition().iod_named(report.iod))
        ours = {(f.code, f.path) for f in report if f.code in COMPARED and (f.tag or 0) >> 16 != 2}
        theirs = {tuple(fault) for fault in faults if fault.code in COMPARED}
        assert ours == theirs, file
        compared += 1
    assert compared > 120
