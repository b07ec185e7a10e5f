"""What a run has done: sums for people, and a record in JSON; no value is in them, and no name of IN but by choice."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from dicomwright.deidentify import Record
from dicomwright.deidentify.pixels.handling import UNPLACED
from dicomwright.runtime.vocabulary.registry import edition
from dicomwright.runtime.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwright.cli.deidentify.work import Outcome
    from dicomwright.deidentify import Profile

_SAID: Final = {
    "written": "de-identified",
    "there": "there already, the same to the last byte",
    "directory": "DICOMDIR, made anew",
    "refused": "refused, not in OUT",
    "not DICOM": "not DICOM, not copied",
}
_DONE: Final = ("written", "there", "directory")
_MOST: Final = 20


@dataclass
class Tally:
    """Sums over all files, and those that somebody must look at."""

    files: Counter[str] = field(default_factory=Counter[str])
    reasons: Counter[str] = field(default_factory=Counter[str])
    review: Counter[str] = field(default_factory=Counter[str])
    record: Record = field(default_factory=Record)
    listed: list[Outcome] = field(default_factory=list["Outcome"])

    def add(self, outcome: Outcome) -> None:
        """Add what became of a file."""
        self.files[outcome.kind] += 1
        if outcome.reason:
            self.reasons[outcome.reason] += 1
        if outcome.record is not None:
            self.review.update(outcome.record.review)
            for action, counter in outcome.record.attributes.items():
                self.record.attributes.setdefault(action, Counter[str]()).update(counter)
        if outcome.kind not in _DONE or (outcome.record is not None and outcome.record.review):
            self.listed.append(outcome)

    @property
    def is_whole(self) -> bool:
        """Whether nothing was refused."""
        return not self.files["refused"]

    @property
    def said(self) -> str:
        """What progress says."""
        return f"{self.files['refused']:,} refused"

    def lines(self, *, shows_paths: bool) -> Iterator[str]:
        """Yield what people read."""
        for kind, said in _SAID.items():
            if self.files[kind]:
                yield f"{counted(self.files[kind], 'file')} {said}"
            if kind == "refused":
                yield from _counted_lines(self.reasons)
        if self.record.counts:
            counts = (f"{count} {said}" for said, count in self.record.counts.items())
            yield f"attributes: {', '.join(counts)}"
        if self.review:
            yield "have a look at these, in so many files:"
            yield from _counted_lines(self.review)
        yield from self._paths() if shows_paths else self._hint()

    def _left(self) -> Iterator[Outcome]:
        return (each for each in self.listed if each.kind not in _DONE and each.path)

    def _paths(self) -> Iterator[str]:
        for each in self._left():
            yield f"{each.path}: {each.reason or _SAID[each.kind]}"

    def _hint(self) -> Iterator[str]:
        if any(reason.startswith(UNPLACED) for reason in self.reasons):
            yield "--blank-regions says where text is; --burned-in list lets such images through, for a human eye"
        if any(True for _ in self._left()):
            yield "--show-paths says which files these are, by their names in IN"


def _counted_lines(found: Counter[str]) -> Iterator[str]:
    for said, count in sorted(found.items(), key=lambda each: (-each[1], each[0]))[:_MOST]:
        yield f"  {count:6}  {said}"
    if len(found) > _MOST:
        yield f"  and {len(found) - _MOST} more; --record has all of them"


def record_of(tally: Tally, profile: Profile, *, has_key: bool) -> dict[str, Any]:
    """Return the record of a run, as it is written: the same for the same files, whatever the processes did when."""
    return {
        "tool": "dicomwright deidentify",
        "edition": edition().name,
        "profile": [{"code": code, "meaning": meaning} for code, meaning in profile.codes],
        "has_key": has_key,
        "files": {kind: tally.files[kind] for kind in _SAID},
        "refused": dict(sorted(tally.reasons.items())),
        "actions": tally.record.counts,
        "attributes": {
            action: dict(sorted(counter.items()))
            for action, counter in sorted(tally.record.attributes.items())
        },
        "review": dict(sorted(tally.review.items())),
        "listed": [_listed(each) for each in sorted(tally.listed, key=lambda each: each.target)],
    }


def _listed(outcome: Outcome) -> dict[str, Any]:
    review = sorted(outcome.record.review) if outcome.record is not None else []
    said = {"file": outcome.target, "kind": outcome.kind, "reason": outcome.reason, "review": review}
    return {name: value for name, value in said.items() if value}
