"""Benchmarks of validation: the corpus in memory (peer: dicom-validator) and as files (peer: dciodvfy), and memory."""

# ruff: noqa: D103, S101 - names say what is measured, and asserts that it was done

from __future__ import annotations

import shutil
import warnings
from functools import cache
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

import pydicom
import pytest
from children import run
from test_generate import EDITION, MIRROR, PEER, needs_mirror

from dicomwright.runtime.validation import validate
from dicomwright.runtime.vocabulary.registry import edition

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from conftest import Compare
    from pydicom.dataset import Dataset

CORPUS = MIRROR.parent / "corpus"
IN_MEMORY = "validate the corpus in memory"
FILES = "validate files: a folder, one process of ours; one process a file of dciodvfy"
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


def all_of(corpus: list[Dataset], judge: Callable[[Dataset], Any]) -> Callable[[], None]:
    def judged() -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for dataset in corpus:
                judge(dataset)

    return judged


def test_dicom_validator_in_memory(
    compare: Compare, peer: Callable[[Dataset], Any], corpus: list[Dataset]
) -> None:
    compare.call(IN_MEMORY, f"dicom-validator, {len(corpus)} data sets", all_of(corpus, peer), base=True)


def test_in_memory(compare: Compare, corpus: list[Dataset]) -> None:
    compare.call(IN_MEMORY, f"dicomwright, {len(corpus)} data sets", all_of(corpus, validate))


def test_the_median_data_set(compare: Compare, peer: Callable[[Dataset], Any], corpus: list[Dataset]) -> None:
    """The corpus has some large files: this is the median over the data sets of each one's own best time."""

    def measured() -> str:
        theirs, ours = (median(best(judge, data) for data in corpus) for judge in (peer, validate))
        return f"{IN_MEMORY}: of the median data set, dicom-validator takes {theirs / ours:.1f} times as long"

    compare.note(measured)


def best(judge: Callable[[Dataset], Any], dataset: Dataset) -> float:
    taken: list[float] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _ in range(5):
            start = perf_counter()
            judge(dataset)
            taken.append(perf_counter() - start)
    return min(taken)


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
for path in sorted(Path(sys.argv[1]).rglob("*")):
    if path.is_file():
        subprocess.run(["dciodvfy", "-new", path], capture_output=True)
"""


@pytest.mark.skipif(
    shutil.which("dciodvfy") is None, reason="dciodvfy is not installed: Debian's dicom3tools"
)
def test_dciodvfy(compare: Compare, folder: Callable[[int], Path]) -> None:
    compare.child(FILES, f"dciodvfy, {FEW} files", lambda _: ("-c", EACH, folder(FEW)), base=True)


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
        ours = run(*validation(folder(MANY)))
        assert ours.output.count("\n") > MANY * MOST
        assert ours.peak < few.peak + FLAT_MB
        said = f"{MANY} files: {ours.seconds / MANY * 1e3:.2f} ms a file"
        memory = f"peak {ours.peak:.0f} MB, of {FEW} files {few.peak:.0f} MB"
        if shutil.which("dciodvfy") is None:
            return f"{said}, {memory}"
        theirs = run("-c", EACH, folder(FEW))
        ratio = (theirs.seconds / FEW) / (ours.seconds / MANY)
        return f"{said}, of which a process of dciodvfy takes {ratio:.1f} times; {memory}"

    compare.note(measured)
