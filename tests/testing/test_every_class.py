"""Of every class that is stored: made objects break no rule, are read by all peers, and judged by one."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import gdcm
import pydicom
import pytest
from peers import iod_errors, run
from testing.every import SAMPLED, SEEDS, STORED, name_of

from dicomwright.runtime import read
from dicomwright.runtime.vocabulary.registry import edition
from dicomwright.testing import example, minimal

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwright.runtime import IOD

UNKNOWN: Final = "Error - Information Object Not found"


class Disputed(NamedTuple):
    """An error of dciodvfy that the standard does not bear out: the section that decides, and why."""

    iod: str
    error: str
    section: str
    reason: str


@cache
def disputed() -> tuple[Disputed, ...]:
    found = tomllib.loads(Path(__file__).with_name("disputed.toml").read_text(encoding="utf-8"))
    return tuple(Disputed(**each) for each in found["disputed"])


def checked(made: IOD, path: Path) -> bytes:
    """Judge an object, write it, and read it by all who can."""
    assert made.validate().errors == ()
    made.save(path)
    data = path.read_bytes()
    again = read(path)
    assert type(again) is type(made)
    assert again.problems == ()
    assert again.to_bytes() == data
    assert pydicom.dcmread(BytesIO(data)) == made.to_dataset()
    reader = gdcm.Reader()
    reader.SetFileName(str(path))
    assert reader.Read()
    dumped = run("dcmdump", "-q", path)
    assert (dumped.returncode, dumped.stderr) == (0, "")
    assert run("dcmftest", path).stdout.startswith("yes:")
    return data


@pytest.mark.parametrize("uid", STORED, ids=name_of)
def test_minimal(uid: str, tmp_path: Path, stored: Callable[[bytes], str]) -> None:
    iod: Any = edition().iod_of(uid)
    path = tmp_path / "minimal.dcm"
    data = checked(minimal(iod, sop_class=uid), path)
    assert stored(data) == "Success"
    found = [error for error in iod_errors(path) if error != UNKNOWN]
    expected = [each for each in disputed() if re.fullmatch(each.iod, iod.__name__)]
    assert [error for error in found if not any(re.search(each.error, error) for each in expected)] == []
    assert [each for each in expected if not any(re.search(each.error, error) for error in found)] == []


@pytest.mark.parametrize("uid", SAMPLED, ids=name_of)
def test_examples(uid: str, tmp_path: Path, stored: Callable[[bytes], str]) -> None:
    iod: Any = edition().iod_of(uid)
    for seed in SEEDS:
        data = checked(example(iod, seed, sop_class=uid), tmp_path / f"{seed}.dcm")
        assert stored(data) == "Success"


def test_what_is_disputed_is_little() -> None:
    """Of what dciodvfy knows, nearly all is without an error."""
    assert all(each.section and each.reason for each in disputed())
    assert len(Counter(each.iod for each in disputed())) <= 8
