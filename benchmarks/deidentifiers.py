"""De-identifiers, ours and peers, each in a process of its own, as people run them.

    python benchmarks/deidentifiers.py dicomwright made.dcm

de-identifies each file whose path is on a line of the standard input, to a new file, and answers with a line: how long
that took, in seconds of the processor.
"""

# ruff: noqa: D103, PLC0415, T201 - names say what is done, peers are loaded alone, and a line is the answer

from __future__ import annotations

import gc
import logging
import os
import subprocess
import sys
import warnings
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from dicomwright.deidentify import Profile

    Peer = Callable[[str, str], None]

OURS: Final = "dicomwright"


def profile() -> Profile:
    """Return what is asked of ours, and what nobody may leave."""
    from dicomwright.deidentify import Profile

    return Profile(burned_in="list", documents="dummy")


def ours() -> Peer:
    from dicomwright.batch.sources.found import Found
    from dicomwright.batch.work import do_all
    from dicomwright.cli.deidentify.work import Work

    asked_for = profile()

    def called(source: str, target: str) -> None:
        """De-identify one file as the command does, into a folder of its own; raise where it is refused."""
        folder = os.path.dirname(source)  # noqa: PTH120
        work = Work(folder, target, asked_for, bytes(32), names_target=True, replaces=True)
        (outcome,) = do_all(work, [Found(source, named=True)])
        if outcome.kind == "refused":
            raise ValueError(outcome.reason)

    return called


def dicom_anonymizer() -> Peer:
    from dicomanonymizer import anonymize_dicom_file

    return partial(anonymize_dicom_file)


def pydcm() -> Peer:
    import pydcm

    def called(source: str, target: str) -> None:
        Path(target).write_bytes(pydcm.deidentify(source, profile="basic"))

    return called


SUBJECTS: Final[dict[str, Callable[[], Peer]]] = {
    OURS: ours,
    "dicom-anonymizer": dicom_anonymizer,
    "pydcm": pydcm,
}


def subjects() -> Iterator[str]:
    """Yield the names of those that are installed."""
    for name, load in SUBJECTS.items():
        with suppress(ImportError):
            load()
            yield name


@contextmanager
def asked(name: str, target: Path) -> Generator[Callable[[Path], float]]:
    """Give what has a process de-identify a file, and tells how long that took."""
    command = [sys.executable, __file__, name, str(target)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdin is not None  # noqa: S101
        assert process.stdout is not None  # noqa: S101
        questions, answers = process.stdin, process.stdout

        def told(path: Path) -> float:
            print(path, file=questions, flush=True)
            return float(answers.readline())

        yield told


def main(name: str, target: str) -> None:
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    called = SUBJECTS[name]()
    gc.collect()
    gc.freeze()  # nobody pays for looking through tables
    for line in sys.stdin:
        print(timed(called, line.rstrip("\n"), target), flush=True)


def timed(called: Peer, source: str, target: str) -> float:
    Path(target).unlink(missing_ok=True)  # to write over a file costs the system more
    start = process_time()
    with suppress(Exception):  # whatever peers raise: a crash has taken its time, too
        called(source, target)
    return process_time() - start


if __name__ == "__main__":
    main(*sys.argv[1:])
