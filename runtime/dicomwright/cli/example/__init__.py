"""`dicomwright example`: objects of IODs as files, made up and without a fault."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from dicomwright.cli.names import named
from dicomwright.cli.outcomes import OK, UsageError
from dicomwright.runtime.vocabulary.registry import edition
from dicomwright.runtime.wording import counted, did_you_mean
from dicomwright.testing import example, minimal

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator


def run(arguments: Namespace) -> int:
    """Write the objects that the arguments name; return the exit status. Raises `UsageError`."""
    if (arguments.iod is None) is (arguments.all is None):
        raise UsageError("name an IOD, such as CTImage, or a folder for all of them: --all FOLDER")
    if arguments.all is None:
        _write_one(arguments)
    else:
        _write_all(arguments)
    return OK


def _write_one(arguments: Namespace) -> None:
    iod = named("iods", arguments.iod)
    if iod is None:
        raise UsageError(
            f"there is no IOD {arguments.iod!r}{did_you_mean(arguments.iod, edition().names('iods'))}"
        )
    path = Path(arguments.output or f"{iod}.dcm")
    if path.is_dir():
        raise UsageError(f"{str(path)!r} is a folder; for all IODs there is --all FOLDER")
    if path.exists() and not arguments.force:
        raise UsageError(f"{str(path)!r} exists; --force replaces it")
    if not path.parent.is_dir():
        raise UsageError(f"there is no folder {str(path.parent)!r}")
    _save(arguments, iod, None, path)


def _write_all(arguments: Namespace) -> None:
    if arguments.output is not None:
        raise UsageError("--output is for one IOD; --all has a folder of its own")
    folder = Path(arguments.all)
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{str(folder)!r} is a file, and must be a folder")
    if folder.exists() and any(folder.iterdir()) and not arguments.force:
        raise UsageError(f"{str(folder)!r} is not empty; --force replaces what has the same names")
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for iod, sop_class, name in stored():
        _save(arguments, iod, sop_class, folder / f"{name}.dcm")
        count += 1
    print(f"{counted(count, 'file')} in {folder}")  # noqa: T201 - it is a command


def stored() -> Iterator[tuple[str, str, str]]:
    """Yield the IOD of each SOP class that is stored, the SOP class, and a name for a file."""
    known = edition()
    for uid, (iod, *_) in known.iods.items():
        found = known.uids.get(uid)
        if found is not None and "Storage" in found.name:
            several = len(known.named("iods", iod).sop_classes) > 1
            yield iod, uid, found.keyword if several else iod


def _save(arguments: Namespace, iod: str, sop_class: str | None, path: Path) -> None:
    cls: Any = edition().named("iods", iod)
    made = (
        minimal(cls, sop_class=sop_class)
        if arguments.minimal
        else example(cls, arguments.seed, sop_class=sop_class)
    )
    try:
        made.save(path)
    except OSError as error:
        raise UsageError(f"{str(path)!r} cannot be written: {error.strerror}") from None
