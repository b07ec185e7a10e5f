"""Files that are replaced whole: everything is written beside its place first, then renamed into it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_TEMPORARY: Final = ".part"  # git ignores it below spec_cache
_OLD: Final = ".old.part"


def temporary(path: Path) -> Path:
    """Return the name under which a file is written until it is whole."""
    return path.with_name(path.name + _TEMPORARY)


def changed(files: Mapping[Path, bytes]) -> dict[Path, bytes]:
    """Return those files that are not on the disk with these very bytes."""
    return {path: data for path, data in files.items() if not _same(path, data)}


def replace_all(
    files: Mapping[Path, bytes],
    *,
    moved: Mapping[Path, Path] | None = None,
    deleted: Iterable[Path] = (),
) -> None:
    """Write these files, move those (where to -> where from), delete the others: all of it, or nothing.

    A full disk is noticed before the first file is replaced. When a file cannot be replaced, or the user
    interrupts, what was done is taken back. They are replaced in the order in which they are given.

    Raises:
        OSError: a file cannot be written; what was there before is untouched.

    """
    written = {path: temporary(path) for path in files}
    try:
        for path, data in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            written[path].write_bytes(data)
        _exchange([*(moved or {}).items(), *written.items()], deleted)
    finally:
        _discard(written.values())


def _exchange(moves: Iterable[tuple[Path, Path]], deleted: Iterable[Path]) -> None:
    """Put each new file into the place of the old one; the old ones are kept aside until all are placed."""
    begun: list[tuple[Path, Path | None]] = []
    try:
        for target, new in moves:
            begun.append((target, new))
            _set_aside(target)
            new.replace(target)
        for target in deleted:
            begun.append((target, None))
            _set_aside(target)
    except BaseException:
        for target, placed in reversed(begun):
            _take_back(target, placed)
        raise
    _discard(_old(target) for target, _ in begun)


def _set_aside(target: Path) -> None:
    _old(target).unlink(missing_ok=True)  # the rest of a run that was killed
    if target.exists():
        target.replace(_old(target))


def _take_back(target: Path, new: Path | None) -> None:
    """Undo one replacement, however far it came."""
    if new is not None and not new.exists() and target.exists():
        target.replace(new)
    if _old(target).exists():
        _old(target).replace(target)


def _old(target: Path) -> Path:
    return target.with_name(target.name + _OLD)


def _same(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def _discard(paths: Iterable[Path]) -> None:
    for path in paths:
        with suppress(OSError):
            path.unlink(missing_ok=True)
