"""Paths: where an element stands in a data set, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dicomwright.runtime.vocabulary.tags import keyword_of

if TYPE_CHECKING:
    from dicomwright.runtime.trees.tree import DataSet

_MOST_LEVELS: Final = 16
"""Items that a path names, from the innermost; deeper nesting is no file that anybody means to read."""


def path_of(data: DataSet | None, tag: int | None) -> str:
    """Return the path of an element, as in ``ContentSequence[0].TextValue``; of a data set when `tag` is None."""
    parts = [] if tag is None else [keyword_of(tag)]
    while data is not None and data.parent is not None:
        if len(parts) > _MOST_LEVELS:
            parts.append("..")
            break
        parts.append(f"{keyword_of(data.sequence)}[{data.index}]")
        data = data.parent
    return ".".join(reversed(parts))
