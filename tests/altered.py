"""Objects that are made for tests, with other values than they were made with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from dicomwright.runtime import IOD

_I = TypeVar("_I", bound="IOD")


def altered(instance: _I, **values: Any) -> _I:  # noqa: ANN401 - values by VR
    """Set attributes of an object, and return it."""
    for keyword, value in values.items():
        setattr(instance, keyword, value)
    return instance
