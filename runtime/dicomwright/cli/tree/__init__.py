"""`dicomwright tree`: the content of a document as people read it, with the rows of its template."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from dicomwright.batch.sources.lists import STDIN
from dicomwright.cli.outcomes import FOUND, OK, UsageError
from dicomwright.runtime.errors import UnreadableFile
from dicomwright.runtime.reports.escaping import visible
from dicomwright.runtime.sources.urls import is_url
from dicomwright.runtime.trees.identity import sop_class_of
from dicomwright.runtime.trees.reading import read_content
from dicomwright.runtime.validation import validate
from dicomwright.runtime.validation.content import matched_rows
from dicomwright.runtime.validation.content.items import CONCEPT, VALUE_TYPE, first_of, items_of, text_of
from dicomwright.runtime.values.elements import values_of
from dicomwright.runtime.vocabulary.registry import edition
from dicomwright.runtime.vocabulary.tags import tag_of
from dicomwright.runtime.vocabulary.uids import uid_name
from dicomwright.runtime.wording import counted

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Mapping, Sequence

    from dicomwright.runtime.reports.findings import Finding
    from dicomwright.runtime.templates import Row
    from dicomwright.runtime.trees.tree import Content, DataSet
    from dicomwright.runtime.validation.content.items import Item

_MARKS: Final = {"error": "!", "warning": "?", "information": " "}
_SHORT: Final = {
    "CONTAINS": "",
    "HAS OBS CONTEXT": "observed: ",
    "HAS ACQ CONTEXT": "acquired: ",
    "HAS CONCEPT MOD": "modified: ",
    "HAS PROPERTIES": "has: ",
    "INFERRED FROM": "from: ",
    "SELECTED FROM": "in: ",
}
_VALUES: Final = {
    "TEXT": "TextValue",
    "PNAME": "PersonName",
    "DATE": "Date",
    "TIME": "Time",
    "DATETIME": "DateTime",
    "UIDREF": "UID",
}
_CONTENT: Final = frozenset(
    {
        *("", "ConceptNameCodeSequence", "ContentSequence", "ContentTemplateSequence"),
        *("ContinuityOfContent", "ValueType"),
    }
)
"""Where findings about content begin; all others are about the document around it."""
_LONGEST: Final = 200
_DEEPEST: Final = 40
"""Levels of indentation: a tree may be deeper than any page is wide."""


def run(arguments: Namespace) -> int:
    """Print the content of a file; return the exit status. Raises `UsageError`."""
    content = _read(arguments.path)
    iod = edition().iod_of(sop_class_of(content))
    if iod is None or VALUE_TYPE not in content.dataset.elements:
        raise UsageError(f"{arguments.path} is not a document with content items")
    root, rows = matched_rows(content.dataset, iod)
    findings = [each for each in validate(content).findings if each.severity != "information"]
    sys.stdout.writelines(f"{line}\n" for line in lines(root, rows, findings))
    return FOUND if any(each.severity == "error" for each in findings) else OK


def _read(path: str) -> Content:
    if path != STDIN and not is_url(path) and not Path(path).is_file():
        raise UsageError(f"there is no file {path!r}")
    try:
        return read_content(sys.stdin.buffer.read() if path == STDIN else path)
    except UnreadableFile as error:
        raise UsageError(f"{path} cannot be read: {error}") from None


def lines(root: Item, rows: Mapping[Item, Row], findings: Sequence[Finding]) -> Iterator[str]:
    """Yield a line for each item: a mark, what it is, and its row; below it what was found there."""
    told: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.path.partition(".")[0].partition("[")[0] in _CONTENT:
            told.setdefault(_item_path(finding.path), []).append(finding)
    pending = [(root, 0)]
    while pending:
        item, depth = pending.pop()
        here = told.get(item.path, [])
        mark = min((_MARKS[each.severity] for each in here), default=" ")
        margin = "  " * min(depth, _DEEPEST)
        row = rows.get(item)
        place = f"  [{row.owner.info_.tid}.{row.number}]" if row is not None else ""
        yield f"{mark} {margin}{described(item)}{place}"
        yield from (f"{mark} {margin}  ^ {_said(each, item.path)}" for each in here)
        pending += [(child, depth + 1) for child in reversed(item.children)]
    others = len(findings) - sum(map(len, told.values()))
    if others:
        yield f"and {counted(others, 'finding')} of the document around its content: dicomwright validate"


def _said(finding: Finding, item: str) -> str:
    """Say what was found, and where in the item."""
    within = finding.path.removeprefix(item).removeprefix(".")
    return f"{within}{': ' if within else ''}{finding.message} [{finding.code}]"


def _item_path(path: str) -> str:
    """Return the path of the content item that a finding is about."""
    steps = path.split(".")
    count = next((at for at, step in enumerate(steps) if not step.startswith("ContentSequence[")), len(steps))
    return ".".join(steps[:count])


def described(item: Item) -> str:
    """Return the relationship, concept name and value of an item."""
    relationship = _SHORT.get(
        item.relationship, f"{item.relationship.lower()}: " if item.relationship else ""
    )
    if item.by_reference:
        referred = item.referred
        to = "nothing" if referred is None else f"{_named(referred)} {_value(referred)}".strip()
        return f"{relationship}-> {to}"
    value = _value(item)
    return f"{relationship}{_named(item)}{f' = {value}' if value else ''}"


def _named(item: Item) -> str:
    return _meaning(item.data, CONCEPT) or item.value_type or "?"


def _value(item: Item) -> str:
    if item.value_type == "CODE":
        return _meaning(item.data, _tag("ConceptCodeSequence"))
    if item.value_type == "NUM":
        return _measured(item)
    if item.value_type in {"IMAGE", "COMPOSITE", "WAVEFORM"}:
        return "" if item.instance is None else _reference(item.instance)
    if item.value_type in {"SCOORD", "SCOORD3D"}:
        count = len(_all(item.data, "GraphicData"))
        return f"{item.graphic_type or '?'} of {count // (2 if item.value_type == 'SCOORD' else 3)} points"
    return _text(item.data, _VALUES.get(item.value_type, ""))


def _measured(item: Item) -> str:
    measured = first_of(item.data, _tag("MeasuredValueSequence"))
    if measured is None:
        return "no value"
    unit = first_of(measured, _tag("MeasurementUnitsCodeSequence"))
    code = "" if unit is None else _text(unit, "CodeValue")
    return f"{_text(measured, 'NumericValue')} {'' if code == '1' else code}".strip()


def _reference(instance: DataSet) -> str:
    name = uid_name(_text(instance, "ReferencedSOPClassUID"))
    numbers = (
        (said, ", ".join(map(str, _all(instance, keyword))))
        for said, keyword in (("frame", "ReferencedFrameNumber"), ("segment", "ReferencedSegmentNumber"))
    )
    parts = (f", {said} {found}" for said, found in numbers if found)
    return f"{visible(name)} {_text(instance, 'ReferencedSOPInstanceUID')}{''.join(parts)}"


def _meaning(data: DataSet, tag: int) -> str:
    code = next(iter(items_of(data, tag)), None)
    return "" if code is None else _text(code, "CodeMeaning") or _text(code, "CodeValue")


def _text(data: DataSet, keyword: str) -> str:
    """Return a value as it may be printed: a file may hold what moves the cursor, or more than a screen."""
    text = text_of(data, _tag(keyword)) if keyword else ""
    return visible(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}...")


def _all(data: DataSet, keyword: str) -> Sequence[Any]:
    element = data.elements.get(_tag(keyword))
    return () if element is None else values_of(*element, data.encoding)


def _tag(keyword: str) -> int:
    return tag_of(keyword) or 0
