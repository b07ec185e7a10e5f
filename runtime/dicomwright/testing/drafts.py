"""Drafts: objects under work, whose attributes are found by the paths that findings have."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from dicomwright.runtime.conversion.contents import content_of
from dicomwright.runtime.declarations.holder import Holder
from dicomwright.runtime.errors import InvalidValue
from dicomwright.runtime.validation import validate
from dicomwright.runtime.validation.modules import plan_of_iod
from dicomwright.runtime.validation.view import View
from dicomwright.runtime.vocabulary.tags import tag_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwright.runtime import IOD, Attribute, Finding
    from dicomwright.runtime.declarations.objects import DicomObject

_STEP: Final = re.compile(r"(\w+)\[(\d+)\]")


class Spot(NamedTuple):
    """An attribute in its place: the object or item that has it, or is to have it."""

    holder: DicomObject
    keyword: str
    items: tuple[tuple[str, int], ...]
    """Sequences, and positions in them, that lead to the holder."""

    def row(self) -> Attribute:
        """Return what the class of the holder declares."""
        return type(self.holder).attributes()[self.keyword]

    def get(self) -> Any:  # noqa: ANN401 - by VR
        """Return the value, or items; None when there are none."""
        return getattr(self.holder, self.keyword)

    def put(self, value: object, keyword: str = "") -> bool:
        """Set the attribute, or another one beside it; False when the class does not take the value."""
        try:
            setattr(self.holder, keyword or self.keyword, value)
        except InvalidValue:
            return False
        return True

    def drop(self, keyword: str = "") -> None:
        """Remove the attribute, or another one beside it."""
        if self.holder.is_set(keyword or self.keyword):
            delattr(self.holder, keyword or self.keyword)

    def has(self, keyword: str) -> bool:
        """Tell whether the class has another attribute beside it."""
        return keyword in type(self.holder).attributes()


class Draft:
    """An object under work."""

    def __init__(self, instance: IOD) -> None:
        """Work on an object."""
        self.instance = instance

    def faults(self) -> tuple[Finding, ...]:
        """Judge it."""
        return validate(self.instance).errors

    def spot(self, path: str) -> Spot | None:
        """Find the attribute of a path; of what is in a code, the sequence that has the code; None when it is gone."""
        *steps, keyword = path.split(".")
        holder: Any = self.instance
        items: list[tuple[str, int]] = []
        for step in steps:
            found = _STEP.fullmatch(step)
            values = getattr(holder, found[1], None) if found else None
            if not found or not values or int(found[2]) >= len(values):
                return None
            inner = values[int(found[2])]
            if not isinstance(inner, Holder):
                keyword = found[1]
                break
            items.append((found[1], int(found[2])))
            holder = inner
        found_in = Spot(holder, keyword, tuple(items))
        return found_in if found_in.has(keyword) else None

    def seen(self, spot: Spot) -> Seen:
        """See the holder of an attribute as conditions do."""
        content = content_of(self.instance)
        view = View(content.dataset, None, None)
        view.whole.meta = content.meta
        view.plan, _ = plan_of_iod(type(self.instance)).judged(view)
        for sequence, index in spot.items:
            view = view.items_of(tag_of(sequence) or 0)[index]
        return Seen(spot, view)


class Seen:
    """A place in a draft: what constraints ask for, and the scope of conditions."""

    def __init__(self, spot: Spot, view: View) -> None:
        """See the holder of an attribute."""
        self.spot = spot
        self.view = view

    @property
    def index(self) -> int:
        """Position in the sequence."""
        return self.view.index

    def around(self, keyword: str) -> Sequence[Any]:
        """Values of an attribute, here or further outward; none when it has none."""
        here: View | None = self.view
        while here is not None:
            if found := here.get(keyword):
                return found
            here = here.parent
        return ()

    def of_items(self, sequence: str, keyword: str) -> Sequence[Any]:
        """Values of an attribute in the items of a sequence, here or further outward."""
        return [value for item in self.around(sequence) for value in item.get(keyword) or ()]

    def here(self, keyword: str) -> Any:  # noqa: ANN401 - by VR
        """Values, or items, of an attribute here, as they can be set again."""
        found = getattr(self.spot.holder, keyword, None)
        return found if found is None or isinstance(found, tuple) else (found,)  # pyright: ignore[reportUnknownVariableType]
