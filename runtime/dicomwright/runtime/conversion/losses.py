"""Losses: what a file was cut of, and is still missing in the object that was read of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dicomwright.runtime.conversion.kept import kept_of
from dicomwright.runtime.declarations.objects import DicomObject
from dicomwright.runtime.narrow import is_tuple
from dicomwright.runtime.trees.tree import Cut
from dicomwright.runtime.vocabulary.tags import tag_of

if TYPE_CHECKING:
    from dicomwright.runtime.declarations.instances import Instance
    from dicomwright.runtime.trees.tree import Problem

_STEP: Final = re.compile(r"(\w+|\([0-9A-F]{4},[0-9A-F]{4}\))(?:\[(\d+)\])?")


def losses_of(instance: Instance) -> tuple[Problem, ...]:
    """Return the problems that came with a loss, but of what has been set or deleted since; all of it is read."""
    kept = kept_of(instance)
    notes = () if kept is None else kept.notes
    return tuple(note for note in notes if isinstance(note, Cut) and _stands(instance, note.path))


def _stands(instance: DicomObject, path: str) -> bool:
    """Tell whether what a path leads to is still what was read."""
    here = instance
    for keyword, index in _STEP.findall(path):
        tag, kept = _tag_of(keyword), kept_of(here)
        if tag is None or kept is None or kept.has(tag):
            return kept is not None
        if keyword not in here.stored_:  # it never was, or has been deleted
            return tag not in kept.data.elements
        items = here.stored_[keyword]
        if not is_tuple(items):
            return False
        if not index:
            return any(_was_read(item) for item in items)
        item = items[int(index)] if int(index) < len(items) else None
        if not isinstance(item, DicomObject):
            return item is not None
        here = item
    return kept_of(here) is not None


def _tag_of(step: str) -> int | None:
    return int(step[1:5] + step[6:10], 16) if step.startswith("(") else tag_of(step)


def _was_read(item: object) -> bool:
    return not isinstance(item, DicomObject) or kept_of(item) is not None
