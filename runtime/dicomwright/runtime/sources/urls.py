"""URLs: what is one, which of its places a pattern is in, and how it is shown without the secrets that it may have."""

from __future__ import annotations

import os
import re
from typing import Final

_URL: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]+(::[A-Za-z][A-Za-z0-9+.\-]+)*://")
"""A scheme, or several in a chain as fsspec has them; one letter is a drive of Windows."""

_HARMLESS: Final = frozenset({
    "requestType", "studyUID", "seriesUID", "objectUID", "contentType", "transferSyntax", "frameNumber",
    "versionId", "generation",
})  # fmt: skip
"""Parameters of a query that say which file it is (PS3.18 9; versions of stores); all others may be signatures."""


def is_url(name: str) -> bool:
    """Tell whether a name is that of a file behind a URL, not a path."""
    return "://" in name and _URL.match(name) is not None


def scheme_of(url: str) -> str:
    """Return the first scheme of a URL, in lower case."""
    return re.split("::|://", url, maxsplit=1)[0].lower()


def schemes_of(url: str) -> list[str]:
    """Return all the schemes of a chain; what has none in it is a path."""
    parts = [part.partition("://") for part in url.split("::")]
    return [scheme.lower() for scheme, mark, _ in parts if mark or scheme.isalpha()]


def local_path(url: str) -> str | None:
    """Return the path that a URL of this computer has; None for those of others."""
    if "::" in url or scheme_of(url) not in {"file", "local"}:
        return None
    path = url.partition("://")[2]
    return path.lstrip("/") if os.name == "nt" else path


def shown(name: str) -> str:
    """Return a URL without what may be a secret: user and password, signatures in the query. Paths stay as they are."""
    return "::".join(map(_without_secrets, name.split("::"))) if is_url(name) else name


def _without_secrets(part: str) -> str:
    scheme, separator, rest = part.partition("://")
    if not separator:
        return part
    path, _, query = rest.partition("?")
    host, slash, path = path.partition("/")
    if scheme.startswith("http"):
        path = path.partition("#")[0]
    kept = "&".join(each for each in query.split("&") if each.partition("=")[0] in _HARMLESS)
    return f"{scheme}://{host.rpartition('@')[2]}{slash}{path}{'?' if kept else ''}{kept}"


def is_pattern(url: str) -> bool:
    """Tell whether a URL stands for several files: it has a wild card, or is a folder, or all of an archive."""
    _, pattern, _ = split(url)
    wild = "*[" if _is_http(url) else "*?["
    return any(each in pattern for each in wild) or pattern.endswith("/") or not pattern


def split(url: str) -> tuple[str, str, str]:
    """Return what stands before the path of the first place in a chain, the path, and what follows it.

    Of HTTP, a query is no part of the path.
    """
    parts = url.split("::")
    index = next(number for number, part in enumerate(parts) if "://" in part)
    scheme, _, path = parts[index].partition("://")
    path, mark, query = path.partition("?") if scheme.startswith("http") else (path, "", "")
    before = "".join(f"{part}::" for part in parts[:index])
    behind = "".join(f"::{part}" for part in parts[index + 1 :])
    return f"{before}{scheme}://", path, f"{mark}{query}{behind}"


def _is_http(url: str) -> bool:
    return split(url)[0].endswith(("http://", "https://"))
