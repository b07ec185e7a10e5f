"""Helpers: items that refer to objects, UIDs, and what of Python, pydicom and highdicom attributes take as it is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom.dataset import Dataset
from pydicom.sr.codedict import codes
from pydicom.sr.coding import Code
from pydicom.uid import CTImageStorage, generate_uid
from pydicom.valuerep import PersonName
from runtime.declared import Everything

from dicomwright.codes import DCM, SCT
from dicomwright.iods import CTImage
from dicomwright.macros import (
    CodeSequence,
    HierarchicalSeriesReference,
    HierarchicalSOPInstanceReference,
    ImageSOPInstanceReference,
    ReferencedImage,
    SOPInstanceReference,
)
from dicomwright.modules import CommonInstanceReference, GeneralSeries
from dicomwright.runtime import InvalidValue, new_uid

CT_STORAGE = str(CTImageStorage)


def ct(number: int, series: str = "1.2", study: str = "1.1") -> CTImage:
    dataset = Dataset()
    dataset.SOPClassUID, dataset.SOPInstanceUID = CTImageStorage, f"1.3.{number}"
    dataset.StudyInstanceUID, dataset.SeriesInstanceUID = study, series
    return CTImage.from_dataset(dataset)


def test_an_item_that_refers_to_an_instance() -> None:
    found = ImageSOPInstanceReference.of(ct(1), ReferencedFrameNumber=[2])
    assert type(found) is ImageSOPInstanceReference
    assert (found.ReferencedSOPClassUID, found.ReferencedSOPInstanceUID) == (CT_STORAGE, "1.3.1")
    assert found.ReferencedFrameNumber == (2,)
    assert SOPInstanceReference.of(ct(1).to_dataset()) == SOPInstanceReference.of(ct(1))


def test_a_purpose() -> None:
    found = ReferencedImage.ReferencedImageItem.of(ct(1), PurposeOfReferenceCodeSequence=[DCM.Localizer])
    assert found.PurposeOfReferenceCodeSequence == (DCM.Localizer,)


def test_an_item_for_each_series() -> None:
    images = [ct(1), ct(2, "1.4"), ct(3)]
    items = CommonInstanceReference.ReferencedSeriesItem.each_of(images)
    assert [item.SeriesInstanceUID for item in items] == ["1.2", "1.4"]
    instances = [[r.ReferencedSOPInstanceUID for r in item.ReferencedInstanceSequence] for item in items]
    assert instances == [["1.3.1", "1.3.3"], ["1.3.2"]]
    with pytest.raises(
        InvalidValue, match=r"one .*ReferencedSeriesItem cannot refer to them all: it takes 2"
    ):
        CommonInstanceReference.ReferencedSeriesItem.of(*images)
    assert CommonInstanceReference.ReferencedSeriesItem.each_of([]) == ()


def test_studies_series_and_instances() -> None:
    found = HierarchicalSOPInstanceReference.of(ct(1), ct(2, "1.4"))
    assert found.StudyInstanceUID == "1.1"
    assert [series.SeriesInstanceUID for series in found.ReferencedSeriesSequence] == ["1.2", "1.4"]
    (inner,) = found.ReferencedSeriesSequence[1].ReferencedSOPSequence
    assert (inner.ReferencedSOPClassUID, inner.ReferencedSOPInstanceUID) == (CT_STORAGE, "1.3.2")
    assert len(HierarchicalSOPInstanceReference.each_of([ct(1), ct(2, study="9")])) == 2


def test_values_go_to_the_level_that_has_them() -> None:
    found = HierarchicalSeriesReference.of(
        ct(1), RetrieveAETitle=["STORE"], PurposeOfReferenceCodeSequence=[DCM.Localizer]
    )
    assert found.RetrieveAETitle == ("STORE",)
    assert found.ReferencedSOPSequence[0].PurposeOfReferenceCodeSequence == (DCM.Localizer,)
    with pytest.raises(TypeError, match="has no Nonsense"):
        HierarchicalSeriesReference.of(ct(1), Nonsense=1)


def test_a_series_without_instances() -> None:
    found = GeneralSeries.RelatedSeriesItem.of(ct(1), PurposeOfReferenceCodeSequence=[])
    assert (found.StudyInstanceUID, found.SeriesInstanceUID) == ("1.1", "1.2")


def test_what_cannot_be_referred_to() -> None:
    with pytest.raises(TypeError, match="CodeSequence does not refer to objects"):
        CodeSequence.of(ct(1))
    with pytest.raises(InvalidValue, match="Dataset has no SOPClassUID, so nothing can refer to it"):
        SOPInstanceReference.of(Dataset())


# --- UIDs

SOURCES = st.lists(st.text(st.characters(codec="utf-8")), min_size=1)


@given(sources=SOURCES)
def test_uids_of_sources_are_always_the_same(sources: list[str]) -> None:
    uid = new_uid(*sources)
    assert uid == new_uid(*sources)
    assert uid != new_uid(*sources, "")
    assert UUID(int=int(uid.removeprefix("2.25."))).version == 5
    assert Everything(StudyInstanceUID=uid).StudyInstanceUID == uid


@given(sources=SOURCES)
def test_uids_below_a_root_are_those_of_pydicom(sources: list[str]) -> None:
    root = "1.2.826.0.1.3680043.10.543"
    assert new_uid(*sources, root=root) == generate_uid(prefix=f"{root}.", entropy_srcs=sources)
    assert new_uid(*sources, root=f"{root}.") == new_uid(*sources, root=root)


def test_new_uids_are_new() -> None:
    assert len({new_uid() for _ in range(50)} | {new_uid(root="1.2") for _ in range(50)}) == 100
    assert UUID(int=int(new_uid().removeprefix("2.25."))).version == 4
    with pytest.raises(ValueError, match="prefix"):
        new_uid(root="no root")


# --- what attributes take as it is


def test_dates_and_times_of_python() -> None:
    zone = timezone(timedelta(hours=-5, minutes=-30))
    moment = datetime(2025, 11, 21, 6, 30, 1, 5, zone)
    everything = Everything(StudyInstanceUID="1", AcquisitionDateTime=moment, StudyDate=moment.date())
    everything.StudyTime = moment.time()
    assert everything.to_dataset().AcquisitionDateTime == "20251121063001.000005-0530"
    assert everything.to_dataset().StudyTime == "063001.000005"
    everything.AcquisitionDateTime = datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert everything.to_dataset().AcquisitionDateTime == "20250102030405+0000"
    assert everything.StudyDate == date(2025, 11, 21)


@pytest.mark.parametrize(
    ("keyword", "value"), [("StudyDate", datetime.now(UTC)), ("StudyTime", datetime.now(UTC).timetz())]
)
def test_a_zone_is_not_lost_in_silence(keyword: str, value: object) -> None:
    with pytest.raises(InvalidValue):
        setattr(Everything(StudyInstanceUID="1"), keyword, value)


def test_person_names_of_parts() -> None:
    name = PersonName.from_named_components(
        "Yamada", "Tarou", family_name_ideographic="山田", encodings=["utf8"]
    )
    everything = Everything(StudyInstanceUID="1", PatientName=name)
    assert everything.PatientName == "Yamada^Tarou=山田"
    again = Everything.read(everything.to_bytes(validated=False)).PatientName
    assert isinstance(again, PersonName)
    assert (again.family_name, again.given_name) == ("Yamada", "Tarou")


def test_codes_of_pydicom() -> None:
    found = ReferencedImage.ReferencedImageItem.of(
        ct(1), PurposeOfReferenceCodeSequence=[codes.DCM.Localizer]
    )
    assert found.PurposeOfReferenceCodeSequence == (DCM.Localizer,)


def test_items_that_are_codes_with_more_besides() -> None:
    Region = CTImage.AnatomicRegionItem  # noqa: N806 - a class
    found = Region.of(SCT.Kidney, AnatomicRegionModifierSequence=[SCT.Left])
    assert (found.CodeValue, found.CodingSchemeDesignator, found.CodeMeaning) == ("64033007", "SCT", "Kidney")
    assert found.AnatomicRegionModifierSequence == (SCT.Left,)
    long = Region.of(Code("a" * 20, "99ACME", "Part"))
    assert (long.LongCodeValue, long.is_set("CodeValue")) == ("a" * 20, False)
    with pytest.raises(InvalidValue, match="Code has no SOPClassUID"):
        ReferencedImage.ReferencedImageItem.of(SCT.Kidney)
