"""Making a condition true or false, by changing the data set that it looks at."""

from __future__ import annotations

from itertools import chain, islice, product
from typing import TYPE_CHECKING, Any, Final

from mutation.drafts import add_code, element_of, valid_in
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.sr.coding import Code
from pydicom.uid import ExplicitVRLittleEndian
from second_judge import (
    PER_FRAME,
    SHARED,
    STRICTNESS,
    Place,
    class_of_items,
    own_keywords,
    seen_from,
    tag_of,
)

from dicomwright.runtime.conditions.evaluation import evaluate, holder_of
from dicomwright.runtime.conditions.expressions import all_of, any_of, equals, rule_of
from dicomwright.testing.breaking import UNKNOWN
from dicomwright.testing.constraints import copies
from dicomwright.testing.repairing import with_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from collections.abc import Sequence as Several

    from mutation.drafts import Draft

    from dicomwright.runtime import Attribute, Expression, Requirement

    Atom = tuple[Expression, bool]
    Way = list[Atom]
    """Atoms of an expression with the truth that each must have."""

_MOST_WAYS: Final = 12


def ways_to_demand(row: Attribute) -> Iterator[Way]:
    """Give the ways in which a row can come to demand its attribute."""
    if row.type not in STRICTNESS:
        return
    parts = [rule for part in row.applies_if if (rule := rule_of(part)) and rule.required]
    wanted = [any_of(*(rule.required for rule in parts if rule.required))] if parts else []
    own = rule_of(row.required_if) if row.required_if is not None else None
    if own is not None and own.required is not None:
        wanted.append(own.required)
    elif not wanted:
        return
    yield from islice(_ways(all_of(*wanted), wanted=True), _MOST_WAYS)


def ways_to_permit(row: Attribute, module: Requirement | None) -> Iterator[Way]:
    """Give the ways in which nothing in the data set forbids an attribute, nor the module that it is of.

    What is outside of the data set may be as it needs to be.
    """
    parts = [[*_ways_for(part)] for part in row.applies_if]
    options = [[way for ways in parts for way in ways]] if parts else []
    options += [[*_ways_for(part)] for part in (row.required_if, module) if part is not None]
    yield from islice((_joined(ways) for ways in product(*options)), _MOST_WAYS)


def _ways_for(requirement: Requirement) -> Iterator[Way]:
    rule = rule_of(requirement)
    for part in (rule.required, rule.allowed) if rule is not None else ():
        if part is not None:
            yield from islice(_ways(part, wanted=True, free=True), 4)


def _joined(ways: Iterable[Way]) -> Way:
    """Put ways together; what an attribute must not be is one atom, so that one other value will do."""
    found: dict[object, tuple[Expression, bool]] = {}
    for expression, wanted in (atom for way in ways for atom in way):
        unequal = expression.name == "equals" and not wanted
        key = (expression.arguments[0], expression.value) if unequal else len(found)
        if unequal and key in found:
            values = dict.fromkeys((*found[key][0].arguments[1:], *expression.arguments[1:]))
            expression = equals(expression.arguments[0], *values, value=expression.value)  # noqa: PLW2901
        found[key] = expression, wanted
    return list(found.values())


def ways_to_forbid(row: Attribute) -> Iterator[Way]:
    """Give the ways in which a row can come to forbid its attribute."""
    found = _ways_against(row.required_if)
    if row.applies_if:
        against = [list(islice(_ways_against(part), 2)) for part in row.applies_if]
        found = chain(map(_joined, product(*against)), found)
    yield from islice(found, _MOST_WAYS)


def _ways_against(requirement: Requirement | None) -> Iterator[Way]:
    rule = rule_of(requirement) if requirement is not None else None
    if rule is None:
        return
    if rule.forbidden is not None:
        yield from _ways(rule.forbidden, wanted=True)
    needed = [part for part in (rule.required, rule.allowed) if part is not None]
    if rule.otherwise != "may" and needed:
        yield from _ways(any_of(*needed), wanted=False)


def _ways(expression: Expression, *, wanted: bool, free: bool = False) -> Iterator[Way]:
    """Give ways to make an expression true or false.

    Where something outside of the data set decides there is no way, or, if that is `free`, nothing to be done.
    """
    parts = expression.arguments
    match expression.name:
        case "not_":
            yield from _ways(parts[0], wanted=not wanted, free=free)
        case "all_of" | "any_of" if (expression.name == "all_of") is wanted:
            options = [list(islice(_ways(part, wanted=wanted, free=free), 4)) for part in parts]
            yield from map(_joined, product(*options))
        case "all_of" | "any_of":
            for part in parts:
                yield from _ways(part, wanted=wanted, free=free)
        case "exactly_one_of":
            for number in range(len(parts)) if wanted else ():
                options = [
                    list(islice(_ways(p, wanted=n == number, free=free), 2)) for n, p in enumerate(parts)
                ]
                yield from map(_joined, product(*options))
            if not wanted:
                yield from _ways(any_of(*parts), wanted=False, free=free)
        case "external" | "first_item":
            if free:
                yield []
        case _:
            yield [(expression, wanted)]


def take(draft: Draft, place: Place, way: Way) -> bool:
    """Change the draft so that each atom is as it must be, where that is not so yet; False when it cannot be."""
    for expression, wanted in way:
        change = _CHANGES.get(expression.name)
        # what is in the groups of all frames is changed for each of them
        for number in range(len(_seen(place))):
            seen = _seen(place)[number]
            if evaluate(expression, seen) is wanted:
                continue
            if change is None or not change(draft, seen, expression, wanted):
                return False
    return all(evaluate(expression, seen) is wanted for expression, wanted in way for seen in _seen(place))


def _seen(place: Place) -> Several[Place]:
    place.seen = None  # the frames may have changed
    return seen_from(place)


def home_of(place: Place, keyword: str) -> Place | None:
    """Find where an attribute is, or where it belongs: here, outward, or in a group of the same frame."""
    holder = holder_of(place, keyword)
    if isinstance(holder, Place):
        return holder
    here: Place | None = place
    while here is not None:
        if keyword in here.shapes:
            return here
        for group in here.nested() if here.sequence.endswith("FunctionalGroupsSequence") else ():
            if keyword in group.shapes:
                return group
        here = here.parent
    return None


def _set(draft: Draft, home: Place, keyword: str, value: Any) -> bool:  # noqa: ANN401 - by VR
    draft.put(home.dataset, element_of(home.shapes[keyword], value))
    return True


def _drop(draft: Draft, home: Place, keyword: str) -> bool:
    draft.drop(home.dataset, home.shapes[keyword].number)
    return True


def _presence(draft: Draft, place: Place, expression: Expression, wanted: bool) -> bool:  # noqa: FBT001
    keyword = expression.arguments[0]
    home = home_of(place, keyword)
    if home is None or keyword not in home.shapes:
        return False
    if not wanted:
        return _drop(draft, home, keyword)
    value = valid_in(home, keyword)
    if expression.value:  # so many values
        value = copies(value, expression.value) if isinstance(value, list) else [value] * expression.value
    return _set(draft, home, keyword, value)


def _empty(draft: Draft, place: Place, expression: Expression, wanted: bool) -> bool:  # noqa: FBT001
    keyword = expression.arguments[0]
    home = home_of(place, keyword)
    if home is None or keyword not in home.shapes:
        return False
    return _set(
        draft,
        home,
        keyword,
        ([] if home.shapes[keyword].vr == "SQ" else None) if wanted else valid_in(home, keyword),
    )


def _value(draft: Draft, place: Place, expression: Expression, wanted: bool) -> bool:  # noqa: FBT001
    """Give an attribute one of the values, or another one."""
    keyword, *values = expression.arguments
    home = home_of(place, keyword)
    if home is None or keyword not in home.shapes:
        return False
    one_of_them = wanted is (expression.name == "equals")
    value = values[0] if one_of_them else _another(home, keyword, values, expression.value)
    if value is None:
        return expression.name == "equals" and _drop(draft, home, keyword)
    kept = with_value(valid_in(home, keyword), expression.value or 1, value)
    if not one_of_them and expression.value is None:
        kept = with_value(kept, None, value)
    return _set(draft, home, keyword, kept)


def _another(home: Place, keyword: str, values: list[Any], number: int | None) -> Any:  # noqa: ANN401 - by VR
    declared = home.shapes[keyword]
    lists = [each.values for each in declared.value_lists if each.value in {None, number}]
    listed = [value for each in (declared.values, declared.terms, *lists) for value in each]
    found = next((value for value in listed if value not in values), None)
    if found is not None or declared.values:
        return found
    if isinstance(values[0], str):
        return "1.2.3" if declared.vr == "UI" else UNKNOWN
    return max(values) + 1


def _number(draft: Draft, place: Place, expression: Expression, wanted: bool) -> bool:  # noqa: FBT001
    keyword, limit = expression.arguments[:2]
    home = home_of(place, keyword)
    if home is None or keyword not in home.shapes:
        return False
    above = (expression.name in {"greater", "at_least"}) is wanted
    value = limit if expression.name == "between" and wanted else limit + 1 if above else limit - 1
    return _set(draft, home, keyword, with_value(valid_in(home, keyword), expression.value, value))


def _pointer(draft: Draft, place: Place, expression: Expression, wanted: bool) -> bool:  # noqa: FBT001
    keyword = expression.arguments[0]
    home = home_of(place, keyword)
    if home is None or keyword not in home.shapes:
        return False
    target = tag_of(expression.arguments[1]) if expression.name == "points_to" else 0x0009_1001
    return _set(draft, home, keyword, target if wanted else 0x0010_0010)


def _count(draft: Draft, place: Place, expression: Expression, wanted: bool) -> bool:  # noqa: FBT001
    keyword, count = expression.arguments
    home = home_of(place, keyword)
    if home is None or keyword not in home.shapes:
        return False
    number = {"items_equal": (count + 1, count), "items_at_least": (count - 1, count)}.get(
        expression.name, (count, count + 1)
    )[wanted]
    items = home.get(keyword) or valid_in(home, keyword)
    return _set(draft, home, keyword, copies(list(items), number))


def _in_an_item(draft: Draft, place: Place, expression: Expression, wanted: bool) -> bool:  # noqa: FBT001
    keyword, part = expression.arguments
    home = home_of(place, keyword)
    if home is None or keyword not in home.shapes:
        return False
    if not home.get(keyword):
        draft.fill(home, keyword)
        if wanted and not draft.complete():
            return False
    items = home.items(keyword)
    for item in items[:1] if wanted else items:
        if not any(take(draft, item, way) for way in islice(_ways(part, wanted=wanted), 4)):
            return False
    return True


def _in_groups(draft: Draft, place: Place, expression: Expression, wanted: bool) -> bool:  # noqa: FBT001
    """Make something true in a functional group, or in the item of all of them."""
    (part,) = expression.arguments
    for sequence in (SHARED, PER_FRAME) if wanted else ():
        for item in place.top().items(sequence)[:1]:
            for inner in (item, *item.nested(), *_more_groups(draft, item, part)):
                mark = draft.mark()
                if any(take(draft, inner, way) for way in islice(_ways(part, wanted=True), 4)):
                    return True
                draft.mend(mark)
    return False


def _more_groups(draft: Draft, item: Place, part: Expression) -> Iterator[Place]:
    """Put the groups, one after the other, that have the attribute that an expression names."""
    for keyword, declared in item.shapes.items():
        cls = class_of_items(declared)
        if cls is not None and part.arguments[0] in cls.attributes() and item.get(keyword) is None:
            mark = draft.mark()
            draft.fill(item, keyword)
            yield item.items(keyword)[0]
            draft.mend(mark)


def _code(draft: Draft, place: Place, expression: Expression, wanted: bool) -> bool:  # noqa: FBT001
    keyword, *pairs = expression.arguments
    home = home_of(place, keyword)
    if home is None or keyword not in home.shapes:
        return False
    is_one = wanted is (expression.name == "code_is")
    item = Dataset()
    add_code(item, Code(pairs[0], pairs[1], "Test") if is_one else Code("T2", "99TEST", "Test"))
    return _set(draft, home, keyword, Sequence([item]))


def _sop_class(draft: Draft, place: Place, expression: Expression, wanted: bool) -> bool:  # noqa: FBT001
    top = place.top()
    found = [uid for uid in draft.iod.sop_classes if (uid in expression.arguments) is wanted]
    return bool(found) and _set(draft, top, "SOPClassUID", found[0])


def _module(draft: Draft, place: Place, expression: Expression, wanted: bool) -> bool:  # noqa: FBT001
    """Bring a module in by an attribute that no other has, or remove all of those."""
    top = place.top()
    used = next((used for used in draft.iod.modules if used.module.name_ == expression.arguments[0]), None)
    if used is None or (used.usage == "M" and not wanted):
        return False
    own = [k for k in used.module.attributes() if k in own_keywords(draft.iod)[used.module]]
    for keyword in own[:1] if wanted else own:
        if wanted:
            draft.fill(top, keyword)
        else:
            _drop(draft, top, keyword)
    top.modules[used.module.name_] = wanted
    return bool(own)


def _transfer_syntax(draft: Draft, _: Place, expression: Expression, wanted: bool) -> bool:  # noqa: FBT001
    meta = draft.dataset.file_meta
    uid = expression.arguments[0] if wanted else ExplicitVRLittleEndian
    draft.put(meta, DataElement(tag_of("TransferSyntaxUID"), "UI", uid))
    return True


def _characters(draft: Draft, place: Place, _: Expression, wanted: bool) -> bool:  # noqa: FBT001
    """Give the patient a name beyond the default repertoire; there is no other such text in a draft."""
    return _set(draft, place.top(), "PatientName", "Süß^Jürgen" if wanted else "Test^Minimal")


_CHANGES: Final[dict[str, Callable[[Draft, Place, Expression, bool], bool]]] = {
    "present": _presence,
    "has_value": _presence,
    "empty": _empty,
    "equals": _value,
    "differs": _value,
    **dict.fromkeys(("greater", "less", "at_least", "at_most", "between"), _number),
    **dict.fromkeys(("points_to", "names_private"), _pointer),
    **dict.fromkeys(("items_equal", "items_at_least", "items_more_than"), _count),
    "any_item": _in_an_item,
    "in_functional_groups": _in_groups,
    **dict.fromkeys(("code_is", "code_differs"), _code),
    "sop_class_is": _sop_class,
    "module_present": _module,
    "transfer_syntax_is": _transfer_syntax,
    "extended_characters": _characters,
}
