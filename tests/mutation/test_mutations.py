"""Break one attribute of a valid object: exactly the expected findings appear, and mending removes them."""

from __future__ import annotations

import os
from copy import deepcopy
from typing import TYPE_CHECKING, Final

import pytest
from mutation.drafts import Draft
from mutation.mutations import Walk
from mutation.unreached import why_unreached
from pydicom.dataset import Dataset
from second_judge import PER_FRAME, SHARED

from dicomwright import iods
from dicomwright.runtime.reports.findings import FOLLOWING
from dicomwright.runtime.validation import validate
from dicomwright.runtime.validation.structure.pixels import OF_PIXELS
from dicomwright.testing import minimal
from dicomwright.testing.choosing import OTHER

if TYPE_CHECKING:
    from mutation.mutations import State

    from dicomwright.runtime import IOD

# Mutations of each IOD, at least: of what no IOD before it has, and of everything.
LEAST: Final[dict[str, tuple[int, int]]] = {
    "CTImage": (1500, 1500),
    "MRImage": (440, 1250),
    "EnhancedMRImage": (1600, 2200),
    "Segmentation": (540, 1300),
    "ComprehensiveSR": (520, 1030),
    "BasicTextSR": (280, 970),
    "Comprehensive3DSR": (360, 970),
    "ExtensibleSR": (440, 970),
    "RTStructureSet": (490, 1010),
    "VLWholeSlideMicroscopyImage": (600, 1370),
}

THOROUGH: Final = bool(os.environ.get("DICOMWRIGHT_THOROUGH"))
"""Walk every attribute in every IOD; else those of modules that IODs share are walked in the first of them."""

Findings = set[tuple[str, str]]


def findings(draft: Draft) -> tuple[Findings, Findings]:
    """Errors with what follows from them, and everything else, as code and path.

    Pixels stay the same, whatever becomes of their description.
    """
    judged = [found for found in validate(draft.dataset, draft.iod) if found.module != OF_PIXELS]
    errors = {(found.code, found.path) for found in judged if found.severity == "error"}
    following = {(f.code, f.path) for f in judged if f.severity == "information" and f.code in FOLLOWING}
    assert not following or {"missing-module", "not-allowed"} & {code for code, _ in errors}
    errors |= following
    return errors, {(found.code, found.path) for found in judged} - errors


def draft_of(iod: type[IOD]) -> Draft:
    dataset = minimal(iod).to_dataset()
    base = Draft(dataset, iod)
    trim(base)
    assert base.complete()
    if iod.relationships:  # so that there is what another item can refer to
        dataset.ContentSequence = [content_item("first"), content_item("second")]
    if iod.functional_groups:
        add_frame(dataset, iod)
    draft = Draft(dataset, iod)
    assert draft.complete()
    return draft


def trim(draft: Draft) -> None:
    """Take out what may be absent: the walk puts it where it wants it; and what is empty and has a condition."""
    groups = [draft.dataset.get(keyword) or () for keyword in (SHARED, PER_FRAME)]
    for place in (draft.dataset, *(item for items in groups for item in items)):
        for element in [element for element in place if element.keyword not in {SHARED, PER_FRAME}]:
            mark = draft.mark()
            draft.drop(place, element.tag)
            codes = {fault.code for fault in draft.faults()}
            if codes and not (element.is_empty and codes == {"missing-type-2c"}):
                draft.mend(mark)


@pytest.mark.parametrize("name", LEAST)
def test_mutations(name: str) -> None:
    draft = draft_of(getattr(iods, name))
    assert findings(draft)[0] == set()
    walk = Walk(draft, frozenset() if THOROUGH else _walked_before(name))
    wrong: list[str] = []
    base: tuple[Findings, Findings] = set(), set()
    for state in walk.states():
        found = findings(draft)
        if state.step == "arranged":
            base = found
            expected = Findings()  # the walk goes on only where the second judge has none
        elif state.step == "mended":
            expected = base[0]
            wrong += [] if found == base else [f"{state}: not as before"]
        else:
            expected = {(fault.code, fault.path) for fault in draft.faults()}
            if state.expected and (state.expected, state.path) not in expected & found[0]:
                wrong.append(f"{state}: not found")
        wrong += [f"{state}: {each}" for each in sorted(found[0] ^ expected) if not _beside(each, state)]
        wrong += [f"{state}: {each}" for each in sorted(found[1] - base[1]) if not _follows(each, state)]
    assert wrong == []
    left = {place: why_unreached(name, place) for place in sorted(set(walk.unreached.values()))}
    assert [place for place, why in left.items() if not why] == []
    assert walk.mutations >= LEAST[name][THOROUGH], walk.mutations


def add_frame(dataset: Dataset, iod: type[IOD]) -> None:
    """Make two frames of one, which have their types themselves: conditions in the groups of all look at them."""
    (shared,), (frame,) = dataset.SharedFunctionalGroupsSequence, dataset.PerFrameFunctionalGroupsSequence
    free = {k for used in iod.functional_groups if used.shared is None for k in used.macro.attributes()}
    for group in [each for each in shared if each.keyword in free and "FrameType" in each.value[0]]:
        del shared[group.tag]
        frame[group.tag] = group
    dataset.PerFrameFunctionalGroupsSequence = [frame, deepcopy(frame)]
    dataset.NumberOfFrames = 2
    dataset.PixelData *= 2


def content_item(text: str) -> Dataset:
    item, name = Dataset(), Dataset()
    name.CodeValue, name.CodingSchemeDesignator, name.CodeMeaning = OTHER
    item.RelationshipType, item.ValueType, item.TextValue = "CONTAINS", "TEXT", text
    item.ConceptNameCodeSequence = [name]
    return item


def _walked_before(name: str) -> frozenset[int]:
    """What the IODs before this one declare: an attribute of a module is one object in all of them.

    Content items are walked in each: their value types are those of the IOD.
    """
    earlier: list[type[IOD]] = [getattr(iods, each) for each in list(LEAST)[: list(LEAST).index(name)]]
    return frozenset(
        id(declared)
        for iod in earlier
        for keyword, declared in iod.attributes().items()
        if keyword != "ContentSequence"
    )


def _beside(error: tuple[str, str], state: State) -> bool:
    """Whether an error follows that the second judge does not look for: texts that do not decode, half a code."""
    keyword = state.path.rpartition(".")[2]
    if state.kind not in {"remove", "empty"}:
        return False
    if keyword == "SpecificCharacterSet":
        return error == ("bad-value", "PatientName")
    return keyword == "CodeValue" and error == ("bad-code", state.path)


def _follows(warning: tuple[str, str], state: State) -> bool:
    """Whether a warning says what was done.

    A value that no list has is not among the Defined Terms either; a group that must be shared has no place in frames.
    """
    code = {"value": "value-not-a-defined-term", "misplace-group": "unexpected-attribute"}.get(state.kind)
    return warning == (code, state.path)
