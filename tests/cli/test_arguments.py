"""Arguments: help that is there at once and teaches, and usage errors."""

from __future__ import annotations

import subprocess
import sys

import pytest

from dicomwright.cli import main
from dicomwright.cli.arguments import FORMATS, KINDS
from dicomwright.cli.show.kinds import KINDS as SHOWN
from dicomwright.reports import FORMATS as WRITTEN
from dicomwright.runtime.reports.findings import CODES


def help_of(*arguments: str, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as ended:
        main([*arguments, "--help"])
    assert ended.value.code == 0
    return capsys.readouterr().out


def test_choices_are_what_there_is() -> None:
    assert tuple(WRITTEN) == FORMATS
    assert tuple(SHOWN) == KINDS


@pytest.mark.parametrize("arguments", [(), ("show",)])
def test_help_imports_nothing(arguments: tuple[str, ...]) -> None:
    program = (
        "import sys\nfrom dicomwright.cli import main\n"
        "try: main(sys.argv[1:])\nexcept SystemExit: pass\n"
        "print(*(name for name in ('pydicom', 'numpy', 'rich', 'dicomwright.runtime') if name in sys.modules))"
    )
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", program, *arguments, "--help"], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("usage: dicomwright")
    assert done.stdout.splitlines()[-1] == ""


def test_help_has_examples(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in ((), ("validate",), ("show",)):
        assert "\nexamples:\n  dicomwright " in help_of(*arguments, capsys=capsys)


def test_help_lists_the_codes(capsys: pytest.CaptureFixture[str]) -> None:
    shown = help_of("validate", capsys=capsys)
    assert all(f"\n  {code} " in shown for code in CODES)


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.endswith(", DICOM 2025e\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ["validate"],
        ["validate", "a", "--format", "yaml"],
        ["validate", "a", "--jobs", "0"],
        ["validate", "a", "--fail-on", "information"],
        ["show"],
        ["nothing"],
    ],
)
def test_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage: dicomwright" in capsys.readouterr().err


def test_no_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "examples:" in capsys.readouterr().out


def test_it_is_a_module_too() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dicomwright.cli", "show", "PatientName"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("Patient's Name (PatientName)\n")
