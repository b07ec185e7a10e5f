"""What becomes of single objects: identities, dates, private attributes, overlays, documents, and what is told."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, TypeVar

import pytest
from deidentify.marking import errors, marked
from pydicom.uid import generate_uid

from dicomwright.cids import CID7021, CID7050
from dicomwright.deidentify import Deidentifier, Profile, Refused, deidentify
from dicomwright.deidentify.identities import Identities, shifted
from dicomwright.deidentify.profile import CODES
from dicomwright.dictionary import UIDS
from dicomwright.iods import BasicDirectory, Comprehensive3DSR, CTImage, EnhancedSR, MRImage
from dicomwright.runtime import IOD, read
from dicomwright.runtime.declarations.checking import item_class
from dicomwright.runtime.values.rules import is_uid
from dicomwright.testing import minimal

KEY = b"a key of a project"
_I = TypeVar("_I", bound=IOD)


def ct(**values: Any) -> CTImage:  # noqa: ANN401 - values by VR
    return made(CTImage, PatientPosition="HFS", **values)


def made(cls: type[_I], **values: Any) -> _I:  # noqa: ANN401 - values by VR
    found = minimal(cls)
    for keyword, value in values.items():
        setattr(found, keyword, value)
    return found


def test_a_read_object_is_a_file_of_its_own() -> None:
    source = CTImage.read(ct(PatientName="Doe^Jane", PatientID="42").to_bytes(validated=False))
    found, record = deidentify(source, key=KEY)
    again = read(found.to_bytes())
    assert isinstance(again, CTImage)
    assert (again.PatientName, again.PatientID, again.PatientIdentityRemoved) == (None, None, "YES")
    assert [code in CID7050 for code in again.DeidentificationMethodCodeSequence or ()] == [True]
    assert again.LongitudinalTemporalInformationModified == "REMOVED"
    assert (again.pixel_array == source.pixel_array).all()
    assert str(source.PatientName) == "Doe^Jane"
    assert record.counts["UIDs replaced"] == 4
    assert record.attributes["Z"]["PatientName"] == 1


def test_the_codes_are_those_of_the_context_group() -> None:
    every = Profile(**{name: True for name in CODES if name != "retain_longitudinal_full_dates"})
    members = {(code.value, code.meaning) for code in CID7050}
    assert set(every.codes) <= members
    assert set(Profile(retain_longitudinal_full_dates=True).codes) <= members
    left = members - {*every.codes, *Profile(retain_longitudinal_full_dates=True).codes}
    assert {meaning for _, meaning in left} == {
        "Clean Pixel Data Option",
        "Clean Recognizable Visual Features Option",
    }


def test_options_that_exclude_each_other_are_refused() -> None:
    with pytest.raises(ValueError, match=r"exclude each other"):
        Profile(retain_longitudinal_full_dates=True, retain_longitudinal_modified_dates=True)


def test_references_still_hold_and_another_key_gives_other_uids() -> None:
    study = generate_uid()
    first = ct(StudyInstanceUID=study)
    second = ct(StudyInstanceUID=study, ReferencedImageSequence=[CTImage.ReferencedImageItem.of(first)])
    run = Deidentifier(Profile(), key=KEY)
    kept = Profile(retain_uids=True)
    (one, _), (other, _) = run.deidentify(first), run.deidentify(second)
    assert one.StudyInstanceUID == other.StudyInstanceUID != study
    assert is_uid(str(one.SOPInstanceUID))
    again, _ = deidentify(first, key=KEY)
    assert again.SOPInstanceUID == one.SOPInstanceUID
    assert deidentify(first)[0].SOPInstanceUID != one.SOPInstanceUID
    with_uids, _ = Deidentifier(kept, key=KEY).deidentify(second)
    (reference,) = with_uids.ReferencedImageSequence or ()
    assert reference.ReferencedSOPInstanceUID == first.SOPInstanceUID
    assert with_uids.SOPInstanceUID == second.SOPInstanceUID


def test_uids_of_the_standard_are_nobodys() -> None:
    identities = Identities(KEY, UIDS)
    assert all(identities.uid(uid) == uid for uid in UIDS)
    assert identities.uid("1.2.840.10008.99.1") == "1.2.840.10008.99.1"
    found = {identities.uid(f"1.2.3.{number}") for number in range(1000)}
    assert len(found) == 1000
    assert all(is_uid(uid) and uid.startswith("2.25.") and len(uid) <= 64 for uid in found)


def day(value: object) -> date:
    return datetime.strptime(str(value).replace("-", ""), "%Y%m%d").date()  # noqa: DTZ007 - a date alone


def test_dates_of_a_patient_are_shifted_by_one_amount() -> None:
    profile = Profile(retain_longitudinal_modified_dates=True)
    first = ct(
        PatientID="42", StudyDate="20250131", StudyTime="101112", AcquisitionDateTime="20250201101112.5+0100"
    )
    second = ct(PatientID="42", StudyDate="20250228")
    other = ct(PatientID="43", StudyDate="20250228")
    run = Deidentifier(profile, key=KEY)
    one, two, three = (run.deidentify(image)[0] for image in (first, second, other))
    pairs = ((one, first), (two, second), (three, other))
    days = [day(new.StudyDate) - day(old.StudyDate) for new, old in pairs]
    assert days[0] == days[1] != timedelta()
    assert days[2] != days[0]
    assert one.StudyTime == first.StudyTime
    assert str(one.AcquisitionDateTime).endswith("101112.5+0100")
    assert day(str(one.AcquisitionDateTime)[:8]) - date(2025, 2, 1) == days[0]
    assert one.LongitudinalTemporalInformationModified == "MODIFIED"
    moved, _ = Deidentifier(profile, key=KEY, days=10).deidentify(first)
    assert day(moved.StudyDate) == date(2025, 2, 10)


@pytest.mark.parametrize(
    ("text", "days", "found"),
    [
        ("20250131", 1, "20250201"),
        ("20240228", 1, "20240229"),
        ("2025.01.31", 1, "20250201"),
        ("20250131101112.25-0500", -31, "20241231101112.25-0500"),
        ("20250131 ", 0, "20250131"),
        ("2025", 1, None),
        ("202502", 1, None),
        ("20250230", 1, None),
        ("20250131-20250607", 1, None),
        ("20250131-", 1, None),
        ("20250131101112 to Doe", 1, None),
        ("20250131+1400", 1, "20250201+1400"),
        ("99991231", 1, None),
        ("00010101", -1, None),
        ("", 1, None),
    ],
)
def test_a_date_is_shifted_or_is_none(text: str, days: int, found: str | None) -> None:
    assert shifted(text, days) == found


def test_private_attributes_go_but_those_that_are_safe() -> None:
    image = ct()
    image.private("Philips PET Private Group", group=0x7053)[0x00] = "DS", 1.5
    image.private("Philips PET Private Group", group=0x7053)[0x22] = "LO", "secret"
    image.private("ACME 1.1")[0x10] = "SH", "secret"
    found, _ = deidentify(image, key=KEY)
    assert len(found.undeclared) == 0
    kept, _ = deidentify(image, Profile(retain_safe_private=True), key=KEY)
    assert [str(element.tag) for element in kept.undeclared] == ["(7053,0010)", "(7053,1000)"]
    assert b"secret" not in kept.to_bytes()


def test_the_list_of_what_is_referred_to_goes_with_the_references() -> None:
    first = ct()
    lists = CTImage.ReferencedSeriesItem.each_of([first])
    second = ct(
        ReferencedImageSequence=[CTImage.ReferencedImageItem.of(first)], ReferencedSeriesSequence=lists
    )
    found, _ = deidentify(second, key=KEY)
    assert (found.ReferencedImageSequence, found.ReferencedSeriesSequence) == (None, None)
    kept, _ = deidentify(second, Profile(retain_uids=True), key=KEY)
    assert kept.ReferencedSeriesSequence


def test_an_overlay_goes_as_a_whole() -> None:
    import numpy as np  # noqa: PLC0415

    image = ct()
    image.overlays[1].OverlayData = np.ones((4, 4), bool)
    image.overlays[1].OverlayType = "G"
    image.overlays[1].OverlayOrigin = [1, 1]
    image.overlays[1].OverlayLabel = "secret"
    found, _ = deidentify(image, key=KEY)
    assert len(list(found.overlays)) == 0
    assert b"secret" not in found.to_bytes()


def test_content_items_are_cleaned_by_their_concepts() -> None:
    item = item_class(EnhancedSR.attributes()["ContentSequence"])

    def text(code: str, scheme: str, meaning: str, said: str) -> Any:  # noqa: ANN401 - an item
        from pydicom.sr.coding import Code  # noqa: PLC0415

        return item(
            RelationshipType="CONTAINS",
            ValueType="TEXT",
            ConceptNameCodeSequence=[Code(code, scheme, meaning)],
            TextValue=said,
        )

    items = [text("121022", "DCM", "Accession Number", "secret"), text("T1", "99TEST", "Test", "a finding")]
    document = made(
        EnhancedSR, ConceptNameCodeSequence=[CID7021.ImagingMeasurementReport], ContentSequence=items
    )
    found, record = deidentify(document, Profile(clean_structured_content=True), key=KEY)
    assert [each.TextValue for each in found.ContentSequence or ()] == ["a finding"]
    assert "ContentSequence.TextValue" in record.review
    whole, _ = deidentify(document, key=KEY)
    assert [each.TextValue for each in whole.ContentSequence or ()] == ["ANONYMIZED"]


def test_what_nobody_can_clean_has_the_action_of_the_profile_and_is_told() -> None:
    image = ct(SpecificCharacterSet="ISO_IR 100", StudyDescription="CT of Dö")
    data = image.to_bytes(validated=False).replace(b"ISO_IR 100", b"ISO_IR 192")  # of which the text is none
    found, record = deidentify(CTImage.read(data), Profile(clean_descriptors=True), key=KEY)
    assert found.StudyDescription is None
    assert record.review == {"StudyDescription"}


@pytest.mark.parametrize("cls", [CTImage, MRImage, Comprehensive3DSR])
def test_a_second_time_changes_no_more_than_uids(cls: type[IOD]) -> None:
    profile = Profile(retain_uids=True)
    once, _ = deidentify(marked(cls), profile, key=KEY)
    twice, _ = deidentify(once, profile, key=KEY)
    assert twice.to_bytes(validated=False) == once.to_bytes(validated=False)
    assert errors(twice) == errors(once)


def test_what_cannot_be_done_is_refused() -> None:
    with pytest.raises(Refused, match=r"directory"):
        deidentify(minimal(BasicDirectory))
    with pytest.raises(Refused, match=r"no IOD"):
        deidentify(IOD.from_dataset(ct().to_dataset()))


def test_an_object_that_has_no_uid_is_the_same_file_each_time() -> None:
    ct = minimal(CTImage).to_dataset()
    del ct.SOPInstanceUID
    source = CTImage.from_dataset(ct).to_bytes(validated=False)  # where the file has one, the data set none
    without = source.replace(b"\x02\x00\x03\x00UI", b"\x02\x00\x04\x00UI", 1)
    assert without != source
    known = CTImage.read(without)
    objects = (CTImage.read(without), known, known)  # which is not given one by this
    made = {deidentify(obj, key=b"key")[0].to_bytes(validated=False) for obj in objects}
    assert len(made) == 1
