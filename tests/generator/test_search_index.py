"""What can be looked up of an edition: a line for each thing, from the snapshot alone."""

from __future__ import annotations

from collections import Counter

import pytest
from committed import SNAPSHOT

from dicomwright.generator.errors import OutputError
from dicomwright.generator.facts import DataElement, Edition
from dicomwright.generator.render.search_index import Listing, entries, render_search_index
from dicomwright.generator.snapshot import read_snapshot


@pytest.fixture(scope="module")
def listings() -> dict[tuple[str, str], Listing]:
    found = [*entries(read_snapshot(SNAPSHOT))]
    keyed = {(each.kind, each.key): each for each in found}
    assert len(keyed) == len(found)
    return keyed


def test_every_kind_is_there(listings: dict[tuple[str, str], Listing]) -> None:
    counts = Counter(kind.partition(" ")[0] for kind, _ in listings)
    least = {"attribute": 5_000, "cid": 1_300, "code": 14_000, "iod": 170, "macro": 190, "module": 350}
    assert {kind: counts[kind] for kind in least if counts[kind] < least[kind]} == {}
    assert counts["uid"] > 500
    assert counts["template"] > 150


def test_what_things_are_called_besides(listings: dict[tuple[str, str], Listing]) -> None:
    assert listings["module", "ImagePlane"].others == ("C.7.6.2",)
    assert listings["attribute", "SegmentSequence"].others == ("00620002", "SegmentItem")
    assert "MONOCHROME1" in listings["attribute", "PhotometricInterpretation"].others
    assert "1.2.840.10008.6.1.2" in listings["cid", "4"].others
    assert listings["template", "1500"].others == ("TID1500", "MeasurementReport")
    assert listings["code SCT", "64033007"].title == "Kidney"


def test_what_is_used_more_counts_more(listings: dict[tuple[str, str], Listing]) -> None:
    assert listings["module", "Patient"].uses > 100 > listings["module", "CTImage"].uses
    assert listings["attribute", "StudyComments"].retired
    assert listings["code SCT", "64033007"].uses > listings["code SCT", "274231001"].uses


@pytest.mark.parametrize("name", ["a|b", "a\nb"])
def test_a_name_that_a_line_cannot_have_is_refused(name: str) -> None:
    element = DataElement(
        tag="00100010", name=name, keyword="X", vr=("PN",), vm=("1",), retired=False, note="", table="6-1"
    )
    with pytest.raises(OutputError, match="attribute X"):
        list(render_search_index(Edition(name="2025e", data_elements=(element,))))
