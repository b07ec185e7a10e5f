"""The engine: an object becomes a data set without what identifies, which is judged, put right and made a file."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from dicomwright.deidentify.identities import Identities
from dicomwright.deidentify.marks import mark, says
from dicomwright.deidentify.pixels.handling import (
    CLEANED,
    cleaned,
    compressed,
    decompressed,
    handling_of,
)
from dicomwright.deidentify.profile import Profile
from dicomwright.deidentify.record import Record, Refused
from dicomwright.deidentify.rewriting import file_of, named, rewritten
from dicomwright.deidentify.validity.referring import without_idle_lists
from dicomwright.deidentify.validity.repair import Before, errors_of, lacks_content, repaired
from dicomwright.deidentify.walking import Walk, ways_of
from dicomwright.runtime.conversion.contents import content_shared
from dicomwright.runtime.validation.modules import plan_of_iod
from dicomwright.runtime.validation.view import View
from dicomwright.runtime.vocabulary.registry import edition_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwright.deidentify.pixels.handling import Handling
    from dicomwright.runtime import IOD
    from dicomwright.runtime.reports.findings import Finding
    from dicomwright.runtime.trees.tree import Content, DataSet
    from dicomwright.runtime.vocabulary.registry import Edition

_I = TypeVar("_I", bound="IOD")

_RECORDS: Final = "DirectoryRecordSequence"
_PATIENT_ID: Final = 0x00100020
_INSTANCE: Final = 0x00080018
_STUDY: Final = 0x0020000D
_MODIFIED: Final = 0x00280303
_KEY: Final = 32


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
        self._identities: dict[str, Identities] = {}

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
        known = obj.media_instance_
        content = content_shared(obj)
        obj.media_instance_ = known  # without one it was given one, by chance
        if not cls.sop_classes or _RECORDS in cls.attributes():
            raise Refused(
                "a directory, or an object whose SOP class has no IOD: nobody knows what it must have"
            )
        handling = handling_of(cls, content, self.profile)
        content = decompressed(obj, content, handling)
        old = named(content, has_uid=known is not None)
        identities = self._identities_of(edition)
        days = self._days_of(old, identities)
        view = View(old, None, None)
        view.whole.meta = content.meta
        view.plan = plan = plan_of_iod(cls).judged(view)[0]
        before = Before(old, cls)
        tried: list[_Tried] = []
        for way in ways_of(old, self.profile):
            walk = Walk(cls, self.profile, identities, days, way)
            new = walk.level(view, plan, None, "")
            without_idle_lists(old, new, plan)
            mark(new, self.profile, plan)
            tried.append(_Tried(walk, new, errors_of(new, cls)))
            if not lacks_content(tried[-1].errors):
                break
        walk, new, errors = _best(tried, before)
        if cleaned(new, old, handling, walk.record) or says(old, CLEANED):
            mark(new, self.profile, plan, (CLEANED,))
            errors = errors_of(new, cls)
        left = repaired(before.new(errors), before, new, cls, walk.filling)
        walk.record.review.update(f"{each.path}: {each.code}" for each in left)
        return _Made(new, content, handling, identities, walk.record)

    def _identities_of(self, edition: Edition) -> Identities:
        found = self._identities.get(edition.name)
        if found is None:
            found = self._identities[edition.name] = Identities(self._key, edition.uids)
        return found

    def _days_of(self, data: DataSet, identities: Identities) -> int:
        """Return by how many days dates are shifted: all of a patient by as many, and never a second time by this key.

        Without a Patient ID there is the study, whose dates belong together at least.
        """
        if _text_of(data, _MODIFIED) == "MODIFIED" and identities.is_own(_text_of(data, _INSTANCE)):
            return 0
        if self._days is not None:
            return self._days
        return identities.days(_text_of(data, _PATIENT_ID) or _text_of(data, _STUDY))


class _Made(NamedTuple):
    """A data set without what identifies, and what a file is made of besides."""

    data: DataSet
    old: Content
    handling: Handling
    identities: Identities
    record: Record


class _Tried(NamedTuple):
    """What came of a way to walk: a data set, and its errors."""

    walk: Walk
    data: DataSet
    errors: Sequence[Finding]


def _best(tried: Sequence[_Tried], before: Before) -> _Tried:
    """Return the last of the ways; if it lacks content, the first that lacks none which was there before."""
    last = tried[-1]
    if not lacks_content(last.errors):
        return last
    return next((each for each in tried if not lacks_content(before.new(each.errors))), last)


def _text_of(data: DataSet, tag: int) -> str:
    """Return the text of an element, however it is padded."""
    _, value = data.elements.get(tag, ("LO", b""))
    text = value.decode("latin-1") if isinstance(value, bytes) else value
    return text.strip(" \0") if isinstance(text, str) else ""
