"""The tool as its reports name it: version, and the edition of the standard that the classes are generated from."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from dicomwright.runtime.vocabulary import registry

NAME: Final = "dicomwright"


@cache
def tool_version() -> str:
    """Return the version of the installed package; empty when it runs from a folder that is not installed."""
    try:
        return version(NAME)
    except PackageNotFoundError:
        return ""


@cache
def edition() -> str:
    """Return the edition, such as "2025e"."""
    return registry.edition().name
