"""Benchmarks of looking things up: a search in this process, and the command as people first call it; peer: pydicom."""

# ruff: noqa: D103 - names say what is measured

from __future__ import annotations

import venv
from statistics import mean
from subprocess import run as run_checked
from typing import TYPE_CHECKING, Final

import pytest
from children import ROOT, Run, run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Compare

TOPIC: Final = "process that looks something up"
ROUNDS: Final = 15
WARM: Final = 2  # the first writes what is compiled
PYDICOM: Final = "import pydicom"
NOTHING: Final = "nothing"
WORDS: Final = 'dicomwright show "left kidney"'
SECTION: Final = "dicomwright show C.7.6.2"
AFTER: Final = "a search after the first, of forty"
TENTH: Final = 0.1
FIRST: Final = 1.5

FORTY: Final = f"""
import sys, time
sys.path.insert(0, {str(ROOT / "tests")!r})
from lookup.searches import SEARCHES
from dicomwright.lookup import search
search("acquisition time")
begun = time.perf_counter()
for each in SEARCHES:
    search(each.text)
print((time.perf_counter() - begun) / len(SEARCHES))
"""
"""Forty searches, none of which was made before: nothing is looked up twice."""


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an environment that has dicomwright, installed as by users, what it depends on, and nothing else."""
    root = tmp_path_factory.mktemp("bare")
    venv.create(root, with_pip=True)
    run_checked([root / "bin" / "python", "-m", "pip", "install", "--quiet", ROOT], check=True)  # noqa: S603 - ours
    return root


def test_search(compare: Compare, bare: Path, tmp_path: Path) -> None:
    def python(*arguments: str | Path) -> Callable[[], Run]:
        return lambda: run(*arguments, cwd=tmp_path, python=bare / "bin" / "python")

    command = bare / "bin" / "dicomwright"  # a script of Python
    searches = python("-c", FORTY)
    after: list[float] = []

    def forty() -> Run:
        found = searches()
        after.append(float(found.output))
        return found

    subjects = {
        PYDICOM: python("-c", PYDICOM),
        NOTHING: python("-c", "pass"),
        WORDS: python(command, "show", "left", "kidney"),
        SECTION: python(command, "show", "C.7.6.2"),
        "forty searches": forty,
    }
    taken = compare.children(TOPIC, subjects, rounds=ROUNDS, warm=WARM)
    compare.bar(f"{WORDS}, of {PYDICOM}", taken[WORDS] / taken[PYDICOM], most=FIRST)
    compare.bar(f"{SECTION}, of {PYDICOM}", taken[SECTION] / taken[PYDICOM], most=FIRST)
    compare.bar(f"{AFTER}, of {PYDICOM}", mean(after) / (taken[PYDICOM] - taken[NOTHING]), most=TENTH)
