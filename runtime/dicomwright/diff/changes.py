"""What a comparison finds: changes, each of one thing, and what each means for code that uses the old classes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final, Literal

Action = Literal["added", "removed", "changed", "moved", "renamed", "retired"]
ACTIONS: Final[tuple[Action, ...]] = ("added", "changed", "moved", "renamed", "retired", "removed")
"""In the order in which people want to read them: the newest things first."""

KINDS: Final = {
    "iod": ("IOD", "IODs"),
    "sop-class": ("SOP class", "SOP classes"),
    "module-usage": ("module of an IOD", "modules of IODs"),
    "functional-group-usage": ("functional group of an IOD", "functional groups of IODs"),
    "module": ("module", "modules"),
    "functional-group": ("functional group", "functional groups"),
    "macro": ("macro", "macros"),
    "directory-record": ("directory record", "directory records"),
    "attribute": ("attribute", "attributes"),
    "include": ("include of a macro", "includes of macros"),
    "context-group": ("context group", "context groups"),
    "code": ("code of a context group", "codes of context groups"),
    "context-group-include": ("include of a context group", "includes of context groups"),
    "template": ("template", "templates"),
    "template-row": ("row of a template", "rows of templates"),
    "service-table": ("attributes of an operation or a query", "attributes of operations and queries"),
    "service-attribute": ("attribute of a service", "attributes of services"),
    "data-element": ("data element", "data elements"),
    "uid": ("UID", "UIDs"),
    "vr": ("value representation", "value representations"),
    "controlled-term": ("code of DCM", "codes of DCM"),
    "coding-scheme": ("coding scheme", "coding schemes"),
    "action-code": ("action of the confidentiality profile", "actions of the confidentiality profile"),
    "protected-attribute": ("protected attribute", "protected attributes"),
    "protected-content-item": ("protected content item", "protected content items"),
    "safe-private-attribute": ("safe private attribute", "safe private attributes"),
    "value-table": ("table of values", "tables of values"),
    "class": ("generated class", "generated classes"),
}
"""Every kind of thing that changes: one, and several, in the order of a report."""


@dataclass(frozen=True, slots=True)
class Detail:
    """One thing said of a subject: what the old edition says of it, and what the new one does."""

    what: str
    old: tuple[str, ...] = ()
    new: tuple[str, ...] = ()

    def text(self) -> str:
        """Say it in a line: ``type 2 -> 3``, ``values +A, +B, -C``."""
        if len(self.old) == len(self.new) == 1:
            return f"{self.what} {self.old[0]} -> {self.new[0]}"
        if not self.old and not self.new:
            return self.what
        parts = (*(f"+{each}" for each in self.new), *(f"-{each}" for each in self.old))
        return f"{self.what} {', '.join(parts)}"

    def fact(self) -> str:
        """Say it of a thing that one edition alone has: ``type 2``."""
        return f"{self.what} {', '.join((*self.old, *self.new))}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change of one thing; `place` is what it is part of, `breaking` says why code must change, if it must."""

    kind: str
    action: Action
    name: str
    place: str = ""
    details: tuple[Detail, ...] = ()
    iods: tuple[str, ...] = ()
    breaking: tuple[str, ...] = ()
    old_address: str = ""
    new_address: str = ""

    @property
    def title(self) -> str:
        """The name, with its place."""
        return f"{self.name} in {self.place}" if self.place else self.name


@dataclass(frozen=True, slots=True)
class Differences:
    """All that two editions differ in."""

    old: str
    new: str
    changes: tuple[Change, ...]

    def counts(self) -> dict[str, Counter[str]]:
        """Count by kind and action; "breaking" counts beside them."""
        found: dict[str, Counter[str]] = {}
        for change in self.changes:
            counter = found.setdefault(change.kind, Counter())
            counter[change.action] += 1
            counter["breaking"] += bool(change.breaking)
        return {kind: found[kind] for kind in KINDS if kind in found}

    def grouped(self) -> dict[str, list[Change]]:
        """Return the changes by kind, in the order of a report."""
        found: dict[str, list[Change]] = {}
        for change in sorted(self.changes, key=_rank):
            found.setdefault(change.kind, []).append(change)
        return {kind: found[kind] for kind in KINDS if kind in found}


def _rank(change: Change) -> tuple[int, str, str]:
    return ACTIONS.index(change.action), change.place.casefold(), change.name.casefold()
