"""What is called breaking breaks a program, by mypy; the same program is right before, and what is not is not.

Both editions are rendered: an IOD of two modules, and all that they need.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from committed import ROOT
from diff.editions import (
    edited_element,
    edited_row,
    edited_rows,
    edited_table,
    made_row,
    made_templates,
    pruned,
    with_row,
    without,
)
from typing_harness import run

from dicomwright.diff import differences
from dicomwright.diff.comparing.sides import Side
from dicomwright.generator.facts import Attribute, ValueList
from dicomwright.generator.render import render_files

if TYPE_CHECKING:
    from pathlib import Path

    from dicomwright.generator.facts import Edition

PROGRAM = """\
from datetime import date

from dicomwright.iod.ct_image import CTImage
from dicomwright.template.made_part import MadePart
from dicomwright.template.made_report import MadeReport

made = CTImage()  # PatientName: the constructor demands it


def use(ct: CTImage) -> str:
    ct.PatientSex = "F"
    ct.PatientSex = "O"  # PatientSex: value 'O' is not accepted any more
    known: str | None = ct.PatientID  # PatientID: it has several values, not one
    ct.PatientBirthDate = date(2000, 1, 1)  # PatientBirthDate: type date is not accepted any more
    ct.PatientComments = ""  # PatientComments: it is gone
    return ct.SOPInstanceUID  # SOPInstanceUID: it can be None


report = MadeReport(Day="20250131", Label="x")  # templates.MadeReport.Length: the constructor demands it


def tell(report: MadeReport, part: MadePart) -> str:
    report.Day = date(2025, 1, 31)  # templates.MadeReport.Day: type Date is not accepted any more
    report.Comment = ""  # templates.MadeReport.Comment: it is gone
    report.MadePart = [part]  # templates.MadeReport.MadePart: it has one value, not several
    report.Remark = ""  # templates.MadeReport.Remark: it is gone
    report.Group = MadeReport.GroupItem(Inner="")  # templates.MadeReport.GroupItem: the class is gone
    return report.Label  # templates.MadeReport.Label: it can be None
"""
ERROR = re.compile(r"^program.py:(\d+): error: (.*)$", re.MULTILINE)
MARK = re.compile(r"# ([\w.]+): (.*)")
CONFIGURATION = """\
[mypy]
strict = true
python_version = 3.11
mypy_path = {runtime}, {generated}
explicit_package_bases = true
namespace_packages = true

[mypy-dicomwright.*]
follow_imports = silent
"""


@cache
def small() -> Edition:
    """An edition with one IOD of two modules."""
    whole = pruned()
    (ct,) = (iod for iod in whole.iods if iod.name == "CT Image")
    ct = replace(
        ct, modules=tuple(row for row in ct.modules if row.name in {"Patient", "SOP Common"}), constraints=()
    )
    edition = replace(
        whole, iods=(ct,), templates=made_templates(), controlled_terms=whole.controlled_terms[:1]
    )
    used = Side(edition).below(("iod", ct.xml_id))
    return replace(
        edition,
        attribute_tables=tuple(one for one in whole.attribute_tables if ("table", one.xml_id) in used),
        context_groups=tuple(one for one in whole.context_groups if ("cid", one.cid) in used),
        data_elements=tuple(
            one for one in whole.data_elements if ("tag", one.tag) in used or one.tag == "00480304"
        ),
    )


@cache
def later() -> Edition:
    """The next edition, with things that break the program, and three that do not."""
    edits = (
        edited_row("Patient", "00100010", type="1"),
        edited_row("Patient", "00100040", value_lists=(ValueList(kind="enumerated", values=("M", "F")),)),
        edited_row("SOP Common", "00080018", type="3"),
        edited_table("Patient", without("00104000")),
        edited_element("00100020", vm=("1-n",)),
        edited_element("00100030", vr=("LO",)),
        edited_table(
            "Patient",
            lambda table: replace(
                table,
                entries=(*table.entries, Attribute(tag="00480304", name="Tiles Overlap", type="3")),
            ),
        ),
        edited_row("Patient", "00100032", type="2"),
        edited_rows(
            row_2=lambda row: replace(row, value_type="TEXT"),
            row_3=lambda _: None,
            row_4=lambda row: replace(row, requirement="M"),
            row_5=lambda row: replace(row, vm="1"),
            row_6=lambda row: replace(row, requirement="U"),
            row_7=lambda row: replace(row, concept=(replace(row.concept[0], meaning="Note"),)),
            row_9=lambda _: None,
        ),
        with_row(made_row("10", "Hint")),
    )
    edition = small()
    for edit in edits:
        edition = edit(edition)
    return replace(edition, name="new")


def errors(edition: Edition, folder: Path, cache: Path) -> dict[str, str]:
    """The lines of the program that mypy rejects with the classes of an edition, and what it says."""
    generated = folder / "generated"
    for name, text in render_files(edition).items():
        path = generated / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    configuration = CONFIGURATION.format(runtime=ROOT / "runtime", generated=generated)
    (folder / "mypy.ini").write_text(configuration, encoding="utf-8")
    (folder / "program.py").write_text(PROGRAM, encoding="utf-8")
    said = run(
        "mypy",
        "--config-file=mypy.ini",
        f"--cache-dir={cache}",
        "--no-site-packages",  # the classes of this folder alone
        "program.py",
        cwd=folder,
    )
    lines = PROGRAM.splitlines()
    return {lines[int(found[1]) - 1]: found[2] for found in ERROR.finditer(said)}


def test_what_breaks_a_program_is_called_breaking_and_nothing_else_is(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "new").mkdir()
    assert errors(small(), tmp_path / "old", tmp_path / "cache-old") == {}
    marked = {line: found for line in PROGRAM.splitlines() if (found := MARK.search(line))}
    assert errors(later(), tmp_path / "new", tmp_path / "cache-new").keys() == marked.keys()

    changes = differences(small(), later()).changes
    assert len(changes) == len(marked) + 3
    said = [reason for change in changes for reason in change.breaking]
    for mark in marked.values():
        start = f"{mark[2]}: {mark[1] if '.' in mark[1] else f'iods.CTImage.{mark[1]}'}"
        assert [reason for reason in said if reason.startswith(start)], start
    assert sum(bool(change.breaking) for change in changes) == len(marked)
