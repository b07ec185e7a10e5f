"""Codes are found by value, by what SNOMED RT called them, and by words; those of a scheme, of a group, and all."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, ClassVar

import pytest
from pydicom.sr.coding import Code

from dicomwright import codes
from dicomwright.cids import CID4, CID244
from dicomwright.codes import SCT, UCUM
from dicomwright.lookup.codes import codes_in, codes_of, codes_of_retired
from dicomwright.lookup.searching import table_of
from dicomwright.runtime import CodingScheme, ContextGroup, code, member
from dicomwright.runtime.vocabulary.registry import edition

if TYPE_CHECKING:
    from dicomwright.lookup.table import Line


@pytest.mark.parametrize("name", edition().names("codes"))
def test_all_the_codes_of_a_scheme_can_be_looked_up(name: str) -> None:
    scheme: type[CodingScheme] = getattr(codes, name)
    lines: list[Line] = [line for line in table_of(edition()).lines() if line.kind == f"code {name}"]
    assert {line.key: line.title for line in lines} == {one.value: one.meaning for one in scheme}
    for one in [*scheme][:: max(1, len(scheme) // 20)]:
        (found,) = codes_in(name, one.value, edition())
        assert found[2:] == (one.value, one.scheme_designator, one.meaning)
        assert getattr(scheme, found.name) == one
        assert codes_in(name, found.name.upper(), edition()) == (found,)


@pytest.mark.parametrize(
    "query", ["64033007", "t-71000", " kidney ", "SCT.kidny", "left kidney", "kidney nothing"]
)
def test_the_likeliest_comes_first(query: str) -> None:
    assert codes.search(query)[0] == SCT.Kidney


def test_words_stand_in_any_order_and_may_be_cut() -> None:
    assert codes.search("kidney left wid")[0].meaning == "Left Kidney width"
    assert codes.search("width LEFT KIDNEY")[0].meaning == "Left Kidney width"
    assert {found.meaning for found in codes.search("left kidney")[:4]} >= {"Kidney", "Left Kidney length"}
    assert len(codes.search("artery", limit=3)) == 3


@pytest.mark.parametrize("query", ["", "'", "1.2.3", "xyzzy", "T-99999"])
def test_what_means_nothing(query: str) -> None:
    assert codes.search(query) == ()


def test_values_by_scheme() -> None:
    known = edition()
    assert [one.scheme for one in codes_of("mm", known)] == ["UCUM"]
    assert codes_in("SCT", "liver", known) == codes_in("SCT", "10200004", known)
    assert codes_in("DCM", "10200004", known) == ()
    assert [one.value for one in codes_of_retired("T-62000", known)] == ["10200004"]
    assert codes_of_retired("10200004", known) == ()


def test_a_scheme_and_a_group_search_their_own() -> None:
    assert SCT.search("kidny")[0] == SCT.Kidney
    assert UCUM.search("mm")[0] == UCUM.Millimeter
    assert UCUM.Millimeter not in SCT.search("mm")
    assert CID4.search("adomen")[0] is CID4.Abdomen
    assert CID4.search("AbdomenAndPelvis")[0] is CID4.AbdomenAndPelvis
    assert CID244.search("left") == (CID244.Left,)
    assert CID244.search("kidney") == ()


def test_classes_of_ones_own_search_too() -> None:
    class Ours(CodingScheme, designator="99 OURS"):
        Spleeen: ClassVar[Code] = code("1", "Spleen | of ours")

    class Group(ContextGroup):
        Ours: ClassVar[Code] = member("1", "99 OURS", "Spleen")

    assert Ours.search("splen") == (Code("1", "99 OURS", "Spleen | of ours"),)
    assert Group.search("1") == (Group.Ours,)


def test_nothing_heavy_is_loaded() -> None:
    program = (
        "import sys; from dicomwright import codes; from dicomwright.lookup import search;"
        "assert search('T-62000') and search('left kidney');"
        "assert not {'pydicom', 'numpy'} & {*sys.modules}"
    )
    subprocess.run([sys.executable, "-c", program], check=True)  # noqa: S603 - our own
