"""The record of a de-identification: what was done to which attributes, and what needs a human eye; never a value."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from dicomwright.runtime.errors import DicomwrightError

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
        action = _NOTED.get(action, action)
        counter = self.attributes.get(action)
        if counter is None:
            counter = self.attributes[action] = Counter()
        counter[path] = counter.get(path, 0) + 1

    @property
    def counts(self) -> dict[str, int]:
        """How many attributes there were, by what was done to them."""
        found = ((said, self.attributes.get(action)) for action, said in ACTIONS.items())
        return {said: counter.total() for said, counter in found if counter}
