"""What surrounds a condition: lists of items, each a condition of its own, and what "unless" takes out of one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dicomwright.generator.conditions.expressions import Call, all_of, any_of, atoms, not_
from dicomwright.generator.conditions.grammar import Grammar, NotUnderstoodError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dicomwright.generator.conditions.marking import Marked

ITEM: Final = "\u2022"  # stands before each item of a list of the text
AFTER_ITEMS: Final = "\u00b6"  # stands before the paragraph after a list

_UNLESS: Final = re.compile(r"(?P<comma>,)? (?:unless|except (?:if|when))\b (?:if )?")
# A joint after which the exception might be over.
_OVER: Final = re.compile(r"[,;]|\b(?:and|or|but),? (?:if|when)\b|\b(?:both|either)\b")
_TRUE: Final = (
    r"(?:conditions?|criteria|statements?)?"
    r"(?: (?:is|are) (?:true|met|satisfied|fulfilled)| (?:apply|applies|holds?))?"
)
_LIST: Final = re.compile(
    rf"(?P<any>either|(?:any|at least one|one or more|either|one) of the following ?{_TRUE})|"
    rf"(?P<all>both|(?:all|each|both) of the following ?{_TRUE})|(?P<none>none of the following ?{_TRUE})"
)
_OR: Final = re.compile(r"\bor\b")
_TAIL: Final = re.compile(r"[\s,;.]*\b(?P<word>and|or)?$")
_BORDERS: Final = re.compile(f"[{ITEM}{AFTER_ITEMS}] ")
_FEWEST: Final = 2


def without_borders(text: str) -> str:
    """Return a text as it reads without the borders of the items of lists."""
    return _BORDERS.sub("", text)


def condition_of(marked: Marked, text: str) -> Call:
    """Read a condition with its lists and exceptions.

    Raises:
        NotUnderstoodError: some of it does not fit.

    """
    if ITEM in text:
        return _of_items(marked, text)
    parts = list(_UNLESS.finditer(text))
    if not parts:
        return Grammar(marked).condition(text)
    before = text[: parts[0].start()]
    holds = Grammar(marked).condition(before)
    if not parts[0]["comma"] and (holds.name == "any_of" or _hides_an_or(holds, before)):
        raise NotUnderstoodError(text)  # is it an exception of both?
    return all_of((holds, not_(exception_of(marked, text[parts[0].end() :]))))


def exception_of(marked: Marked, text: str) -> Call:
    """Read what stands after "unless".

    Raises:
        NotUnderstoodError: some of it does not fit, or it is not plain where the exception ends.

    """
    exception = Grammar(marked).condition(text)
    if _OVER.search(text) or _UNLESS.search(text) or _is_mixed(exception) or _is_open(exception):
        raise NotUnderstoodError(text)
    return exception


def _hides_an_or(expression: Call, text: str) -> bool:
    return _OR.search(text) is not None and any(item.name == "external" for item in atoms(expression))


def _is_mixed(expression: Call) -> bool:
    """Whether "and" and "or" are both in it."""
    inner = {item.name for item in expression.arguments if isinstance(item, Call)}
    return expression.name in {"any_of", "all_of"} and bool(inner & {"any_of", "all_of"})


def _is_open(expression: Call) -> bool:
    """Whether words that no data set answers are joined with others in it: where they end is not sure."""
    return expression.name != "external" and any(item.name == "external" for item in atoms(expression))


def _of_items(marked: Marked, text: str) -> Call:
    """Read "either: A B", where A and B are the items of a list."""
    lead, *items = (part.strip() for part in text.split(ITEM))
    tails = [_tail(item) for item in items[:-1]]
    join = _join(lead.strip(" :,"), {word for word in tails if word})
    if len(items) < _FEWEST or _tail(items[-1]) or join is None:
        raise NotUnderstoodError(text)
    bodies = (_TAIL.sub("", item) for item in items)
    return join(condition_of(marked, body) for body in bodies)


def _tail(item: str) -> str:
    found = _TAIL.search(item)
    return (found["word"] or "") if found else ""


def _join(lead: str, words: set[str]) -> Callable[[Iterable[Call]], Call] | None:
    """Return what the words before a list and between its items make of it; None where they do not agree."""
    found = _LIST.fullmatch(lead)
    if len(words) > 1 or (lead and not found):
        return None
    return _JOINS.get(((found.lastgroup or "") if found else "", *words))


def _none(parts: Iterable[Call]) -> Call:
    return not_(any_of(parts))


# By the words before a list, and by the word between its items, where there is one.
_JOINS: Final[dict[tuple[str, ...], Callable[[Iterable[Call]], Call]]] = {
    ("any",): any_of,
    ("any", "or"): any_of,
    ("all",): all_of,
    ("all", "and"): all_of,
    ("none",): _none,
    ("none", "or"): _none,
    ("", "or"): any_of,
    ("", "and"): all_of,
}
