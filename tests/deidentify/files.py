"""Files of all kinds from the corpus, and the profiles that they are de-identified by."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from committed import SHARED

from dicomwright.deidentify import Profile
from dicomwright.runtime import IOD, UnreadableFile, read

if TYPE_CHECKING:
    from pathlib import Path

FOLDER: Final = SHARED / "corpus/files"
FILES: Final = sorted(path for path in FOLDER.glob("*") if path.stat().st_size < 20_000_000)
SAMPLE: Final = FILES if os.environ.get("DICOMWRIGHT_THOROUGH") else FILES[::4]
PROFILES: Final = {
    "basic": Profile(burned_in="list", documents="dummy"),
    "options": Profile(
        burned_in="list",
        documents="keep",
        retain_longitudinal_modified_dates=True,
        clean_structured_content=True,
        clean_graphics=True,
        retain_safe_private=True,
    ),
}


def read_or_none(path: Path) -> IOD | None:
    """The object of a file, if it can be read."""
    try:
        return read(path)
    except UnreadableFile:
        return None
