"""Functional groups of a multi-frame instance: what every frame must have, and where it may stand (PS3.3 C.7.6.16)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dicomwright.runtime.conditions.words import requirement_in_words
from dicomwright.runtime.declarations.objects import once
from dicomwright.runtime.validation.compiled import conditional, seen_from
from dicomwright.runtime.validation.findings import found_at, moved
from dicomwright.runtime.validation.view import CURRENT_FRAME, PER_FRAME, SHARED, View
from dicomwright.runtime.vocabulary.tags import keyword_of
from dicomwright.runtime.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from dicomwright.runtime.conditions.expressions import Requirement
    from dicomwright.runtime.declarations.instances import Instance
    from dicomwright.runtime.declarations.objects import DicomObject
    from dicomwright.runtime.reports.findings import Finding
    from dicomwright.runtime.validation.compiled import Conditional, Test
    from dicomwright.runtime.validation.findings import Owner


class GroupPlan(NamedTuple):
    """A row of the functional group table of an IOD."""

    macro: type[DicomObject]
    usage: str
    shared: bool | None
    tags: tuple[int, ...]
    required: Conditional | None
    limited: Conditional | None
    requirements: tuple[Requirement, ...]


def _plans(iod: type[Instance]) -> tuple[GroupPlan, ...]:
    return tuple(
        GroupPlan(
            used.macro,
            used.usage,
            used.shared,
            tuple(attribute.number for attribute in used.macro.attributes().values()),
            conditional(used.required_if),
            conditional(used.limited_by),
            tuple(found for found in (used.required_if, used.limited_by) if found is not None),
        )
        for used in iod.functional_groups
    )


class _Frames:
    """The items of the two sequences, and how many frames have each attribute."""

    def __init__(self, view: View) -> None:
        self.shared = view.items_of(SHARED)
        self.frames = view.items_of(PER_FRAME) or view.items_of(CURRENT_FRAME)
        self.shared_tags = {tag for item in self.shared for tag in item.data.elements}
        self.counts: dict[int, int] = {}
        for frame in self.frames:
            for tag in frame.data.elements:
                self.counts[tag] = self.counts.get(tag, 0) + 1
        self._inner: set[int] | None = None

    def telling(self, test: Test, frames: Sequence[View]) -> Sequence[View]:
        """Return the frames that a test must be made in: one, when it is about nothing that is in frames."""
        if self._inner is None:
            items = (item for frame in (*self.shared, *self.frames) for item in frame.nested())
            self._inner = {tag for item in items for tag in item.data.elements}
        return frames[:1] if test.about_none_of(self._inner) else frames

    def without(self, tags: Iterable[int]) -> list[View]:
        """Return the frames that have none of these."""
        wanted = frozenset(tags)
        return [frame for frame in self.frames if frame.data.elements.keys().isdisjoint(wanted)]

    def having(self, tag: int) -> list[View]:
        """Return the frames that have an attribute."""
        return [frame for frame in self.frames if tag in frame.data.elements]


def group_findings(view: View, iod: type[Instance], owner: Owner | None) -> Iterator[Finding]:
    """Yield what is wrong with the functional groups of an instance; `owner` is the module that has the frames."""
    frames = _Frames(view)
    if not frames.shared and not frames.frames:
        return  # the module itself demands the sequences
    yield from _count_findings(view, frames, owner)
    for plan in once(iod, "group_plans_", _plans):
        in_shared = any(tag in frames.shared_tags for tag in plan.tags)
        in_frames = [tag for tag in plan.tags if tag in frames.counts]
        if not in_shared:
            yield from _absence_findings(plan, frames)
        if in_shared or in_frames:
            yield from _place_findings(plan, frames, in_shared=in_shared)
            yield from _leave_findings(plan, frames, in_shared=in_shared)


def _count_findings(view: View, frames: _Frames, owner: Owner | None) -> Iterator[Finding]:
    number = view.get("NumberOfFrames")
    if not number or PER_FRAME not in view.data.elements:
        return
    if not frames.frames or not isinstance(number[0], int) or number[0] == len(frames.frames):
        return
    message = f"has {counted(len(frames.frames), 'item')}, which is not the Number of Frames (0028,0008)"
    yield from _found("frame-count", view, PER_FRAME, owner, message)


def _absence_findings(plan: GroupPlan, frames: _Frames) -> Iterator[Finding]:
    """Judge a group that is not shared: in which frames it is missing."""
    if plan.usage != "M" and plan.required is None:
        return
    lacking = frames.without(plan.tags) if frames.frames else frames.shared
    if plan.required is not None:
        required = plan.required.demands
        telling = frames.telling(required, lacking)
        demanding = [frame for frame in telling if required.holds(frame)]
        lacking = demanding if len(telling) == len(lacking) or not demanding else lacking
    if not lacking or not plan.tags:
        return
    total = len(frames.frames)
    where = (
        f"in {len(lacking)} of {counted(total, 'frame')} and not shared"
        if total
        else "shared, and there are no frames"
    )
    holds = f": {requirement_in_words(plan.requirements[0])}" if plan.required is not None else ""
    place = "absent " + where if total else "absent among the groups that are " + where
    yield from _found("missing-functional-group", lacking[0], plan.tags[0], plan.macro, f"{place}{holds}")


def _place_findings(plan: GroupPlan, frames: _Frames, *, in_shared: bool) -> Iterator[Finding]:
    code = "misplaced-functional-group"
    for tag in plan.tags:
        found = frames.having(tag) if tag in frames.counts else []
        if tag in frames.shared_tags and found:
            message = f"is shared, and in {counted(len(found), 'frame')} too"
            yield from _found(code, found[0], tag, plan.macro, message)
        elif plan.shared is True and found:
            yield from _found(code, found[0], tag, plan.macro, "must be shared by all frames")
    if plan.shared is False and in_shared:
        tag = next(tag for tag in plan.tags if tag in frames.shared_tags)
        yield from _found(code, frames.shared[0], tag, plan.macro, "must not be shared")


def _leave_findings(plan: GroupPlan, frames: _Frames, *, in_shared: bool) -> Iterator[Finding]:
    """Judge whether a group may be there."""
    holders = (
        frames.shared
        if in_shared
        else [f for f in frames.frames if any(t in f.data.elements for t in plan.tags)]
    )
    for rule in (plan.required, plan.limited):
        if rule is None:
            continue
        for holder in frames.telling(rule.permits, holders):
            if any(rule.permits.holds(each) is False for each in seen_from(holder, rule.permits)):
                tag = next(tag for tag in plan.tags if tag in holder.data.elements)
                message = f"{keyword_of(tag)} may not be there: {requirement_in_words(rule.rule)}"
                yield from _found("not-allowed", holder, tag, plan.macro, message)
                break


def _found(code: str, view: View, tag: int, owner: Owner | None, message: str) -> Iterable[Finding]:
    return moved((found_at(code, tag, owner, message),), view.path())
