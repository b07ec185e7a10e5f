"""Documents that keep their templates are read whole, written again as valid, and read back the same."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import pytest
from content.reports import image

from dicomwright.iods import Comprehensive3DSR, KeyObjectSelectionDocument, MammographyCADSR
from dicomwright.runtime import InvalidValue
from dicomwright.runtime.content import Reference, items_below
from dicomwright.runtime.content.reading import _walk
from dicomwright.runtime.vocabulary.registry import edition
from dicomwright.testing.content.making import Making, Unmakeable
from dicomwright.testing.content.writing import document

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOTS: Final = [tid for tid in edition().templates if edition().template(tid).info_.root]
COUNT: Final = 21 if os.environ.get("DICOMWRIGHT_THOROUGH") else 4
IODS: Final[dict[str, Any]] = {"2010": KeyObjectSelectionDocument, "4000": MammographyCADSR}
"""What documents of a template are, where it is not all that others can be."""


def documents(tid: str) -> Iterator[Any]:
    """Make the least that a template demands, and some of the rest at random."""
    for seed in range(COUNT):
        with suppress(Unmakeable):
            made = Making(edition().template(tid), f"{tid} read {seed}", (0.7, 1.2)[seed % 2] if seed else 0)
            yield iod(tid).from_dataset(document(made.root, tid, named=bool(seed % 2)))


def iod(tid: str) -> Any:
    return IODS.get(tid, Comprehensive3DSR)


def evidence(given: Any) -> list[Reference]:
    """Return where all is that a document refers to."""
    found = [
        item.ReferencedSOPSequence[0] for item in items_below(given) if item.value_("ReferencedSOPSequence")
    ]
    places: dict[str, Any] = {"StudyInstanceUID": "1.2.3", "SeriesInstanceUID": "1.2.3.6"}
    return [Reference(each.ReferencedSOPClassUID, each.ReferencedSOPInstanceUID, **places) for each in found]


def said(of: Any) -> list[Any]:
    """Return what items say, in any order of those that stand together, but for places and headings."""
    found: list[Any] = []
    for item in of.ContentSequence or ():
        own = item.to_dataset()
        for keyword in {"ContentSequence", "ReferencedContentItemIdentifier", "ContentTemplateSequence"} & {
            *own.dir()
        }:
            delattr(own, keyword)
        found.append((str(own).replace(" '", "'"), said(item)))  # a blank at the end means nothing
    return sorted(found)


@pytest.mark.parametrize("tid", ROOTS)
def test_valid_documents_are_read_whole(tid: str) -> None:
    cls = edition().template(tid)
    done = 0
    for given in documents(tid):
        read = cls.from_content(given)
        lost = [item for entry in _walk(read) for item in entry.others]
        assert lost == [], [(item.ValueType, item.ConceptNameCodeSequence) for item in lost]
        try:
            again = read.to_document(iod(tid), patient_and_study=image(), evidence=evidence(given))
        except InvalidValue as refused:  # what the tables of relationships of the IOD do not have
            assert re.search(" below | has no items of type ", str(refused))  # noqa: PT017
            continue
        done += 1
        assert said(again) == said(given)
        assert [each for each in again.validate().errors if each.module.startswith("TID")] == []
        back = cls.from_content(again)
        if back != read:  # of two rows that say the same, one that stands elsewhere may be the other
            third = back.to_document(iod(tid), patient_and_study=image(), evidence=evidence(given))
            assert said(third) == said(given)
        assert len(list(items_below(again))) == len(list(items_below(given)))
    assert done
