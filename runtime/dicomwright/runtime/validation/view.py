"""A data set as conditions see it: names instead of tags, values instead of bytes, and what lies around."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

from dicomwright.runtime.trees.tree import DataSet
from dicomwright.runtime.values.elements import values_of
from dicomwright.runtime.vocabulary.tags import VR_OF, is_repeating, keyword_of, tag_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from dicomwright.runtime.trees.tree import Element, Value

SHARED: Final = 0x52009229
PER_FRAME: Final = 0x52009230
CURRENT_FRAME: Final = 0x00060001
"""Where the groups of the one frame stand that is shown while it is made (PS3.3 C.7.6.27)."""
FRAMES: Final = frozenset({SHARED, PER_FRAME})
"""Tags of the Shared and Per-frame Functional Groups Sequences."""

_META: Final = 0x0002


class Declared(Protocol):
    """What a class declares, as far as conditions ask."""

    def declares(self, tag: int) -> bool:
        """Whether the attribute has its place here."""
        ...

    def of_items(self, tag: int) -> Declared | None:
        """What is declared for the items of a sequence; None when nothing is known of them."""
        ...


class Frames:
    """The frames of a data set, as far as the groups that they share look at them."""

    __slots__ = ("_all", "_columns", "_kinds", "tags")

    def __init__(self, frames: Sequence[DataSet]) -> None:
        """Learn what frames have: groups, and what stands in them."""
        self._all = frames
        self._columns: dict[int, list[Element | None]] = {}
        self._kinds: dict[tuple[int, frozenset[int], frozenset[int]], Sequence[DataSet]] = {}
        self.tags: AbstractSet[int] = {
            tag for frame in frames for item in (frame, *_nested(frame)) for tag in item.elements
        }

    def kinds(self, group: int, tags: frozenset[int], by_value: frozenset[int]) -> Sequence[DataSet]:
        """Return a frame of each kind that lacks a group: they differ in what they have of these tags.

        Or in whether they have it, where their values do not count.
        """
        found = self._kinds.get((group, tags, by_value))
        if found is None:
            columns = [
                map(_identity if tag in by_value else _is_there, self._column(tag)) for tag in sorted(tags)
            ]
            kinds = zip(zip(*columns, strict=True), self._all, strict=True)
            found = list({kind: frame for kind, frame in kinds if group not in frame.elements}.values())
            self._kinds[group, tags, by_value] = found
        return found

    def _column(self, tag: int) -> list[Element | None]:
        """Return what each frame has of a tag."""
        found = self._columns.get(tag)
        if found is None:
            found = self._columns[tag] = [_in_frame(frame, tag) for frame in self._all]
        return found


def _in_frame(frame: DataSet, tag: int) -> Element | None:
    found = frame.elements.get(tag)
    if found is not None:
        return found
    return next((item.elements[tag] for item in _nested(frame) if tag in item.elements), None)


def _identity(element: Element | None) -> object:
    """Return what equal values have in common; sequences are all different."""
    return id(element[1]) if element is not None and isinstance(element[1], list) else element


def _is_there(element: Element | None) -> bool:
    return element is not None


class Whole:
    """What is known of a data set as a whole, however many views there are of its items."""

    __slots__ = ("_deep", "_frames", "_groups", "_tags", "answers", "meta", "modules")

    def __init__(self) -> None:
        """Know nothing yet."""
        self.meta: DataSet | None = None
        """File meta information."""
        self.modules: Mapping[str, bool | None] | None = None
        """Which modules there are, by name."""
        self.answers: dict[int, bool | None] = {}
        """Of conditions that are the same wherever they are asked, by `id` of their expressions."""
        self._groups: dict[int, tuple[DataSet, dict[int, Element]]] = {}
        self._frames: Frames | None = None
        self._tags: dict[int, set[int]] = {}
        self._deep: set[int] | None = None

    def groups_of(self, frame: DataSet) -> Mapping[int, Element]:
        """Return what stands in the functional groups of a frame: of each tag, the first element."""
        known = self._groups.get(id(frame))
        if known is not None:
            return known[1]
        if len(self._groups) == _FRAMES:
            self._groups.clear()
        found: dict[int, Element] = {}
        for item in reversed(list(_nested(frame))):
            found |= item.elements
        self._groups[id(frame)] = frame, found  # kept, so that its id stays its own
        return found

    def frames_of(self, data: DataSet) -> Frames:
        """Return the frames of the data set."""
        if self._frames is None:
            self._frames = Frames(_items(data, PER_FRAME))
        return self._frames

    def tags_by_frame(self, data: DataSet) -> AbstractSet[int]:
        """Return the tags of what stands in the groups of any frame."""
        found = self._tags.get(id(data))
        if found is None:
            found = self._tags[id(data)] = set[int]()
            for frame in _items(data, PER_FRAME):
                found.update(*(item.elements for item in _nested(frame)))
        return found

    def tags_in_frames(self, data: DataSet) -> AbstractSet[int]:
        """Return the tags of all that stands in functional groups, at any depth, and of sequences that have such."""
        if self._deep is None:
            pending = [item for tag in FRAMES for item in _items(data, tag)]
            self._deep = {item.sequence for item in pending}
            while pending:
                item = pending.pop()
                self._deep.update(item.elements)
                pending += _nested(item)
        return self._deep


_FRAMES: Final = 64
"""Frames whose groups are known at a time: a condition that is asked in one frame is asked there again."""


def _items(data: DataSet, tag: int) -> Sequence[DataSet]:
    _, value = data.elements.get(tag, ("SQ", b""))
    return value if isinstance(value, list) else ()


def _nested(data: DataSet) -> Iterator[DataSet]:
    return (item for _, value in data.elements.values() if isinstance(value, list) for item in value)


class View:
    """A data set or an item with its plan: the scope in which conditions are judged.

    `shift` is added to the tags of repeating groups: 0x20000 for the overlay in group 6002. `shared`: it is in the
    groups of all frames, or deeper.
    """

    __slots__ = ("_path", "data", "depth", "parent", "plan", "shared", "shift", "whole")

    def __init__(self, data: DataSet, parent: View | None, plan: Declared | None) -> None:
        """See a data set; `plan` is what its class declares, None when nothing is known of it."""
        self.data = data
        self.parent = parent
        self.plan = plan
        self.shift = 0
        self._path: str | None = None
        if parent is None:
            self.depth, self.shared, self.whole = 0, False, Whole()
        else:
            self.depth = parent.depth + 1
            self.shared = parent.shared or data.sequence == SHARED
            self.whole = parent.whole

    # --- what `evaluation.Scope` asks for

    @property
    def sequence(self) -> str:
        """Keyword of the sequence that this is an item of; empty at the top."""
        return keyword_of(self.data.sequence) if self.data.sequence else ""

    @property
    def index(self) -> int:
        """Position of this item in its sequence, from 0."""
        return self.data.index

    def get(self, keyword: str) -> Sequence[Any] | None:
        """Values of an attribute, empty when it has none; None when it is absent. Of a sequence: its items."""
        tag = self._tag(keyword)
        element = self.element(tag)
        if element is None:
            return None
        vr, value = element
        if isinstance(value, list):
            return self.items(keyword)
        if vr == "UN":  # which may stand for any that was not known (PS3.5 6.2.2)
            vr = VR_OF[tag]
        return values_of(vr, value, self.data.encoding)

    def element(self, tag: int) -> Element | None:
        """An element by its tag, at the top of file meta information, too; None when it is absent."""
        element = self.data.elements.get(tag)
        if element is None and tag >> 16 == _META and self.parent is None and self.whole.meta is not None:
            return self.whole.meta.elements.get(tag)
        return element

    def declares(self, keyword: str) -> bool:
        """Whether the attribute has its place in this item."""
        return self.plan is not None and self.parent is not None and self.plan.declares(self._tag(keyword))

    def items(self, keyword: str) -> Sequence[View]:
        """Items of a sequence; none when it is absent."""
        return self.items_of(self._tag(keyword))

    def nested(self) -> Iterator[View]:
        """Every item of every sequence of this one."""
        for tag, (_, value) in self.data.elements.items():
            if isinstance(value, list):
                yield from self.items_of(tag)

    def has_module(self, name: str) -> bool | None:
        """Whether a module is in the data set, which has none but those of its IOD; None when this cannot be told."""
        return None if self.whole.modules is None else self.whole.modules.get(name, False)

    def has_extended_text(self) -> bool | None:
        """Whether text here or deeper has characters outside of the default repertoire (ISO-IR 6)."""
        pending = [self.data]
        texts: list[Value] = []
        while pending:
            for vr, value in pending.pop().elements.values():
                if vr in _ENCODED:
                    texts.append(value)
                elif type(value) is list:
                    pending += value
        return _is_extended(texts)

    # --- what judging asks for

    def top(self) -> View:
        """The data set that all this is in."""
        here = self
        while here.parent is not None:
            here = here.parent
        return here

    def lacks(self, tags: frozenset[int]) -> bool:
        """Whether none of these is where a condition would find it; False when that takes more than a look."""
        here: View | None = self
        while here is not None:
            if not here.data.elements.keys().isdisjoint(tags) or here.data.sequence in FRAMES:
                return False
            here = here.parent
        return not self.shift

    def element_around(self, tag: int) -> Element | None:
        """An element as a condition finds it (`evaluation.holder_of`): here, or further outward."""
        here: View | None = self
        while here is not None:
            wanted = tag + here.shift if here.shift and is_repeating(tag) else tag
            element = here.element(wanted)
            if element is not None or (here.plan is not None and here.parent and here.plan.declares(wanted)):
                return element
            if here.data.sequence in FRAMES and (element := here.element_in_groups(tag)) is not None:
                return element
            here = here.parent
        return None

    def element_in_groups(self, tag: int) -> Element | None:
        """An element of the groups of this frame: its own come before those of all frames."""
        element = self.whole.groups_of(self.data).get(tag)
        if element is None and self.data.sequence == PER_FRAME and self.parent is not None:
            for item in _items(self.parent.data, SHARED):
                element = element or self.whole.groups_of(item).get(tag)
        return element

    def may_differ(self, tag: int) -> bool:
        """Whether this is in the groups of all frames, and some frame has an element in groups of its own."""
        here: View | None = self if self.shared else None
        while here is not None and here.data.sequence != SHARED:
            here = here.parent
        return (
            here is not None and here.parent is not None and tag in self.whole.tags_by_frame(here.parent.data)
        )

    def in_frames(self, tags: AbstractSet[int], by_value: AbstractSet[int]) -> Sequence[View]:
        """Return what is in the groups of all frames as it is seen from them, once for each kind of frame.

        Frames are of one kind when they have the same `by_value`, and the same of the other tags are there; one that
        has the group itself does not look at that of all. Where there are none, what frames have is not known.
        """
        steps: list[View] = []
        here = self
        while here.data.sequence != SHARED and here.parent is not None:
            steps.append(here)
            here = here.parent
        if here.parent is None:
            return (self,)
        frames = self.whole.frames_of(here.parent.data)
        differing = frozenset(tags & frames.tags)
        if not differing:
            return (self,)
        group = steps[-1].data.sequence if steps else 0
        kinds = frames.kinds(group, differing, differing & by_value)
        return [here.seen_from(frame, steps) for frame in kinds] or (self,)

    def seen_from(self, frame: DataSet, steps: Sequence[View]) -> View:
        """Return an item, the first of the steps that lead outward to these groups, as if the frame had the groups."""
        elements = {**self.data.elements, **frame.elements}
        here = View(DataSet(elements, frame.parent, PER_FRAME, frame.index), self.parent, self.plan)
        for step in reversed(steps):
            here = View(step.data, here, step.plan)
        return here

    def without(self, tag: int) -> View:
        """See the same as if it lacked an element."""
        data = self.data
        elements = {each: element for each, element in data.elements.items() if each != tag}
        seen = View(DataSet(elements, data.parent, data.sequence, data.index), self.parent, self.plan)
        seen.whole = self.whole
        return seen

    def items_of(self, tag: int) -> list[View]:
        """Items of a sequence by its tag, each with its plan."""
        items = _items(self.data, tag)
        if not items:
            return []
        plan = self.plan.of_items(tag) if self.plan is not None else None
        return [View(item, self, plan) for item in items]

    def path(self) -> str:
        """Path of the items down to this one, with a dot at its end: ``ContentSequence[0].``; empty at the top."""
        if self._path is None:
            parts: list[str] = []
            here = self
            while here.parent is not None:
                parts.append(f"{keyword_of(here.data.sequence)}[{here.data.index}].")
                here = here.parent
            self._path = "".join(reversed(parts))
        return self._path

    def _tag(self, keyword: str) -> int:
        tag = tag_of(keyword)
        if tag is None:
            return -1
        return tag + self.shift if self.shift and is_repeating(tag) else tag


_ENCODED: Final = frozenset({"LO", "LT", "PN", "SH", "ST", "UC", "UT"})
"""VRs that Specific Character Set applies to (PS3.5 6.1.2.2)."""


def _is_extended(texts: list[Value]) -> bool:
    """Whether text leaves the default repertoire: an escape sequence begins another one."""
    encoded = b"".join([text for text in texts if type(text) is bytes])
    if not encoded.isascii() or b"\x1b" in encoded:
        return True
    return any(isinstance(text, str) and not text.isascii() for text in texts)
