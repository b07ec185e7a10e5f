"""Errata of the published tables: data of errata.toml, each with a reason, applied while rows are read.

Each erratum states what it expects to find. Where a source says otherwise, it may have been mended: that is an error,
and so is what is not found at all in a table that is there.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from dicomwright.generator.errors import ModelError
from dicomwright.generator.facts import FixedValue

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_FILE: Final = "errata.toml"
# What each kind of erratum stands at, beside the table, and what it makes of it.
_PLACES: Final = {
    "depth": "after",
    "fixed_value": "tag",
    "unconditional": "include",
    "drop_values": "tag",
    "sop_class": "",
    "open": "tag",
    "use": "row",
    "tag": "tag",
    "fixed": "row",
}
_GIVES: Final = {
    "depth": "deeper",
    "use": "type",
    "fixed": "value",
    "tag": "right",
    "fixed_value": "values",
    "drop_values": "values",
    "sop_class": "uids",
}

_Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Erratum:
    """What is expected at a place, and what takes its place."""

    expects: dict[str, Any]
    gives: Any
    reason: str
    since: str = ""  # an edition before this one may lack the place


@dataclass
class Errata:
    """Corrections by kind, table and what they stand at."""

    file: str = _FILE
    entries: dict[_Key, Erratum] = field(default_factory=dict[_Key, Erratum])
    used: set[_Key] = field(default_factory=set[_Key])

    def deeper(self, table: str, after: str, text: str, printed: int) -> int:
        """How many levels deeper a row belongs than the table prints it; `after`: tag of the row before."""
        deeper: int = self._given(("depth", table, after), text=text, printed=printed) or 0
        return deeper

    def fixed_values(self, table: str, name: str, stated: Collection[FixedValue]) -> Iterator[FixedValue]:
        """Values that the standard fixes for an IOD outside of the IOD's own section."""
        for kind, place, tag in self.entries:
            if (kind, place) == ("fixed_value", table):
                own = [list(value.values) for value in stated if value.tag == tag]
                values: list[str] = self._given((kind, table, tag), name=name, stated=own)
                yield FixedValue(tag=tag, values=tuple(values))

    def sop_classes_of(self, table: str, name: str, found: tuple[str, ...]) -> tuple[str, ...]:
        """SOP classes of an IOD: those that were found, or what no table names in its own words."""
        uids: list[str] = self._given(("sop_class", table, ""), name=name, found=list(found)) or []
        return found or tuple(uids)

    def always(self, table: str, include: str, condition: str) -> bool:
        """Whether the condition of an include, told by its fingerprint, holds for every data set."""
        return bool(self._given(("unconditional", table, include), condition=condition))

    def dropped_values(self, table: str, tag: str, lists: Collection[tuple[str, ...]]) -> tuple[str, ...]:
        """A value list of a row that is not to be believed."""
        key = "drop_values", table, tag
        values: list[str] = self.entries[key].gives if key in self.entries else []
        return tuple(self._given(key, listed=tuple(values) in lists) or ())

    def is_open(self, table: str, tag: str, type_: str) -> bool:
        """Whether the items of a sequence hold attributes of other tables, too."""
        return bool(self._given(("open", table, tag), type=type_))

    def right_tag(self, table: str, tag: str, name: str) -> str:
        """The tag of a row of a table of services: the printed one, or that of the attribute that the row names."""
        key = "tag", table, tag
        if key not in self.entries or self.entries[key].expects.get("name") != name:
            return tag
        right: str = self._given(key, name=name)
        return right

    def use(self, table: str, row: str, text: str) -> str | None:
        """What a column of a table of services says, by tag and column, where its text is no type; else None."""
        given: str | None = self._given(("use", table, row), text=text)
        return given

    def fixed(self, table: str, row: str, text: str) -> str:
        """The only value that an attribute has in an operation, by tag and column, where a section says so."""
        given: str | None = self._given(("fixed", table, row), text=text)
        return given or ""

    def unused(self, tables: Collection[str], edition: str) -> Iterator[str]:
        """Tables of the entries that an edition does not have.

        Raises:
            ModelError: a table is there, and what an entry stands at is not.

        """
        for key, erratum in self.entries.items():
            kind, table, place = key
            if key in self.used:
                continue
            if table in tables and edition >= erratum.since:
                raise ModelError(f"{self.file}: {kind} of {table}: {place or 'its row'} is not there")
            yield table

    def _given(self, key: _Key, **found: object) -> Any:  # noqa: ANN401 - by kind
        """Return what an erratum gives.

        Raises:
            ModelError: the source says something else than the erratum expects.

        """
        erratum = self.entries.get(key)
        if erratum is None:
            return None
        self.used.add(key)
        said = {name: value for name, value in found.items() if value != erratum.expects.get(name)}
        if said:
            kind, table, place = key
            raise ModelError(
                f"{self.file}: {kind} of {table} {place}: expects {erratum.expects}, and the source has {said}"
            )
        return erratum.gives


def load_errata(path: Path | None = None) -> Errata:
    """Read errata.toml, which lies beside this file, or another of its kind.

    Raises:
        ModelError: an entry lacks its reason or what it expects, or a place has two.

    """
    file = path or Path(__file__).parent / _FILE
    text = file.read_text(encoding="utf-8")
    errata = Errata(file.name)
    for kind, entries in tomllib.loads(text).items():
        for entry in entries:
            key = kind, entry["table"], entry.get(_PLACES[kind], "")
            if key in errata.entries or not entry.get("reason") or not entry.get("expects"):
                raise ModelError(
                    f"{file.name}: {' '.join(key)}: needs a reason, what it expects, and its own place"
                )
            gives = entry[_GIVES[kind]] if kind in _GIVES else True
            errata.entries[key] = Erratum(entry["expects"], gives, entry["reason"], entry.get("since", ""))
    return errata
