"""Comparing a report with what a peer said of the same file, and explaining what differs."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from corpus.verdicts import gave_verdict, is_dciodvfy, keywords
from second_judge import Place, demands, is_demanded, is_group, places, top_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corpus.verdicts import Verdict
    from pydicom.dataset import Dataset

    from dicomwright.runtime import IOD
    from dicomwright.runtime.reports.report import Report

MISSING: Final = (
    "missing-type-1",
    "missing-type-1c",
    "missing-type-2",
    "missing-type-2c",
    "missing-functional-group",
)
EMPTY: Final = ("empty-type-1", "empty-type-1c")
ENUMERATED: Final = ("value-not-enumerated",)
COMPARED: Final = (*MISSING, *EMPTY, *ENUMERATED)

STRUCTURE: Final[dict[str, tuple[str, ...]]] = {
    "uid-root": ("uid-root", "bad-value"),  # a UID that is none has no root either
    "file-meta": ("file-meta", *EMPTY, *MISSING),  # what has no value is not another
    "pixel-length": ("pixel-length",),
    "private-element": ("private-element",),
    "wrong-vr-of-pixels": ("wrong-vr",),
}
"""What is wrong whatever the IOD is: kinds of a peer, and ours that say the same. They do not count in the shares."""

# A kind of a peer: the kinds of ours that say the same of an attribute, though the peer has it under another Type.
# dciodvfy knows functional groups as Type 1 attributes of their items; dicom-validator does not tell Types.
SAME_FAULT: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(MISSING, MISSING),
    **dict.fromkeys(EMPTY, EMPTY),
    **STRUCTURE,
    "missing": MISSING,
    "empty": EMPTY,
    # dciodvfy has the value types of an SR IOD as Enumerated Values of its Value Type
    "value-not-enumerated": (*ENUMERATED, "sr-value-type"),
}


class Spot(NamedTuple):
    """A kind of fault and its place."""

    kind: str
    path: str


class Comparison(NamedTuple):
    """What a peer and we say of one file, in the kinds that are compared."""

    file: str
    iod: str
    same: frozenset[Spot]
    """Of the peer's: what we state in the same place, in the same kind."""
    alike: frozenset[Spot]
    """Of the peer's: what we state in the same place as the same fault of another Type."""
    external: frozenset[Spot]
    """Of the peer's: what we do not state, because its condition is not in the data set."""
    missed: frozenset[Spot]
    """Of the peer's: everything else."""
    extra: frozenset[Spot]
    """Of ours: what the peer does not state."""


def compare(
    peer: str, file: str, report: Report, verdicts: Iterable[Verdict], unknown: Iterable[str]
) -> Comparison:
    """Compare; `unknown` are paths of undecided conditions."""
    # dicom-validator does not number the items
    shorten = _as_it_is if is_dciodvfy(peer) else without_numbers
    ours = {Spot(f.code, _where(f.code, shorten(f.path))) for f in report}
    theirs = {Spot(v.kind, _where(v.kind, keywords(v.path))) for v in verdicts if v.kind in SAME_FAULT}
    undecided = {shorten(path) for path in unknown}
    by_kind = {spot: {Spot(kind, spot.path) for kind in SAME_FAULT[spot.kind]} for spot in theirs}
    # what the peer does not tell cannot differ
    same = {spot for spot in theirs if spot in ours or (spot.kind not in COMPARED and by_kind[spot] & ours)}
    alike = {spot for spot in theirs - same if by_kind[spot] & ours}
    left = theirs - same - alike
    external = {spot for spot in left if spot.kind not in ENUMERATED and spot.path in undecided}
    stated = {spot for spots in by_kind.values() for spot in spots}
    extra = (
        {spot for spot in ours if spot.kind in COMPARED} - stated if gave_verdict(peer, file) else set[Spot]()
    )
    sides = (same, alike, external, left - external, extra)
    return Comparison(file, report.iod, *map(frozenset, sides))


def _as_it_is(path: str) -> str:
    return path


def without_numbers(path: str) -> str:
    """Leave out the numbers of items."""
    return re.sub(r"\[\d+\]", "", path)


_IN_GROUPS: Final = re.compile(r"(?:Shared|PerFrame)FunctionalGroupsSequence(?:\[\d+\])?\.(\w+)$")


def _where(kind: str, path: str) -> str:
    """A functional group is missing in the object: which of the two sequences and which frame is told, differs."""
    found = _IN_GROUPS.match(path) if kind in MISSING or kind == "missing" else None
    return f"FunctionalGroups.{found[1]}" if found else path


# --- conditions that the data set does not decide


def undecided(dataset: Dataset, iod: type[IOD]) -> Iterator[str]:
    """Paths of absent attributes of which it is unknown whether they must be there."""
    top = top_of(dataset, iod)
    for place in places(top):
        for keyword, rows in place.rows.items():
            if place.get(keyword) is None and any(
                is_demanded(row, place) is None for row in rows if not is_group(place, row)
            ):
                yield place.path + keyword
    for used in iod.modules:
        if (
            not top.modules[used.module.name_]
            and used.usage == "C"
            and demands(used.required_if, top) is None
        ):
            yield from used.module.attributes()
    yield from _undecided_groups(top, iod)


def _undecided_groups(top: Place, iod: type[IOD]) -> Iterator[str]:
    frames = top.items("PerFrameFunctionalGroupsSequence") or top.items("SharedFunctionalGroupsSequence")
    for group in iod.functional_groups:
        if group.usage == "C" and any(demands(group.required_if, frame) is None for frame in frames):
            yield from (f"FunctionalGroups.{keyword}" for keyword in group.macro.attributes())


# --- explanations

TABLE: Final = Path(__file__).with_name("differences.toml")
CLASSES: Final = ("edition", "template", "reading", "ours")


class Difference(NamedTuple):
    """A rule that explains why one side states what the other does not."""

    peer: re.Pattern[str]
    side: str
    kind: re.Pattern[str]
    path: re.Pattern[str]
    iod: re.Pattern[str]
    file: re.Pattern[str]
    cause: str
    reason: str

    def of(self, peer: str) -> bool:
        """Whether it is about this peer."""
        return bool(self.peer.fullmatch(peer))

    def explains(self, peer: str, side: str, comparison: Comparison, spot: Spot) -> bool:
        """Whether it is about this difference."""
        return (
            self.of(peer)
            and self.side == side
            and bool(self.kind.fullmatch(spot.kind))
            and bool(self.path.fullmatch(without_numbers(spot.path)))
            and bool(self.iod.fullmatch(comparison.iod))
            and bool(self.file.fullmatch(comparison.file))
        )


@cache
def differences() -> tuple[Difference, ...]:
    """The committed table."""
    return tuple(map(_difference, tomllib.loads(TABLE.read_text("utf-8"))["difference"]))


def _difference(row: dict[str, str]) -> Difference:
    kind, path, iod, file = (re.compile(row.get(field, ".*")) for field in ("kind", "path", "iod", "file"))
    peer = re.compile(row["peer"])
    return Difference(peer, row["side"], kind, path, iod, file, row["class"], row["reason"])


def unexplained(
    peer: str, comparisons: Iterable[Comparison]
) -> tuple[list[tuple[str, str, Spot]], Counter[Difference]]:
    """Differences that no rule explains, and how often each rule was used."""
    left: list[tuple[str, str, Spot]] = []
    used: Counter[Difference] = Counter()
    for comparison in comparisons:
        for side, spots in (("theirs", comparison.missed), ("ours", comparison.extra)):
            for spot in sorted(spots):
                rule = next((r for r in differences() if r.explains(peer, side, comparison, spot)), None)
                if rule is None:
                    left.append((comparison.file, side, spot))
                else:
                    used[rule] += 1
    return left, used
