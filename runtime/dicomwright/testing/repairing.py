"""Repairing: what is found wrong with a draft is changed, finding by finding, until nothing is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from dicomwright.runtime.conditions.evaluation import demands, evaluate, first_broken, is_about_siblings
from dicomwright.runtime.values.pixel_arrays import FACTS, native_length, pixel_array
from dicomwright.testing.constraints import copies, kept_values
from dicomwright.testing.drafts import Spot
from dicomwright.testing.errors import Unmakeable
from dicomwright.testing.pixels import add_pixels
from dicomwright.testing.plausible import ADDED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from dicomwright.runtime import Expression, Finding
    from dicomwright.runtime.declarations.instances import FunctionalGroupUsage, ModuleUsage
    from dicomwright.runtime.validation.view import View
    from dicomwright.testing.drafts import Draft, Seen
    from dicomwright.testing.filling import Filling

_PASSES: Final = 60
_SHARED: Final = "SharedFunctionalGroupsSequence"
_PER_FRAME: Final = "PerFrameFunctionalGroupsSequence"
_OTHERS: Final = (_PER_FRAME, "CurrentFrameFunctionalGroupsSequence")


def repair(draft: Draft, filling: Filling) -> None:
    """Change a draft until nothing is wrong with it. Raises `Unmakeable`."""
    work = _Work(draft, filling)
    seen: list[list[tuple[str, str]]] = []
    for _ in range(_PASSES):
        faults = draft.faults()
        if not faults:
            return
        met = [(fault.code, fault.path) for fault in faults]
        # attributes that exclude each other, one of which must be there, come and go together otherwise
        again = seen.count(met)
        missing = [fault for fault in faults if fault.code not in _TOO_MUCH]
        chosen = list(faults[again - 1 :][:1]) if again else missing or list(faults)
        if not chosen:
            break
        for fault in work.apart(chosen):
            work.mend(fault)
        seen.append(met)
    left = ", ".join(sorted({f"{fault.code} {fault.path}" for fault in draft.faults()}))
    if left:
        raise Unmakeable(f"{type(draft.instance).__name__}: {left}")


_TOO_MUCH: Final = frozenset({"not-allowed", "misplaced-functional-group"})


_UNDER_A_CONDITION: Final = frozenset({"missing-type-1c", "missing-type-2c"})


def named(condition: object, around: str) -> list[str]:
    """Return the paths of the attributes beside one that its condition names."""
    return [f"{around}.{word}" for word in _WORD.findall(repr(condition))]


_WORD: Final = re.compile(r"'(\w+)'")


class _Work:
    """Mends findings of a draft."""

    def __init__(self, draft: Draft, filling: Filling) -> None:
        self.draft = draft
        self.filling = filling
        self.iod = type(draft.instance)

    def apart(self, faults: list[Finding]) -> Iterator[Finding]:
        """Yield faults without those that may be gone with others: attributes that must be where another is not."""
        met: set[str] = set()
        for fault in faults:
            around, _, keyword = fault.path.rpartition(".")
            spot = self.draft.spot(fault.path) if fault.code in _UNDER_A_CONDITION else None
            if spot is not None and any(name in met for name in named(spot.row().required_if, around)):
                continue
            met.add(f"{around}.{keyword}")
            yield fault

    def mend(self, fault: Finding) -> None:
        """Change what a finding is about."""
        if fault.path in FACTS and pixel_array(self.draft.instance.stored_) is not None:
            add_pixels(self.draft.instance, self.filling)
        elif fault.code == "missing-module":
            self._bring_in(fault.module)
        elif fault.code == "missing-functional-group":
            self._add_group(fault.path)
        elif (spot := self.draft.spot(fault.path)) is not None:
            empty = self.filling.choosing.random is None and fault.keyword not in ADDED
            if empty and fault.code.startswith("missing-type-2"):
                spot.put([] if spot.row().vr == "SQ" else None)
            else:
                _MENDERS.get(fault.code, _Work.fill)(self, spot)

    # --- what is missing

    def fill(self, spot: Spot) -> None:
        """Give an attribute a valid value: one that the lists which hold in its place admit."""
        declared = spot.row()
        value: Any = self.filling.value(declared, len(spot.items))
        if isinstance(value, list | str | int | float) and declared.vr != "SQ":
            for number, admitted in self._lists(self.draft.seen(spot)):
                if not _is_admitted(value, number, admitted):
                    value = with_value(value, number, self.filling.choosing.one(admitted))
        spot.put(value)  # pyright: ignore[reportUnknownArgumentType]  # of any VR

    def _lists(self, seen: Seen) -> Iterator[tuple[int | None, tuple[str | float, ...]]]:
        """Yield the lists of values that hold in a place; Enumerated Values last, which decide."""
        declared = seen.spot.row()
        if declared.terms:
            yield None, declared.terms
        for kind in ("defined", "enumerated"):
            for each in declared.value_lists:
                holds = each.when is None or any(demands(each.when, one) for one in _frames(seen))
                if each.kind == kind and holds:
                    yield each.value, each.values
        if declared.values:
            yield None, declared.values

    def _bring_in(self, name: str) -> None:
        """Give a module that must be there the first attribute that is demanded, or that no other module has."""
        used = next(used for used in self.iod.modules if used.module.name_ == name)
        keyword = self._own(used)
        spot = self.draft.spot(keyword)
        if spot is not None:
            spot.put(self.filling.value(spot.row()))

    def _own(self, used: ModuleUsage) -> str:
        others = {
            keyword
            for other in self.iod.modules
            if other.module is not used.module
            for keyword in other.module.attributes()
        }
        rows = used.module.attributes().values()
        own = [row for row in rows if row.keyword not in others and isinstance(row.tag, int)]
        first = sorted(own or rows, key=lambda row: (row.type or "4", row.number))
        return first[0].keyword

    def _add_group(self, path: str) -> None:
        """Give all frames a functional group, in the sequence where it may stand."""
        keyword = path.rpartition(".")[2]
        used = next(each for each in self.iod.functional_groups if keyword in each.macro.attributes())
        places = (_PER_FRAME, *_OTHERS) if used.shared is False else (_SHARED, *_OTHERS)
        sequence = next(each for each in places if each in self.iod.attributes())
        for index in range(len(getattr(self.draft.instance, sequence) or ())):
            for row in _demanded(used, keyword):
                spot = self.draft.spot(f"{sequence}[{index}].{row}")
                if spot is not None and not spot.get():
                    spot.put(self.filling.value(spot.row()))

    # --- what is there and should not be, or should be otherwise

    def drop(self, spot: Spot) -> None:
        """Remove an attribute."""
        spot.drop()

    def constrain(self, spot: Spot) -> None:
        """Change values so that the constraints on an attribute hold."""
        for constraint in spot.row().constraints:
            seen = self.draft.seen(spot)
            if not _holds(constraint, seen):
                self._keep(constraint, spot, seen)

    def _keep(self, constraint: Expression, spot: Spot, seen: Seen) -> None:
        """Make one constraint hold."""
        if constraint.name in {"every_item", "any_item"}:
            for number, item in enumerate(spot.get() or ()):
                inner = Spot(item, spot.keyword, (*spot.items, (spot.keyword, number)))
                if hasattr(item, "attributes"):
                    self._keep(constraint.arguments[1], inner, self.draft.seen(inner))
        elif constraint.name == "all_of":
            for part in constraint.arguments:
                if evaluate(part, self.draft.seen(spot).view) is False:
                    self._keep(part, spot, self.draft.seen(spot))
        elif constraint.name == "items_equal":
            spot.put(copies(spot.get(), constraint.arguments[1]))
        else:
            for keyword, value in kept_values(constraint, seen):
                if spot.has(keyword) and self._try(spot, keyword, value, constraint):
                    return

    def _try(self, spot: Spot, keyword: str, value: Any, constraint: Expression) -> bool:  # noqa: ANN401 - by VR
        """Set an attribute that may make a constraint hold; put it back when it does not."""
        before: Any = getattr(spot.holder, keyword) if spot.holder.is_set(keyword) else None
        if constraint.value is not None and isinstance(before, tuple):
            value = with_value([*before], constraint.value, value)  # pyright: ignore[reportUnknownArgumentType]
        if value is None:
            spot.drop(keyword)
        elif not spot.put(value, keyword) and not spot.put(str(value), keyword):
            return False
        if is_about_siblings(constraint) or evaluate(constraint, self.draft.seen(spot).view) is not False:
            return True
        if before is None:
            spot.drop(keyword)
        else:
            spot.put(before, keyword)  # pyright: ignore[reportUnknownArgumentType]  # of any VR
        return False

    def count(self, spot: Spot) -> None:
        """Give a sequence as many items as it must have."""
        least, most = spot.row().items or (0, None)
        items = spot.get() or self.filling.value(spot.row())
        spot.put(copies(items, max(least, min(len(items), most or len(items)))))

    def number(self, spot: Spot) -> None:
        """Say how many frames there are."""
        spot.put(len(spot.get()), "NumberOfFrames")

    def measure(self, spot: Spot) -> None:
        """Give pixels as many bytes as the attributes that describe them say."""
        names = [name for name in FACTS if spot.has(name)]
        length = native_length({name: getattr(spot.holder, name) for name in sorted(names)})
        spot.put(bytes((length or 0) + (length or 0) % 2))


_MENDERS: Final[dict[str, Callable[[_Work, Spot], None]]] = {
    "broken-constraint": _Work.constrain,
    "frame-count": _Work.number,
    "item-count": _Work.count,
    "misplaced-functional-group": _Work.drop,
    "not-allowed": _Work.drop,
    "pixel-length": _Work.measure,
    "unexpected-attribute": _Work.drop,
}
"""What helps against a finding; against others, another value."""


def _demanded(used: FunctionalGroupUsage, keyword: str) -> list[str]:
    """Return the sequences that a functional group must have."""
    rows = used.macro.attributes().values()
    return [row.keyword for row in rows if row.type == "1"] or [keyword]


def _frames(seen: Seen) -> Sequence[View]:
    """Return the place, of the groups of all frames as the frames see it."""
    if not seen.view.shared:
        return (seen.view,)
    tags = seen.view.whole.frames_of(seen.view.top().data).tags
    return seen.view.in_frames(tags, tags)


def _holds(constraint: Expression, seen: Seen) -> bool:
    """Tell whether a constraint holds; of siblings, whether this is not the one that breaks it."""
    if not is_about_siblings(constraint):
        return evaluate(constraint, seen.view) is not False
    parent = seen.view.parent
    siblings = parent.items(seen.view.sequence) if parent is not None else ()
    return not siblings or first_broken(constraint, siblings) != seen.index


def _is_admitted(value: Any, number: int | None, admitted: tuple[str | float, ...]) -> bool:  # noqa: ANN401 - by VR
    values: list[Any] = value if isinstance(value, list) else [value]  # pyright: ignore[reportUnknownVariableType]
    return all(one in admitted for one in (values if number is None else values[number - 1 : number]))


def with_value(value: Any, number: int | None, wanted: object) -> Any:  # noqa: ANN401 - by VR
    """Replace value `number` (from 1), or all of them."""
    if not isinstance(value, list):
        return wanted if number in {None, 1} else [*[value] * ((number or 1) - 1), wanted]
    values: list[Any] = list(value)  # pyright: ignore[reportUnknownArgumentType]  # of any VR
    longer = [*values, *values[-1:] * ((number or 0) - len(values))]
    return [wanted if number in {None, place} else one for place, one in enumerate(longer, 1)]
