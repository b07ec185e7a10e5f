"""Beginnings of files: what may be DICOM, and what is not."""

from __future__ import annotations

import os
import stat
from typing import Final

_PREFIX: Final = slice(128, 132)
HEAD: Final = 132
"""Bytes that tell whether a file is DICOM."""


def looks_like_dicom(path: str) -> bool:
    """Tell whether a file has the prefix of PS3.10, or begins as a data set without one."""
    if not stat.S_ISREG(os.stat(path).st_mode):  # noqa: PTH116 - reading a pipe would wait for ever
        return False
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123
        return is_head(file.read(HEAD))


def is_head(head: bytes) -> bool:
    """Tell whether a file that begins so may be DICOM."""
    return head[_PREFIX] == b"DICM" or head.startswith(b"DICM") or _begins_a_data_set(head)


def _begins_a_data_set(head: bytes) -> bool:
    """Tell whether bytes may be the first element of an instance.

    It is of group 0002, or 0008, which SOP Class UID is in, in either byte order; with a VR, or a length.
    """
    group, vr, length = head[:2], head[4:6], head[4:8]
    if group in {b"\x02\0", b"\x08\0"}:
        return _is_vr(vr) or length[3:] == b"\0"
    return group in {b"\0\x02", b"\0\x08"} and _is_vr(vr)


def _is_vr(letters: bytes) -> bool:
    return letters.isalpha() and letters.isupper()
