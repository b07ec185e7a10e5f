"""The comparison the other way round says the same the other way round."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from committed import ROOT
from diff.editions import pruned
from diff.test_edits import EDITS, Edit, changes_of

from dicomwright.diff import differences
from dicomwright.diff.comparing.compare import compared
from dicomwright.diff.comparing.moves import Moves
from dicomwright.diff.comparing.sides import Side
from dicomwright.generator.snapshot import read_snapshot

if TYPE_CHECKING:
    from dicomwright.diff.changes import Change
    from dicomwright.generator.facts import Edition

OTHER = ROOT / "spec_cache" / "2024e"
OPPOSITES = {"added": "removed", "removed": "added", "retired": "changed"}


def moved(old: Edition, new: Edition) -> list[Change]:
    sides = Side(old), Side(new)
    return [each.change for each in Moves(compared(*sides), *sides).settled()]


def facts(change: Change) -> tuple[object, ...]:
    """What is said of a thing, the old and the new as one set: order apart."""
    said = {frozenset((each.old, each.new)) for each in change.details}
    return change.kind, change.place, frozenset(said)


@pytest.mark.parametrize("edit", EDITS, ids=[edit.name for edit in EDITS])
def test_an_edit_mirrors_its_opposite(edit: Edit) -> None:
    (there,) = changes_of(edit)
    (back,) = differences(replace(edit.make(pruned()), name="new"), pruned()).changes
    assert back.action == OPPOSITES.get(there.action, there.action)
    assert facts(back) == facts(there)
    assert (back.old_address, back.new_address) == (there.new_address, there.old_address)


@pytest.mark.skipif(not OTHER.is_dir(), reason="the snapshot of 2024e is not in this checkout")
def test_two_editions_mirror_each_other() -> None:
    old, new = read_snapshot(OTHER), read_snapshot(ROOT / "spec_cache" / "2025e")
    there, back = moved(old, new), moved(new, old)
    for action, opposite in (("added", "removed"), ("removed", "added"), ("moved", "moved")):
        kinds = Counter(change.kind for change in there if change.action == action)
        assert kinds == Counter(change.kind for change in back if change.action == opposite)


@pytest.mark.skipif(not OTHER.is_dir(), reason="the snapshot of 2024e is not in this checkout")
def test_every_effect_has_a_cause() -> None:
    found = differences(read_snapshot(OTHER), read_snapshot(ROOT / "spec_cache" / "2025e"))
    assert any(change.breaking for change in found.changes)
    assert not [change for change in found.changes if change.kind == "class"]
