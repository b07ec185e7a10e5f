"""The engine: one walk over a data set and its items, which makes a new one by the actions of the profile."""

from __future__ import annotations

import re
import secrets
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from dicomwright.deidentify.contents import (
    CLEANED_TEXT,
    DUMMIES,
    MEASURED,
    SEQUENCES,
    action_of_item,
    has_references,
    is_text_unlisted,
)
from dicomwright.deidentify.identities import Identities, capped, shifted
from dicomwright.deidentify.marks import mark, says
from dicomwright.deidentify.opaque import has_bits_of_pixels, idle_overlays, is_opaque, vr_of
from dicomwright.deidentify.pixels.handling import (
    CLEANED,
    DOCUMENT,
    cleaned,
    compressed,
    decompressed,
    handling_of,
)
from dicomwright.deidentify.plausible import is_plausible
from dicomwright.deidentify.private import kept_private
from dicomwright.deidentify.profile import Profile
from dicomwright.deidentify.record import Record, Refused
from dicomwright.deidentify.rewriting import file_of, named, rewritten
from dicomwright.deidentify.rows import OF_VR, code_of
from dicomwright.deidentify.texts.annotations import ANNOTATIONS, without_texts
from dicomwright.deidentify.texts.cleaning import Cleaner
from dicomwright.deidentify.validity.decisions import Action, decided
from dicomwright.deidentify.validity.dummies import padded
from dicomwright.deidentify.validity.places import Filling, duty_of, nothing
from dicomwright.deidentify.validity.referring import without_idle_lists
from dicomwright.deidentify.validity.repair import faults, lacks_content, new_errors, repaired
from dicomwright.runtime.conversion.contents import content_of
from dicomwright.runtime.trees.tree import DataSet
from dicomwright.runtime.validation.modules import plan_of_iod
from dicomwright.runtime.validation.plan import ANYTHING as _ANYTHING
from dicomwright.runtime.validation.view import View
from dicomwright.runtime.vocabulary.registry import edition_of
from dicomwright.runtime.vocabulary.tags import keyword_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dicomwright.deidentify.pixels.handling import Handling
    from dicomwright.runtime import IOD
    from dicomwright.runtime.trees.tree import Content, Element
    from dicomwright.runtime.validation.plan import ItemPlan
    from dicomwright.runtime.vocabulary.confidentiality import Option
    from dicomwright.runtime.vocabulary.dictionary import DataElement

_I = TypeVar("_I", bound="IOD")

_PRIVATE: Final = 0x10000
_DIRECTORY_GROUP: Final = 0x0004
_RECORDS: Final = "DirectoryRecordSequence"
_PATIENT_ID: Final = 0x00100020
_INSTANCE: Final = 0x00080018
_STUDY: Final = 0x0020000D
_MODIFIED: Final = 0x00280303
_REPEATING: Final = frozenset({0x50, 0x60})
_DEEPEST: Final = 64
_KEY: Final = 32
# What becomes of content items, in this order until none is missing that a template asks for: whether those that the
# table removes go, and whether all stay where their sequence is to have a dummy in its place.
_WAYS: Final = ((True, False), (False, False), (False, True))
_NO_ACTIONS: Final[Mapping[int, Action]] = MappingProxyType({})
_TRUSTING: Final = frozenset({None, "K", "C", "X/Z/U*"})
"""Codes that leave something of a value."""
_AS_IT_IS: Final = frozenset({None, "K"})
_TIMEZONE: Final = 0x00080201
_DATES: Final = frozenset({"DA", "DT"})


def deidentify(
    obj: _I, profile: Profile | None = None, *, key: bytes | None = None, days: int | None = None
) -> tuple[_I, Record]:
    """Return an object without what identifies, and the record of what was done; `obj` stays as it is.

    For several objects that belong together there is `Deidentifier`. Raises as its method does.
    """
    return Deidentifier(profile, key=key, days=days).deidentify(obj)


class Deidentifier:
    """De-identifies objects by one profile and key: what is the same in two of them is so afterwards.

    With the `key` of an earlier run UIDs and shifts are those of that run; without one nobody can repeat it. `days` is
    by how many dates are shifted, where they are modified; without it each patient has an amount that the key gives.

    What was done once is not done again: a second time with the same key and profile gives the same object. Where UIDs
    are kept nothing tells that the key was there before, so that dates are shifted anew.
    """

    def __init__(
        self, profile: Profile | None = None, *, key: bytes | None = None, days: int | None = None
    ) -> None:
        """Take what is asked for."""
        self.profile = profile or Profile()
        self._key = key if key is not None else secrets.token_bytes(_KEY)
        self._days = days

    def deidentify(self, obj: _I) -> tuple[_I, Record]:
        """Return an object without what identifies, and the record of what was done; `obj` stays as it is.

        Raises `Refused` for what cannot be de-identified: a directory, which is made anew of its files; an object of no
        IOD; and any, where the edition was made without PS3.15. Raises `InvalidValue` for what cannot be written.
        """
        made = self._made(obj)
        found = rewritten(type(obj), made.data, made.old, made.identities.uid)
        compressed(found, made.handling)
        return found, made.record

    def file(self, obj: IOD) -> tuple[list[bytes | memoryview], Record]:
        """Return the bytes of the file of what `deidentify` returns, in pieces, and the record.

        Some of them may be those of `obj`, which must not be changed before they are written. Raises as it does.
        """
        made = self._made(obj)
        if made.handling.compressed is not None:
            found, record = self.deidentify(obj)
            return [found.to_bytes(validated=False)], record
        return file_of(made.data, made.old, made.identities.uid), made.record

    def _made(self, obj: IOD) -> _Made:
        cls = type(obj)
        edition = edition_of(cls)
        if not len(edition.confidentiality.PROTECTED_ATTRIBUTES):
            raise Refused(
                f"edition {edition.name} was made without PS3.15, and so without a confidentiality profile"
            )
        content = content_of(obj)
        if not cls.sop_classes or _RECORDS in cls.attributes():
            raise Refused(
                "a directory, or an object whose SOP class has no IOD: nobody knows what it must have"
            )
        handling = handling_of(cls, content, self.profile)
        content = decompressed(obj, content, handling)
        old = named(content)
        identities = Identities(self._key, edition.uids)
        days = self._days_of(old, identities)
        view = View(old, None, None)
        view.whole.meta = content.meta
        view.plan = plan = plan_of_iod(cls).judged(view)[0]
        before = faults(old, cls)
        for way in _WAYS[has_references(old) :]:
            walk = _Walk(cls, self.profile, identities, days, way)
            new = walk.level(view, plan, None, "")
            without_idle_lists(old, new, plan)
            mark(new, self.profile, plan)
            errors = new_errors(before, new, cls)
            if not lacks_content(errors):
                break
        if cleaned(new, old, handling, walk.record) or says(old, CLEANED):
            mark(new, self.profile, plan, (CLEANED,))
            errors = new_errors(before, new, cls)
        left = repaired(errors, before, new, cls, walk.filling)
        walk.record.review.update(f"{each.path}: {each.code}" for each in left)
        return _Made(new, content, handling, identities, walk.record)

    def _days_of(self, data: DataSet, identities: Identities) -> int:
        """Return by how many days dates are shifted: all of a patient by as many, and never a second time by this key.

        Without a Patient ID there is the study, whose dates belong together at least.
        """
        if _text_of(data, _MODIFIED) == "MODIFIED" and identities.is_own(_text_of(data, _INSTANCE)):
            return 0
        if self._days is not None:
            return self._days
        return identities.days(_text_of(data, _PATIENT_ID) or _text_of(data, _STUDY))


@cache
def _known_of(
    _edition: str, _options: frozenset[Option]
) -> dict[tuple[int, str], tuple[str | None, DataElement | None]]:
    """Return what is known of attributes by tag and VR, for all objects of an edition that are done alike."""
    return {}


class _Made(NamedTuple):
    """A data set without what identifies, and what a file is made of besides."""

    data: DataSet
    old: Content
    handling: Handling
    identities: Identities
    record: Record


class _Walk:
    """Makes new data sets of old ones, level by level; conditions look at the old ones."""

    def __init__(
        self,
        cls: type[IOD],
        profile: Profile,
        identities: Identities,
        days: int,
        way: tuple[bool, bool] = _WAYS[0],
    ) -> None:
        self._edition = edition = edition_of(cls)
        self._removing, self._whole = way
        self._tables = edition.confidentiality
        self._elements = edition.elements
        self._options = profile.options
        self._caps_ages = profile.ages_above_89 == "cap"
        self._known = _known_of(edition.name, self._options)
        self._keeps_document = profile.documents == "keep"
        self._identities = identities
        self._days = days
        self._cleans_content = "clean_structured_content" in self._options
        self.record = Record()
        self._made = 0
        self._cleaner: Cleaner | None = None
        self.filling = Filling(cls, self._new_uid)
        self._by_action: Mapping[Action, Callable[[View, ItemPlan, int, DataSet, str], Element | None]] = {
            "X": self._removed,
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
        safe = (
            kept_private(view.data, self._tables)
            if "retain_safe_private" in self._options
            else frozenset[int]()
        )
        gone = self._idle(view, path)
        for tag in view.data.elements:
            if tag >> 16 in gone or not tag & 0xFFFF:
                continue
            action = actions.get(tag) or self._action(view, plan, tag, safe)
            if action in _AS_IT_IS and not self._is_plausible(tag, view.data.elements[tag]):
                self.record.review.add(f"{path}{keyword_of(tag)}: cannot be what it says")
                action = decided("X", duty_of(view, plan, tag), self._tables.ACTION_CODES)
            element = (
                self._by_action[action](view, plan, tag, new, path) if action else view.data.elements[tag]
            )
            if action:
                self.record.note(action, f"{path}{keyword_of(tag)}")
            if element is not None:
                new.elements[tag] = element
            elif tag >> 24 in _REPEATING:  # an overlay without its bits is none
                gone.add(tag >> 16)
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

    def _action(self, view: View, plan: ItemPlan, tag: int, safe: frozenset[int]) -> Action | None:
        """Return what is done to an element; None for one that stays as it is."""
        if tag & _PRIVATE:
            return "K" if tag in safe else "X"
        if tag >> 16 == _DIRECTORY_GROUP:
            return "X"
        vr, value = view.data.elements[tag]
        code = self._code(plan, tag, vr_of(tag, vr, self._elements))
        if code in _TRUSTING and is_opaque(tag, vr, value, self._elements):
            code = "X/Z/D"
        if code is None:
            if tag not in self._elements and plan.rule(tag) is None:
                return "X"
            return "K" if isinstance(value, list) else None
        if code == "X" and tag >> 24 in _REPEATING:  # the whole group goes, and what it demands with it
            return "X"
        return self._decided(view, plan, tag, code)

    def _decided(self, view: View, plan: ItemPlan, tag: int, code: str) -> Action:
        """Return what a code comes to; one that leaves a choice errs on the side of what the IOD may ask for."""
        duty = duty_of(view, plan, tag, supposed="/" in code)
        return decided(code, duty, self._tables.ACTION_CODES)

    def _code(self, plan: ItemPlan, tag: int, vr: str) -> str | None:
        if tag == DOCUMENT and self._keeps_document and plan.rule(tag) is not None:
            self.record.review.add(f"{keyword_of(tag)}: is kept as it is")
            return "K"
        return self._said(tag, vr)[0]

    def _said(self, tag: int, vr: str) -> tuple[str | None, DataElement | None]:
        """Return the code, and what the dictionary says: the same in every file."""
        said = self._known.get((tag, vr))
        if said is None:
            code = code_of(self._tables, self._elements, tag, vr, self._options)
            said = self._known[tag, vr] = code, self._elements.get(tag)
        return said

    def _is_plausible(self, tag: int, element: Element) -> bool:
        return not isinstance(element[1], bytes) or is_plausible(element, self._said(tag, element[0])[1])

    # --- what actions do

    @staticmethod
    def _removed(_view: View, _plan: ItemPlan, _tag: int, _new: DataSet, _path: str) -> None:
        return None

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
        around = View(DataSet({**view.data.elements}, new.parent, new.sequence, new.index), view.parent, plan)
        made = self.filling.element(around, plan, tag, vr)
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
        row = self._tables.PROTECTED_ATTRIBUTES.of(tag)
        code = row.basic if row is not None else OF_VR.get(view.data.elements[tag][0], "X")
        return self._by_action[self._decided(view, plan, tag, code)](view, plan, tag, new, path)

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


def _text_of(data: DataSet, tag: int) -> str:
    """Return the text of an element, however it is padded."""
    _, value = data.elements.get(tag, ("LO", b""))
    text = value.decode("latin-1") if isinstance(value, bytes) else value
    return text.strip(" \0") if isinstance(text, str) else ""


def _is_zone(tag: int, value: object) -> bool:
    return tag == _TIMEZONE and re.fullmatch(r"[+-]\d{4} ?", _ascii(value) or "") is not None


def _ascii(value: object) -> str | None:
    if isinstance(value, str):
        return value if value.isascii() else None
    return value.decode() if isinstance(value, bytes) and value.isascii() else None
