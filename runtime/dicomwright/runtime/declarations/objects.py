"""Objects: what the standard's tables call modules, macros, items and IODs has attributes, and is compared by them."""

from __future__ import annotations

from copy import copy, deepcopy
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self, TypeVar, dataclass_transform

from dicomwright.runtime.declarations.attribute import Attribute, attribute
from dicomwright.runtime.declarations.holder import UNSET, Holder
from dicomwright.runtime.declarations.item_names import ItemNaming
from dicomwright.runtime.errors import InvalidValue, Refused
from dicomwright.runtime.narrow import is_array, is_dataset, is_tuple
from dicomwright.runtime.values import byte_streams, pixel_arrays
from dicomwright.runtime.wording import counted, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from numpy.typing import NDArray
    from pydicom.dataelem import DataElement, RawDataElement
    from pydicom.tag import BaseTag

    from dicomwright.runtime.declarations.declaration import Declaration
    from dicomwright.runtime.trees.tree import Problem


@dataclass_transform(kw_only_default=True, eq_default=False, field_specifiers=(attribute,))
class DicomObject(Holder, metaclass=ItemNaming):
    """Something that has attributes: the base of modules, items and IODs.

    Names that end in an underscore belong to the runtime.
    """

    __slots__ = ()
    __hash__ = None  # type: ignore[assignment]  # objects can change

    name_: ClassVar[str] = ""
    """Name in PS3.3 of the module, macro or IOD, without that word: "General Series"."""
    section_: ClassVar[str] = ""
    """Section of PS3.3: "C.7.3.1"."""
    address_: ClassVar[str] = ""
    """Address of the section in the published standard."""
    open_: ClassVar[bool] = False
    """Whether attributes of other tables may be there, too: in the items of Modified Attributes Sequence, say."""

    functional_group_: ClassVar[bool] = False
    """Whether the class is that of a functional group macro."""

    def __init__(self, /, **values: Any) -> None:  # noqa: ANN401 - typed by the fields of each class
        """Build from keywords. Raises `InvalidValue`, and TypeError for unknown or missing keywords."""
        attributes = type(self).attributes()
        if not values.keys() <= attributes.keys():
            raise TypeError(unknown_names(type(self), sorted(values.keys() - attributes.keys())))
        missing = [keyword for keyword in type(self).demanded_() if values.get(keyword, UNSET) is UNSET]
        if missing:
            raise TypeError(f"{type(self).__qualname__} needs {', '.join(missing)}")
        _prepared(self, derives=True)
        set_all(self, values)
        if not _GIVEN.isdisjoint(values):
            verify_pixels(self)

    @classmethod
    def attributes(cls) -> Mapping[str, Attribute]:
        """Return all the attributes of the class by keyword, in the order of their tags."""
        table: dict[str, Attribute] | None = cls.__dict__.get("attributes_")
        if table is None:
            table = _collect(cls)
            type.__setattr__(cls, "attributes_", table)
        return table

    @classmethod
    def demanded_(cls) -> tuple[str, ...]:
        """Return the keywords that the constructor demands."""
        return once(cls, "demands_", _demands)

    @classmethod
    def multiframe_(cls) -> bool:
        """Tell whether even one frame needs Number of Frames."""
        return False

    def is_set(self, keyword: str) -> bool:
        """Tell whether the attribute was set, be it to None, which writes it empty."""
        return keyword in self.stored_ or self.unread_(keyword)

    def unread_(self, keyword: str) -> bool:
        """Tell whether the attribute is among what was read and not changed."""
        if self.origin_ is None:
            return False
        declared = type(self).attributes().get(keyword)
        return declared is not None and self.origin_.has(declared.number)

    @property
    def values_(self) -> dict[str, Any]:
        """All the values that were set or read, by keyword; what was not decoded yet is decoded for it."""
        if self.origin_ is not None:
            self.origin_.decode_all(self)
        return self.stored_

    @property
    def groups_(self) -> dict[int, Any]:
        """Objects of the repeating groups but the first, by number, of those that were asked for."""
        found: dict[int, Any] = vars(self).setdefault("groups_", {})
        return found

    @property
    def kept_(self) -> dict[BaseTag, DataElement | RawDataElement]:
        """What was read and stands unchanged, whether it has a place in the class or not: written as it is."""
        return {} if self.origin_ is None else self.origin_.kept()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What could not be read as it should, with its path: places in the file, and values that break a rule.

        Such a value is kept: the attribute has it as it stands in the file, and it is written again unless
        another is set. Empty for what was built.
        """
        return () if self.origin_ is None else self.origin_.problems_of(self)

    def value_(self, keyword: str) -> Any:  # noqa: ANN401 - by VR
        """Return the value that was set or read, of an attribute that the class may not have; else None."""
        declared = type(self).attributes().get(keyword)
        return getattr(self, keyword) if declared is not None and self.is_set(keyword) else None

    def unstored_(self, declared: Declaration) -> Any:  # noqa: ANN401 - by VR
        """Return the value of an attribute that was not set: decoded of what was read, else derived, else None."""
        if self.origin_ is not None and self.origin_.has(declared.number):
            return self.origin_.decode(self, declared)
        return self.derived_(declared)

    def derived_(self, declared: Declaration) -> Any:  # noqa: ANN401 - by VR
        """Return the value that an attribute has when none was set: what follows from others, or None."""
        if declared.keyword in FACTS:
            return pixel_facts(self).get(declared.keyword, self.fixed_(declared))
        return self.fixed_(declared)

    def fixed_(self, declared: Declaration) -> Any:  # noqa: ANN401 - by VR
        """Return the only value that the standard admits for a Type 1 or 2 attribute, if there is one."""
        return declared.derived if self.derives_ and declared.type in {"1", "2"} else None

    if not TYPE_CHECKING:  # type checkers would take it as leave to use any name

        def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - a class
            """Refuse a name that the class does not have: others but those of items are found before.

            Raises AttributeError.
            """
            if name.startswith("_") or name.endswith("_"):
                raise AttributeError(
                    f"{type(self).__qualname__!r} object has no attribute {name!r}", name=name
                )
            if name.endswith("Item"):
                return getattr(type(self), name)
            raise AttributeError(unknown_names(type(self), [name]), name=name)

        def __setattr__(self, name: str, value: object) -> None:
            """Check and set an attribute. Raises AttributeError for a name that the class does not have."""
            declared = type(self).attributes().get(name)
            if declared is not None:
                declared.__set__(self, value)
            elif name.endswith("_"):
                object.__setattr__(self, name, value)
            else:
                raise AttributeError(unknown_names(type(self), [name]), name=name)

    def __eq__(self, other: object) -> bool:
        """Compare class and values; an array equals an array of the same shape and elements."""
        if not isinstance(other, DicomObject) or type(other) is not type(self):
            return NotImplemented
        # what was set counts, not what follows from it
        mine, others = self.values_, other.values_
        same = mine.keys() == others.keys() and all(_equal(mine[k], others[k]) for k in mine)
        if not same or self.origin_ is other.origin_:
            return same
        origin = self.origin_ or other.origin_
        return origin is None or origin.same_undeclared(self, other)

    def __repr__(self) -> str:
        """Show the class and how many attributes are set; values may be patient data."""
        known = () if self.origin_ is None else self.origin_.known  # which reads nothing
        numbers = type(self).attributes().items()
        count = sum(keyword in self.stored_ or declared.number in known for keyword, declared in numbers)
        return f"<{type(self).__qualname__} with {count} attributes>"

    def __copy__(self) -> Self:
        """Copy the object and its items; arrays are shared."""
        new = blank(type(self), derives=self.derives_)
        attributes = type(self).attributes()
        for keyword, value in self.stored_.items():
            new.stored_[keyword] = _with_own_items(value) if attributes[keyword].vr == "SQ" else value
        new.origin_ = self.origin_ and self.origin_.copy()
        new.transfer_syntax_ = self.transfer_syntax_
        new.__dict__.update(self.__dict__)
        return new


def _with_own_items(value: Any) -> Any:  # noqa: ANN401 - by VR
    """Return a value with copies of its items, which can change: whether they were asked for before tells nothing."""
    return tuple(map(_copied, value)) if is_tuple(value) else value


def _copied(item: Any) -> Any:  # noqa: ANN401 - an item, a code, a data set, or a value that cannot change
    if is_dataset(item):
        return deepcopy(item)
    return copy(item) if isinstance(item, DicomObject) or hasattr(item, "item") else item


_C = TypeVar("_C", bound="type[DicomObject]")
_R = TypeVar("_R")


def once(cls: _C, name: str, make: Callable[[_C], _R]) -> _R:
    """Return what `make` makes of a class, made once and kept in the class under `name`."""
    found: _R | None = cls.__dict__.get(name)
    if found is None:
        found = make(cls)
        type.__setattr__(cls, name, found)
    return found


def _demands(cls: type[DicomObject]) -> tuple[str, ...]:
    return tuple(keyword for keyword, declared in cls.attributes().items() if declared.demanded)


def _collect(cls: type[DicomObject]) -> dict[str, Attribute]:
    found: dict[str, Attribute] = {}
    for base in reversed(cls.__mro__):
        found.update((k, v) for k, v in vars(base).items() if isinstance(v, Attribute))
    return dict(sorted(found.items(), key=lambda pair: pair[1].number))


_T = TypeVar("_T", bound=DicomObject)


def blank(cls: type[_T], *, derives: bool = True) -> _T:
    """Make an object that has nothing yet; `derives` False: it is read, so nothing is filled in."""
    return _prepared(cls.__new__(cls), derives=derives)


def _prepared(new: _T, *, derives: bool) -> _T:
    _keep(new, "stored_", {})  # what is here is no attribute, which `__setattr__` would have to find out
    _keep(new, "origin_", None)
    _keep(new, "derives_", derives)
    _keep(new, "transfer_syntax_", None)
    return new


_keep = object.__setattr__


def set_all(instance: DicomObject, values: Mapping[str, Any]) -> None:
    """Set attributes by keyword. Raises `InvalidValue` for all the values that cannot be set, at once."""
    attributes = type(instance).attributes()
    refused: list[InvalidValue] = []
    for keyword, value in values.items():
        try:
            attributes[keyword].__set__(instance, value)
        except InvalidValue as error:
            refused += error.errors or (error,)  # of items, which may have several faults
    if refused:
        raise InvalidValue.of(type(instance).__qualname__, refused)


FACTS: Final = pixel_arrays.FACTS | byte_streams.FACTS
"""Attributes that follow from arrays of pixels and overlays, and from a document."""

_GIVEN: Final = frozenset({*pixel_arrays.ARRAYS, byte_streams.OVERLAY, byte_streams.DOCUMENT})
"""What they follow from, which hardly any item has."""


def pixel_facts(instance: DicomObject) -> dict[str, Any]:
    """Return what follows from arrays of pixels and overlays, and a document, by keyword. Raises `InvalidValue`."""
    if _GIVEN.isdisjoint(instance.stored_):
        return {}
    cls = type(instance)
    others = byte_streams.facts(instance.stored_, cls.attributes())
    found = pixel_arrays.pixel_array(instance.stored_)  # what is read is bytes
    if found is None:
        return others
    try:
        said = pixel_arrays.facts(instance.values_, cls.attributes(), multiframe=cls.multiframe_())
    except Refused as refused:
        raise cls.attributes()[found[0]].invalid(cls, str(refused)) from None
    return said | others


def verify_pixels(instance: DicomObject) -> dict[str, Any]:
    """Return the facts of the array of pixels. Raises `InvalidValue` when what was set contradicts them."""
    said = pixel_facts(instance)
    if type(instance.stored_.get("PixelData")) is bytes:
        _verify_length(instance)
    if said:
        attributes = type(instance).attributes()
        fault = pixel_arrays.contradiction(instance.values_, said, attributes)
        if fault:
            raise attributes[fault[0]].invalid(type(instance), fault[1])
    return said


def _verify_length(instance: DicomObject) -> None:
    """Refuse bytes of pixels that were set, and are not as many as the attributes that describe them say."""
    attributes, given = type(instance).attributes(), instance.stored_["PixelData"]
    if instance.unread_("PixelData"):
        return
    described = {name: getattr(instance, name) for name in pixel_arrays.FACTS if name in attributes}
    length = pixel_arrays.native_length(described)
    if length is not None and len(given) not in {length, length + length % 2}:
        rule = f"has {counted(len(given), 'byte')}, and by the attributes that describe the pixels there are {length}"
        raise attributes["PixelData"].invalid(
            type(instance), f"{rule}; set_encoded_frames takes what is compressed"
        )


def unknown_names(cls: type[DicomObject], names: Iterable[str]) -> str:
    """Say that a class does not have these names, and which are near."""
    known = cls.attributes()
    return "; ".join(f"{cls.__qualname__} has no {name}{did_you_mean(name, known)}" for name in names)


def _equal(one: Any, other: Any) -> bool:  # noqa: ANN401 - by VR
    if is_array(one) or is_array(other):
        return is_array(one) and is_array(other) and _same_array(one, other)
    return bool(one == other)


def _same_array(one: NDArray[Any], other: NDArray[Any]) -> bool:
    return one.dtype == other.dtype and one.shape == other.shape and bool((one == other).all())
