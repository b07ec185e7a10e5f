"""Decisions: what the code of an action comes to where an attribute has a Type, so that the object stays what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dicomwright.runtime.vocabulary.confidentiality import ActionOfType

Action = Literal["X", "Z", "D", "U", "U*", "K", "C"]
"""Remove, empty, put a dummy in its place, replace UIDs, replace those below, keep, clean."""

Duty = Literal["1", "2", "3", ""]
"""What the IOD asks for at a place: a value, the attribute, nothing; or it does not have the attribute there."""

# What leaves less than a place demands is put right by what it demands.
_DEMANDED: Final[Mapping[str, Action]] = {"1": "D", "2": "Z"}
_SIMPLE: Final[Mapping[str, Action]] = {
    "X": "X",
    "Z": "Z",
    "D": "D",
    "U": "U",
    "U*": "U*",
    "K": "K",
    "C": "C",
}
_LEAVING: Final = frozenset({"U", "U*", "K", "C"})


def decided(code: str, duty: Duty, codes: Mapping[str, tuple[ActionOfType, ...]]) -> Action:
    """Return what a code ("X/Z/D") comes to at a place.

    A code that leaves a choice is decided by the Type (PS3.15 Table E.1-1a). What the place demands is never taken from
    it: what would be removed is emptied where it is of Type 2, and has a dummy in its place where it is of Type 1. An
    attribute that the IOD does not have there is removed, whatever would stand in its place (note 13 of E.1.1).
    """
    choices = {each.type: each.action for each in codes.get(code, ())}
    wanted: Action
    if not choices:
        wanted = _SIMPLE[code]
    elif duty in choices:
        wanted = _SIMPLE[choices[duty]]
    else:
        first = _SIMPLE[next(iter(choices.values()))]
        wanted = _DEMANDED.get(duty) or first
    return _admitted(wanted, duty)


def _admitted(wanted: Action, duty: Duty) -> Action:
    if wanted in _LEAVING:
        return "X" if wanted == "U*" and not duty else wanted
    if not duty:
        return "X"
    if wanted == "X":
        return _DEMANDED.get(duty, "X")
    return "D" if wanted == "Z" and duty == "1" else wanted
