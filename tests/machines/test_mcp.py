"""`dicomwright mcp`: asked by the client of the SDK over standard input and output, and what it refuses to read."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Any

import pytest
from altered import altered

from dicomwright.cli import main
from dicomwright.cli.mcp.explaining import rule_of
from dicomwright.cli.mcp.folders import Outside, Roots
from dicomwright.iods import CTImage
from dicomwright.runtime.reports.findings import CODES
from dicomwright.testing import minimal

if TYPE_CHECKING:
    from pathlib import Path

    from mcp_types import CallToolResult

NAME = "Secret^Name"
NEMA = "https://dicom.nema.org/medical/dicom/2025e/output/chtml/part"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a file that is wrong, links that lead out, and a file beside it."""
    base = tmp_path_factory.mktemp("mcp")
    folder = base / "study"
    (folder / "series").mkdir(parents=True)
    dataset = altered(minimal(CTImage), PatientName=NAME).to_dataset()
    dataset.PatientSex = "SECRET_SEX"
    del dataset.PatientID
    for path in (folder / "series" / "ct.dcm", base / "outside.dcm"):
        dataset.save_as(path, enforce_file_format=True)
    (folder / "link.dcm").symlink_to(base / "outside.dcm")
    (folder / "up").symlink_to(base)
    (folder / "notes.txt").write_text(NAME, encoding="utf-8")
    return folder


CALLS: dict[str, tuple[str, dict[str, Any]]] = {
    "lookup": ("lookup", {"text": "pixel spaceing"}),
    "group": ("lookup", {"text": "CID 4", "limit": 1}),
    "explain": ("explain_finding", {"code": "missing-type-2", "module": "Patient"}),
    "no code": ("explain_finding", {"code": "missing-typ-2"}),
    "codes": ("search_codes", {"text": "T-71000"}),
    "template": ("template", {"name": "TID 1500"}),
    "no template": ("template", {"name": "TID 99999"}),
    "file": ("validate_file", {"path": "series/ct.dcm"}),
    "no DICOM": ("validate_file", {"path": "notes.txt"}),
    "outside": ("validate_file", {"path": "../outside.dcm"}),
}


@pytest.fixture(scope="module")
def answers(root: Path) -> dict[str, CallToolResult]:
    """What the server answers to the client of the SDK, which starts it."""
    mcp = pytest.importorskip("mcp", reason="mcp is not installed: it is in the dependency group 'test'")

    async def ask() -> dict[str, CallToolResult]:
        program = mcp.StdioServerParameters(
            command=sys.executable, args=["-m", "dicomwright.cli", "mcp", "--root", str(root)]
        )
        async with mcp.Client(program, read_timeout_seconds=60) as client:
            tools = {tool.name: tool for tool in (await client.list_tools()).tools}
            assert tools.keys() == {"lookup", "explain_finding", "validate_file", "search_codes", "template"}
            assert all(tool.annotations.read_only_hint for tool in tools.values())
            return {name: await client.call_tool(*call) for name, call in CALLS.items()}

    return asyncio.run(ask())


def test_things_are_looked_up(answers: dict[str, CallToolResult]) -> None:
    first, *_ = answers["lookup"].structured_content["found"]
    assert (first["kind"], first["name"]) == ("attribute", "PixelSpacing")
    assert (first["section"], first["address"]) == ("PS3.6 6", f"{NEMA}06/chapter_6.html")
    assert "(0028,0030)" in answers["lookup"].structured_content["text"]
    (group,) = answers["group"].structured_content["found"]
    assert group["section"] == "PS3.16 CID 4"
    assert group["address"].startswith(f"{NEMA}16/")


def test_findings_are_explained(answers: dict[str, CallToolResult]) -> None:
    told = answers["explain"].structured_content
    assert told["meaning"] == CODES["missing-type-2"]
    assert (told["section"], told["address"]) == ("PS3.5 7.4.3", f"{NEMA}05/sect_7.4.html")
    assert told["module"]["section"] == "PS3.3 C.7.1.1"
    assert answers["no code"].is_error
    assert "did you mean missing-type-2" in answers["no code"].content[0].text
    assert all(rule_of(code)["address"].startswith(NEMA) for code in CODES)


def test_codes_are_found(answers: dict[str, CallToolResult]) -> None:
    first = answers["codes"].structured_content["result"][0]
    assert (first["value"], first["scheme"], first["python"]) == ("64033007", "SCT", "SCT.Kidney")
    assert first["address"] == f"{NEMA}16/chapter_8.html"


def test_templates_are_shown(answers: dict[str, CallToolResult]) -> None:
    told = answers["template"].structured_content
    assert (told["name"], told["section"]) == ("MeasurementReport", "PS3.16 TID 1500")
    assert ">> CONTAINS: TEXT  [optional, 1-n]" in told["text"]
    assert answers["no template"].is_error


def test_files_are_judged_without_their_values(answers: dict[str, CallToolResult]) -> None:
    told = answers["file"].structured_content
    found = {(each["code"], each["keyword"]): each for each in told["findings"]}
    assert told["file"] == "series/ct.dcm"
    assert told["iod"] == "CTImage"
    assert {("missing-type-2", "PatientID"), ("value-not-enumerated", "PatientSex")} <= found.keys()
    assert found["missing-type-2", "PatientID"]["section"] == "PS3.3 C.7.1.1"
    (unreadable,) = answers["no DICOM"].structured_content["findings"]
    assert unreadable["code"] == "unreadable"
    for name in ("file", "no DICOM"):
        assert all(
            each["section"] and each["address"] for each in answers[name].structured_content["findings"]
        )
        assert "secret" not in answers[name].model_dump_json().casefold()


def test_what_is_outside_is_refused(answers: dict[str, CallToolResult]) -> None:
    assert answers["outside"].is_error
    assert "below the folders" in answers["outside"].content[0].text


@pytest.mark.parametrize(
    "name",
    ["../outside.dcm", "link.dcm", "up/outside.dcm", "series/../../outside.dcm", "series", ".", "", "no.dcm",
     "{base}/outside.dcm", "/etc/passwd", "series/ct.dcm\0", "file://{base}/outside.dcm", "https://example.org/ct.dcm"],
)  # fmt: skip
def test_no_path_leads_out(name: str, root: Path) -> None:
    roots = Roots([str(root)])
    with pytest.raises(Outside, match=r"^there is no such file below the folders"):
        roots.file(name.format(base=root.parent))
    assert roots.file("series/ct.dcm") == roots.file(str(root / "series" / "ct.dcm"))


def test_without_a_root_there_are_no_files(root: Path) -> None:
    with pytest.raises(Outside, match="no folder was named"):
        Roots([]).file(str(root / "series" / "ct.dcm"))


def test_a_root_must_be_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mcp", "--root", "/nowhere/at/all"]) == 2
    assert "'/nowhere/at/all' cannot be a root" in capsys.readouterr().err


def test_the_sdk_is_an_extra(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("dicomwright.cli.mcp.command.find_spec", lambda _: None)
    assert main(["mcp"]) == 2
    assert "dicomwright[mcp]" in capsys.readouterr().err
