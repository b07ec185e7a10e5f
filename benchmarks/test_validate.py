"""Benchmarks of validation: the corpus in memory (peers: dicom-validator, pydcm), files (dciodvfy), and memory."""

# ruff: noqa: D103, S101 - names say what is measured, and asserts that it was done

from __future__ import annotations

import tempfile
import warnings
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pydicom
import pytest
from children import run
from peers import found_program
from test_generate import EDITION, MIRROR, PEER, needs_mirror

from dicomwright.runtime.trees.reading import read_content
from dicomwright.runtime.validation import validate
from dicomwright.runtime.vocabulary.registry import edition

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from conftest import Compare
    from pydicom.dataset import Dataset

    from dicomwright.runtime.reports.report import Report
    from dicomwright.runtime.trees.tree import Content

CORPUS = MIRROR.parent / "corpus"
IN_MEMORY = "validate data sets in memory"
WITH_READING = "validate files in memory"
FILES = "validate files: a folder, one process of ours; one process a file of dciodvfy"
OURS = "dicomwright"
ROUNDS = 5
# bars: how many times as long a peer takes, at least, and what we take of its time, at most
VALIDATOR_MEDIAN, VALIDATOR_SUM, DCIODVFY_EACH = 15, 8, 10
OF_PYDCM = 1.0
JUDGES = 1_000  # errors in the corpus, of which each finds more
FEW, MANY = 1_000, 20_000
FLAT_MB = 20.0
MOST = 0.9  # files without any sign of DICOM are passed over in folders
pytestmark = [
    needs_mirror,
    pytest.mark.skipif(
        not CORPUS.is_dir(), reason="needs ../shared/corpus, which is not to be redistributed"
    ),
]


def corpus_files() -> list[Path]:
    return sorted((CORPUS / "files").iterdir())


@pytest.fixture(scope="session")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Dataset], Any]:
    pytest.importorskip(
        "dicom_validator", reason="dicom-validator is not installed: dependency group 'bench'"
    )
    from dicom_validator.spec_reader.edition_reader import EditionReader  # noqa: PLC0415
    from dicom_validator.validator.error_handler import ValidationResultHandlerBase  # noqa: PLC0415
    from dicom_validator.validator.iod_validator import IODValidator  # noqa: PLC0415

    made = tmp_path_factory.mktemp("peer")
    run("-c", PEER, MIRROR / "medical" / "dicom" / EDITION / "source" / "docbook", made, EDITION)
    info = EditionReader(made).load_dicom_info(EDITION)

    quiet = ValidationResultHandlerBase()  # prints nothing: that would be measured, too
    return lambda dataset: IODValidator(dataset, info, error_handler=quiet).validate()


@pytest.fixture(scope="session")
def corpus(peer: Callable[[Dataset], Any]) -> list[Dataset]:
    """Read what pydicom reads, both validators have an IOD for, and the peer does not crash at."""
    found: list[Dataset] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for path in corpus_files():
            try:
                dataset = pydicom.dcmread(path, force=True)  # pyright: ignore[reportUnknownMemberType]
                if dataset.get("SOPClassUID") in edition().iods:
                    peer(dataset)
                    found.append(dataset)
            except Exception:  # noqa: BLE001, S112 - many are malformed on purpose, which both say in many ways
                continue
    return found


def test_dicom_validator(compare: Compare, peer: Callable[[Dataset], Any], corpus: list[Dataset]) -> None:
    topic = f"{IN_MEMORY}, {len(corpus)} that dicom-validator judges"
    taken = compare.turns(topic, {"dicom-validator": peer, OURS: validate}, corpus, rounds=3)
    said = "validate in memory: dicom-validator takes so many times as long"
    compare.bar(f"{said}, medians", taken.of_medians("dicom-validator", OURS), least=VALIDATOR_MEDIAN)
    compare.bar(
        f"{said}, median of the ratios",
        taken.median_of_ratios("dicom-validator", OURS),
        least=VALIDATOR_MEDIAN,
    )
    compare.bar(f"{said}, sum", taken.of_sums("dicom-validator", OURS), least=VALIDATOR_SUM)


class File(NamedTuple):
    """A file of the corpus, for who takes a path in a file system in memory, bytes, or what was read of them."""

    path: str
    data: bytes
    content: Content
    report: Report
    said: list[dict[str, str]]  # what pydcm says


@pytest.fixture(scope="session")
def memory() -> Iterator[Path]:
    """Make a folder in memory, where the system has such a thing: pydcm judges nothing but paths."""
    shared = Path("/dev/shm")  # noqa: S108 - and a folder in it with a name of its own
    with tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else None) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def both_judge(memory: Path) -> list[File]:
    """Take what both know an IOD for; of the others each says little, and not of the same."""
    pydcm = pytest.importorskip(
        "pydcm", reason="pydcm is not installed: dependency group 'bench', and Python 3.12 or later"
    )
    found: list[File] = []
    for number, source in enumerate(corpus_files()):
        path, data = memory / str(number), source.read_bytes()
        path.write_bytes(data)
        file = File(str(path), data, read_content(data), validate(data), pydcm.validate(str(path)))
        if file.report.iod and not any("no IOD profile" in said["message"] for said in file.said):
            found.append(file)
    return found


def test_pydcm(compare: Compare, both_judge: list[File]) -> None:
    """Two pairs, for it has no call that judges what was read.

    Bytes to report: its `validate`, which reads a path, and ours of the bytes. Judging: its `iod_validate`, which
    reads the path, too, but judges no values, only modules, Types and conditions; and ours of content that was read.
    """
    import pydcm  # noqa: PLC0415 - the fixture skips without it

    subjects: dict[str, Callable[[File], Any]] = {
        "pydcm.validate, a path": lambda file: pydcm.validate(file.path),
        "dicomwright, the same path": lambda file: validate(file.path),
        "dicomwright, bytes": lambda file: validate(file.data),
        "pydcm.iod_validate, a path": lambda file: pydcm.iod_validate(file.path),
        "dicomwright, content": lambda file: validate(file.content),
    }
    pairs = (
        ("bytes to report", "dicomwright, bytes", "pydcm.validate, a path"),
        ("judging", "dicomwright, content", "pydcm.iod_validate, a path"),
    )
    taken = compare.turns(
        f"{WITH_READING}, {len(both_judge)} that pydcm judges", subjects, both_judge, rounds=ROUNDS
    )
    for pair, ours, theirs in pairs:
        said = f"validate, of pydcm's time, {pair}"
        compare.bar(f"{said}, medians", taken.of_medians(ours, theirs), most=OF_PYDCM)
        compare.bar(f"{said}, median of the ratios", taken.median_of_ratios(ours, theirs), most=OF_PYDCM)
        compare.bar(f"{said}, sum", taken.of_sums(ours, theirs), most=OF_PYDCM)


def test_both_find_faults(compare: Compare, both_judge: list[File]) -> None:
    """Speed says nothing of who does not judge."""
    theirs = [said["rule"] for file in both_judge for said in file.said if said["severity"] == "error"]
    ours = [found.code for file in both_judge for found in file.report.errors]
    assert min(len(theirs), len(ours)) > JUDGES
    compare.note(lambda: f"pydcm states {_counted(theirs)}\n{OURS} states {_counted(ours)}")


def _counted(errors: list[str]) -> str:
    return f"{len(errors)} errors: " + ", ".join(
        f"{count} {kind}" for kind, count in Counter(errors).most_common(6)
    )


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Path]:
    """Make folders of so many files, the corpus over and over."""

    @cache
    def made(count: int) -> Path:
        root = tmp_path_factory.mktemp(f"files{count}")
        files = corpus_files()
        for number in range(count):
            source = files[number % len(files)]
            part = root / str(number // len(files))
            part.mkdir(exist_ok=True)
            (part / source.name).symlink_to(source)
        return root

    return made


EACH = """
import subprocess, sys
from pathlib import Path
for path in sorted(Path(sys.argv[2]).rglob("*")):
    if path.is_file():
        subprocess.run([sys.argv[1], "-new", path], capture_output=True)
"""
"""It is given the program itself: the package's script of that name is Python, whose start takes most of the time."""


def each(root: Path) -> Sequence[str | Path]:
    return "-c", EACH, found_program("dciodvfy"), root


def test_dciodvfy(compare: Compare, folder: Callable[[int], Path]) -> None:
    compare.child(FILES, f"dciodvfy, {FEW} files", lambda _: each(folder(FEW)), base=True)


JUDGE = "import sys; from dicomwright.cli import main; sys.exit(main() not in {0, 1})"
"""1: there are findings, as there should be."""


def validation(root: Path) -> Sequence[str | Path]:
    return "-c", JUDGE, "validate", root, "--jobs", "1", "--format", "jsonl"


def test_folder(compare: Compare, folder: Callable[[int], Path]) -> None:
    done = compare.child(FILES, f"dicomwright, {FEW} files", lambda _: validation(folder(FEW)))
    assert done.output.count("\n") > FEW * MOST


def test_many_files(compare: Compare, folder: Callable[[int], Path]) -> None:
    """Of a large folder the start of the process is no part worth mentioning; memory must not grow with it."""
    few = run(*validation(folder(FEW)))

    def measured() -> str:
        before, ours, after = (
            run(*command) for command in (each(folder(FEW)), validation(folder(MANY)), each(folder(FEW)))
        )
        assert ours.output.count("\n") > MANY * MOST
        assert ours.peak < few.peak + FLAT_MB
        said = "a folder: so many times as much a process of dciodvfy takes for a file"
        for what in ("seconds", "cpu"):
            theirs = (getattr(before, what) + getattr(after, what)) / (2 * FEW)
            compare.bar(f"{said}, {what}", theirs / (getattr(ours, what) / MANY), least=DCIODVFY_EACH)
        memory = f"peak {ours.peak:.0f} MB, of {FEW} files {few.peak:.0f} MB"
        return f"{MANY} files: {ours.seconds / MANY * 1e3:.2f} ms a file, cpu {ours.cpu / MANY * 1e3:.2f} ms, {memory}"

    compare.note(measured)
