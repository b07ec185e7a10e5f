"""Codes are found by value, by what SNOMED RT called them, and by words."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from dicomwright import codes
from dicomwright.runtime.vocabulary import search
from dicomwright.runtime.vocabulary.registry import edition
from dicomwright.runtime.vocabulary.search import codes_in, codes_of, codes_of_retired, find_codes

if TYPE_CHECKING:
    from dicomwright.runtime.vocabulary.codes import CodingScheme


def meanings(query: str) -> list[str]:
    return [found.meaning for found in find_codes(query)]


@pytest.mark.parametrize("name", edition().names("codes"))
def test_all_the_codes_of_a_scheme_are_known(name: str) -> None:
    scheme: type[CodingScheme] = getattr(codes, name)
    members = {
        key: getattr(scheme, key)
        for key, value in vars(scheme).items()
        if isinstance(value, tuple) and not key.startswith("_")  # as Python 3.13 has of each class
    }
    found = {one.name: one for one in search._codes() if one.scheme == name}
    assert {key: (one.value, one.designator, one.meaning) for key, one in found.items()} == {
        key: (code.value, code.scheme_designator, code.meaning) for key, code in members.items()
    }


@pytest.mark.parametrize("query", ["64033007", "T-71000", "t-71000", " kidney "])
def test_the_likeliest_comes_first(query: str) -> None:
    assert find_codes(query)[0].name == "Kidney"


def test_words_stand_in_any_order_and_may_be_cut() -> None:
    assert meanings("kidney left wid") == ["Left Kidney width"]
    assert meanings("LEFT KIDNEY")[0] == "Left Kidney length"
    assert meanings("Kidney")[0] == "Kidney"
    assert all("kidney" in meaning.casefold() for meaning in meanings("kidney"))


@pytest.mark.parametrize("query", ["", "'", "L", "1.2.3", "PatientNam", "kidney nothing", "T-99999"])
def test_what_means_nothing(query: str) -> None:
    assert not find_codes(query)


def test_values_by_scheme() -> None:
    assert [one.scheme for one in codes_of("mm")] == ["UCUM"]
    assert codes_in("SCT", "liver") == codes_in("SCT", "10200004")
    assert codes_in("DCM", "10200004") == ()
    assert codes_of_retired("10200004") == ()


def test_nothing_heavy_is_loaded() -> None:
    program = (
        "import sys; from dicomwright.runtime.vocabulary.search import find_codes;"
        "assert find_codes('T-62000') and find_codes('left kidney');"
        "assert not {'pydicom', 'numpy'} & {*sys.modules}"
    )
    subprocess.run([sys.executable, "-c", program], check=True)  # noqa: S603 - our own
