"""PixelMed's validator as a second judge of templates: what it calls an error of what is valid here has a reason.

It knows templates of 2022 by the SOP classes of their documents. All that it says of those that this project makes and
that is no fault of theirs stands in differences.toml, with the section that decides.
"""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from copy import deepcopy
from functools import cache
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, Any, Final

import pydicom
import pytest
from content.reports import image, observer, region
from content.test_every_template import ROOTS, fitted
from peers import pixelmed

from dicomwright.cids import CID100, CID7021
from dicomwright.iods import Comprehensive3DSR
from dicomwright.runtime import InvalidValue, validate
from dicomwright.runtime.conditions.expressions import rule_of
from dicomwright.runtime.vocabulary.registry import edition
from dicomwright.templates import MeasurementReport

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydicom.dataset import Dataset

    from dicomwright.runtime.templates import Row

HERE: Final = Path(__file__).parent
IODS: Final = {
    "1500": "Comprehensive3DSR",
    "2000": "Comprehensive3DSR",
    "2010": "KeyObjectSelectionDocument",
    "4000": "MammographyCADSR",
    "8101": "AcquisitionContextSR",
    "10001": "XRayRadiationDoseSR",
    "10011": "XRayRadiationDoseSR",
    "10021": "RadiopharmaceuticalRadiationDoseSR",
}
"""Documents by whose SOP class it knows the templates; of the others it has none, or another one."""
THOROUGH: Final = bool(os.environ.get("DICOMWRIGHT_THOROUGH"))
SEEDS: Final = range(21) if THOROUGH else range(1)
SAMPLE: Final = sorted(IODS) if THOROUGH else ["10011", "2010"]


@pytest.fixture(autouse=True)
def installed() -> None:
    """Skip the test where the validator is absent, but fail it in CI."""
    pixelmed()


def test_the_templates_that_it_knows_are_roots() -> None:
    assert set(IODS) < set(ROOTS)


def test_every_difference_has_a_section_that_decides() -> None:
    for each in differences():
        assert each.keys() <= {"tid", "says", "where", "section", "because"}
        assert each["section"].startswith(("PS3.16 ", "PS3.3 "))
        assert each["because"]
        assert each.get("where", "") in KINDS
    said = [(each.get("tid"), each["says"]) for each in differences()]
    assert len(said) == len(set(said))


# --- what it says


def statements(paths: list[Path]) -> dict[Path, list[str]]:
    """Return the errors that it states of templates; a Java that compiles judges all files at once."""
    if which("javac") is None:
        return {path: errors_in(java("com.pixelmed.validate.DicomSRValidator", str(path))) for path in paths}
    said = java(str(HERE / "Judge.java"), *map(str, paths))
    blocks = (block.partition("\n") for block in said.split("File: ")[1:])
    return {Path(path): errors_in(rest) for path, _, rest in blocks}


def java(*arguments: str) -> str:
    command = [*pixelmed(), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 - files of tests


def errors_in(said: str) -> list[str]:
    assert "Root Template Validation Complete" in said, said
    lines = (" ".join(line.split()) for line in re.split(r"\n(?=\S)", said))
    return [line for line in lines if line.startswith(("Error: Template", "Internal Error"))]


# --- what of that is known


@cache
def differences() -> list[dict[str, Any]]:
    text = (HERE / "differences.toml").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text)["difference"]
    return found


def is_known(error: str) -> bool:
    return any(
        re.search(rf"Template {each.get('tid', '[0-9]+')}(?![0-9])", error)
        and each["says"] in error
        and KINDS[each.get("where", "")](error)
        for each in differences()
    )


def of_open_group(error: str) -> bool:
    """Tell whether a context group has the code in this edition, or may be extended."""
    found = re.search(r"Code \(([^,]+),([^,]+),.*\) not found in context group (\w+)", error)
    assert found is not None, error
    if f"CID{found[3]}" not in edition().names("cids"):
        return True
    group: Any = edition().named("cids", f"CID{found[3]}")
    return group.__info__.extensible or any(
        (code.value, code.scheme_designator) == (found[1], found[2]) for code in group
    )


def of_allowed_row(error: str) -> bool:
    """Tell whether no condition forbids the row in this edition: that of the last item that is named."""
    found = re.search(r"Template (\d+[a-z]?)", error)
    items = re.findall(r"\[Row \w+\] (\w+) (?:CID (\w+)|\((\w+),)", error)
    assert found is not None, error
    rows = [row for row in rows_of(found[1].upper()) if names(row, *items[-1])]
    return any(rule_of(row.required_if).otherwise == "may" for row in rows if row.required_if is not None)


def rows_of(tid: str) -> Iterator[Row]:
    template = edition().template(tid)
    assert template is not None, tid
    yield from template.by_number_.values()


def names(row: Row, value_type: str, cid: str, code: str) -> bool:
    """Tell whether a row is of a type, and named by a code; or has values of a group."""
    if cid:
        return row.value_type == value_type and f"'{cid}'" in repr(row.values)
    return row.value_type == value_type and [
        term.value for term in row.concept if hasattr(term, "scheme")
    ] == [code]


KINDS: Final = {"": lambda _: True, "group": of_open_group, "row": of_allowed_row}


# --- documents


def written(tid: str, seed: int, path: Path) -> bool:
    """Write a document of a template under its SOP class; tell whether it is made, and has no error here."""
    try:
        dataset = fitted(tid, seed).to_dataset()
    except InvalidValue:  # what the IOD does not have, as tests of every template know
        return False
    sop_class = edition().named("iods", IODS[tid]).sop_classes[0]
    dataset.SOPClassUID = dataset.file_meta.MediaStorageSOPClassUID = sop_class
    dataset.save_as(path, enforce_file_format=True)
    return not [each for each in validate(path).errors if each.module.startswith("TID ")]


@pytest.mark.parametrize("tid", SAMPLE)
def test_what_is_valid_has_known_errors_alone(tid: str, tmp_path: Path) -> None:
    paths = [path for seed in SEEDS if written(tid, seed, path := tmp_path / f"{tid}-{seed}.dcm")]
    assert paths
    unknown = [
        f"{path.stem}: {error}"
        for path, said in statements(paths).items()
        for error in said
        if not is_known(error)
    ]
    assert unknown == []


def test_a_report_of_two_regions_has_no_error(tmp_path: Path) -> None:
    ct, regions = image(), [region(image()), region(image(), "1.2.3.10")]
    report = MeasurementReport(
        CID7021.ImagingMeasurementReport,
        ObservationContext=observer(),
        ProcedureReported=[next(iter(CID100))],
        ImagingMeasurements=MeasurementReport.ImagingMeasurementsItem(
            PlanarROIMeasurementsAndQualitativeEvaluations=regions
        ),
    )
    path = tmp_path / "sr.dcm"
    report.to_document(Comprehensive3DSR, patient_and_study=ct).save(path)
    assert statements([path]) == {path: []}


def test_what_is_missing_is_an_error_of_both(tmp_path: Path) -> None:
    path = tmp_path / "sr.dcm"
    assert written("10011", 0, path)
    dataset = pydicom.dcmread(path)
    without(dataset, "113705")
    dataset.save_as(path)
    (said,) = statements([path]).values()
    assert [error for error in said if "Missing required content item" in error]
    ours = [each.code for each in validate(path).errors if each.module.startswith("TID ")]
    assert ours == ["missing-content-item"]


def without(dataset: Dataset, code: str) -> None:
    """Remove the items of a concept."""
    kept = [item for item in dataset.ContentSequence if item.ConceptNameCodeSequence[0].CodeValue != code]
    assert len(kept) < len(dataset.ContentSequence)
    dataset.ContentSequence = deepcopy(kept)
