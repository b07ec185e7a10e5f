"""Files that are replaced whole: everything is written beside its place first, then renamed into it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_TEMPORARY: Final = ".part"  # git ignores it below spec_cache


def changed(files: Mapping[Path, bytes]) -> dict[Path, bytes]:
    """Return those files that are not on the disk with these very bytes."""
    return {path: data for path, data in files.items() if not _same(path, data)}


def replace_all(files: Mapping[Path, bytes]) -> None:
    """Write all files, or none: a full disk is noticed before the first one is replaced.

    Raises:
        OSError: a file cannot be written; what was there before is untouched.

    """
    temporary = {path: path.with_name(path.name + _TEMPORARY) for path in files}
    try:
        for path, data in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary[path].write_bytes(data)
        for path, written in temporary.items():
            written.replace(path)
    finally:
        _discard(temporary.values())


def _same(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def _discard(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
