"""The program of each IOD: it runs, and type checkers accept it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
import typing_harness
from committed import EDITION

from dicomwright.diff.snapshots import find
from dicomwright.generator.render.iods import demanded_fields, plan_iod
from dicomwright.site.book import Book
from dicomwright.site.examples import Examples
from dicomwright.site.laying import call, laid, listed

if TYPE_CHECKING:
    from pathlib import Path

CHECKED = ("CTImage", "Comprehensive3DSR")
THOROUGH = bool(os.environ.get("DICOMWRIGHT_THOROUGH"))


@pytest.fixture(scope="module")
def book() -> Book:
    """Return the edition."""
    return Book(find(EDITION, None))


def test_what_is_demanded_is_what_the_class_demands(book: Book) -> None:
    for iod in book.edition.iods[:: 1 if THOROUGH else 20]:
        planned = plan_iod(book.planner, iod).plan.fields
        assert demanded_fields(book.planner, iod) == tuple(each for each in planned if not each.optional)


@pytest.fixture(scope="module")
def programs(book: Book) -> dict[str, str]:
    """Return the program of each IOD by the name of its class."""
    examples = Examples(book)
    return {book.key(iod)[1]: examples.of(iod) for iod in book.edition.iods}


def test_every_program_runs(programs: dict[str, str]) -> None:
    assert len(programs) > 180
    for name, text in programs.items():
        names: dict[str, object] = {}
        exec(compile(text, name, "exec"), names)  # noqa: S102 - the programs are ours
        assert type(names["instance"]).__name__ == name


def test_checkers_accept_them(programs: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "mypy.ini").write_text("[mypy]\nstrict = true\n", encoding="utf-8")
    checked = {name: programs[name] for name in (programs if THOROUGH else CHECKED)}
    for name, text in checked.items():
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
    wrong = tmp_path / "wrong.py"
    wrong.write_text(programs["CTImage"].replace("RescaleSlope=1.0", 'RescaleSlope="A"'), encoding="utf-8")
    found = typing_harness.mypy(
        tmp_path, *(path.name for path in tmp_path.glob("*.py")), cache=tmp_path / "cache"
    )
    assert {each.file for each in found} == {"wrong.py"}


def test_programs_are_laid_out() -> None:
    short = call("f", ("a=", "1"), ("b=", listed("2", "3")))
    assert laid(short, "x = ") == "x = f(a=1, b=[2, 3])"
    assert laid(short, "x = ", broken=True) == "x = f(\n    a=1,\n    b=[2, 3],\n)"
    assert laid(call("f", ("a=", listed(call("g", ("b=", "1" * 60)), "2" * 40)))) == (
        f"f(\n    a=[\n        g(b={'1' * 60}),\n        {'2' * 40},\n    ],\n)"
    )
