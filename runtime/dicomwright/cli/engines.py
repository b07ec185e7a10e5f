"""Arguments of all commands that take many files: where these are worked on, with which limits, and from where on."""

from __future__ import annotations

import re
from argparse import ArgumentTypeError
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from argparse import ArgumentParser

_UNITS: Final = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


def add_engines(made: ArgumentParser) -> None:
    """Add the arguments."""
    add = made.add_argument_group("many files").add_argument
    add(
        "--jobs",
        type=_positive,
        metavar="N",
        help="processes (default: one for each CPU, if there is enough to do)",
    )
    add(
        "--engine",
        metavar="WHERE",
        help='"processes" of this machine (default), or a Dask scheduler, such as dask://host:8786, '
        "whose workers see the same files",
    )
    add("--timeout", type=_seconds, metavar="SECONDS", help="give up a file that takes longer")
    add("--memory", type=_bytes, metavar="SIZE", help="give up a file that takes more memory, such as 2G")
    add(
        "--resume",
        metavar="JOURNAL",
        help="keep what is done in this file, and go on where a run with it was interrupted",
    )


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} is not a number of processes")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise ArgumentTypeError(f"{text!r} is not a number of seconds")
    return seconds


def _bytes(text: str) -> int:
    found = re.fullmatch(r"([1-9]\d*)([KMG]?)B?", text.upper())
    if found is None:
        raise ArgumentTypeError(f"{text!r} is not a size, such as 500M or 2G")
    return int(found[1]) * _UNITS[found[2]]
