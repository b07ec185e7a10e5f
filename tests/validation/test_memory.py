"""What was judged before changes no verdict, and what is kept of it has bounds."""

from __future__ import annotations

from copy import deepcopy
from random import Random
from typing import TYPE_CHECKING, Any, ClassVar, Final

import pytest
from pydicom import config
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset

from dicomwright.iods import ComprehensiveSR, CTImage, EnhancedMRImage, RTPlan, Segmentation
from dicomwright.runtime import (
    IOD,
    FunctionalGroupMacro,
    Item,
    Module,
    ModuleUsage,
    all_of,
    attribute,
    equals,
    not_,
    present,
    usage,
)
from dicomwright.runtime.declarations.objects import DicomObject
from dicomwright.runtime.validation import validate
from dicomwright.runtime.validation.modules import plan_of_iod
from dicomwright.runtime.validation.rules import rule_of_dictionary
from dicomwright.testing import minimal

if TYPE_CHECKING:
    from collections.abc import Iterator

CLASSES: Final[tuple[type[IOD], ...]] = (CTImage, ComprehensiveSR, EnhancedMRImage, RTPlan, Segmentation)
KEPT: Final = ("item_plan_", "iod_plan_", "table_", "group_plans_", "relationship_faults_")
FRAMES: Final = (0x52009229, 0x52009230)


def forget() -> None:
    """Forget all plans, and so all that was kept of what they judged."""
    pending: list[type[DicomObject]] = [DicomObject]
    while pending:
        cls = pending.pop()
        for name in KEPT:
            if name in vars(cls):
                type.__delattr__(cls, name)
        pending += type.__subclasses__(cls)
    rule_of_dictionary.cache_clear()


def levels(dataset: Dataset) -> Iterator[Dataset]:
    yield dataset
    for element in dataset:
        if element.VR == "SQ":
            for item in element.value:
                yield from levels(item)


def changed(dataset: Dataset, random: Random) -> Dataset:
    """Change some elements at any depth: to others of the same or another value, to nothing, or into other frames."""
    new = deepcopy(dataset)
    for _ in range(random.choice((1, 2, 4))):
        level = random.choice([each for each in levels(new) if len(each)])
        tag = random.choice(list(level.keys()))
        element, value = level[tag], random.choice(("DERIVED", "ORIGINAL", "YES", "", "\xe4"))
        if random.random() < 0.3:
            del level[tag]
        elif element.VR in {"CS", "LO", "SH", "PN"}:
            level[tag] = DataElement(tag, element.VR, value, validation_mode=config.IGNORE)
    if all(frame in new for frame in FRAMES) and random.random() < 0.7:
        move_group(new, random)
    return new


def move_group(dataset: Dataset, random: Random) -> None:
    source, target = (dataset[tag].value for tag in random.sample(FRAMES, 2))
    if source and target and len(source[0]):
        tag = random.choice(list(source[0].keys()))
        target[0][tag] = deepcopy(source[0][tag])
        if random.random() < 0.5:
            del source[0][tag]


@pytest.mark.parametrize("cls", CLASSES)
def test_verdicts_are_those_of_a_judge_without_memory(cls: type[IOD]) -> None:
    random = Random(cls.__name__)  # noqa: S311 - the same each time
    whole = minimal(cls).to_dataset()
    given = [whole, *(changed(whole, random) for _ in range(40))]
    warm = [validate(dataset, cls).findings for dataset in given * 2]
    assert warm[: len(given)] == warm[len(given) :]
    for dataset, findings in zip(given, warm, strict=False):
        forget()
        assert validate(dataset, cls).findings == findings


class Views(FunctionalGroupMacro):
    """A functional group whose conditions are about itself, and so about other frames, where all have it."""

    name_ = "Views"

    class ViewItem(Item):
        """Item of View Code Sequence."""

        Modality: Any = attribute(0x00080060, "CS", "3")
        Laterality: Any = attribute(0x00200060, "CS", "3")
        PatientSex: Any = attribute(
            0x00100040, "CS", "1C", required_if=all_of(equals("Modality", "A"), not_(present("Laterality")))
        )

    PlanePositionSequence: Any = attribute(0x00209113, "SQ", "1", item=ViewItem)


class Frames(Module):
    """Shared groups, and those of each frame."""

    name_ = "Frames"

    class SharedFunctionalGroupsItem(Views, Item):
        """What all frames have."""

    class PerFrameFunctionalGroupsItem(Views, Item):
        """What a frame has."""

    SharedFunctionalGroupsSequence: Any = attribute(FRAMES[0], "SQ", "1", item=SharedFunctionalGroupsItem)
    PerFrameFunctionalGroupsSequence: Any = attribute(FRAMES[1], "SQ", "1", item=PerFrameFunctionalGroupsItem)


class Framed(Frames, IOD):
    """An IOD with frames."""

    name_ = "Framed"
    modules: ClassVar[tuple[ModuleUsage, ...]] = (usage(Frames, "M"),)


def framed(frame: dict[str, str]) -> Dataset:
    dataset, shared, own, group, view = (Dataset() for _ in range(5))
    group.Modality = "A"
    for keyword, value in frame.items():
        setattr(view, keyword, value)
    shared.PlanePositionSequence, own.PlanePositionSequence = [group], [view]
    dataset.SharedFunctionalGroupsSequence, dataset.PerFrameFunctionalGroupsSequence = [shared], [own]
    return dataset


def test_what_all_frames_have_is_judged_with_each_of_them() -> None:
    """What is not known where a frame differs is demanded where none does, in items that are the same."""
    path = "SharedFunctionalGroupsSequence[0].PlanePositionSequence[0].PatientSex"
    for laterality in ("R", "", "R"):
        dataset = framed({"Laterality": laterality} if laterality else {"Modality": "B"})
        found = [each.path for each in validate(dataset, Framed) if each.code == "missing-type-1c"]
        assert found == ([] if laterality else [path])


def test_what_is_kept_has_bounds() -> None:
    dataset = minimal(CTImage).to_dataset()
    plan = plan_of_iod(CTImage)
    for number in range(600):
        dataset.PatientID = f"{number}"
        for bit in range(10):
            dataset[0x00090010 + bit] = DataElement(0x00090010 + bit, "LO", "X")
            if number >> bit & 1:
                del dataset[0x00090010 + bit]
        validate(dataset)
    (top,) = plan._plans.values()
    rule: Any = top.rule(0x00100020)
    assert 1 < len(rule.known) <= 64
    assert 1 < len(top._shapes) <= 256
    assert 1 < len(plan._shapes) <= 256
