"""Shapes: what holds in all data sets, or items, that have the same attributes, and what their values decide."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from dicomwright.runtime.trees.parsing import PIXELS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from dicomwright.runtime.reports.findings import Finding
    from dicomwright.runtime.trees.tree import Element
    from dicomwright.runtime.validation.compiled import Test
    from dicomwright.runtime.validation.demands import Demand
    from dicomwright.runtime.validation.rules import Checks, ElementRule, Known
    from dicomwright.runtime.validation.view import View

    Values = Callable[[Mapping[int, Element]], tuple[Element, ...]]

_KEPT: Final = 64
"""How many answers are kept of a shape; they are about codes and small numbers, not about patients."""

_SHAPES: Final = 256
"""How many shapes a class is known by."""

_MOST: Final = 1024
"""Elements of the largest data set whose shape is kept; that of an honest one has half as many."""

_T = TypeVar("_T")


def of_shape(known: dict[tuple[int, ...], _T], view: View, make: Callable[[View], _T]) -> _T:
    """Return what is the same for all that have the attributes of a data set or item, made when it is not known."""
    tags = tuple(view.data.elements)
    found = known.get(tags)
    if found is None:
        found = make(view)
        if len(known) == _SHAPES:
            known.clear()
        if len(tags) <= _MOST:
            known[tags] = found
    return found


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


class Duties(NamedTuple):
    """What is to be judged besides what is always missing.

    `absent` is a fault where it is demanded. There is a step for each element, None where nothing is to be judged, and
    what is known of its contents.
    """

    absent: tuple[Absence, ...]
    steps: tuple[Step | None, ...]
    known: tuple[Known, ...]


class Shape:
    """What holds in all data sets, or items, that have the same attributes.

    `missing` is found in all of them; `groups` are repeating groups that may lack something, `pixels` tags of pixel
    data, `checks` the constraints on values. Most often the values that conditions name demand nothing more, and let
    everything be there: what is left then are the duties of calm.
    """

    __slots__ = (
        "_all", "_answers", "_calm", "_decided", "_permitted", "_values", "checks", "groups", "missing", "pixels",
    )  # fmt: skip

    def __init__(
        self,
        view: View,
        missing: Iterable[Finding],
        absent: Sequence[Absence],
        steps: Sequence[Step | None],
        groups: tuple[int, ...],
    ) -> None:
        """Take what is judged, and find out which values decide how much of it can be left out."""
        leaves = [step.leaves for step in steps if step is not None and step.leaves]
        self.missing = tuple(missing)
        self.groups = groups
        self.checks: Checks | None = None
        self.pixels = tuple(PIXELS & view.data.elements.keys())
        self._all = self._calm = _duties(absent, steps)
        self._decided = [each for each in absent if _is_decided(each.tests, view)]
        self._permitted = [tests for tests in leaves if _is_decided(tests, view)]
        self._answers: dict[tuple[Element, ...], Duties] = {}
        self._values: Values | None = None
        if self._decided or self._permitted:
            self._values = _getter(self._tests(), view.data.elements)
            self._calm = _duties(
                [each for each in absent if each not in self._decided],
                [_without(step, self._permitted) for step in steps],
            )

    def duties(self, view: View) -> Duties:
        """Return what is to be judged of a data set or item."""
        if self._values is None:
            return self._all
        values = self._values(view.data.elements)
        try:
            return self._answers[values]
        except KeyError:
            found = self._found(view)
            if len(self._answers) < _KEPT and all(map(_is_plain, values)):
                self._answers[values] = found
            return found
        except TypeError:  # one of them has items
            return self._all

    def _found(self, view: View) -> Duties:
        demanded = any(test.holds(view) for each in self._decided for test in each.tests)
        permitted = all(any(test.holds(view) is not False for test in leaves) for leaves in self._permitted)
        return self._calm if permitted and not demanded else self._all

    def _tests(self) -> Iterable[Test]:
        yield from (test for each in self._decided for test in each.tests)
        yield from (test for leaves in self._permitted for test in leaves)


def _duties(absent: Sequence[Absence], steps: Sequence[Step | None]) -> Duties:
    return Duties(tuple(absent), tuple(steps), tuple(map(_known, steps)))


def _known(step: Step | None) -> Known:
    if step is None or step.rule is None or step.before is not None or step.leaves:
        return ()
    return step.rule.known


def _without(step: Step | None, leaves: Sequence[tuple[Test, ...]]) -> Step | None:
    return step._replace(leaves=()) if step is not None and step.leaves in leaves else step


def _is_decided(tests: Iterable[Test], view: View) -> bool:
    """Tell whether single values of this place decide, whatever is around it; where frames differ they do not."""
    elements = view.data.elements
    return not view.shared and all(
        test.local and all(type(elements[tag][1]) is bytes for tag in test.by_value if tag in elements)
        for test in tests
    )


def _getter(tests: Iterable[Test], elements: Mapping[int, Element]) -> Values | None:
    """Return what gets the values that decide; None when there are none."""
    tags = sorted({tag for test in tests for tag in test.by_value if tag in elements})
    return itemgetter(*tags, tags[0]) if tags else None  # of one tag alone it would give no tuple


def _is_plain(element: Element) -> bool:
    """Tell whether a value means the same in every character set."""
    return type(element[1]) is bytes and element[1].isascii() and b"\x1b" not in element[1]
