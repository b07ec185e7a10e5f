"""Runtime of the generated classes: declarations, checked values, pixels, codes, reading and writing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwright.runtime.conditions.expressions import (
    Condition,
    Expression,
    Requirement,
    Rule,
    all_of,
    among,
    any_item,
    any_of,
    anywhere,
    at_least,
    at_most,
    below,
    between,
    code_differs,
    code_is,
    compares,
    condition,
    differs,
    distinct_values,
    each_value,
    empty,
    enclosing_item,
    equals,
    every_item,
    exactly_one_of,
    extended_characters,
    external,
    first_item,
    greater,
    has_form,
    has_size,
    has_value,
    implies,
    in_functional_groups,
    inside,
    items_at_least,
    items_equal,
    items_more_than,
    last_item,
    less,
    module_present,
    multiple_of,
    names_private,
    not_,
    numbered,
    once,
    points_to,
    present,
    referenced_item,
    rising,
    rising_values,
    rule,
    rule_of,
    same_size,
    size_is,
    sop_class_is,
    starts,
    totals,
    transfer_syntax_is,
    unique,
    unit_vectors,
)
from dicomwright.runtime.declarations.attribute import Attribute, attribute
from dicomwright.runtime.declarations.declaration import values_of
from dicomwright.runtime.declarations.holder import UNSET
from dicomwright.runtime.declarations.instances import (
    FunctionalGroupUsage,
    Module,
    ModuleUsage,
    Relationship,
    functional_group,
    relationship,
    usage,
)
from dicomwright.runtime.errors import (
    CodecError,
    DicomwrightError,
    InvalidValue,
    MissingPackage,
    UnreadableFile,
    WrongSOPClass,
)
from dicomwright.runtime.frames import Frames, FramesOf, FrameView, only_item
from dicomwright.runtime.iod import IOD
from dicomwright.runtime.item import CodedMacro, FunctionalGroupMacro, Item, Macro
from dicomwright.runtime.lazy import lazy_package
from dicomwright.runtime.overlays import Overlays, OverlaysOf, OverlayView

if TYPE_CHECKING:
    from dicomwright.runtime.declarations.keys import DateKey as DateKey
    from dicomwright.runtime.declarations.keys import DateTimeKey as DateTimeKey
    from dicomwright.runtime.declarations.keys import ItemKey as ItemKey
    from dicomwright.runtime.declarations.keys import NameKey as NameKey
    from dicomwright.runtime.declarations.keys import NumberKey as NumberKey
    from dicomwright.runtime.declarations.keys import TextKey as TextKey
    from dicomwright.runtime.declarations.keys import TimeKey as TimeKey
    from dicomwright.runtime.declarations.keys import UIDKey as UIDKey
    from dicomwright.runtime.declarations.typed import Bytes as Bytes
    from dicomwright.runtime.declarations.typed import GivenBytes as GivenBytes
    from dicomwright.runtime.declarations.typed import GivenInteger as GivenInteger
    from dicomwright.runtime.declarations.typed import GivenIntegers as GivenIntegers
    from dicomwright.runtime.declarations.typed import GivenNumber as GivenNumber
    from dicomwright.runtime.declarations.typed import GivenReal as GivenReal
    from dicomwright.runtime.declarations.typed import GivenReals as GivenReals
    from dicomwright.runtime.declarations.typed import Integer as Integer
    from dicomwright.runtime.declarations.typed import IntegerOf as IntegerOf
    from dicomwright.runtime.declarations.typed import Integers as Integers
    from dicomwright.runtime.declarations.typed import Items as Items
    from dicomwright.runtime.declarations.typed import Name as Name
    from dicomwright.runtime.declarations.typed import Names as Names
    from dicomwright.runtime.declarations.typed import NoModule as NoModule
    from dicomwright.runtime.declarations.typed import OptionalBytes as OptionalBytes
    from dicomwright.runtime.declarations.typed import OptionalInteger as OptionalInteger
    from dicomwright.runtime.declarations.typed import OptionalIntegers as OptionalIntegers
    from dicomwright.runtime.declarations.typed import OptionalItems as OptionalItems
    from dicomwright.runtime.declarations.typed import OptionalName as OptionalName
    from dicomwright.runtime.declarations.typed import OptionalNames as OptionalNames
    from dicomwright.runtime.declarations.typed import OptionalReal as OptionalReal
    from dicomwright.runtime.declarations.typed import OptionalReals as OptionalReals
    from dicomwright.runtime.declarations.typed import OptionalTable as OptionalTable
    from dicomwright.runtime.declarations.typed import Real as Real
    from dicomwright.runtime.declarations.typed import Reals as Reals
    from dicomwright.runtime.declarations.typed import Table as Table
    from dicomwright.runtime.iod import read
    from dicomwright.runtime.reports.findings import Finding
    from dicomwright.runtime.reports.report import FaultsBefore, InvalidInstance, Report
    from dicomwright.runtime.services import (
        NormalizedService,
        QueryItem,
        QueryKey,
        ServiceData,
        query_key,
        query_keys,
    )
    from dicomwright.runtime.validation import validate
    from dicomwright.runtime.vocabulary.codes import (
        RESERVED_MEMBER_NAMES,
        CodingScheme,
        ContextGroup,
        ContextGroupInfo,
        code,
        context_group,
        member,
    )
    from dicomwright.runtime.vocabulary.uids import new_uid
else:  # what takes longer to import than a whole IOD (pydicom.sr, say): only who uses it pays
    __getattr__, __dir__ = lazy_package(
        __name__,
        {
            **dict.fromkeys(
                (
                    "RESERVED_MEMBER_NAMES",
                    "CodingScheme",
                    "ContextGroup",
                    "ContextGroupInfo",
                    "code",
                    "context_group",
                    "member",
                ),
                "vocabulary.codes",
            ),
            **dict.fromkeys(
                ("NormalizedService", "QueryItem", "QueryKey", "ServiceData", "query_key", "query_keys"),
                "services",
            ),
            "FaultsBefore": "reports.report",
            "Finding": "reports.findings",
            "InvalidInstance": "reports.report",
            "Report": "reports.report",
            "new_uid": "vocabulary.uids",
            "read": "iod",
            "validate": "validation",
        },
    )

__all__ = [
    "IOD",
    "RESERVED_MEMBER_NAMES",
    "UNSET",
    "Attribute",
    "CodecError",
    "CodedMacro",
    "CodingScheme",
    "Condition",
    "ContextGroup",
    "ContextGroupInfo",
    "DicomwrightError",
    "Expression",
    "FaultsBefore",
    "Finding",
    "FrameView",
    "Frames",
    "FramesOf",
    "FunctionalGroupMacro",
    "FunctionalGroupUsage",
    "InvalidInstance",
    "InvalidValue",
    "Item",
    "Macro",
    "MissingPackage",
    "Module",
    "ModuleUsage",
    "NormalizedService",
    "OverlayView",
    "Overlays",
    "OverlaysOf",
    "QueryItem",
    "QueryKey",
    "Relationship",
    "Report",
    "Requirement",
    "Rule",
    "ServiceData",
    "UnreadableFile",
    "WrongSOPClass",
    "all_of",
    "among",
    "any_item",
    "any_of",
    "anywhere",
    "at_least",
    "at_most",
    "attribute",
    "below",
    "between",
    "code",
    "code_differs",
    "code_is",
    "compares",
    "condition",
    "context_group",
    "differs",
    "distinct_values",
    "each_value",
    "empty",
    "enclosing_item",
    "equals",
    "every_item",
    "exactly_one_of",
    "extended_characters",
    "external",
    "first_item",
    "functional_group",
    "greater",
    "has_form",
    "has_size",
    "has_value",
    "implies",
    "in_functional_groups",
    "inside",
    "items_at_least",
    "items_equal",
    "items_more_than",
    "last_item",
    "lazy_package",
    "less",
    "member",
    "module_present",
    "multiple_of",
    "names_private",
    "new_uid",
    "not_",
    "numbered",
    "once",
    "only_item",
    "points_to",
    "present",
    "query_key",
    "query_keys",
    "read",
    "referenced_item",
    "relationship",
    "rising",
    "rising_values",
    "rule",
    "rule_of",
    "same_size",
    "size_is",
    "sop_class_is",
    "starts",
    "totals",
    "transfer_syntax_is",
    "unique",
    "unit_vectors",
    "usage",
    "validate",
    "values_of",
]
