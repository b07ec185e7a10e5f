"""New identities: UIDs and dates that follow from the old ones and a key, the same wherever they stand."""

from __future__ import annotations

import hmac
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Container

_ROOT: Final = "2.25."
_ID, _SIGN = 9, 6  # bytes of what stands for an old UID, and of what tells that it does
_KEPT: Final = 1 << 12
_VERSION: Final = 0x8 << 76  # of a UUID that is of somebody's own making (RFC 9562)
_VARIANT: Final = 0x2 << 62
_TIME: Final = r"(?:\d{2}(?:\d{2}(?:\d{2}(?:\.\d{1,6})?)?)?)?(?:[+-](?:0\d|1[0-4])[0-5]\d)?"
_DATE: Final = re.compile(rf"(\d{{4}})(\.?)(\d{{2}})\2(\d{{2}})({_TIME})", re.ASCII)
_AGE: Final = re.compile(r"(\d{3})([DWMY])", re.ASCII)
_PER_YEAR: Final = {"D": 365.25, "W": 52.18, "M": 12, "Y": 1}
_OLDEST: Final = 89
_DAYS: Final = 3653
"""Dates are shifted back by up to so many days: ten years."""


class Identities:
    """What old UIDs, names and dates become, by one key."""

    def __init__(self, key: bytes, standard: Container[str]) -> None:
        """Take the key, and the UIDs that are nobody's: those of the standard."""
        self._key = key
        self._standard = standard
        self._known: dict[str, str] = {}
        """UIDs of late: files of a study have most in common."""

    def uid(self, old: str) -> str:
        """Return the UID that an old one becomes; one of the standard stays as it is."""
        found = self._known.get(old)
        if found is None:
            if len(self._known) == _KEPT:
                self._known.clear()
            found = self._known[old] = self._new(old)
        return found

    def _new(self, old: str) -> str:
        if not old or old in self._standard or old.startswith("1.2.840.10008.") or self.is_own(old):
            return old
        identity = self._digest("uid", old)[:_ID]
        return _uid(identity + self._sign(identity))

    def is_own(self, uid: str) -> bool:
        """Tell whether this key has made a UID: then it is nobody's any more."""
        figures = uid.removeprefix(_ROOT)
        if figures == uid or not figures.isdecimal():
            return False
        payload = _payload(int(figures))
        return _uid(payload) == uid and hmac.compare_digest(payload[_ID:], self._sign(payload[:_ID]))

    def _sign(self, identity: bytes) -> bytes:
        return hmac.digest(self._key, b"made\0" + identity, "sha256")[:_SIGN]

    def days(self, patient: str) -> int:
        """Return by how many days the dates of a patient are shifted."""
        return -(1 + int.from_bytes(self._digest("dates", patient)[:8]) % _DAYS)

    def _digest(self, what: str, old: str) -> bytes:
        return hmac.digest(self._key, f"{what}\0{old}".encode(), "sha256")


def _uid(payload: bytes) -> str:
    """Put 120 bits into a UUID: 48 of them, its version, 12, its variant, 60."""
    bits = int.from_bytes(payload)
    number = bits >> 72 << 80 | _VERSION | (bits >> 60 & 0xFFF) << 64 | _VARIANT | bits & (1 << 60) - 1
    return f"{_ROOT}{number}"


def _payload(number: int) -> bytes:
    """Take them out again; of a number that is no UUID of this form, something else."""
    bits = (number >> 80) << 72 | (number >> 64 & 0xFFF) << 60 | number & (1 << 60) - 1
    return (bits & (1 << 120) - 1).to_bytes(_ID + _SIGN)


def shifted(text: str, days: int) -> str | None:
    """Shift the date that a value of VR DA or DT begins with; None for one that has no whole date, or more than one.

    Time, fraction and zone of a DT stay as they are, so that intervals do, too.
    """
    found = _DATE.fullmatch(text.strip(" \0"))
    if found is None:
        return None
    try:
        moved = date(int(found[1]), int(found[3]), int(found[4])) + timedelta(days=days)
    except (ValueError, OverflowError):
        return None
    return f"{moved:%Y}".zfill(4) + f"{moved:%m%d}" + found[5]


def capped(age: str) -> str:
    """Return an age of VR AS; that of somebody older than 89 years, which so few are, is 90 (45 CFR 164.514)."""
    found = _AGE.fullmatch(age.strip(" \0"))
    is_old = found is not None and int(found[1]) / _PER_YEAR[found[2]] > _OLDEST
    return "090Y" if is_old else age
