"""Files of all kinds: none that can be read is made worse, none is too strange, and references and pixels hold."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

import pytest
from committed import SHARED
from deidentify.marking import errors

from dicomwright.deidentify import Deidentifier, Profile, Refused
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


@pytest.mark.filterwarnings("ignore")
@pytest.mark.skipif(not FILES, reason="the corpus (../shared/corpus) is not beside this checkout")
@pytest.mark.parametrize("profile", PROFILES)
def test_no_file_is_made_worse(profile: str) -> None:
    run = Deidentifier(PROFILES[profile], key=b"key")
    done, worse = 0, dict[str, list[tuple[str, str]]]()
    for path in SAMPLE:
        source = _object(path)
        if source is None:
            continue
        before = errors(source)
        try:
            found, _ = run.deidentify(source)
        except Refused:
            continue
        done += 1
        new = [error for error in errors(found) if error not in before]
        if new:
            worse[path.name] = new
    assert worse == {}
    assert done > len(SAMPLE) / 2


def _object(path: Path) -> IOD | None:
    try:
        return read(path)
    except UnreadableFile:
        return None
