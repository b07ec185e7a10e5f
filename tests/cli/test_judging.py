"""Judging: what is DICOM and what is not, and faults that end in a report."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest

from dicomwright.batch import judging, run
from dicomwright.batch.judging import Options, judge
from dicomwright.batch.sources.found import Found

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from dicomwright.runtime.reports.report import Report


def codes(report: Report | None) -> list[str]:
    assert report is not None
    return [finding.code for finding in report.findings]


@pytest.mark.parametrize(
    ("head", "is_dicom"),
    [
        (b"", False),
        (b"not DICOM", False),
        (b"\x89PNG\r\n\x1a\n", False),
        (b"\0" * 200, False),
        (b"\0" * 128 + b"DICM", True),
        (b"\xff" * 128 + b"DICM", True),
        (b"DICM\x02\0\0\0UL\x04\0", True),
        (b"\x08\0\x05\0CS\x0a\0ISO_IR 100", True),
        (b"\x08\0\x05\0\x0a\0\0\0ISO_IR 100", True),
        (b"\0\x08\0\x05CS\0\x0aISO_IR 100", True),
        (b"\x02\0\0\0UL\x04\0", True),
        (b"\x08\0\x05\0\xff\xff\xff\x7f", False),
        (b"\0\x08 text that begins with a strange byte", False),
    ],
)
def test_what_is_found_in_a_folder_is_judged_if_it_looks_like_dicom(
    head: bytes,
    is_dicom: bool,  # noqa: FBT001 - of the table
    tmp_path: Path,
) -> None:
    path = tmp_path / "file"
    path.write_bytes(head)
    assert (judge(Found(str(path)), Options()) is not None) == is_dicom
    assert judge(Found(str(path), named=True), Options()) is not None


def test_pipes_in_folders_are_skipped(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert judge(Found(str(tmp_path / "pipe")), Options()) is None


def test_reports_name_the_file_as_it_was_given(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(study)
    report = judge(Found("b/bad.dcm"), Options())
    assert report is not None
    assert report.file == "b/bad.dcm"
    assert {"missing-type-2", "value-not-enumerated"} <= set(codes(report))


def test_findings_can_be_left_out(bad: bytes) -> None:
    found = Found("-", content=bad)
    assert codes(judge(found, Options(include=("missing-type-2",)))) == ["missing-type-2"]
    assert "missing-type-2" not in codes(judge(found, Options(exclude=("missing-type-2",))))


def test_a_file_that_is_gone_is_unreadable(tmp_path: Path) -> None:
    assert codes(judge(Found(str(tmp_path / "gone")), Options())) == ["unreadable"]
    assert codes(judge(Found(str(tmp_path / "gone"), named=True), Options())) == ["unreadable"]


@pytest.mark.parametrize("error", [RuntimeError("Secret^Name"), RecursionError(), MemoryError()])
def test_a_fault_of_ours_is_a_finding_without_values(
    error: Exception, good: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> Report:
        raise error

    monkeypatch.setattr(judging, "validate", fail)
    report = judge(Found("-", content=good), Options())
    assert codes(report) == ["unreadable"]
    assert type(error).__name__ in str(report)
    assert "Secret" not in str(report)


# processes


class Bomb(bytes):
    """Bytes that end the process which takes them out of the pipe, as a fault of memory would."""

    __slots__ = ()

    def __reduce__(self) -> tuple[object, ...]:
        return os._exit, (1,)


def test_reports_come_in_the_order_of_the_files(good: bytes, bad: bytes) -> None:
    found = [Found(str(number), content=bad if number % 3 else good) for number in range(50)]
    reports = list(run(found, Options(), jobs=2))
    assert [report.file for report in reports if report] == [str(number) for number in range(50)]
    assert reports == list(run(found, Options(), jobs=1))


@pytest.mark.parametrize("bombs", [{0}, {7, 8, 33}, {49}])
def test_a_file_that_ends_its_process_is_a_finding(bombs: set[int], good: bytes) -> None:
    found = [Found(str(n), content=Bomb() if n in bombs else good) for n in range(50)]
    reports = list(run(found, Options(), jobs=2))
    assert [report.file for report in reports if report] == [str(number) for number in range(50)]
    ended = {number for number, report in enumerate(reports) if codes(report) == ["unreadable"]}
    assert ended == bombs


def test_a_process_may_end_while_nobody_waits_for_it(good: bytes) -> None:
    found = [Found(str(n), content=Bomb() if n == 20 else good) for n in range(200)]
    reports = run(found, Options(), jobs=2)
    first = next(reports)
    time.sleep(1)
    assert [number for number, report in enumerate([first, *reports]) if codes(report) == ["unreadable"]] == [
        20
    ]


def test_files_are_taken_as_they_are_judged(good: bytes) -> None:
    taken = 0

    def found() -> Iterator[Found]:
        nonlocal taken
        for number in range(1_000):
            taken += 1
            yield Found(str(number), content=good)

    reports = run(found(), Options(), jobs=2)
    next(reports)
    assert taken < 200
    reports.close()  # type: ignore[attr-defined]  # it is a generator


def test_few_files_are_judged_here(good: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dicomwright.batch.engines.ProcessPoolExecutor", None)
    monkeypatch.setattr("dicomwright.batch.judging._FEW", 5)
    found = [Found(str(number), content=good) for number in range(5)]
    assert len(list(run(found, Options()))) == 5
    with pytest.raises(TypeError):
        list(run([*found, *found], Options(), jobs=2))
