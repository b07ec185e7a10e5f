"""Why a walk does not reach some conditions: the committed table."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

TABLE: Final = Path(__file__).with_name("unreached.toml")


class Reason(NamedTuple):
    """A row of the table."""

    place: re.Pattern[str]
    iod: re.Pattern[str]
    reason: str


@cache
def reasons() -> tuple[Reason, ...]:
    """The rows in their order."""
    rows: list[dict[str, str]] = tomllib.loads(TABLE.read_text("utf-8"))["unreached"]
    return tuple(Reason(re.compile(r["place"]), re.compile(r.get("iod", ".*")), r["reason"]) for r in rows)


def why_unreached(iod: str, place: str) -> str:
    """Return the reason; empty when there is none."""
    return next((r.reason for r in reasons() if r.iod.fullmatch(iod) and r.place.fullmatch(place)), "")
