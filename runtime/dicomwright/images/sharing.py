"""What an object made of images has from them: patient, study, frame of reference, loss, and references."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from dicomwright.images.groups import item_of, put
from dicomwright.images.placing import given
from dicomwright.runtime.declarations.sharing import has_module, shared_values
from dicomwright.runtime.vocabulary.registry import edition_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydicom.sr.coding import Code

    from dicomwright.images.placing import Images, Placed
    from dicomwright.runtime import IOD, Item

_ENTITIES: Final = frozenset({"Patient", "Study", "Frame of Reference"})
"""Information entities that an object has in common with the images that it is made of."""

_LOSS: Final = ("LossyImageCompressionRatio", "LossyImageCompressionMethod")


def derived_from(cls: type[IOD], images: Images) -> dict[str, Any]:
    """Return the attributes that an object of a class has from its images."""
    sources = given(images)
    return {**entities(cls, sources[0]), **_loss(cls, sources)}


def entities(cls: type[IOD], source: IOD) -> dict[str, Any]:
    """Return the attributes of the patient, the study and the frame of reference."""
    found: dict[str, Any] = {}
    for used in cls.modules:
        if used.ie in _ENTITIES and has_module(source, used.module):
            found |= shared_values(used.module, source)
    return found


def _loss(cls: type[IOD], sources: Sequence[IOD]) -> dict[str, Any]:
    """Return that some source has lost information, with all ratios and methods; or that none has."""
    lost = next((one for one in sources if one.value_("LossyImageCompression") == "01"), None)
    if lost is None:
        return {"LossyImageCompression": "00"}
    told = {k: lost.value_(k) for k in _LOSS if k in cls.attributes() and lost.value_(k)}
    return {"LossyImageCompression": "01", **told}


def references(cls: type[IOD], images: Images) -> dict[str, Any]:
    """Return the references of Common Instance Reference, to images that frames refer to."""
    return {"ReferencedSeriesSequence": item_of(cls, "ReferencedSeriesSequence").each_of(given(images))}


def evidence_of(objects: Images) -> Sequence[Any]:
    """Return the items that refer to objects, one a study, with their series and instances.

    ``KeyObjectSelectionDocument(CurrentRequestedProcedureEvidenceSequence=evidence_of([ct, mr]), ...)``.
    """
    instances = given(objects)
    cls = edition_of(type(instances[0])).named("macros", "HierarchicalSOPInstanceReference")
    found: Sequence[Any] = cls.each_of(instances)
    return found


def derivation(frame: Item, source: Placed | None, method: Code | None = None) -> None:
    """Say that a frame was made, segmented unless told else, of a plane at the same place, if there is one."""
    if source is None:
        return
    parts = _parts(type(frame))
    image = parts.source(
        ReferencedSOPClassUID=getattr(source.image, "SOPClassUID"),  # noqa: B009 - no IOD lacks it
        ReferencedSOPInstanceUID=getattr(source.image, "SOPInstanceUID"),  # noqa: B009
        PurposeOfReferenceCodeSequence=[parts.purpose],
        SpatialLocationsPreserved="YES",
        **({} if source.frame is None else {"ReferencedFrameNumber": [source.frame + 1]}),
    )
    put(
        frame,
        "DerivationImageSequence",
        DerivationCodeSequence=[method or parts.segmented],
        SourceImageSequence=[image],
    )


class _Parts(NamedTuple):
    """What derivations of the frames of a class are made of."""

    source: Any
    purpose: Code
    segmented: Code


@cache
def _parts(cls: type[Item]) -> _Parts:
    codes = edition_of(cls).named("codes", "DCM")
    source = item_of(item_of(cls, "DerivationImageSequence"), "SourceImageSequence")
    return _Parts(source, codes.SourceImageForImageProcessingOperation, codes.Segmentation_113076)
