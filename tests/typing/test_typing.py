"""Programs of users: those that type checkers accept, which run, too, and those that they must refuse.

`pass/` holds the former. Each program of `fail/` holds mistakes of one kind; beside it stands, word for word, what
mypy --strict and pyright strict say of them.
"""

from __future__ import annotations

import difflib
import os
import runpy
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import typing_harness

if TYPE_CHECKING:
    from collections.abc import Iterable

HERE = Path(__file__).parent
PASS = sorted(path.relative_to(HERE).as_posix() for path in HERE.glob("pass/*.py"))
FAIL = sorted(path.relative_to(HERE).as_posix() for path in HERE.glob("fail/*.py"))
KNOWN: dict[str, str] = {}
"""Programs that do not run yet, and why."""
UPDATE = "DICOMWRIGHT_UPDATE_GOLDEN"
MEND = f"When this is what it should be: {UPDATE}=1 python -m pytest tests/typing, then look at git diff"


def golden(program: str, checker: str) -> Path:
    return (HERE / program).with_suffix(f".{checker}.txt")


def compare(found: Iterable[typing_harness.Diagnostic], checker: str) -> None:
    """Compare what a checker says of all the programs with the golden files, or write them."""
    said = dict.fromkeys((*PASS, *FAIL), "")
    for one in found:
        said[one.file] = said.get(one.file, "") + one.text + "\n"
    if os.environ.get(UPDATE):
        for program in FAIL:
            golden(program, checker).write_text(said[program], encoding="utf-8")
    wrong = [
        f"{program} is refused:\n{said[program]}" for program in said if program not in FAIL and said[program]
    ]
    wrong += [f"{program} is accepted" for program in FAIL if not said[program]]
    wrong += [
        difference for program in FAIL if (difference := changes(said[program], golden(program, checker)))
    ]
    if wrong:
        pytest.fail("\n".join((*wrong, MEND)), pytrace=False)


def changes(now: str, file: Path) -> str:
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    name = file.relative_to(HERE).as_posix()
    lines = difflib.unified_diff(
        before.splitlines(), now.splitlines(), name, "what it says now", n=0, lineterm=""
    )
    return "\n".join(lines)


def test_mypy(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    kept: pytest.Cache | None = getattr(request.config, "cache", None)  # a warm cache saves ten seconds
    cache = kept.mkdir("mypy_of_programs") if kept else tmp_path
    compare(typing_harness.mypy(HERE, *PASS, *FAIL, cache=cache), "mypy")


def test_pyright() -> None:
    compare(typing_harness.pyright(HERE), "pyright")


def test_golden_files_have_programs() -> None:
    programs = {golden(program, checker) for program in FAIL for checker in ("mypy", "pyright")}
    assert set(HERE.glob("*/*.txt")) <= programs


@pytest.mark.parametrize("program", PASS)
def test_program_runs(
    program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    if program in KNOWN:
        request.applymarker(pytest.mark.xfail(reason=KNOWN[program]))
    monkeypatch.chdir(tmp_path)
    runpy.run_path(str(HERE / program), run_name="__main__")
