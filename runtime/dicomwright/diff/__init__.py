"""What changed between two editions of the standard, and what that means for code that uses the generated classes.

An application above the generator, whose snapshots it compares; nothing is fetched, and nothing generated is imported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwright.diff.changes import Differences
from dicomwright.diff.comparing.compare import compared
from dicomwright.diff.comparing.moves import Moves
from dicomwright.diff.comparing.sides import Side
from dicomwright.diff.judging.verdicts import judged

if TYPE_CHECKING:
    from dicomwright.generator.facts import Edition

__all__ = ["Differences", "differences"]


def differences(old: Edition, new: Edition) -> Differences:
    """Compare two editions."""
    sides = Side(old), Side(new)
    found = Moves(compared(*sides), *sides).settled()
    return Differences(old.name, new.name, tuple(judged(found, *sides)) if found else ())
