"""Data sets for tests: nested dictionaries as the scopes of conditions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dicomwright.runtime.conditions.evaluation import Scope


@dataclass(frozen=True)
class Data:
    """Keywords with lists: of values, or of items."""

    content: dict[str, Any]
    parent: Scope | None = None
    sequence: str = ""
    index: int = 0
    modules: dict[str, bool] = field(default_factory=dict[str, bool])
    extended: bool | None = None
    declared: frozenset[str] = frozenset()  # what items have a place for

    def get(self, keyword: str) -> Sequence[Any] | None:
        return self.content.get(keyword)

    def declares(self, keyword: str) -> bool:
        return bool(self.sequence) and keyword in self.declared

    def items(self, keyword: str) -> Sequence[Scope]:
        found = self.content.get(keyword) or ()
        return [
            Data(item, self, keyword, index, declared=self.declared)
            for index, item in enumerate(found)
            if isinstance(item, dict)
        ]

    def nested(self) -> Iterator[Scope]:
        for keyword in self.content:
            yield from self.items(keyword)

    def has_module(self, name: str) -> bool | None:
        return self.modules.get(name)

    def has_extended_text(self) -> bool | None:
        return self.extended


def item_of(data: Data, sequence: str, index: int = 0) -> Scope:
    return data.items(sequence)[index]
