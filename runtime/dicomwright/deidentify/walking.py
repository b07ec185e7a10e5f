"""The walk over a data set and its items, which makes a new one by what is decided of each element."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from dicomwright.deidentify.contents import (
    CLEANED_TEXT,
    DUMMIES,
    MEASURED,
    SEQUENCES,
    action_of_item,
    has_references,
    is_text_unlisted,
)
from dicomwright.deidentify.deciding import PRIVATE, REPEATING, Deciding
from dicomwright.deidentify.identities import Identities, capped, shifted
from dicomwright.deidentify.overlays import has_bits_of_pixels, idle_overlays
from dicomwright.deidentify.private import kept_private
from dicomwright.deidentify.record import Record
from dicomwright.deidentify.texts.annotations import ANNOTATIONS, without_texts
from dicomwright.deidentify.texts.cleaning import Cleaner
from dicomwright.deidentify.validity.dummies import padded
from dicomwright.deidentify.validity.places import Filling, nothing
from dicomwright.runtime.trees.tree import DataSet
from dicomwright.runtime.validation.plan import ANYTHING as _ANYTHING
from dicomwright.runtime.validation.view import View
from dicomwright.runtime.vocabulary.registry import edition_of
from dicomwright.runtime.vocabulary.tags import keyword_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from dicomwright.deidentify.profile import Profile
    from dicomwright.deidentify.validity.decisions import Action
    from dicomwright.runtime import IOD
    from dicomwright.runtime.trees.tree import Element
    from dicomwright.runtime.validation.plan import ItemPlan

_DEEPEST: Final = 64
# What becomes of content items, in this order until none is missing that a template asks for: whether those that the
# table removes go, and whether all stay where their sequence is to have a dummy in its place.
_WAYS: Final = ((True, False), (False, False), (False, True))
_NOTHING: Final = frozenset[int]()
_NO_ACTIONS: Final[Mapping[int, Action]] = MappingProxyType({})
_AS_IT_IS: Final = frozenset({None, "K"})
_TIMEZONE: Final = 0x00080201
_DATES: Final = frozenset({"DA", "DT"})


def ways_of(data: DataSet, profile: Profile) -> Sequence[tuple[bool, bool]]:
    """Return the ways to try: not those that come to the same, nor to items that refer to what is gone."""
    if not profile.clean_structured_content:  # items are not looked at then, but as a whole
        return _WAYS[::2]
    return _WAYS[has_references(data) :]


class Walk:
    """Makes new data sets of old ones, level by level; conditions look at the old ones."""

    def __init__(
        self,
        cls: type[IOD],
        profile: Profile,
        identities: Identities,
        days: int,
        way: tuple[bool, bool] = _WAYS[0],
    ) -> None:
        """Take what holds for the whole object; `way` is one of those of `ways_of`."""
        self._edition = edition = edition_of(cls)
        self._removing, self._whole = way
        self._tables = edition.confidentiality
        self._options = profile.options
        self._caps_ages = profile.ages_above_89 == "cap"
        self._identities = identities
        self._days = days
        self._keeps_private = "retain_safe_private" in self._options
        self._cleans_content = "clean_structured_content" in self._options
        self.record = Record()
        self._deciding = Deciding(edition, profile, self.record)
        self._made = 0
        self._cleaner: Cleaner | None = None
        self.filling = Filling(cls, self._new_uid)
        self._by_action: Mapping[Action, Callable[[View, ItemPlan, int, DataSet, str], Element | None]] = {
            "Z": self._emptied,
            "D": self._dummy,
            "U": self._uids,
            "U*": self._kept,
            "K": self._kept,
            "C": self._cleaned,
        }

    def level(
        self,
        view: View,
        plan: ItemPlan,
        parent: DataSet | None,
        path: str,
        actions: Mapping[int, Action] = _NO_ACTIONS,
    ) -> DataSet:
        """Return what a data set or item becomes; `actions` override those of the table of attributes."""
        new = DataSet({}, parent, view.data.sequence, view.data.index)
        safe = kept_private(view.data, self._tables) if self._keeps_private else _NOTHING
        gone = self._idle(view, path)
        staying, kept, private = self._deciding.staying, new.elements, list[int]()
        for tag, old in view.data.elements.items():
            if not tag & 0xFFFF or (gone and tag >> 16 in gone):
                continue
            vr, value = old
            can_be = staying.get((tag, vr))
            if can_be is not None and type(value) is bytes and can_be(value) and tag not in actions:
                kept[tag] = old  # as most do
                continue
            if tag & PRIVATE and tag not in safe and tag >> 24 not in REPEATING:
                private.append(tag)
                continue
            action = actions.get(tag) or self._deciding.action(view, plan, tag, safe)
            if action in _AS_IT_IS and not self._deciding.is_plausible(tag, old):
                self.record.review.add(f"{path}{keyword_of(tag)}: cannot be what it says")
                action = self._deciding.removal(view, plan, tag)
            if action is None:
                kept[tag] = old
                continue
            element = self._by_action[action](view, plan, tag, new, path) if action != "X" else None
            self.record.note(action, f"{path}{keyword_of(tag)}")
            if element is not None:
                kept[tag] = element
            elif tag >> 24 in REPEATING:  # an overlay without its bits is none
                gone.add(tag >> 16)
        self.record.note_all("X", [f"{path}{keyword_of(tag)}" for tag in private])
        if gone:
            new.elements = {tag: element for tag, element in new.elements.items() if tag >> 16 not in gone}
        return new

    def _idle(self, view: View, path: str) -> set[int]:
        """Return the groups of overlays that have no bits; those that have theirs in the pixels need a human eye."""
        found = set(idle_overlays(view.data))
        for group in found:
            self.record.note("X", f"{path}overlay")
            if has_bits_of_pixels(view.data, group):
                self.record.review.add(f"{path}PixelData: has bits of an overlay")
        return found

    # --- what actions do

    @staticmethod
    def _emptied(view: View, _plan: ItemPlan, tag: int, _new: DataSet, _path: str) -> Element:
        return nothing(view.data.elements[tag][0])

    def _dummy(self, view: View, plan: ItemPlan, tag: int, new: DataSet, path: str) -> Element:
        vr, value = view.data.elements[tag]
        if self._whole and tag in SEQUENCES and isinstance(value, list):
            return self._kept(view, plan, tag, new, path)
        if tag in MEASURED and isinstance(value, list):
            inner, below = _of_items(plan, tag), f"{path}{keyword_of(tag)}."
            return vr, [
                self.level(View(item, view, inner), inner, new, below, MEASURED[tag]) for item in value
            ]
        made = self.filling.element(view, plan, tag, vr)
        for item in made[1] if isinstance(made[1], list) else ():
            item.parent = new
        return made

    def _uids(self, view: View, plan: ItemPlan, tag: int, new: DataSet, path: str) -> Element:
        vr, value = view.data.elements[tag]
        if isinstance(value, list):
            return self._kept(view, plan, tag, new, path)
        text = _ascii(value)
        if text is None:  # no UID that anybody could read
            return nothing("UI")
        return vr, padded("UI", "\\".join(map(self._identities.uid, text.strip(" \0").split("\\"))))

    def _kept(self, view: View, plan: ItemPlan, tag: int, new: DataSet, path: str) -> Element:
        """Keep a value; in items the profile goes on."""
        vr, value = view.data.elements[tag]
        if vr == "AS" and self._caps_ages and (text := _ascii(value)) is not None:
            return vr, padded(vr, "\\".join(map(capped, text.split("\\"))))
        if not isinstance(value, list):
            return vr, value
        if view.depth >= _DEEPEST:
            return nothing("SQ")
        inner = _of_items(plan, tag)
        below = f"{path}{keyword_of(tag)}."
        cleaned = tag in SEQUENCES and (self._cleans_content or self._whole)
        read = self._content_item if cleaned else self.level
        found = [read(View(item, view, inner), inner, new, below) for item in value]
        items = [item for item in found if item is not None]
        for number, item in enumerate(items):
            item.index = number
        return vr, items

    def _content_item(self, view: View, plan: ItemPlan, parent: DataSet, path: str) -> DataSet | None:
        """Return what a content item becomes; None for one that is removed."""
        if self._whole and not self._cleans_content:
            return self.level(view, plan, parent, path, DUMMIES)
        code, actions = action_of_item(view.data, self._tables, self._options)
        if code.startswith("X") and self._removing:
            self.record.note("X", path.removesuffix("."))
            return None
        if is_text_unlisted(view.data, code):
            actions = CLEANED_TEXT
        return self.level(view, plan, parent, path, actions)

    def _cleaned(self, view: View, plan: ItemPlan, tag: int, new: DataSet, path: str) -> Element | None:
        """Clean a value: a date is shifted, of the rest what identifies goes; what nobody can clean goes itself."""
        vr, value = view.data.elements[tag]
        if isinstance(value, list):
            self.record.review.add(f"{path}{keyword_of(tag)}")
            found = self._cleaned_items(view, plan, tag, new, path)
            return found if found is not None else self._by_basic(view, plan, tag, new, path)
        if vr in _DATES and (text := _ascii(value)) is not None:
            moved = [shifted(each, self._days) for each in text.split("\\")]
            if None not in moved:
                return vr, padded(vr, "\\".join(filter(None, moved)))
        if (vr == "TM" or _is_zone(tag, value)) and "retain_longitudinal_modified_dates" in self._options:
            return vr, value  # whole days are shifted
        self.record.review.add(f"{path}{keyword_of(tag)}")
        cleaned = self._cleaner_of(view.data).element(view.data, tag)
        return cleaned if cleaned is not None else self._by_basic(view, plan, tag, new, path)

    def _by_basic(self, view: View, plan: ItemPlan, tag: int, new: DataSet, path: str) -> Element | None:
        """Do what the profile without options does."""
        action = self._deciding.by_basic(view, plan, tag)
        return self._by_action[action](view, plan, tag, new, path) if action != "X" else None

    def _cleaned_items(self, view: View, plan: ItemPlan, tag: int, new: DataSet, path: str) -> Element | None:
        """Clean the items of a sequence; of annotations what is drawn stays, and what is written goes."""
        vr, items = self._kept(view, plan, tag, new, path)
        found = items if isinstance(items, list) else []
        for item in found:
            self._cleaner_of(view.data).items(item)
        found = without_texts(found) if tag == ANNOTATIONS else found
        return (vr, found) if found else None

    def _cleaner_of(self, data: DataSet) -> Cleaner:
        """Return what cleans texts, by all that the object says that a data set is of."""
        if self._cleaner is None:
            while data.parent is not None:
                data = data.parent
            self._cleaner = Cleaner(data, self._edition, self._options)
        return self._cleaner

    def _new_uid(self) -> str:
        self._made += 1
        return self._identities.uid(f"dummy {self._made}")


def _of_items(plan: ItemPlan, tag: int) -> ItemPlan:
    rule = plan.rule(tag)
    return _ANYTHING if rule is None or rule.vr != "SQ" else plan.items_of(rule)


def _is_zone(tag: int, value: object) -> bool:
    return tag == _TIMEZONE and re.fullmatch(r"[+-]\d{4} ?", _ascii(value) or "") is not None


def _ascii(value: object) -> str | None:
    if isinstance(value, str):
        return value if value.isascii() else None
    return value.decode() if isinstance(value, bytes) and value.isascii() else None
