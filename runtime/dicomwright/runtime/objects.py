"""Objects: modules, macros, sequence items and IODs, whose classes are the specification."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO, ClassVar, NamedTuple, Self, TypeVar, dataclass_transform

from dicomwright.runtime import pixels
from dicomwright.runtime.attribute import Attribute, attribute
from dicomwright.runtime.errors import InvalidValue, Refused
from dicomwright.runtime.wording import did_you_mean

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import IO

    from numpy.typing import NDArray
    from pydicom.dataelem import DataElement, RawDataElement
    from pydicom.dataset import Dataset, FileDataset
    from pydicom.tag import BaseTag

    from dicomwright.runtime.conditions import Requirement
    from dicomwright.runtime.origin import Origin
    from dicomwright.runtime.report import Report
    from dicomwright.runtime.tree import Problem


@dataclass_transform(kw_only_default=True, eq_default=False, field_specifiers=(attribute,))
class DicomObject:
    """Something that has attributes: the base of modules, items and IODs.

    Names that end in an underscore belong to the runtime.
    """

    __slots__ = ("__dict__", "derives_", "origin_", "stored_", "transfer_syntax_")
    __hash__ = None  # type: ignore[assignment]  # objects can change

    name_: ClassVar[str] = ""
    """Name in PS3.3 of the module, macro or IOD, without that word: "General Series"."""
    section_: ClassVar[str] = ""
    """Section of PS3.3: "C.7.3.1"."""
    address_: ClassVar[str] = ""
    """Address of the section in the published standard."""
    open_: ClassVar[bool] = False
    """Whether attributes of other tables may be there, too: in the items of Modified Attributes Sequence, say."""

    if TYPE_CHECKING:
        stored_: dict[str, Any]  # what was set, or decoded of what was read
        origin_: Origin | None  # what was read, and still stands; None of what was built
        derives_: bool
        transfer_syntax_: str | None

    def __init__(self, /, **values: Any) -> None:  # noqa: ANN401 - typed by the fields of each class
        """Build from keywords. Raises `InvalidValue`, and TypeError for unknown or missing keywords."""
        attributes = type(self).attributes()
        unknown = values.keys() - attributes.keys()
        if unknown:
            raise TypeError(_unknown(type(self), sorted(unknown)))
        missing = [keyword for keyword in type(self).demanded_() if keyword not in values]
        if missing:
            raise TypeError(f"{type(self).__qualname__} needs {', '.join(missing)}")
        _prepared(self, derives=True)
        for keyword, value in values.items():
            attributes[keyword].__set__(self, value)
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
            from dicomwright.runtime.decode import decode_all  # noqa: PLC0415 - only who reads needs it

            decode_all(self, self.origin_)
        return self.stored_

    @property
    def kept_(self) -> dict[BaseTag, DataElement | RawDataElement]:
        """What was read and stands unchanged, whether it has a place in the class or not: written as it is."""
        if self.origin_ is None:
            return {}
        from dicomwright.runtime.decode import kept_elements  # noqa: PLC0415 - only who reads needs it

        return kept_elements(self.origin_)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What could not be read as it should, with its path: places in the file, and values that break a rule.

        Such a value is kept: the attribute has it as it stands in the file, and it is written again unless
        another is set. Empty for what was built.
        """
        if self.origin_ is None:
            return ()
        from dicomwright.runtime.decode import problems_of  # noqa: PLC0415 - only who reads needs it

        return problems_of(self, self.origin_)

    @property
    def undeclared(self) -> Dataset:
        """What was read and has no place in the class, private attributes among it: a copy."""
        from dicomwright.runtime.decode import undeclared  # noqa: PLC0415 - only who reads needs it

        return undeclared(self, self.origin_)

    def value_(self, keyword: str) -> Any:  # noqa: ANN401 - by VR
        """Return the value that was set or read, of an attribute that the class may not have; else None."""
        declared = type(self).attributes().get(keyword)
        return getattr(self, keyword) if declared is not None and self.is_set(keyword) else None

    def unstored_(self, declared: Attribute) -> Any:  # noqa: ANN401 - by VR
        """Return the value of an attribute that was not set: decoded of what was read, else derived, else None."""
        if self.origin_ is not None and self.origin_.has(declared.number):
            from dicomwright.runtime.decode import decode  # noqa: PLC0415 - only who reads needs it

            return decode(self, self.origin_, declared)
        return self.derived_(declared)

    def derived_(self, declared: Attribute) -> Any:  # noqa: ANN401 - by VR
        """Return the value that an attribute has when none was set: what follows from others, or None."""
        if declared.keyword in pixels.FACTS:
            return pixel_facts(self).get(declared.keyword, self.fixed_(declared))
        return self.fixed_(declared)

    def fixed_(self, declared: Attribute) -> Any:  # noqa: ANN401 - by VR
        """Return the only value that the standard admits for a Type 1 or 2 attribute, if there is one."""
        return declared.derived if self.derives_ and declared.type in {"1", "2"} else None

    if not TYPE_CHECKING:  # type checkers would take it as leave to use any name

        def __getattr__(self, name: str) -> None:
            """Refuse a name that the class does not have: every other is found before. Raises AttributeError."""
            if name.startswith("_") or name.endswith("_"):
                raise AttributeError(
                    f"{type(self).__qualname__!r} object has no attribute {name!r}", name=name
                )
            raise AttributeError(_unknown(type(self), [name]), name=name)

        def __setattr__(self, name: str, value: object) -> None:
            """Check and set an attribute. Raises AttributeError for a name that the class does not have."""
            declared = type(self).attributes().get(name)
            if declared is not None:
                declared.__set__(self, value)
            elif name.endswith("_"):
                object.__setattr__(self, name, value)
            else:
                raise AttributeError(_unknown(type(self), [name]), name=name)

    def __eq__(self, other: object) -> bool:
        """Compare class and values; an array equals an array of the same shape and elements."""
        if not isinstance(other, DicomObject) or type(other) is not type(self):
            return NotImplemented
        # what was set counts, not what follows from it
        mine, others = self.values_, other.values_
        same = mine.keys() == others.keys() and all(_equal(mine[k], others[k]) for k in mine)
        if not same or self.origin_ is other.origin_:
            return same
        from dicomwright.runtime.decode import same_undeclared  # noqa: PLC0415 - only who reads needs it

        return same_undeclared(self, other)

    def __repr__(self) -> str:
        """Show the class and how many attributes are set; values may be patient data."""
        known = () if self.origin_ is None else self.origin_.known  # which reads nothing
        numbers = type(self).attributes().items()
        count = sum(keyword in self.stored_ or declared.number in known for keyword, declared in numbers)
        return f"<{type(self).__qualname__} with {count} attributes>"

    def __copy__(self) -> Self:
        """Copy the object; items and arrays are shared."""
        new = blank(type(self), derives=self.derives_)
        new.stored_.update(self.stored_)
        new.origin_ = self.origin_ and self.origin_.copy()
        new.transfer_syntax_ = self.transfer_syntax_
        return new


DEFER_SIZE = 1 << 16
"""Bytes of a value above which it stays in its file until it is asked for."""

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


def pixel_facts(instance: DicomObject) -> dict[str, Any]:
    """Return what follows from the array of pixels of an object, by keyword. Raises `InvalidValue`."""
    found = pixels.pixel_array(instance.stored_)  # what is read is bytes
    if found is None:
        return {}
    cls = type(instance)
    try:
        return pixels.facts(instance.values_, cls.attributes(), multiframe=cls.multiframe_())
    except Refused as refused:
        raise cls.attributes()[found[0]].invalid(cls, str(refused)) from None


def verify_pixels(instance: DicomObject) -> dict[str, Any]:
    """Return the facts of the array of pixels. Raises `InvalidValue` when what was set contradicts them."""
    said = pixel_facts(instance)
    if said:
        attributes = type(instance).attributes()
        fault = pixels.contradiction(instance.values_, said, attributes)
        if fault:
            raise attributes[fault[0]].invalid(type(instance), fault[1])
    return said


def _unknown(cls: type[DicomObject], names: Iterable[str]) -> str:
    known = cls.attributes()
    return "; ".join(f"{cls.__qualname__} has no {name}{did_you_mean(name, known)}" for name in names)


def _equal(one: Any, other: Any) -> bool:  # noqa: ANN401 - by VR
    if type(one).__module__ == "numpy" or type(other).__module__ == "numpy":
        from numpy import array_equal  # noqa: PLC0415

        return type(one) is type(other) and one.dtype == other.dtype and array_equal(one, other)
    return bool(one == other)


class Module(DicomObject):
    """A module of PS3.3: a mixin of IODs, never built by itself."""

    def __init__(self, /, **values: Any) -> None:  # noqa: ANN401
        """Build the IOD that has the module. Raises TypeError for a module alone."""
        if not isinstance(self, IOD):
            raise TypeError(f"{type(self).__qualname__} is a module: build an IOD that has it")
        super().__init__(**values)


class Item(DicomObject):
    """An item of a sequence."""

    def to_dataset(self) -> Dataset:
        """Return the item as a pydicom data set. Raises `InvalidValue`."""
        from dicomwright.runtime.encode import item_dataset  # noqa: PLC0415 - only who writes needs it

        return item_dataset(self)

    @classmethod
    def from_dataset(cls, dataset: Dataset) -> Self:
        """Return a typed view of an item that was read; tolerant of whatever it holds."""
        from dicomwright.runtime.decode import item_of_dataset  # noqa: PLC0415 - only who reads needs it

        return item_of_dataset(cls, dataset)

    @classmethod
    def of(cls, *objects: IOD | Dataset, **values: Any) -> Self:  # noqa: ANN401 - typed by the fields of each class
        """Build the item that refers to objects: ``ImageSOPInstanceReference.of(ct, ReferencedFrameNumber=[1])``.

        UIDs of study, series, SOP class and instance are taken from them, as far as the class has them, down to
        the items of their instances. `values` belong to the item, or else to those in it.

        Raises InvalidValue when one item cannot refer to them all (see `each_of`), or an object lacks a UID;
        TypeError for a class that does not refer to objects, and as the constructor does.
        """
        found = cls.each_of(objects, **values)
        if len(found) != 1:
            raise InvalidValue(f"one {cls.__qualname__} cannot refer to them all: it takes {len(found)}")
        return found[0]

    @classmethod
    def each_of(cls, objects: Iterable[IOD | Dataset], **values: Any) -> tuple[Self, ...]:  # noqa: ANN401
        """Build as many items as it takes to refer to objects, one for each series, say; otherwise as `of`."""
        from dicomwright.runtime.references import references  # noqa: PLC0415 - only who refers needs it

        return tuple(references(cls, objects, values))


class Macro(Item):
    """A macro of PS3.3: a mixin of items, or an item of its own."""


class FunctionalGroupMacro(Item):
    """A functional group macro of PS3.3: a mixin of the items of Shared and Per-frame sequences."""


class ModuleUsage(NamedTuple):
    """A row of an IOD's module table: M, C or U, and the information entity.

    `limited_by` is a condition on a module that nothing requires: when it may, or may not, be there.
    """

    module: type[Module]
    usage: str
    ie: str
    required_if: Requirement | None
    limited_by: Requirement | None = None


class FunctionalGroupUsage(NamedTuple):
    """A row of an IOD's functional group table; `shared` False: only per frame, None: either."""

    macro: type[FunctionalGroupMacro]
    usage: str
    shared: bool | None
    required_if: Requirement | None
    limited_by: Requirement | None = None


class Relationship(NamedTuple):
    """A row of an SR IOD's table of relationships: value types from which and to which it may lead; "*" is any.

    A `relationship` "*" is any that no other row of the table has.
    """

    relationship: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]


def relationship(relationship: str, *, sources: tuple[str, ...], targets: tuple[str, ...]) -> Relationship:
    """Declare that the content items of an SR IOD may have the relationship."""
    return Relationship(relationship, sources, targets)


def usage(
    module: type[Module],
    usage: str,
    *,
    ie: str = "",
    required_if: Requirement | None = None,
    limited_by: Requirement | None = None,
) -> ModuleUsage:
    """Declare that an IOD has the module: "M", "C" (then `required_if`) or "U", in entity `ie`."""
    return ModuleUsage(module, usage, ie, required_if, limited_by)


def functional_group(
    macro: type[FunctionalGroupMacro],
    usage: str,
    *,
    shared: bool | None = None,
    required_if: Requirement | None = None,
    limited_by: Requirement | None = None,
) -> FunctionalGroupUsage:
    """Declare that a multi-frame IOD has the functional group; `shared`: whether it may or must be shared."""
    return FunctionalGroupUsage(macro, usage, shared, required_if, limited_by)


class IOD(DicomObject):
    """An information object definition of PS3.3: what is built, written and read."""

    sop_classes: ClassVar[tuple[str, ...]] = ()
    modules: ClassVar[tuple[ModuleUsage, ...]] = ()
    functional_groups: ClassVar[tuple[FunctionalGroupUsage, ...]] = ()
    value_types: ClassVar[tuple[str, ...]] = ()
    """Value types that the content items of an SR IOD may have; "*" is any."""
    relationships: ClassVar[tuple[Relationship, ...]] = ()
    """Relationships between the content items of an SR IOD, as its table says."""
    by_reference: ClassVar[tuple[str, ...]] = ()
    """The relationships among them that may be conveyed by reference, not by value alone."""

    @classmethod
    def plan_(cls) -> Plan:
        """Return which attributes the mandatory and the other modules bring."""
        return once(cls, "module_plan_", _plan)

    @classmethod
    def multiframe_(cls) -> bool:
        """Tell whether a mandatory module has Number of Frames."""
        return "NumberOfFrames" in cls.plan_().mandatory

    def due_(self) -> dict[str, Attribute]:
        """Return the attributes of the modules that are present, as these modules declare them.

        Present are the mandatory modules, and those of which an attribute is set that no other module has.
        """
        plan = self.plan_()
        present = {plan.exclusive[keyword]: None for keyword in self.stored_ if keyword in plan.exclusive}
        due = dict(plan.mandatory)
        for module in present:
            for keyword, declared in module.attributes().items():
                due.setdefault(keyword, declared)
        return due

    def fixed_(self, declared: Attribute) -> Any:  # noqa: ANN401 - by VR
        """Return the only value that the standard admits, in a module that is present; a new UID."""
        if not self.derives_:
            return None
        if declared.keyword == "SOPInstanceUID":
            from pydicom.uid import generate_uid  # noqa: PLC0415

            return self.stored_.setdefault("SOPInstanceUID", str(generate_uid(prefix=None)))
        if declared.derived is None or declared.keyword not in self.due_():
            return None
        return super().fixed_(declared)

    def to_dataset(self) -> FileDataset:
        """Return the object as a pydicom data set with file meta information, ready to be sent or written.

        What was not set is filled in: values that follow from others, Type 2 attributes (empty) of the
        modules that are present, and the character set UTF-8 when a text needs one. Type 1 attributes that
        are missing are not looked at; `save` does. Raises `InvalidValue` for what contradicts the pixels.
        """
        from dicomwright.runtime.encode import file_dataset  # noqa: PLC0415 - only who writes needs it

        return file_dataset(self)

    @classmethod
    def from_dataset(cls, dataset: Dataset) -> Self:
        """Return a typed view of a data set; changes of one are not seen in the other.

        Tolerant, as `read` is. Raises `WrongSOPClass`.
        """
        from dicomwright.runtime.decode import object_of_dataset  # noqa: PLC0415 - only who reads needs it

        return object_of_dataset(cls, dataset)

    def validate(self, *, show_values: bool = False) -> Report:
        """Judge what would be written by the standard; see `dicomwright.runtime.validation.validate`."""
        from dicomwright.runtime.validation import validate  # noqa: PLC0415 - only who asks needs it

        return validate(self, show_values=show_values)

    def save(
        self,
        path: str | os.PathLike[str],
        transfer_syntax: str | None = None,
        *,
        delimited: bool = False,
        validated: bool = True,
    ) -> None:
        """Write a DICOM file, whole or not at all.

        `transfer_syntax` is the UID of an uncompressed one; Explicit VR Little Endian, or the one of compressed
        pixels that were read, when None. `delimited`: sequences end with delimiters instead of having lengths.
        `validated` False: the object is written whatever it breaks.

        Raises `InvalidInstance`, whose report has all the errors that `validate` finds, and `InvalidValue` as
        `to_dataset` does; ValueError for a transfer syntax that would need compression.
        """
        from dicomwright.runtime.files import save  # noqa: PLC0415 - only who writes needs it

        save(self, path, transfer_syntax, delimited=delimited, validated=validated)

    def write(
        self,
        stream: BinaryIO,
        transfer_syntax: str | None = None,
        *,
        delimited: bool = False,
        validated: bool = True,
    ) -> None:
        """Write a DICOM file to a stream, as `save` does; arrays of pixels are not copied."""
        from dicomwright.runtime.files import write  # noqa: PLC0415 - only who writes needs it

        write(self, stream, transfer_syntax, delimited=delimited, validated=validated)

    def to_bytes(
        self, transfer_syntax: str | None = None, *, delimited: bool = False, validated: bool = True
    ) -> bytes:
        """Return the bytes of a DICOM file, as `save` writes it."""
        from dicomwright.runtime.files import to_bytes  # noqa: PLC0415 - only who writes needs it

        return to_bytes(self, transfer_syntax, delimited=delimited, validated=validated)

    def to_json(self) -> str:
        """Return the object in the DICOM JSON Model (PS3.18 Annex F), pixels included. Raises `InvalidValue`."""
        return self.to_dataset().to_json(suppress_invalid_tags=False)

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Return a typed view of a DICOM JSON Model object, as `from_dataset` does. Raises `WrongSOPClass`."""
        from pydicom.dataset import Dataset  # noqa: PLC0415 - only its parts are needed for declarations

        return cls.from_dataset(Dataset.from_json(text if isinstance(text, str) else text.decode()))

    @classmethod
    def read(
        cls,
        source: str | os.PathLike[str] | IO[bytes] | bytes,
        *,
        stop_before_pixels: bool = False,
        defer_size: int = DEFER_SIZE,
    ) -> Self:
        """Read a DICOM file of one of the SOP classes of this IOD: a path, a URL, a file object or its bytes.

        Tolerant: an attribute is decoded when it is asked for, a value that breaks a rule is kept and in
        `problems`, what the class does not have is in `undeclared`; all of it is written again. Nothing is
        derived. Values of more than `defer_size` bytes stay in the file until they are asked for, and so does
        what follows such pixels; with `stop_before_pixels` the object has neither.

        A file object is read from where it stands, and has to stay open and unchanged as long as it is read from;
        one that cannot seek is read at once. A copy reads from the same; a pickle has all its bytes.

        Raises `UnreadableFile` for what is no DICOM file, or is no longer the same, `WrongSOPClass`, and OSError
        for what cannot be read to its end; `MissingPackage` for a URL that needs one, and TypeError for text.
        """
        from dicomwright.runtime.loading import load  # noqa: PLC0415 - only who reads needs it

        return load(source, cls, stop_before_pixels=stop_before_pixels, defer_size=defer_size)

    @property
    def pixel_array(self) -> NDArray[Any]:
        """The pixels: the array that was set, or that of the bytes that were read, decompressed by pydicom.

        Frames, rows, columns and samples are its axes, each of the first and last only where there are
        several. Raises `InvalidValue` when there are no pixels, or their bytes do not fit the attributes that
        describe them, and `CodecError` when they are compressed in a way that needs another package.
        """
        from dicomwright.runtime.arrays import pixel_array  # noqa: PLC0415 - only who asks needs it

        return pixel_array(self)

    def frame_array(self, index: int) -> NDArray[Any]:
        """Return the pixels of a frame, counted from 0, as `pixel_array` has them; of a file no others are loaded.

        Raises IndexError, and as `pixel_array` does.
        """
        from dicomwright.runtime.arrays import frame_array  # noqa: PLC0415 - only who asks needs it

        return frame_array(self, index)

    def frame_arrays(self) -> Iterator[NDArray[Any]]:
        """Give the pixels of one frame after the other; of a file there is one at a time in memory."""
        from dicomwright.runtime.arrays import frame_arrays  # noqa: PLC0415 - only who asks needs it

        return frame_arrays(self)

    def compress(  # noqa: PLR0913 - the options of codecs, by the names that they have in pydicom
        self,
        transfer_syntax: str,
        *,
        jls_error: int | None = None,
        j2k_cr: Sequence[float] | None = None,
        j2k_psnr: Sequence[float] | None = None,
        encoding_plugin: str = "",
        encapsulate_ext: bool = False,
    ) -> None:
        """Compress the pixels, in place, by pydicom and its plugins.

        `transfer_syntax` is a UID, or its keyword: RLELossless, JPEGLSLossless, JPEGLSNearLossless with
        `jls_error`, the largest error of a pixel, JPEG2000Lossless, JPEG2000 with `j2k_cr` or `j2k_psnr`, ratios
        or signal to noise of its layers. `encapsulate_ext` asks for an extended offset table. What describes the
        pixels follows: of colours Photometric Interpretation and Planar Configuration; of a loss the attributes
        that tell of it, and a new SOP Instance UID.

        Raises `CodecError` when a package is missing, and says which; `InvalidValue` for pixels that cannot be
        compressed so, and ValueError for another transfer syntax or other options.
        """
        from dicomwright.runtime.compressing import compress  # noqa: PLC0415 - only who asks needs it

        options = {
            "jls_error": jls_error,
            "j2k_cr": j2k_cr,
            "j2k_psnr": j2k_psnr,
            "encoding_plugin": encoding_plugin,
        }
        compress(self, transfer_syntax, extended=encapsulate_ext, options=options)

    def decompress(self) -> None:
        """Decompress the pixels, in place, by pydicom and its plugins; what is not compressed stays as it is.

        Colours become RGB. Raises `CodecError`, and `InvalidValue` as `pixel_array` does.
        """
        from dicomwright.runtime.compressing import decompress  # noqa: PLC0415 - only who asks needs it

        decompress(self)

    @classmethod
    def referencing(cls, source: DicomObject, *modules: type[Module], **values: Any) -> Self:  # noqa: ANN401
        """Build an object that shares modules with another: Patient and Study of an image, say.

        Copies what is set in `source` of the attributes of the `modules`, then sets `values`. What is then
        still missing is not an error here, but when the object is saved. Raises TypeError when `source` or
        this class lacks a module, and `InvalidValue`.
        """
        new = blank(cls)
        attributes = cls.attributes()
        unknown = values.keys() - attributes.keys()
        if unknown:
            raise TypeError(_unknown(cls, sorted(unknown)))
        for module in modules:
            _copy_module(module, source, new, values)
        for keyword, value in values.items():
            attributes[keyword].__set__(new, value)
        verify_pixels(new)
        return new


def _copy_module(module: type[Module], source: DicomObject, new: IOD, skipped: Mapping[str, object]) -> None:
    for side in (type(source), type(new)):
        if not issubclass(side, module):
            raise TypeError(f"{side.__qualname__} has no module {module.__qualname__}")
    attributes = type(new).attributes()
    for keyword in module.attributes():
        if keyword not in skipped and source.is_set(keyword):
            attributes[keyword].__set__(new, _detached(getattr(source, keyword)))


def _detached(value: Any) -> Any:  # noqa: ANN401 - by VR
    """Return items as data sets, so that the copy has items of its own; other values are immutable."""
    if isinstance(value, tuple):
        return [v.to_dataset() if isinstance(v, Item) else v for v in value]  # pyright: ignore[reportUnknownVariableType]
    return value


class Plan(NamedTuple):
    """Attributes of an IOD by the usage of their modules."""

    mandatory: dict[str, Attribute]
    """What the mandatory modules, and the IOD itself, declare; the strictest Type of each keyword."""
    exclusive: dict[str, type[Module]]
    """Keywords that one module alone has, one that is not mandatory."""


_STRICTNESS = {"1": 0, "2": 1, "1C": 2, "2C": 3, "3": 4}


def _plan(cls: type[IOD]) -> Plan:
    mandatory: dict[str, Attribute] = {}
    owners: dict[str, list[type[Module]]] = {}
    for used in cls.modules:
        for keyword, declared in used.module.attributes().items():
            owners.setdefault(keyword, []).append(used.module)
            if used.usage == "M":
                mandatory[keyword] = _stricter(declared, mandatory.get(keyword))
    for keyword, declared in cls.attributes().items():
        if keyword not in owners or declared.demanded:
            mandatory[keyword] = _stricter(declared, mandatory.get(keyword))
    # where the IOD itself declares another type it has weighed its modules against each other
    own = {k: a for k, a in vars(cls).items() if isinstance(a, Attribute)}
    mandatory |= {k: a for k, a in own.items() if k in mandatory and mandatory[k].type != a.type}
    exclusive = {k: found[0] for k, found in owners.items() if len(found) == 1 and k not in mandatory}
    return Plan(mandatory, exclusive)


def _stricter(one: Attribute, other: Attribute | None) -> Attribute:
    if other is None:
        return one
    return min(other, one, key=lambda a: _STRICTNESS.get(a.type, len(_STRICTNESS)))
