"""Stage render: the model -> the text of every file below generated/."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dicomwright.generator.errors import OutputError
from dicomwright.generator.progress import NullProgress
from dicomwright.generator.render.checks import check
from dicomwright.generator.render.classes import Planner
from dicomwright.generator.render.coding_schemes import render_coding_schemes
from dicomwright.generator.render.content_templates import render_content_templates
from dicomwright.generator.render.context_groups import render_context_groups
from dicomwright.generator.render.dictionary import render_dictionary
from dicomwright.generator.render.elsewhere import as_package
from dicomwright.generator.render.formatting import CONFIG, format_files
from dicomwright.generator.render.names import ROOT
from dicomwright.generator.render.objects import render_objects
from dicomwright.generator.render.search_index import render_search_index
from dicomwright.generator.render.services import render_services
from dicomwright.generator.render.templating import render_template

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dicomwright.generator.facts import Edition
    from dicomwright.generator.progress import Progress

__all__ = ["SECTIONS", "render_files"]


def _render_config(_edition: Edition) -> Iterator[tuple[str, str]]:
    yield CONFIG, render_template("ruff", packages=[ROOT])


def _render_classes(edition: Edition) -> Iterator[tuple[str, str]]:
    planner = Planner(edition)
    yield from render_objects(edition, planner)
    yield from render_services(edition, planner)


SECTIONS: Final[tuple[Callable[[Edition], Iterator[tuple[str, str]]], ...]] = (
    _render_config,
    render_dictionary,
    render_search_index,
    render_coding_schemes,
    render_context_groups,
    render_content_templates,
    _render_classes,
)
"""What makes up the tree: functions that yield path and text, to be formatted together."""


def render_files(edition: Edition, *, package: str = "", progress: Progress | None = None) -> dict[str, str]:
    """Return the text of every file by its POSIX path below generated/, sorted and formatted.

    With a `package` they are the files of a project of their own, which installs the edition by that name.

    Raises:
        ModelError: something cannot have its name, or text of the standard cannot be written.
        OutputError: two sections render one path, or the text is not Python.

    """
    progress = progress or NullProgress()
    progress.start("Rendering", len(SECTIONS) + 1)
    try:
        check(edition)
        files: dict[str, str] = {}
        for section in SECTIONS:
            _add(files, section(edition))
            progress.advance(1)
        return format_files(as_package(files, edition, package) if package else files)
    finally:
        progress.finish()


def _add(files: dict[str, str], rendered: Iterator[tuple[str, str]]) -> None:
    for path, text in rendered:
        if path in files:
            raise OutputError(f"{path}: rendered twice")
        files[path] = text
