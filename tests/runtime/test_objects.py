"""Objects: construction, unknown and missing keywords, None, equality, copies, modules of another."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
from pydicom.valuerep import PersonName
from runtime.declared import (
    CID4,
    CT,
    MF,
    SC,
    CTImageModule,
    GeneralSeries,
    GeneralStudy,
    Patient,
    SOPInstanceReference,
    make_ct,
)

from dicomwright.runtime import UNSET, InvalidValue


def test_unknown_keyword_suggests_the_nearest() -> None:
    wrong: dict[str, Any] = {"PatientNmae": "secret"}
    with pytest.raises(TypeError, match=r"CT has no PatientNmae; did you mean PatientName\?") as caught:
        make_ct(**wrong)
    assert "secret" not in str(caught.value)


def test_all_missing_keywords_are_named() -> None:
    some: dict[str, Any] = {"PatientID": "42", "RescaleSlope": 1}
    with pytest.raises(
        TypeError, match="CT needs ImageType, StudyInstanceUID, SeriesInstanceUID, PixelSpacing"
    ):
        CT(**some)


def test_items_demand_too() -> None:
    some: dict[str, Any] = {"ReferencedSOPClassUID": "1.2"}
    with pytest.raises(TypeError, match="SOPInstanceReference needs ReferencedSOPInstanceUID"):
        SOPInstanceReference(**some)


def test_positional_arguments_are_refused() -> None:
    builder: Any = CT
    with pytest.raises(TypeError):
        builder("42")


def test_modules_are_not_built() -> None:
    with pytest.raises(TypeError, match="Patient is a module"):
        Patient()


def test_unknown_name_is_not_set() -> None:
    ct: Any = make_ct()
    with pytest.raises(AttributeError, match="did you mean PatientName"):
        ct.PatientNmae = "secret"
    with pytest.raises(AttributeError, match=r"^CT has no patient_name; did you mean PatientName\?$"):
        _ = ct.patient_name
    assert not hasattr(ct, "_nothing")
    assert not hasattr(ct, "nothing_")


def test_none_is_empty_and_deleted_is_absent() -> None:
    ct = make_ct(PatientComments=None)
    assert ct.PatientComments is None
    assert ct.is_set("PatientComments")
    assert ct.to_dataset()["PatientComments"].is_empty
    del ct.PatientComments
    assert ct.PatientComments is None
    assert not ct.is_set("PatientComments")
    assert "PatientComments" not in ct.to_dataset()
    del ct.PatientComments


def test_fixed_values_are_derived() -> None:
    ct = make_ct()
    assert ct.Modality == "CT"
    assert ct.SOPClassUID == "1.2.840.10008.5.1.4.1.1.2"
    assert not ct.is_set("Modality")
    assert ct.to_dataset().Modality == "CT"


def test_sop_instance_uid_is_made_once() -> None:
    ct = make_ct()
    first = ct.SOPInstanceUID
    assert first
    assert first == ct.SOPInstanceUID == ct.to_dataset().SOPInstanceUID
    assert make_ct().SOPInstanceUID != first
    assert make_ct(SOPInstanceUID="1.2").SOPInstanceUID == "1.2"


def test_repr_has_no_values() -> None:
    assert repr(make_ct(PatientName="secret")) == "<CT with 7 attributes>"


def test_equality_copies_and_pickles() -> None:
    ct = make_ct(
        AnatomicRegionSequence=[CID4.Abdomen],
        ReferencedStudySequence=[
            SOPInstanceReference(ReferencedSOPClassUID="1.2", ReferencedSOPInstanceUID="1.3")
        ],
        RelatedSeriesSequence=[
            GeneralSeries.RelatedSeriesItem(
                ReferencedSOPClassUID="1.2", ReferencedSOPInstanceUID="1.3", SeriesInstanceUID="1.4"
            )
        ],
    )
    for twin in (copy.copy(ct), copy.deepcopy(ct), pickle.loads(pickle.dumps(ct))):  # noqa: S301
        assert twin == ct
        twin.PatientID = "43"
        assert twin != ct
    assert ct.PatientID == "42"
    assert ct != "42"
    with pytest.raises(TypeError):
        hash(ct)


def test_deep_copies_have_items_of_their_own() -> None:
    ct = make_ct(
        ReferencedStudySequence=[
            SOPInstanceReference(ReferencedSOPClassUID="1.2", ReferencedSOPInstanceUID="1.3")
        ]
    )
    twin = copy.deepcopy(ct)
    assert ct.ReferencedStudySequence is not None
    ct.ReferencedStudySequence[0].ReferencedSOPClassUID = "1.9"
    assert twin.ReferencedStudySequence is not None
    assert twin.ReferencedStudySequence[0].ReferencedSOPClassUID == "1.2"


# Unset, empty, absent


def test_unset_leaves_an_attribute_absent() -> None:
    ct = make_ct(PatientComments=UNSET, PatientSex=None)
    assert not ct.is_set("PatientComments")
    assert ct.is_set("PatientSex")
    dataset = ct.to_dataset()
    assert "PatientComments" not in dataset
    assert dataset.PatientSex == ""
    for one in (ct, CT.from_dataset(dataset)):
        one.PatientSex = UNSET
        assert one.PatientSex is None
        assert not one.is_set("PatientSex")
    ct.PatientComments = "text"
    ct.PatientComments = UNSET
    assert ct == make_ct(SOPInstanceUID=ct.SOPInstanceUID)
    assert CT.from_dataset(dataset).PatientComments is None
    assert repr(UNSET) == "UNSET"
    assert copy.deepcopy(UNSET) is UNSET is pickle.loads(pickle.dumps(UNSET))  # noqa: S301 - our own


def test_what_is_demanded_is_not_unset() -> None:
    with pytest.raises(TypeError, match=r"^CT needs RescaleSlope$"):
        make_ct(RescaleSlope=UNSET)
    with pytest.raises(TypeError, match=r"^SOPInstanceReference needs ReferencedSOPClassUID$"):
        SOPInstanceReference(ReferencedSOPClassUID=UNSET, ReferencedSOPInstanceUID="1.3")


@pytest.mark.parametrize("empty", [None, ""])
def test_type_1_is_never_empty(empty: Any) -> None:  # noqa: ANN401
    message = (
        r"^CT\.StudyInstanceUID \(0020,000D\), VR UI: must have a value, because it is Type 1; UNSET, or del,"
    )
    with pytest.raises(InvalidValue, match=message):
        make_ct(StudyInstanceUID=empty)
    ct = make_ct()
    with pytest.raises(InvalidValue, match=message):
        ct.StudyInstanceUID = empty
    assert ct.StudyInstanceUID == "1.2.3"
    del ct.StudyInstanceUID
    assert not ct.is_set("StudyInstanceUID")
    dataset = make_ct().to_dataset()
    dataset.StudyInstanceUID = ""  # what was read is as it was
    read = CT.from_dataset(dataset)
    assert read.is_set("StudyInstanceUID")
    assert read.StudyInstanceUID is None


# Names


@pytest.mark.parametrize("given", ["Doe^Jane", PersonName("Doe^Jane")])
def test_a_name_is_one_whether_it_was_set_or_read(given: str | PersonName) -> None:
    ct = make_ct(PatientName=given, OtherPatientNames=["Roe^Jane", given])
    read = CT.from_dataset(ct.to_dataset())
    for one in (ct, read, copy.copy(ct), pickle.loads(pickle.dumps(ct))):  # noqa: S301 - our own
        assert type(one.PatientName) is PersonName
        assert one.PatientName.family_name == "Doe"
        assert one.OtherPatientNames is not None
        assert [type(name) for name in one.OtherPatientNames] == [PersonName, PersonName]
        assert one.OtherPatientNames[0].given_name == "Jane"
    names: dict[str, Any] = {"PatientName": "Doe^Jane", "OtherPatientNames": ["Roe^Jane", "Doe^Jane"]}
    unread = make_ct(**names, SOPInstanceUID=ct.SOPInstanceUID)
    assert ct == unread
    assert ct.to_bytes(validated=False) == unread.to_bytes(validated=False)
    read.PatientName = "Roe^Jane"
    assert read.PatientName.family_name == "Roe"
    read.PatientName = None
    assert read.PatientName is None


# Modules of another object


def of(module: Any, source: object) -> dict[str, Any]:  # noqa: ANN401
    """Ask a class that was written by hand, of which type checkers know no values."""
    found: dict[str, Any] = module.of(source)
    return found


def test_a_module_of_another_object_goes_into_a_constructor() -> None:
    ct = make_ct(
        PatientName="Doe^Jane",
        PatientComments=None,
        ReferencedStudySequence=[
            SOPInstanceReference(ReferencedSOPClassUID="1.2", ReferencedSOPInstanceUID="1.3")
        ],
    )
    sc = SC(**of(Patient, ct), **of(GeneralStudy, ct))
    assert sc.PatientName == "Doe^Jane"
    assert sc.PatientID == ct.PatientID
    assert sc.StudyInstanceUID == "1.2.3"
    assert sc.is_set("PatientComments")
    assert sc.PatientComments is None
    assert not sc.is_set("PatientSex")
    assert sc.ReferencedStudySequence == ct.ReferencedStudySequence
    assert sc.SOPInstanceUID != ct.SOPInstanceUID
    (mine,), (theirs,) = sc.ReferencedStudySequence, ct.ReferencedStudySequence
    mine.ReferencedSOPInstanceUID = "1.4"
    assert theirs.ReferencedSOPInstanceUID == "1.3"


def test_modules_of_what_was_read_come_with_items_of_their_own() -> None:
    reference = SOPInstanceReference(ReferencedSOPClassUID="1.2", ReferencedSOPInstanceUID="1.3")
    reference.extra["InstitutionName"] = "Clinic"
    read = CT.from_dataset(make_ct(PatientSex=None, ReferencedStudySequence=[reference]).to_dataset())
    sc = SC(**of(Patient, read), **of(GeneralStudy, read))
    assert sc.is_set("PatientSex")
    assert not sc.is_set("PatientComments")
    assert sc.ReferencedStudySequence == read.ReferencedStudySequence == (reference,)
    (mine,), (theirs,) = sc.ReferencedStudySequence, read.ReferencedStudySequence
    assert mine.extra["InstitutionName"] == "Clinic"
    mine.ReferencedSOPInstanceUID = "1.4"
    mine.extra["InstitutionName"] = "Other"
    assert theirs.ReferencedSOPInstanceUID == "1.3"
    assert theirs.extra["InstitutionName"] == "Clinic"


def test_what_follows_of_type_1_comes_along() -> None:
    values = of(CTImageModule, make_ct())
    assert values["SamplesPerPixel"] == 1
    assert "AnatomicRegionSequence" not in values


def test_both_need_the_module() -> None:
    with pytest.raises(TypeError, match=r"^SC has no module GeneralSeries$"):
        of(GeneralSeries, SC())
    with pytest.raises(TypeError, match=r"^MF has no module GeneralSeries$"):
        of(GeneralSeries, MF(PixelData=b"\0\0"))
    with pytest.raises(TypeError, match="SC has no SeriesInstanceUID"):
        SC(**of(GeneralSeries, make_ct()))
    with pytest.raises(TypeError, match=r"^CT is no module$"):
        of(CT, make_ct())


def test_what_the_source_lacks_the_constructor_demands() -> None:
    ct = make_ct()
    del ct.StudyInstanceUID
    modules = {**of(CTImageModule, ct), **of(Patient, ct), **of(GeneralStudy, ct)}
    with pytest.raises(TypeError, match=r"^CT needs StudyInstanceUID, SeriesInstanceUID$"):
        CT(**modules)


def test_nothing_is_given_twice() -> None:
    with pytest.raises(TypeError, match="multiple values for keyword argument 'PatientID'"):
        SC(**of(Patient, make_ct()), PatientID="43")


def test_the_constructor_names_all_values_that_it_refuses() -> None:
    with pytest.raises(InvalidValue) as caught:
        make_ct(PatientSex="secret", RescaleSlope="secret", PixelSpacing=iter([1, 2, 3]), PatientName="Doe")
    lines = str(caught.value).splitlines()
    assert lines[0] == "CT has 3 values that it cannot have:"
    assert {line.split(" ")[2] for line in lines[1:]} == {
        "CT.PatientSex",
        "CT.RescaleSlope",
        "CT.PixelSpacing",
    }
    assert [f"  {error}" for error in caught.value.errors] == lines[1:]
    assert "secret" not in str(caught.value)
    assert all(isinstance(error, InvalidValue) and error.errors == () for error in caught.value.errors)
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own
    assert (str(again), list(map(str, again.errors))) == (
        str(caught.value),
        list(map(str, caught.value.errors)),
    )


def test_one_value_that_is_refused_is_the_error() -> None:
    with pytest.raises(InvalidValue, match=r"^CT\.PatientSex \(0010,0040\), VR CS: must be one of") as caught:
        make_ct(PatientSex="x")
    assert caught.value.errors == ()
