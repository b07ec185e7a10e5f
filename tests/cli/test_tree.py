"""`dicomwright tree`: the content of a document, the rows that its items are, and marks where something is wrong."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pydicom
import pytest
from content.test_hostile import coded, item, put
from content.wrapping import document_template

from dicomwright.cli import main
from dicomwright.cli.tree import described
from dicomwright.iods import ComprehensiveSR, CTImage
from dicomwright.runtime.trees.tree import DataSet
from dicomwright.runtime.validation.content.items import VALUE_TYPE, tree_of
from dicomwright.testing import minimal
from dicomwright.testing.content.making import Making
from dicomwright.testing.content.writing import document

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pydicom.dataset import Dataset


def written(path: Path, change: Callable[[Dataset], None] = lambda _: None) -> str:
    """Write a report with an image region, and a finding in it."""
    made = Making(document_template("1500"), "1500 0", 0.0)
    dataset = minimal(ComprehensiveSR).to_dataset()
    for element in document(made.root, "1500"):
        dataset[element.tag] = element
    change(dataset)
    stream = BytesIO()
    pydicom.dcmwrite(stream, dataset, enforce_file_format=True)
    path.write_bytes(stream.getvalue())
    return str(path)


def test_a_document_is_read_as_a_tree(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["tree", written(tmp_path / "report.dcm")])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith("[1500.1]")
    assert any(line.startswith("    Imaging Measurements") and line.endswith("[1500.6]") for line in lines)


def test_values_have_units_and_references_their_targets() -> None:
    """Numbers with their units, codes by their meaning, and images by class, instance, frames and segments."""
    root = DataSet({VALUE_TYPE: ("CS", b"CONTAINER ")})
    unit = coded(("mm", "UCUM"))
    number = item("NUM", ("G-A22A", "SRT"))
    number.elements[0x0040A300] = "SQ", [DataSet({0x0040A30A: ("DS", b"12.5"), 0x004008EA: unit})]
    finding = item("CODE", ("121071", "DCM"), "HAS CONCEPT MOD")
    finding.elements[0x0040A168] = coded(("4147007", "SCT"))
    image = item("IMAGE", ("121233", "DCM"), "SELECTED FROM")
    reference = {0x00081150: ("UI", b"1.2.840.10008.5.1.4.1.1.2\0"), 0x00081155: ("UI", b"1.2.3\0")}
    image.elements[0x00081199] = "SQ", [DataSet({**reference, 0x00081160: ("IS", b"1\\2 ")})]
    tree = tree_of(put(root, [number, finding, image]))
    assert [described(each) for each in tree[1:]] == [
        "G-A22A = 12.5 mm",
        "modified: 121071 = 4147007",
        "in: 121233 = CT Image Storage 1.2.3, frame 1, 2",
    ]


def test_what_is_wrong_is_marked_at_its_item(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def spoil(dataset: Dataset) -> None:
        dataset.ContentSequence[-1].RelationshipType = "HAS PROPERTIES"

    good = main(["tree", written(tmp_path / "good.dcm")]), capsys.readouterr().out
    bad = main(["tree", written(tmp_path / "bad.dcm", spoil)]), capsys.readouterr().out
    assert bad[0] == 1
    new = set(bad[1].splitlines()) - set(good[1].splitlines())
    assert any(line.startswith("!   ") and "Imaging Measurements" in line for line in new)
    assert any("[sr-relationship]" in line or "[template-relationship]" in line for line in new)
    assert all("  ^ ContentSequence[" not in line for line in bad[1].splitlines())


def test_what_is_wrong_around_the_content_is_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def spoil(dataset: Dataset) -> None:
        del dataset.PatientID, dataset.Modality

    good = main(["tree", written(tmp_path / "good.dcm")]), capsys.readouterr().out.splitlines()
    bad = main(["tree", written(tmp_path / "bad.dcm", spoil)]), capsys.readouterr().out.splitlines()
    assert bad[0] == 1
    assert [line for line in bad[1] if line not in good[1]] == [
        "and 2 findings of the document around its content: dicomwright validate"
    ]


def test_what_moves_the_cursor_is_escaped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def spoil(dataset: Dataset) -> None:
        dataset.ConceptNameCodeSequence[0].CodeMeaning = "a\x1b[31m"

    main(["tree", written(tmp_path / "report.dcm", spoil)])
    out = capsys.readouterr().out
    assert r"a\x1b[31m" in out
    assert "\x1b" not in out


@pytest.mark.parametrize("name", ["report.dcm", "image.dcm", "notes.txt"])
def test_what_is_no_document(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    path = tmp_path / name
    if name == "image.dcm":
        stream = BytesIO()
        pydicom.dcmwrite(stream, minimal(CTImage).to_dataset(), enforce_file_format=True)
        path.write_bytes(stream.getvalue())
    if name == "notes.txt":
        path.write_text("not DICOM")
    assert main(["tree", str(path)]) == 2
    assert name in capsys.readouterr().err
