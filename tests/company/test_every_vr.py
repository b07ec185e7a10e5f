"""Every VR in every uncompressed syntax, as Orthanc takes, gives back, decodes and encodes it: the values are ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from company.servers import HOST
from pydicom.tag import Tag
from pydicom.uid import ExplicitVRLittleEndian
from pydicom.valuerep import STANDARD_VR
from runtime.every_vr import instances, values
from runtime.test_writing import UNCOMPRESSED

if TYPE_CHECKING:
    from collections.abc import Callable

    import requests
    from company.servers import Server
    from pydicom.dataelem import DataElement
    from pydicom.dataset import Dataset
    from pydicom.uid import UID

    Parse = Callable[[str], list[object]]


def each(parse: Callable[[str], object]) -> Parse:
    """Return how several values in one text are told apart."""
    return lambda text: [parse(value) for value in text.split("\\")] if text else []


def whole(text: str) -> list[object]:
    return [text] if text else []


def tag(text: str) -> int:
    return Tag(text.replace(",", ""))


TEXTS: dict[str, Parse] = {
    **dict.fromkeys(("AE", "AS", "CS", "DA", "DT", "LO", "PN", "SH", "TM", "UI", "UC"), each(str)),
    **dict.fromkeys(("LT", "ST", "UR", "UT"), whole),
    **dict.fromkeys(("IS", "SL", "SS", "SV", "UL", "US", "UV"), each(int)),
    **dict.fromkeys(("DS", "FD", "FL"), each(float)),
    "AT": each(tag),
}
"""What the text that Orthanc shows of a value means, by VR."""

HIDDEN = {"OB", "OD", "OF", "OL", "OV", "OW", "SV", "UN", "UV"}
"""VRs of which Orthanc may show that there is a value, and not which."""

LONG = 256
"""Characters of a text that Orthanc shows."""


@pytest.fixture(params=UNCOMPRESSED, ids=lambda uid: uid.keyword)
def syntax(request: pytest.FixtureRequest) -> UID:
    found: UID = request.param
    return found


def stored(archive: Server, rest: requests.Session, data: bytes) -> str:
    """Return the address of what an archive was given."""
    address = f"http://{HOST}:{archive.rest}"
    answer = rest.post(f"{address}/instances", data=data)
    assert answer.ok, answer.text
    return f"{address}{answer.json()['Path']}"


def test_it_gives_back_what_it_took(orthanc_archive: Server, rest: requests.Session, syntax: UID) -> None:
    for instance in instances():
        data = instance.to_bytes(syntax, validated=False)
        again = values(rest.get(f"{stored(orthanc_archive, rest, data)}/file").content)
        assert again.file_meta.TransferSyntaxUID == syntax
        assert again == values(data)


def test_it_encodes_the_same(orthanc_archive: Server, rest: requests.Session, syntax: UID) -> None:
    names = ["StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID"]
    order = {"Transcode": ExplicitVRLittleEndian, "Keep": names, "Force": True}
    for instance in instances():
        data = instance.to_bytes(syntax, validated=False)
        answer = rest.post(f"{stored(orthanc_archive, rest, data)}/modify", json=order)
        assert answer.ok, answer.text
        assert answer.content != data  # or it has not done it
        again = values(answer.content)
        assert again.file_meta.TransferSyntaxUID == ExplicitVRLittleEndian
        assert again == instance.to_dataset()


def test_it_shows_the_same(orthanc_archive: Server, rest: requests.Session, syntax: UID) -> None:
    seen = set[str]()
    for instance in instances():
        address = stored(orthanc_archive, rest, instance.to_bytes(syntax, validated=False))
        seen |= compare(rest.get(f"{address}/tags").json(), instance.to_dataset())
    assert seen >= TEXTS.keys() - HIDDEN - {"UC", "UT"} | {"SQ"}


def compare(tags: dict[str, Any], dataset: Dataset) -> set[str]:
    """Compare what Orthanc shows of a data set with ours, and return the VRs whose values it shows."""
    names = {f"{element.tag.group:04x},{element.tag.element:04x}": element for element in dataset}
    assert {name for name in tags if not name.startswith("0002")} == names.keys()
    return set[str]().union(*(compare_element(tags[name], element) for name, element in names.items()))


def compare_element(shown: dict[str, Any], element: DataElement) -> set[str]:
    value = shown["Value"]
    match shown["Type"]:
        case "Sequence":
            assert len(value) == len(element.value)
            return {"SQ"}.union(*map(compare, value, element.value))
        case "String":
            count = 1 if element.VR == "AT" else None  # of several tags, Orthanc shows the first
            assert TEXTS[element.VR](value) == ours(element)[:count], element.keyword
            return {element.VR}
        case "TooLong":
            assert len(element.value) > LONG
        case hidden:
            assert (hidden, value, element.VR in HIDDEN) == ("Null", None, True), element.keyword
    return set()


def ours(element: DataElement) -> list[object]:
    return list(element.value) if element.VM > 1 else [element.value] * element.VM


def test_the_samples_have_every_vr() -> None:
    used = {element.VR for instance in instances() for element in instance.to_dataset()}
    assert used == {vr.value for vr in STANDARD_VR}
    assert used == TEXTS.keys() | HIDDEN | {"SQ"}
