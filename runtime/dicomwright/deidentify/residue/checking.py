"""Checking: one walk over what is said to be de-identified, by the table of the profile and the Types of the IOD.

Of one object nobody can tell whether a day was shifted, whether a UID of root 2.25 stands for another, or whether a
name that is left in a text is that of the patient: what can be told is the form of values, and that they are there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from dicomwright.deidentify.forms import form_in
from dicomwright.deidentify.private import kept_private
from dicomwright.deidentify.profile import Profile
from dicomwright.deidentify.residue.bulk import bulk
from dicomwright.deidentify.residue.dummies import is_dummy
from dicomwright.deidentify.residue.marks import marks
from dicomwright.deidentify.residue.said import found
from dicomwright.deidentify.residue.sources import around, content
from dicomwright.deidentify.rows import code_of
from dicomwright.deidentify.texts.patterns import is_suspect
from dicomwright.deidentify.validity.decisions import decided
from dicomwright.deidentify.validity.places import duty_of
from dicomwright.runtime import IOD
from dicomwright.runtime.trees.identity import sop_class_of
from dicomwright.runtime.validation.modules import plan_of_iod
from dicomwright.runtime.validation.plan import ANYTHING
from dicomwright.runtime.validation.view import View
from dicomwright.runtime.values.elements import values_of
from dicomwright.runtime.values.rules import TEXTS
from dicomwright.runtime.vocabulary.registry import Edition, edition, edition_of
from dicomwright.runtime.vocabulary.tags import keyword_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwright.deidentify.residue.sources import Source
    from dicomwright.runtime.reports.findings import Finding
    from dicomwright.runtime.trees.tree import DataSet
    from dicomwright.runtime.validation.plan import ItemPlan

_PRIVATE: Final = 0x10000
_DIRECTORY: Final = 0x0004
_META: Final = 0x0002
_CODES: Final = frozenset(range(0x00080100, 0x00080124)) | {0x0040DB00}
_DOCUMENT: Final = 0x00420011
_STANDARD: Final = "1.2.840.10008."
_DEEPEST: Final = 64
# VRs whose values must be dummies wherever all that stands there is one.
_SAYING: Final = frozenset({*TEXTS, "AE", "AS", "DA", "DT", "TM", "UR"}) - {"CS"}


def residue(source: Source, profile: Profile | None = None) -> tuple[Finding, ...]:
    """Return what an object, a pydicom data set or a file still has of what the profile forbids, and no value of it.

    Findings of severity "error" are forbidden; those of severity "warning" need a human eye.
    """
    whole = content(source)
    cls = type(source) if isinstance(source, IOD) else edition().iod_of(sop_class_of(whole))
    check = _Check(cls, profile or Profile())
    view = View(whole.dataset, None, None)
    view.whole.meta = whole.meta
    view.plan = plan = ANYTHING if cls is None else plan_of_iod(cls).judged(view)[0]
    findings = [*around(source, whole), *check.level(_Place(view, plan, "", strict=False))]
    if cls is not None:
        findings += marks(whole.dataset, check.profile, plan)
    return (*findings, *bulk(source, whole, cls, check.profile))


class _Place(NamedTuple):
    """A data set or item, its plan and its path; `strict`: all in it has to be a dummy."""

    view: View
    plan: ItemPlan
    path: str
    strict: bool

    def at(self, tag: int) -> str:
        """Name the place of an attribute."""
        return f"{self.path}{keyword_of(tag)}"


class _Check:
    """What is asked of an object of a class."""

    def __init__(self, cls: type[IOD] | None, profile: Profile) -> None:
        self.profile = profile
        self._edition: Edition = edition_of(cls)
        self._options = profile.options
        self._tables = self._edition.confidentiality

    def level(self, place: _Place) -> Iterator[Finding]:
        """Tell what a data set or item has."""
        data = place.view.data
        asked = "retain_safe_private" in self._options
        safe = kept_private(data, self._tables) if asked else frozenset[int]()
        for tag in data.elements:
            if tag & 0xFFFF and tag >> 16 not in {_DIRECTORY, _META} and tag not in safe:
                yield from self._element(place, tag)

    def _element(self, place: _Place, tag: int) -> Iterator[Finding]:
        vr, value = place.view.data.elements[tag]
        rule, elements = place.plan.rule(tag), self._edition.elements
        form = form_in(tag, vr, elements)
        code = code_of(self._tables, elements, tag, form.vr, self._options)
        opaque = form.is_opaque(value) or not form.is_plausible(value)
        if tag & _PRIVATE:
            yield found("private", place.at(tag), tag)
        elif code is None and tag not in elements and rule is None:
            yield found("unknown", place.at(tag), tag)
        elif code is None and opaque:
            yield found("opaque", place.at(tag), tag)
        elif tag == _DOCUMENT:
            yield from self._document(place, tag)
        else:
            action = "K" if code is None else self._action(place, tag, code)
            yield from self._judged(place, tag, action)

    def _action(self, place: _Place, tag: int, code: str) -> str:
        duty = duty_of(place.view, place.plan, tag, supposed="/" in code)
        return decided(code, duty, self._tables.ACTION_CODES)

    def _judged(self, place: _Place, tag: int, action: str) -> Iterator[Finding]:
        vr, value = place.view.data.elements[tag]
        if isinstance(value, list):
            if action == "X" and value:
                yield found("left", place.at(tag), tag)
            else:
                yield from self._items(place, tag, value, strict=place.strict or action in {"Z", "D"})
        elif action in {"X", "Z", "D"} or (place.strict and vr in _SAYING and tag not in _CODES):
            yield from self._dummy(place, tag, action)
        elif action == "U":
            yield from self._uids(place, tag)
        elif action == "C":
            yield from self._text(place, tag)

    def _items(self, place: _Place, tag: int, items: list[DataSet], *, strict: bool) -> Iterator[Finding]:
        rule = place.plan.rule(tag)
        inner = ANYTHING if rule is None or rule.vr != "SQ" else place.plan.items_of(rule)
        for number, item in enumerate(items if place.view.depth < _DEEPEST else ()):
            view = View(item, place.view, inner)
            yield from self.level(_Place(view, inner, f"{place.at(tag)}[{number}].", strict))

    def _dummy(self, place: _Place, tag: int, action: str) -> Iterator[Finding]:
        vr, value = place.view.data.elements[tag]
        rule = place.plan.rule(tag)
        if not is_dummy(
            form_in(tag, vr, self._edition.elements).vr, value, None if rule is None else rule.attribute
        ):
            yield found("left" if action == "X" else "no-dummy", place.at(tag), tag)

    def _uids(self, place: _Place, tag: int) -> Iterator[Finding]:
        _, value = place.view.data.elements[tag]
        uids = values_of("UI", value)
        if not all(self._is_nobodys(str(uid)) for uid in uids):
            yield found("uid", place.at(tag), tag)

    def _is_nobodys(self, uid: str) -> bool:
        return uid.startswith(("2.25.", _STANDARD)) or uid in self._edition.uids

    @staticmethod
    def _text(place: _Place, tag: int) -> Iterator[Finding]:
        vr, value = place.view.data.elements[tag]
        if vr not in TEXTS and vr != "UN":
            return
        texts = values_of("LT", value, place.view.data.encoding)
        if any(is_suspect(str(text)) for text in texts):
            yield found("text", place.at(tag), tag)
        elif texts:
            yield found("review", place.at(tag), tag)

    def _document(self, place: _Place, tag: int) -> Iterator[Finding]:
        vr, value = place.view.data.elements[tag]
        if not is_dummy(vr, value, None):
            yield found(
                "document-listed" if self.profile.documents == "keep" else "document", place.at(tag), tag
            )
