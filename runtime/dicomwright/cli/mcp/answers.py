"""Answers of the tools: what was found, as data and as the text that `dicomwright show` has of it."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING, Any, Final

from rich.console import Console
from typing_extensions import TypedDict

from dicomwright.batch.judging import Options, judge
from dicomwright.batch.sources.found import Found
from dicomwright.cli.mcp.explaining import rule_of
from dicomwright.cli.mcp.places import Place, of_code, of_hit, of_template
from dicomwright.cli.show.found import name_of
from dicomwright.cli.show.kinds import KINDS
from dicomwright.lookup import search
from dicomwright.lookup.codes import codes_in
from dicomwright.lookup.searching import CODE
from dicomwright.runtime.vocabulary.registry import edition

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType

    from dicomwright.cli.mcp.folders import Roots
    from dicomwright.lookup import Hit
    from dicomwright.lookup.codes import Found as Code
    from dicomwright.runtime.reports.findings import Finding

_WIDE: Final = 200
_LONGEST: Final = 20_000
"""Characters of a text that is told; what is longer is cut, and says so."""
_MOST: Final = 200
"""Findings of a file that are told."""


class FoundThing(Place):
    """What a search found."""

    kind: str
    name: str
    title: str


class Lookup(TypedDict):
    """What may be meant, the likeliest first, and what the standard says of the first."""

    edition: str
    found: list[FoundThing]
    text: str


class CodeFound(Place):
    """A code."""

    value: str
    scheme: str
    meaning: str
    python: str


class Template(Place):
    """A template, and its rows as a tree."""

    edition: str
    name: str
    text: str


class Judged(TypedDict):
    """What was found in a file; of many findings the first."""

    edition: str
    file: str
    iod: str
    errors: int
    warnings: int
    findings: list[dict[str, Any]]
    left_out: int


def looked_up(text: str, kind: str, limit: int) -> Lookup:
    """Look up what a text may mean."""
    hits = search(text, kinds=(kind,) if kind else (), limit=limit)
    found: list[FoundThing] = [
        {"kind": hit.kind, "name": name_of(hit), "title": hit.title, **of_hit(hit)} for hit in hits
    ]
    return {"edition": edition().name, "found": found, "text": _text_of(hits[0]) if hits else ""}


def _text_of(hit: Hit) -> str:
    known = KINDS[hit.kind]
    target = known.resolve(name_of(hit))
    return "" if target is None else _plain(known.show(target))


def codes(text: str, limit: int) -> list[CodeFound]:
    """Return the codes that may be meant."""
    hits = search(text, kinds=(CODE,), limit=limit)
    found = (one for hit in hits for one in codes_in(hit.scheme, hit.key, edition()))
    return [_code(one) for one in found]


def _code(found: Code) -> CodeFound:
    return {
        "value": found.value,
        "scheme": found.designator,
        "meaning": found.meaning,
        "python": f"{found.scheme}.{found.name}",
        **of_code(found.designator),
    }


def template(name: str) -> Template | None:
    """Return a template by its number or name; None when there is none."""
    known = KINDS["template"]
    found: str | None = known.resolve(name if name.strip()[:1].isalpha() else f"TID {name.strip()}")
    if found is None:
        return None
    return {"edition": edition().name, "name": found, "text": _plain(known.show(found)), **of_template(found)}


def judged(name: str, roots: Roots) -> Judged:
    """Judge a file below the folders. Raises `Outside`."""
    path = roots.file(name)
    report = judge(Found(str(path), named=True), Options(show_values=False))
    findings = report.findings if report is not None else ()
    return {
        "edition": edition().name,
        "file": roots.shown(path),
        "iod": report.iod if report is not None else "",
        "errors": sum(each.severity == "error" for each in findings),
        "warnings": sum(each.severity == "warning" for each in findings),
        "findings": [_told(each) for each in findings[:_MOST]],
        "left_out": max(0, len(findings) - _MOST),
    }


def _told(finding: Finding) -> dict[str, Any]:
    """Return a finding with the section that it breaks: its own, or that of all of its code."""
    told = finding.to_dict()
    return told if finding.address else told | rule_of(finding.code)


def _plain(shown: Iterable[RenderableType]) -> str:
    stream = StringIO()
    console = Console(file=stream, width=_WIDE, highlight=False, markup=False, emoji=False, color_system=None)
    for each in shown:
        console.print(each)
    text = "\n".join(line.rstrip() for line in stream.getvalue().splitlines())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}\n... (cut: ask for a part of it)"
