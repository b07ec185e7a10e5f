"""Keys: files of bytes that nobody else may read."""

from __future__ import annotations

import os
import secrets
import stat
import sys
from pathlib import Path
from typing import Final

from dicomwright.cli.outcomes import UsageError

_LEAST: Final = 16
_MADE: Final = 32


def key_of(path: str) -> bytes:
    """Return the key in a file: all its bytes. Raises `UsageError` for one that is too short to be secret."""
    try:
        key = Path(path).read_bytes()
    except FileNotFoundError:
        raise UsageError(
            f"there is no key {path!r}; dicomwright deidentify --new-key {path} makes one"
        ) from None
    except OSError as error:
        raise UsageError(f"the key {path!r} cannot be read: {error.strerror}") from None
    if len(key) < _LEAST:
        raise UsageError(
            f"the key {path!r} has {len(key)} bytes, and must have {_LEAST}: a short one can be guessed"
        )
    if os.name == "posix" and Path(path).stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        print(f"dicomwright: others may read the key {path!r}: chmod 600", file=sys.stderr)  # noqa: T201
    return key


def chance() -> bytes:
    """Return a key that nobody has."""
    return secrets.token_bytes(_MADE)


def make_key(path: str) -> None:
    """Write a key to a new file, as a line of text so that it can be kept anywhere. Raises `UsageError`."""
    try:
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise UsageError(f"{path!r} exists: a key that was used is never replaced") from None
    except OSError as error:
        raise UsageError(f"{path!r} cannot be written: {error.strerror}") from None
    with open(number, "w", encoding="ascii") as file:  # noqa: PTH123
        file.write(f"{secrets.token_hex(_MADE)}\n")
