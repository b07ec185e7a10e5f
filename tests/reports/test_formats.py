"""Formats: each is accepted by its schema, holds every finding, and is written as the reports come."""

from __future__ import annotations

import io
import json
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator, Draft202012Validator
from lxml import etree
from reports.made_up import ALL, BAD, CLEAN, ENHANCED, EVIL, FRAMES, WARNED, finding

from dicomwright.iods import CTImage
from dicomwright.reports import FORMATS, make_writer
from dicomwright.reports.sarif import file_uri
from dicomwright.runtime import InvalidInstance
from dicomwright.runtime.reports.findings import CODES
from dicomwright.runtime.reports.report import Report
from dicomwright.runtime.validation import validate
from dicomwright.testing import minimal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dicomwright.runtime.reports.findings import Severity

SCHEMAS = Path(__file__).with_name("schemas")
OURS = json.loads(files("dicomwright.reports").joinpath("report.schema.json").read_text("utf-8"))
SARIF = json.loads(SCHEMAS.joinpath("sarif-2.1.0-rtm.4.json").read_text("utf-8"))
JUNIT = etree.XMLSchema(etree.parse(SCHEMAS / "junit-10.xsd"))

NAMES = (
    st.binary(min_size=1)
    .filter(lambda name: b"\0" not in name)
    .map(lambda b: b.decode(errors="surrogateescape"))
)


def written(name: str, reports: Iterable[Report], *, fail_on: Severity = "error", skipped: int = 0) -> str:
    stream = io.StringIO()
    made = make_writer(name, stream, fail_on=fail_on)
    made.begin()
    for report in reports:
        made.add(report)
    made.end(skipped=skipped)
    return stream.getvalue()


def junit(reports: Iterable[Report], *, fail_on: Severity = "error") -> Any:  # noqa: ANN401 - lxml has no name for it
    tree = etree.fromstring(written("junit", reports, fail_on=fail_on).encode())
    JUNIT.assertValid(tree)
    return tree


def sarif(reports: Iterable[Report]) -> dict[str, Any]:
    document = json.loads(written("sarif", reports))
    Draft4Validator(SARIF).validate(document)
    run: dict[str, Any] = document["runs"][0]
    return run


def document(reports: Iterable[Report], skipped: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(written("json", reports, skipped=skipped))
    Draft202012Validator(OURS).validate(found)
    return found


# text


def test_text_has_files_with_findings_and_a_summary() -> None:
    text = written("text", (CLEAN, WARNED, BAD), skipped=2)
    assert "clean.dcm" not in text
    assert text.count("study/warned.dcm: CTImage: 1 warning") == 1
    assert text.splitlines()[-5:] == [
        "3 files: 1 with errors, 1 with warnings only, 1 without either, 2 skipped (not DICOM)",
        "1 error, 2 warnings, 1 for information",
        "  2  value-not-a-defined-term  a value is not one of the Defined Terms",
        "  1  missing-type-2            a Type 2 attribute is absent",
        "  1  retired-attribute         an attribute that has been retired",
    ]


def test_text_of_clean_files() -> None:
    assert (
        written("text", (CLEAN, CLEAN), skipped=1)
        == "2 files: no errors or warnings, 1 skipped (not DICOM)\n"
    )
    assert written("text", (CLEAN,)) == "1 file: no errors or warnings\n"


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_text_has_colours_only_in_a_terminal_that_wants_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b" not in written("text", ALL)
    for no_colour, coloured in (("", True), ("1", False)):
        monkeypatch.setenv("NO_COLOR", no_colour)
        stream = Terminal()
        make_writer("text", stream).add(BAD)
        assert ("\x1b[31merror  \x1b[0m" in stream.getvalue()) == coloured


# json and jsonl


def test_json_is_as_its_schema_says() -> None:
    found = document(ALL, skipped=3)
    assert [each["file"] for each in found["files"][:2]] == ["study/ct.dcm", "study/warned.dcm"]
    assert len(found["files"][4]["findings"]) == len(FRAMES)
    assert found["edition"] == "2025e"
    assert found["summary"] == {
        "files": 7,
        "skipped": 3,
        "files_with_errors": 5,
        "files_with_warnings_only": 1,
        "errors": 10_003,
        "warnings": 2,
        "information": 1,
        "codes": {
            "empty-type-1": 9_999,
            "missing-type-2": 3,
            "retired-attribute": 1,
            "unreadable": 1,
            "value-not-a-defined-term": 2,
        },
    }
    assert list(found)[-1] == "summary"


def test_json_of_nothing() -> None:
    assert document(())["files"] == []


def test_schema_refuses_what_is_not_in_it() -> None:
    found = document((BAD,))
    for place in (found, found["files"][0], found["files"][0]["findings"][0], found["summary"]):
        place["other"] = 1
        assert not Draft202012Validator(OURS).is_valid(found)
        del place["other"]
    assert Draft202012Validator(OURS).is_valid(found)


def test_json_lines_are_objects_of_the_schema() -> None:
    lines = written("jsonl", ALL).splitlines()
    found = [json.loads(line) for line in lines]
    schema = Draft202012Validator({"$defs": OURS["$defs"], "$ref": "#/$defs/file"})
    assert len(found) == len(ALL)
    for line, report in zip(found, ALL, strict=True):
        schema.validate(line)
        assert (line["errors"], line["warnings"]) == (len(report.errors), len(report.warnings))


# junit


def test_junit_has_a_case_for_each_file() -> None:
    tree = junit(ALL)
    assert dict(tree.attrib) == {"name": "dicomwright", "tests": "7", "failures": "4", "errors": "1"}
    cases = tree.findall(".//testcase")
    assert [case.get("name") for case in cases[:2]] == ["study/ct.dcm", "study/warned.dcm"]
    assert [[child.tag for child in case] for case in cases] == [
        ["failure", "system-out"],
        ["system-out"],
        [],
        ["error"],
        ["failure"],
        ["failure"],
        ["failure"],
    ]
    assert "and in 9,998 more items" in cases[4][0].text


def test_junit_fails_on_warnings_when_asked_to() -> None:
    tree = junit((WARNED, CLEAN), fail_on="warning")
    assert tree.get("failures") == "1"
    assert tree.find(".//failure").get("message") == "1 warning"


# sarif


def test_sarif_has_a_rule_for_each_code() -> None:
    rules = sarif(())["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(CODES)
    assert all(rule["helpUri"].startswith("https://dicom.nema.org/medical/dicom/2025e/") for rule in rules)


def test_sarif_has_a_result_for_each_finding() -> None:
    run = sarif(ALL)
    assert len(run["results"]) == sum(len(report.findings) for report in ALL)
    first = run["results"][0]
    assert (first["ruleId"], first["level"]) == ("missing-type-2", "error")
    assert run["tool"]["driver"]["rules"][first["ruleIndex"]]["id"] == first["ruleId"]
    location = first["locations"][0]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "study/ct.dcm"
    assert location["logicalLocations"][0]["fullyQualifiedName"] == "PatientID"
    assert [result["level"] for result in run["results"][1:3]] == ["warning", "note"]
    assert "value" not in first["properties"]


@pytest.mark.parametrize(
    ("name", "uri"),
    [
        ("a b/c.dcm", "a%20b/c.dcm"),
        ("/data/é#1?.dcm", "file:///data/%C3%A9%231%3F.dcm"),
        ("c:d.dcm", "c%3Ad.dcm"),
        ("100%.dcm", "100%25.dcm"),
        ("b\udcff.dcm", "b%FF.dcm"),
        ("/b\udcff.dcm", "file:///b%FF.dcm"),
    ],
)
def test_sarif_has_uris(name: str, uri: str) -> None:
    assert file_uri(name) == uri


@given(NAMES)
def test_uris_keep_every_byte(name: str) -> None:
    uri = file_uri(name)
    assert uri.isascii()
    path = unquote_to_bytes(uri.removeprefix("file://"))
    assert Path(path.decode(errors="surrogateescape")) == Path(name)


# all


@pytest.mark.parametrize("name", FORMATS)
def test_any_file_name_can_be_reported(name: str) -> None:
    written(name, (EVIL,)).encode()  # lone surrogates cannot be encoded


@given(NAMES, st.text(st.characters(exclude_categories=[])))
def test_names_and_values_do_not_break_a_format(name: str, value: str) -> None:
    reports = (Report((finding(value=value, module=value), finding(path=value)), name, value, value),)
    assert len(document(reports)["files"]) == 1
    assert len(junit(reports).findall(".//testcase")) == 1
    assert len(sarif(reports)["results"]) == 2
    assert written("html", reports).count("<tr data-severity") == 2
    assert all(line.isprintable() for line in written("text", reports).splitlines())


@pytest.mark.parametrize("name", FORMATS)
def test_values_are_only_there_when_they_were_asked_for(name: str) -> None:
    secret = Report((finding(value="Doe^Jane"),), "a.dcm")
    assert "Doe^Jane" in written(name, (secret,))
    assert "Doe^Jane" not in written(name, (Report((finding(),), "a.dcm"),))


@pytest.mark.parametrize("name", sorted(FORMATS.keys() - {"junit"}))
def test_reports_are_written_as_they_come(name: str) -> None:
    stream = io.StringIO()
    made = make_writer(name, stream)
    made.begin()
    before = len(stream.getvalue())
    made.add(ENHANCED)
    assert len(stream.getvalue()) > before
    assert not vars(made).keys() - {"stream", "fail_on", "summary", "_edition", "_first", "_shown"}


def test_html_escapes_what_is_from_outside() -> None:
    page = written("html", (EVIL, Report((finding(address="javascript:alert(1)"),))))
    assert "<script>alert" not in page
    assert "javascript:" not in page
    assert "evil\\x1b" in page
    assert page.count("<script>") == 1


# a module that is missing


def without_patient() -> Report:
    image = minimal(CTImage).to_dataset()
    for element in [element for element in image if element.tag.group == 0x0010]:
        del image[element.tag]
    return validate(image).filter(include=["missing-module", "missing-type-1", "missing-type-2"])


def test_a_missing_module_is_one_error_in_every_format() -> None:
    report = without_patient()
    (error,) = (each for each in report if each.module == "Patient" and each.severity == "error")
    assert (error.code, error.message) == (
        "missing-module",
        "Patient Module is absent and mandatory in the IOD",
    )
    below = [each.path for each in report if each.module == "Patient" and each != error]
    assert below == ["PatientName", "PatientID", "PatientBirthDate", "PatientSex"]
    report = Report(tuple(each for each in report if each.module == "Patient"), "a.dcm", "", "CTImage")
    lines = written("text", (report,)).splitlines()
    assert lines[0] == "a.dcm: CTImage: 1 error, 4 for information"
    assert [line.split()[0] for line in lines[2:7]] == ["error", *["info"] * 4]
    assert "1 with errors" in lines[-1]
    assert document((report,))["summary"]["errors"] == 1
    assert [each["level"] for each in sarif((report,))["results"]] == ["error", *["note"] * 4]
    (case,) = junit((report,)).iter("testcase")
    assert case.find("failure").get("message") == "1 error"
    assert case.find("system-out").text.count("missing-type") == 4
    assert '<span class="badge error">1 error</span>' in written("html", (report,))
    writer = make_writer("text", io.StringIO())
    writer.add(report)
    assert writer.summary.fails("error")  # which is the exit status
    with pytest.raises(InvalidInstance) as caught:
        report.raise_for_errors()
    assert str(caught.value).splitlines()[0] == "CTImage breaks the standard in 1 place:"
    assert str(caught.value).count("attribute is absent") == 4
