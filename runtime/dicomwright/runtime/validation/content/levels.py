"""Levels of templates: the rows that items below one item may match, with what includes put there.

A level is made once for a template, what its parameters stand for, and the row that it is below of. Where templates
include themselves beside themselves, the circle is cut: such an include takes any item.
"""

from __future__ import annotations

from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from dicomwright.runtime.templates import Coded, Group, Invocation, passed_on, resolved, walk
from dicomwright.runtime.templates.evaluation import asks_around
from dicomwright.runtime.validation.coded import group_of, squeezed
from dicomwright.runtime.vocabulary.registry import edition_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dicomwright.runtime.templates import Row, Template, Terms
    from dicomwright.runtime.validation.content.items import CodeKey
    from dicomwright.runtime.vocabulary.registry import Edition


class Leaf:
    """A row that items match, in an invocation of its template."""

    def __init__(self, row: Row, invocation: Invocation) -> None:
        """Know what the row says with parameters replaced; nothing is looked up yet."""
        self.row = row
        self.invocation = invocation
        self.least = row.least

    @cached_property
    def concept(self) -> Terms | None:
        """What the row says of the concept name; None: anything."""
        return resolved(self.row.concept, self.invocation.bindings) or None

    @cached_property
    def names(self) -> Named:
        """The concept names of the row."""
        return Named.of(self.concept, self.edition)

    @cached_property
    def values(self) -> Named:
        """The codes that the value may be."""
        return Named.of(resolved(self.row.values, self.invocation.bindings), self.edition)

    @cached_property
    def units(self) -> Named:
        """The units of a number: "UNITS =" of the row, else the values of a NUM that are not numbers."""
        return Named.of(resolved(self.row.units, self.invocation.bindings), self.edition)

    @property
    def edition(self) -> Edition:
        """The edition that the template is of."""
        return edition_of(self.invocation.template)


class Named(NamedTuple):
    """Codes that are named: the codes themselves, their meanings, and groups; `open`: others will do, too."""

    codes: frozenset[CodeKey] = frozenset()
    enumerated: frozenset[CodeKey] = frozenset()
    meanings: frozenset[str] = frozenset()
    groups: tuple[NamedGroup, ...] = ()
    open: bool = True

    @classmethod
    def of(cls, terms: Terms | None, edition: Edition) -> Named:
        """Look up what terms name; what stands elsewhere (the value of an attribute or row) may be anything."""
        if not terms:
            return cls()
        codes = [term for term in terms if isinstance(term, Coded)]
        groups = [_group(term, edition) for term in terms if isinstance(term, Group)]
        known = tuple(group for group in groups if group is not None)
        elsewhere = len(codes) + len(known) < len(terms)
        return cls(
            frozenset((code.value, code.scheme) for code in codes),
            frozenset((code.value, code.scheme) for code in codes if code.binding == "enumerated"),
            frozenset(squeezed(code.meaning) for code in codes if code.binding != "enumerated"),
            known,
            elsewhere,
        )

    @property
    def known(self) -> bool:
        """Whether anything is named."""
        return bool(self.codes or self.groups)

    def member(self, code: CodeKey | None) -> bool:
        """Whether a code is one of those that are named."""
        return code is not None and (code in self.codes or any(code in group.codes for group in self.groups))


class NamedGroup(NamedTuple):
    """A context group, as a row names it; `fixed`: no other code will do."""

    title: str
    codes: frozenset[CodeKey]
    extensible: bool
    baseline: bool

    @property
    def fixed(self) -> bool:
        """Whether no other code will do."""
        return not self.extensible and not self.baseline


def _group(term: Group, edition: Edition) -> NamedGroup | None:
    """Return the codes of a group; None where the edition lacks it, or PS3.16 lists none of its members."""
    codes = _codes_of(term.cid, edition)
    if codes is None or not codes[0]:
        return None
    return NamedGroup(f"CID {term.cid}", *codes, term.binding == "baseline")


@cache
def _codes_of(cid: str, edition: Edition) -> tuple[frozenset[CodeKey], bool] | None:
    if edition.source_of_group(cid) is None:
        return None
    found = group_of(f"CID{cid}", edition)
    return frozenset((value, scheme) for scheme, value in found.members), found.extensible


def in_group(code: CodeKey, cid: str, template: type[Template]) -> bool | None:
    """Whether a code is in a context group of the edition of a template; None where that does not list its members."""
    found = _codes_of(cid, edition_of(template))
    return code in found[0] if found is not None and found[0] else None


class Include:
    """A template that is included at a level; `level` is None where the edition lacks it: it takes any item.

    `graft`: not a template, but rows that are nested in an include: they stand below what matched it.
    """

    def __init__(self, row: Row, invocation: Invocation, level: Level | None, *, graft: bool = False) -> None:
        """Know the row that includes, and the invocation that it is a row of."""
        self.row = row
        self.invocation = invocation
        self.level = level
        self.graft = graft


class Slot(NamedTuple):
    """A row as it can be matched at a level: through these includes.

    `relationships` are that of the outermost include that has one, and that of the row itself: the rows of TID 1419 are
    included with CONTAINS, and some are concept modifiers all the same.
    `most`: how many items may be it there; None where there is no limit.
    """

    leaf: Leaf
    path: tuple[Include, ...]
    relationships: tuple[str, ...]
    by_reference: bool
    most: int | None

    @property
    def nodes(self) -> tuple[Leaf | Include, ...]:
        """The includes on the way, and the row."""
        return (*self.path, self.leaf)

    @property
    def grafts(self) -> tuple[Include, ...]:
        """The includes on the way that have rows nested in them."""
        return tuple(include for include in self.path if include.row.children and not include.graft)


class Level:
    """The rows of one invocation below one of its rows, or its outermost ones, and the levels of what they include."""

    def __init__(
        self,
        invocation: Invocation,
        rows: Sequence[Row],
        around: frozenset[str],
        grafts: Sequence[Include] = (),
    ) -> None:
        """Take the rows; `around` are the templates whose outermost rows stand here already."""
        self.invocation = invocation
        self.numbers = frozenset(row.number for row in walk(tuple(rows)))
        self.nodes: tuple[Leaf | Include, ...] = (
            *(_node(row, invocation, around) for row in rows if row.value_type),
            *grafts,
        )
        self.shapes: dict[Any, Any] = {}
        """What `ranking` works out of the rows."""

    @cached_property
    def demanding(self) -> dict[Leaf | Include, None]:
        """The nodes of which something may be lacking where nothing is there of what is included."""
        return {
            node: None
            for node in self.nodes
            if node.row.requirement in {"M", "MC"} or (isinstance(node, Include) and node.graft)
        }

    @cached_property
    def limited(self) -> tuple[Leaf | Include, ...]:
        """The nodes that may be forbidden."""
        return tuple(node for node in self.nodes if node.row.required_if is not None)

    @cached_property
    def barring(self) -> tuple[Leaf | Include, ...]:
        """The nodes, of what is included, too, that may be forbidden by what is around them all."""
        own = (node for node in self.limited if asks_around(node.row.required_if))
        inside = (node.level for node in self.nodes if isinstance(node, Include))
        return (*own, *(node for level in inside if level is not None for node in level.barring))

    @cached_property
    def places(self) -> dict[Leaf | Include, int]:
        """Where each node stands among all."""
        return {node: place for place, node in enumerate(self.nodes)}

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """All rows that can be matched here, in their order."""
        return tuple(self._slots())

    def _slots(self) -> Iterator[Slot]:
        for node in self.nodes:
            if isinstance(node, Leaf):
                yield Slot(node, (), _some(node.row.relationship), node.row.by_reference, node.row.most)
            elif node.level is not None:
                for slot in node.level.slots:
                    # what a row says itself holds: TID 1419 has modifiers, and is included as what is contained
                    said = slot.relationships or (() if node.graft else _some(node.row.relationship))
                    by_reference = slot.by_reference or (node.row.by_reference and not node.graft)
                    most = slot.most if node.graft else _product(slot.most, node.row.most)
                    yield Slot(slot.leaf, (node, *slot.path), said, by_reference, most)

    @cached_property
    def closed(self) -> bool:
        """Whether other items are forbidden: no template whose rows stand here can be extended."""
        inside = (node.level for node in self.nodes if isinstance(node, Include))
        own = self.invocation.template.info_.extensible is False
        return own and all(level is not None and level.closed for level in inside)

    @property
    def ordered(self) -> bool:
        """Whether items stand in the order of their rows."""
        return self.invocation.template.info_.ordered is True


def _some(relationship: str) -> tuple[str, ...]:
    return (relationship,) if relationship else ()


def _product(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one * other


def _node(row: Row, invocation: Invocation, around: frozenset[str]) -> Leaf | Include:
    if not row.include:
        return Leaf(row, invocation)
    template: type[Template] | None = edition_of(invocation.template).template(row.include)
    if template is None or row.include in around:
        return Include(row, invocation, None)
    inner = Invocation(template, passed_on(row, invocation.bindings))
    return Include(row, invocation, top_of(inner, around | {row.include}))


@cache
def top_of(invocation: Invocation, around: frozenset[str] = frozenset()) -> Level:
    """Return the level of the outermost rows of a template, which stand among those of the templates `around`."""
    return Level(invocation, invocation.template.top_, around | {invocation.template.info_.tid})


@cache
def _below(leaf: Leaf, grafts: tuple[Include, ...]) -> Level:
    """Return the level below a row; rows that are nested in the includes on the way to it stand there, too."""
    rows = tuple(
        Include(each.row, each.invocation, Level(each.invocation, each.row.children, frozenset()), graft=True)
        for each in grafts
    )
    return Level(leaf.invocation, leaf.row.children, frozenset(), rows)


@cache
def alone(leaf: Leaf) -> Level:
    """Return a level that has one row."""
    return Level(leaf.invocation, (leaf.row,), frozenset())


def below(slot: Slot) -> Level:
    """Return the level of the items below one that matches."""
    return _below(slot.leaf, slot.grafts)
