"""Items that are given as mappings of keywords: built of them, and what is wrong of each is said with its path."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwright.runtime.declarations.holder import UNSET
from dicomwright.runtime.errors import InvalidValue, RefusedItems
from dicomwright.runtime.wording import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dicomwright.runtime.values.rules import Rule


def built(item: Any, values: Mapping[Any, Any]) -> object:  # noqa: ANN401 - type[Item]
    """Build an item as its constructor does. Raises `RefusedItems` with all that is wrong of names, else of values."""
    faults = list(_of_names(item, values))
    if faults:
        raise RefusedItems(faults)
    try:
        return item(**values)
    except InvalidValue as error:
        name = item.__qualname__
        raise RefusedItems([str(each).removeprefix(name) for each in error.errors or (error,)]) from None


def _of_names(item: Any, values: Mapping[Any, Any]) -> Iterator[str]:  # noqa: ANN401 - type[Item]
    known = item.attributes()
    for name in values:
        if not isinstance(name, str):
            yield f" has a key of type {type(name).__qualname__}, which is no keyword"
        elif name not in known:
            yield f" has no {name}{did_you_mean(name, known)}"
    missing = [keyword for keyword in item.demanded_() if values.get(keyword, UNSET) is UNSET]
    if missing:
        yield f" needs {', '.join(missing)}"


def each_built(rule: Rule, given: Sequence[Any]) -> tuple[Any, ...]:
    """Apply a rule to each item. Raises `RefusedItems` with the faults of all of them; else as the rule does."""
    try:
        return tuple(map(rule, given))
    except RefusedItems:
        raise RefusedItems(list(_of_items(rule, given))) from None


def _of_items(rule: Rule, given: Sequence[Any]) -> Iterator[str]:
    for number, each in enumerate(given):
        try:
            rule(each)
        except RefusedItems as refused:
            yield from (f"[{number}]{fault}" for fault in refused.faults)
