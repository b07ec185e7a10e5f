"""What no grammar reads of the rows of templates, decided by hand: data of templates.toml, by fingerprints of texts."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from dicomwright.generator.conditions.decisions import Decisions, expression_of, load_decisions
from dicomwright.generator.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwright.generator.conditions.expressions import Call

_FILE: Final = "templates.toml"


@dataclass(frozen=True)
class TemplateDecisions:
    """Conditions and words among value constraints, by fingerprint; `used` are those that an edition needed.

    `readings` are lines that typesetting has damaged, as they should stand there. The words of a value constraint
    may mean different things in different rows: "4023.6" tells which is meant.
    """

    conditions: Decisions
    readings: dict[str, str] = field(default_factory=dict[str, str])
    values: dict[tuple[str, str], tuple[Call | None, str]] = field(
        default_factory=dict[tuple[str, str], "tuple[Call | None, str]"]
    )
    used: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])

    def value(self, fingerprint: str, row: str) -> tuple[Call | None, str] | None:
        """Return what the words of a row mean, or why nothing of it is judged; None when nobody has decided."""
        for key in ((fingerprint, row), (fingerprint, "")):
            if key in self.values:
                self.used.add(key)
                return self.values[key]
        return None

    def unused(self) -> Iterator[str]:
        """Return the fingerprints of texts that the edition does not have."""
        yield from self.conditions.unused()
        yield from (" ".join(filter(None, key)) for key in self.values if key not in self.used)


def load_template_decisions(path: Path | None = None) -> TemplateDecisions:
    """Read templates.toml, which lies beside this file.

    Raises:
        ModelError: an entry has neither an expression nor a reason, or a text is decided twice.

    """
    path = path or Path(__file__).parent / _FILE
    data = _data(path)
    decisions = TemplateDecisions(load_decisions(path))
    for entry in data.get("reading", ()):
        decisions.readings[entry["fingerprint"]] = entry["text"]
    for entry in data.get("value", ()):
        for fingerprint in entry["fingerprints"]:
            key = fingerprint, entry.get("row", "")
            if key in decisions.values:
                raise ModelError(f"{_FILE}: {fingerprint} is decided twice")
            decisions.values[key] = _meaning(entry, fingerprint)
    return decisions


@cache
def _data(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _meaning(entry: dict[str, Any], fingerprint: str) -> tuple[Call | None, str]:
    expression = expression_of(entry.get("expression"), fingerprint, _FILE)
    if (expression is None) == (not entry.get("reason")):
        raise ModelError(f"{_FILE}: {fingerprint}: either an expression, or a reason why there is none")
    return expression, entry.get("reason", "")
