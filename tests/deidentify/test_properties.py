"""What holds of all objects, profiles and orders: validity, a second time, one key and another, references, pixels."""

from __future__ import annotations

import os
from random import Random
from typing import TYPE_CHECKING, Any, Final

import pytest
from deidentify.files import FILES, PROFILES, SAMPLE, read_or_none
from deidentify.marking import errors
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dicomwright import iods
from dicomwright.deidentify import Deidentifier, Profile, Refused, deidentify
from dicomwright.deidentify.profile import CODES
from dicomwright.iods import CTImage, EnhancedMRImage
from dicomwright.runtime.conversion.contents import content_of
from dicomwright.runtime.errors import CodecError, InvalidValue, UnreadableFile
from dicomwright.runtime.trees.tree import DataSet
from dicomwright.runtime.values.stored import Fragments
from dicomwright.testing import example, instances

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwright.runtime import IOD

THOROUGH: Final = bool(os.environ.get("DICOMWRIGHT_THOROUGH"))
KEY: Final = b"key"
CLASSES: Final = [
    name for name in iods.__all__ if getattr(iods, name).sop_classes and name != "BasicDirectory"
]
KINDS: Final = ("CTImage", "EnhancedMRImage", "RTPlan", "ComprehensiveSR", "GeneralECG", "Segmentation")
OPTIONS: Final = sorted(CODES)
_DATES: Final = {"retain_longitudinal_full_dates", "retain_longitudinal_modified_dates"}
_CODING_SCHEME: Final = 0x0008010C
_PIXELS: Final = (0x7FE00010, 0x7FE00008, 0x7FE00009)


def profile_of(options: set[str]) -> Profile:
    """The profile with some options, of which two exclude each other."""
    chosen = options - {"retain_longitudinal_full_dates"} if options >= _DATES else options
    values: dict[str, Any] = dict.fromkeys(chosen, True)
    return Profile(burned_in="list", documents="dummy", **values)


def check(source: IOD, profile: Profile) -> None:
    """Nothing becomes wrong, and a second time changes nothing."""
    once, _ = deidentify(source, profile, key=KEY)
    before = errors(source)
    assert [error for error in errors(once) if error not in before] == []
    twice, _ = deidentify(once, profile, key=KEY)
    if not (profile.retain_uids and profile.retain_longitudinal_modified_dates):
        assert twice.to_bytes(validated=False) == once.to_bytes(validated=False)
    else:  # nothing tells that dates were shifted
        assert errors(twice) == errors(once)


@pytest.mark.parametrize("name", KINDS)
def test_no_random_object_becomes_wrong(name: str) -> None:
    @given(instances(getattr(iods, name)), st.sets(st.sampled_from(OPTIONS)))
    @settings(
        max_examples=150 if THOROUGH else 8,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    def holds(source: IOD, options: set[str]) -> None:
        check(source, profile_of(options))

    holds()


@pytest.mark.parametrize("name", CLASSES if THOROUGH else CLASSES[::10])
def test_no_example_becomes_wrong(name: str) -> None:
    random = Random(name)  # noqa: S311 - nothing is secret
    for seed in range(5 if THOROUGH else 1):
        options = set(random.sample(OPTIONS, random.randint(0, 4)))
        check(example(getattr(iods, name), seed), profile_of(options))


def test_neither_the_order_nor_the_run_matters() -> None:
    profile = PROFILES["options"]
    sources = [example(cls, seed) for cls in (CTImage, EnhancedMRImage) for seed in range(4)]
    forward = Deidentifier(profile, key=KEY)
    backward = Deidentifier(profile, key=KEY)
    found = [forward.deidentify(source)[0].to_bytes(validated=False) for source in sources]
    others = [backward.deidentify(source)[0].to_bytes(validated=False) for source in reversed(sources)]
    assert found == others[::-1]
    for key in (None, b"another"):
        third = Deidentifier(profile, key=key)
        assert third.deidentify(sources[0])[0].to_bytes(validated=False) != found[0]


def test_padding_makes_no_other_patient() -> None:
    profile = Profile(retain_longitudinal_modified_dates=True)
    days = set()
    for patient in ("42", "42 ", " 42"):
        source = example(CTImage, 1)
        source.PatientID, source.StudyDate = patient, "20250607"
        days.add(str(Deidentifier(profile, key=KEY).deidentify(source)[0].StudyDate))
    assert len(days) == 1


def test_ages_above_89_are_kept_by_choice_alone() -> None:
    kept = Profile(retain_patient_characteristics=True)
    for age, said in {"089Y": "089Y", "090Y": "090Y", "103Y": "090Y", "999M": "999M", "012W": "012W"}.items():
        source = example(CTImage, 1)
        source.PatientAge = age
        assert deidentify(source, kept)[0].PatientAge == said
        every = Profile(retain_patient_characteristics=True, ages_above_89="keep")
        assert deidentify(source, every)[0].PatientAge == age
        assert deidentify(source)[0].PatientAge is None


def uids(data: DataSet) -> Iterator[str]:
    """UIDs of a data set and its items, in their order, but of coding schemes; an empty text where there is none."""
    for tag, (vr, value) in data.elements.items():
        if isinstance(value, list):
            for item in value:
                yield from uids(item)
        elif vr == "UI" and isinstance(value, bytes) and tag != _CODING_SCHEME:
            yield from value.decode("latin-1").strip(" \0").split("\\")


def everything(obj: IOD) -> set[str]:
    return set(uids(content_of(obj).dataset)) - {""}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.skipif(not FILES, reason="the corpus (../shared/corpus) is not beside this checkout")
def test_references_of_files_hold_and_pixels_are_the_same() -> None:
    run = Deidentifier(Profile(burned_in="list", documents="keep"), key=KEY)
    new: dict[str, str] = {}
    referring = pixels = 0
    for path in SAMPLE:
        source = read_or_none(path)
        try:
            found = None if source is None else run.deidentify(source)[0]
        except Refused:
            continue
        if source is None or found is None:
            continue
        old, now = content_of(source).dataset.elements, content_of(found).dataset.elements
        for tag in (0x00080018, 0x0020000D, 0x0020000E, 0x00200052):
            if tag in old and tag in now:
                before, after = (next(uids(DataSet({tag: each[tag]})), "") for each in (old, now))
                assert new.setdefault(before, after) == after
        for tag in _PIXELS:
            if tag in old:
                pixels += 1
                assert _alike(source, found, old[tag][1], now[tag][1]), path.name
        left = everything(source) & everything(found)
        assert {uid for uid in left if not uid.startswith("1.2.840.10008.")} <= set(), path.name
        referring += len(everything(found))
    assert len(set(new.values())) == len(new)
    assert min(referring, pixels) > 20


def _alike(source: IOD, found: IOD, old: Any, now: Any) -> bool:  # noqa: ANN401 - bytes, or fragments
    """Whether pixels are the same: to the byte, or, of compressed frames without their comments, decoded."""
    if isinstance(old, bytes) and isinstance(now, bytes):
        return old == now
    try:
        return bool((source.pixel_array == found.pixel_array).all())
    except (InvalidValue, CodecError, UnreadableFile):  # of what nobody can decode
        return isinstance(old, Fragments) and isinstance(now, Fragments) and old.items == now.items
