"""Conditions that no grammar reads, decided by hand: data of conditions.toml, each with its place and a reason."""

from __future__ import annotations

import ast
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from dicomwright.generator.conditions.compile import Rule
from dicomwright.generator.conditions.expressions import Call, Scalar
from dicomwright.generator.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Iterator

_FILE: Final = "conditions.toml"


@dataclass(frozen=True)
class Decisions:
    """Rules by the fingerprint of the text and the keyword of its row; `used` are those that an edition needed.

    The keyword is empty where a text means the same in every row that has it.
    """

    rules: dict[tuple[str, str], Rule] = field(default_factory=dict[tuple[str, str], Rule])
    used: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])

    def rule(self, fingerprint: str, keyword: str = "") -> Rule | None:
        """Return what was decided of a text."""
        for key in ((fingerprint, keyword), (fingerprint, "")):
            if key in self.rules:
                self.used.add(key)
                return self.rules[key]
        return None

    def unused(self) -> Iterator[str]:
        """Return the fingerprints of texts that the edition does not have."""
        return (" ".join(filter(None, key)) for key in self.rules if key not in self.used)


def load_decisions(path: Path | None = None) -> Decisions:
    """Read conditions.toml, which lies beside this file.

    Raises:
        ModelError: an entry is not a rule, or a text is decided twice.

    """
    path = path or Path(__file__).parent / _FILE
    decisions = Decisions()
    for entry in tomllib.loads(path.read_text(encoding="utf-8")).get("condition", ()):
        for fingerprint in entry["fingerprints"]:
            key = fingerprint, entry.get("attribute", "")
            if key in decisions.rules:
                raise ModelError(f"{path.name}: {fingerprint} is decided twice")
            decisions.rules[key] = _rule(entry, fingerprint, path.name)
    return decisions


def _rule(entry: dict[str, Any], fingerprint: str, file: str) -> Rule:
    if not entry.get("reason") or not entry.get("place"):
        raise ModelError(f"{file}: {entry.get('fingerprints')}: a decision needs a place and a reason")
    return Rule(
        required=expression_of(entry.get("required"), fingerprint, file),
        allowed=expression_of(entry.get("allowed"), fingerprint, file),
        forbidden=expression_of(entry.get("forbidden"), fingerprint, file),
        otherwise=entry.get("otherwise", "silent"),
    )


def expression_of(source: str | None, fingerprint: str, file: str) -> Call | None:
    """Read an expression as generated code has it; `external()` is told by the fingerprint of the text.

    `file` is the one that has it.

    Raises:
        ModelError: the source is no call.

    """
    if source is None:
        return None
    named = source.replace("external()", f'external("{fingerprint}")')
    try:
        return _call(ast.parse(named, mode="eval").body)
    except SyntaxError:
        raise ModelError(f"{file}: {fingerprint}: {source!r} is no expression") from None
    except _NoCallError as found:
        raise ModelError(f"{file}: {fingerprint}: {found} is no call") from None


class _NoCallError(Exception):
    """Something stands where a call must."""


def _call(node: ast.expr) -> Call:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        raise _NoCallError(ast.unparse(node))
    value: Any = next((ast.literal_eval(item.value) for item in node.keywords if item.arg == "value"), None)
    return Call(node.func.id, tuple(_argument(item) for item in node.args), value)


def _argument(node: ast.expr) -> Call | Scalar:
    if isinstance(node, ast.Call):
        return _call(node)
    value: Scalar = ast.literal_eval(node)
    return value
