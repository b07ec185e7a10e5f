"""Evidence: references to the objects that a document or a presentation is about, by study and series."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwright.runtime.vocabulary.registry import edition_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwright.images.placing import Images

from dicomwright.images.placing import given


def evidence_of(objects: Images) -> Sequence[Any]:
    """Return the items that refer to objects, one a study, with their series and instances.

    ``KeyObjectSelectionDocument(CurrentRequestedProcedureEvidenceSequence=evidence_of([ct, mr]), ...)``.
    """
    instances = given(objects)
    cls = edition_of(type(instances[0])).named("macros", "HierarchicalSOPInstanceReference")
    found: Sequence[Any] = cls.each_of(instances)
    return found
