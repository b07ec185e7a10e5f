"""DICOMweb: what Orthanc holds is judged and made a table without its pixels; metadata of any kind end nothing."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pydicom
import pytest
import requests
from company.servers import orthanc
from hypothesis import given, settings
from hypothesis import strategies as st

from dicomwright.batch.sources import dicomweb
from dicomwright.cli import main
from dicomwright.iods import CTImage, EnhancedMRImage
from dicomwright.runtime import IOD, validate
from dicomwright.runtime.trees.json_trees import content_of_json
from dicomwright.tables.columns import column_of
from dicomwright.tables.rows import row_of
from dicomwright.testing import example

if TYPE_CHECKING:
    from collections.abc import Iterator

PLUGIN = Path("/usr/share/orthanc/plugins/libOrthancDicomWeb.so")
NEEDED = pytest.mark.skipif(
    not PLUGIN.is_file(), reason="Orthanc's plugin is not installed: orthanc-dicomweb"
)
STUDY = "1.2.3.4"


def instances() -> list[IOD]:
    found: list[IOD] = [example(CTImage, seed) for seed in range(3)]
    found.append(example(EnhancedMRImage, 1))
    for number, one in enumerate(found):
        one.StudyInstanceUID = STUDY  # type: ignore[attr-defined] # each has it
        one.SeriesInstanceUID = f"{STUDY}.{number // 3}"  # type: ignore[attr-defined]
        one.PatientID = "42"  # type: ignore[attr-defined]
        one.SOPInstanceUID = f"{STUDY}.9.{number}"  # type: ignore[attr-defined]
    return found


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with (
        pytest.MonkeyPatch.context() as patch,
        orthanc(tmp_path_factory.mktemp("orthanc"), 1, str(PLUGIN)) as server,
    ):
        patch.setenv("NO_PROXY", "127.0.0.1")
        address = f"http://127.0.0.1:{server.rest}"
        for one in instances():
            data = one.to_bytes(validated=False)
            requests.post(f"{address}/instances", data=data, timeout=20).raise_for_status()
        yield f"{address}/dicom-web"
        dicomweb.client.cache_clear()


def judged(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    main(["validate", *arguments, "--format", "jsonl"])
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@NEEDED
def test_what_an_archive_holds_is_judged_as_its_files_are(
    archive: str, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = {
        f"{archive}/studies/{STUDY}/series/{STUDY}.{n // 3}/instances/{STUDY}.9.{n}": validate(one)
        for n, one in enumerate(instances())
    }
    for place, count in (("", 4), (f"/{STUDY}", 4), (f"/{STUDY}/series/{STUDY}.0", 3)):
        reports = judged(capsys, f"{archive}/studies{place}")
        assert len(reports) == count
        for report in reports:
            found = [
                (each["code"], each["path"]) for each in report["findings"] if each["severity"] == "error"
            ]
            assert found == [(each.code, each.path) for each in expected[report["file"]].errors]
            assert report["iod"] == expected[report["file"]].iod


@NEEDED
def test_an_archive_becomes_a_table(archive: str, tmp_path: Path) -> None:
    import pyarrow.parquet as pq  # noqa: PLC0415

    made = tmp_path / "x.parquet"
    columns = [
        "PatientID",
        "SOPInstanceUID",
        "PixelSpacing",
        "Rows",
        "ContentDate",
        "AnatomicRegionSequence",
        "ImageType",
    ]
    assert main(["table", f"{archive}/studies/{STUDY}", "--columns", ",".join(columns), "-o", str(made)]) == 0
    rows = {row["SOPInstanceUID"]: row for row in pq.read_table(made).to_pylist()}
    for one in instances():
        data = one.to_bytes(validated=False)
        mine = row_of(data, [column_of(name) for name in columns], "")
        assert tuple(rows[str(one["SOPInstanceUID"])][name] for name in columns) == mine.cells


@NEEDED
def test_pages_errors_and_secrets(
    archive: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dicomweb, "_PAGE", 2)
    assert len(judged(capsys, f"{archive}/studies/{STUDY}")) == 4
    (report,) = judged(capsys, f"{archive}/studies/{STUDY}/series/1.2/instances/9.9")
    assert "the server answers with status 404" in report["findings"][0]["message"]
    nowhere = archive.replace("http://", "http://user:secret@").replace(
        archive.split(":")[2].split("/", maxsplit=1)[0], "1"
    )
    (report,) = judged(capsys, f"{nowhere}/studies/{STUDY}")
    assert "the connection failed" in report["findings"][0]["message"]
    assert "secret" not in json.dumps(report)


def test_urls_of_dicomweb() -> None:
    base = "https://host/dicom-web"
    for place in ("", "/1.2", "/1.2/series/3.4", "/1.2/series/3.4/instances/5.6"):
        assert dicomweb.is_dicomweb(f"{base}/studies{place}")
    for other in (
        f"{base}/studies/",
        f"{base}/studies/1.2/",
        f"{base}/studies/a.dcm",
        "s3://b/studies/1.2",
        "studies/1.2",
    ):
        assert not dicomweb.is_dicomweb(other)


def test_without_the_client(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    import sys  # noqa: PLC0415

    monkeypatch.setitem(sys.modules, "dicomweb_client.api", None)
    assert main(["validate", "https://host/studies/1.2"]) == 2
    assert "pip install 'dicomwright[dicomweb]'" in capsys.readouterr().err


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("iod", [CTImage, EnhancedMRImage])
def test_metadata_of_pydicom_are_those_of_the_file(iod: Any, seed: int) -> None:  # noqa: ANN401 - type[IOD]
    data = example(iod, seed).to_bytes()
    metadata = pydicom.dcmread(io.BytesIO(data)).to_json_dict(
        bulk_data_element_handler=lambda _: "bulk", bulk_data_threshold=1
    )
    report = validate(content_of_json(metadata))
    assert [each for each in report.errors if each.code != "pixel-length"] == list(validate(data).errors)
    assert report.iod == iod.__name__


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["vr", "Value", "InlineBinary", "BulkDataURI", "00080016", "00100010", "x"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)
VRS = st.sampled_from(["PN", "SQ", "US", "AT", "OB", "FD", "DS", "IS", "UI", "LO", "??"])
ELEMENTS = st.builds(lambda vr, value: {"vr": vr, "Value": value}, VRS, st.lists(JSON, max_size=3))


@settings(max_examples=150, deadline=None)
@given(
    JSON
    | st.dictionaries(
        st.sampled_from(["00080016", "00100010", "00280010", "7FE00010", "zz"]), ELEMENTS | JSON, max_size=4
    )
)
def test_metadata_of_any_kind_end_nothing(found: Any) -> None:  # noqa: ANN401 - whatever a server sends
    content = content_of_json(found)
    validate(content)
    row_of(content, [column_of("PatientName"), column_of("Rows")], "")


def test_inline_binary_is_read() -> None:
    content = content_of_json({"00281201": {"vr": "OW", "InlineBinary": base64.b64encode(b"\1\2").decode()}})
    row = row_of(content, [column_of("RedPaletteColorLookupTableData", binary=True)], "")
    assert (row.cells, row.problems) == ((b"\1\2",), ())
