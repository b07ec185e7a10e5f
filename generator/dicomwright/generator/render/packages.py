"""Lazy packages: an `__init__.py` that type checkers read as imports and Python as names, and a py.typed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dicomwright.generator.render.templating import TREE, package_path, render_template

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def render_package(
    edition: str, package: str, names: Mapping[str, str], summary: str
) -> Iterator[tuple[str, str]]:
    """Render the package `dicomwright.<package>`; `names` maps each class to its module."""
    ordered = dict(sorted(names.items(), key=lambda item: natural(item[0].casefold())))
    text = render_template("package", edition=edition, package=package, names=ordered, summary=summary)
    yield package_path(package), text
    yield f"{TREE}/{package}/py.typed", ""


def natural(name: str) -> list[tuple[int, str]]:
    """Order numbers by value: CID4 before CID12."""
    return [(int(part or 0), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", name)]
