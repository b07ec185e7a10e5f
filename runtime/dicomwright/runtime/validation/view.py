"""A data set as conditions see it: names instead of tags, values instead of bytes, and what lies around."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

from dicomwright.runtime.values.elements import values_of
from dicomwright.runtime.vocabulary.tags import VR_OF, is_repeating, keyword_of, tag_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dicomwright.runtime.trees.tree import DataSet, Element, Value

SHARED: Final = 0x52009229
PER_FRAME: Final = 0x52009230
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


class View:
    """A data set or an item with its plan: the scope in which conditions are judged.

    `shift` is added to the tags of repeating groups: 0x20000 for the overlay in group 6002.
    """

    __slots__ = ("_modules", "answers", "data", "depth", "meta", "parent", "plan", "shared", "shift")

    def __init__(self, data: DataSet, parent: View | None, plan: Declared | None) -> None:
        """See a data set; `plan` is what its class declares, None when nothing is known of it."""
        self.data = data
        self.parent = parent
        self.plan = plan
        self.shift = 0
        self.depth: int = 0 if parent is None else parent.depth + 1
        self.shared: bool = parent is not None and (parent.shared or data.sequence == SHARED)
        self.meta: DataSet | None = None  # of the file, at the top
        self.answers: dict[int, bool | None] = {} if parent is None else parent.answers
        """Of conditions that are the same wherever they are asked in a data set, by `id` of their expressions."""
        self._modules: Mapping[str, bool | None] | None = None

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
        if element is None and self.meta is not None and tag >> 16 == _META:
            return self.meta.elements.get(tag)
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
        """Whether a module is in the data set; None when this cannot be told."""
        top = self.top()
        return None if top._modules is None else top._modules.get(name)  # noqa: SLF001 - another view

    def has_extended_text(self) -> bool | None:
        """Whether text here or deeper has characters outside of the default repertoire (ISO-IR 6)."""
        pending = [self.data]
        while pending:
            elements = pending.pop().elements.values()
            texts = [value for vr, value in elements if vr in _ENCODED]
            if texts and _is_extended(texts):
                return True
            pending += [item for _, value in elements if type(value) is list for item in value]
        return False

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

    def items_of(self, tag: int) -> list[View]:
        """Items of a sequence by its tag, each with its plan."""
        return self.items_by(tag, self.plan.of_items(tag) if self.plan is not None else None)

    def items_by(self, tag: int, plan: Declared | None) -> list[View]:
        """Items of a sequence with a plan that is known."""
        element = self.data.elements.get(tag)
        if element is None or not isinstance(element[1], list):
            return []
        return [View(item, self, plan) for item in element[1]]

    def know_modules(self, modules: Mapping[str, bool | None]) -> None:
        """Learn which modules the data set has, by name."""
        self._modules = modules
        self.answers.clear()

    def path(self) -> str:
        """Path of the items down to this one, with a dot at its end: ``ContentSequence[0].``; empty at the top."""
        parts: list[str] = []
        here = self
        while here.parent is not None:
            parts.append(f"{keyword_of(here.data.sequence)}[{here.data.index}].")
            here = here.parent
        return "".join(reversed(parts))

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
