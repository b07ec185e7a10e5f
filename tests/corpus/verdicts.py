"""What two versions of dciodvfy, and dicom-validator, say of the files of the shared corpus, line by line."""

from __future__ import annotations

import csv
import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

import pytest
from committed import SHARED
from corpus.fresh import fresh_verdicts
from second_judge import keyword_of

if TYPE_CHECKING:
    from collections.abc import Iterator

CORPUS: Final = SHARED / "corpus"
FILES: Final = CORPUS / "files"

needs_corpus = pytest.mark.skipif(
    not FILES.is_dir(), reason="the corpus of real files (../shared/corpus) is not beside this checkout"
)

STORED: Final = {
    "dciodvfy-2022": "verdicts.dciodvfy.json",
    "dicom-validator": "verdicts.dicom-validator.json",
}
"""The peers that were asked once; dciodvfy-2026, the installed one, is asked whenever the tests run."""

Step = tuple[int, int]
"""A tag, and the position of the item from 0; -1 where the peer does not tell, and of the last step."""


class Verdict(NamedTuple):
    """A line of a peer: the kind is one of the codes of our reports, or starts with "other:"."""

    kind: str
    path: tuple[Step, ...] = ()
    module: str = ""

    @property
    def tag(self) -> int | None:
        """The attribute that it is about."""
        return self.path[-1][0] if self.path else None


class UnknownFormError(ValueError):
    """A line of a peer that no rule reads; its text stays out of the message, for it holds values."""


@cache
def peer_output(peer: str) -> dict[str, dict[str, Any]]:
    """Everything that a peer says, by file; skips the test where it is the newest dciodvfy, and not installed."""
    if peer not in STORED:
        return fresh_verdicts(sorted(FILES.iterdir()))
    return cast("dict[str, dict[str, Any]]", json.loads((CORPUS / STORED[peer]).read_text("utf-8")))


@cache
def sop_classes() -> dict[str, str]:
    """The SOP class of each file, as the index has it; empty where the file has none."""
    with (CORPUS / "index.csv").open(encoding="utf-8", newline="") as file:
        return {row["name"]: row["sop_class_uid"] for row in csv.DictReader(file)}


def is_dciodvfy(peer: str) -> bool:
    """Whether it is one of the two versions of dciodvfy, which write the same lines."""
    return peer.startswith("dciodvfy")


def verdicts(peer: str, file: str, *keys: str) -> Iterator[Verdict]:
    """Read the lines of a peer under `keys` ("errors", "warnings", ...). Raises `UnknownFormError`."""
    read = dciodvfy_line if is_dciodvfy(peer) else dicom_validator_line
    for key in keys:
        for line in peer_output(peer)[file].get(key, ()):
            yield read(line)


def gave_verdict(peer: str, file: str) -> bool:
    """Whether a peer knew what to judge a file as: else its silence says nothing."""
    said = peer_output(peer)[file]
    return said["iod"] is not None if is_dciodvfy(peer) else said["status"] in {"Passed", "Failed"}


# --- dciodvfy

_DCIODVFY_LINE: Final = re.compile(
    r"""\s*<(?P<path>(?:/\w*\([0-9a-f]{4},[0-9a-f]{4}(?:,"[^"]*")?\)(?:\[\d+\])?)+)\s?>\s-\s(?P<message>.*)""",
    re.VERBOSE | re.DOTALL,
)
_DCIODVFY_STEP: Final = re.compile(r"/\w*\(([0-9a-f]{4}),([0-9a-f]{4})(?:,\"[^\"]*\")?\)(?:\[(\d+)\])?")

# start of a message (a pattern): kind; the Type in it, if there is a group, ends the kind
DCIODVFY: Final[tuple[tuple[str, str], ...]] = (
    (r"Missing attribute for Type (1C|1|2C|2) \w+ - Module=<(?P<module>\w+)>", "missing-type-"),
    (r"Empty attribute \(no value\) for Type (1C|1) \w+ - Module=<(?P<module>\w+)>", "empty-type-"),
    (r"Attribute present but empty \(no value\) even though .* Type (1C) ", "empty-type-"),
    (r"Attribute present when condition unsatisfied .* - Module=<(?P<module>\w+)>", "not-allowed"),
    (r"Shall not be present (?:when|for) ", "not-allowed"),
    (r"Unrecognized enumerated value", "value-not-enumerated"),
    (r"Unrecognized defined term", "value-not-a-defined-term"),
    (r"Bad attribute Value Multiplicity", "wrong-vm"),
    (r"Bad Sequence number of Items", "item-count"),
    (r"Number of items in PerFrameFunctionalGroupsSequence does not match", "frame-count"),
    (r"Value (?:invalid|dubious) for this VR", "bad-value"),
    (r"Illegal root for UID", "uid-root"),
    (r"Bad Value Length - not a multiple of", "bad-value"),
    (r"Invalid Value Representation|Explicit value representation doesn't match", "wrong-vr"),
    (r"Retired attribute", "retired-attribute"),
    (r"Attribute is not present in standard DICOM IOD", "unexpected-attribute"),
    (r"Attribute with an even group number is not a recognized", "unknown-attribute"),
    (r"Unrecognized tag", "unknown-attribute"),
    (r"CodingSchemeDesignator is deprecated", "retired-code"),
    (r"CoordinatesContentItemHasIncorrectRelationship", "sr-relationship"),
    (r"Tag read failed|Illegal zero bytes|Bad Explicit Value Length", "unreadable"),
    (r"Missing attribute or value that would be needed to build DICOMDIR", "other:directory"),
    (r"A value is required for value \d in (?:CT|MR) Images", "other:value-3-of-image-type"),
    (r"required to be (?:YES|NO) for ", "other:label-in-image"),
    (r"(?:Study|Series|SOP)InstanceUID has same value as", "other:same-uid"),
    (r"MediaStorageSOP(?:Class|Instance)UID (?:different from|but missing)", "file-meta"),
    (r"Bad FileMetaInformationVersion", "other:file-meta"),
    (r"Referenced SOP Instance is not listed in", "other:evidence"),
    (r"PixelData has incorrect value length", "pixel-length"),
    (r"Bad private owner value|Private tag without owner", "private-element"),
    (r"Value is zero|Not permitted to be < |Orientation vector is not unit", "other:number"),
    (r"EstimatedRadiographicMagnificationFactor does not match", "other:number"),
    (r"is only permitted to be empty when actually unknown", "other:empty-laterality"),
    (r"CodingSchemeDesignator in a units Code Sequence is not UCUM", "other:units"),
    # what only the newest one says
    (r"Value Representation for encapsulated compressed PixelData is not Other Byte", "wrong-vr-of-pixels"),
    (r"Attribute with an odd group number is not a legal private element", "private-element"),
    (r"Private CodingSchemeDesignator contains non-alphanumeric characters", "other:private-scheme"),
    (r"DimensionIndexPointer Attribute not present in any Shared or Per-Frame", "other:dimensions"),
    (r"Encapsulated pixel data fragment does not start with", "other:fragments"),
    (r"Length of BasicOffsetTable is not equal to NumberOfFrames", "other:fragments"),
    (r"ImagedVolume(?:Width|Height) inconsistent with TotalPixelMatrix", "other:number"),
    (r"Pyramid UID present in LABEL or OVERVIEW image", "other:pyramid"),
    (r"Required to be SLIDE_CORNER for slide-related Frame of Reference", "other:slide-corner"),
)  # fmt: skip

# lines without a path
DCIODVFY_WHOLE: Final[tuple[tuple[str, str], ...]] = (
    (r"Information Object Not found", "unknown-iod"),
    (r"Dicom dataset read failed|Attribute read failed|Tag read failed|Seek failed", "unreadable"),
    (r"Item tag was found prematurely", "unreadable"),
    (r"Tags out of order", "element-order"),
    (r"Bad group length", "other:group-length"),
    (r"dciodvfy: attrothr", "other:assertion"),  # it crashed
    (r" for SCOORD = <no child>", "other:relationship"),  # the rest of a line that was broken in two
)


def dciodvfy_line(line: str) -> Verdict:
    """Read one line. Raises `UnknownFormError`."""
    found = _DCIODVFY_LINE.match(line)
    if found is None:
        return Verdict(_kind(line, DCIODVFY_WHOLE)[0])
    steps = [(int(g + e, 16), int(n or 0) - 1) for g, e, n in _DCIODVFY_STEP.findall(found["path"])]
    kind, module = _kind(found["message"], DCIODVFY)
    return Verdict(kind, _path(steps), module)


def _kind(message: str, forms: tuple[tuple[str, str], ...]) -> tuple[str, str]:
    for pattern, kind in forms:
        found = re.match(pattern, message, re.DOTALL)
        if found:
            type_ = found[1].lower() if kind.endswith("-") else ""
            return kind + type_, found.groupdict().get("module") or ""
    raise UnknownFormError("no rule reads this form of message")


def _path(steps: list[Step]) -> tuple[Step, ...]:
    """Leave out the number of a value: what is wrong with an attribute is one fault."""
    return (*steps[:-1], (steps[-1][0], -1))


# --- dicom-validator

_STEP: Final = r"\([0-9A-F]{4},[0-9A-F]{4}\)"
_VALIDATOR_LINE: Final = re.compile(
    rf"(?P<module>[^:]+): (?P<path>{_STEP}(?: \(.*?\)| / {_STEP})*)(?P<message> (?:is|has|-) .*)", re.DOTALL
)

# it does not tell the Type: "missing" and "empty" stand for all of them
VALIDATOR: Final[tuple[tuple[str, str], ...]] = (
    (r" is missing$", "missing"),
    (r" is empty$", "empty"),
    (r" is unexpected$", "unexpected-attribute"),
    (r" is not allowed by condition:", "not-allowed"),
    (r" - enum value ", "value-not-enumerated"),
    (r" has invalid value ", "bad-value"),
)


def dicom_validator_line(line: str) -> Verdict:
    """Read one line. Raises `UnknownFormError`."""
    found = _VALIDATOR_LINE.match(line)
    if found is None:
        raise UnknownFormError("no rule reads this form of line")
    tags = re.findall(r"\(([0-9A-F]{4}),([0-9A-F]{4})\)", found["path"])
    steps = [(int(group + element, 16), -1) for group, element in tags]
    return Verdict(_kind(found["message"], VALIDATOR)[0], tuple(steps), found["module"])


def keywords(path: tuple[Step, ...]) -> str:
    """Write a path as the reports do; a step of unknown item without its number."""
    names = [keyword_of(tag) or f"({tag >> 16:04X},{tag & 0xFFFF:04X})" for tag, _ in path]
    return ".".join(
        f"{name}[{item}]" if item >= 0 else name for name, (_, item) in zip(names, path, strict=True)
    )
