"""What is wrong with a value is known when the same value comes again, and is said as it was the first time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pydicom.dataset import Dataset

from dicomwright.runtime import validate
from dicomwright.runtime.validation.rules import KEPT

if TYPE_CHECKING:
    from dicomwright.runtime.reports.findings import Finding

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")  # of pydicom, about the same values
CT = "1.2.840.10008.5.1.4.1.1.2"


def image(**values: object) -> Dataset:
    dataset = Dataset()
    dataset.SOPClassUID = CT
    for keyword, value in values.items():
        setattr(dataset, keyword, value)
    return dataset


def found(dataset: Dataset, keyword: str, *, show_values: bool = False) -> list[Finding]:
    report = validate(dataset, show_values=show_values)
    return [each for each in report.findings if each.path.endswith(keyword) and each.code != "missing-type-2"]


def test_the_same_fault_is_said_again() -> None:
    wrong = {"StudyDate": "x", "PatientSex": "Q", "ImageType": ["ORIGINAL"], "StudyInstanceUID": "1..2"}
    first, second = (validate(image(**wrong)).findings for _ in range(2))
    assert first == second
    assert {"bad-value", "value-not-enumerated", "wrong-vm"} <= {each.code for each in first}


def test_a_value_is_shown_to_who_asks_and_to_nobody_else() -> None:
    (hidden,) = found(image(PatientSex="QQ"), "PatientSex")
    (shown,) = found(image(PatientSex="QQ"), "PatientSex", show_values=True)
    (again,) = found(image(PatientSex="QQ"), "PatientSex")
    assert (hidden.value, shown.value, again.value) == (None, "QQ", None)
    assert shown._replace(value=None) == hidden


def test_the_place_is_that_of_each() -> None:
    def item(value: str) -> Dataset:
        one = Dataset()
        one.ScheduledProcedureStepID = value
        return one

    dataset = image(RequestAttributesSequence=[item("x" * 20), item("fine"), item("x" * 20)])
    paths = [each.path for each in found(dataset, "ScheduledProcedureStepID") if each.code == "bad-value"]
    assert paths == [f"RequestAttributesSequence[{n}].ScheduledProcedureStepID" for n in (0, 2)]


def test_no_more_are_known_than_so_many() -> None:
    for number in range(3 * KEPT):
        (fault,) = found(image(StudyDate=f"x{number}"), "StudyDate")
        assert fault.code == "bad-value"
