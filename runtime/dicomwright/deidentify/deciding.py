"""Deciding: which action an element meets with, by its row, its VR, its value and the Type that it has at its place."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from dicomwright.deidentify.forms import Form, form_of
from dicomwright.deidentify.pixels.handling import DOCUMENT
from dicomwright.deidentify.rows import OF_VR, code_of
from dicomwright.deidentify.validity.decisions import decided
from dicomwright.deidentify.validity.places import duty_of, is_certain
from dicomwright.runtime.vocabulary.tags import keyword_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwright.deidentify.profile import Profile
    from dicomwright.deidentify.record import Record
    from dicomwright.deidentify.validity.decisions import Action, Duty
    from dicomwright.runtime.trees.tree import Element
    from dicomwright.runtime.validation.plan import ItemPlan
    from dicomwright.runtime.validation.view import View
    from dicomwright.runtime.vocabulary.confidentiality import Option
    from dicomwright.runtime.vocabulary.registry import Edition

REPEATING: Final = frozenset({0x50, 0x60})
PRIVATE: Final = 0x10000
_DIRECTORY_GROUP: Final = 0x0004
_KEPT: Final = 1 << 16
_TRUSTING: Final = frozenset({None, "K", "C", "X/Z/U*"})
"""Codes that leave something of a value."""


class _Said(NamedTuple):
    """What tables and dictionary say of an attribute under a VR: the same in every file."""

    code: str | None
    form: Form
    stays: bool
    """Whether any value stays that is not items, and can be what the attribute says."""


class _Known(NamedTuple):
    """What was found out about attributes of the dictionary by tag and VR, and about codes by Type."""

    said: dict[tuple[int, str], _Said]
    staying: dict[tuple[int, str], Callable[[bytes], bool]]
    """Those of which bytes stay, and whether they can be what the attribute says."""
    actions: dict[tuple[str, Duty], Action]
    certain: dict[tuple[ItemPlan, int, str], Action]
    """What is done at a place to any value, whatever stands around it."""


@cache
def _known_of(_edition: str, _options: frozenset[Option]) -> _Known:
    """Return what is known for all objects of an edition that are done alike."""
    return _Known({}, {}, {}, {})


class Deciding:
    """Decides by the tables of an edition, and notes what a human eye must see.

    `staying` are attributes by tag and VR of which bytes stay, as far as that was found out, if they can be what these
    say.
    """

    def __init__(self, edition: Edition, profile: Profile, record: Record) -> None:
        """Take the tables and the options."""
        self._tables = edition.confidentiality
        self._elements = edition.elements
        self._options = profile.options
        self._keeps_document = profile.documents == "keep"
        self._known, self.staying, self._actions, self._certain = _known_of(edition.name, self._options)
        self._record = record

    def action(self, view: View, plan: ItemPlan, tag: int, safe: frozenset[int]) -> Action | None:
        """Return what is done to an element; None for one that stays as it is."""
        if tag & PRIVATE or tag >> 16 == _DIRECTORY_GROUP:
            return "K" if tag in safe else "X"
        vr, value = view.data.elements[tag]
        certain = self._certain.get((plan, tag, vr))
        if certain is not None:
            return certain
        said = self._said(tag, vr)
        if said.stays and not isinstance(value, list):
            return None
        code = self._code(plan, tag, said)
        by_value = code in _TRUSTING or tag == DOCUMENT
        if code in _TRUSTING and said.form.is_opaque(value):
            code = "X/Z/D"
        if code is None:
            if not said.form.known and plan.rule(tag) is None:
                return "X"
            return "K" if isinstance(value, list) else None
        # of a repeating group all goes, and what it demands with it
        whole = code == "X" and tag >> 24 in REPEATING
        action = "X" if whole else self.of_code(view, plan, tag, code)
        if not by_value and (whole or is_certain(plan, tag, supposed="/" in code)):
            self._keep(plan, tag, vr, action)
        return action

    def _keep(self, plan: ItemPlan, tag: int, vr: str, action: Action) -> None:
        """Know what is done to an attribute of the dictionary: there is no end of others, nor of sets of modules."""
        if len(self._certain) == _KEPT:
            self._certain.clear()
        if tag in self._elements:
            self._certain[plan, tag, vr] = action

    def of_code(self, view: View, plan: ItemPlan, tag: int, code: str) -> Action:
        """Return what a code comes to; one that leaves a choice errs on the side of what the IOD may ask for."""
        return self._decided(code, duty_of(view, plan, tag, supposed="/" in code))

    def by_basic(self, view: View, plan: ItemPlan, tag: int) -> Action:
        """Return what the profile without options does."""
        row = self._tables.PROTECTED_ATTRIBUTES.of(tag)
        code = row.basic if row is not None else OF_VR.get(view.data.elements[tag][0], "X")
        return self.of_code(view, plan, tag, code)

    def removal(self, view: View, plan: ItemPlan, tag: int) -> Action:
        """Return what becomes of what must not stay."""
        return self._decided("X", duty_of(view, plan, tag))

    def _decided(self, code: str, duty: Duty) -> Action:
        found = self._actions.get((code, duty))
        if found is None:
            found = self._actions[code, duty] = decided(code, duty, self._tables.ACTION_CODES)
        return found

    def is_plausible(self, tag: int, element: Element) -> bool:
        """Tell whether a value can be what its attribute says."""
        vr, value = element
        return self._said(tag, vr).form.is_plausible(value)

    def _code(self, plan: ItemPlan, tag: int, said: _Said) -> str | None:
        if tag == DOCUMENT and self._keeps_document and plan.rule(tag) is not None:
            self._record.review.add(f"{keyword_of(tag)}: is kept as it is")
            return "K"
        return said.code

    def _said(self, tag: int, vr: str) -> _Said:
        found = self._known.get((tag, vr))
        if found is None:
            known = self._elements.get(tag)
            form = form_of(vr, known)
            code = code_of(self._tables, self._elements, tag, form.vr, self._options)
            special = tag & PRIVATE or tag >> 16 == _DIRECTORY_GROUP or tag == DOCUMENT
            hides = form.hides or form.hides_numeral
            found = _Said(code, form, code is None and form.known and not hides and not special)
            if known is not None:  # there is no end of others
                self._known[tag, vr] = found
                if found.stays:
                    self.staying[tag, vr] = form.can_be
        return found
