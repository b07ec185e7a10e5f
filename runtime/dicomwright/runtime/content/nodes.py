"""Objects of templates to nodes: content items before they are those of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from dicomwright.runtime.content.codes import is_same
from dicomwright.runtime.content.entries import Entry, RowItem, place_of
from dicomwright.runtime.content.taking import as_code, the_code
from dicomwright.runtime.content.values import Quantity
from dicomwright.runtime.errors import InvalidValue
from dicomwright.runtime.templates.parameters import passed_on, resolved
from dicomwright.runtime.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydicom.sr.coding import Code

    from dicomwright.runtime.item import Item
    from dicomwright.runtime.templates.parameters import Bindings
    from dicomwright.runtime.templates.rows import Row
    from dicomwright.runtime.templates.terms import Terms

NAMELESS = frozenset({"COMPOSITE", "CONTAINER", "IMAGE", "SCOORD", "SCOORD3D", "TCOORD", "WAVEFORM"})
"""Types of items that need no concept name (PS3.3 C.17.3.3)."""


class Node:
    """A content item, or the reference to one: what row it is of, and what it has."""

    __slots__ = ("children", "concept", "entry", "item", "relationship", "row", "target", "tid", "value")

    def __init__(self, row: Row | None, relationship: str) -> None:
        """Begin with nothing."""
        self.row = row
        self.relationship = relationship
        self.concept: Code | None = None
        self.value: Any = None
        self.children: list[Node] = []
        self.entry: Entry | None = None
        self.target: Any = None
        """What is referred to: an object, or the place of an item."""
        self.tid = ""
        """The template that begins here."""
        self.item: Item | None = None
        """What stands as it is."""


class _Scope(NamedTuple):
    """What rows are read with: parameters, and the relationship of those that say none."""

    bindings: Bindings
    relationship: str


def nodes_of(entry: Entry, bindings: Bindings = (), relationship: str = "") -> list[Node]:
    """Return the outermost nodes of an object of a template, each with what is nested in it. Raises `InvalidValue`."""
    scope = _Scope(bindings, relationship)
    row = type(entry).head_
    if row is None:
        return _level(entry, scope)
    node = _node(row, entry, scope)
    node.tid = row.owner.info_.tid if row.value_type == "CONTAINER" else ""
    return [node]


def _level(entry: Entry, scope: _Scope) -> list[Node]:
    """Return the nodes of what is declared in the class of an object, and then of the rest."""
    head = type(entry).head_
    found: list[Node] = []
    for row in entry.own_:
        if row is not head:
            for value in _values(row, entry):
                found += _of_value(row, value, scope)
    for item in entry.others:
        node = Node(None, "")
        node.item = item
        found.append(node)
    return found


def _values(row: Row, entry: Entry) -> tuple[Any, ...]:
    """Return what there is of a row; one that nothing is to be said of is there where it must be."""
    if not row.given:
        return (True,) if row.requirement == "M" else ()
    value = entry.values_.get(row.name)
    if value is None:
        return ()
    return (value,) if row.most == 1 else value


def _of_value(row: Row, value: Any, scope: _Scope) -> list[Node]:  # noqa: ANN401 - by row
    if row.by_reference:
        node = Node(row, row.relationship or scope.relationship)
        node.target = value
        return [node]
    if row.include:
        return _of_include(row, value, scope)
    return [_node(row, value, scope)]


def _of_include(row: Row, value: Any, scope: _Scope) -> list[Node]:  # noqa: ANN401 - an Entry, or an item
    """Return the nodes of an included template; what is nested in the row is nested in its first one."""
    if isinstance(value, RowItem):
        found = _of_include(row, value.values_["value"], scope)
        found[0].children += _level(value, _Scope(scope.bindings, ""))
        return found
    if isinstance(value, Entry):
        found = nodes_of(value, passed_on(row, scope.bindings), row.relationship or scope.relationship)
        if row.owner.top_ == (row,) and found:
            found[0].tid = found[0].tid and row.owner.info_.tid  # the outermost of those that begin here
        return found
    node = Node(None, "")
    node.item = value
    return [node]


def _node(row: Row, value: Any, scope: _Scope) -> Node:  # noqa: ANN401 - an Entry, or what a row keeps
    node = Node(row, row.relationship or scope.relationship)
    said: dict[str, Any] = {}
    if isinstance(value, Entry):
        node.entry, said = value, value.values_
        node.children = _level(value, _Scope(scope.bindings, ""))
    else:
        said = {"value": value}
    node.concept = _concept(row, said.get("concept"), scope)
    node.value = _quantity(row, said, scope) if row.value_type == "NUM" else said.get("value")
    fixed = the_code(row.values) if row.value_type == "CODE" else None
    if fixed is not None:
        node.value = as_code(fixed)
    if node.value is None and row.value_type != "CONTAINER":
        raise InvalidValue(f"{place_of(row)}: has no value")
    return node


def _concept(row: Row, said: Code | None, scope: _Scope) -> Code | None:
    if row.nameless == "forbidden":
        return None
    found = _said_or_given(row, "concept", said, row.concept, scope)
    if found is None and not row.nameless and not (row.value_type in NAMELESS and not row.concept):
        raise InvalidValue(
            f"{place_of(row)}: the concept is not said, and no template that includes it says it"
        )
    return found


def _said_or_given(row: Row, what: str, said: Code | None, terms: Terms, scope: _Scope) -> Code | None:
    """Return the code that is said, or that alone is meant by what includes give to parameters."""
    only = _only(terms, scope.bindings)
    if said is not None and only is not None and the_code(terms) is None and not is_same(said, only):
        raise InvalidValue(
            f"{place_of(row)}: the {what} is another than the one that an including template says"
        )
    return said or only


def _only(terms: Terms, bindings: Bindings) -> Code | None:
    """Return the code that alone is meant, by what parameters stand for."""
    found = the_code(resolved(terms, bindings) or ())
    return None if found is None else as_code(found)


def _quantity(row: Row, said: dict[str, Any], scope: _Scope) -> Quantity[Code]:
    value: Any = said.get("value")
    if isinstance(value, Quantity):
        found: Quantity[Code] = value  # pyright: ignore[reportUnknownVariableType] - what a row keeps
        return found
    unit = _said_or_given(row, "unit", said.get("unit"), row.measured_in, scope)
    if unit is None:
        raise InvalidValue(f"{place_of(row)}: the unit is not said, and no template that includes it says it")
    if value is None and "qualifier" not in said:
        raise InvalidValue(f"{place_of(row)}: has neither a number nor a qualifier that says why")
    return Quantity(value, unit, said.get("qualifier"))


def placed(roots: list[Node]) -> Iterator[tuple[Node, tuple[int, ...]]]:
    """Yield each node with its place, counted from 1 (PS3.3 C.17.3.2.5), each before what is nested in it."""
    waiting: list[tuple[Node, tuple[int, ...]]] = [(node, (number,)) for number, node in enumerate(roots, 1)]
    while waiting:
        node, place = waiting.pop()
        yield node, place
        waiting += [(child, (*place, number)) for number, child in enumerate(node.children, 1)]


def said_of(roots: list[Node]) -> str:
    """Say how many items there are."""
    return counted(len(roots), "item")
