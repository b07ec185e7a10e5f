"""Shapes: what holds in all data sets, or items, that have the same attributes, and what their values decide."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from dicomwright.runtime.reports.findings import Finding
    from dicomwright.runtime.trees.tree import Element
    from dicomwright.runtime.validation.compiled import Test
    from dicomwright.runtime.validation.demands import Demand
    from dicomwright.runtime.validation.rules import ElementRule, Known
    from dicomwright.runtime.validation.view import View

_KEPT: Final = 64
"""How many answers are kept of a shape; they are about codes and small numbers, not about patients."""


class Absence(NamedTuple):
    """A tag that a shape lacks, and the demands for it that may hold: the first that does counts."""

    tag: int
    demands: tuple[tuple[Test, Demand], ...]

    @property
    def tests(self) -> Iterable[Test]:
        """What decides whether the absence is a fault."""
        return (test for test, _ in self.demands)


class Step(NamedTuple):
    """What is to be judged of an element: `before` is found wherever it is, and one of `leaves` must let it be there.

    There is no rule of what the dictionary does not have.
    """

    rule: ElementRule | None
    before: Finding | None
    leaves: tuple[Test, ...]


class Shape:
    """What holds in all data sets, or items, that have the same attributes.

    `missing` is found in all of them, `absent` where it is demanded; `groups` are repeating groups that may lack
    something. There is a step for each element, None where nothing is to be judged, and what is known of its contents.

    Most often the values that conditions name demand nothing more, and let everything be there. Then a data set is
    calm: `open` is what is left of `absent`, and elements may be passed over that are in `calm`.
    """

    __slots__ = (
        "_answers", "_demands", "_leaves", "_values", "absent", "calm", "groups", "known", "missing", "open", "steps",
    )  # fmt: skip

    def __init__(
        self,
        elements: Mapping[int, Element],
        missing: Iterable[Finding],
        absent: Sequence[Absence],
        steps: Sequence[Step | None],
        groups: tuple[int, ...],
    ) -> None:
        """Take what is judged, and find out which values decide how much of it can be left out."""
        decided = [each for each in absent if _is_decided(each.tests, elements)]
        leaves = [step.leaves for step in steps if step is not None and step.leaves]
        permitted = [tests for tests in leaves if _is_decided(tests, elements)]
        self.missing = tuple(missing)
        self.absent = tuple(absent)
        self.open = tuple(each for each in absent if each not in decided)
        self.steps = tuple(steps)
        self.groups = groups
        self.known = tuple(_known(step, ()) for step in steps)
        self.calm = tuple(_known(step, permitted) for step in steps)
        self._demands = tuple(test for each in decided for test in each.tests)
        self._leaves = tuple(permitted)
        self._values = _getter(self._demands, permitted, elements)
        self._answers: dict[tuple[Element, ...], bool] = {}

    def is_calm(self, view: View) -> bool:
        """Whether the values of a data set or item demand nothing more, and let everything be there."""
        if self._values is None:
            return False
        values = self._values(view.data.elements)
        try:
            return self._answers[values]
        except KeyError:
            answer = self._find_out(view)
            if len(self._answers) < _KEPT and all(map(_is_plain, values)):
                self._answers[values] = answer
            return answer
        except TypeError:  # one of them has items
            return self._find_out(view)

    def _find_out(self, view: View) -> bool:
        return not any(test.holds(view) for test in self._demands) and all(
            any(test.holds(view) is not False for test in leaves) for leaves in self._leaves
        )


def _is_decided(tests: Iterable[Test], elements: Mapping[int, Element]) -> bool:
    """Tell whether single values of this place decide, whatever is around it."""
    return all(
        test.local and all(type(elements[tag][1]) is bytes for tag in test.by_value if tag in elements)
        for test in tests
    )


def _getter(
    demands: Iterable[Test], leaves: Iterable[Iterable[Test]], elements: Mapping[int, Element]
) -> Callable[[Mapping[int, Element]], tuple[Element, ...]] | None:
    """Return what gets the values that decide; None when there are none."""
    tests = [*demands, *(test for each in leaves for test in each)]
    tags = sorted({tag for test in tests for tag in test.by_value if tag in elements})
    return itemgetter(*tags, tags[0]) if tags else None  # of one tag alone it would give no tuple


def _known(step: Step | None, permitted: Sequence[tuple[Test, ...]]) -> Known:
    """Return the elements that may be passed over at a step, when those leaves are given."""
    if step is None or step.rule is None or step.before is not None:
        return ()
    return step.rule.known if not step.leaves or step.leaves in permitted else ()


def _is_plain(element: Element) -> bool:
    """Tell whether a value means the same in every character set."""
    return type(element[1]) is bytes and element[1].isascii() and b"\x1b" not in element[1]
