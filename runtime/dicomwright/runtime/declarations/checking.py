"""Checks of assigned values: the rule of the VR for each value, then how many, then which ones."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final

from dicomwright.runtime import values
from dicomwright.runtime.declarations.holder import Holder
from dicomwright.runtime.declarations.mappings import built, each_built
from dicomwright.runtime.declarations.objects import blank
from dicomwright.runtime.errors import Refused
from dicomwright.runtime.narrow import is_array, is_code, is_dataset, is_iterable, is_mapping
from dicomwright.runtime.values import byte_streams, pixel_arrays
from dicomwright.runtime.values.code_elements import basic_attributes
from dicomwright.runtime.values.rules import UNDELIMITED, WORDS, Multiplicity, multiplicities, rule_of
from dicomwright.runtime.vocabulary.registry import edition_of
from dicomwright.runtime.wording import counted, one_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pydicom.dataset import Dataset
    from pydicom.sr.coding import Code

    from dicomwright.runtime.declarations.declaration import Declaration
    from dicomwright.runtime.values.rules import Rule
    from dicomwright.runtime.vocabulary.registry import Edition

    Check = Callable[[Any, type], Any]
    """Takes a value and the class of the object, returns what is kept; raises `Refused`."""


def check_of(attribute: Declaration) -> Check:
    """Make the check of an attribute, from its VR, VM, values and items."""
    if attribute.vr == "SQ":
        return partial(_items, _item_rule(attribute), attribute.items)
    binary = any(vr in WORDS for vr in attribute.vr.split(" or "))
    check = _numbers_check(attribute) if attribute.vr not in WORDS else partial(_one, rule_of(attribute.vr))
    if attribute.keyword in pixel_arrays.ARRAYS:
        return partial(_pixels, attribute.keyword, check)
    if attribute.keyword in _STREAMS:
        return partial(_STREAMS[attribute.keyword], check)
    return partial(_bytes_or, rule_of("OW"), check) if binary and attribute.vr not in WORDS else check


_STREAMS: Final = {
    byte_streams.OVERLAY: byte_streams.check_overlay,
    byte_streams.DOCUMENT: byte_streams.check_document,
}


def _numbers_check(attribute: Declaration) -> Check:
    rule = _one_of(rule_of(attribute.vr), attribute.values) if attribute.values else rule_of(attribute.vr)
    if not holds_several(attribute):
        return partial(_one, rule)
    lists = [(a.value, a.values) for a in attribute.value_lists if a.kind == "enumerated" and not a.when]
    return partial(_many, rule, multiplicities(attribute.vm), lists)


def holds_several(attribute: Declaration) -> bool:
    """Tell whether the values of an attribute are kept as a tuple, be it of one."""
    vrs = set(attribute.vr.split(" or "))
    return attribute.vm != "1" and attribute.vr not in UNDELIMITED and not vrs <= set(WORDS)


def _one(rule: Rule, value: object, _owner: type) -> object:
    kept = rule(value)
    return None if kept in ("", b"") else kept


def _one_of(rule: Rule, allowed: tuple[str | float, ...]) -> Rule:
    """Make a rule stricter: one of the Enumerated Values, or nothing."""
    admitted = frozenset(allowed)

    def check(value: object) -> object:
        try:
            kept = rule(value)
        except Refused as refused:
            raise Refused(f"{one_of(allowed)}; {refused}") from None
        if kept in admitted or kept == "":
            return kept
        raise Refused(one_of(allowed))

    return check


_Lists = list[tuple[int | None, tuple[str | float, ...]]]
"""Enumerated Values of value numbers, or of each value."""


def _many(
    rule: Rule, bounds: list[Multiplicity], lists: _Lists, value: object, _owner: type
) -> tuple[Any, ...] | None:
    """Check several values; None when there are none."""
    given = tuple(_each(value))
    try:
        kept = tuple(map(rule, given))
    except Refused:
        raise _refusal(rule, lists, given) from None
    if kept in {(), ("",)}:
        return None
    if not any(bound.admits(len(kept)) for bound in bounds):
        admitted = " or ".join(map(str, bounds))
        raise Refused(f"has {counted(len(kept), 'value')}, and must have {admitted}")
    if lists:
        _check_lists(kept, lists)
    return kept


def _refusal(rule: Rule, lists: _Lists, given: tuple[Any, ...]) -> Refused:
    """Say which value the rule refuses, and why."""
    for number, value in enumerate(given, 1):
        try:
            rule(value)
        except Refused as refused:
            listed = [one_of(allowed) for allowed in _lists_of(number, lists)]
            return Refused(f"value {number} {'; '.join((*listed, str(refused)))}")
    raise AssertionError("some value was refused")


def _lists_of(number: int, lists: _Lists) -> list[tuple[str | float, ...]]:
    return [allowed for place, allowed in lists if place in {None, number}]


def _check_lists(kept: tuple[Any, ...], lists: _Lists) -> None:
    for number, value in enumerate(kept, 1):
        for allowed in _lists_of(number, lists):
            if value not in allowed and value != "":
                raise Refused(f"value {number} {one_of(allowed)}")


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
    if isinstance(value, bytes | bytearray | memoryview) or is_array(value):
        return rule(value)
    return check(value, owner)


def _pixels(keyword: str, check: Check, value: object, owner: type) -> object:
    """Check pixel data: arrays are kept as they are, their shape and type are looked at."""
    if not is_array(value):
        return check(value, owner)
    pixel_arrays.check_array(keyword, value, owner)
    return value


# Sequences

_MOST_KNOWN: Final = 256
"""Codes of an attribute that are remembered."""


def _items(rule: Rule, count: tuple[int, int | None] | None, value: object, _owner: type) -> tuple[Any, ...]:
    """Check the items of a sequence, which may be none."""
    if (
        isinstance(value, Holder)
        or is_dataset(value)
        or is_mapping(value)
        or hasattr(value, "scheme_designator")
    ):
        value = (value,)
    if isinstance(value, str) or not is_iterable(value):
        raise Refused(f"must be items, not {type(value).__name__}")
    kept = each_built(rule, tuple(value))
    bounds = Multiplicity(*(count or (0, None)), 1)
    if kept and not bounds.admits(len(kept)):
        raise Refused(f"has {counted(len(kept), 'item')}, and must have {bounds}")
    return kept


def _item_rule(attribute: Declaration) -> Rule:
    item = item_class(attribute)
    code = partial(_known_code, attribute, {})
    if item is None:
        return code
    return partial(_item_or_code, item, code) if attribute.codes else partial(_item, item)


def home_of(attribute: Declaration) -> Edition:
    """Return the edition that a declaration is of; one that stands in no class is of the runtime's own."""
    return edition_of(getattr(attribute, "owner", None))


def item_class(attribute: Declaration) -> Any:  # noqa: ANN401 - type[Item]; None of coded entries
    """Return the class of the items of a sequence; None when they are codes."""
    if attribute.item == "Code":
        return None
    if isinstance(attribute.item, str):
        attribute.item = home_of(attribute).resolve(attribute.item, "macros")
    if attribute.item is None:
        raise TypeError(f"{attribute.keyword} is a sequence without an item class")
    return attribute.item


@cache
def groups_of(attribute: Declaration) -> tuple[Any, ...]:
    """Return the context groups of a sequence of coded entries, as classes."""
    names = (attribute.cid,) if isinstance(attribute.cid, str) else attribute.cid or ()
    return tuple(home_of(attribute).resolve(name, "cids") for name in names)


def _item(item: Any, value: object) -> object:  # noqa: ANN401 - type[Item]
    if isinstance(value, item):
        return value
    if is_dataset(value):
        return item.from_dataset(value)
    if is_mapping(value):
        return built(item, value)
    raise Refused(f"has an item of type {type(value).__qualname__}, and must have {item.__qualname__}")


def _item_or_code(item: Any, coded: Rule, value: object) -> object:  # noqa: ANN401 - type[Item]
    """Take an item, or a code, which becomes an item that has nothing else: reading gives items in any case."""
    if isinstance(value, item) or is_mapping(value) or is_dataset(value):
        return _item(item, value)
    return coded_item(item, coded(value))


def coded_item(item: Any, code: Any) -> Any:  # noqa: ANN401 - type[Item], and Code
    """Return an item with the attributes of a code."""
    if hasattr(code, "item"):
        return item.from_dataset(code.item)
    new = blank(item)
    new.stored_.update(basic_attributes(code))
    return new


def code_of(attribute: Declaration, value: Code | Dataset) -> Code | None:
    """Return the code that a value is, or that an item has; the member of a context group where there is one."""
    return values.code_from(value, groups_of(attribute))


def _known_code(attribute: Declaration, known: dict[tuple[object, ...], object], value: object) -> object:
    """Take a code, of which the answer is `known` when it was asked for before: there are as many items as frames."""
    if not is_code(value) or hasattr(value, "item"):
        return _code(attribute, value)
    key = (type(value), *value)
    found = known.get(key)
    if found is None:
        found = _code(attribute, value)
        if len(known) < _MOST_KNOWN:
            known[key] = found
    return found


def _code(attribute: Declaration, value: object) -> object:
    """Take a code; its context groups are loaded with the first, because their members are codes of pydicom."""
    code = code_of(attribute, value) if is_code(value) or is_dataset(value) else None
    if code is None:
        raise Refused(f"has an item of type {type(value).__qualname__}, which is not a code")
    groups = groups_of(attribute) if attribute.binding == "defined" else ()
    closed = groups and all(group.__info__.extensible is False for group in groups)
    if closed and not any(code in group for group in groups):
        names = " or ".join(group.__name__ for group in groups)
        raise Refused(f"has a code that is not in {names}, which cannot be extended")
    return code
