"""Files that were broken on purpose: they are refused by an error that says so, or come out with no mark in them."""

from __future__ import annotations

import os
from random import Random
from typing import TYPE_CHECKING, Final

import pytest
from deidentify.files import SAMPLE
from deidentify.marking import left, marked

from dicomwright.deidentify import Profile, deidentify
from dicomwright.iods import ComprehensiveSR, CTImage, EnhancedMRImage, RTPlan
from dicomwright.runtime import read
from dicomwright.runtime.errors import DicomwrightError

if TYPE_CHECKING:
    from dicomwright.runtime import IOD

PROFILE: Final = Profile(burned_in="list", documents="dummy")
ROUNDS: Final = 2000 if os.environ.get("DICOMWRIGHT_THOROUGH") else 15
START: Final = 132
LONG: Final = frozenset(
    {b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"SQ", b"UC", b"UN", b"UR", b"UT", b"SV", b"UV"}
)
VRS: Final = (*sorted(LONG), b"LO", b"CS", b"DA", b"PN", b"US", b"IS", b"AT", b"??")
PIECES: Final = (
    b"\xfe\xff\x00\xe0\xff\xff\xff\xff",
    b"\xfe\xff\x0d\xe0\0\0\0\0",
    b"\xfe\xff\xdd\xe0\0\0\0\0",
)
"""An item of undefined length, and the ends of items and sequences."""


def headers(data: bytes) -> list[tuple[int, int, int]]:
    """Where elements at the top begin, where their values do, and how long these are."""
    found, at = [], START
    while at + 8 <= len(data):
        long = data[at + 4 : at + 6] in LONG
        start = at + (12 if long else 8)
        size = int.from_bytes(data[at + 8 : start] if long else data[at + 6 : start], "little")
        if size > len(data) - start:
            break
        found.append((at, start, size))
        at = start + size
    return found


def broken(data: bytes, random: Random) -> bytes:
    """Break headers and values; tags stay what they are, as they say what is to be protected."""
    for _ in range(random.randint(1, 3)):
        known = headers(data)
        if not known:  # nothing is left
            break
        at, start, size = random.choice(known)
        end = start + size
        kind = random.randrange(7)
        if kind == 0:
            data = data[: random.randrange(START, len(data))]
        elif kind == 1:
            data = data[: at + 4] + random.choice(VRS) + data[at + 6 :]
        elif kind == 2:
            wrong = random.choice((0, 1, size + 1, size + 8, size * 3, 0xFFFF, 0xFFFFFFFF))
            width = 4 if start - at == 12 else 2
            data = data[: start - width] + (wrong % 256**width).to_bytes(width, "little") + data[start:]
        elif kind == 3 and size:
            place = random.randrange(start, end)
            data = data[:place] + random.randbytes(random.randint(1, 4)) + data[place + 1 :]
        elif kind == 4:
            data = data[:end] + data[at:end] + data[end:]
        elif kind == 5:
            data = data[:start] + random.choice(PIECES) + data[start:]
        else:
            other = random.choice(headers(data))[0]
            data = data[:other] + data[at:end] + data[other:]
    return data


def outcome(data: bytes) -> bytes | None:
    """What comes of a file; None where an error says why nothing does."""
    try:
        return deidentify(read(data), PROFILE, key=b"key")[0].to_bytes(validated=False)
    except DicomwrightError:
        return None


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("cls", [CTImage, EnhancedMRImage, ComprehensiveSR, RTPlan])
def test_no_mark_is_left_of_a_broken_file(cls: type[IOD]) -> None:
    source = marked(cls).to_bytes(validated=False)
    done = 0
    for seed in range(ROUNDS):
        found = outcome(broken(source, Random(f"{cls.__name__} {seed}")))  # noqa: S311 - nothing is secret
        done += found is not None
        assert left(found or b"") == [], seed
    assert done > ROUNDS / 15


@pytest.mark.filterwarnings("ignore")
@pytest.mark.skipif(not SAMPLE, reason="the corpus (../shared/corpus) is not beside this checkout")
def test_no_broken_file_of_others_is_too_strange() -> None:
    small = [path.read_bytes() for path in SAMPLE if path.stat().st_size < 100_000]
    done = 0
    for number, data in enumerate(small):
        for seed in range(max(1, ROUNDS // 200)):
            random = Random(f"{number} {seed}")  # noqa: S311 - as above
            changed = bytearray(data)
            for _ in range(random.randint(1, 8)):
                changed[random.randrange(min(START, len(changed) - 1), len(changed))] = random.randrange(256)
            done += outcome(bytes(changed)) is not None
    assert done > len(small) / 4
