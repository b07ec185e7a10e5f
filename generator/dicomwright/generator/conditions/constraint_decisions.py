"""Sentences about values that no wording reads, decided by hand: data of constraints.toml, by fingerprints."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast, get_args

from dicomwright.generator.conditions.decisions import expression_of
from dicomwright.generator.errors import ModelError
from dicomwright.generator.facts import ConstraintKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwright.generator.conditions.expressions import Call

_FILE: Final = "constraints.toml"


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A sentence of a section that is about an attribute: its fingerprint, the section's xml:id, and its place.

    There is no section where the sources at hand have no words for a rule.
    """

    fingerprint: str
    section: str
    place: str


@dataclass(frozen=True)
class ConstraintDecisions:
    """What sentences mean, why nothing of others is judged, and which stand in sections; `used` by an edition.

    The keyword is empty where a sentence means the same in every row that has it, and the table of `elsewhere` where
    all rows of a tag are meant.
    """

    meanings: dict[tuple[str, str], tuple[ConstraintKind, Call]] = field(
        default_factory=dict[tuple[str, str], tuple[ConstraintKind, "Call"]]
    )
    reasons: dict[str, str] = field(default_factory=dict[str, str])
    elsewhere: dict[tuple[str, str], list[Elsewhere]] = field(
        default_factory=dict[tuple[str, str], list[Elsewhere]]
    )
    used: set[str] = field(default_factory=set[str])

    def meaning(self, fingerprint: str, keyword: str) -> tuple[ConstraintKind, Call] | None:
        """Return what was decided that a sentence means."""
        found = self.meanings.get((fingerprint, keyword)) or self.meanings.get((fingerprint, ""))
        if found is not None:
            self.used.add(fingerprint)
        return found

    def reason(self, fingerprint: str) -> str:
        """Return why nothing of a sentence is judged; empty when nobody said so."""
        found = self.reasons.get(fingerprint, "")
        if found:
            self.used.add(fingerprint)
        return found

    def unused(self) -> Iterator[str]:
        """Return the fingerprints of sentences that the edition does not have."""
        known = dict.fromkeys([*(fingerprint for fingerprint, _ in self.meanings), *self.reasons])
        return (fingerprint for fingerprint in known if fingerprint not in self.used)


def load_constraint_decisions(path: Path | None = None) -> ConstraintDecisions:
    """Read constraints.toml, which lies beside this file.

    Raises:
        ModelError: an entry is no constraint, lacks place or reason, or a sentence is decided twice.

    """
    text = (path or Path(__file__).parent / _FILE).read_text(encoding="utf-8")
    data: dict[str, Any] = tomllib.loads(text)
    decisions = ConstraintDecisions()
    for entry in data.get("constraint", ()):
        _add(decisions, entry)
    for reason, fingerprints in data.get("unjudged", {}).items():
        if not reason:
            raise ModelError(f"{_FILE}: {fingerprints}: unjudged without a reason")
        for fingerprint in fingerprints:
            if fingerprint in decisions.reasons:
                raise ModelError(f"{_FILE}: {fingerprint} is decided twice")
            decisions.reasons[fingerprint] = reason
    return decisions


def _add(decisions: ConstraintDecisions, entry: dict[str, Any]) -> None:
    if not entry.get("place") or not entry.get("reason") or entry.get("kind") not in get_args(ConstraintKind):
        raise ModelError(
            f"{_FILE}: {entry.get('fingerprints')}: a decision needs a place, a kind and a reason"
        )
    for fingerprint in entry["fingerprints"] or (_invented(entry),):
        call = expression_of(entry["requires"], fingerprint, _FILE)
        key = fingerprint, entry.get("attribute", "")
        if key in decisions.meanings or call is None:
            raise ModelError(f"{_FILE}: {fingerprint} is decided twice")
        decisions.meanings[key] = cast("ConstraintKind", entry["kind"]), call
        for table in entry.get("tables", ("",)) if "tag" in entry else ():
            place = Elsewhere(fingerprint, entry.get("section", ""), entry["place"])
            decisions.elsewhere.setdefault((table, entry["tag"]), []).append(place)


def _invented(entry: dict[str, Any]) -> str:
    """Return what stands for the fingerprint of a rule whose words the sources at hand lack."""
    return hashlib.sha256(f"{entry['place']} {entry['requires']}".encode()).hexdigest()[:8]
