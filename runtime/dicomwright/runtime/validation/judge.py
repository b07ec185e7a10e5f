"""Judging: one walk over a data set and its items, driven by the plans of the classes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dicomwright.runtime.conditions.evaluation import first_broken
from dicomwright.runtime.declarations.meta import FileMetaInformation
from dicomwright.runtime.trees.paths import path_of
from dicomwright.runtime.trees.places import RECORDS, broken_offsets
from dicomwright.runtime.validation import content
from dicomwright.runtime.validation.coded import code_findings
from dicomwright.runtime.validation.compiled import seen_from
from dicomwright.runtime.validation.contents import content_findings, empty_findings
from dicomwright.runtime.validation.findings import finding, found_at, moved
from dicomwright.runtime.validation.groups import group_findings
from dicomwright.runtime.validation.modules import plan_of_iod
from dicomwright.runtime.validation.plan import ANYTHING, ItemPlan, plan_of_item
from dicomwright.runtime.validation.relationships import relationship_findings
from dicomwright.runtime.validation.rules import broken_constraint, know
from dicomwright.runtime.validation.structure.meta import meta_findings
from dicomwright.runtime.validation.structure.pixels import pixel_findings
from dicomwright.runtime.validation.view import PER_FRAME, View
from dicomwright.runtime.values.rules import Multiplicity
from dicomwright.runtime.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from dicomwright.runtime.declarations.instances import Instance
    from dicomwright.runtime.declarations.objects import DicomObject
    from dicomwright.runtime.reports.findings import Finding
    from dicomwright.runtime.trees.tree import DataSet, Element
    from dicomwright.runtime.validation.compiled import Test
    from dicomwright.runtime.validation.rules import ElementRule
    from dicomwright.runtime.validation.shapes import Absence, Shape, Step

_DEEPEST: Final = 500
"""Levels of items that are judged: conditions look outward, so that the time grows with the square of the depth."""

Level = tuple[View, ItemPlan]


class Judge:
    """Walks a data set and collects findings; `show_values` puts values into them."""

    def __init__(self, *, show_values: bool = False) -> None:
        """Start without findings."""
        self.findings: list[Finding] = []
        self._show_values = show_values

    def judge(
        self,
        dataset: DataSet,
        iod: type[Instance] | None,
        meta: DataSet | None = None,
        *,
        in_file: bool = False,
    ) -> None:
        """Judge a data set as an instance of an IOD, or by the dictionary alone.

        File meta information is judged in a file; elsewhere conditions look at it. There is no recursion: nesting may
        be deep.
        """
        if in_file and meta is not None and meta.elements:
            plan = plan_of_item(FileMetaInformation)
            self.judge_level(View(meta, None, plan), plan)
            self.findings += meta_findings(meta, dataset, known=iod is not None)
        view = View(dataset, None, ANYTHING)
        view.whole.meta = meta
        plan = ANYTHING
        if iod is not None:
            plan, findings = plan_of_iod(iod).judged(view)
            self.findings += findings
            view.plan = plan
        self._walk(view, plan)
        if iod is not None:
            self.judge_whole(view, plan, iod)

    def judge_data(self, dataset: DataSet, cls: type[DicomObject]) -> None:
        """Judge what a service carries: by the rows of its class alone, for no IOD has it."""
        plan = plan_of_item(cls)
        self._walk(View(dataset, None, plan), plan)

    def _walk(self, view: View, plan: ItemPlan) -> None:
        pending: list[Level] = [(view, plan)]
        while pending:
            pending += reversed(self.judge_level(*pending.pop()))

    def judge_whole(self, view: View, plan: ItemPlan, iod: type[Instance]) -> None:
        """Judge what is not a matter of single levels."""
        if iod.functional_groups:
            rule = plan.rule(PER_FRAME)
            self.findings += group_findings(view, iod, None if rule is None else rule.owner)
        if RECORDS in view.data.elements:
            self.findings += [
                finding("bad-offset", path_of(place, at), at, iod, said, severity)
                for place, at, said, severity in broken_offsets(view.data)
            ]
        for code, path, tag, message in relationship_findings(view.data, iod):
            self.findings.append(finding(code, path, tag, iod, message))
        if iod.value_types:
            said = {
                found.path for found in self.findings if found.code in {"sr-relationship", "sr-value-type"}
            }
            self.findings += [
                found for found in content.template_findings(view.data, iod) if found.path not in said
            ]

    def _add(self, view: View, findings: Iterable[Finding]) -> None:
        """Add findings about attributes of a data set or item."""
        self.findings += moved(findings, view.path())

    # --- one data set or item

    def judge_level(self, view: View, plan: ItemPlan) -> list[Level]:
        """Judge what is there and what is not; return the items, to be judged next."""
        shape = plan.shape(view)
        if shape.missing:
            self._add(view, shape.missing)
        duties = shape.duties(view)
        if duties.absent:
            self._judge_absent(view, duties.absent)
        if shape.groups or shape.pixels or shape.checks is not None:
            self._judge_together(view, plan, shape)
        items: list[Level] = []
        denied: list[ElementRule] = []
        for known, step, element in zip(duties.known, duties.steps, view.data.elements.values(), strict=True):
            if type(element[1]) is bytes and element in known:
                continue
            if step is not None:
                items += self._judge_element(view, plan, step, element)
                if step.leaves and step.rule is not None and _is_denied(view, step.leaves, step.rule):
                    denied.append(step.rule)
        if denied:
            self._add(view, _denied_findings(view, denied))
        return items

    def _judge_together(self, view: View, plan: ItemPlan, shape: Shape) -> None:
        """Judge what is about several elements: pixels, what a repeating group lacks, constraints on values."""
        for tag in shape.pixels:
            if found := pixel_findings(view.data, tag, view.whole.meta):
                self._add(view, found)
        for group in shape.groups:
            self._judge_group(view, plan, group)
        if shape.checks is not None and (found := shape.checks.broken(view)):
            self._add(view, found)

    def _judge_absent(self, view: View, absent: Iterable[Absence]) -> None:
        """Judge what is demanded under conditions that values decide."""
        for tag, demands in absent:
            for test, demand in demands:
                if test.holds(view) if not view.shared else any(map(test.holds, seen_from(view, test))):
                    self._add(view, (demand.absent(tag),))
                    break

    def _judge_group(self, view: View, plan: ItemPlan, group: int) -> None:
        """Judge what a repeating group that is there lacks."""
        view.shift = (group & 0xFF) << 16
        for base, demands in plan.repeating():
            tag = base + view.shift
            if tag not in view.data.elements:
                for demand in demands:
                    if demand.demanded.holds(view):
                        self._add(view, (demand.absent(tag),))
                        break
        view.shift = 0

    def _judge_element(self, view: View, plan: ItemPlan, step: Step, element: Element) -> Sequence[Level]:
        if step.before is not None:
            self._add(view, (step.before,))
        rule = step.rule
        if rule is None:
            return ()
        items: Sequence[Level] = ()
        if type(element[1]) is list:
            items = self._judge_sequence(view, plan, rule, element[1])
        elif found := content_findings(view, rule, element, show=self._show_values):
            self._add(view, found)
        return items

    # --- sequences

    def _judge_sequence(
        self, view: View, plan: ItemPlan, rule: ElementRule, items: list[DataSet]
    ) -> Sequence[Level]:
        if rule.vr != "SQ":
            said = f"VR is SQ, and must be {rule.vr}"
            self._add(view, (found_at("wrong-vr", rule.tag, rule.owner, said),))
            return ()
        if view.depth == _DEEPEST:
            said = f"items below {_DEEPEST} levels are not judged"
            self._add(view, (found_at("unreadable", rule.tag, rule.owner, said),))
            return ()
        if not items:
            self._add(view, empty_findings(rule, "items"))
        elif rule.attribute.items is not None:
            self._judge_count(view, rule, len(items))
        inner = plan.items_of(rule)
        found = [(View(item, view, inner), inner) for item in items]
        if items and inner.siblings():
            self._judge_siblings([item for item, _ in found], inner)
        if rule.attribute.cid is not None:
            found = [level for level in found if self._judge_code(rule, *level)]
        return found

    def _judge_siblings(self, items: Sequence[View], plan: ItemPlan) -> None:
        """Judge what must hold over all items of a sequence; the first that breaks it is told."""
        told: set[tuple[int, int]] = set()
        for rule, constraint in plan.siblings():
            index = first_broken(constraint, items)
            if index is not None and (rule.tag, index) not in told:
                told.add((rule.tag, index))
                self._add(items[index], (broken_constraint(rule, constraint),))

    def _judge_count(self, view: View, rule: ElementRule, count: int) -> None:
        least, most = rule.attribute.items or (0, None)
        if count < least or (most is not None and count > most):
            said = f"has {counted(count, 'item')}, and must have {Multiplicity(least, most, 1)}"
            self._add(view, (found_at("item-count", rule.tag, rule.owner, said),))

    def _judge_code(self, rule: ElementRule, item: View, plan: ItemPlan) -> bool:
        """Judge a coded entry as a code; return whether anything else of it is to be judged."""
        contents = tuple(item.data.elements.items())
        if _is_among(rule.codes, contents):
            return False
        found = list(code_findings(item.data, rule.attribute, item.path()))
        self.findings += [
            finding(code, path, tag, rule.owner, message, severity)
            for code, severity, path, tag, message in found
        ]
        if not found and plan.is_clean(item):
            know(rule.codes, contents)
        return True


def _is_among(codes: set[tuple[tuple[int, Element], ...]], contents: tuple[tuple[int, Element], ...]) -> bool:
    try:
        return contents in codes
    except TypeError:  # it has items of its own
        return False


# --- what may not be there


def _is_denied(view: View, leaves: Sequence[Test], rule: ElementRule) -> bool:
    """Judge whether an attribute may be here: some module that has it must let it."""
    view.shift = rule.tag - rule.attribute.number
    denied = False
    for each in seen_from(view, *leaves):
        denied = denied or all(test.holds(each) is False for test in leaves)
    view.shift = 0
    return denied


def _denied_findings(view: View, denied: Sequence[ElementRule]) -> Iterator[Finding]:
    """Say what may not be there; of attributes that exclude each other the first is the fault."""
    for number, rule in enumerate(denied):
        said = rule.demands[0].denied(rule.tag)
        below = any(_exclude_each_other(view, rule, other) for other in denied[:number])
        yield said._replace(severity="information") if below else said


def _exclude_each_other(view: View, one: ElementRule, other: ElementRule) -> bool:
    """Tell whether either of two attributes might be there without the other."""
    return all(
        any(left.tag in test.tags for test in kept.leaves)
        and not _is_denied(view.without(left.tag), kept.leaves, kept)
        for left, kept in ((one, other), (other, one))
    )
