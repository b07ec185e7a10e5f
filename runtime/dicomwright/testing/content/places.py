"""Places: where conditions of rows are looked at, among what was made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from dicomwright.runtime.conditions.evaluation import any_holds
from dicomwright.runtime.templates.evaluation import evaluate
from dicomwright.testing.content.codes import members

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwright.runtime.conditions.expressions import Expression
    from dicomwright.runtime.templates import Row
    from dicomwright.testing.content.made import Call, Made

    CodeKey = tuple[str, str]


class Document(Protocol):
    """A document in the making."""

    calls: list[Call]
    root: Made

    def has_type(self, value_type: str) -> bool:
        """Tell whether it may have items of a value type."""
        ...


@dataclass(eq=False)
class Place:
    """Where conditions of a row are looked at: an invocation, and the item that the row stands below."""

    call: Call
    parent: Made | None
    row: Row
    made: Document

    def items(self, row: str) -> Sequence[Made]:
        """Return the items of a row: those below the item that is around both, as the nesting of rows says."""
        found = self.call.items.get(row, [])
        wanted = self.call.template.by_number_.get(row)
        outer: set[Row] = set()
        while wanted is not None:
            wanted = wanted.parent
            if wanted is not None:
                outer.add(wanted)
        here = self.parent
        while here is not None and here.call is self.call:
            if here.row in outer:
                return [each for each in found if here in each.above()]
            here = here.parent
        return found

    def names_beside(self) -> list[CodeKey | None]:
        """Return the concept names of the items that stand together with this place."""
        return [each.concept for each in self.parent.children] if self.parent is not None else []

    def names_anywhere(self) -> list[CodeKey | None]:
        """Return the concept names of all items."""
        return [each.concept for each in self.made.root.walk()]

    def around(self, tid: str) -> Place | None:
        """Return the place in the nearest invocation of a template around this one."""
        here: Call | None = self.call
        while here is not None and here.template.info_.tid != tid:
            here = here.outer
        return None if here is None else Place(here, self.parent, self.row, self.made)

    def in_any(self, tid: str, part: Expression) -> bool | None:
        """Tell whether an expression holds in any invocation of a template."""
        calls = (call for call in self.made.calls if call.template.info_.tid == tid)
        return any_holds(evaluate(part, Place(call, None, self.row, self.made)) for call in calls)

    def in_group(self, code: tuple[str, str], cid: str) -> bool | None:
        """Tell whether a context group has a code; None when the edition lacks the group."""
        codes = members(cid)
        return (code in {(each.value, each.scheme) for each in codes}) if codes else None

    def allows(self, value_type: str) -> bool | None:
        """Tell whether the document may have items of a value type."""
        return self.made.has_type(value_type)
