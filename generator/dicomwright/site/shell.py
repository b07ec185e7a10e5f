"""The frame of every page: head, header with search and editions, footer; other parts of the site may use it, too."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dicomwright.runtime.errors import MissingPackage

if TYPE_CHECKING:
    from jinja2 import Environment

_HERE: Final = Path(__file__).parent
ASSETS: Final = _HERE / "assets"
EXTRA: Final = "pip install 'dicomwright[generator]'"


@dataclass(frozen=True, slots=True)
class Frame:
    """What the frame of a page needs to know of it.

    `up` leads from the page to the root of the site ("../../"); `edition` is that of the page, "" where it is of none;
    `editions` are all of the site, the newest first; `others` are addresses of this page in other editions.
    """

    up: str
    editions: tuple[str, ...]
    edition: str = ""
    kind: str = ""
    others: tuple[tuple[str, str], ...] = ()
    more: tuple[tuple[str, str], ...] = ()

    @property
    def book(self) -> str:
        """The edition that navigation and search of the page are for."""
        return self.edition or self.editions[0]


def page(title: str, body: str, frame: Frame, *, description: str = "") -> str:
    """Return a page of the site around a body of HTML, which goes into its `main`."""
    from markupsafe import Markup  # noqa: PLC0415 - comes with jinja2

    values = {"title": title, "content": Markup(body), "description": description}  # noqa: S704 - HTML of ours
    return environment().get_template("page.jinja").render(frame=frame, **values)


@cache
def environment() -> Environment:
    """Return the environment of the templates: undefined names are errors, text is escaped. Raises MissingPackage."""
    try:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - an extra
    except ImportError:
        raise MissingPackage(f"the site needs jinja2, which is not installed: {EXTRA}") from None
    return Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
