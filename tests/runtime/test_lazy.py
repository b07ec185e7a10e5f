"""Lazy packages, and what importing the runtime must not do."""

from __future__ import annotations

import subprocess
import sys
from types import ModuleType

import pytest

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


@pytest.mark.parametrize("slow", ["pydicom.sr", "difflib", "dicomwright.generator", "dicomwright.macros"])
def test_the_runtime_imports_lazily(slow: str) -> None:
    program = f"import pydicom, sys, dicomwright.runtime; sys.exit({slow!r} in sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True)  # noqa: S603 - a fixed program
