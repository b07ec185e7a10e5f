"""What services carry: data sets of operations (N-CREATE, N-SET, ...), and what a query asks and is answered with.

None of them has a SOP class or instance, which stand in the command, unless the standard's table says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple

from dicomwright.runtime import conversion, validation
from dicomwright.runtime.declarations.checking import item_class
from dicomwright.runtime.declarations.objects import unknown_names
from dicomwright.runtime.item import Item
from dicomwright.runtime.narrow import is_code, is_iterable, is_mapping, is_tuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Self

    from pydicom.dataset import Dataset

    from dicomwright.runtime.declarations.attribute import Attribute
    from dicomwright.runtime.reports.report import Report


class NormalizedService:
    """A service of PS3.4 for normalized instances; the data sets of its operations are classes in it."""

    name_: ClassVar[str] = ""
    section_: ClassVar[str] = ""
    address_: ClassVar[str] = ""
    sop_classes: ClassVar[tuple[str, ...]] = ()
    """UIDs of the SOP classes that have the service."""


class ServiceData(Item):
    """What an operation carries, with what PS3.4 demands of who sends it."""

    type_id: ClassVar[int] = 0
    """Action Type ID or Event Type ID, where there is one."""

    def to_dataset(self) -> Dataset:
        """Return a pydicom data set, for pynetdicom; UTF-8 is declared when a text needs it. Raises `InvalidValue`."""
        return conversion.data_dataset(self)

    def validate(self, *, show_values: bool = False) -> Report:
        """Judge the data set by the types of its table."""
        return validation.validate_data(self, show_values=show_values)

    @classmethod
    def after(cls, *changes: ServiceData) -> Self:
        """Return what an instance is after operations, in their order: ``Final.after(created, changed).validate()``."""
        first, *others = (change.to_dataset() for change in changes)
        for other in others:
            first.update(other)
        return cls.from_dataset(first)


class QueryKey(NamedTuple):
    """What a query may ask by an attribute.

    `type` is that of PS3.4: U, R or O, for unique, required or optional, or "" where it is returned alone. `matching`
    are the kinds that are admitted, all where none is named. `asked`: it is in an identifier that does not name it.
    """

    type: str
    matching: tuple[str, ...]
    demanded: bool
    asked: bool


def query_key(type_: str, *matching: str, demanded: bool = False, asked: bool = True) -> QueryKey:
    """Declare what a query may ask by an attribute."""
    return QueryKey(type_, matching, demanded, asked)


def query_keys(**keys: QueryKey) -> Mapping[str, QueryKey]:
    """Declare what a query may ask, by keyword; what is not named is returned alone."""
    return keys


_RETURNED: Final = QueryKey("", (), demanded=False, asked=True)
_ASKED: Final = frozenset({"1", "1C", "2", "2C"})
"""Types of what an identifier asks for, whether it names it or not."""


class QueryItem(ServiceData):
    """An answer to a query of a kind, and what such a query may ask."""

    name_: ClassVar[str] = ""
    sop_classes: ClassVar[tuple[str, ...]] = ()
    """UIDs of the SOP classes that take such queries."""

    keys_: ClassVar[Mapping[str, QueryKey]] = {}
    level_: ClassVar[str] = ""
    above_: ClassVar[tuple[str, ...]] = ()
    """Unique keys of the levels above: each query names one value of them."""

    if not TYPE_CHECKING:  # the keys of each class have types of their own

        @classmethod
        def query(cls, **keys: Any) -> Dataset:  # noqa: ANN401
            """Return the identifier of a C-FIND: keys that must match, and those to be returned (None).

            What answers have in any case (types 1 and 2) is asked for even if it is not named. A sequence takes a
            mapping of the keys of its item; for values see `dicomwright.runtime.network.query`.

            Raises `InvalidValue`, also for what the table does not admit: a key that is returned alone, another kind
            of matching; TypeError for a keyword that there is not, or one that is missing.
            """
            from dicomwright.runtime.network import query  # noqa: PLC0415 - which has pydicom

            missing = [keyword for keyword in (*cls.above_, *_demanded(cls)) if not keys.get(keyword)]
            if missing:
                raise TypeError(f"{cls.__qualname__}.query needs {', '.join(missing)}")
            above = {keyword: keys[keyword] for keyword in cls.above_}
            own = {keyword: value for keyword, value in keys.items() if keyword not in above}
            level = {"QueryRetrieveLevel": cls.level_} if cls.level_ else {}
            return query(**level, **above, **dict(_asked(cls, own, cls.section_)))


def _demanded(cls: type[QueryItem]) -> Iterator[str]:
    return (keyword for keyword, key in cls.keys_.items() if key.demanded)


def _asked(cls: Any, given: Mapping[str, Any], section: str) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - QueryItem, or an item of one
    """Give what stands in an identifier, or in the item of a sequence in it."""
    attributes: Mapping[str, Attribute] = cls.attributes()
    unknown = given.keys() - attributes.keys()
    if unknown:
        raise TypeError(unknown_names(cls, sorted(unknown)))
    for keyword, declared in attributes.items():
        key: QueryKey = cls.keys_.get(keyword, _RETURNED)
        if keyword in given:
            yield keyword, _key(cls, declared, key, given[keyword], section)
        elif declared.type in _ASKED and key.asked:
            yield keyword, _below(declared, {}, section)


def _key(cls: Any, declared: Attribute, key: QueryKey, value: Any, section: str) -> Any:  # noqa: ANN401 - by VR
    """Check a key against its row, and give those of its item. Raises `InvalidValue`."""
    if value is None or (isinstance(value, str) and not value):
        return _below(declared, {}, section)
    if not key.type:
        raise declared.invalid(cls, f"is returned alone: a query cannot ask by it (PS3.4 {section})")
    if declared.vr == "SQ":
        return _below(declared, _mapping(cls, declared, value), section)
    kind = _kind(declared.vr, value)
    if key.matching and kind not in {*key.matching, "universal"}:
        admitted = " or ".join(key.matching)
        raise declared.invalid(cls, f"is matched by {admitted} (PS3.4 {section}), not by {kind}")
    return value


def _kind(vr: str, value: Any) -> str:  # noqa: ANN401 - by VR
    """Tell how a value is matched (PS3.4 C.2.2.2)."""
    if is_tuple(value) or (vr in {"DA", "TM"} and isinstance(value, str) and "-" in value):
        return "range"
    if isinstance(value, str):
        wild = vr not in {"DA", "DT", "TM", "UI"} and not {"*", "?"}.isdisjoint(value)
        return "wild card" if wild else "single value"
    return "list of uid" if vr == "UI" and is_iterable(value) else "single value"


def _mapping(cls: Any, declared: Attribute, value: Any) -> Mapping[str, Any]:  # noqa: ANN401
    if is_code(value):
        return {"CodeValue": value.value, "CodingSchemeDesignator": value.scheme_designator}
    if not is_mapping(value):
        raise declared.invalid(cls, f"must be a mapping of keys, or None, not {type(value).__name__}")
    return value


def _below(declared: Attribute, given: Mapping[str, Any], section: str) -> Any:  # noqa: ANN401
    """Give the keys of the item of a sequence, those that are asked for in any case among them."""
    found = item_class(declared) if declared.vr == "SQ" else None
    if found is None or "keys_" not in vars(found):
        return dict(given) or None
    return dict(_asked(found, given, section)) or None
