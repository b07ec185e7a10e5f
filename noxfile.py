"""Sessions of the project: `nox` checks everything, `nox -s generate` renders the generated tree."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import nox

nox.needs_version = ">=2025.5"
nox.options.default_venv_backend = "virtualenv"
nox.options.reuse_existing_virtualenvs = True
nox.options.error_on_missing_interpreters = True

SOURCES = ("runtime", "generator", "generated")
ROOTS = (*SOURCES, "examples")
GENERATOR = ("python", "-m", "dicomwright.generator")
PYPROJECT = nox.project.load_toml("pyproject.toml")


def install(session: nox.Session, *groups: str) -> None:
    """Install the project, editable, with the generator's extra and these dependency groups."""
    session.install("-e", ".[generator]", *nox.project.dependency_groups(PYPROJECT, *groups))


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, format and the direction of imports of everything that is written by hand."""
    session.install(*nox.project.dependency_groups(PYPROJECT, "lint"))
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("lint-imports", "--no-cache", env={"PYTHONPATH": os.pathsep.join(SOURCES)})


@nox.session
def typing(session: nox.Session) -> None:
    """Check the types of runtime, generator, generated and examples, strictly, with mypy and pyright."""
    install(session, "typing")
    session.run("mypy", "--strict", *ROOTS)
    session.run("pyright", *ROOTS)


@nox.session
def check(session: nox.Session) -> None:
    """Fail when generated/ is not what the generator writes now; arguments are passed on."""
    install(session)
    session.run(*GENERATOR, "--check", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests; arguments go to pytest."""
    install(session, "test", "typing", "lint")
    session.run("pytest", "-n", "2", *session.posargs)


@nox.session(default=False)
def generate(session: nox.Session) -> None:
    """Render generated/ from the snapshot; `-- --edition E` fetches an edition and rebuilds its snapshot."""
    install(session)
    session.run(*GENERATOR, *session.posargs)


@nox.session(default=False)
def diff(session: nox.Session) -> None:
    """Show what changed between two editions: `-- 2024e 2025e`; more arguments are those of the command."""
    install(session)
    session.run("dicomwright", "diff", *session.posargs)


@nox.session(default=False)
def site(session: nox.Session) -> None:
    """Render the standard as a static site into site/: `-- 2025e` for one edition, else all that have a snapshot."""
    install(session)
    session.run("python", "-m", "dicomwright.site", *session.posargs)


def of_peers() -> str | None:
    """Find a Python that pydcm is for, on the path or of pyenv; None is the one that runs nox."""
    if sys.version_info >= (3, 12):
        return None
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    on_path = (shutil.which(f"python3.{minor}") for minor in (12, 13, 14))
    usable = [path for path in on_path if path and root not in Path(path).parents]  # a shim may run none
    return next(iter([*usable, *map(str, sorted(root.glob("versions/3.1[2-9].*/bin/python")))]), None)


@nox.session(default=False, python=of_peers())
def bench(session: nox.Session) -> None:
    """Measure, side by side with the peers; arguments go to pytest."""
    install(session, "test", "typing", "bench")
    if session.python is None and sys.version_info < (3, 12):
        session.warn("no Python 3.12 or later is found: pydcm is left out")
    session.run("pytest", "benchmarks", "-p", "no:xdist", "--benchmark-only", *session.posargs)
