"""Running: every file has one outcome, in order, whatever becomes of workers; limits and journals."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from odd_work import Odd, OddWork

from dicomwright.batch import (
    EngineFailed,
    Executors,
    Processes,
    Watched,
    engine_named,
    resumed,
    run,
    validated,
)
from dicomwright.batch.chunks import Chunks
from dicomwright.batch.journal import opened
from dicomwright.iods import CTImage
from dicomwright.testing import minimal

if TYPE_CHECKING:
    from collections.abc import Iterator


def odd(*names: str) -> list[Odd]:
    return [Odd(name) for name in names]


def many(count: int, kind: str = "log") -> list[Odd]:
    return [Odd(f"{kind}:{number}") for number in range(count)]


def logged(folder: Path) -> list[str]:
    return (folder / "log").read_text(encoding="utf-8").split()


# chunks


def test_chunks_grow_while_they_are_short_and_shrink_when_they_are_long() -> None:
    chunks = Chunks(range(10_000))
    sizes = []
    for seconds in (0.01, 0.01, 0.01, 0.5, 2.0, 2.0):
        chunk = chunks.next()
        sizes.append(len(chunk))
        chunks.took(len(chunk), seconds)
    assert sizes == [16, 64, 256, 1024, 1024, 512]


def test_a_chunk_has_so_many_files_at_the_most() -> None:
    chunks = Chunks(range(10_000))
    for _ in range(9):
        chunks.took(chunks.size, 0.01)
    assert len(chunks.next()) == 2048


def test_a_chunk_ends_after_many_bytes_that_come_along() -> None:
    class Heavy:
        content = bytes(1 << 23)

    assert len(Chunks(Heavy() for _ in range(10)).next()) == 2


# engines


def test_an_executor_that_is_handed_in_does_the_work_and_stays_open(tmp_path: Path) -> None:
    with ThreadPoolExecutor(3) as executor:
        files = many(100)
        assert list(run(files, OddWork(str(tmp_path)), engine=Executors(executor, 3))) == [
            each.path for each in files
        ]
        assert executor.submit(len, "open").result() == 4
    assert sorted(logged(tmp_path)) == sorted(each.path for each in files)


def test_what_an_executor_raises_is_for_who_handed_it_in() -> None:
    with ProcessPoolExecutor(1) as executor, pytest.raises(Exception, match="terminated abruptly"):
        list(run(odd("die", "a"), OddWork(), engine=Executors(executor, 1)))


@pytest.mark.parametrize("names", [("die:1",), ("a", "die:1", "b"), ("die:1", "die:2", *"abcdefghijkl")])
def test_a_file_over_which_a_process_dies_is_its_own_outcome(names: tuple[str, ...]) -> None:
    lost = "is lost: the file ended the process that read it"
    wanted = [f"{name} {lost}" if name.startswith("die") else name for name in names]
    processes = Processes(2, "odd_work")
    assert list(run(odd(*names), OddWork(), engine=processes)) == wanted
    processes.close()


def test_a_process_that_is_killed_loses_and_doubles_nothing(tmp_path: Path) -> None:
    files = [
        Odd(f"die-once:{number}" if number in {7, 60} else f"sleep:0.0{number % 3}") for number in range(120)
    ]
    assert list(run(files, OddWork(str(tmp_path)), jobs=2)) == [each.path for each in files]


def test_files_are_taken_as_there_is_room(tmp_path: Path) -> None:
    taken = 0

    def files() -> Iterator[Odd]:
        nonlocal taken
        for taken in range(1, 10_001):
            yield Odd(f"sleep:0.{taken % 2}")

    outcomes = run(files(), OddWork(str(tmp_path)), jobs=2)
    next(outcomes)
    assert taken < 200
    outcomes.close()  # type: ignore[attr-defined]  # it is a generator


@pytest.mark.parametrize("name", ["dask", "dask://", "ray://host:1", "threads"])
def test_an_engine_that_nobody_knows_is_refused(name: str) -> None:
    with pytest.raises(EngineFailed, match="there is no engine"), engine_named(name):
        pass


# limits


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_file_that_takes_too_long_is_its_own_outcome(jobs: int) -> None:
    names = ("a", "hang:1", "b", "sleep:0.1", "hang:2", "c", "d")
    work = Watched(OddWork(), timeout=1.5)
    wanted = [f"{name} is lost: it takes more than 1.5 s" if "hang" in name else name for name in names]
    assert list(run(odd(*names), work, jobs=jobs)) == wanted


def test_a_process_that_is_watched_may_die_and_print() -> None:
    work = Watched(OddWork(), timeout=20)
    outcomes = list(run(odd("print:1", "die:1", "print:2"), work, jobs=1))
    assert outcomes == ["print:1", "die:1 is lost: the file ended the process that read it", "print:2"]


@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are those of Linux")
def test_a_file_that_takes_too_much_memory_is_its_own_outcome() -> None:
    work = Watched(OddWork(), memory=1 << 28)
    outcomes = list(run(odd("a", "eat:1", "b"), work, jobs=1))
    assert outcomes == ["a", "eat:1 is lost: it takes more than 268,435,456 bytes of memory", "b"]


def test_limits_hold_in_threads_of_an_executor() -> None:
    work = Watched(OddWork(), timeout=1.5)
    with ThreadPoolExecutor(2) as executor:
        outcomes = list(run(odd("hang:1", "a", "hang:2", "b"), work, engine=Executors(executor, 2)))
    assert [outcome.split(":")[0] for outcome in outcomes] == ["hang", "a", "hang", "b"]


def test_work_that_cannot_be_imported_is_an_error_at_once() -> None:
    class Local(OddWork):
        pass

    with pytest.raises(Exception, match="pickle"):
        list(run(odd("a"), Watched(Local(), timeout=5), jobs=1))


# journals


def interrupted(files: list[Odd], work: OddWork, path: Path, after: int) -> None:
    with opened(str(path), work, "test") as journal:
        outcomes = resumed(files, work, journal, jobs=1)
        for _ in range(after):
            next(outcomes)
        outcomes.close()  # type: ignore[attr-defined]


def test_a_run_goes_on_where_it_was(tmp_path: Path) -> None:
    files, work = many(50), OddWork(str(tmp_path))
    interrupted(files, work, tmp_path / "journal", 20)
    done = len(logged(tmp_path))
    assert 20 <= done < 50
    with opened(str(tmp_path / "journal"), work, "test") as journal:
        assert list(resumed(files, work, journal, jobs=1)) == [each.path for each in files]
    assert sorted(set(logged(tmp_path))) == sorted(each.path for each in files)
    assert len(logged(tmp_path)) <= 50 + (done - 20)


def test_files_that_came_and_went_are_seen(tmp_path: Path) -> None:
    work = OddWork(str(tmp_path))
    interrupted(many(50), work, tmp_path / "journal", 50)
    files = [Odd("new:1"), *many(50)[3:20], Odd("new:2"), *many(50)[25:], Odd("new:3")]
    with opened(str(tmp_path / "journal"), work, "test") as journal:
        assert list(resumed(files, work, journal, jobs=1)) == [each.path for each in files]
    assert len(logged(tmp_path)) == 50


def test_a_file_that_changed_is_done_again(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("1", encoding="utf-8")
    work = OddWork(str(tmp_path))
    interrupted(odd(str(path)), work, tmp_path / "journal", 1)
    before = (tmp_path / "journal").read_bytes()
    interrupted(odd(str(path)), work, tmp_path / "journal", 1)
    assert (tmp_path / "journal").read_bytes() == before
    path.write_text("22", encoding="utf-8")
    interrupted(odd(str(path)), work, tmp_path / "journal", 1)
    assert (tmp_path / "journal").read_bytes().count(b"\n") == before.count(b"\n") + 1


def test_a_line_that_was_cut_is_done_again(tmp_path: Path) -> None:
    files, work = many(30), OddWork(str(tmp_path))
    interrupted(files, work, tmp_path / "journal", 30)
    whole = (tmp_path / "journal").read_bytes()
    for size in (0, 5, len(whole) // 2, len(whole) - 1):
        (tmp_path / "journal").write_bytes(whole[:size])
        with opened(str(tmp_path / "journal"), work, "test") as journal:
            assert list(resumed(files, work, journal, jobs=1)) == [each.path for each in files]
        assert (tmp_path / "journal").read_bytes() == whole


def test_a_journal_of_another_run_is_refused(tmp_path: Path) -> None:
    path, work = tmp_path / "journal", OddWork(str(tmp_path))
    interrupted(many(3), work, path, 3)
    with pytest.raises(EngineFailed, match="of another run"), opened(str(path), work, "other"):
        pass
    path.write_text("hello", encoding="utf-8")
    with pytest.raises(EngineFailed, match="is not a journal"), opened(str(path), work, "test"):
        pass
    assert path.read_text(encoding="utf-8") == "hello"


@pytest.mark.skipif(os.name != "posix", reason="modes are those of POSIX")
def test_a_journal_is_for_its_owner(tmp_path: Path) -> None:
    interrupted(many(3), OddWork(str(tmp_path)), tmp_path / "journal", 3)
    assert (tmp_path / "journal").stat().st_mode & 0o777 == 0o600


# the face, and the command


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("study")
    for number in range(30):
        minimal(CTImage).save(folder / f"{number:02}.dcm")
    (folder / "notes.txt").write_text("no DICOM", encoding="utf-8")
    return folder


def test_files_are_judged_on_any_executor(study: Path) -> None:
    with ThreadPoolExecutor(2) as executor:
        reports = list(validated(study, executor=executor, workers=2))
    assert [Path(report.file).name for report in reports] == [f"{number:02}.dcm" for number in range(30)]
    assert reports == list(validated([study])) == list(validated(study, jobs=2, timeout=60))


def lines_of(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_command_that_is_killed_goes_on(study: Path, tmp_path: Path) -> None:
    journal, output = tmp_path / "journal", tmp_path / "out.jsonl"
    command = [sys.executable, "-m", "dicomwright.cli", "validate", *[str(study)] * 40, "--format", "jsonl"]
    command += ["--output", str(output), "--resume", str(journal), "--jobs", "1"]
    process = subprocess.Popen(command)  # noqa: S603 - it is our own
    killer = threading.Timer(60, process.kill)
    killer.start()
    while process.poll() is None and (not journal.exists() or journal.read_bytes().count(b"\n") < 200):
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    killer.cancel()
    done = journal.read_bytes().count(b"\n") - 1
    assert 0 < done < 1_200
    assert subprocess.run(command, check=False).returncode == 0  # noqa: S603
    assert [Path(str(line["file"])).name for line in lines_of(output)] == [
        f"{n:02}.dcm" for n in range(30)
    ] * 40
