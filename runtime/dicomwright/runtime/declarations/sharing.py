"""What an object has of a module, for the constructors of others: values that are set, and items of their own.

It goes into constructors unpacked, as a TypedDict of the module, because that is the one form of which mypy and pyright
know all: every keyword and its type, what the module brings of what a constructor demands, what is missing besides, and
what is said twice. Two others were tried on the generated tree. ``shared=ct.share(Patient)`` as an argument of its own
cannot take from a constructor what it demands, be it with overloads, of which there would be one for each choice of
modules. A method of each IOD, ``Segmentation.of_series(ct, ...)``, has to name each of its keywords again, 236 on
average, and leaves no choice of what is shared.
"""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

from dicomwright.runtime.declarations.objects import DicomObject
from dicomwright.runtime.narrow import is_tuple
from dicomwright.runtime.vocabulary.registry import edition_of

if TYPE_CHECKING:
    from collections.abc import Callable


def shared_values(module: type[DicomObject], source: DicomObject) -> dict[str, Any]:
    """Return what is set in an object of the attributes of a module, and what it has of Type 1 without.

    The object may be of another edition, which has a module of the same name. Raises TypeError when it has none.
    """
    if not has_module(source, module):
        raise TypeError(f"{type(source).__qualname__} has no module {module.__qualname__}")
    theirs = type(source).attributes()
    copied = detached if edition_of(module) is edition_of(type(source)) else _foreign
    return {
        keyword: copied(getattr(source, keyword))
        for keyword, declared in module.attributes().items()
        if keyword in theirs and _said(source, keyword, of_type_1=declared.type == "1")
    }


def has_module(source: object, module: type[DicomObject]) -> bool:
    """Tell whether an object has a module, or the one of this name of its own edition."""
    rows: Any = getattr(source, "modules", ())
    return isinstance(source, module) or any(row.module.name_ == module.name_ != "" for row in rows)


def _said(source: DicomObject, keyword: str, *, of_type_1: bool) -> bool:
    return source.is_set(keyword) or (of_type_1 and getattr(source, keyword) is not None)


def detached(value: Any) -> Any:  # noqa: ANN401 - by VR
    """Copy the items of a sequence, with those in them; other values are not changed by anyone."""
    return _each(value, _copy)


def _copy(item: DicomObject) -> DicomObject:
    new = copy(item)
    new.stored_.update({keyword: detached(value) for keyword, value in new.stored_.items()})
    return new


def _foreign(value: Any) -> Any:  # noqa: ANN401 - by VR
    """Return items as data sets, which classes of any edition take."""
    return _each(value, lambda item: item.to_dataset())


def _each(value: Any, change: Callable[[Any], Any]) -> Any:  # noqa: ANN401 - by VR
    if not is_tuple(value):
        return value
    return tuple(change(one) if isinstance(one, DicomObject) else one for one in value)
