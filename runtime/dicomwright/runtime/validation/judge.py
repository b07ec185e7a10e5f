"""Judging: one walk over a data set and its items, driven by the plans of the classes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dicomwright.runtime.reports.findings import Finding
from dicomwright.runtime.validation.groups import judge_functional_groups
from dicomwright.runtime.validation.meta import FileMetaInformation
from dicomwright.runtime.validation.modules import judge_modules
from dicomwright.runtime.validation.plan import (
    ANYTHING,
    plan_of_iod,
    plan_of_item,
    root_of,
    rule_of_dictionary,
)
from dicomwright.runtime.validation.view import View
from dicomwright.runtime.values.elements import count_of, fault_of, is_empty, values_of
from dicomwright.runtime.values.rules import Multiplicity
from dicomwright.runtime.vocabulary.tags import element_of, keyword_of
from dicomwright.runtime.wording import counted, one_of

if TYPE_CHECKING:
    from dicomwright.runtime.declarations.instances import Instance
    from dicomwright.runtime.declarations.objects import DicomObject
    from dicomwright.runtime.reports.findings import Severity
    from dicomwright.runtime.trees.tree import DataSet, Element
    from dicomwright.runtime.validation.plan import Demand, ElementRule, ItemPlan

_SEVERITIES: Final[dict[str, Severity]] = {
    "value-not-a-defined-term": "warning",
    "unexpected-attribute": "warning",
    "unknown-attribute": "warning",
    "retired-attribute": "warning",
}
"""Severity of what is no error. Attributes beyond the IOD are a Standard Extended SOP Class (PS3.2 7.3)."""

_PRIVATE: Final = 0x10000
"""The bit of a tag that makes its group odd."""

_PADDING: Final = 0xFFFCFFFC
"""Data Set Trailing Padding, which may be at the end of any file (PS3.10 7.2)."""

_REPEATING: Final = 0xFF00FFFF
_DEEPEST: Final = 500
"""Levels of items that are judged: conditions look outward, so that the time grows with the square of the depth."""

_SHOWN: Final = 64
_KEPT: Final = 256


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
        view = View(dataset, None, ANYTHING)
        view.meta = meta
        if in_file and meta is not None and meta.elements:
            self._judge_level(View(meta, None, plan_of_item(FileMetaInformation)))
        if iod is not None:
            judge_modules(self, view, plan_of_iod(iod))
        pending = [view]
        while pending:
            pending += reversed(self._judge_level(pending.pop()))
        if iod is not None and iod.functional_groups:
            judge_functional_groups(self, view, iod)
        if iod is not None and iod.relationships:
            from dicomwright.runtime.validation.relationships import (  # noqa: PLC0415 - only for SR documents
                relationship_findings,
            )

            for code, path, tag, message in relationship_findings(dataset, iod):
                self.add(code, path, tag, iod, message)

    # --- findings

    def add(  # noqa: PLR0913 - what a finding has
        self,
        code: str,
        path: str,
        tag: int | None,
        owner: type[DicomObject] | None,
        message: str,
        *,
        severity: Severity | None = None,
        element: Element | None = None,
    ) -> None:
        """Add a finding; `owner` is the module, macro or IOD that says so."""
        self.findings.append(
            Finding(
                code=code,
                severity=severity or _SEVERITIES.get(code, "error"),
                path=path,
                tag=tag,
                keyword="" if tag is None else keyword_of(tag),
                module="" if owner is None else owner.name_,
                message=message,
                section="" if owner is None else _section(owner.section_),
                address="" if owner is None else owner.address_,
                value=_shown(element) if self._show_values and element is not None else None,
            )
        )

    def at(  # noqa: PLR0913 - what a finding has
        self,
        code: str,
        view: View,
        tag: int,
        owner: type[DicomObject] | None,
        message: str,
        *,
        element: Element | None = None,
    ) -> None:
        """Add a finding about an attribute of a data set or item."""
        self.add(code, view.path() + keyword_of(tag), tag, owner, message, element=element)

    # --- one data set or item

    def _judge_level(self, view: View) -> list[View]:
        """Judge what is there and what is not; return the items, to be judged next."""
        plan = view.plan
        if plan is None:
            return []
        self._judge_presence(view, plan)
        rules = plan.rules
        items: list[View] = []
        for tag, element in view.data.elements.items():
            rule = rules.get(tag)
            if rule is None:
                rule = None if tag & _PRIVATE else self._rule_of_stranger(view, plan, tag)
                if rule is None:
                    continue
            vr, value = element
            if type(value) is bytes:
                clean = rule.clean.get(vr) if rule.clean is not None else None
                if clean is None or len(value) & 1 or not clean(value):
                    self._judge_value(view, tag, rule, element)
            elif type(value) is list:
                items += self._judge_sequence(view, tag, rule, element)
            else:
                self._judge_value(view, tag, rule, element)
            if rule.leaves:
                self._judge_leave(view, tag, rule)
        return items

    def _judge_presence(self, view: View, plan: ItemPlan) -> None:
        for tag, demand in plan.missing(view):
            self._missing(view, tag, demand)
        elements = view.data.elements
        for tag, demands in plan.conditional:
            if tag not in elements:
                for demanded, demand in demands:
                    if demanded(view):
                        self._missing(view, tag, demand)
                        break
        if plan.repeating:
            self._judge_repeating(view, plan)

    def _missing(self, view: View, tag: int, demand: Demand) -> None:
        reason = demand.reason
        because = f": {reason}" if reason else ""
        self.at(
            f"missing-type-{demand.type_.lower()}",
            view,
            tag,
            demand.owner,
            f"Type {demand.type_} attribute is absent{because}",
        )

    def _judge_repeating(self, view: View, plan: ItemPlan) -> None:
        """Judge what each repeating group that is there lacks."""
        bases = {tag & 0xFF000000 for tag in plan.repeating}
        groups = {t >> 16 for t in view.data.elements if t & 0xFF000000 in bases and not t & _PRIVATE}
        for group in sorted(groups):
            view.shift = (group & 0xFF) << 16
            for base, rule in plan.repeating.items():
                tag = base + view.shift
                if tag not in view.data.elements and base & 0xFF000000 == tag & 0xFF000000:
                    for demand in rule.demands:
                        if demand.demanded(view):
                            self._missing(view, tag, demand)
                            break
            view.shift = 0

    def _rule_of_stranger(self, view: View, plan: ItemPlan, tag: int) -> ElementRule | None:
        """Return the rule of an element that the plan does not have; None when there is nothing to judge."""
        if not tag & 0xFFFF or tag == _PADDING:
            return None
        repeated = plan.repeating.get(tag & _REPEATING)
        if repeated is not None:
            return repeated
        known = element_of(tag)
        owner = None if plan.cls is None else root_of(plan.cls)
        if known is None:
            self.at("unknown-attribute", view, tag, owner, "not in the data dictionary (PS3.6)")
            return None
        if known.retired:
            self.at("retired-attribute", view, tag, owner, "has been retired")
        elif owner is not None and plan.cls is not None and not plan.cls.open_:
            place = "item" if view.parent is not None else "IOD"
            self.at("unexpected-attribute", view, tag, owner, f"not an attribute of the {place}")
        return rule_of_dictionary(tag)

    def _judge_leave(self, view: View, tag: int, rule: ElementRule) -> None:
        """Judge whether an attribute may be here: some module that has it must let it."""
        view.shift = tag - rule.tag
        for permitted in rule.leaves:
            if permitted(view) is not False:
                break
        else:
            demand = rule.demands[0]
            message = f"may not be present: {demand.reason}"
            self.at("not-allowed", view, tag, demand.owner, message)
        view.shift = 0

    # --- sequences

    def _judge_sequence(self, view: View, tag: int, rule: ElementRule, element: Element) -> list[View]:
        if rule.vr != "SQ":
            self.at("wrong-vr", view, tag, rule.owner, f"VR is SQ, and must be {rule.vr}")
            return []
        if view.depth == _DEEPEST:
            self.at(
                "unreadable",
                view,
                tag,
                rule.owner,
                f"items below {_DEEPEST} levels are not judged",
                element=None,
            )
            return []
        items = view.items_by(tag, rule.item)
        if not items:
            self._judge_empty(view, tag, rule, element)
        elif rule.attribute.items is not None:
            least, most = rule.attribute.items
            if len(items) < least or (most is not None and len(items) > most):
                bounds = Multiplicity(least, most, 1)
                message = f"has {counted(len(items), 'item')}, and must have {bounds}"
                self.at("item-count", view, tag, rule.owner, message)
        if rule.attribute.cid is not None:
            for item in items:
                self._judge_code(item, rule)
        return items

    def _judge_code(self, item: View, rule: ElementRule) -> None:
        from dicomwright.runtime.validation.coded import code_findings  # noqa: PLC0415 - only for coded entries

        for code, severity, path, tag, message in code_findings(item.data, rule.attribute, item.path()):
            self.add(code, path, tag, rule.owner, message, severity=severity)

    # --- values

    def _judge_value(self, view: View, tag: int, rule: ElementRule, element: Element) -> None:
        if element[0] == "UN":  # which may stand for any that was not known (PS3.5 6.2.2)
            element = rule.vr, element[1]
        vr, value = element
        if rule.clean is None:
            rule.prepare()
        before = len(self.findings)
        if vr != rule.vr and vr not in rule.vrs:
            self.at("wrong-vr", view, tag, rule.owner, f"VR is {vr}, and must be {rule.vr}")
        fault = fault_of(vr, value, view.data.encoding)
        if fault is not None:
            self.at("bad-value", view, tag, rule.owner, f"VR {vr}: {fault}", element=element)
        elif is_empty(vr, value):
            self._judge_empty(view, tag, rule, element)
        else:
            self._judge_multiplicity(view, tag, rule, element)
            if rule.values:
                self._judge_listed(view, tag, rule, element)
                if (
                    rule.known is not None
                    and len(self.findings) == before
                    and len(rule.known) < _KEPT
                    and isinstance(value, bytes)
                ):
                    rule.known.add(value)

    def _judge_empty(self, view: View, tag: int, rule: ElementRule, element: Element) -> None:
        demand = rule.valued
        if demand is not None:
            what = "items" if element[0] == "SQ" else "value"
            self.at(
                f"empty-type-{demand.type_.lower()}",
                view,
                tag,
                demand.owner,
                f"Type {demand.type_} attribute has no {what}",
            )

    def _judge_multiplicity(self, view: View, tag: int, rule: ElementRule, element: Element) -> None:
        count = count_of(*element, view.data.encoding)
        if (count == 1 and rule.single) or any(bounds.admits(count) for bounds in rule.counts):
            return
        admitted = " or ".join(map(str, rule.counts))
        self.at(
            "wrong-vm",
            view,
            tag,
            rule.owner,
            f"has {counted(count, 'value')}, and must have {admitted}",
            element=element,
        )

    def _judge_listed(self, view: View, tag: int, rule: ElementRule, element: Element) -> None:
        found = values_of(*element, view.data.encoding)
        for listed in rule.values:
            judged = found if listed.number is None else found[listed.number - 1 : listed.number]
            wrong = [value for value in judged if value not in listed.admitted and value != ""]
            if wrong and (listed.when is None or listed.when.demands(view)):
                number = f"value {listed.number} " if listed.number is not None else ""
                code, what = _LISTS[listed.enumerated]
                message = f"{number}is not one of the {what}; {one_of(sorted(listed.admitted, key=str))}"
                self.at(code, view, tag, rule.owner, message, element=element)


_LISTS: Final = {
    True: ("value-not-enumerated", "Enumerated Values"),
    False: ("value-not-a-defined-term", "Defined Terms"),
}


def _section(number: str) -> str:
    return f"PS3.3 {number}" if number and not number.startswith("PS") else number


def _shown(element: Element) -> str:
    """Return a value as text, for who asked for it."""
    try:
        text = "\\".join(map(str, values_of(*element, None)))
    except ValueError:
        text = str(element[1])
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "..."
