"""Signatures of constructors, as `help` and editors show them: every attribute with its type, and what is demanded."""

from __future__ import annotations

from inspect import Parameter, Signature
from typing import TYPE_CHECKING

from dicomwright.runtime.declarations.holder import UNSET
from dicomwright.runtime.declarations.objects import once

if TYPE_CHECKING:
    from dicomwright.runtime.declarations.attribute import Attribute
    from dicomwright.runtime.declarations.objects import DicomObject


class _Type(str):
    """The text of an annotation, which is shown as it stands."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def signature_of(cls: type[DicomObject]) -> Signature:
    """Return what the constructor of a class takes; what it demands comes first."""
    return once(cls, "shown_signature_", _signature)


def _signature(cls: type[DicomObject]) -> Signature:
    types: dict[str, object] = {}
    for base in reversed(cls.__mro__):
        types |= vars(base).get("__annotations__", {})
    attributes = sorted(cls.attributes().items(), key=lambda pair: not pair[1].demanded)
    return Signature([_parameter(keyword, declared, types.get(keyword)) for keyword, declared in attributes])


def _parameter(keyword: str, declared: Attribute, annotation: object) -> Parameter:
    shown = _Type(annotation) if isinstance(annotation, str) else annotation
    default = Parameter.empty if declared.demanded else UNSET
    return Parameter(keyword, Parameter.KEYWORD_ONLY, default=default, annotation=shown or Parameter.empty)
