"""Directories of media: made anew of the files that were de-identified, since records have what files have."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final, cast

from dicomwright.archives import directory_of
from dicomwright.cli.deidentify.placing import Taken, put
from dicomwright.cli.deidentify.work import Outcome
from dicomwright.deidentify.validity.dummies import dummy
from dicomwright.runtime.errors import InvalidValue
from dicomwright.runtime.vocabulary.registry import edition
from dicomwright.runtime.vocabulary.tags import VR_OF, tag_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dicomwright.cli.deidentify.work import Work
    from dicomwright.runtime import IOD

    Lacking = Callable[[str | os.PathLike[str], str], str]

_PATIENT: Final = "PatientID"


def made_anew(work: Work, directory: Outcome, patients: Mapping[str, str]) -> list[Outcome]:
    """Write the directory of the files of a file-set that were de-identified: of `patients`, by paths below OUT.

    Return what became of it, and of the files that it cannot have.
    """
    folder, name = os.path.split(os.path.join(work.target, directory.target))  # noqa: PTH118
    paths = [os.path.join(work.target, path) for path in sorted(patients)]  # noqa: PTH118
    root = os.path.join(folder, "")  # noqa: PTH118
    inside = [path for path in paths if path.startswith(root)]

    def lacking(path: str | os.PathLike[str], keyword: str) -> str:
        if keyword == _PATIENT:
            return patients[os.path.relpath(path, work.target)]
        return _nothing_said(keyword)

    made, left = _built(inside, folder, lacking)
    try:
        put(os.path.join(folder, name), (made.to_bytes(validated=False),), replaces=work.replaces)  # noqa: PTH118
    except Taken:
        return [directory._replace(kind="refused", reason="another DICOMDIR is in OUT; --force replaces it")]
    return [directory, *(_left_out(os.path.relpath(path, work.target)) for path in left)]


def _built(paths: list[str], folder: str, lacking: Lacking) -> tuple[IOD, list[str]]:
    """Build a directory of the files that it can have; return it, and the others."""
    cls = cast("type[IOD]", edition().named("iods", "BasicDirectory"))
    try:
        return directory_of(cls, paths, folder, lacking=lacking), []
    except InvalidValue:
        left = [path for path in paths if not _fits(cls, path, folder, lacking)]
    fit = [path for path in paths if path not in set(left)]
    return directory_of(cls, fit, folder, lacking=lacking), left


def _fits(cls: type[IOD], path: str, folder: str, lacking: Lacking) -> bool:
    try:
        directory_of(cls, [path], folder, lacking=lacking)
    except InvalidValue:
        return False
    return True


def _left_out(target: str) -> Outcome:
    return Outcome("refused", "", target, "it is de-identified, but cannot be in the DICOMDIR")


def _nothing_said(keyword: str) -> str:
    """Return a value that says nothing; of sequences there is none."""
    vr = VR_OF[tag_of(keyword) or 0]
    return "" if vr == "SQ" else dummy(vr, None, lambda: "").decode().strip(" \0")
