"""The stages in their order, as functions that the pipeline calls; tests put their own in their place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from dicomwright.generator.accounting import Accounting
    from dicomwright.generator.docbook import Book
    from dicomwright.generator.facts import Edition
    from dicomwright.generator.fetch import FetchedEdition
    from dicomwright.generator.progress import Progress


class Fetch(Protocol):
    """Bring the parts of an edition into the cache; without a source, from where the environment says."""

    def __call__(
        self, edition: str, source: str | None, cache: Path, *, progress: Progress, refresh: bool
    ) -> FetchedEdition:
        """Return where the parts lie."""
        ...


class Render(Protocol):
    """Turn an edition into the generated tree."""

    def __call__(self, edition: Edition, *, package: str, progress: Progress) -> Mapping[str, str]:
        """Return the text of every file, by its path below generated/, or below the folder of a package."""
        ...


@dataclass(frozen=True)
class Stages:
    """fetch -> docbook -> model -> (snapshot) -> render."""

    fetch: Fetch
    read: Callable[[Path], Book]
    build: Callable[[Mapping[int, Book], Accounting], Edition]
    render: Render


def fetch_from(
    edition: str, source: str | None, cache: Path, *, progress: Progress, refresh: bool
) -> FetchedEdition:
    """Fetch an edition; the HTTP client is loaded when it is needed."""
    from dicomwright.generator.fetch import fetch  # noqa: PLC0415

    return fetch(edition, source, cache, progress=progress, refresh=refresh)


def read_part(path: Path) -> Book:
    """Read a part; lxml is loaded when it is needed."""
    from dicomwright.generator.docbook import read_book  # noqa: PLC0415

    return read_book(path)


def build(books: Mapping[int, Book], accounting: Accounting) -> Edition:
    """Build the model; its passes are loaded when they are needed."""
    from dicomwright.generator.model.build import build_edition  # noqa: PLC0415

    return build_edition(books, accounting)


def render_tree(edition: Edition, *, package: str, progress: Progress) -> Mapping[str, str]:
    """Render the tree; the templates are loaded when they are needed."""
    from dicomwright.generator.render import render_files  # noqa: PLC0415

    return render_files(edition, package=package, progress=progress)


STAGES = Stages(fetch=fetch_from, read=read_part, build=build, render=render_tree)
