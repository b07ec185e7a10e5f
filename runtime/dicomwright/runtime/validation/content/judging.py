"""Judging content by its template: what a document says that it is, or begins as, is matched and compared."""

from __future__ import annotations

from collections import Counter, deque
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from dicomwright.runtime.templates import Coded, Invocation
from dicomwright.runtime.templates.constraints import holds
from dicomwright.runtime.templates.words import in_words, requirement_in_words
from dicomwright.runtime.trees.paths import path_of
from dicomwright.runtime.validation.content.checks import is_doubtful, value_faults
from dicomwright.runtime.validation.content.items import (
    CONCEPT,
    CONTENT,
    RELATIONSHIP,
    TEMPLATE,
    VALUE_TYPE,
    tree_of,
)
from dicomwright.runtime.validation.content.levels import Leaf, top_of
from dicomwright.runtime.validation.content.matching import Matcher
from dicomwright.runtime.validation.content.places import Document, Spot, forbidden, lacking
from dicomwright.runtime.validation.findings import Source, finding
from dicomwright.runtime.vocabulary.registry import edition_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

    from dicomwright.runtime.conditions.expressions import Expression
    from dicomwright.runtime.declarations.instances import Instance
    from dicomwright.runtime.reports.findings import Finding, Severity
    from dicomwright.runtime.templates import Row, Template
    from dicomwright.runtime.trees.tree import DataSet
    from dicomwright.runtime.validation.content.frames import Chosen, Frame
    from dicomwright.runtime.validation.content.items import Item
    from dicomwright.runtime.validation.content.levels import Include

_CONTAINER: Final = "CONTAINER"


def template_findings(dataset: DataSet, iod: type[Instance]) -> Iterator[Finding]:
    """Yield what is wrong with the content of a document by its template.

    The document names it in its Content Template Sequence; else it is one of those that the IOD demands, or may be the
    root of a document and has the concept name with which this one begins. Unless the IOD demands a template, as that
    of Key Object Selection does (PS3.3 A.35.4.3.1.3), nothing is an error then: the sequence is required where a
    template was used (PS3.3 C.18.8, Type 1C), so that a document without it does not say that it keeps one.
    """
    if VALUE_TYPE not in dataset.elements or CONCEPT not in dataset.elements:
        return
    items = tree_of(dataset)
    root = items[0]
    if root.value_type == _CONTAINER and root.template and edition_of(iod).template(root.template) is None:
        yield _unknown_template()
    for spot in _all_spots(items, iod):
        for found in _Judge(spot).findings():
            claimed = root.template or iod.demands_template or found.severity != "error"
            yield found if claimed else found._replace(severity="warning")


def matched_rows(dataset: DataSet, iod: type[Instance]) -> tuple[Item, dict[Item, Row]]:
    """Return the content of a document as a tree of items, and the rows of its template that they are."""
    items = tree_of(dataset)
    spots = _all_spots(items, iod)
    return items[0], {chosen.item: chosen.slot.leaf.row for spot in spots for chosen in spot.frame.chosen}


def matched_as(template: type[Template], dataset: DataSet) -> Chosen | None:
    """Match the content of a document as that of a template, and return its root; None where it begins otherwise.

    A root of another template by its own words must at least have a concept name that this one has.
    """
    root = tree_of(dataset)[0]
    frame, _ = Matcher().match(top_of(Invocation(template)), [root])
    found = next(iter(frame.chosen), None)
    if found is None or found.fault:
        return None
    of_another = root.template not in {"", template.info_.tid}
    return None if of_another and not found.slot.leaf.names.member(root.concept) else found


def _all_spots(items: Sequence[Item], iod: type[Instance]) -> Sequence[Spot]:
    """Match a document, and return the places of all frames; none where it is of no template that is known."""
    root = items[0]
    known = _templates_of(root, iod) if root.value_type == _CONTAINER else ()
    best = _best(root, known)
    if best is None:
        return ()
    document = Document(items, iod.value_types)
    spots = list(_spots(Spot(best, None, document)))
    for spot in spots:
        for chosen in spot.frame.chosen:
            chosen.item.doubtful = is_doubtful(chosen.slot.leaf, chosen.item)
        if not spot.same:
            document.invocations.setdefault(spot.tid, []).append(spot)
    return spots


def _templates_of(root: Item, iod: type[Instance]) -> list[type[Template]]:
    """Return what a document may be: what it says, what its IOD demands, else what begins as it does."""
    edition = edition_of(iod)
    tids = (root.template,) if root.template else iod.root_templates if iod.demands_template else ()
    tids = tids or edition.root_templates.get(root.concept or ("", ""), ())
    return [found for tid in tids if (found := edition.template(tid)) is not None]


def _best(root: Item, templates: Sequence[type[Template]]) -> Frame | None:
    """Match the document as each of the templates, and return the frame in which the least is wrong."""
    matcher = Matcher()
    found = [matcher.match(top_of(Invocation(template)), [root]) for template in templates]
    return min(found, key=itemgetter(1))[0] if found else None


def _spots(top: Spot) -> Iterator[Spot]:
    """Yield the places of all frames, from the outside in; there is no recursion."""
    pending = [top]
    while pending:
        spot = pending.pop()
        yield spot
        inner = [
            Spot(each.fit.frame, each.item, spot.known, spot, same=True)
            for each in spot.frame.chosen
            if each.fit.frame is not None
        ]
        rounds = [
            spot.inside(include, each) for include, found in spot.frame.rounds.items() for each in found
        ]
        pending += reversed([*rounds, *inner])


def _unknown_template() -> Finding:
    path = "ContentTemplateSequence[0].TemplateIdentifier"
    source = Source("", "", "")
    said = "names a template that the edition does not have: the content is not judged by it"
    return finding("unknown-template", path, TEMPLATE, source, said, "information")


class _Judge:
    """Says what is wrong in one frame."""

    def __init__(self, spot: Spot) -> None:
        self.spot = spot
        self.frame = spot.frame

    def findings(self) -> Iterator[Finding]:
        """Yield what is wrong, and nothing twice."""
        yield from self._row_findings()
        if self._is_whole_level():
            yield from self._level_findings()
        yield from self._forbidden()

    def _is_whole_level(self) -> bool:
        return self.spot.same or self.spot.outer is None

    # --- items that are a row

    def _row_findings(self) -> Iterator[Finding]:
        counts: dict[Leaf, int] = {}
        for chosen in self.frame.chosen:
            leaf = chosen.slot.leaf
            counts[leaf] = counts.get(leaf, 0) + 1
            if leaf.row.most is not None and counts[leaf] > leaf.row.most:
                said = f"is one too many: there may be {leaf.row.most}"
                yield _finding("content-item-count", chosen.item, "", CONTENT, leaf.row, said)
            if chosen.fault:
                yield _fault(chosen)
            else:
                for code, severity, place, tag, said in value_faults(leaf, chosen.item):
                    yield _finding(code, chosen.item, place, tag, leaf.row, said, severity)
        yield from self._broken()

    def _broken(self) -> Iterator[Finding]:
        """Yield constraints that are broken, once each."""
        said: set[tuple[Row, Expression]] = set()
        rows: dict[Row, _Surroundings] = {}
        for chosen in self.frame.chosen:
            row = chosen.slot.leaf.row
            for constraint in () if chosen.fault else row.constraints:
                around = rows.get(row) or rows.setdefault(row, _Surroundings(self.spot, row))
                if (row, constraint) not in said and holds(constraint, chosen.item, around) is False:
                    said.add((row, constraint))
                    words = f"must keep: {in_words(constraint)}"
                    yield _finding("template-constraint", chosen.item, "", CONTENT, row, words)

    # --- the level as a whole

    def _level_findings(self) -> Iterator[Finding]:
        strays = _Strays(self.frame.strays if self.frame.level.closed or self.spot.parent is None else ())
        for path, leaf in lacking(self.spot):
            taken = strays.take_for(leaf, path)
            if taken is None:
                yield _missing(self.spot.parent, path, leaf.row)
            else:
                said = f"must be {_name(leaf.row)}"
                yield _finding("template-concept", taken, "ConceptNameCodeSequence", CONCEPT, leaf.row, said)
        if self.frame.level.closed:
            for stray in strays.left():
                row = self.frame.level.nodes[0].row
                said = "is not in the template, which may not be extended"
                yield _finding("unexpected-content-item", stray, "", CONTENT, row, said, numbered=False)
        yield from self._order()

    def _order(self) -> Iterator[Finding]:
        if not self.frame.level.ordered or self.spot.parent is None:
            return
        nodes = {node.row.number: index for index, node in enumerate(self.frame.level.nodes)}
        last = -1
        rows = {id(item): number for number in nodes for item in self.frame.found.get(number, ())}
        for item in self.spot.parent.children:
            index = nodes.get(rows.get(id(item), ""), last)
            if index < last:
                row = self.frame.level.nodes[index].row
                said = f"stands after {_name(self.frame.level.nodes[last].row)}, whose row is after this one"
                yield _finding("content-item-order", item, "", CONTENT, row, said, "warning")
                return
            last = index

    def _forbidden(self) -> Iterator[Finding]:
        """Yield rows that are there and may not be; of rows that exclude each other, one."""
        choices: set[tuple[str, ...]] = set()
        for node in self.frame.level.nodes:
            items = self.frame.found.get(node.row.number, ())
            if not items or node.row.choice in choices or not forbidden(node.row, self.spot):
                continue
            choices |= {node.row.choice} - {()}
            said = f"may not be there: {requirement_in_words(node.row.required_if)}"
            yield _finding("forbidden-content-item", items[0], "", CONTENT, node.row, said)


class _Strays:
    """Items that are no row, by what they are like."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._items = dict.fromkeys(items)
        self._alike: dict[tuple[str, str], deque[Item]] = {}
        for item in items:
            self._alike.setdefault((item.value_type, item.relationship), deque()).append(item)

    def take_for(self, leaf: Leaf, path: Sequence[Include]) -> Item | None:
        """Take an item that stands where a row is lacking, and is like it but for its concept name."""
        included = next((each.row.relationship for each in reversed(path) if each.row.relationship), "")
        alike = self._alike.get((leaf.row.value_type, leaf.row.relationship or included))
        taken = alike.popleft() if alike else None
        if taken is not None:
            del self._items[taken]
        return taken

    def left(self) -> Iterable[Item]:
        """Return what was not taken, in its order."""
        return self._items


class _Surroundings:
    """What a constraint asks of the invocation around an item."""

    def __init__(self, spot: Spot, row: Row) -> None:
        self._spot = spot
        self._row = row
        self._targets: dict[str, frozenset[Hashable]] = {}

    def items(self, row: str) -> Sequence[Item]:
        """Return the items that match a row."""
        return self._spot.items(row)

    def peers(self) -> Sequence[Item]:
        """Return all items of the same row."""
        return self._spot.items(self._row.number)

    def with_number(self, number: float) -> int:
        """Return how many items of the same row have a number."""
        return self._numbers[number]

    @cached_property
    def _numbers(self) -> Counter[float | None]:
        return Counter(item.number for item in self.peers())

    def targets(self, row: str) -> frozenset[Hashable]:
        """Return what the items of a row refer to."""
        if row not in self._targets:
            self._targets[row] = frozenset(item.target for item in self.items(row))
        return self._targets[row]


# --- findings


def _fault(chosen: Chosen) -> Finding:
    row = chosen.slot.leaf.row
    if chosen.fault == "type":
        said = f"must be {row.value_type}"
        return _finding("template-value-type", chosen.item, "ValueType", VALUE_TYPE, row, said)
    allowed = " or ".join(chosen.slot.relationships)
    said = f"must be {allowed}" if allowed else "is not that of the row"
    if chosen.slot.by_reference != chosen.item.by_reference:
        said += ", by reference" if chosen.slot.by_reference else ", by value"
    return _finding("template-relationship", chosen.item, "RelationshipType", RELATIONSHIP, row, said)


def _missing(parent: Item | None, path: Sequence[Include], row: Row) -> Finding:
    through = "".join(f", by row {each.row.number} of TID {each.row.owner.info_.tid}" for each in path)
    place = "" if parent is None else parent.path
    said = f"{_row(row)}: is missing{through}"
    at = f"{place}.ContentSequence" if place else "ContentSequence"
    return finding("missing-content-item", at, CONTENT, _source(row), said)


def _finding(  # noqa: PLR0913, PLR0917 - what a finding has
    code: str,
    item: Item,
    place: str,
    tag: int,
    row: Row,
    said: str,
    severity: Severity | None = None,
    *,
    numbered: bool = True,
) -> Finding:
    path = ".".join(filter(None, (path_of(item.data, None), place)))
    return finding(code, path, tag, _source(row), f"{_row(row)}: {said}" if numbered else said, severity)


def _source(row: Row) -> Source:
    info = row.owner.info_
    return Source(f"TID {info.tid} {info.name}", f"PS3.16 {info.section}", info.address)


def _row(row: Row) -> str:
    return f"row {row.number}, {_name(row)}"


def _name(row: Row) -> str:
    """Return the name of a row in the words of its concept, of an include the template, else that of the class."""
    included = edition_of(row.owner).template(row.include) if row.include else None
    if included is not None:
        return f"{included.info_.name} (TID {row.include})"
    meanings = (term.meaning for term in row.concept if isinstance(term, Coded))
    return next(meanings, "") or row.name
