"""`dicomwright export`: a snapshot in, one document out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dicomwright.diff.snapshots import MissingSnapshotError, find
from dicomwright.generator.errors import ModelError
from dicomwright.generator.export.json_schema import json_schema
from dicomwright.generator.export.typescript import typescript
from dicomwright.generator.files import replace_all
from dicomwright.runtime.vocabulary import registry
from dicomwright.runtime.wording import did_you_mean

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Sequence

    from dicomwright.generator.facts import Edition, Iod


class ExportError(Exception):
    """What was asked for cannot be done; the message says why."""


def document(arguments: Namespace) -> str:
    """Return the document that was asked for. Raises `ExportError`."""
    folder = Path(arguments.snapshots) if arguments.snapshots else None
    try:
        edition = find(arguments.edition or registry.edition().name, folder)
        return _FORMATS[arguments.format](edition, _iods(arguments.iods, edition))
    except (MissingSnapshotError, ModelError) as fault:
        raise ExportError(str(fault)) from None


def write(text: str, path: Path) -> None:
    """Write a document: all of it, or nothing. Raises `ExportError`."""
    try:
        if path.exists() and not path.is_file():  # a pipe or a device is written to, and not replaced
            path.write_text(text, encoding="utf-8")
        else:
            replace_all({path: text.encode()})
    except OSError as fault:
        raise ExportError(f"{str(path)!r} cannot be written: {fault.strerror}") from None


def _iods(names: Sequence[str], edition: Edition) -> list[Iod]:
    """Return the IODs that are meant; all of them when none is named."""
    known = {_folded(iod.name): iod for iod in edition.iods}
    return [_iod(name, known) for name in names] or list(edition.iods)


def _iod(name: str, known: dict[str, Iod]) -> Iod:
    found = known.get(_folded(name)) or known.get(_folded(name).removesuffix("iod"))
    if found is None:
        raise ExportError(
            f"there is no IOD {name!r}{did_you_mean(name, (iod.name for iod in known.values()))}"
        )
    return found


def _folded(name: str) -> str:
    return "".join(filter(str.isalnum, name)).casefold()


def _json_schema(edition: Edition, iods: Sequence[Iod]) -> str:
    return json.dumps(json_schema(edition, iods[0]), indent=1) + "\n"


_FORMATS: Final[dict[str, Callable[[Edition, Sequence[Iod]], str]]] = {
    "json-schema": _json_schema,
    "typescript": typescript,
}
