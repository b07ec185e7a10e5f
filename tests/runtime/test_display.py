"""How objects are shown: printed by modules, with values that `repr` hides; as mappings of keywords; by signatures."""

from __future__ import annotations

import inspect
import io
import pydoc
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pytest
from committed import SHARED
from pydicom.dataset import Dataset
from pydicom.uid import CTImageStorage
from runtime.declared import CT, GeneralSeries
from runtime.test_objects import make_ct

from dicomwright.iods import CTImage
from dicomwright.runtime import DicomwrightError, read

CORPUS = SHARED / "corpus" / "files"


def image() -> Any:  # noqa: ANN401 - a CT
    ct = make_ct(PatientName="Doe^Jane", PixelData=np.zeros((4, 6), "u2"))
    ct.RelatedSeriesSequence = [
        GeneralSeries.RelatedSeriesItem(
            SeriesInstanceUID="1.3", ReferencedSOPClassUID="1.4", ReferencedSOPInstanceUID="1.5"
        )
    ]
    ct.private("ACME")[1] = "LO", "<private>"
    ct.extra["DetectorID"] = "D7"
    return ct


def test_print_shows_modules_attributes_and_values() -> None:
    lines = str(image()).splitlines()
    assert lines[0] == "CT"
    shown = [" ".join(line.split()) for line in lines]
    assert "(0010,0010) PatientName PN Doe^Jane" in shown
    assert "(0028,0010) Rows US 4" in shown  # which follows
    assert "(7FE0,0010) PixelData OB or OW array of uint16, 4 x 6" in shown
    at = shown.index("[0] GeneralSeries.RelatedSeriesItem")
    assert shown[at - 1] == "(0008,1250) RelatedSeriesSequence SQ 1 item"
    assert "(0020,000E) SeriesInstanceUID UI 1.3" in shown[at:]
    assert shown[-4:] == [
        "Beyond CT", "(0009,0010) LO ACME", "(0009,1001) LO <private>", "(0018,700A) DetectorID SH D7",
    ]  # fmt: skip


def test_modules_are_headings_in_the_order_of_the_table() -> None:
    dataset = Dataset()
    dataset.StudyInstanceUID, dataset.PatientName, dataset.SOPClassUID = "1.2", "Doe", CTImageStorage
    shown = [line.strip() for line in str(CTImage.from_dataset(dataset)).splitlines()]
    assert [line for line in shown if not line.startswith("(")] == [
        "CTImage",
        "Patient",
        "General Study",
        "SOP Common",
    ]
    assert shown[2].startswith("(0010,0010) PatientName")


def test_repr_shows_no_value() -> None:
    shown = repr(image())
    assert "Doe" not in shown
    assert "private" not in shown
    assert shown.startswith("<CT with ")


class Cells(HTMLParser):
    """The texts of the cells of a table; every element must end."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.cells: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        self.open.append(tag)
        if tag in {"td", "th"}:
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1] in {"td", "th"}:
            self.cells[-1] += data


def test_notebooks_show_a_table() -> None:
    parser = Cells()
    parser.feed(image()._repr_html_())
    assert parser.open == []
    assert {"Beyond CT", "(0010,0010)", "PatientName", "Doe^Jane", "<private>"} <= {*parser.cells}


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus (../shared/corpus) is not beside this checkout")
@pytest.mark.filterwarnings("ignore")
def test_every_file_of_the_corpus_can_be_printed() -> None:
    count = 0
    for path in sorted(CORPUS.iterdir()):
        try:
            found = read(path)
        except DicomwrightError:
            continue
        text = str(found)
        assert text.startswith(type(found).__name__)
        assert all(f" {keyword} " in text for keyword in found)
        parser = Cells()
        parser.feed(found._repr_html_())
        assert parser.open == []
        count += 1
    assert count > 150


def test_what_stays_in_its_file_is_not_loaded() -> None:
    built = image()
    built.PixelData = np.zeros((256, 256), "u2")
    found = CT.read(io.BytesIO(built.to_bytes(validated=False)), defer_size=1 << 10)
    assert "not loaded" in str(found)
    assert "PixelData" not in found.stored_


def test_an_object_is_read_as_a_mapping() -> None:
    ct = image()
    assert ct["PatientName"] == ct.PatientName
    assert ct["Rows"] == 4
    assert "PatientName" in ct
    assert "PatientSex" not in ct
    assert 3 not in ct
    assert [*ct] == [keyword for keyword in CT.attributes() if ct.is_set(keyword)]
    found = CT.read(ct.to_bytes(validated=False))
    assert {*ct} <= {*found}
    assert "RelatedSeriesSequence" in found
    (item,) = found.RelatedSeriesSequence
    assert [*item][:3] == ["ReferencedSOPClassUID", "ReferencedSOPInstanceUID", "SeriesInstanceUID"]
    assert item["SeriesInstanceUID"] == "1.3"
    with pytest.raises(KeyError, match="CT has no PatientNam; did you mean PatientName"):
        ct["PatientNam"]
    with pytest.raises(KeyError, match="PatientSex"):
        ct["PatientSex"]
    ct.PatientSex = None
    assert ct["PatientSex"] is None
    assert "PatientSex" in ct


def test_signatures_have_every_attribute_with_its_type() -> None:
    signature = inspect.signature(CTImage)
    assert signature.parameters.keys() == CTImage.attributes().keys()
    demanded = [name for name, one in signature.parameters.items() if one.default is inspect.Parameter.empty]
    assert tuple(demanded) == CTImage.demanded_()
    assert [*signature.parameters][: len(demanded)] == demanded
    assert "AccessionNumber: str | None = UNSET" in str(signature)
    assert "PatientName: OptionalName = UNSET" in pydoc.render_doc(CTImage)
    item = GeneralSeries.RelatedSeriesItem
    assert inspect.signature(item).parameters.keys() == item.attributes().keys()


def test_completion_offers_no_internals() -> None:
    names = [name for name in dir(image()) if not name.startswith("__")]
    assert {"PatientName", "save", "extra"} <= {*names}
    assert not [name for name in names if name.endswith("_")]
