"""Making: objects of any IOD with what they must have, and with some of what they may have."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any, Final, TypeVar

from dicomwright.runtime.declarations.checking import item_class
from dicomwright.runtime.declarations.objects import blank, set_all
from dicomwright.runtime.errors import InvalidValue
from dicomwright.testing.choosing import Choosing
from dicomwright.testing.documents import add_content, encapsulated
from dicomwright.testing.drafts import Draft
from dicomwright.testing.errors import Unmakeable
from dicomwright.testing.filling import Filling, is_free
from dicomwright.testing.pixels import add_pixels
from dicomwright.testing.plausible import ADDED, OF_IOD, OF_SOP_CLASS
from dicomwright.testing.repairing import repair
from dicomwright.testing.waveforms import fit_waveforms

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dicomwright.runtime import IOD
    from dicomwright.runtime.declarations.instances import FunctionalGroupUsage
    from dicomwright.runtime.declarations.objects import DicomObject

    _D = TypeVar("_D", bound=DicomObject)

_I = TypeVar("_I", bound="IOD")

_MOST: Final = 20
"""Optional attributes of an example, at most."""

_PLACES: Final = ("SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence")
_LIVE: Final = ("SharedFunctionalGroupsSequence", "CurrentFrameFunctionalGroupsSequence")
"""Where functional groups stand: of all frames, and of each; of what is not stored but shown, of the current one."""


def minimal(iod: type[_I], *, sop_class: str | None = None) -> _I:
    """Return the smallest object of an IOD that breaks no rule: always the same one, to the last byte."""
    return made(iod, Choosing(_name(iod, sop_class)), (), sop_class)


def _name(iod: type[IOD], sop_class: str | None) -> str:
    """Return what the UIDs of an object are made of: the class, and the SOP class where there are others."""
    uid = sop_class or iod.sop_classes[0]
    return iod.__name__ if len(iod.sop_classes) == 1 else f"{iod.__name__} {uid}"


def example(iod: type[_I], seed: int = 0, *, sop_class: str | None = None) -> _I:
    """Return an object of an IOD with some of what it may have, which breaks no rule: for a seed, always the same."""
    random = Random(f"{iod.__name__} {seed}")  # noqa: S311 - nothing is secret
    optional = optional_of(iod)
    chosen = random.sample(optional, min(len(optional), random.randint(3, _MOST)))
    return varied(iod, seed, chosen, sop_class=sop_class)


def varied(iod: type[_I], seed: int, optional: Sequence[str], *, sop_class: str | None = None) -> _I:
    """Return an object of an IOD with optional attributes, and values by chance; fewer, where they exclude each other.

    What is left is halved until the rest can be there together; last come values that are not left to chance.
    """
    wanted = list(optional)
    name = f"{_name(iod, sop_class)} {seed}"
    while True:
        random = Random(name)  # noqa: S311 - as above
        choosing = Choosing(name, random if wanted else None)
        try:
            return made(iod, choosing, wanted, sop_class)
        except (Unmakeable, InvalidValue):
            if not wanted:
                raise
        wanted = wanted[: len(wanted) // 2]


def optional_of(iod: type[IOD]) -> list[str]:
    """Return the keywords of what an object may have, and need not."""
    return [keyword for keyword, declared in iod.attributes().items() if is_free(declared)]


def made(iod: type[_I], choosing: Choosing, optional: Iterable[str], sop_class: str | None) -> _I:
    """Make an object, with the optional attributes that the others allow."""
    filling = Filling(choosing)
    attributes = iod.attributes()
    values = {keyword: filling.value(attributes[keyword]) for keyword in optional}
    if sop_class not in {None, *iod.sop_classes}:
        raise ValueError(f"{sop_class} is not a SOP class of {iod.__name__}: {', '.join(iod.sop_classes)}")
    mandatory = {keyword: attributes[keyword] for keyword in iod.plan_().mandatory}
    values |= filling.added(mandatory) | filling.values(iod) | _of_kind(iod, filling)
    if len(iod.sop_classes) > 1:
        values["SOPClassUID"] = sop_class or iod.sop_classes[0]
        values |= OF_SOP_CLASS.get(values["SOPClassUID"], {})
    if "SOPInstanceUID" in attributes:
        values["SOPInstanceUID"] = choosing.uid("SOPInstanceUID")
    instance = blank(iod)
    set_all(instance, values | _groups(iod, filling) | encapsulated(iod))
    add_pixels(instance, filling)
    add_content(instance, choosing)
    repair(Draft(instance), filling)
    fit_waveforms(instance)
    repair(Draft(instance), filling)
    return instance


def _of_kind(iod: type[IOD], filling: Filling) -> dict[str, Any]:
    """Give what objects of this IOD have, where the standard says so in words only."""
    attributes = iod.attributes()
    return {
        keyword: filling.value(attributes[keyword]) if value is ... else value
        for keyword, value in OF_IOD.get(iod.__name__, {}).items()
    }


# --- functional groups


def _groups(iod: type[IOD], filling: Filling) -> dict[str, Any]:
    """Give each mandatory functional group, in the Shared sequence where it may stand there."""
    attributes = iod.attributes()
    places = _PLACES if "PerFrameFunctionalGroupsSequence" in attributes else _LIVE
    taken = [group for group in iod.functional_groups if group.usage == "M" or _is_added(group)]
    if any("PlanePositionSequence" in group.macro.attributes() for group in taken):
        taken = [group for group in taken if "PlanePositionSlideSequence" not in group.macro.attributes()]
    parted = [[g for g in taken if g.shared is not False], [g for g in taken if g.shared is False]]
    return {
        keyword: [_group_item(item_class(attributes[keyword]), groups, filling)]
        for keyword, groups in zip(places, parted, strict=True)
        if keyword in attributes and iod.functional_groups
    }


def _is_added(group: FunctionalGroupUsage) -> bool:
    """Tell whether a functional group is there in any case; of places on slides and in patients one will do."""
    return not ADDED.isdisjoint(group.macro.attributes())


def _group_item(item: type[_D], groups: Iterable[FunctionalGroupUsage], filling: Filling) -> _D:
    attributes = item.attributes()
    wanted = [
        keyword
        for group in groups
        for keyword, declared in group.macro.attributes().items()
        if declared.type == "1" and keyword in attributes
    ]
    return item(**{keyword: filling.value(attributes[keyword]) for keyword in wanted})
