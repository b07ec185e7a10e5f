"""Snapshot on disk: the model -> spec_cache/<edition>/*.json and back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from dicomwright.generator.errors import SnapshotError
from dicomwright.generator.facts import Edition
from dicomwright.generator.files import changed, replace_all
from dicomwright.generator.snapshot.codec import CodecError, class_of, decoder_of_all, encode
from dicomwright.generator.snapshot.layout import FILES, HEAD, REPORT, SCHEMA, EntityFile
from dicomwright.generator.snapshot.lines import entities, place, sections
from dicomwright.generator.snapshot.report import report

if TYPE_CHECKING:
    from pathlib import Path

    from dicomwright.generator.accounting import Accounting


def snapshot_files(edition: Edition, accounting: Accounting) -> dict[str, str]:
    """Every file of a snapshot: name -> text.

    Raises:
        ModelError: a row of the standard is neither in the model nor listed.

    """
    accounting.check()
    found = {file.name: file.select(edition) for file in FILES}
    counts = {name: len(items) for name, items in found.items()}
    head = {"edition": edition.name, "schema": SCHEMA, "files": counts}
    return {
        **{name: entities(map(encode, items)) + "\n" for name, items in found.items()},
        REPORT: sections(report(edition, accounting)),
        HEAD: sections(head),
    }


def write_snapshot(edition: Edition, accounting: Accounting, folder: Path) -> tuple[str, ...]:
    """Write the snapshot of an edition; returns the names of the files that changed.

    Raises:
        ModelError: a row of the standard is neither in the model nor listed.
        SnapshotError: a file cannot be written; the previous snapshot is untouched.

    """
    texts = snapshot_files(edition, accounting)
    new = changed({folder / name: text.encode() for name, text in texts.items()})
    try:
        replace_all(new)
    except OSError as fault:
        raise SnapshotError(f"{fault.filename or folder}: cannot be written: {fault.strerror}") from fault
    return tuple(sorted(path.name for path in new))


def read_snapshot(folder: Path) -> Edition:
    """Read the snapshot of an edition.

    Raises:
        SnapshotError: it is missing, incomplete or of another schema; names file and line.

    """
    name, counts = _read_head(folder / HEAD)
    fields: dict[str, tuple[Any, ...]] = {}
    for file in (file for file in FILES if file.name in counts or not file.optional):
        found = _read_entities(folder / file.name, file, counts.get(file.name))
        fields[file.field] = fields.get(file.field, ()) + found
    return Edition(name=name, **fields)


def _read_head(path: Path) -> tuple[str, dict[str, int]]:
    head = _load(path)
    try:
        name, schema, counts = head["edition"], head["schema"], head["files"]
    except (KeyError, TypeError):
        raise SnapshotError(f"{path}: edition, schema or files is missing. {_mend(path)}") from None
    if schema != SCHEMA:
        raise SnapshotError(f"{path}: schema {schema}, this generator reads schema {SCHEMA}. {_mend(path)}")
    return name, counts


def _read_entities(path: Path, file: EntityFile, count: int | None) -> tuple[Any, ...]:
    data = _load(path)
    rows: list[Any] = data if class_of(data) is list else []
    if len(rows) != count:
        raise SnapshotError(f"{path}: {len(rows)} entities, {HEAD} says {count}. {_mend(path)}")
    try:
        return cast("tuple[Any, ...]", decoder_of_all(file.entity)(rows))
    except CodecError as fault:
        line = place(path.read_text(encoding="utf-8"), fault.path)
        raise SnapshotError(f"{path}, line {line}: {fault}. {_mend(path)}") from None


def _load(path: Path) -> Any:  # noqa: ANN401 - whatever JSON holds
    try:
        return json.loads(path.read_bytes())
    except FileNotFoundError:
        raise SnapshotError(f"{path}: missing. {_mend(path)}") from None
    except OSError as fault:
        raise SnapshotError(f"{path}: cannot be read: {fault.strerror}") from fault
    except json.JSONDecodeError as fault:
        raise SnapshotError(f"{path}, line {fault.lineno}: {fault.msg}. {_mend(path)}") from None
    except UnicodeDecodeError as fault:
        raise SnapshotError(f"{path}: not UTF-8 at byte {fault.start}. {_mend(path)}") from None


def _mend(path: Path) -> str:
    return f"Restore it with git, or rebuild it: nox -s generate -- --edition {path.parent.name}"
