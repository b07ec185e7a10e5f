"""Checks of assigned values: the rule of the VR for each value, then how many, then which ones."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np
from pydicom.dataset import Dataset

from dicomwright.runtime import pixels
from dicomwright.runtime.narrow import is_array, is_iterable
from dicomwright.runtime.values import UNDELIMITED, WORDS, Refused, multiplicities, rule_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dicomwright.runtime.attribute import Attribute
    from dicomwright.runtime.values import Rule

    Check = Callable[[Any, type], Any]
    """Takes a value and the class of the object, returns what is kept; raises `Refused`."""


def check_of(attribute: Attribute) -> Check:
    """Make the check of an attribute, from its VR, VM, values and items."""
    if attribute.vr == "SQ":
        return partial(_items, attribute, _item_rule(attribute), attribute.items)
    binary = any(vr in WORDS for vr in attribute.vr.split(" or "))
    check = _numbers_check(attribute) if attribute.vr not in WORDS else partial(_one, rule_of(attribute.vr))
    if attribute.keyword in pixels.ARRAYS:
        return partial(_pixels, attribute.keyword, check)
    return partial(_bytes_or, rule_of("OW"), check) if binary and attribute.vr not in WORDS else check


def _numbers_check(attribute: Attribute) -> Check:
    rule = _one_of(rule_of(attribute.vr), attribute.values) if attribute.values else rule_of(attribute.vr)
    if attribute.vm == "1" or attribute.vr in UNDELIMITED or set(attribute.vr.split(" or ")) <= set(WORDS):
        return partial(_one, rule)
    lists = [
        (a.value, frozenset(a.values)) for a in attribute.value_lists if a.kind == "enumerated" and not a.when
    ]
    return partial(_many, rule, attribute.vm, lists)


def _one(rule: Rule, value: object, _owner: type) -> object:
    kept = rule(value)
    return None if kept in ("", b"") else kept


def _one_of(rule: Rule, allowed: tuple[str | float, ...]) -> Rule:
    """Make a rule stricter: one of the Enumerated Values, or nothing."""
    admitted = frozenset(allowed)

    def check(value: object) -> object:
        kept = rule(value)
        if kept in admitted or kept == "":
            return kept
        raise Refused(f"must be one of {_listed(allowed)}")

    return check


def _listed(allowed: Iterable[str | float]) -> str:
    return ", ".join(map(repr, allowed))


def _many(
    rule: Rule, vm: str, lists: list[tuple[int | None, frozenset[str | float]]], value: object, _owner: type
) -> tuple[Any, ...] | None:
    """Check several values; None when there are none."""
    kept = tuple(map(rule, _each(value)))
    if kept in {(), ("",)}:
        return None
    if not any(alternative.admits(len(kept)) for alternative in multiplicities(vm)):
        raise Refused(f"has {len(kept)} values, and must have {vm}")
    for number, allowed in lists:
        _check_list(kept, number, allowed)
    return kept


def _check_list(kept: tuple[Any, ...], number: int | None, allowed: frozenset[str | float]) -> None:
    chosen = kept if number is None else kept[number - 1 : number]
    if any(value not in allowed and value != "" for value in chosen):
        which = "each value" if number is None else f"value {number}"
        raise Refused(f"{which} must be one of {_listed(sorted(allowed, key=str))}")


def _each(value: object) -> Iterable[Any]:
    """Take a value apart: a string at its backslashes, an array to its numbers; a scalar is one value."""
    if isinstance(value, str):
        return value.split("\\")
    if is_array(value):
        if value.ndim > 1:
            raise Refused("must be an array of one axis")
        numbers: Any = value.tolist()
        return numbers if value.ndim else [numbers]
    if is_iterable(value) and not hasattr(value, "family_name"):
        return value
    return [value]


def _bytes_or(rule: Rule, check: Check, value: object, owner: type) -> object:
    """Check what may be numbers or words of bytes ("US or OW")."""
    if isinstance(value, bytes | bytearray | memoryview | np.ndarray):
        return rule(value)
    return check(value, owner)


def _pixels(keyword: str, check: Check, value: object, owner: type) -> object:
    """Check pixel data: arrays are kept as they are, their shape and type are looked at."""
    if not is_array(value):
        return check(value, owner)
    pixels.check_array(keyword, value, owner)
    return value


# Sequences


def _items(
    _attribute: Attribute, rule: Rule, count: tuple[int, int | None] | None, value: object, _owner: type
) -> tuple[Any, ...]:
    """Check the items of a sequence, which may be none."""
    from dicomwright.runtime.objects import Item  # noqa: PLC0415 - declarations need checks, and items are both

    if isinstance(value, Item | Dataset) or hasattr(value, "scheme_designator"):
        value = (value,)
    if isinstance(value, str) or not is_iterable(value):
        raise Refused(f"must be items, not {type(value).__name__}")
    kept = tuple(map(rule, value))
    least, most = count or (0, None)
    if kept and (len(kept) < least or (most is not None and len(kept) > most)):
        bounds = f"{least} or more" if most is None else f"{least} to {most}" if least != most else f"{least}"
        raise Refused(f"has {len(kept)} items, and must have {bounds}")
    return kept


def _item_rule(attribute: Attribute) -> Rule:
    item = item_class(attribute)
    code = partial(_code, groups_of(attribute), attribute.binding == "defined")
    if item is None:
        return code
    return partial(_item_or_code, item, code) if attribute.codes else partial(_item, item)


def item_class(attribute: Attribute) -> Any:  # noqa: ANN401 - type[Item]; None of coded entries
    """Return the class of the items of a sequence; None when they are codes."""
    if attribute.item == "Code":
        return None
    if isinstance(attribute.item, str):
        attribute.item = _resolve(attribute.item, "macros")
    if attribute.item is None:
        raise TypeError(f"{attribute.keyword} is a sequence without an item class")
    return attribute.item


def groups_of(attribute: Attribute) -> tuple[Any, ...]:
    """Return the context groups of a sequence of coded entries, as classes."""
    names = (attribute.cid,) if isinstance(attribute.cid, str) else attribute.cid or ()
    return tuple(_resolve(name, "cids") for name in names)


def _resolve(name: str, package: str) -> Any:  # noqa: ANN401 - a class
    """Find a class by name: "Name", "package:Name.Nested" of dicomwright, or "absolute.module:Name"."""
    place, _, qualified = name.rpartition(":")
    place = place or package
    found: Any = import_module(place if "." in place else f"dicomwright.{place}")
    for part in qualified.split("."):
        found = getattr(found, part)
    return found


def _item(item: Any, value: object) -> object:  # noqa: ANN401 - type[Item]
    if isinstance(value, item):
        return value
    if isinstance(value, Dataset):
        return item.from_dataset(value)
    raise Refused(f"has an item that is a {type(value).__qualname__} and not a {item.__qualname__}")


def _item_or_code(item: Any, coded: Rule, value: object) -> object:  # noqa: ANN401 - type[Item]
    """Take an item, or a code that needs none of the attributes that the item has besides."""
    if isinstance(value, item):
        return value
    if isinstance(value, Dataset) and not is_plain_code(value):
        return item.from_dataset(value)
    return coded(value)


def is_plain_code(dataset: Dataset) -> bool:
    """Tell whether an item is a code and nothing else."""
    from dicomwright.runtime.coded import DetailedCode, code_from  # noqa: PLC0415 - pydicom.sr is slow to import

    code = code_from(dataset)
    return code is not None and not isinstance(code, DetailedCode)


def _code(groups: tuple[Any, ...], exclusive: bool, value: object) -> object:  # noqa: FBT001
    from dicomwright.runtime.coded import code_from  # noqa: PLC0415 - pydicom.sr is slow to import

    code = code_from(value, groups)
    if code is None:
        raise Refused(f"has an item that is a {type(value).__qualname__} and not a code")
    closed = exclusive and groups and all(group.__info__.extensible is False for group in groups)
    if closed and not any(code in group for group in groups):
        names = " or ".join(group.__name__ for group in groups)
        raise Refused(f"has a code that is not in {names}, which cannot be extended")
    return code
