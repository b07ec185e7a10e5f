"""The command `table`, and tables of findings: rows of all files, whatever they are, in one process or in several."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest
from remote.counting import CountingStream, serving

from dicomwright.cli import main
from dicomwright.iods import CTImage, EnhancedMRImage
from dicomwright.runtime import validate
from dicomwright.runtime.vocabulary.registry import edition
from dicomwright.tables import batches, schema, table, write
from dicomwright.tables import files as writing
from dicomwright.testing import example, minimal

if TYPE_CHECKING:
    from pathlib import Path

COMMAND = [sys.executable, "-m", "dicomwright.cli"]
CT = example(CTImage, 3).to_bytes()
FRAMES = "PerFrameFunctionalGroupsSequence"


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Return a folder with a good file, one of another IOD, one that is cut, and one that is not DICOM."""
    folder = tmp_path / "study"
    folder.mkdir()
    (folder / "a.dcm").write_bytes(CT)
    (folder / "b.dcm").write_bytes(minimal(EnhancedMRImage).to_bytes())
    (folder / "c.dcm").write_bytes(CT[:400])
    (folder / "notes.txt").write_text("not DICOM" * 50)
    return folder


def rows(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(path).to_pylist()
    return found


def test_a_row_for_each_file(study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = tmp_path / "made.parquet"
    columns = "Modality, SOPClassUID,(0028,0010),00280030,TransferSyntaxUID"
    assert main(["table", str(study), "--columns", columns, "-o", str(made)]) == 1
    assert capsys.readouterr().err == "dicomwright: 3 rows, 1 with problems, 1 file skipped, not DICOM\n"
    a, b, c = rows(made)
    ct = CTImage.read(CT)
    names = ["Modality", "SOPClassUID", "(0028,0010)", "00280030", "TransferSyntaxUID"]
    assert list(a) == ["file", *names, "problems"]
    assert a["file"] == str(study / "a.dcm")
    assert (a["Modality"], a["(0028,0010)"], a["00280030"]) == ("CT", ct.Rows, list(ct.PixelSpacing or ()))
    assert (a["problems"], b["Modality"], b["problems"]) == ([], "MR", [])
    assert c["problems"]
    assert sorted(each.name for each in tmp_path.iterdir()) == ["made.parquet", "study"]


def test_files_that_cannot_be_read_have_rows(tmp_path: Path) -> None:
    made, broken = tmp_path / "made.parquet", tmp_path / "no.dcm"
    broken.write_bytes(b"nothing")
    listed = tmp_path / "list.txt"
    listed.write_text(f"{broken}\n{tmp_path / 'gone.dcm'}\n")
    assert main(["table", f"@{listed}", "--columns", "PatientID", "-o", str(made)]) == 1
    messages = [[problem["message"] for problem in row["problems"]] for row in rows(made)]
    assert messages[0] == ["there is no data set at offset 0"]
    assert "No such file" in messages[1][0]
    assert all(row["PatientID"] is None for row in rows(made))


def test_the_same_in_several_processes(tmp_path: Path) -> None:
    for number in range(60):
        (tmp_path / f"{number:02}.dcm").write_bytes(example(CTImage, number % 5).to_bytes())
    found = []
    for jobs in ("1", "2"):
        made = tmp_path / f"{jobs}.parquet"
        done = subprocess.run(  # noqa: S603
            [*COMMAND, "table", str(tmp_path), "--iod", "CT Image", "--jobs", jobs, "-o", str(made)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        found.append(rows(made))
        made.unlink()
    assert len(found[0]) == 60
    assert found[0] == found[1]


def test_only_headers_are_read() -> None:
    pixels = bytes(4_000_000)
    data = CTImage.read(CT)
    data.Rows, data.Columns = 1000, 2000
    whole = data.to_bytes(validated=False)
    assert len(whole) < 1 << 16
    stream = CountingStream(whole + pixels)
    assert table([stream], iod="CTImage").num_rows == 1
    assert stream.count <= 1 << 16
    with serving() as server:
        url = server.serve("ct.dcm", whole + pixels)
        (row,) = table([url], ["Rows"]).to_pylist()
        assert (row["Rows"], row["file"]) == (1000, url)
        assert 0 < server.take().sent <= 1 << 16


def test_paths_through_all_items(tmp_path: Path) -> None:
    mr = example(EnhancedMRImage, 1)
    mr.save(tmp_path / "mr.dcm")
    wanted = [
        f"{FRAMES}.FrameContentSequence[0].FrameAcquisitionNumber",
        f"{FRAMES}[0].FrameContentSequence[0].DimensionIndexValues",
        f"{FRAMES}.FrameContentSequence.DimensionIndexValues",
        f"{FRAMES}[999].FrameContentSequence[0].DimensionIndexValues",
        f"{FRAMES}.PlanePositionSequence.ImagePositionPatient",
    ]
    (row,) = table([tmp_path / "mr.dcm"], wanted).to_pylist()
    groups = list(mr.PerFrameFunctionalGroupsSequence)
    contents = [group.FrameContentSequence[0] for group in groups]
    assert row[wanted[0]] == [content.FrameAcquisitionNumber for content in contents]
    indices = [list(content.DimensionIndexValues or ()) or None for content in contents]
    assert (row[wanted[1]], row[wanted[2]], row[wanted[3]]) == (indices[0], indices, None)
    assert len(row[wanted[4]]) == len(groups)
    assert row["problems"] == []


def test_codes_are_structs() -> None:
    ct = CTImage.read(CT)
    ct.AnatomicRegionSequence = [
        {"CodeValue": "10200004", "CodingSchemeDesignator": "SCT", "CodeMeaning": "Liver"}
    ]  # type: ignore[assignment] # it may be a dict
    data = ct.to_bytes(validated=False)
    code = {"value": "10200004", "scheme": "SCT", "version": None, "meaning": "Liver"}
    (row,) = table(
        [data], ["AnatomicRegionSequence", "AnatomicRegionSequence[0]", "AnatomicRegionSequence[1]"]
    ).to_pylist()
    assert row["AnatomicRegionSequence"] == [code]
    assert (row["AnatomicRegionSequence[0]"], row["AnatomicRegionSequence[1]"]) == (code, None)
    (row,) = table([minimal(EnhancedMRImage).to_bytes()], ["SharedFunctionalGroupsSequence"]).to_pylist()
    assert row["SharedFunctionalGroupsSequence"] is None
    assert "no code" in row["problems"][0]["message"]


def test_every_iod_has_a_table() -> None:
    names = (
        edition().names("iods") if os.environ.get("DICOMWRIGHT_THOROUGH") else edition().names("iods")[::12]
    )
    for name in names:
        cls = edition().named("iods", name)
        made = table([example(cls, 1).to_bytes()], iod=name) if "SOPClassUID" in cls.attributes() else None
        assert made is None or made.column("problems").to_pylist() == [[]], name
        assert "problems" in schema(iod=cls).names


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("PatientNam", "did you mean"),
        ("PatientID.PatientName", "is no sequence"),
        ("PixelData", "stands with or behind the pixels"),
        ("RedPaletteColorLookupTableData", "is bytes"),
        ("(0009,1001)", "the dictionary does not have it"),
        ("Patient ID", "is no path"),
        ("", "a table has columns"),
    ],
)
def test_columns_that_no_table_has(
    column: str, said: str, study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["table", str(study), "--columns", column, "-o", str(study / "x")]) == 2
    assert said in capsys.readouterr().err
    assert not (study / "x").exists()


def test_nothing_to_read_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "notes.txt").write_text("not DICOM" * 50)
    arguments = ["table", str(tmp_path), "--columns", "PatientID", "-o"]
    assert main([*arguments, str(tmp_path / "x.parquet")]) == 2
    assert "nothing to read" in capsys.readouterr().err
    assert main([*arguments, str(tmp_path / "none" / "x.parquet")]) == 2
    assert "cannot be written" in capsys.readouterr().err
    assert [each.name for each in tmp_path.iterdir()] == ["notes.txt"]


def test_what_was_there_stays_until_the_new_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    path.write_text("old")
    with pytest.raises(ZeroDivisionError):
        write(path, (1 // 0 for _ in range(1)), ["PatientID"])  # type: ignore[misc] # it gives nothing
    assert path.read_text() == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["x.parquet"]
    write(path, [CT] * 3, ["PatientID"])
    assert len(rows(path)) == 3


def test_rows_are_written_in_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "_GROUP", 512)
    path = tmp_path / "x.parquet"
    write(path, [CT] * 1100, ["PatientID", "Rows"])
    found = pq.ParquetFile(path)
    assert [found.metadata.row_group(n).num_rows for n in range(found.num_row_groups)] == [512, 512, 76]
    assert [batch.num_rows for batch in batches([CT] * 300, ["Rows"])] == [256, 44]


MEMORY = """
import itertools, resource, sys
from dicomwright.tables import write
data = open(sys.argv[1], "rb").read()
write(sys.argv[2], itertools.repeat(data, int(sys.argv[3])), iod="CTImage")
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_memory_does_not_grow_with_the_files(tmp_path: Path) -> None:
    (tmp_path / "ct.dcm").write_bytes(CT)
    many = 20_000 if os.environ.get("DICOMWRIGHT_THOROUGH") else 3_000
    used = []
    for count in (many // 5, many):
        arguments = [str(tmp_path / "ct.dcm"), str(tmp_path / "x.parquet"), str(count)]
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-c", MEMORY, *arguments], capture_output=True, text=True, check=True
        )
        used.append(int(done.stdout))
    assert used[1] <= used[0] * 1.25, used


# findings


def test_findings_are_those_of_json(study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "judged"
    assert main(["validate", str(study), "--format", "jsonl"]) == 1
    reports = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert main(["validate", str(study), "--format", "parquet", "--output", str(folder)]) == 1
    assert sorted(each.name for each in folder.iterdir()) == ["files.parquet", "findings.parquet"]
    files, findings = rows(folder / "files.parquet"), rows(folder / "findings.parquet")
    for row, report in zip(files, reports, strict=True):
        assert {key: row[key] for key in ("file", "errors", "warnings")} == {
            key: report[key] for key in ("file", "errors", "warnings")
        }
        assert (row["iod"] or "", row["sop_class_uid"] or "") == (report["iod"], report["sop_class_uid"])
    assert [row["readable"] for row in files] == [True, True, False]
    expected = [(report["file"], finding) for report in reports for finding in report["findings"]]
    assert len(findings) == len(expected) > 0
    for row, (file, finding) in zip(findings, expected, strict=True):
        tag = None if row["tag"] is None else f"({row['tag'] >> 16:04X},{row['tag'] & 0xFFFF:04X})"
        assert {**finding, "file": file, "value": None} == {**row, "tag": tag}


def test_values_are_in_findings_only_when_they_are_asked_for(tmp_path: Path) -> None:
    ct = CTImage.read(CT).to_dataset()
    ct.PatientSex = "SECRET"
    path = tmp_path / "a.dcm"
    ct.save_as(path)
    assert validate(path).errors
    for more, shown in (([], False), (["--show-values"], True)):
        main(["validate", str(path), "--format", "parquet", "--output", str(tmp_path / "out"), *more])
        found = rows(tmp_path / "out" / "findings.parquet")
        assert any(row["value"] and "SECRET" in row["value"] for row in found) is shown


def test_names_that_are_no_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = os.path.join(os.fsencode(tmp_path), b"\xff\xfe.dcm")  # noqa: PTH118 - Path takes no bytes
    with open(path, "wb") as file:  # noqa: PTH123
        file.write(CT)
    main(["validate", str(tmp_path), "--format", "parquet", "--output", str(tmp_path / "out")])
    (row,) = rows(tmp_path / "out" / "files.parquet")
    assert row["file"].endswith("\\udcff\\udcfe.dcm")
    assert main(["validate", str(tmp_path), "--format", "parquet"]) == 2
    assert "--output FOLDER" in capsys.readouterr().err


def test_without_pyarrow(
    study: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from dicomwright.tables import arrow  # noqa: PLC0415

    arrow.pyarrow.cache_clear()
    for name in ("pyarrow", "pyarrow.parquet"):
        monkeypatch.setitem(sys.modules, name, None)
    assert main(["table", str(study), "--columns", "PatientID", "-o", str(study / "x")]) == 2
    assert "pip install 'dicomwright[tables]'" in capsys.readouterr().err
