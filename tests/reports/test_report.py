"""Report: what it counts, filters, raises and shows."""

from __future__ import annotations

import io
import json
import pickle

import pytest
from reports.made_up import (
    ALL,
    BAD,
    BROKEN,
    CLEAN,
    ENHANCED,
    EVIL,
    MISSING,
    NAMELESS,
    RETIRED,
    TERM,
    WARNED,
    in_frame,
)
from rich.console import Console

from dicomwright.reports.sarif import HELP
from dicomwright.runtime import InvalidInstance
from dicomwright.runtime.reports.findings import CODES
from dicomwright.runtime.reports.report import Report


def test_findings_by_severity() -> None:
    assert (BAD.errors, BAD.warnings, BAD.information) == ((MISSING,), (TERM,), (RETIRED,))
    assert list(BAD) == [MISSING, TERM, RETIRED]
    assert not BAD.ok
    assert WARNED.ok
    assert CLEAN.ok


def test_counts_by_code_the_most_frequent_first() -> None:
    assert dict(ENHANCED.counts) == {"empty-type-1": 9999}
    assert list(Report((TERM, MISSING, MISSING)).counts.items()) == [
        ("missing-type-2", 2),
        ("value-not-a-defined-term", 1),
    ]


@pytest.mark.parametrize(
    ("how", "kept"),
    [
        ({}, (MISSING, TERM, RETIRED)),
        ({"include": ["missing-type-2"]}, (MISSING,)),
        ({"include": "missing-type-2"}, (MISSING,)),
        ({"include": []}, ()),
        ({"exclude": ["missing-type-2"]}, (TERM, RETIRED)),
        ({"include": ["missing-type-2", "retired-attribute"], "exclude": ["missing-type-2"]}, (RETIRED,)),
        ({"severity": "warning"}, (MISSING, TERM)),
        ({"severity": "error"}, (MISSING,)),
    ],
)
def test_filter(how: dict[str, str], kept: tuple[object, ...]) -> None:
    filtered = BAD.filter(**how)  # type: ignore[arg-type]  # severities among strings
    assert filtered.findings == kept
    assert (filtered.file, filtered.iod, filtered.sop_class_uid) == (BAD.file, BAD.iod, BAD.sop_class_uid)


@pytest.mark.parametrize("report", ALL)
def test_a_copy_in_another_process_is_the_same(report: Report) -> None:
    assert pickle.loads(pickle.dumps(report)) == report  # noqa: S301 - it is ours


def test_filter_refuses_a_code_that_does_not_exist() -> None:
    with pytest.raises(ValueError, match="did you mean missing-type-1"):
        BAD.filter(exclude=["mising-type-1"])


def test_errors_are_raised_with_the_report() -> None:
    with pytest.raises(InvalidInstance) as caught:
        BAD.raise_for_errors()
    assert caught.value.report == BAD
    assert str(caught.value) == (
        "CTImage breaks the standard in 1 place:\n  PatientID (0010,0020): is absent [missing-type-2]"
    )
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - as process pools do
    assert again.report == BAD
    WARNED.raise_for_errors()
    CLEAN.raise_for_errors()


def test_json_has_counts_and_findings() -> None:
    shown = json.loads(BAD.to_json())
    assert shown == BAD.to_dict()
    assert (shown["file"], shown["errors"], shown["warnings"]) == ("study/ct.dcm", 1, 1)
    assert shown["findings"][0]["tag"] == "(0010,0020)"
    assert "value" not in shown["findings"][0]
    assert json.loads(BROKEN.to_json())["findings"][0]["tag"] is None


def test_json_has_no_lone_surrogates() -> None:
    shown = json.loads(EVIL.to_json())
    assert shown["file"] == EVIL.file.replace("\udcff", "\\udcff")
    assert shown["findings"][0]["value"] == shown["file"]


def test_text_is_by_module_the_worst_first() -> None:
    warned = in_frame(0, severity="warning", message="is odd")
    text = str(Report((warned, MISSING, in_frame(0)), "a.dcm", iod="CTImage"))
    assert text.splitlines() == [
        "a.dcm: CTImage: 2 errors, 1 warning",
        "  Plane Position, PS3.3 C.7.6.16.2.3",
        f"    error    {in_frame(0).path} (0020,0032): is empty [empty-type-1]",
        f"    warning  {in_frame(0).path} (0020,0032): is odd [empty-type-1]",
        "  Patient, PS3.3 C.7.1.1",
        "    error    PatientID (0010,0020): is absent [missing-type-2]",
    ]


def test_text_of_a_data_set_without_name() -> None:
    assert str(NAMELESS).startswith("data set: 1 error\n")
    assert str(Report(())) == "data set: nothing found"


def test_text_tells_what_repeats_once() -> None:
    assert len(str(ENHANCED).splitlines()) == 3
    assert "[0].ImagePositionPatient (0020,0032) and in 9,998 more items: is empty" in str(ENHANCED)
    two = Report((in_frame(3), in_frame(7)))
    assert "PerFrameFunctionalGroupsSequence[3]" in str(two)
    assert "and in 1 more item: " in str(two)


def test_text_shows_some_of_the_values_that_were_asked_for() -> None:
    values = Report(tuple(in_frame(n, value=f"v{n % 7}") for n in range(20)))
    assert "(value: v0, v1, v2, ...)" in str(values)
    assert "(value: v1)" in str(Report((in_frame(1, value="v1"), in_frame(2, value="v1"))))


def test_text_of_a_hostile_file_is_printable() -> None:
    assert all(line.isprintable() for line in str(EVIL).splitlines())
    assert len(str(EVIL).splitlines()) == 3


@pytest.mark.parametrize("report", ALL, ids=lambda report: report.iod)
def test_rich_table(report: Report) -> None:
    stream = io.StringIO()
    Console(file=stream, width=400).print(report)
    shown = stream.getvalue()
    assert all(line.isprintable() for line in shown.splitlines())
    assert all(finding.code in shown for finding in report.findings)
    assert ("[red]" in shown) == (report is EVIL)


def test_every_code_has_help() -> None:
    assert HELP.keys() == CODES.keys()
