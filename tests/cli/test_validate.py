"""`dicomwright validate`, from the arguments to the exit status."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree

from dicomwright.cli import main
from dicomwright.cli.arguments import FORMATS

if TYPE_CHECKING:
    from pathlib import Path

COMMAND = (sys.executable, "-m", "dicomwright.cli", "validate")
VALUES = ("Secret", "HIDDEN")
HOSTILE = b"evil\x1b]0;owned\x07\n\xff<&.dcm"


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["a"], 0),
        (["a/good.dcm"], 0),
        (["b"], 1),
        (["a", "b/bad.dcm"], 1),
        (["b", "--exclude", "missing-type-2", "--exclude", "value-not-enumerated"], 0),
        (["b", "--include", "bad-value"], 0),
        (["b", "--include", "missing-type-2"], 1),
        (["notes.txt"], 1),
        (["a", "--iod", "MRImage"], 1),
        (["a", "--iod", "ct image"], 0),
    ],
)
def test_exit_status(arguments: list[str], status: int, study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(study)
    assert main(["validate", *arguments]) == status


@pytest.mark.parametrize(("level", "status"), [("error", 0), ("warning", 1)])
def test_warnings_fail_when_they_are_asked_to(level: str, status: int, warned: bytes, tmp_path: Path) -> None:
    path = tmp_path / "warned.dcm"
    path.write_bytes(warned)
    assert main(["validate", str(path), "--fail-on", level]) == status


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere"], "there is no file or folder 'nowhere'"),
        (["a", "nowhere"], "there is no file or folder 'nowhere'"),
        (["a", "--iod", "CTImag"], "there is no IOD 'CTImag'; did you mean CTImage?"),
        (["a", "--include", "badvalue"], "there are no findings of code 'badvalue'; did you mean bad-value?"),
        (["a", "--output", "nowhere/out"], "'nowhere/out' cannot be written: No such file or directory"),
        (["-", "-"], "the standard input can be read once"),
    ],
)
def test_usage_errors(
    arguments: list[str],
    message: str,
    study: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(study)
    assert main(["validate", *arguments]) == 2
    assert capsys.readouterr() == ("", f"dicomwright: {message}\n")


def test_nothing_to_judge(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (study / "empty").mkdir()
    (study / "empty" / "notes").write_text("not DICOM")
    assert main(["validate", str(study / "empty"), "--format", "json"]) == 2
    shown = capsys.readouterr()
    assert json.loads(shown.out)["summary"]["skipped"] == 1
    assert shown.err == "dicomwright: there was nothing to judge: 1 file skipped, not DICOM\n"


def test_text(study: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(study)
    main(["validate", "."])
    shown = capsys.readouterr().out
    assert shown.startswith("./b/bad.dcm: CTImage: 2 errors")
    assert "  Patient, PS3.3 C.7.1.1\n" in shown
    assert "good.dcm" not in shown
    assert "\n2 files: 1 with errors, 1 without either, 1 skipped (not DICOM)\n" in shown


def test_json_lines(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["validate", str(study), "--format", "jsonl"])
    shown = capsys.readouterr()
    good, bad = lines(shown.out)
    assert good == {
        "file": str(study / "a" / "good.dcm"),
        "sop_class_uid": "1.2.840.10008.5.1.4.1.1.2",
        "iod": "CTImage",
        "errors": 0,
        "warnings": 0,
        "findings": [],
    }
    assert {finding["code"] for finding in bad["findings"]} == {"missing-type-2", "value-not-enumerated"}
    assert shown.err == "dicomwright: 1 file skipped, not DICOM\n"


@pytest.mark.parametrize("name", FORMATS)
def test_output_goes_to_a_file(name: str, study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = study / "report"
    assert main(["validate", str(study), "--format", name, "--output", str(output)]) == 1
    assert capsys.readouterr().out == ""
    text = output.read_text("utf-8")
    assert "missing-type-2" in text
    if name in {"json", "sarif"}:
        json.loads(text)
    elif name == "junit":
        etree.fromstring(text.encode())


@pytest.mark.parametrize("name", FORMATS)
def test_values_are_shown_when_they_are_asked_for(
    name: str, study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["validate", str(study), "--format", name])
    hidden = capsys.readouterr()
    assert not any(value in hidden.out + hidden.err for value in VALUES)
    main(["validate", str(study), "--format", name, "--show-values"])
    assert "HIDDEN" in capsys.readouterr().out


def test_standard_input(
    bad: bytes, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(bad)))
    assert main(["validate", "-", "--format", "jsonl"]) == 1
    assert lines(capsys.readouterr().out)[0]["file"] == "-"


@pytest.mark.parametrize("name", ["jsonl", "junit"])
def test_processes_do_not_change_a_byte(name: str, study: Path, good: bytes, bad: bytes) -> None:
    for number in range(40):
        (study / "a" / f"{number}.dcm").write_bytes(bad if number % 2 else good)
    (study / "a" / "empty.dcm").touch()
    (study / "a" / "cut.dcm").write_bytes(good[:200])
    done = [
        subprocess.run(  # noqa: S603
            [*COMMAND, str(study), "--format", name, "--jobs", jobs], capture_output=True, check=False
        )
        for jobs in ("1", "2")
    ]
    assert done[0].stdout == done[1].stdout != b""
    assert done[0].stderr == done[1].stderr
    assert [each.returncode for each in done] == [1, 1]


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("locale", ["C.UTF-8", "C"])
def test_any_file_name_can_be_judged_and_told(name: str, locale: str, tmp_path: Path, bad: bytes) -> None:
    path = os.path.join(os.fsencode(tmp_path), HOSTILE)  # noqa: PTH118 - Path takes no bytes
    with open(path, "wb") as file:  # noqa: PTH123
        file.write(bad)
    done = subprocess.run(  # noqa: S603
        [*COMMAND, tmp_path, "--format", name],
        capture_output=True,
        check=False,
        env={**os.environ, "LC_ALL": locale, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    )
    assert (done.returncode, done.stderr) == (1, b"")
    assert b"\x1b" not in done.stdout
    assert b"owned" in done.stdout
    done.stdout.decode()


# ends before the end


def test_a_closed_pipe_ends_it_quietly(study: Path, bad: bytes) -> None:
    for number in range(300):
        (study / "a" / f"{number}.dcm").write_bytes(bad)
    with subprocess.Popen(  # noqa: S603
        [*COMMAND, str(study), "--format", "jsonl", "--jobs", "1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 141


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupt_ends_it_quietly(jobs: str, study: Path) -> None:
    for number in range(3_000):
        os.link(study / "b" / "bad.dcm", study / "a" / f"{number}.dcm")
    with subprocess.Popen(  # noqa: S603
        [*COMMAND, str(study), "--format", "jsonl", "--jobs", jobs],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        begun = time.monotonic()
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does
        _, told = process.communicate(timeout=60)
    assert time.monotonic() - begun < 5
    assert told == b"dicomwright: interrupted\n"
    assert process.returncode == 130


def test_a_full_disk_is_told(study: Path) -> None:
    if not os.path.exists("/dev/full"):  # noqa: PTH110
        pytest.skip("there is no /dev/full")
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        done = subprocess.run([*COMMAND, str(study)], stdout=full, stderr=subprocess.PIPE, check=False)  # noqa: S603
    assert done.returncode == 2
    assert done.stderr.startswith(b"dicomwright: No space left on device")


# memory


def peak_of(folder: Path, jobs: str) -> int:
    """Return the most memory that the command held, of the main process, in KiB."""
    with subprocess.Popen(  # noqa: S603
        [*COMMAND, str(folder), "--format", "jsonl", "--jobs", jobs], stdout=subprocess.DEVNULL
    ) as process:
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0
    return usage.ru_maxrss


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_memory_does_not_grow_with_the_files(jobs: str, tmp_path: Path, bad: bytes) -> None:
    (tmp_path / "bad.dcm").write_bytes(bad)
    for count in (200, 2_000):
        (tmp_path / str(count)).mkdir()
        for number in range(count):
            os.link(tmp_path / "bad.dcm", tmp_path / str(count) / f"{number}.dcm")
    few, many = (peak_of(tmp_path / str(count), jobs) for count in (200, 2_000))
    assert many - few < 4 * 1024


def test_progress_is_shown_in_a_terminal(study: Path) -> None:
    main_end, other_end = os.openpty()
    with subprocess.Popen(  # noqa: S603
        [*COMMAND, str(study)], stdout=other_end, stderr=other_end, env={**os.environ, "TERM": "xterm"}
    ) as process:
        os.close(other_end)
        shown = b""
        while True:
            try:
                part = os.read(main_end, 1 << 16)
            except OSError:  # what Linux says when the other end is closed
                break
            if not part:
                break
            shown += part
        assert process.wait() == 1
    os.close(main_end)
    assert b"\x1b[31merror" in shown
    assert b"files" in shown
    assert b"Traceback" not in shown
