"""What an object has of a module, for the constructors of others: values that are set, and items of their own.

It goes into constructors unpacked, as a TypedDict of the module, because that is the one form of which mypy and pyright
know all: every keyword and its type, what the module brings of what a constructor demands, what is missing besides, and
what is said twice. For all modules it costs 0.46 MB of generated code (4 %), 0.09 MB of the wheel, and of mypy's time
on one IOD, cold, some hundredths at most. Two others were tried on the generated tree:

- ``Segmentation(shared=ct.share(Patient), ...)``: an argument cannot take from a constructor what it demands, so that
  either nothing or all of it is demanded; overloads would be one for each choice of modules.
- ``Segmentation.of_series(ct, ...)``, a method of each IOD: it names each keyword of the IOD again, 236 on average,
  which is 3 MB of generated code (25 %), 0.6 MB of the wheel and 18 % of mypy's time on one IOD; and what is shared is
  the same for all.
"""

from __future__ import annotations

from copy import copy
from typing import Any

from dicomwright.runtime.declarations.objects import DicomObject
from dicomwright.runtime.narrow import is_tuple
from dicomwright.runtime.vocabulary.registry import edition_of


def shared_values(module: type[DicomObject], source: DicomObject) -> dict[str, Any]:
    """Return what is set in an object of the attributes of a module, and what it has of Type 1 without.

    The object may be of another edition, which has a module of the same name. Raises TypeError when it has none.
    """
    if not has_module(source, module):
        raise TypeError(f"{type(source).__qualname__} has no module {module.__qualname__}")
    theirs = type(source).attributes()
    copied = _own if edition_of(module) is edition_of(type(source)) else _foreign
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


def _own(value: Any) -> Any:  # noqa: ANN401 - by VR
    """Copy the items of a sequence, with those in them; other values are not changed by anyone."""
    return tuple(map(copy, value)) if is_tuple(value) else value


def _foreign(value: Any) -> Any:  # noqa: ANN401 - by VR
    """Return items as data sets, which classes of any edition take."""
    if not is_tuple(value):
        return value
    return tuple(one.to_dataset() if isinstance(one, DicomObject) else one for one in value)  # type: ignore[attr-defined]
