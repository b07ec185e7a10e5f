"""Every code that pydicom has by a name is an equal one of ours by that name, or stands in a list with the reason."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from generator.pydicom_names import MEASURED
from lookup.pydicom_codes import explained, of_groups, of_schemes, reasons
from pydicom.sr.codedict import codes as theirs

from dicomwright.cids import CID4
from dicomwright.codes import SCT

if TYPE_CHECKING:
    from lookup.pydicom_codes import Verdict


def test_every_name_of_pydicom_is_ours_or_is_explained() -> None:
    found: dict[str, Verdict] = dict(chain(of_schemes(), of_groups()))
    differing = {name: verdict for name, verdict in found.items() if verdict != "same"}
    listed = explained()
    assert len(found) > 45_000
    assert not {name: verdict for name, verdict in differing.items() if listed.get(name) != verdict}
    if MEASURED:
        assert differing == listed
    assert all(len(reason) > 20 for reason in reasons().values())


def test_what_is_the_same_is_equal() -> None:
    assert theirs.SCT.Kidney == SCT.Kidney
    assert theirs.cid4.Abdomen == CID4.Abdomen
    assert theirs.CID4.Abdomen in CID4
