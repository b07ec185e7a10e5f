"""Files that may be judged: those below the folders that were named at the start, and no others."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Outside(Exception):  # noqa: N818 - it is no fault of the program
    """A file that may not be read; the message tells nothing of what is there."""


class Roots:
    """The folders whose files may be judged."""

    def __init__(self, folders: Iterable[str]) -> None:
        """Resolve the folders once: links that are made later lead nowhere else. Raises OSError."""
        self._folders = [Path(folder).resolve(strict=True) for folder in folders]

    def file(self, name: str) -> Path:
        """Return a file by its path, below one of the folders or from the root; links are followed first.

        Raises `Outside` for all else, and says the same whether it is there or not.
        """
        for folder in self._folders:
            try:
                path = (folder / name).resolve(strict=True)
            except (OSError, ValueError):  # a null byte, a circle of links
                continue
            if path.is_relative_to(folder) and path.is_file():
                return path
        raise Outside(self._said())

    def shown(self, path: Path) -> str:
        """Return what a file is called below its folder."""
        folder = next(each for each in self._folders if path.is_relative_to(each))
        return str(path.relative_to(folder))

    def _said(self) -> str:
        if not self._folders:
            return "no folder was named at the start: dicomwright mcp --root FOLDER"
        return "there is no such file below the folders that were named at the start"
