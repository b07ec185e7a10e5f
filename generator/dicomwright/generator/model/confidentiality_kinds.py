"""The kinds of tables of PS3.15 annex E: the confidentiality profile, its actions, and what it lists."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, get_args

from dicomwright.generator.facts import ProfileOption
from dicomwright.generator.model.columns import Column, Kind
from dicomwright.generator.model.text import TAG

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dicomwright.generator.docbook import Cell

ACTION: Final = re.compile(r"[A-Z](?:/[A-Z])*\*?")
PRIVATE: Final = re.compile(r"\(gggg, ?eeee\) where gggg is odd", re.IGNORECASE)
OPTIONS: Final[tuple[ProfileOption, ...]] = get_args(ProfileOption)

# Of an option: its heading, and the actions that its cells have.
_OPTION_COLUMNS: Final[dict[ProfileOption, tuple[tuple[str, ...], str]]] = {
    "retain_safe_private": (("rtn safe priv opt", "retain safe private option"), "C"),
    "retain_uids": (("rtn uids opt", "retain uids option"), "K"),
    "retain_device_identity": (
        (
            "rtn dev id opt",
            "rtn dev ident opt",
            "retain device identity option",
            "retain device ident option",
        ),
        "KC",
    ),
    "retain_institution_identity": (("rtn inst id opt", "retain institution identity option"), "K"),
    "retain_patient_characteristics": (
        ("rtn pat chars opt", "retain patient chars option", "retain patient characteristics option"),
        "KC",
    ),
    "retain_longitudinal_full_dates": (
        ("rtn long full dates opt", "retain long full dates option", "retain longitudinal full dates option"),
        "K",
    ),
    "retain_longitudinal_modified_dates": (
        (
            *("rtn long modif dates opt", "retain long modif dates option"),
            "retain longitudinal modified dates option",
        ),
        "C",
    ),
    "clean_descriptors": (("clean desc opt", "clean descriptors option"), "C"),
    "clean_structured_content": (
        ("clean struct cont opt", "clean structured content option"),
        "C",
    ),
    "clean_graphics": (("clean graph opt", "clean graphics option"), "C"),
}
_NEVER: Final = 2.0  # a share that no column has: an action alone does not tell which option it is of


def _text(pattern: str) -> Callable[[Cell], bool]:
    compiled = re.compile(pattern)
    return lambda cell: compiled.fullmatch(cell.text) is not None


def _options() -> Iterator[tuple[str, Column]]:
    for option, (headings, actions) in _OPTION_COLUMNS.items():
        yield option, Column(headings, _text(f"[{actions}]"), optional=True, share=_NEVER)


_FLAG: Final = _text("[YN]")
_BASIC: Final = Column(("basic prof", "basic profile"), _text(ACTION.pattern))
_RETIRED: Final = Column(("retd", "retired"), _FLAG, optional=True, share=_NEVER)

ACTION_CODES: Final = Kind(
    "action codes",
    {
        "code": Column(("action code", "code", "action", "action codes"), _text(ACTION.pattern)),
        "meaning": Column(("meaning", "description", "definition"), _text(r"\S+ \S+ \S+ \S.*")),
    },
    caption=re.compile(r"\bAction Codes$"),
    within=re.compile(r"(?:sect|chapter)_E\b"),
    headless=True,
)
PROTECTED_ATTRIBUTES: Final = Kind(
    "protected attributes",
    {
        "name": Column(("attribute name", "attribute", "name")),
        "tag": Column(("tag", "tags", "attribute tag"), _text(f"{TAG.pattern}|{PRIVATE.pattern}")),
        "retired": _RETIRED,
        "in_iods": Column(
            ("in std comp iod", "in standard composite iod"), _FLAG, optional=True, share=_NEVER
        ),
        "basic": _BASIC,
        **dict(_options()),
    },
    caption=re.compile(r"\bConfidentiality Profile Attributes$"),
    section=re.compile(r"^De-identifier$"),
)
PROTECTED_CONTENT_ITEMS: Final = Kind(
    "protected content items",
    {
        "meaning": Column(("code meaning", "meaning")),
        "value": Column(("code value", "code"), _text(r"\S+")),
        "scheme": Column(("coding scheme designator", "coding scheme"), _text(r"[A-Za-z][\w.\[\] -]{0,15}")),
        "value_type": Column(("value type", "vt"), _text(r"[A-Z0-9]{3,}")),
        "retired": _RETIRED,
        "in_templates": Column(("in std tpl", "in standard template"), _FLAG, optional=True, share=_NEVER),
        "basic": _BASIC,
        **dict(_options()),
    },
    caption=re.compile(r"\bContent Item Concept Name Codes$"),
    section=re.compile(r"^Clean Structured Content Option$"),
)
SAFE_PRIVATE_ATTRIBUTES: Final = Kind(
    "safe private attributes",
    {
        "tag": Column(("data element", "tag", "attribute tag"), _text(TAG.pattern)),
        "creator": Column(("private creator", "private creator id", "creator")),
        "vr": Column(("vr", "value representation"), _text(r"[A-Z]{2}(?:(?:/| or )[A-Z]{2})*")),
        "vm": Column(("vm", "value multiplicity"), _text(r"\d+(?:-(?:\d+|\d*n))?")),
    },
    caption=re.compile(r"^Safe Private Attributes$"),
    section=re.compile(r"^Retain Safe Private Option$"),
    ignored=re.compile("meaning|name|attribute name|description"),
)
PART15: Final = (ACTION_CODES, PROTECTED_ATTRIBUTES, PROTECTED_CONTENT_ITEMS, SAFE_PRIVATE_ATTRIBUTES)
