"""An edition as a package of its own, beside the one of the runtime: the same tree under another name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dicomwright.generator.render.names import DICTIONARY, FACADES, ROOT
from dicomwright.generator.render.templating import render_template

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dicomwright.generator.facts import Edition

_PACKAGES: Final = (*FACADES, *FACADES.values(), DICTIONARY)
# Text of the standard has no such word, so that the templates need not know which package they are rendered into.
_OWN: Final = re.compile(rf"\b{ROOT}(?=[./](?:{'|'.join(_PACKAGES)})\b)")


def as_package(files: Mapping[str, str], edition: Edition, package: str) -> dict[str, str]:
    """Return a tree (path -> text) as it is below another package, with what makes it one to be installed."""
    moved = {_OWN.sub(package, path): _OWN.sub(package, text) for path, text in files.items()}
    return {**moved, **dict(_own_files(edition, package))}


def _own_files(edition: Edition, package: str) -> Iterator[tuple[str, str]]:
    names = {"package": package, "edition": edition.name}
    project = {"distribution": package.replace("_", "-"), "version": _version(edition.name)}
    yield "pyproject.toml", render_template("pyproject", **names, **project)
    yield "ruff.toml", render_template("ruff", packages=(ROOT, package))
    yield f"{package}/__init__.py", render_template("package", **names)
    yield f"{package}/py.typed", ""


def _version(edition: str) -> str:
    """Return a version that orders as editions do: 2024e -> 2024.5."""
    return f"{edition[:-1]}.{ord(edition[-1]) - ord('a') + 1}"
