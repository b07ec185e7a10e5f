"""Types: programs that mypy --strict and pyright strict must accept, and mistakes that they must find."""

from __future__ import annotations

from pathlib import Path

from typing_harness import mypy, pyright

PROGRAMS = Path(__file__).parent / "programs"


def marked(program: str) -> dict[int, str]:
    lines = enumerate((PROGRAMS / program).read_text().splitlines(), 1)
    return {number: line.split("# wrong: ")[1] for number, line in lines if "# wrong: " in line}


def test_mypy(tmp_path: Path) -> None:
    found = mypy(PROGRAMS, "accepted.py", "refused.py", cache=tmp_path)
    assert {one.file for one in found} == {"refused.py"}
    wrong = marked("refused.py")
    assert {one.line for one in found} == wrong.keys()
    for line, part in wrong.items():
        assert any(part in one.message for one in found if one.line == line)


def test_pyright() -> None:
    found = pyright(PROGRAMS)
    assert {one.file for one in found} == {"refused.py"}
    assert {one.line for one in found} == marked("refused.py").keys()
