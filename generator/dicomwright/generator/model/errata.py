"""Errata of the published tables: data of errata.toml, each with a reason, applied while rows are read."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from dicomwright.generator.facts import FixedValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwright.generator.docbook import Row

Key = TypeVar("Key")
Value = TypeVar("Value")
Default = TypeVar("Default")
_FILE: Final = "errata.toml"


@dataclass
class Errata:
    """Corrections by place; what an edition did not need is told by `unused`."""

    depths: dict[tuple[str, str, int], int] = field(default_factory=dict[tuple[str, str, int], int])
    fixed: dict[str, tuple[FixedValue, ...]] = field(default_factory=dict[str, tuple[FixedValue, ...]])
    sop_classes: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    unconditional: dict[tuple[str, int], bool] = field(default_factory=dict[tuple[str, int], bool])
    dropped: dict[tuple[str, str], tuple[str, ...]] = field(
        default_factory=dict[tuple[str, str], tuple[str, ...]]
    )
    overriding: dict[tuple[str, str], bool] = field(default_factory=dict[tuple[str, str], bool])
    opened: dict[tuple[str, str], bool] = field(default_factory=dict[tuple[str, str], bool])
    used: set[object] = field(default_factory=set[object])

    def deeper(self, table: str, row: Row) -> int:
        """How many levels deeper a row belongs than the table prints it."""
        return self._use(self.depths, (table, row.cells[0].text, row.index), 0)

    def fixed_values(self, table: str) -> tuple[FixedValue, ...]:
        """Values that the standard fixes for an IOD outside of the IOD's own section."""
        return self._use(self.fixed, table, ())

    def sop_classes_of(self, table: str) -> tuple[str, ...]:
        """SOP classes of an IOD that no table names in its own words."""
        return self._use(self.sop_classes, table, ())

    def always(self, table: str, row: Row) -> bool:
        """Whether the condition of an include holds for every data set."""
        return self._use(self.unconditional, (table, row.index), default=False)

    def dropped_values(self, table: str, tag: str) -> tuple[str, ...]:
        """A value list of a row that is not to be believed."""
        return self._use(self.dropped, (table, tag), ())

    def overrides(self, table: str, tag: str) -> bool:
        """Whether the type of a row holds even where another module has a stricter one."""
        return self._use(self.overriding, (table, tag), default=False)

    def is_open(self, table: str, tag: str) -> bool:
        """Whether the items of a sequence hold attributes of other tables, too."""
        return self._use(self.opened, (table, tag), default=False)

    def unused(self) -> Iterator[str]:
        """The table of every entry that no row asked for."""
        for entries in (
            self.depths,
            self.fixed,
            self.sop_classes,
            self.unconditional,
            self.dropped,
            self.overriding,
            self.opened,
        ):
            for key in entries:
                if key not in self.used:
                    yield key[0] if isinstance(key, tuple) else key

    def _use(self, entries: dict[Key, Value], key: Key, default: Default) -> Value | Default:
        if key not in entries:
            return default
        self.used.add(key)
        return entries[key]


def load_errata() -> Errata:
    """Read errata.toml, which lies beside this file."""
    text = (Path(__file__).parent / _FILE).read_text(encoding="utf-8")
    data: dict[str, list[dict[str, Any]]] = tomllib.loads(text)
    errata = Errata()
    for entry in data.get("depth", ()):
        errata.depths[entry["table"], entry["text"], entry["row"]] = entry["deeper"]
    for entry in data.get("fixed_value", ()):
        value = FixedValue(tag=entry["tag"], values=tuple(entry["values"]))
        errata.fixed[entry["table"]] = (*errata.fixed.get(entry["table"], ()), value)
    for entry in data.get("sop_class", ()):
        errata.sop_classes[entry["table"]] = tuple(entry["uids"])
    errata.unconditional = _places(data.get("unconditional", []), "row")
    for entry in data.get("drop_values", ()):
        errata.dropped[entry["table"], entry["tag"]] = tuple(entry["values"])
    errata.overriding = _places(data.get("override", []), "tag")
    errata.opened = _places(data.get("open", []), "tag")
    return errata


def _places(entries: list[dict[str, Any]], within: str) -> dict[tuple[str, Any], bool]:
    return {(entry["table"], entry[within]): True for entry in entries}
