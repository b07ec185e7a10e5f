"""HTML: one page with its style and script in it, that can be searched, filtered and printed."""

from __future__ import annotations

import html
from collections import Counter
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from dicomwright.reports.tool import NAME, tool_version
from dicomwright.reports.writer import Writer
from dicomwright.runtime.reports.escaping import visible
from dicomwright.runtime.reports.findings import CODES, COUNTED, SEVERITIES
from dicomwright.runtime.reports.lines import WORDS
from dicomwright.runtime.reports.merging import groups

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dicomwright.reports.writer import Summary
    from dicomwright.runtime.reports.findings import Finding, Severity
    from dicomwright.runtime.reports.merging import Group, Merged
    from dicomwright.runtime.reports.report import Report

_OPEN: Final = 20  # as many files are shown with their findings; the others when they are clicked

# nothing may be loaded, and nothing sent
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"


class HtmlWriter(Writer):
    """Writes the files in which something was found; the style puts the summary, which comes last, on top."""

    def begin(self) -> None:
        """Write the head of the page."""
        self._shown = 0
        self.stream.write(
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{NAME} report</title>\n<style>\n{_resource('report.css')}</style>\n</head>\n<body>\n"
            f"<header><h1>DICOM validation report</h1>"
            f"<p>{NAME} {tool_version()}, DICOM {self.edition}</p></header>\n"
        )

    def write(self, report: Report) -> None:
        """Write the section of a file, if there are findings."""
        if report.findings:
            self._shown += 1
            self.stream.writelines(_file(report, opened=self._shown <= _OPEN))

    def finish(self) -> None:
        """Write summary, filters and script."""
        self.stream.writelines(_summary(self.summary))
        self.stream.writelines(_filters(self.summary))
        self.stream.write(f"<script>\n{_resource('report.js')}</script>\n</body>\n</html>\n")


def _resource(name: str) -> str:
    return files("dicomwright.reports").joinpath(name).read_text("utf-8")


def _safe(text: str) -> str:
    return html.escape(visible(text))


def _file(report: Report, *, opened: bool) -> Iterator[str]:
    counts = Counter(finding.severity for finding in report.findings)
    badges = "".join(
        _badge(severity, f"{counts[severity]:,} {words[counts[severity] > 1]}")
        for severity, words in COUNTED.items()
        if counts[severity]
    )
    yield (
        f'<details class="file"{" open" if opened else ""}>'
        f'<summary><span class="name">{_safe(report.file) or "data set"}</span>'
        f'<span class="iod">{_safe(report.iod)}</span>{badges}</summary>\n<table>\n'
    )
    for group in groups(report.findings):
        yield from _group(group)
    yield "</table></details>\n"


def _badge(severity: Severity, words: str) -> str:
    return f'<span class="badge {severity}">{words}</span>'


def _group(group: Group) -> Iterator[str]:
    module = _safe(group.module) or "Data set"
    yield f'<tbody><tr><th colspan="3">{module} {_section(group.findings[0].finding)}</th></tr>\n'
    for merged in group.findings:
        yield _row(merged)
    yield "</tbody>\n"


def _section(finding: Finding) -> str:
    """Return the section of the standard as a link, where its address is known."""
    if not finding.address.startswith("https://"):
        return _safe(finding.section)
    return f'<a href="{_safe(finding.address)}" rel="noreferrer">{_safe(finding.section) or "standard"}</a>'


def _row(merged: Merged) -> str:
    finding = merged.finding
    more = f' <span class="more">{merged.others}</span>' if merged.more else ""
    values = f' <span class="more">value: {_safe(", ".join(merged.values))}</span>' if merged.values else ""
    return (
        f'<tr data-severity="{finding.severity}" data-code="{finding.code}">'
        f"<td>{_badge(finding.severity, WORDS[finding.severity])}</td>"
        f'<td><span class="place">{_safe(finding.place)}</span>{more}'
        f'<span class="message">{_safe(finding.message)}{values}</span></td>'
        f'<td title="{_safe(CODES[finding.code])}"><code>{finding.code}</code></td></tr>\n'
    )


def _summary(summary: Summary) -> Iterator[str]:
    worst, found = summary.files_by_severity, summary.severities
    tiles = (
        ("", summary.files, "files"),
        ("", summary.files - worst["error"] - worst["warning"], "without errors and warnings"),
        *((severity, found[severity], words) for severity, (_, words) in COUNTED.items()),
    )
    yield '<section id="summary">\n<ul class="tiles">\n'
    for class_, count, words in tiles:
        yield f'<li class="{class_}"><b>{count:,}</b>{words}</li>\n'
    yield "</ul>\n"
    if summary.skipped:
        yield f"<p>{summary.skipped:,} skipped, which are not DICOM.</p>\n"
    yield "</section>\n"


def _filters(summary: Summary) -> Iterable[str]:
    """Yield the controls, hidden until the script that they need has run."""
    yield '<form id="filters" hidden>\n'
    yield '<input type="search" name="search" placeholder="Search files, attributes, modules" aria-label="Search">\n'
    for severity in SEVERITIES:
        box = f'<input type="checkbox" name="severity" value="{severity}" checked>'
        yield f"<label>{box} {_badge(severity, WORDS[severity])}</label>\n"
    yield '<select name="code" aria-label="Code"><option value="">all codes</option>\n'
    for code, count in summary.codes.most_common():
        yield f'<option value="{code}">{code} ({count:,})</option>\n'
    yield (
        "</select>\n"
        '<button type="button" name="open">open all</button><button type="button" name="close">close all</button>\n'
        '<output name="shown"></output>\n</form>\n'
    )
