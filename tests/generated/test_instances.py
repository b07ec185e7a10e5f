"""A minimal instance of every IOD is built, written and read; values that an enumeration lacks are refused."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest
from pydicom.sr.coding import Code
from testing.every import STORED

import dicomwright.iods
from dicomwright.runtime import InvalidValue, Item
from dicomwright.runtime.declarations.checking import item_class
from dicomwright.runtime.validation import validate
from dicomwright.runtime.values.coded import code_from
from dicomwright.runtime.values.pixel_arrays import ARRAYS
from dicomwright.testing import minimal
from dicomwright.testing.breaking import INVALID, UNKNOWN
from dicomwright.testing.filling import valid_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwright.runtime import IOD, Attribute
    from dicomwright.runtime.declarations.objects import DicomObject

NAMES = dicomwright.iods.__all__


def iod(name: str) -> type[IOD]:
    found: type[IOD] = getattr(dicomwright.iods, name)
    return found


def test_there_is_a_class_of_every_iod() -> None:
    assert len(NAMES) == 191


@pytest.mark.parametrize("name", [name for name in NAMES if not set(iod(name).sop_classes) & set(STORED)])
def test_a_minimal_instance_of_what_is_not_stored_lacks_nothing(name: str) -> None:
    assert validate(minimal(iod(name))).errors == ()


@pytest.mark.parametrize("name", NAMES)
def test_a_minimal_instance_survives_a_round_trip(name: str) -> None:
    cls = iod(name)
    instance = minimal(cls)
    dataset = instance.to_dataset()
    read = cls.from_dataset(dataset)
    assert read.to_dataset() == dataset
    assert read.problems == ()
    for keyword in instance.values_.keys() - ARRAYS.keys():
        assert_same(getattr(instance, keyword), getattr(read, keyword))


def assert_same(written: object, read: object) -> None:
    """Compare values; what was derived or is empty is set in items that were read."""
    if isinstance(written, tuple) and isinstance(read, tuple):
        assert len(written) == len(read)
        for one, other in zip(written, read, strict=True):
            assert_same(one, other)
    elif isinstance(written, Item) and isinstance(read, Code):  # it says no more than that
        assert code_from(written.to_dataset()) == read
    elif isinstance(written, Item):
        assert isinstance(read, type(written))
        for keyword in written.values_:
            assert_same(getattr(written, keyword), getattr(read, keyword))
    else:
        assert written == read


@pytest.mark.parametrize("name", NAMES)
def test_an_instance_demands_its_attributes(name: str) -> None:
    cls = iod(name)
    demanded = cls.demanded_()
    if not demanded:
        assert cls() is not None
        return
    with pytest.raises(TypeError) as raised:
        cls()
    assert all(keyword in str(raised.value) for keyword in demanded)


# Valid and invalid values of attributes ----------------------------------------------------------------------


def item_classes(cls: type[DicomObject]) -> frozenset[type[DicomObject]]:
    """The item classes that the attributes of a class itself name, one level deep."""
    found = {item_class(declared) for declared in cls.attributes().values() if declared.vr == "SQ"}
    return frozenset(found - {None})


@cache
def all_classes() -> tuple[type[DicomObject], ...]:
    """Every IOD and every item class that can be reached from one."""
    todo: list[type[DicomObject]] = [iod(name) for name in NAMES]
    found: dict[type[DicomObject], None] = {}
    while todo:
        cls = todo.pop()
        if cls not in found:
            found[cls] = None
            todo.extend(item_classes(cls))
    return tuple(found)


def declarations() -> Iterator[tuple[type[DicomObject], Attribute]]:
    """Each declaration once, with a class that has it."""
    seen: set[int] = set()
    for cls in all_classes():
        for declared in cls.attributes().values():
            if id(declared) not in seen:
                seen.add(id(declared))
                yield cls, declared


def values_of(cls: type[DicomObject], declared: Attribute) -> object:
    """A new object without attributes, with one set to a valid value."""
    empty = blank(cls)
    setattr(empty, declared.keyword, valid_value(declared))
    return getattr(empty, declared.keyword)


def blank(cls: type[DicomObject]) -> DicomObject:
    """Return an object without any attribute."""
    from pydicom import Dataset  # noqa: PLC0415

    return cls.from_dataset(Dataset())  # type: ignore[attr-defined, no-any-return]  # IODs and items have it


def test_every_attribute_takes_a_valid_value() -> None:
    checked = 0
    for cls, declared in declarations():
        try:
            assert values_of(cls, declared) is not None
        except (InvalidValue, RecursionError, KeyError, TypeError) as error:
            pytest.fail(f"{cls.__qualname__}.{declared.label}: {error}")
        checked += 1
    assert checked > 10_000


def test_every_enumerated_value_is_taken() -> None:
    checked = 0
    for cls, declared in declarations():
        if declared.vm == "1":
            empty = blank(cls)
            for value in declared.values:
                setattr(empty, declared.keyword, value)
                assert getattr(empty, declared.keyword) == value, declared
                checked += 1
    assert checked > 3_000


def test_a_value_that_is_not_enumerated_is_refused() -> None:
    checked = 0
    for cls, declared in declarations():
        if declared.values:
            with pytest.raises(InvalidValue, match="must be"):
                setattr(blank(cls), declared.keyword, invalid(declared))
            checked += 1
    assert checked > 1_000


def invalid(declared: Attribute) -> object:
    """Give a value that suits VR and VM and is not among the Enumerated Values."""
    value = INVALID.get(declared.vr.split(" or ")[0], UNKNOWN)
    assert value not in declared.values
    valid = valid_value(declared)
    return [value] * len(valid) if isinstance(valid, list) else value


def test_a_value_of_another_type_is_refused() -> None:
    for cls, declared in declarations():
        with pytest.raises(InvalidValue):
            setattr(blank(cls), declared.keyword, object())
