"""A second judge: presence, values and counts by a plain walk over the classes, to be compared with the validator.

It shares the declarations and the meaning of conditions (`evaluation`) with the validator, and none of its plans:
nothing is prepared, every condition is evaluated where it stands.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.tag import BaseTag, Tag
from pydicom.valuerep import PersonName

from dicomwright.dictionary import ELEMENTS
from dicomwright.macros import CodeSequence
from dicomwright.runtime import IOD, FunctionalGroupMacro
from dicomwright.runtime.conditions import evaluation
from dicomwright.runtime.declarations.item_names import item_class
from dicomwright.runtime.declarations.objects import once
from dicomwright.runtime.values.rules import UNDELIMITED, WORDS, multiplicities
from dicomwright.runtime.vocabulary.dictionary import RepeatingElement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from dicomwright.runtime import Attribute, Requirement
    from dicomwright.runtime.declarations.declaration import ValueList
    from dicomwright.runtime.declarations.instances import FunctionalGroupUsage, Module, ModuleUsage
    from dicomwright.runtime.declarations.objects import DicomObject

SHARED: Final = "SharedFunctionalGroupsSequence"
PER_FRAME: Final = "PerFrameFunctionalGroupsSequence"
STRICTNESS: Final = ("1", "1C", "2", "2C")


class Fault(NamedTuple):
    """What a finding says, as far as two judges must agree."""

    code: str
    path: str


class Place:
    """A data set or an item: the scope of conditions, and what is declared for it.

    `rows` are the declarations that say whether an attribute must be here: of each module that is present, or of the
    class of the item. `shapes` say what it holds: for each keyword the one that the IOD, or the item, settles on.
    """

    def __init__(
        self,
        dataset: Dataset,
        rows: Mapping[str, Sequence[Attribute]],
        shapes: Mapping[str, Attribute],
        around: tuple[Place, str, int] | None = None,
    ) -> None:
        self.dataset = dataset
        self.rows = rows
        self.shapes = shapes
        self.parent = around[0] if around else None
        self.sequence = around[1] if around else ""
        self.index = around[2] if around else 0
        self.modules: dict[str, bool | None] = {}
        self.known: dict[str, Sequence[Place]] | None = None
        self.seen: Sequence[Place] | None = None

    @property
    def path(self) -> str:
        """Where it is; with a dot at its end, empty at the top."""
        return f"{self.parent.path}{self.sequence}[{self.index}]." if self.parent else ""

    def get(self, keyword: str) -> Sequence[Any] | None:
        if keyword == "TransferSyntaxUID" and self.parent is None:
            return values_of(getattr(self.dataset, "file_meta", self.dataset), keyword)
        return values_of(self.dataset, keyword)

    def declares(self, keyword: str) -> bool:
        return self.parent is not None and keyword in self.shapes

    def items(self, keyword: str) -> Sequence[Place]:
        if self.known is None:
            return self._items(keyword)
        if keyword not in self.known:
            self.known[keyword] = self._items(keyword)
            for place in self.known[keyword]:
                place.known = {}
        return self.known[keyword]

    def _items(self, keyword: str) -> Sequence[Place]:
        cls = class_of_items(self.shapes.get(keyword))
        found = values_of(self.dataset, keyword) or ()
        shapes: Mapping[str, Attribute] = cls.attributes() if cls else {}
        rows = rows_of_item(cls)
        return [
            Place(item, rows, shapes, (self, keyword, index))
            for index, item in enumerate(found)
            if isinstance(item, Dataset)
        ]

    def nested(self) -> Iterator[Place]:
        for keyword in sequences(self.dataset):
            yield from self.items(keyword)

    def has_module(self, name: str) -> bool | None:
        return self.top().modules.get(name, False)

    def has_extended_text(self) -> bool | None:
        return any(
            element.VR in {"LO", "LT", "PN", "SH", "ST", "UC", "UT"} and not str(element.value).isascii()
            for element in self.dataset.iterall()
        )

    def top(self) -> Place:
        return self.parent.top() if self.parent else self


@cache
def tag_of(keyword: str) -> BaseTag:
    """The tag of an attribute, of a repeating group in its first; pydicom's dictionary is of an older edition."""
    found = ELEMENTS.named(keyword)
    return Tag(int(found.mask.replace("x", "0"), 16) if isinstance(found, RepeatingElement) else found.tag)


@cache
def keyword_of(tag: int) -> str:
    """The keyword of an attribute; empty where the dictionary has none."""
    found = ELEMENTS.get(tag)
    return found.keyword if found is not None else ""


def keywords(dataset: Dataset) -> dict[str, int]:
    """Keywords and tags of what is in a data set."""
    return {keyword_of(int(tag)): int(tag) for tag in dataset.keys()}  # noqa: SIM118 - iteration gives elements


def sequences(dataset: Dataset) -> list[str]:
    """Keywords of the sequences in a data set."""
    for element in list(dataset.values()):
        if isinstance(element, RawDataElement):
            dataset[element.tag]  # pyright: ignore[reportUnusedExpression]  # pydicom keeps what it converts
    return [keyword_of(int(element.tag)) for element in dataset.values() if element.VR == "SQ"]


def values_of(dataset: Dataset, keyword: str) -> Sequence[Any] | None:
    """Values of an attribute, or items; none when it is empty or blank, None when it is absent."""
    tag = tag_of(keyword)
    if tag not in dataset.keys():  # noqa: SIM118 - much faster
        return None
    value = dataset[tag].value
    if value is None or value == b"" or (isinstance(value, str | PersonName) and not str(value).strip(" \0")):
        return ()
    # a person name can be iterated over, and is one value
    values: tuple[Any, ...] = tuple(value) if hasattr(value, "append") else (value,)
    return tuple(int(one) for one in values) if dataset[tag].VR == "AT" else values


def class_of_items(declared: Attribute | None) -> type[DicomObject] | None:
    """The class of the items of a sequence; None where none is declared."""
    if declared is None or declared.vr != "SQ":
        return None
    found: type[DicomObject] | None = item_class(declared)
    return found or CodeSequence


def rows_of_item(cls: type[DicomObject] | None) -> Mapping[str, Sequence[Attribute]]:
    """What the class of an item demands."""
    return {} if cls is None else once(cls, "second_rows_", _rows_of_item)


def _rows_of_item(cls: type[DicomObject]) -> Mapping[str, Sequence[Attribute]]:
    return {keyword: (declared,) for keyword, declared in cls.attributes().items()}


def is_group(place: Place, row: Attribute) -> bool:
    """Whether the row is a functional group as a whole, which the IOD demands, and not the item that it is in."""
    return place.sequence in {SHARED, PER_FRAME} and issubclass(row.owner, FunctionalGroupMacro)


# --- modules


def own_keywords(iod: type[IOD]) -> Mapping[type[Module], frozenset[str]]:
    """Keywords that no other module of the IOD has."""
    return once(iod, "second_own_", _own_keywords)


def _own_keywords(iod: type[IOD]) -> Mapping[type[Module], frozenset[str]]:
    tables = {used.module: used.module.attributes().keys() for used in iod.modules}
    count = Counter(keyword for table in tables.values() for keyword in table)
    return {module: frozenset(k for k in table if count[k] == 1) for module, table in tables.items()}


def top_of(dataset: Dataset, iod: type[IOD]) -> Place:
    """The data set as a place: with the rows of the modules that are present."""
    top = Place(dataset, {}, iod.attributes())
    there = frozenset(keywords(dataset))
    for used in iod.modules:
        top.modules[used.module.name_] = _is_present(used, iod, there)
    for used in iod.modules:
        if top.modules[used.module.name_] is False and demands(used.required_if, top):
            top.modules[used.module.name_] = True
    present = frozenset(name for name, there in top.modules.items() if there)
    known = once(iod, "second_rows_by_modules_", _nothing)
    if present not in known:
        known[present] = _rows_of_modules(iod, present)
    top.rows = known[present]
    return top


def _nothing(_: type[IOD]) -> dict[frozenset[str], Mapping[str, Sequence[Attribute]]]:
    return {}


def _rows_of_modules(iod: type[IOD], present: frozenset[str]) -> Mapping[str, Sequence[Attribute]]:
    """What the modules that are present say, and what the IOD says that no module does."""
    rows: dict[str, tuple[Attribute, ...]] = {}
    for used in iod.modules:
        if used.module.name_ in present:
            for keyword, declared in used.module.attributes().items():
                rows[keyword] = (*rows.get(keyword, ()), declared)
    for keyword, said in rows.items():
        rows[keyword] = tuple(row for row in said if row.overrides) or said
    everywhere = {keyword for used in iod.modules for keyword in used.module.attributes()}
    return rows | {k: (declared,) for k, declared in iod.attributes().items() if k not in everywhere}


def _is_present(used: ModuleUsage, iod: type[IOD], there: frozenset[str]) -> bool:
    return used.usage == "M" or bool(own_keywords(iod)[used.module] & there)


# --- frames


def seen_from(place: Place) -> Sequence[Place]:
    """The place; of the groups of all frames, the place as if they stood in each of the frames that lack the group."""
    if place.seen is None:
        place.seen = _seen_from(place)
    return place.seen


def _seen_from(place: Place) -> Sequence[Place]:
    steps: list[Place] = []
    here = place
    while here.sequence != SHARED and here.parent is not None:
        steps.insert(0, here)
        here = here.parent
    frames = here.parent.items(PER_FRAME) if here.parent is not None else ()
    group = steps[0].sequence if steps else ""
    return [
        _step_into(_joined(here, frame), steps) for frame in frames if not group or frame.get(group) is None
    ] or [place]


def _joined(shared: Place, frame: Place) -> Place:
    groups = Dataset()
    groups.update(shared.dataset)
    groups.update(frame.dataset)
    assert frame.parent is not None
    return Place(groups, shared.rows, shared.shapes, (frame.parent, PER_FRAME, frame.index))


def _step_into(place: Place, steps: Sequence[Place]) -> Place:
    for step in steps:
        place = Place(step.dataset, step.rows, step.shapes, (place, step.sequence, step.index))
    return place


# --- conditions


def demands(requirement: Requirement | None, place: Place) -> bool | None:
    """Whether a condition makes something necessary; None is unknown."""
    return evaluation.demands(requirement, place) if requirement is not None else None


def permits(requirement: Requirement | None, place: Place) -> bool | None:
    """Whether a condition lets something be present; None is unknown."""
    return evaluation.permits(requirement, place) if requirement is not None else None


def is_demanded(row: Attribute, place: Place) -> bool | None:
    """Whether a row demands the attribute; in the groups of all frames, whether any frame does."""
    return _any(_is_demanded(row, seen) for seen in seen_from(place))


def _is_demanded(row: Attribute, place: Place) -> bool | None:
    """Whether the include of a row holds, and so does its condition."""
    if row.type not in STRICTNESS:
        return False
    if row.type in {"1", "2"} and not row.applies_if and row.required_if is None:
        return True
    included = _any(demands(part, place) for part in row.applies_if) if row.applies_if else True
    # what an include makes conditional has no other condition, if it has none of its own
    conditional = row.required_if is not None or (row.type.endswith("C") and not row.applies_if)
    return _all((included, demands(row.required_if, place) if conditional else True))


def is_forbidden(row: Attribute, place: Place) -> bool:
    """Whether a row says that the attribute shall not be here; in the groups of all frames, for any of them."""
    return any(_is_forbidden(row, seen) for seen in seen_from(place))


def _is_forbidden(row: Attribute, place: Place) -> bool:
    if not row.applies_if and row.required_if is None:
        return False
    if row.applies_if and all(permits(part, place) is False for part in row.applies_if):
        return True
    return permits(row.required_if, place) is False


def _any(parts: Iterable[bool | None]) -> bool | None:
    known = set(parts)
    return True if True in known else None if None in known else False


def _all(parts: Iterable[bool | None]) -> bool | None:
    known = set(parts)
    return False if False in known else None if None in known else True


# --- judging


def judge(dataset: Dataset, iod: type[IOD]) -> set[Fault]:
    """Judge a data set as an instance of an IOD."""
    top = top_of(dataset, iod)
    top.known = {}  # nothing changes while it is judged
    found: set[Fault] = {*_judge_modules(top, iod), *_judge_groups(top, iod), *_judge_content(top, iod)}
    for place in places(top):
        found.update(judge_place(place))
    return found


def places(top: Place) -> Iterator[Place]:
    """The data set and every item of it."""
    pending = [top]
    while pending:
        place = pending.pop()
        yield place
        for keyword in sequences(place.dataset):
            if keyword in place.shapes:
                pending += place.items(keyword)


def judge_place(place: Place) -> Iterator[Fault]:
    """Judge what must be in a place, and what is there."""
    there = keywords(place.dataset)
    for keyword, rows in place.rows.items():
        codes = presence(place, rows, place.get(keyword) if keyword in there else None)
        yield from (Fault(code, place.path + keyword) for code in codes)
    for keyword in there.keys() & place.shapes.keys():
        yield from _judge_constraints(place, keyword)
        values = place.get(keyword)
        if values:
            declared = place.shapes[keyword]
            yield from (Fault(code, place.path + keyword) for code in _contents(declared, values, place))


def _judge_constraints(place: Place, keyword: str) -> Iterator[Fault]:
    """Judge what must hold where an attribute is, and in all items of a sequence: told of the first that breaks it."""
    declared = place.shapes[keyword]
    for constraint in declared.constraints:
        if not evaluation.is_about_siblings(constraint) and evaluation.evaluate(constraint, place) is False:
            yield Fault("broken-constraint", place.path + keyword)
    items = place.items(keyword) if declared.vr == "SQ" else ()
    for inner, row in items[0].shapes.items() if items else ():
        for constraint in row.constraints if row.vr != "SQ" else ():
            if evaluation.is_about_siblings(constraint):
                index = evaluation.first_broken(constraint, items)
                yield from [] if index is None else [Fault("broken-constraint", items[index].path + inner)]


def breaks(place: Place, keyword: str, number: int) -> bool:
    """Whether a place breaks a constraint of an attribute, by its number; of its siblings' when it is in a sequence."""
    constraint = place.shapes[keyword].constraints[number]
    if not evaluation.is_about_siblings(constraint):
        return evaluation.evaluate(constraint, place) is False
    siblings = place.parent.items(place.sequence) if place.parent is not None else ()
    return bool(siblings) and evaluation.first_broken(constraint, siblings) == place.index


def presence(place: Place, rows: Sequence[Attribute], values: Sequence[Any] | None) -> tuple[str, ...]:
    """Return what is wrong with an attribute's having these values, or being absent (None)."""
    if values is None:
        types = [row.type for row in rows if not is_group(place, row) and is_demanded(row, place)]
        strictest = min(types, key=STRICTNESS.index, default=None)
        return (f"missing-type-{strictest.lower()}",) if strictest else ()
    forbidden = ("not-allowed",) if rows and all(is_forbidden(row, place) for row in rows) else ()
    valued = [row.type for row in rows if row.type in {"1", "1C"}]
    return (*forbidden, f"empty-type-{min(valued).lower()}") if valued and not values else forbidden


def _contents(declared: Attribute, values: Sequence[Any], place: Place) -> Iterator[str]:
    if declared.vr == "SQ":
        least, most = declared.items or (0, None)
        if len(values) < least or (most is not None and len(values) > most):
            yield "item-count"
        return
    if is_counted(declared) and not any(each.admits(len(values)) for each in multiplicities(declared.vm)):
        yield "wrong-vm"
    if any(not _is_listed(each, values) for each in enumerated(declared, place)):
        yield "value-not-enumerated"


def is_counted(declared: Attribute) -> bool:
    vrs = set(declared.vr.split(" or "))
    return not vrs & UNDELIMITED and not vrs <= set(WORDS)


def enumerated(declared: Attribute, place: Place) -> Iterator[tuple[int | None, tuple[str | float, ...]]]:
    """The lists of Enumerated Values that hold here, with the number of the value that each is for."""
    if declared.values:
        yield None, declared.values
    for each in declared.value_lists:
        if each.kind == "enumerated" and _holds(each, place):
            yield each.value, each.values


def _holds(listed: ValueList, place: Place) -> bool:
    return listed.when is None or any(demands(listed.when, seen) for seen in seen_from(place))


def _is_listed(listed: tuple[int | None, tuple[str | float, ...]], values: Sequence[Any]) -> bool:
    number, admitted = listed
    looked_at = values if number is None else values[number - 1 : number]
    found = [value.strip(" \0") if isinstance(value, str) else value for value in looked_at]
    return all(value in admitted or value == "" for value in found)


def _judge_modules(top: Place, iod: type[IOD]) -> Iterator[Fault]:
    """Judge modules as wholes: one that must be there and has nothing of its own, one that may not be there."""
    there = keywords(top.dataset)
    for used in iod.modules:
        table = used.module.attributes()
        own = own_keywords(iod)[used.module] & there.keys()
        certain = [
            row
            for row in table.values()
            if row.type in {"1", "2"} and not (row.required_if or row.applies_if)
        ]
        needed = demands(used.required_if, top)
        # a module with a single attribute that must be there is missing when that attribute is
        if not table.keys() & there.keys() and (needed or (used.usage == "M" and len(certain) > 1)):
            yield Fault("missing-module", "")
        if own and used.usage != "M":
            for requirement in (used.required_if, used.limited_by):
                if permits(requirement, top) is False:
                    yield Fault("not-allowed", min(own, key=lambda keyword: there[keyword]))


# --- functional groups


def _judge_groups(top: Place, iod: type[IOD]) -> Iterator[Fault]:
    """Judge where functional groups are; an optional one may be in some frames only (PS3.3 C.7.6.16.1.1)."""
    frames, shared = top.items(PER_FRAME), top.items(SHARED)
    for group in iod.functional_groups if frames or shared else ():
        names = list(group.macro.attributes())
        in_shared = [place for place in shared if _has_any(place, names)]
        in_frames = [place for place in frames if _has_any(place, names)]
        if not in_shared:
            lacking = [place for place in frames or shared if place not in in_frames]
            needing = [place for place in lacking if group.usage == "M" or demands(group.required_if, place)]
            yield from (Fault("missing-functional-group", place.path + names[0]) for place in needing[:1])
        yield from _judge_places(group, names, in_shared, in_frames)


def _judge_places(
    group: FunctionalGroupUsage, names: Sequence[str], in_shared: Sequence[Place], in_frames: Sequence[Place]
) -> Iterator[Fault]:
    misplaced: Sequence[Place] = in_frames if in_shared or group.shared is True else ()
    for place in [*misplaced[:1], *(in_shared if group.shared is False else ())]:
        yield from (
            Fault("misplaced-functional-group", place.path + k) for k in names if place.get(k) is not None
        )
    for place in [*in_shared, *in_frames]:
        for requirement in (group.required_if, group.limited_by):
            if any(permits(requirement, seen) is False for seen in seen_from(place)):
                keyword = next(k for k in names if place.get(k) is not None)
                yield Fault("not-allowed", place.path + keyword)
                return


def _has_any(place: Place, names: Sequence[str]) -> bool:
    return any(place.get(keyword) is not None for keyword in names)


# --- content of SR documents


def _judge_content(top: Place, iod: type[IOD]) -> Iterator[Fault]:
    """Judge value types and relationships of content items (PS3.3 A.35); what refers to other items is looked up."""
    for place in places(top) if iod.relationships else ():
        if place.parent is None or place.sequence != "ContentSequence":
            continue
        source, relationship = _name(place.parent, "ValueType"), _name(place, "RelationshipType")
        reference = place.get("ReferencedContentItemIdentifier")
        meant = place if reference is None else _referenced(top, reference)
        target = _name(meant, "ValueType") if meant is not None else ""
        if reference is not None and not _may_refer(place, reference, meant, iod):
            yield Fault("sr-relationship", f"{place.path}ReferencedContentItemIdentifier")
        if target and reference is None and not {target, "*"} & set(iod.value_types):
            yield Fault("sr-value-type", f"{place.path}ValueType")
        if source and relationship and not _may_relate(iod, source, relationship, target):
            yield Fault("sr-relationship", f"{place.path}RelationshipType")


def _referenced(top: Place, reference: Sequence[Any]) -> Place | None:
    """The item that a reference leads to: 1 is the data set, further numbers are positions from 1."""
    here: Place | None = top if tuple(reference[:1]) == (1,) else None
    for position in map(int, reference[1:]):
        items = list(here.items("ContentSequence")) if here is not None else list[Place]()
        here = items[position - 1] if 1 <= position <= len(items) else None
    return here


def _may_refer(place: Place, reference: Sequence[Any], meant: Place | None, iod: type[IOD]) -> bool:
    """Whether the relationship may be one by reference, and the reference leads to an item that is not around it."""
    relationship = _name(place, "RelationshipType")
    if not iod.by_reference or (relationship and not {relationship, "*"} & set(iod.by_reference)):
        return False
    if not reference:
        return True
    is_around = meant is not None and place.path.startswith(meant.path)
    return meant is not None and not is_around and meant.get("ReferencedContentItemIdentifier") is None


def _name(place: Place, keyword: str) -> str:
    return str((place.get(keyword) or ("",))[0])


def _may_relate(iod: type[IOD], source: str, relationship: str, target: str) -> bool:
    named = {row.relationship for row in iod.relationships}
    rows = [
        row
        for row in iod.relationships
        if row.relationship == (relationship if relationship in named else "*")
    ]
    return any(
        (not source or source in row.sources or "*" in row.sources)
        and (not {target, "*"} & set(iod.value_types) or target in row.targets or "*" in row.targets)
        for row in rows
    )
