"""Programs of users: those that type checkers accept, which run, too, and those that they must refuse.

`pass/` holds the former. Each program of `fail/` holds mistakes of one kind; beside it stands, word for word, what
mypy --strict and pyright strict say of them. All are checked as they are, with classes from the facades, and with each
class from its own file: in this checkout, and in an environment that has the wheel.
"""

from __future__ import annotations

import ast
import difflib
import json
import os
import runpy
import subprocess
from configparser import ConfigParser
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import installed
import pytest
import typing_harness

if TYPE_CHECKING:
    from collections.abc import Iterable

HERE = Path(__file__).parent
PASS = sorted(path.relative_to(HERE).as_posix() for path in HERE.glob("pass/*.py"))
FAIL = sorted(path.relative_to(HERE).as_posix() for path in HERE.glob("fail/*.py"))
FACADES = ("iods", "modules", "macros", "cids", "codes", "services", "templates")
ABOUT_FACADES = ("fail/wrong_name.py", "fail/wrong_address.py", "pass/search.py")
"""Programs that ask facades themselves."""
WAYS = {"files": [one for one in (*PASS, *FAIL) if one not in ABOUT_FACADES], "facades": [*PASS, *FAIL]}
KNOWN: dict[str, str] = {}
"""Programs that do not run yet, and why."""
UPDATE = "DICOMWRIGHT_UPDATE_GOLDEN"
MEND = f"When this is what it should be: {UPDATE}=1 python -m pytest tests/typing, then look at git diff"


class Place(NamedTuple):
    """A folder with all programs, by way, and where their packages are: in folders, and those of an interpreter."""

    folder: Path
    python: Path
    roots: list[str]
    cache: Path


def text_of(program: str, way: str) -> str:
    text = (HERE / program).read_text(encoding="utf-8")
    return by_file(text) if way == "files" else text


def by_file(program: str) -> str:
    """Import each class that a program has from a facade from its own file instead, on as many lines."""
    lines = program.splitlines()
    for node in ast.parse(program).body:
        if isinstance(node, ast.ImportFrom) and node.module in {f"dicomwright.{name}" for name in FACADES}:
            facade = import_module(node.module)
            imports = [
                f"from {getattr(facade, each.name).__module__} import {each.name} as {each.asname or each.name}"
                for each in node.names
            ]
            last = node.end_lineno or node.lineno
            lines[node.lineno - 1 : last] = ["; ".join(imports), *[""] * (last - node.lineno)]
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module", params=["checkout", "wheel"])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Place:
    folder = tmp_path_factory.mktemp(request.param)
    for way, programs in WAYS.items():
        for program in programs:
            file = folder / way / program
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text_of(program, way), encoding="utf-8")
    python, cache = installed.environment(folder / "environment"), folder / "cache"
    if request.param == "wheel":
        installed.install_wheel(folder / "environment")
        roots: list[str] = []
    else:
        roots = [str(installed.ROOT / name) for name in ("runtime", "generated")]
        kept: pytest.Cache | None = getattr(request.config, "cache", None)  # a warm cache saves ten seconds
        cache = kept.mkdir("mypy_of_programs") if kept else cache
    configure(folder, roots)
    return Place(folder, python, roots, cache)


def configure(folder: Path, roots: list[str]) -> None:
    """Write the configurations of this folder for another, and for packages that lie elsewhere."""
    mypy = ConfigParser(interpolation=None)
    mypy.read(HERE / "mypy.ini", encoding="utf-8")
    mypy["mypy"]["mypy_path"] = ", ".join(roots)
    with (folder / "mypy.ini").open("w", encoding="utf-8") as file:
        mypy.write(file)
    pyright = json.loads((HERE / "pyrightconfig.json").read_text(encoding="utf-8"))
    pyright |= {"include": list(WAYS), "extraPaths": roots}
    (folder / "pyrightconfig.json").write_text(json.dumps(pyright), encoding="utf-8")


def golden(program: str, checker: str) -> Path:
    return (HERE / program).with_suffix(f".{checker}.txt")


def compare(found: Iterable[typing_harness.Diagnostic], checker: str, way: str) -> None:
    """Compare what a checker says of all the programs with the golden files, or write them."""
    said = dict.fromkeys(WAYS[way], "")
    for one in found:
        program = one.file.removeprefix(f"{way}/")
        said[program] = said.get(program, "") + one.text + "\n"
    refused = [program for program in WAYS[way] if program in FAIL]
    if os.environ.get(UPDATE):
        for program in refused:
            golden(program, checker).write_text(said[program], encoding="utf-8")
    wrong = [
        f"{program} is refused:\n{said[program]}" for program in said if program not in FAIL and said[program]
    ]
    wrong += [f"{program} is accepted" for program in refused if not said[program]]
    wrong += [
        difference for program in refused if (difference := changes(said[program], golden(program, checker)))
    ]
    if wrong:
        pytest.fail("\n".join((f"with {way}:", *wrong, MEND)), pytrace=False)


def changes(now: str, file: Path) -> str:
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    name = file.relative_to(HERE).as_posix()
    lines = difflib.unified_diff(
        before.splitlines(), now.splitlines(), name, "what it says now", n=0, lineterm=""
    )
    return "\n".join(lines)


def test_classes_are_those_of_the_place(place: Place) -> None:
    program = "import dicomwright.iod.ct_image as found; print(found.__file__)"
    done = subprocess.run(  # noqa: S603 - a fixed program
        [place.python, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(place.roots)},
    )
    assert Path(done.stdout.strip()).is_relative_to(installed.ROOT if place.roots else place.folder)


UNREAD = (
    "rich",
    "pynetdicom",
    "dicomwright.cli",
    "dicomwright.generator",
    *(f"dicomwright.{name}" for name in FACADES),
)
"""What mypy must not read, because it takes its time, of a program that imports classes from their files."""


def test_mypy(place: Place, tmp_path: Path) -> None:
    read = tmp_path / "read.txt"
    options = (f"--python-executable={place.python}", f"--timing-stats={read}")
    for way, programs in WAYS.items():  # files first, so that the facades add to what was read
        names = (f"{way}/{program}" for program in programs)
        found = typing_harness.mypy(place.folder, *names, cache=place.cache, options=options)
        compare(found, "mypy", way)
        if way == "files":
            modules = {line.split()[0] for line in read.read_text(encoding="utf-8").splitlines()}
            assert modules
            assert not {name for name in modules if name.startswith(UNREAD)}


def test_pyright(place: Place) -> None:
    found = typing_harness.pyright(place.folder, str(place.python))
    for way in WAYS:
        compare([one for one in found if one.file.startswith(f"{way}/")], "pyright", way)


def test_golden_files_have_programs() -> None:
    programs = {golden(program, checker) for program in FAIL for checker in ("mypy", "pyright")}
    assert set(HERE.glob("*/*.txt")) <= programs
    assert set(ABOUT_FACADES) <= {*FAIL, *PASS}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("program", PASS)
def test_program_runs(
    program: str, way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    if program in KNOWN:
        request.applymarker(pytest.mark.xfail(reason=KNOWN[program]))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "program.py").write_text(text_of(program, way), encoding="utf-8")
    runpy.run_path("program.py", run_name="__main__")
