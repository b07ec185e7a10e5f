"""Contents: what an element holds, judged by the rule of its place; equal contents are judged once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dicomwright.runtime.validation.compiled import ALWAYS, seen_from
from dicomwright.runtime.validation.findings import found_at, showing
from dicomwright.runtime.validation.rules import KEPT, know
from dicomwright.runtime.values.elements import (
    count_of,
    fault_of,
    has_root,
    is_clean,
    is_empty,
    is_left_text,
    values_of,
)
from dicomwright.runtime.values.rules import TEXTS
from dicomwright.runtime.wording import counted, one_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwright.runtime.reports.findings import Finding
    from dicomwright.runtime.trees.tree import Element, Value
    from dicomwright.runtime.validation.rules import ElementRule, Values
    from dicomwright.runtime.validation.view import View

_LONGEST: Final = 128
"""Bytes of the longest value that is known: what is longer is seldom the same again."""


def content_findings(view: View, rule: ElementRule, element: Element, *, show: bool) -> Sequence[Finding]:
    """Return what is wrong with an element that is no sequence; `show` puts its value into the findings."""
    vr, value = element
    if rule.faults and not show and type(value) is bytes and (known := rule.faults.get(element)):
        return known
    if vr == "UN":  # which may stand for any that was not known (PS3.5 6.2.2)
        vr = rule.vr
    if type(value) is bytes and _is_clean(rule, vr, value):
        _keep(rule, element, value)
        return []
    found, sure = _judged(view, rule, vr, value, show=show)
    if vr != rule.vr and vr not in rule.vrs:
        said = f"VR is {vr}, and must be {rule.vr}"
        found = [found_at("wrong-vr", rule.tag, rule.owner, said), *found]
    if sure and type(value) is bytes and _is_plain(vr, value):
        if not found:
            _keep(rule, element, value)
        elif not show:
            _keep_faults(rule, element, value, found)
    return found


def empty_findings(rule: ElementRule, what: str) -> list[Finding]:
    """Say that an element has no value, or no items, if it must have any."""
    return [] if rule.valued is None else [rule.valued.empty(rule.tag, what)]


# --- elements without a fault


def _is_clean(rule: ElementRule, vr: str, value: bytes) -> bool:
    """Tell at once whether a value has no fault, of nearly all that have none."""
    if rule.values or len(rule.counts) != 1 or (vr != rule.vr and vr not in rule.vrs):
        return False
    least, most, step = rule.counts[0]
    return step == 1 and is_clean(vr, value, least, most)


def _is_plain(vr: str, value: bytes) -> bool:
    """Tell whether a value means the same in every character set."""
    return vr not in TEXTS or (value.isascii() and value.decode("ascii").isprintable())


def _keep(rule: ElementRule, element: Element, value: bytes) -> None:
    if len(value) <= _LONGEST and isinstance(rule.known, set):
        know(rule.known, element)


# --- faults


def _keep_faults(rule: ElementRule, element: Element, value: bytes, found: Sequence[Finding]) -> None:
    """Keep what is wrong with a value: what makes such files makes many of them."""
    if len(value) <= _LONGEST:
        if len(rule.faults) == KEPT:
            rule.faults.clear()
        rule.faults[element] = tuple(found)


def _judged(
    view: View, rule: ElementRule, vr: str, value: Value, *, show: bool
) -> tuple[list[Finding], bool]:
    """Return what is wrong with a value, and whether it is so wherever the value stands."""
    element = (vr, value)
    fault = fault_of(vr, value, view.data.encoding)
    if fault is not None:
        found, sure = [found_at("bad-value", rule.tag, rule.owner, f"VR {vr}: {fault}")], True
    elif is_empty(vr, value):
        return empty_findings(rule, "items" if vr == "SQ" else "value"), True
    elif is_left_text(vr, value):
        return [], False
    else:
        missed = _missed_lists(view, rule, element)
        found = _count_findings(view, rule, element)
        found += [_not_listed(rule, listed) for listed in missed if _holds(listed, view)]
        if not has_root(vr, value):
            found.append(found_at("uid-root", rule.tag, rule.owner, _NO_ROOT))
        sure = all(listed.when is ALWAYS for listed in missed)
    return showing(found, element) if show else found, sure


def _holds(listed: Values, view: View) -> bool:
    return any(map(listed.when.holds, seen_from(view, listed.when)))


_NO_ROOT: Final = "VR UI: is below no root that is assigned, so that others may have the same"


def _count_findings(view: View, rule: ElementRule, element: Element) -> list[Finding]:
    count = count_of(*element, view.data.encoding)
    if (count == 1 and rule.single) or any(bounds.admits(count) for bounds in rule.counts):
        return []
    admitted = " or ".join(map(str, rule.counts))
    said = f"has {counted(count, 'value')}, and must have {admitted}"
    return [found_at("wrong-vm", rule.tag, rule.owner, said)]


def _missed_lists(view: View, rule: ElementRule, element: Element) -> list[Values]:
    """Return the lists that have not all of the values that they are about."""
    if not rule.values:
        return []
    found = values_of(*element, view.data.encoding)
    missed: list[Values] = []
    for listed in rule.values:
        judged = found if listed.number is None else found[listed.number - 1 : listed.number]
        if any(value not in listed.admitted and value != "" for value in judged):
            missed.append(listed)
    return missed


def _not_listed(rule: ElementRule, listed: Values) -> Finding:
    number = f"value {listed.number} " if listed.number is not None else ""
    code, what = _LISTS[listed.enumerated]
    said = f"{number}is not one of the {what}; {one_of(sorted(listed.admitted, key=str))}"
    return found_at(code, rule.tag, rule.owner, said)


_LISTS: Final = {
    True: ("value-not-enumerated", "Enumerated Values"),
    False: ("value-not-a-defined-term", "Defined Terms"),
}
