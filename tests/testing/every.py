"""Every storage SOP class of Table B.5-1 of PS3.4, with the class of its IOD."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, Final

from committed import ROOT

from dicomwright.runtime.vocabulary.registry import edition

if TYPE_CHECKING:
    from collections.abc import Iterator

THOROUGH: Final = bool(os.environ.get("DICOMWRIGHT_THOROUGH"))
SEEDS: Final = range(20 if THOROUGH else 1)
"""Of the examples of each class."""


def _rows() -> Iterator[dict[str, Any]]:
    snapshot = ROOT / "spec_cache" / edition().name / "sop_classes.json"
    yield from json.loads(snapshot.read_text(encoding="utf-8"))


STORED: Final = [row["uid"] for row in _rows() if row["table"] == "B.5-1"]
SAMPLED: Final = STORED if THOROUGH else STORED[::3]
"""Those of which examples are made."""


def name_of(uid: str) -> str:
    """Name a SOP class in the names of tests: by its IOD, and by its UID where that has several."""
    iod = edition().iod_of(uid)
    return str(iod.__name__) if len(iod.sop_classes) == 1 else f"{iod.__name__}-{uid.rpartition('.')[2]}"
