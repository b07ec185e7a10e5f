"""Pass: what the section of an IOD says that values must be, and which modules it may not have."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dicomwright.generator.conditions.constraints import statements
from dicomwright.generator.docbook.content import REFERENCE_MARK, without_references
from dicomwright.generator.facts import Constraint, IodConstraint
from dicomwright.generator.model.text import fingerprint_of, tags_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dicomwright.generator.docbook import Division

# Sections whose sentences are about content items, templates and the tables of the IOD, which are read elsewhere.
_ELSEWHERE: Final = re.compile(
    r"Relationship|Template|Value Type|Module Table|Functional Group Macros|Content Item|Description|Entity-Rel"
)
_MODULES: Final = re.compile(
    r"^(?P<modules>.*\b(?:Modules?)?) ?shall not be (?:present|used in a Standard Extended)\b"
)
_NAMED: Final = re.compile(r"(?:The |and |, )?([A-Z][\w/ -]*?) Module\b")
_IN_ITEM: Final = re.compile(
    r"\bin (?:each|the) [\w ]+ \([0-9A-Fa-f]{4},[0-9A-Fa-f]{4}\) Item\b|\bSequence Item \("
)


def read_iod_constraints(division: Division, is_read: Callable[[str], object]) -> tuple[IodConstraint, ...]:
    """Read the sentences of the sections of an IOD, but those that are read otherwise; each once."""
    found = {constraint.constraint.fingerprint: constraint for constraint in _constraints(division, is_read)}
    return tuple(found.values())


def read_forbidden_modules(division: Division) -> tuple[str, ...]:
    """Read the modules that an IOD may not have: xml:ids of their sections, or names without the word Module."""
    found: dict[str, None] = {}
    for text in _texts(division):
        for sentence in statements(text):
            if said := _MODULES.match(sentence):
                found |= dict.fromkeys(_modules(said["modules"]))
    return tuple(found)


def _modules(text: str) -> list[str]:
    references = [target for target in REFERENCE_MARK.findall(text) if target.startswith("sect_")]
    return references or _NAMED.findall(without_references(text))


def _texts(division: Division) -> Iterator[str]:
    for inner in division.descendants():
        if not _ELSEWHERE.search(inner.title):
            yield from (block.text for block in inner.blocks if block.kind != "note" and block.text)


def _constraints(division: Division, is_read: Callable[[str], object]) -> Iterator[IodConstraint]:
    for text in _texts(division):
        if is_read(text):
            continue
        for sentence in statements(text):
            said = _MODULES.match(sentence)
            if said is None or not _modules(said["modules"]):
                constraint = Constraint(fingerprint=fingerprint_of(sentence), text=sentence)
                yield IodConstraint(tag=_tag(sentence), constraint=constraint)


# Sequences of whose items sentences speak, with their tag or without it.
_SEQUENCES: Final = {"Waveform Sequence": "54000100"}
_ITEM_OF: Final = re.compile(rf"\bin (?:each|the) ({'|'.join(_SEQUENCES)})\b")


def _tag(sentence: str) -> str:
    """The tag of the attribute that a sentence is about: of a sequence when it is about what its items have."""
    if named := _ITEM_OF.search(sentence):
        return _SEQUENCES[named[1]]
    tags = tags_of(sentence)
    return tags[-1] if tags and _IN_ITEM.search(sentence) else next(iter(tags), "")
