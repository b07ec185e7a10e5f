"""The forty searches that people would type, read from `searches.toml`."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Final, NamedTuple


class Search(NamedTuple):
    """What is typed, and what may be meant: kinds and keys."""

    text: str
    answers: frozenset[tuple[str, str]]


def _read() -> tuple[Search, ...]:
    table = tomllib.loads(Path(__file__).with_name("searches.toml").read_text(encoding="utf-8"))
    return tuple(
        Search(
            each["text"],
            frozenset((kind, key) for kind, _, key in (answer.partition(" ") for answer in each["answers"])),
        )
        for each in table["search"]
    )


SEARCHES: Final = _read()
