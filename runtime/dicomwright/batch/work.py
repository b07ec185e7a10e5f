"""Work: what is done to each file, wherever that is."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Protocol, TypeVar

from dicomwright.runtime.errors import DicomwrightError

if TYPE_CHECKING:
    from collections.abc import Sequence

gc.set_threshold(50_000, 20, 100)  # a file is some thousand objects, which are free once it is done

_F_contra = TypeVar("_F_contra", contravariant=True)
_R_co = TypeVar("_R_co", covariant=True)
_F = TypeVar("_F")
_R = TypeVar("_R")


class EngineFailed(DicomwrightError):  # noqa: N818 - it says what happened
    """What should work cannot: a scheduler is not there, or its workers lack what is needed."""


class Work(Protocol[_F_contra, _R_co]):
    """What is done to each file; it goes to other processes as a copy."""

    @property
    def preloads(self) -> str:
        """The module that has loaded all that each file needs."""
        ...

    @property
    def few(self) -> int:
        """As many files are done sooner than processes are started."""
        ...

    def do(self, found: _F_contra) -> _R_co:
        """Return what comes of a file, whatever the file is."""
        ...

    def lost(self, found: _F_contra, message: str) -> _R_co:
        """Return what comes of a file that ended its process."""
        ...


def do_all(work: Work[_F, _R], chunk: Sequence[_F]) -> list[_R]:
    """Return what comes of each file of a chunk."""
    return [work.do(found) for found in chunk]
