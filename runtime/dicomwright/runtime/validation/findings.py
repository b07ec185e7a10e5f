"""Findings as judging makes them: one for each rule, moved to wherever the rule is broken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from dicomwright.runtime.reports.findings import Finding
from dicomwright.runtime.values.elements import values_of
from dicomwright.runtime.vocabulary.registry import edition, edition_of
from dicomwright.runtime.vocabulary.tags import keyword_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TypeAlias

    from dicomwright.runtime.declarations.objects import DicomObject
    from dicomwright.runtime.reports.findings import Severity
    from dicomwright.runtime.trees.tree import Element

    Owner: TypeAlias = "type[DicomObject] | Source"

_SEVERITIES: Final[dict[str, Severity]] = {
    "value-not-a-defined-term": "warning",
    "unexpected-attribute": "warning",
    "unknown-attribute": "warning",
    "retired-attribute": "warning",
    "uid-root": "warning",
}
"""Severity of what is no error. Attributes beyond the IOD are a Standard Extended SOP Class (PS3.2 7.3)."""

_SHOWN: Final = 64


class Source(NamedTuple):
    """Who says something of any data set: a section of the standard, where no module or macro does."""

    name_: str
    section_: str
    address_: str


def finding(  # noqa: PLR0913, PLR0917 - what a finding has
    code: str,
    path: str,
    tag: int | None,
    owner: Owner | None,
    message: str,
    severity: Severity | None = None,
) -> Finding:
    """Make a finding; `owner` is the module, macro, IOD or section that says so."""
    return Finding(
        code,
        severity or _SEVERITIES.get(code, "error"),
        path,
        tag,
        "" if tag is None else keyword_of(tag),
        "" if owner is None else owner.name_,
        message,
        "" if owner is None else _section(owner.section_),
        "" if owner is None else _address(owner),
    )


_ADDRESSES: Final[dict[object, str]] = {}  # there are as many as modules, macros and templates


def _address(owner: Owner) -> str:
    """Return the page of what says something, in the edition that it is of."""
    found = _ADDRESSES.get(owner)
    if found is None:
        of = edition_of(owner) if isinstance(owner, type) else edition()
        found = _ADDRESSES[owner] = of.published(owner.address_)
    return found


def found_at(
    code: str, tag: int, owner: Owner | None, message: str, severity: Severity | None = None
) -> Finding:
    """Make a finding about an attribute, wherever it is: the path is its keyword alone."""
    return finding(code, keyword_of(tag), tag, owner, message, severity)


def moved(findings: Iterable[Finding], place: str) -> Iterable[Finding]:
    """Put findings about attributes into an item, by its path with a dot at its end; empty at the top."""
    if not place:
        return findings
    return [Finding(each.code, each.severity, place + each.path, *each[3:]) for each in findings]


def showing(findings: Iterable[Finding], element: Element) -> list[Finding]:
    """Put the value of an element into findings, as text, for who asked for it."""
    return [each._replace(value=_shown(element)) for each in findings]


def _section(number: str) -> str:
    return f"PS3.3 {number}" if number and not number.startswith("PS") else number


def _shown(element: Element) -> str:
    try:
        text = "\\".join(map(str, values_of(*element, None)))
    except ValueError:
        text = str(element[1])
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "..."
