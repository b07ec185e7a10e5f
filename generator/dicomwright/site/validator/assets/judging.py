"""What Pyodide runs: files in, one after the other, and the page of the report out.

Few files need pydicom to be judged (those with codes of SNOMED RT, say): it is unpacked for the first of them.
"""

from __future__ import annotations

import sys
from importlib import invalidate_caches
from importlib.abc import MetaPathFinder
from importlib.util import find_spec
from io import StringIO
from typing import TYPE_CHECKING

from dicomwright.batch.judging import Options, judge
from dicomwright.batch.sources.found import Found
from dicomwright.reports import make_writer

if TYPE_CHECKING:
    from collections.abc import Callable
    from importlib.machinery import ModuleSpec


class Later(MetaPathFinder):
    """Finds a package by unpacking it when it is imported first."""

    def __init__(self, name: str, unpack: Callable[[], None]) -> None:
        """Stand behind all others who find packages."""
        self._name = name
        self._unpack = unpack
        sys.meta_path.append(self)

    def find_spec(self, fullname: str, _path: object = None, _target: object = None) -> ModuleSpec | None:
        """Unpack the package, if it is the one, and let the others find it."""
        if fullname != self._name:
            return None
        sys.meta_path.remove(self)
        self._unpack()
        invalidate_caches()
        return find_spec(fullname)


class Judging:
    """A report that grows by a file at a time."""

    def __init__(self) -> None:
        """Begin the page."""
        self._stream = StringIO()
        self._writer = make_writer("html", self._stream)
        self._writer.begin()

    def add(self, name: str, content: bytes) -> None:
        """Judge a file."""
        report = judge(Found(name, named=True, content=content), Options())
        if report is not None:
            self._writer.add(report)

    def end(self) -> str:
        """Return the page."""
        self._writer.end()
        return self._stream.getvalue()
