"""Benchmarks of de-identification: files of all kinds, side by side with the peers, and what each leaves behind."""

# ruff: noqa: D103, S101 - names say what is measured, and asserts that it was done

from __future__ import annotations

import logging
import os
import warnings
from collections import Counter
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import pytest
from deidentify.test_second_judge import new_errors
from peers import found_program
from test_generate import MIRROR

from dicomwright.batch.sources.found import Found
from dicomwright.batch.work import do_all
from dicomwright.cli.deidentify.work import Work
from dicomwright.deidentify import Profile
from dicomwright.deidentify.residue import residue
from dicomwright.runtime import IOD, UnreadableFile, read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conftest import Compare

    Peer = Callable[[str, str], None]

CORPUS: Final = MIRROR.parent / "corpus/files"
PROFILE: Final = Profile(burned_in="list", documents="dummy")
TOPIC: Final = "de-identify files: read, made anew, written"
OURS: Final = "dicomwright"
LEAST: Final = 5.0
LARGE: Final = 2_000_000
pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="needs ../shared/corpus, which is not to be redistributed"
)


def ours(source: str, target: str) -> None:
    """De-identify one file as the command does, into a folder of its own; raise where it is refused."""
    work = Work(os.path.dirname(source), target, PROFILE, bytes(32), names_target=True, replaces=True)  # noqa: PTH120
    (outcome,) = do_all(work, [Found(source, named=True)])
    if outcome.kind == "refused":
        raise ValueError(outcome.reason)


def dicom_anonymizer() -> Peer | None:
    try:
        from dicomanonymizer import anonymize_dicom_file  # noqa: PLC0415 - a peer
    except ImportError:
        return None
    return partial(anonymize_dicom_file)


def pydcm() -> Peer | None:
    try:
        import pydcm  # noqa: PLC0415 - a peer
    except ImportError:
        return None

    def called(source: str, target: str) -> None:
        Path(target).write_bytes(pydcm.deidentify(source, profile="basic"))

    return called


def subjects() -> dict[str, Peer]:
    found = {OURS: ours, "dicom-anonymizer": dicom_anonymizer(), "pydcm": pydcm()}
    return {name: peer for name, peer in found.items() if peer is not None}


def tolerant(peer: Peer, target: Path) -> Callable[[Path], None]:
    """Give what does one file; a crash has taken its time, too."""

    def called(path: Path) -> None:
        try:
            peer(str(path), str(target))
        except Exception:  # noqa: BLE001 - whatever peers raise
            return

    return called


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


@pytest.mark.filterwarnings("ignore")
def test_files(compare: Compare, tmp_path: Path) -> None:
    logging.disable(logging.CRITICAL)
    paths = list(objects())
    target = tmp_path / "made.dcm"
    calls = {name: tolerant(peer, target) for name, peer in subjects().items()}

    def without_target() -> None:  # files are new: to write over an old one costs the system more
        target.unlink(missing_ok=True)

    found = compare.turns(TOPIC, calls, paths, rounds=2, before=without_target)
    logging.disable(logging.NOTSET)
    for peer in sorted(calls.keys() - {OURS}):
        compare.bar(f"de-identify, sum over files: {peer} / ours", found.of_sums(peer, OURS), least=LEAST)


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
            finding.severity == "error" and finding.code != "pixels" for finding in residue(target, PROFILE)
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
        left = left_by(subjects()[subject], list(objects()), tmp_path / "made.dcm")
    logging.disable(logging.NOTSET)
    compare.note(lambda: f"{subject}: {left}")
    assert left.files
