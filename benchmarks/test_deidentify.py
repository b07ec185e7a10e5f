"""Benchmarks of de-identification: files of all kinds, side by side with the peers, and what each leaves behind."""

# ruff: noqa: D103, S101 - names say what is measured, and asserts that it was done

from __future__ import annotations

import logging
import warnings
from collections import Counter
from contextlib import ExitStack
from typing import TYPE_CHECKING, Final, NamedTuple

import pytest
from deidentifiers import OURS, SUBJECTS, asked, profile, subjects
from deidentify.test_second_judge import new_errors
from peers import found_program
from test_generate import MIRROR

from dicomwright.deidentify.residue import residue
from dicomwright.runtime import IOD, UnreadableFile, read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conftest import Compare
    from deidentifiers import Peer

CORPUS: Final = MIRROR.parent / "corpus/files"
TOPIC: Final = "de-identify files: read, made anew, written"
LEAST: Final = 5.0
LARGE: Final = 2_000_000
pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="needs ../shared/corpus, which is not to be redistributed"
)


def objects() -> Iterator[Path]:
    """Files that are objects of an IOD: what all can do."""
    for path in sorted(CORPUS.iterdir()):
        try:
            obj = read(path) if path.stat().st_size < LARGE else None
        except UnreadableFile:
            continue
        if (
            obj is not None
            and type(obj).sop_classes
            and "DirectoryRecordSequence" not in type(obj).attributes()
        ):
            yield path


def test_files(compare: Compare, tmp_path: Path) -> None:
    with ExitStack() as stack:
        told = {name: stack.enter_context(asked(name, tmp_path / f"{name}.dcm")) for name in subjects()}
        found = compare.told(TOPIC, told, list(objects()), rounds=20)
    for peer in sorted(told.keys() - {OURS}):
        compare.bar(f"de-identify, sum over files: {peer} / ours", found.of_sums(peer, OURS), least=LEAST)
        compare.bar(f"de-identify, each file: {peer} / ours", found.median_of_ratios(peer, OURS), least=LEAST)


class Left(NamedTuple):
    """What a de-identifier leaves behind in the files that it does."""

    files: int
    crashes: int
    worse: int
    new_errors: int
    of_dciodvfy: int | None
    residue: int
    files_with_residue: int

    def __str__(self) -> str:
        """Say it in a line."""
        dciodvfy = "" if self.of_dciodvfy is None else f", {self.of_dciodvfy} of dciodvfy"
        return (
            f"{self.files} files, {self.crashes} crashes; {self.worse} made worse: {self.new_errors} new errors"
            f"{dciodvfy}; {self.residue} times what the profile forbids is left, in {self.files_with_residue} files"
        )


def errors(obj: IOD) -> Counter[tuple[str, str]]:
    return Counter((each.code, each.path) for each in obj.validate().errors)


def _new_for_dciodvfy(source: IOD, made: IOD, folder: Path) -> int:
    try:
        return len(new_errors(source, made, folder / "judged.dcm"))
    except AssertionError:  # it ends itself over some
        return 0


def left_by(peer: Peer, paths: list[Path], target: Path) -> Left:
    counts = Counter[str]()
    judged = found_program("dciodvfy") is not None
    for path in paths:
        target.unlink(missing_ok=True)
        try:
            peer(str(path), str(target))
            made = read(target)
        except Exception:  # noqa: BLE001 - whatever peers raise, and what they write
            counts["crashes"] += 1
            continue
        counts["files"] += 1
        new = (errors(made) - errors(read(path))).total()
        counts["new"] += new
        counts["worse"] += bool(new)
        counts["dciodvfy"] += _new_for_dciodvfy(read(path), made, target.parent) if judged else 0
        left = sum(
            finding.severity == "error" and finding.code != "pixels" for finding in residue(target, profile())
        )
        counts["residue"] += left
        counts["with"] += bool(left)
    return Left(
        counts["files"],
        counts["crashes"],
        counts["worse"],
        counts["new"],
        counts["dciodvfy"] if judged else None,
        counts["residue"],
        counts["with"],
    )


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("subject", list(subjects()))
def test_what_is_left(subject: str, compare: Compare, tmp_path: Path) -> None:
    logging.disable(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        left = left_by(SUBJECTS[subject](), list(objects()), tmp_path / "made.dcm")
    logging.disable(logging.NOTSET)
    compare.note(lambda: f"{subject}: {left}")
    assert left.files
