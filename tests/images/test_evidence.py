"""Evidence: references to objects by study and series."""

from __future__ import annotations

from images.made import ct_series

from dicomwright.images import evidence_of
from dicomwright.macros import HierarchicalSOPInstanceReference
from dicomwright.runtime import new_uid


def test_objects_by_study_and_series() -> None:
    first, second, third = ct_series(), ct_series(), ct_series()
    study = new_uid()
    for one in third:
        one.StudyInstanceUID = study
    found = evidence_of([*first, *second, *third])
    assert all(isinstance(item, HierarchicalSOPInstanceReference) for item in found)
    assert [item.StudyInstanceUID for item in found] == [first[0].StudyInstanceUID, study]
    series = [[one.SeriesInstanceUID for one in item.ReferencedSeriesSequence] for item in found]
    assert series == [[first[0].SeriesInstanceUID, second[0].SeriesInstanceUID], [third[0].SeriesInstanceUID]]
    instances = found[1].ReferencedSeriesSequence[0].ReferencedSOPSequence
    assert [one.ReferencedSOPInstanceUID for one in instances] == [one.SOPInstanceUID for one in third]


def test_one_object_is_enough() -> None:
    (item,) = evidence_of(ct_series()[0])
    assert len(item.ReferencedSeriesSequence) == 1
