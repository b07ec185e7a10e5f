"""The documents of the shared corpus, made by others, break no template."""

from __future__ import annotations

import pytest
from committed import SHARED

from dicomwright.iods import Comprehensive3DSR
from dicomwright.runtime.trees.reading import read_content
from dicomwright.runtime.validation import validate
from dicomwright.runtime.validation.content import matched_rows

FILES = SHARED / "corpus" / "files"
REPORT = "highdicom__sr_document_with_multiple_groups.dcm"
DOCUMENTS = (
    "dwv__tests__annotation__dwv034__sr-circle.dcm",
    "dwv__tests__annotation__dwv034__sr-protractor.dcm",
    "dwv__tests__annotation__dwv034__sr-rectangle.dcm",
    "dwv__tests__annotation__tid1500-0__sr-ellipse.dcm",
    REPORT,
    "pydicom__reportsi_with_empty_number_tags.dcm",
    "pydicom__test-SR.dcm",
)

pytestmark = pytest.mark.skipif(not FILES.is_dir(), reason="the shared corpus is not beside this checkout")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents_of_others_have_no_error(name: str) -> None:
    found = validate(FILES / name).findings
    assert [each for each in found if each.severity == "error" and each.module.startswith("TID")] == []


def test_items_are_matched_to_the_templates_that_their_groups_name() -> None:
    """All items of a report of highdicom are rows; a finding site is a concept modifier, as TID 1419 itself says."""
    root, rows = matched_rows(read_content(FILES / REPORT).dataset, Comprehensive3DSR)
    pending = [root]
    for item in pending:
        pending += item.children
    tids = [rows[item].owner.info_.tid for item in pending]
    assert {"1500", "1204", "1002", "1003", "1004", "1410", "1411", "1501", "1419", "300"} <= set(tids)
    (site,) = [item for item in pending if item.concept == ("363698007", "SCT") and rows[item].number == "2"][
        :1
    ]
    assert (rows[site].owner.info_.tid, site.relationship) == ("1419", "HAS CONCEPT MOD")
