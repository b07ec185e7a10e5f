"""The record of a de-identification: what was done to which attributes, and what needs a human eye; never a value."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from dicomwright.runtime.errors import DicomwrightError

if TYPE_CHECKING:
    from collections.abc import Sequence

ACTIONS: Final = {
    "X": "removed",
    "Z": "emptied",
    "D": "replaced by a dummy",
    "U": "UIDs replaced",
    "K": "kept",
    "C": "cleaned",
}
_NOTED: Final = {"U*": "U"}


class Refused(DicomwrightError):  # noqa: N818 - as WrongSOPClass and the like
    """An object cannot be de-identified; the message says why, and no value."""


@dataclass
class Record:
    """What was done: attributes by action and path, without the numbers of items, and what needs a human eye."""

    attributes: dict[str, Counter[str]] = field(default_factory=dict[str, Counter[str]])
    review: set[str] = field(default_factory=set[str])

    def note(self, action: str, path: str) -> None:
        """Count an attribute."""
        counter = self._counter(action)
        counter[path] = counter.get(path, 0) + 1

    def note_all(self, action: str, paths: Sequence[str]) -> None:
        """Count attributes."""
        if paths:
            self._counter(action).update(paths)

    def _counter(self, action: str) -> Counter[str]:
        action = _NOTED.get(action, action)
        found = self.attributes.get(action)
        if found is None:
            found = self.attributes[action] = Counter()
        return found

    @property
    def counts(self) -> dict[str, int]:
        """How many attributes there were, by what was done to them."""
        found = ((said, self.attributes.get(action)) for action, said in ACTIONS.items())
        return {said: counter.total() for said, counter in found if counter}
