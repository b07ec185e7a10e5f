"""Packages: one of class files, which imports nothing, and beside it a lazy one that has the classes by name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dicomwright.generator.render.names import (
    CID,
    FACADES,
    IOD,
    MACRO,
    MODULE,
    ROOT,
    SCHEME,
    SERVICE,
    TEMPLATE,
    address,
)
from dicomwright.generator.render.templating import package_path, render_template

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# What a package holds, and the class and file that its docstring shows.
_HOLDS: Final = {
    IOD: ("IODs, PS3.3 annexes A, B and F", "CTImage", "ct_image"),
    MODULE: ("Modules, mixins of IODs, PS3.3 annex C", "GeneralSeries", "general_series"),
    MACRO: ("Macros, item classes and mixins of items, PS3.3", "PixelMeasures", "pixel_measures"),
    CID: ("Context groups, classes of codes, PS3.16", "CID4", "cid_4"),
    SCHEME: ("Coding schemes, with the codes that PS3.16 uses", "SCT", "sct"),
    TEMPLATE: ("Templates, classes of rows, PS3.16", "MeasurementReport", "measurement_report"),
    SERVICE: (
        "What operations and queries carry, PS3.4",
        "ModalityPerformedProcedureStep",
        "modality_performed_procedure_step",
    ),
}


def render_packages(package: str, files: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Render a package of class files and its facade; `files` has the file of each class."""
    holds, name, file = _HOLDS[package]
    shown = f"from {address(package, file)} import {name}"
    yield package_path(package), render_template("files", holds=holds, shown=shown)
    yield _marker(package)
    summary = f"{holds}: ``from {ROOT}.{FACADES[package]} import {name}``."
    yield from render_facade(FACADES[package], files, summary, home=package)


def render_facade(
    package: str, files: Mapping[str, str], summary: str, *, home: str | None = None
) -> Iterator[tuple[str, str]]:
    """Render a package that type checkers read as imports and Python as names; `home` has the files, if not itself."""
    ordered = dict(sorted(files.items(), key=lambda item: natural(item[0].casefold())))
    yield (
        package_path(package),
        render_template(
            "facade",
            home=home or package,
            own=home is None,
            names=ordered,
            summary=summary,
            searched=home == SCHEME,
        ),
    )
    yield _marker(package)


def _marker(package: str) -> tuple[str, str]:
    """Return the file that tells type checkers that a package has types."""
    return f"{ROOT}/{package}/py.typed", ""


def natural(name: str) -> list[tuple[int, str]]:
    """Order numbers by value: CID4 before CID12."""
    parts = re.split(r"0*(\d+)", name, flags=re.ASCII)
    return [(len(part), part) if part.isdigit() else (0, part) for part in parts]
