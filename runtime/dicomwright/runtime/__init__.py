"""Runtime of the generated classes: declarations, checked values, pixels, codes, reading and writing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwright.runtime.attribute import Attribute, attribute, values_of
from dicomwright.runtime.conditions import Condition, condition
from dicomwright.runtime.errors import DicomwrightError, Fault, InvalidInstance, InvalidValue, WrongSOPClass
from dicomwright.runtime.lazy import lazy_package
from dicomwright.runtime.objects import (
    IOD,
    FunctionalGroupMacro,
    FunctionalGroupUsage,
    Item,
    Macro,
    Module,
    ModuleUsage,
    functional_group,
    usage,
)

if TYPE_CHECKING:
    from dicomwright.runtime.codes import (
        RESERVED_MEMBER_NAMES,
        CodingScheme,
        ContextGroup,
        ContextGroupInfo,
        code,
        context_group,
        member,
    )
else:  # codes need pydicom.sr, which takes longer to import than a whole IOD: only who uses codes pays
    __getattr__, __dir__ = lazy_package(
        __name__,
        dict.fromkeys(
            (
                "RESERVED_MEMBER_NAMES",
                "CodingScheme",
                "ContextGroup",
                "ContextGroupInfo",
                "code",
                "context_group",
                "member",
            ),
            "codes",
        ),
    )

__all__ = [
    "IOD",
    "RESERVED_MEMBER_NAMES",
    "Attribute",
    "CodingScheme",
    "Condition",
    "ContextGroup",
    "ContextGroupInfo",
    "DicomwrightError",
    "Fault",
    "FunctionalGroupMacro",
    "FunctionalGroupUsage",
    "InvalidInstance",
    "InvalidValue",
    "Item",
    "Macro",
    "Module",
    "ModuleUsage",
    "WrongSOPClass",
    "attribute",
    "code",
    "condition",
    "context_group",
    "functional_group",
    "lazy_package",
    "member",
    "usage",
    "values_of",
]
