"""The pages of the site: all there, no link broken, small, and saying what the snapshots say."""

from __future__ import annotations

import html
import re
from functools import reduce
from typing import TYPE_CHECKING

import pytest
from browser.links import broken
from committed import EDITION

from dicomwright.runtime.vocabulary.registry import edition

if TYPE_CHECKING:
    from pathlib import Path

LIMIT = 200_000
LARGE = {
    "cid/7480.html",
    *(f"iod/Enhanced{name}Image.html" for name in ("CT", "MR", "MRColor", "XA", "XRF")),
    "iod/EnhancedUSVolume.html",
    "iod/MRSpectroscopy.html",
}
"""Pages of more than 200 kB: a context group of 1,600 codes, and the IODs with the most functional groups."""
ITEM = re.compile(r"<code>(\w+(?:\.\w+Item)+)</code>")
TAGS = re.compile(r"<[^>]+>")


@pytest.fixture(scope="session")
def files(site: Path) -> dict[str, str]:
    """Return the text of all files by path; a browser may have pages of its own there."""
    names = (site / "assets" / "files.txt").read_text("utf-8").splitlines()
    return {name: (site / name).read_text("utf-8") for name in names}


def words(files: dict[str, str], path: str) -> str:
    """Return what a page says, without its tags."""
    return " ".join(html.unescape(TAGS.sub(" ", files[path].partition("<main")[2])).split())


def test_no_link_is_broken(files: dict[str, str]) -> None:
    assert list(broken(files)) == []


def test_what_is_broken_is_found() -> None:
    page = '<p id="a"></p><p id="a"></p><a href="../b.html">b</a><a href="c.html#x">c</a><a href="#a">a</a>'
    made = {"d/p.html": page, "d/c.html": "<p></p>"}
    assert sorted(broken(made)) == [
        "d/p.html: ../b.html leads to no file",
        "d/p.html: c.html#x leads to no id",
        "d/p.html: id 'a' 2 times",
    ]


def test_each_thing_has_a_page(files: dict[str, str]) -> None:
    known = edition()
    assert {f"{EDITION}/iod/{name}.html" for name in known.names("iods")} <= files.keys()
    assert {f"{EDITION}/module/{name}.html" for name in known.names("modules")} <= files.keys()
    assert {f"{EDITION}/cid/{name[3:]}.html" for name in known.names("cids")} <= files.keys()
    assert {f"{EDITION}/uid/{value}.html" for value in known.uids} <= files.keys()
    assert {f"{EDITION}/tid/{tid}.html" for tid in known.templates} <= files.keys()


def test_pages_are_small(files: dict[str, str]) -> None:
    large = {
        path.partition("/")[2]
        for path, text in files.items()
        if path.endswith(".html") and len(text.encode()) > LIMIT
    }
    assert large == LARGE
    assert all(
        len(files[f"{name}/{path}"].encode()) < 2 * LIMIT for name in ("2024e", "2025e") for path in LARGE
    )


def test_pixel_spacing_says_where_it_is_with_types_and_conditions(files: dict[str, str]) -> None:
    said = words(files, f"{EDITION}/attribute/PixelSpacing.html")
    assert (
        "Keyword PixelSpacing Tag (0028,0030) Value representation DS Decimal String Multiplicity 2" in said
    )
    assert "Image Plane 1 Must: each value of PixelSpacing is greater than 0 if" in said
    assert (
        "Pixel Measures Pixel Measures Sequence 1C Required if VolumetricProperties is none of DISTORTED"
        in said
    )
    assert "the SOP class is Segmentation Storage and FrameOfReferenceUID is present" in said
    assert re.search(r"IODs \d+, by the tables that bring it there .*CT Image Image Plane Module", said)


def test_an_iod_says_its_modules_attributes_and_program(files: dict[str, str]) -> None:
    said = words(files, f"{EDITION}/iod/CTImage.html")
    assert "Multi-energy CT Image C Required if MultienergyCTAcquisition is YES" in said
    assert "Pixel Spacing (0028,0030) 1 DS 2" in said
    assert (
        "Request Attributes Sequence (0040,0275) 3 SQ 1 Items: 1 or more of CTImage.RequestAttributesItem"
        in said
    )
    assert "instance = CTImage( StudyInstanceUID=generate_uid()," in said


def test_a_template_a_group_and_a_service_say_what_they_have(files: dict[str, str]) -> None:
    assert "Required if rows 10 and 12 are absent" in words(files, f"{EDITION}/tid/1500.html")
    assert "Abdomen 818981001 SCT Abdomen" in words(files, f"{EDITION}/cid/4031.html")
    services = [path for path in files if path.startswith(f"{EDITION}/service/table_")]
    assert len(services) > 70
    assert sum("N-CREATE" in files[path] for path in services) > 5


def test_editions_lead_to_each_other_and_to_what_changed(files: dict[str, str]) -> None:
    new, old = files["2025e/iod/CTImage.html"], files["2024e/iod/CTImage.html"]
    assert 'href="../../2024e/iod/CTImage.html">2024e</a>' in new
    assert 'href="../../2025e/iod/CTImage.html">2025e</a>' in old
    assert "added" in words(files, "2025e/attribute/PronounComment.html").partition("Changed since 2024e")[2]
    assert "2024e/attribute/PronounComment.html" not in files
    assert "changes/index.html" in files["2025e/index.html"]
    assert "changes/index.html" not in files["2024e/index.html"]
    assert "/medical/dicom/2024e/output/chtml/part03/sect_A.3.html" in old


def test_item_classes_are_there(files: dict[str, str]) -> None:
    known = edition()
    found: set[str] = set()
    for folder, package in (("module", "modules"), ("iod", "iods")):
        for name in sorted(known.names(package))[:: 1 if package == "modules" else 12]:
            found |= {f"{package}:{each}" for each in ITEM.findall(files[f"{EDITION}/{folder}/{name}.html"])}
    assert len(found) > 1500
    assert [each for each in sorted(found) if not _resolves(each)] == []


def _resolves(address: str) -> bool:
    """Tell whether there is a class of that address; functional groups of an IOD are reached from their macro."""
    package, _, dotted = address.partition(":")
    name, *path = dotted.split(".")
    known = edition()
    starts = [known.named(each, name) for each in (package, "macros") if name in known.names(each)]
    return any(isinstance(reduce(_attribute, path, start), type) for start in starts)


def _attribute(owner: object, name: str) -> object:
    return getattr(owner, name, None)
