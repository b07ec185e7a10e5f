"""What matches a row, with what is nested in it: typed objects, checked when they are made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final, Self, dataclass_transform, get_args

from dicomwright.runtime.content.taking import kept_code, kept_unit
from dicomwright.runtime.content.values import Continuity, Graphic, Graphic3D, Quantity, Times
from dicomwright.runtime.content.wholeness import finite, taken
from dicomwright.runtime.errors import InvalidValue, Refused
from dicomwright.runtime.item import Item
from dicomwright.runtime.narrow import is_code, is_iterable, is_tuple
from dicomwright.runtime.templates.rows import Row
from dicomwright.runtime.vocabulary.registry import edition_of
from dicomwright.runtime.wording import counted, did_you_mean, one_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import EllipsisType


class Part:
    """What an object of a row says itself, beside what is nested: its concept name, its value, its unit."""

    name: str

    def __init__(self, *, kw_only: bool = True, default: EllipsisType | tuple[()] | str | None = ...) -> None:
        """Keep whether a constructor takes it by place, and demands it; what it is where it is not said."""
        self.by_place = not kw_only
        self.demanded = default is ...
        self.default = None if default is ... else default

    def __set_name__(self, owner: type[Any], name: str) -> None:
        """Learn the name."""
        self.name = name

    def __get__(self, instance: Entry | None, owner: type | None = None) -> Any:  # noqa: ANN401
        """Return what was said; on the class, the declaration."""
        if instance is None:
            return self
        return instance.values_.get(self.name, self.default)

    def __set__(self, instance: Entry, value: object) -> None:
        """Check and keep it. Raises `InvalidValue`."""
        instance.keep_part_(self, value)


if TYPE_CHECKING:

    def part(*, kw_only: bool = True, default: EllipsisType | tuple[()] | str | None = ...) -> Any:  # noqa: ANN401
        """Declare what an object of a row says itself."""

    def row(
        number: str,
        value_type: str,
        requirement: str,
        *,
        default: EllipsisType | None = ...,
        **said: Any,  # noqa: ANN401 - what `Row` takes
    ) -> Any:  # noqa: ANN401 - the annotation of the field is its type
        """Declare a row that is a field of its class; see `Row`."""

else:
    part = Part

    def row(number, value_type, requirement, **said):  # noqa: ANN001, ANN003, ANN201, D103
        return Row(number, value_type, requirement, given=True, **said)


@dataclass_transform(kw_only_default=True, eq_default=False, field_specifiers=(row, part))
class Entry:
    """What matches a row or template, with what is nested; names that end in an underscore are the runtime's."""

    __slots__ = ("__weakref__", "values_")
    __hash__ = None  # type: ignore[assignment]  # objects can change

    if TYPE_CHECKING:
        values_: dict[str, Any]

    head_: ClassVar[Row | None] = None
    """The row that it is an object of; None of a template that has several outermost rows."""
    own_: ClassVar[tuple[Row, ...]] = ()
    """Rows that are declared in the class: what is nested in the head, or the outermost rows."""
    parts_: ClassVar[dict[str, Part]] = {}
    places_: ClassVar[tuple[str, ...]] = ()

    others: Sequence[Item] = part(default=())
    """What the template does not say, and which it allows if it is extensible: items as the document has them."""

    def __init_subclass__(cls) -> None:
        """Find the rows and parts of the class."""
        own = [each for each in vars(cls).values() if isinstance(each, Row)]
        cls.own_ = (*cls.own_, *own)
        cls.parts_ = cls.parts_ | {name: each for name, each in vars(cls).items() if isinstance(each, Part)}
        cls.places_ = tuple(name for name, each in cls.parts_.items() if each.by_place)

    def __init__(self, /, *by_place: Any, **values: Any) -> None:  # noqa: ANN401 - typed by the fields of each class
        """Build from values. Raises `InvalidValue`, and TypeError for unknown or missing names."""
        cls = type(self)
        if len(by_place) > len(cls.places_):
            raise TypeError(f"{cls.__qualname__} takes {counted(len(cls.places_), 'value')} by place")
        placed = dict(zip(cls.places_, by_place, strict=False))
        if placed.keys() & values.keys():
            raise TypeError(f"{cls.__qualname__} is given {', '.join(placed.keys() & values.keys())} twice")
        values = placed | values
        fields = cls.fields_()
        unknown = values.keys() - fields.keys()
        if unknown:
            names = "; ".join(f"{name}{did_you_mean(name, fields)}" for name in sorted(unknown))
            raise TypeError(f"{cls.__qualname__} has no {names}")
        missing = [name for name, field in fields.items() if field.demanded and name not in values]
        if missing:
            raise TypeError(f"{cls.__qualname__} needs {', '.join(missing)}")
        object.__setattr__(self, "values_", {})
        for name, value in values.items():
            self._keep(fields[name], value)

    @classmethod
    def fields_(cls) -> dict[str, Part | Row]:
        """Return what the constructor takes, by name."""
        found: dict[str, Part | Row] | None = cls.__dict__.get("known_")
        if found is None:
            found = {**cls.parts_, **{each.name: each for each in cls.own_ if each.given}}
            cls.known_ = found  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
        return found

    def keep_(self, row: Row, value: object) -> None:
        """Check and keep what is given for a row; None is none. Raises `InvalidValue`."""
        if value is None and row.demanded:
            raise _invalid(row, "must be given")
        self.values_.pop(row.name, None)
        if value is None:
            return
        try:
            found = _one(row, value) if row.most == 1 else _several(row, value)
        except Refused as refused:
            raise _invalid(row, str(refused)) from None
        if found if row.most != 1 else not _is_nothing(found):
            self.values_[row.name] = found

    def keep_part_(self, part: Part, value: object) -> None:
        """Check and keep what the object says itself. Raises `InvalidValue`."""
        self.values_.pop(part.name, None)
        row = type(self).head_
        try:
            found = part.default if value is None else _part(row, part, value)
        except Refused as refused:
            raise _invalid(row, f"{part.name} {refused}") from None
        if found is not None and (part.default is None or found != part.default):
            self.values_[part.name] = found

    if not TYPE_CHECKING:  # type checkers would take it as leave to use any name

        def __setattr__(self, name: str, value: object) -> None:
            """Check and set a field. Raises AttributeError for a name that the class does not have."""
            fields = type(self).fields_()
            if name not in fields:
                raise AttributeError(
                    f"{type(self).__qualname__} has no {name}{did_you_mean(name, fields)}", name=name
                )
            self._keep(fields[name], value)

    def _keep(self, field: Part | Row, value: object) -> None:
        if isinstance(field, Part):
            self.keep_part_(field, value)
        else:
            self.keep_(field, value)

    def __eq__(self, other: object) -> bool:
        """Compare class and values."""
        return (
            self.values_ == other.values_
            if isinstance(other, Entry) and type(other) is type(self)
            else NotImplemented
        )

    def __repr__(self) -> str:
        """Show the class and how much it has; values may be patient data."""
        return f"<{type(self).__qualname__} with {counted(len(self.values_), 'value')}>"

    def __copy__(self) -> Self:
        """Copy the object; what is nested is shared."""
        new: Self = of_values(type(self), dict(self.values_))
        return new

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle class and values."""
        return of_values, (type(self), self.values_)


def of_values(cls: type[Any], values: dict[str, Any]) -> Any:  # noqa: ANN401 - an object of the class
    """Make an object of values that are kept as they are."""
    new = object.__new__(cls)
    object.__setattr__(new, "values_", values)
    return new


Entry.parts_ = {"others": vars(Entry)["others"]}


class RowItem(Entry):
    """What matches a row that others are nested in, or that has a concept name or a unit to be said."""

    __slots__ = ()


def place_of(row: Row | None) -> str:
    """Name a row, with its template."""
    return "a template" if row is None else f"TID {row.owner.info_.tid} row {row.number}, {row.name}"


def _invalid(row: Row | None, rule: str) -> InvalidValue:
    return InvalidValue(f"{place_of(row)}: {rule}")


# --- what is kept


def _several(row: Row, value: object) -> tuple[Any, ...]:
    if _is_one(value) or not is_iterable(value):
        raise Refused(f"takes several, in a list, not one {type(value).__qualname__}")
    found = tuple(each for each in (_one(row, each) for each in value) if not _is_nothing(each))
    if row.most is not None and len(found) > row.most:
        raise Refused(f"has {counted(len(found), 'item')}, and may have {row.most}")
    if 0 < len(found) < row.least:
        raise Refused(f"has {counted(len(found), 'item')}, and must have {row.least}")
    if not found and row.demanded:
        raise Refused("must have an item")
    return found


def _is_one(value: object) -> bool:
    """Tell whether something is one thing, although it can be iterated."""
    known = (str, Entry, Quantity, Graphic, Graphic3D, Times)
    return isinstance(value, known) or is_code(value) or hasattr(value, "SOPInstanceUID")


def _one(row: Row, value: object) -> object:
    if row.by_reference:
        return _target(value)
    if row.item is not None:
        return value if isinstance(value, row.item) else _short(row, row.item, value)
    return _included(row, value) if row.include else taken(row, value)


def _is_nothing(value: object) -> bool:
    """Tell whether it is a template without an outermost item of which nothing is said, as if it was not given."""
    return isinstance(value, Entry) and type(value).head_ is None and not value.values_


def _target(value: object) -> object:
    """Keep what an item refers to that is elsewhere in the content: an object, or the place of its item."""
    if isinstance(value, Entry) or (
        is_tuple(value) and value and all(isinstance(each, int) for each in value)
    ):
        return value
    raise Refused(
        f"refers to an object of a row or template that is elsewhere, not {type(value).__qualname__}"
    )


def _short(row: Row, cls: Any, value: object) -> object:  # noqa: ANN401 - type[RowItem]
    """Take what an item has as its value for the item, where nothing else is demanded of it."""
    if isinstance(value, Entry) and not row.include:
        raise Refused(f"must be {cls.__qualname__}, not {type(value).__qualname__}")
    demanded = [name for name, field in cls.fields_().items() if field.demanded]
    if row.value_type == "NUM" and demanded in (["value"], ["value", "unit"]):
        number, unit, qualifier = taken(row, value)
        return cls(value=number, qualifier=qualifier, **({"unit": unit} if "unit" in demanded else {}))
    if demanded != ["value"]:
        raise Refused(f"must be {cls.__qualname__}, not {type(value).__qualname__}")
    return cls(value)


def _included(row: Row, value: object) -> object:
    template: Any = edition_of(row.owner).template(row.include)
    if template is None and isinstance(value, Item | Entry):
        return value  # the edition has no such template: whatever it is
    if template is not None and isinstance(value, template):
        return value
    wanted = template.__name__ if template is not None else "content"
    raise Refused(f"must be {wanted}, not {type(value).__qualname__}")


def _value(row: Row, value: object) -> object:
    if row.include:
        return _included(row, value)
    return finite(value) if row.value_type == "NUM" else taken(row, value)


def _concept(row: Row, value: object) -> object:
    return kept_code(row, row.concept, value)


def _part(row: Row | None, part: Part, value: object) -> object:
    return _others(value) if row is None else _PARTS[part.name](row, value)


def _continuity(_row: Row, value: object) -> object:
    if value not in get_args(Continuity):
        raise Refused(one_of(get_args(Continuity)))
    return value


def _qualifier(row: Row, value: object) -> object:
    return kept_code(row, (), value)


def _others(value: object) -> tuple[Item, ...]:
    if not is_iterable(value):
        raise Refused("must be items")
    found: list[Item] = []
    for each in value:
        if not isinstance(each, Item):
            raise Refused(f"must be items, not {type(each).__qualname__}")
        found.append(each)
    return tuple(found)


_PARTS: Final[dict[str, Callable[[Row, object], Any]]] = {
    "concept": _concept,
    "continuity": _continuity,
    "value": _value,
    "unit": kept_unit,
    "qualifier": _qualifier,
    "others": lambda _, value: _others(value),
}
