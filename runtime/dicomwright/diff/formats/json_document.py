"""JSON: the comparison for programs; `diff.schema.json` is its contract."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dicomwright.runtime.reports.escaping import json_text

if TYPE_CHECKING:
    from dicomwright.diff.changes import Change, Differences

FORMAT_VERSION: Final = 1
"""Grows when a program that reads the document must change."""


def json_document(found: Differences) -> str:
    """Return the comparison as JSON, a change a line."""
    head = {
        "tool": "dicomwright diff",
        "format_version": FORMAT_VERSION,
        "old": found.old,
        "new": found.new,
        "counts": {kind: dict(sorted((+counts).items())) for kind, counts in found.counts().items()},
    }
    changes = [change for changes in found.grouped().values() for change in changes]
    lines = ",\n".join(json_text(_change(change)) for change in changes)
    return f'{json_text(head)[:-1]}, "changes": [\n{lines}\n]}}\n'


def _change(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "action": change.action,
        "name": change.name,
        "place": change.place,
        "details": [{"what": each.what, "old": each.old, "new": each.new} for each in change.details],
        "iods": change.iods,
        "breaking": change.breaking,
        "old_address": change.old_address,
        "new_address": change.new_address,
    }
