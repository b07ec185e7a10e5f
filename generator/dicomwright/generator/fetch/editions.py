"""Names of editions: how they are written, ordered, and found in a site's index page."""

import re
from collections.abc import Iterable
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit

from dicomwright.generator.errors import FetchError

__all__ = ["CURRENT", "edition_name", "in_order", "is_edition", "linked_editions", "nearest"]

CURRENT = "current"
"""The folder of the newest edition, whatever its name."""

_EDITION = re.compile(r"[12][0-9]{3}[a-z]")
_LETTERS = 5
"""Editions of a year: a to e."""


def is_edition(name: str) -> bool:
    """Tell whether a folder is named like an edition, for example 2025e."""
    return _EDITION.fullmatch(name) is not None


def edition_name(asked: str) -> str:
    """Return the edition asked for in the standard's own spelling, or `current`.

    Raises:
        FetchError: it is not written like an edition.

    """
    name = asked.strip().lower()
    if name != CURRENT and not is_edition(name):
        raise FetchError(
            f"{asked!r} is not the name of an edition: write a year and a letter as in 2025e, or 'current'. "
            "Editions before 2014a, which have no letter, are not supported"
        )
    return name


def in_order(names: Iterable[str]) -> tuple[str, ...]:
    """Return the editions among the names, once each, the oldest first."""
    return tuple(sorted({name for name in names if is_edition(name)}))


def nearest(edition: str, offered: Iterable[str], count: int = 5) -> tuple[str, ...]:
    """Return the editions offered that lie nearest in time, the oldest first."""
    by_distance = sorted(in_order(offered), key=lambda name: abs(_position(name) - _position(edition)))
    return in_order(by_distance[:count])


def linked_editions(page: str, address: str) -> tuple[str, ...]:
    """Return the editions whose folders an index page at this address links to, the oldest first."""
    links = _Links()
    links.feed(page)
    links.close()
    paths = (unquote(urlsplit(urljoin(address, target)).path).rstrip("/") for target in links.targets)
    index = unquote(urlsplit(address).path).rstrip("/").lower()
    children = (path.rpartition("/") for path in paths)
    return in_order(name for parent, _, name in children if parent.lower() == index)


def _position(edition: str) -> int:
    return int(edition[:4]) * _LETTERS + ord(edition[4]) - ord("a")


class _Links(HTMLParser):
    """Collects the targets of the links of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.targets += [value for name, value in attrs if name == "href" and value]
