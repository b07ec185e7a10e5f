"""The direction of imports: the contracts of the pyproject hold, and find what breaks them; folders stay small."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest
from committed import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytest.importorskip("importlinter", reason="import-linter is not installed: dependency group 'lint'")

SOURCES = ("runtime", "generator", "generated")
LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"
MOST_FILES = 15
MOST_IMPORTS = 20
HEAVY = {"difflib", "hypothesis", "numpy", "pydicom", "pynetdicom", "rich"}
"""Packages that are slow to import, so that only who uses them pays."""
SLOW = {
    "dicomwright.batch.dask",
    "dicomwright.batch.engines",
    "dicomwright.cli.mcp.server",
    "dicomwright.deidentify.maps.sealing",
    "dicomwright.reports.tool",
    "dicomwright.runtime.conversion",
    "dicomwright.runtime.declarations.checking",
    "dicomwright.runtime.reports.findings",
    "dicomwright.runtime.reports.table",
    "dicomwright.runtime.sources.remote",
    "dicomwright.site.browsing",
}
"""What of ours is loaded by who needs it: subcommands, checks of values, and what imports a heavy package."""


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    """Hold the contracts against the sources below a folder, as `nox -s lint` does."""
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command; lint_imports_command()",
            "--no-cache",
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=root,
        env={
            **os.environ,
            "COLUMNS": "200",
            "PYTHONPATH": os.pathsep.join(str(root / source) for source in SOURCES),
        },
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Copy what the contracts are about, to be changed."""
    for source in SOURCES:
        shutil.copytree(
            ROOT / source, tmp_path / source, ignore=shutil.ignore_patterns("__pycache__", "spec_cache")
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_contracts_hold() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


class Planted(NamedTuple):
    file: str
    text: str
    contract: str


PLANTED = {
    "up, in a function": Planted(
        "runtime/dicomwright/runtime/values/rules.py",
        "\n\ndef planted() -> None:\n    from dicomwright.runtime.trees import tree\n",
        "Floors of the runtime",
    ),
    "up, for type checkers alone": Planted(
        "runtime/dicomwright/runtime/vocabulary/tags.py",
        "\n\nif TYPE_CHECKING:\n    from dicomwright.runtime.iod import IOD\n",
        "Floors of the runtime",
    ),
    "a circle within a floor": Planted(
        "runtime/dicomwright/runtime/values/rules.py",
        "\n\ndef planted() -> None:\n    from dicomwright.runtime.values import elements\n",
        "No circle of imports",
    ),
    "a circle in the command": Planted(
        "runtime/dicomwright/batch/sources/opening.py",
        "\n\nimport dicomwright.batch.judging\n",
        "No circle of imports",
    ),
    "a circle in the generator": Planted(
        "generator/dicomwright/generator/docbook/elements.py",
        "\n\nimport dicomwright.generator.docbook.reader\n",
        "No circle of imports",
    ),
    "a stage that knows the next": Planted(
        "generator/dicomwright/generator/docbook/elements.py",
        "\n\nfrom dicomwright.generator.render import names\n",
        "Stages of the generator",
    ),
    "from the runtime to the generator": Planted(
        "runtime/dicomwright/runtime/network.py", "\n\nimport dicomwright.generator.facts\n", "name neither"
    ),
    "from the runtime to generated code": Planted(
        "runtime/dicomwright/runtime/network.py", "\n\nfrom dicomwright.iods import CTImage\n", "name neither"
    ),
    "from the generator to the runtime": Planted(
        "generator/dicomwright/generator/files.py",
        "\n\nimport dicomwright.runtime\n",
        "imports nothing of what",
    ),
    "from generated code to the command": Planted(
        "generated/dicomwright/iod/ct_image.py", "\n\nimport dicomwright.cli\n", "Generated code imports"
    ),
}


@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED)
def test_what_is_planted_is_found(planted: Planted, copy: Path) -> None:
    path = copy / planted.file
    path.write_text(path.read_text(encoding="utf-8") + planted.text, encoding="utf-8")
    done = lint(copy)
    assert done.returncode == 1
    broken = [line for line in done.stdout.splitlines() if line.endswith("BROKEN")]
    assert any(planted.contract in line for line in broken), done.stdout


def folders() -> Iterator[Path]:
    for folder in (ROOT / "runtime").rglob("*"):
        if folder.is_dir() and folder.name != "__pycache__":
            yield folder


def test_folders_of_the_runtime_are_small() -> None:
    files = {folder: sum(path.is_file() for path in folder.iterdir()) for folder in folders()}
    assert files
    assert not {folder.name: count for folder, count in files.items() if count > MOST_FILES}


def test_every_folder_of_the_runtime_says_what_lives_there() -> None:
    namespace = ROOT / "runtime" / "dicomwright"  # whose parts lie in three folders
    assert {path.name for path in namespace.glob("*.py")} == {"__main__.py"}
    packages = [folder / "__init__.py" for folder in folders() if any(folder.glob("*.py"))]
    packages.remove(namespace / "__init__.py")
    assert packages
    for package in packages:
        assert ast.get_docstring(ast.parse(package.read_text(encoding="utf-8"))), package


def test_one_file_alone_names_generated_packages() -> None:
    naming = re.compile(r"dicomwright\.(cids?|codes|dictionary|iods?|macros?|modules?|scheme)\b")
    naming_files = {
        path.name
        for path in (ROOT / "runtime").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and naming.search(node.value)
    }
    assert naming_files == set()


def imports_in_functions() -> Iterator[str]:
    """Yield the module of each import that stands in a function of the runtime."""
    for path in (ROOT / "runtime").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        functions = [
            node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        ]
        for node in {found for function in functions for found in ast.walk(function)}:
            if isinstance(node, ast.ImportFrom):
                yield str(node.module)
            elif isinstance(node, ast.Import):
                yield from (name.name for name in node.names)


def test_imports_in_functions_are_few_and_of_what_is_slow() -> None:
    found = list(imports_in_functions())
    assert 0 < len(found) <= MOST_IMPORTS
    assert not [name for name in found if name.partition(".")[0] not in HEAVY and name not in SLOW]
