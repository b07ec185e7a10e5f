"""Choosing: which values attributes get, always the first that will do, or by chance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeVar

from pydicom.sr.coding import Code

from dicomwright.runtime.declarations.checking import groups_of
from dicomwright.runtime.values.rules import UNDELIMITED, WORDS, multiplicities
from dicomwright.runtime.vocabulary.uids import fresh_uid
from dicomwright.testing.plausible import OF_KEYWORD, OF_VR, PREFERRED, WORDS_OF_TEXT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

    from dicomwright.runtime import Attribute

    _T = TypeVar("_T")

SOURCE: Final = "dicomwright.testing"
"""What UIDs are made of, with the object and what they are of."""

OTHER: Final = ("T1", "99TEST", "Test")
"""Value, scheme and meaning of a code where any will do."""

KEPT: Final[dict[str, Callable[[tuple[Any, ...]], Any]]] = {
    "unit_vectors": lambda _: [1, 0, 0, 0, 1, 0],
    "has_form": lambda _: "+0100",
    "at_least": lambda said: said[0],
    "greater": lambda said: said[0] + 1,
    "starts": lambda said: said[0],
    "equals": lambda said: said[0],
}
"""Values that keep constraints which one of the VR alone might break."""

_BY_CHANCE: Final[dict[str, Callable[[Random], Any]]] = {
    **dict.fromkeys(("IS", "US", "SS", "UL", "SL", "UV", "SV"), lambda random: random.randint(1, 99)),
    **dict.fromkeys(("DS", "FL", "FD"), lambda random: random.randint(1, 400) / 4),
    **dict.fromkeys(("SH", "LO", "ST", "LT", "UC", "UT"), lambda random: _text(random, " ")),
    **dict.fromkeys(("AE", "CS"), lambda random: _text(random, "_")[:16].upper()),
    "AS": lambda random: f"{random.randint(1, 99):03}Y",
    "DA": lambda random: f"{random.randint(2001, 2025)}{random.randint(1, 12):02}{random.randint(1, 28):02}",
    "DT": lambda random: f"2025{random.randint(1, 12):02}{random.randint(1, 28):02}{_time(random)}",
    "PN": lambda random: "^".join(random.sample(WORDS_OF_TEXT, 2)),
    "TM": lambda random: _time(random),  # noqa: PLW0108 - it is defined below
}
"""Values of VRs, chosen at random."""


_COUNTS: Final = frozenset({"IS", "US", "UL"})


def _text(random: Random, between: str) -> str:
    return between.join(random.sample(WORDS_OF_TEXT, random.randint(1, 2)))


def _time(random: Random) -> str:
    return f"{random.randint(0, 23):02}{random.randint(0, 59):02}{random.randint(0, 59):02}"


class Choosing:
    """The choices of one object: `name` is what its UIDs are made of, without `random` the first is taken."""

    def __init__(self, name: str = "", random: Random | None = None) -> None:
        """Remember what the choices depend on."""
        self.name = name
        self.random = random

    def one(self, among: Sequence[_T]) -> _T:
        """Choose one of several: where nothing is left to chance, one that asks for nothing else."""
        if self.random is not None:
            return self.random.choice(among)
        return next((each for each in among if type(each) is str and each in PREFERRED), among[0])

    def chance(self, share: float) -> bool:
        """Say whether something that may be there is; never, where nothing is left to chance."""
        return self.random is not None and self.random.random() >= 1 - share

    def uid(self, *of: str) -> str:
        """Return the UID of something in the object."""
        return fresh_uid(SOURCE, self.name, *of)

    def code(self, declared: Attribute) -> Code:
        """Return a code that a sequence of coded entries admits."""
        codes = next((found for group in groups_of(declared) if (found := list(group))), None)
        return self.one(codes) if codes else Code(*OTHER)

    def value(self, declared: Attribute) -> Any:  # noqa: ANN401 - by VR
        """Choose a value of an attribute that is no sequence: by its values, constraints, VM and VR."""
        known = OF_KEYWORD.get(declared.keyword)
        if (
            known is not None
            and not declared.value_lists
            and (not declared.values or known in declared.values)
        ):
            return known
        for constraint in declared.constraints:
            if constraint.name in KEPT and constraint.value is None:
                return KEPT[constraint.name](constraint.arguments[1:])
        if declared.vm == "1" or declared.vr in UNDELIMITED or set(declared.vr.split(" or ")) <= set(WORDS):
            return self._single(declared)
        return [self._of_number(declared, number) for number in range(1, _count(declared) + 1)]

    def _single(self, declared: Attribute) -> object:
        """Choose a value that has no number."""
        listed = declared.values or declared.terms
        if listed:
            return self.one(listed)
        vr = declared.vr.split(" or ")[0]
        if vr == "UI":
            return self.uid(declared.keyword)
        if declared.keyword.startswith("NumberOf") and self.random is not None and vr in _COUNTS:
            return self.random.randint(1, 2)
        by_chance = _BY_CHANCE.get(vr) if self.random is not None else None
        return by_chance(self.random) if by_chance is not None and self.random is not None else OF_VR[vr]

    def _of_number(self, declared: Attribute, number: int) -> object:
        """Choose a value of the list for a number; where all of them have conditions, one that every list has."""
        lists = [each for each in declared.value_lists if each.value in {None, number}]
        always = [each.values for each in lists if not each.when]
        sometimes = [each.values for each in lists if each.when and each.value == number]
        common = [
            value
            for value in (sometimes[0] if sometimes else ())
            if all(value in values for values in sometimes)
        ]
        found = next((values for values in (*always, common) if values), None)
        return self.one(found) if found else self._single(declared)


def _count(declared: Attribute) -> int:
    """Return the least number of values, but one for each list of a value that is not conditional."""
    numbers = [each.value for each in declared.value_lists if each.value and not each.when]
    wanted = max([1, *numbers])
    return next(
        count
        for count in range(wanted, wanted + 32)
        if any(each.admits(count) for each in multiplicities(declared.vm))
    )
