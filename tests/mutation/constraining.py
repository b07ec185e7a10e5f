"""Constraints on values: a draft as they see it, and how to break one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from second_judge import values_of

from dicomwright.testing.constraints import copies

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from second_judge import Place

    from dicomwright.runtime import Attribute

_FAR: Final = 31_313
"""A number that is far from all others."""


class Seen:
    """A place in a draft, as what is to keep a constraint sees it."""

    def __init__(self, place: Place) -> None:
        self.place = place

    @property
    def index(self) -> int:
        return self.place.index

    def around(self, keyword: str) -> Sequence[Any]:
        here: Place | None = self.place
        while here is not None:
            if found := here.get(keyword):
                return found
            here = here.parent
        return ()

    def of_items(self, sequence: str, keyword: str) -> Sequence[Any]:
        return [value for item in self.around(sequence) for value in values_of(item, keyword) or ()]

    def here(self, keyword: str) -> Any:  # noqa: ANN401 - by VR
        return values_of(self.place.dataset, keyword)


def breaking_values(declared: Attribute, values: Sequence[Any]) -> Iterator[Any]:
    """Yield values of an attribute, or items, of which one may break a constraint."""
    if declared.vr == "SQ":
        yield from (copies(list(values), count) for count in (len(values) + 1, 2, 1))
        return
    many = declared.vm != "1"
    signed = declared.vr.split(" or ")[0] not in {"US", "UL", "UV"}
    wrong = ("NO_SUCH_VALUE",) if isinstance(values[0], str) else (0, _FAR, *((-1,) if signed else ()))
    for one in wrong:
        yield [one] * len(values) if many else one
    if many:
        yield [*values, *values[-1:]]
        yield [values[0]] * len(values)
