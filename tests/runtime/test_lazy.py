"""Lazy packages, and what importing the runtime must not do."""

from __future__ import annotations

import subprocess
import sys
from types import ModuleType

import pytest

import dicomwright.runtime
from dicomwright.runtime import lazy_package


def test_lazy_package(monkeypatch: pytest.MonkeyPatch) -> None:
    package, part = ModuleType("some"), ModuleType("some.part")
    part.Thing = thing = type("Thing", (), {})  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "some", package)
    monkeypatch.setitem(sys.modules, "some.part", part)
    find, names = lazy_package("some", {"Thing": "part"})
    assert "Thing" in names()
    assert "Thing" not in vars(package)
    assert find("Thing") is thing
    assert vars(package)["Thing"] is thing
    with pytest.raises(AttributeError, match="'some' has no attribute 'Nothing'"):
        find("Nothing")
    with pytest.raises(AttributeError, match=r"'some' has no attribute 'Thingy'; did you mean Thing\?"):
        find("Thingy")


def test_modules_may_lie_in_another_package(monkeypatch: pytest.MonkeyPatch) -> None:
    package, part = ModuleType("things"), ModuleType("thing.part")
    part.Thing = thing = type("Thing", (), {})  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "things", package)
    monkeypatch.setitem(sys.modules, "thing.part", part)
    find, _ = lazy_package("things", {"Thing": "part"}, home="thing")
    assert find("Thing") is thing
    with pytest.raises(AttributeError, match=r"'things' has no attribute 'Thingy'; did you mean Thing\?"):
        find("Thingy")


def test_a_facade_says_what_it_has() -> None:
    wrong = "ct_image"  # a file, which is in another package
    with pytest.raises(ImportError, match=r"'ct_image' from 'dicomwright.iods'"):
        exec(f"from dicomwright.iods import {wrong}")  # noqa: S102 - type checkers would see it
    with pytest.raises(ImportError, match=r"'CtImage' .*'dicomwright.iods'; did you mean CTImage\?"):
        exec("from dicomwright.iods import CtImage")  # noqa: S102
    with pytest.raises(ModuleNotFoundError, match=r"'dicomwright.iods.ct_image'"):
        exec("import dicomwright.iods.ct_image")  # noqa: S102


def test_importing_a_wrong_name_suggests_the_nearest() -> None:
    with pytest.raises(
        ImportError, match=r"'Contextgroup' .*'dicomwright.runtime'; did you mean ContextGroup\?"
    ):
        exec("from dicomwright.runtime import Contextgroup")  # noqa: S102 - type checkers would see it
    exec("from dicomwright.runtime import vocabulary")  # noqa: S102 - a submodule is found by the import itself
    assert not hasattr(dicomwright.runtime, "Contextgroup")


@pytest.mark.parametrize(
    "slow",
    [
        "pydicom.sr",
        "difflib",
        "dicomwright.runtime.values.rules",
        "dicomwright.generator",
        "dicomwright.macros",
    ],
)
def test_the_runtime_imports_lazily(slow: str) -> None:
    program = f"import pydicom, sys, dicomwright.runtime; sys.exit({slow!r} in sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True)  # noqa: S603 - a fixed program
