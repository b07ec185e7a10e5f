"""Every IOD with all marked that is protected, wherever the IOD has it: nothing is left, and all stays valid."""

from __future__ import annotations

import os

import pytest
from deidentify.marking import BYTES, errors, left, marked

from dicomwright import iods
from dicomwright.deidentify import Profile, deidentify

THOROUGH = os.environ.get("DICOMWRIGHT_THOROUGH")
CLASSES = [name for name in iods.__all__ if getattr(iods, name).sop_classes and name != "BasicDirectory"]
SAMPLE = CLASSES if THOROUGH else CLASSES[::12]


@pytest.mark.parametrize("name", SAMPLE)
def test_nothing_is_left_and_nothing_becomes_wrong(name: str) -> None:
    source = marked(getattr(iods, name))
    before, bytes_before = errors(source), source.to_bytes(validated=False)
    assert left(bytes_before) == list(BYTES)
    found, record = deidentify(source, Profile(burned_in="list", documents="dummy"), key=b"key")
    assert left(found.to_bytes(validated=False)) == []
    assert [error for error in errors(found) if error not in before] == []
    assert source.to_bytes(validated=False) == bytes_before
    assert "MARKER" not in repr(record)


@pytest.mark.parametrize("name", SAMPLE[::3])
@pytest.mark.parametrize(
    "option",
    [
        "retain_longitudinal_modified_dates",
        "retain_longitudinal_full_dates",
        "retain_uids",
        "clean_structured_content",
        "clean_graphics",
        "retain_device_identity",
    ],
)
def test_with_an_option_nothing_becomes_wrong(name: str, option: str) -> None:
    source = marked(getattr(iods, name))
    before = errors(source)
    found, _ = deidentify(source, Profile(burned_in="list", documents="dummy", **{option: True}), key=b"key")
    assert [error for error in errors(found) if error not in before] == []
