"""New names: names of folders and files often are those of patients, so that none is kept."""

from __future__ import annotations

import hmac
import os
from base64 import b32encode
from functools import cache
from typing import Final

DIRECTORY: Final = "DICOMDIR"
_LONG: Final = 16
_SHORT: Final = 8
"""As many characters a component of a File ID has at most (PS3.10 8.2)."""
ENDING: Final = ".dcm"


def renamed(key: bytes, root: str, path: str) -> str:
    """Return the path that a file of a folder has below the folder that its like goes to, by the key.

    Each folder and file has the name that follows from its old one alone: what was together is together, and the same
    in each run. Where a DICOMDIR is, and below, names are such as a File ID may have; elsewhere files end with ".dcm".
    """
    *folders, name = os.path.relpath(path, root).split(os.sep)  # noqa: PTH206 - any bytes
    above, in_set = _folders(key, root, tuple(folders))
    if in_set and is_directory(name):
        return os.path.join(above, DIRECTORY)  # noqa: PTH118 - here and below: names may be of any bytes
    last = _short(key, name) if in_set else _long(key, name) + ENDING
    return os.path.join(above, last)  # noqa: PTH118


def is_directory(name: str) -> bool:
    """Tell whether a file has the name of the directory of a file-set, as far as media keep upper case."""
    return name.upper() == DIRECTORY


@cache
def _folders(key: bytes, root: str, folders: tuple[str, ...]) -> tuple[str, bool]:
    """Return what folders become, and whether a DICOMDIR is in the last or above it."""
    if not folders:
        return "", _has_directory(root)
    above, in_set = _folders(key, root, folders[:-1])
    name = (_short if in_set else _long)(key, folders[-1])
    in_set = in_set or _has_directory(os.path.join(root, *folders))  # noqa: PTH118
    return os.path.join(above, name), in_set  # noqa: PTH118


def _has_directory(folder: str) -> bool:
    try:
        return any(map(is_directory, os.listdir(folder)))  # noqa: PTH208
    except OSError:
        return False


def pseudonym(key: bytes, patient: str) -> str:
    """Return what stands for a patient in a directory, which must have an ID for each."""
    digest = hmac.digest(key, b"patient\0" + patient.encode("utf-8", "surrogateescape"), "sha256")
    return digest.hex()[:_LONG]


def _short(key: bytes, name: str) -> str:
    return _digest(key, name)[:_SHORT].upper()


def _long(key: bytes, name: str) -> str:
    return _digest(key, name)[:_LONG]


def _digest(key: bytes, name: str) -> str:
    return b32encode(hmac.digest(key, b"name\0" + os.fsencode(name), "sha256")).decode().lower()
