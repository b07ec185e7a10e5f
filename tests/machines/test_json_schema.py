"""`dicomwright export json-schema`: schemas that accept what is valid, and refuse what is broken."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pydicom
import pytest
from committed import SHARED, edition
from jsonschema import Draft202012Validator
from machines.objects import IODS, SAMPLED, THOROUGH, class_of, in_json, named

from dicomwright.generator.export.json_schema import json_schema
from dicomwright.runtime import read
from dicomwright.testing import broken, example, minimal

if TYPE_CHECKING:
    from dicomwright.generator.facts import Iod

pytestmark = pytest.mark.filterwarnings(
    "ignore:Invalid value for VR:UserWarning"
)  # pydicom's, of what is broken

CORPUS = SHARED / "corpus" / "files"
LARGEST = 700_000
"""Characters of a schema."""


@cache
def validator(iod: Iod) -> Draft202012Validator:
    return Draft202012Validator(json_schema(edition(), iod))


def faults(name: str, instance: dict[str, Any]) -> list[str]:
    return [fault.message for fault in validator(named(name)).iter_errors(instance)]


@pytest.mark.parametrize("iod", IODS if THOROUGH else IODS[::60], ids=lambda iod: iod.name)
def test_a_schema_is_a_schema(iod: Iod) -> None:
    Draft202012Validator.check_schema(validator(iod).schema)


@pytest.mark.parametrize("iod", SAMPLED, ids=lambda iod: iod.name)
def test_what_is_valid_is_accepted(iod: Iod) -> None:
    cls = class_of(iod)
    assert len(json.dumps(validator(iod).schema)) < LARGEST
    for made in (minimal(cls), *(example(cls, seed) for seed in range(3 if THOROUGH else 1))):
        assert [fault.message for fault in validator(iod).iter_errors(in_json(made))] == []


@pytest.mark.parametrize("iod", SAMPLED, ids=lambda iod: iod.name)
def test_what_is_broken_is_refused(iod: Iod) -> None:
    """Missing and empty attributes, wrong values, too many or too few, items and groups: one fault each."""
    every = list(broken(class_of(iod)))
    assert every
    accepted = [
        fault.expected
        for fault in (every if THOROUGH else every[::3])
        if validator(iod).is_valid(in_json(fault.instance))
    ]
    assert accepted == []


@cache
def ct() -> dict[str, Any]:
    return in_json(minimal(class_of(named("CT Image"))))


def changed(**elements: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever JSON holds
    """Return the minimal CT image with attributes, by keyword; None takes one away."""
    found = dict(ct())
    for keyword, element in elements.items():
        tag = f"{pydicom.datadict.tag_for_keyword(keyword):08X}"
        found.pop(tag, None)
        if element is not None:
            found[tag] = element
    return found


CODE = {"00080100": {"vr": "SH", "Value": ["1"]}, "00080104": {"vr": "LO", "Value": ["cat"]}}
SCHEME = {"00080102": {"vr": "SH", "Value": ["SCT"]}}
CONDITIONS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "of a value": (
        {"PatientIdentityRemoved": {"vr": "CS", "Value": ["YES"]}},
        {"DeidentificationMethod": {"vr": "LO", "Value": ["removed"]}},
    ),
    "of presence": (
        {"WindowCenter": {"vr": "DS", "Value": [40]}},
        {"WindowWidth": {"vr": "DS", "Value": [400]}},
    ),
    "of absence": (
        {
            "PatientAlternativeCalendar": None,
            "PatientBirthDateInAlternativeCalendar": {"vr": "LO", "Value": ["1"]},
        },
        {"PatientAlternativeCalendar": {"vr": "CS", "Value": ["JULIAN"]}},
    ),
    "of a module that is not mandatory": (
        {"ContrastBolusRoute": {"vr": "LO", "Value": ["oral"]}},
        {"ContrastBolusAgent": {"vr": "LO"}},
    ),
    "in an item": (
        {"ProcedureCodeSequence": {"vr": "SQ", "Value": [CODE]}},
        {"ProcedureCodeSequence": {"vr": "SQ", "Value": [CODE | SCHEME]}},
    ),
}
"""What demands more, and what is then demanded."""


@pytest.mark.parametrize(("demanding", "demanded"), CONDITIONS.values(), ids=CONDITIONS)
def test_conditions_are_said(demanding: dict[str, Any], demanded: dict[str, Any]) -> None:
    assert faults("CT Image", changed(**demanding))
    assert faults("CT Image", changed(**{**demanding, **demanded})) == []


def test_what_a_condition_forbids_is_refused() -> None:
    """Planar Configuration is of images with several samples alone (PS3.3 C.7.6.3)."""
    assert faults("CT Image", changed(PlanarConfiguration={"vr": "US", "Value": [0]}))
    assert faults("CT Image", ct()) == []


def test_constraints_on_values_are_said() -> None:
    """Of the distances between pixels none is negative (PS3.3 10.7.1.3)."""
    assert faults("CT Image", changed(PixelSpacing={"vr": "DS", "Value": [0.5, -0.5]}))
    assert faults("CT Image", changed(PixelSpacing={"vr": "DS", "Value": [0.5, 0.5]})) == []


def test_what_the_standard_leaves_open_is_accepted() -> None:
    more = {"00090010": {"vr": "LO", "Value": ["mine"]}, "00091001": {"vr": "UN", "InlineBinary": "AAA="}}
    assert faults("CT Image", {**ct(), **more}) == []
    assert faults("CT Image", changed(PixelData={"vr": "OW", "BulkDataURI": "../bulk/1"})) == []
    assert faults("CT Image", {**ct(), "0009001": {"vr": "LO"}})  # no tag


def test_no_valid_file_of_others_is_refused() -> None:
    """Of the corpus: what the validator finds no error in."""
    if not CORPUS.is_dir():
        pytest.skip("the corpus (../shared/corpus) is not beside this checkout")
    iods = {class_of(iod).__name__: iod for iod in IODS}
    judged = 0
    for path in sorted(Path(CORPUS).rglob("*"))[:: 1 if THOROUGH else 40]:
        instance = _valid(path)
        if instance is not None and type(instance).__name__ in iods:
            judged += 1
            found = validator(iods[type(instance).__name__]).iter_errors(in_json(instance))
            assert [fault.json_path for fault in found] == [], path.name
    assert judged > (20 if THOROUGH else 0)


def _valid(path: Path) -> Any:  # noqa: ANN401 - an object of any IOD
    """Return the object of a file that is valid; None of any other."""
    if not path.is_file() or path.stat().st_size > 1_000_000:
        return None
    try:
        instance = read(path)
        return None if instance.problems or instance.validate().errors else instance
    except Exception:  # noqa: BLE001 - of whatever reason: then it is not valid
        return None
