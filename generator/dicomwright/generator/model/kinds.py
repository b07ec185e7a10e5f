"""The kinds of tables that make the model: their columns by heading and content, and the captions that promise them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from dicomwright.generator.model.columns import Column, Kind
from dicomwright.generator.model.text import TAG

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwright.generator.docbook import Cell


def _text(pattern: str) -> Callable[[Cell], bool]:
    """Whether the whole text of a cell is of a pattern."""
    compiled = re.compile(pattern)
    return lambda cell: compiled.fullmatch(cell.text) is not None


def _start(pattern: str) -> Callable[[Cell], bool]:
    """Whether the text of a cell starts with a pattern."""
    compiled = re.compile(pattern)
    return lambda cell: compiled.match(cell.text) is not None


def _refers(cell: Cell) -> bool:
    """Whether a cell refers to a section, or names one."""
    return bool(cell.references) or "#sect_" in cell.text


def _refers_to_iod(cell: Cell) -> bool:
    return any(each.kind == "olink" and each.document.endswith("3.3") for each in cell.references)


_TAG: Final = _text(TAG.pattern)
_UID: Final = _text(r"[\d. ]+\.[\d. ]+")
_TYPE: Final = _start(r"[123]C?\b")
_USAGE: Final = _start(r"[MCU]\b")
_ENTITY: Final = _text("Patient|Study|Series|Frame of Reference|Equipment|Image")
_KEYWORD: Final = _text(r"[A-Z][A-Za-z0-9]*")
_VR: Final = _start(r"[A-Z]{2}\b|See Note")
_VM: Final = _start(r"\d+(?:-(?:\d+|\d*n))?\b|See Note")
_RETIRED: Final = _start(r"RET\b|DIC|See Note")
_SCHEME: Final = _text(r"[A-Za-z][\w.-]{0,15}")
_CODE: Final = _text(r"\S+")
_WORDS: Final = _start(r"\S+ \S+ \S+ \S+")
_VALUE_TYPES: Final = _start(r"(?:any\b|[A-Z][A-Z0-9]{2,}\b)")
_RELATIONSHIP: Final = _start(r"(?:any\b|[A-Z]{3,}(?: [A-Z]+)*\b)")
_TEMPLATE_TYPE: Final = _text(
    r"(?:TEXT|NUM(?:ERIC)?|CODE|DATE(?:TIME)?|TIME|UIDREF|PNAME|CONTAINER|TABLE|COMPOSITE|IMAGE|WAVEFORM|"
    r"[ST]COORD(?:3D)?|INCLUDE)"
)

_SECTIONS: Final = _refers
_MODULE: Final = Column(("module", "modules", "module name"))
_REFERENCE: Final = Column(("reference", "references", "section", "defined in"), _SECTIONS)
_MODULE_TEXT: Final = Column(("module description", "description"), _WORDS)
_ATTRIBUTE_TAG: Final = Column(("tag", "tags", "attribute tag"), _TAG)
_ATTRIBUTE_TYPE: Final = Column(("type", "attribute type", "types"), _TYPE, optional=True)
_ATTRIBUTE_TEXT: Final = Column(
    ("attribute description", "description", "attribute descriptions", "attribute definition", "definition")
)
_IOD_CAPTION: Final = re.compile(r"\bIOD Modules?(?: Table)?$")
_IOD_SECTION: Final = re.compile(r"\bIOD Modules?(?: Table)?$|^Module Table$")
_ATTRIBUTES: Final = re.compile(
    r"\b(?:Module|Macro)(?: Attributes(?: Description)?| Table| Description)?$|\bAttributes$"
)

ATTRIBUTES: Final = Kind(
    "attributes",
    {
        "name": Column(("attribute name", "attribute", "attributes", "attribute names")),
        "tag": _ATTRIBUTE_TAG,
        "type": _ATTRIBUTE_TYPE,
        "description": _ATTRIBUTE_TEXT,
    },
    caption=_ATTRIBUTES,
)
DIRECTORY: Final = Kind(
    "directory",
    {
        "name": Column(("key", "keys", "key name")),
        "tag": _ATTRIBUTE_TAG,
        "type": _ATTRIBUTE_TYPE,
        "description": _ATTRIBUTE_TEXT,
    },
    caption=re.compile(r" Keys$"),
    section=re.compile(r" Directory Record(?: Definition)?$"),
)
COMPOSITE: Final = Kind(
    "composite",
    {
        "ie": Column(
            ("ie", "information entity", "entity", "information entities", "ies"), _ENTITY, share=0.2, least=0
        ),
        "module": _MODULE,
        "reference": _REFERENCE,
        "usage": Column(("usage", "module usage", "requirement"), _USAGE),
    },
    caption=_IOD_CAPTION,
    section=_IOD_SECTION,
)
MEDIA: Final = Kind(
    "media",
    {
        "module": _MODULE,
        "reference": _REFERENCE,
        "usage": Column(("usage", "module usage", "requirement"), _USAGE),
        "description": _MODULE_TEXT,
    },
    caption=_IOD_CAPTION,
    section=_IOD_SECTION,
    within=re.compile(r"(?:sect|chapter)_F\b"),
)
NORMALIZED: Final = Kind(
    "normalized",
    {"module": _MODULE, "reference": _REFERENCE, "description": _MODULE_TEXT},
    caption=_IOD_CAPTION,
    section=_IOD_SECTION,
    within=re.compile(r"(?!(?:sect|chapter)_F\b)"),
    unlike=re.compile(r"^IE$"),
)
GROUPS: Final = Kind(
    "groups",
    {
        "name": Column(("functional group macro", "functional group macros", "functional group", "macro")),
        "reference": Column(("section", "reference", "references", "defined in"), _SECTIONS),
        "usage": Column(("usage", "macro usage", "requirement"), _USAGE),
    },
    caption=re.compile(r"\bFunctional Group Macros?$"),
    section=re.compile(r"\bFunctional Group Macros$"),
)
RELATIONSHIPS: Final = Kind(
    "relationships",
    {
        "source": Column(("source value type", "source value types", "source"), _VALUE_TYPES),
        "relationship": Column(
            ("relationship type", "relationship", "relationship types", "relationships"), _RELATIONSHIP
        ),
        "target": Column(("target value type", "target value types", "target"), _VALUE_TYPES),
    },
    caption=re.compile(r"^Relationship Content Constraints\b"),
    section=re.compile(r"\bRelationship Constraints$"),
)
VALUES: Final = Kind(
    "values",
    {
        "value": Column(
            (
                "defined term",
                "defined term name",
                "defined terms",
                "enumerated value",
                "enumerated value name",
            )
        ),
        "description": Column(
            (
                *("defined term description", "enumerated value description", "character set description"),
                *("definition", "description", "meaning"),
            )
        ),
    },
    ignored=re.compile(
        r"iso registration number|number of characters|code element|character set|.* equivalent|"
        r"standard for code extension|esc sequence"
    ),
)
COMBINATIONS: Final = Kind(
    "combinations",
    {"first": Column(("photometric interpretation",))},
    unlike=TAG,
    ignored=re.compile(r".*"),
)
PART3: Final = (
    *(ATTRIBUTES, DIRECTORY, COMPOSITE, MEDIA, NORMALIZED, GROUPS, RELATIONSHIPS, VALUES, COMBINATIONS),
)

SOP_CLASSES: Final = Kind(
    "sop classes",
    {
        "name": Column(("sop class name", "sop class")),
        "uid": Column(("sop class uid", "uid", "uid value", "sop class uid value"), _UID),
        "iods": Column(("iod specification", "iod", "iods", "iod reference"), _refers_to_iod),
        "specialization": Column(("specialization", "specializations"), _refers, optional=True),
    },
    caption=re.compile(r"^(?:Media Storage )?Standard SOP Classes$"),
    section=re.compile(r"^(?:Media Storage )?Standard SOP Classes$"),
)
_USE: Final = _start(r"(?:[123]C?|MC?|U|-)\s*(?:/|$)|[123]C?\b|Not [Aa]llowed")
_KEY_TYPE: Final = _start(r"(?:[URO*-]|RC|[PX])$|[123]C?$")
_SERVICE_NAME: Final = Column(("attribute name", "attribute"))
_SERVICE_TAG: Final = Column(("tag", "tags"), least=0)  # rows for all other attributes have none
_KEY_NAME: Final = Column(("description module", "description", "attribute name", "attribute"))
_MATCHING: Final = Column(("matching key type", "match key type"), _KEY_TYPE)
_RETURN: Final = Column(("return key type",), _KEY_TYPE, optional=True)
_REMARK: Final = Column(("remark matching type", "remark type", "remark"), optional=True)
_GET: Final = Column(("req type n get", "n get usage scu scp"), _USE, optional=True)

SERVICE_ATTRIBUTES: Final = Kind(
    "service attributes",
    {
        "name": _SERVICE_NAME,
        "tag": _SERVICE_TAG,
        "create": Column(("req type n create", "n create usage scu scp"), _USE),
        "set": Column(("req type n set", "n set usage scu scp"), _USE, optional=True),
        "final": Column(("requirement type final state", "final state"), _KEY_TYPE, optional=True, least=0),
        "get": _GET,
        "matching": replace(_MATCHING, optional=True),
        "return": _RETURN,
        "remark": _REMARK,
    },
    caption=re.compile(r"\bN-CREATE(?:\b.*)? Attributes?(?: List\b.*)?$|^UPS .* Macro$"),
    unlike=re.compile(r"^(?:Usage|Req\w*\.? Type) \(?SCU/SCP\)?$|\bType (?:Name|ID)$"),
)
SERVICE_MACRO: Final = Kind(
    "service macros",
    {"name": _SERVICE_NAME, "tag": _SERVICE_TAG, "get": replace(_GET, optional=False)},
    caption=re.compile(r"\bMacro$"),
)
SERVICE_ARGUMENTS: Final = Kind(
    "service arguments",
    {
        "type_name": Column(("action type name", "event type name")),
        "type_id": Column(("action type id", "event type id"), _text(r"\d+")),
        "name": _SERVICE_NAME,
        "tag": _SERVICE_TAG,
        "use": Column(("requirement type scu scp", "usage scu scp", "req type scu scp"), _USE, least=0),
    },
    caption=re.compile(
        r"\b(?:Action|Event|Event Report|N-ACTION) (?:Information|Reply|Arguments)$|^N-ACTION Arg"
    ),
)
SERVICE_IDENTIFIER: Final = Kind(
    "identifiers of queries",
    {
        "name": _KEY_NAME,
        "tag": _SERVICE_TAG,
        "request": Column(("request identifier", "type in request identifier"), _KEY_TYPE),
        "response": Column(("response identifier", "type in response identifier"), _KEY_TYPE),
        "remark": _REMARK,
    },
    caption=re.compile(r"\bC-FIND Identifier\b"),
)
LEVEL_KEYS: Final = Kind(
    "keys of levels",
    {
        "name": Column(("description",)),
        "tag": _SERVICE_TAG,
        "matching": Column(("type", "matching key type"), _text("[URO]")),
    },
    caption=re.compile(r"\bLevel (?:Keys|Attributes) for the\b"),
    unlike=re.compile(r"Return Key Type|Condition"),
)
FRAME_KEYS: Final = Kind(
    "keys of frames",
    {
        "name": Column(("description",)),
        "tag": _SERVICE_TAG,
        "condition": Column(("condition",), _start("Required if")),
    },
    caption=re.compile(r"^Frame Level Keys for the\b"),
)
QUERY_KEYS: Final = Kind(
    "keys of queries",
    {
        "name": _KEY_NAME,
        "tag": _SERVICE_TAG,
        "matching": _MATCHING,
        "return": replace(_RETURN, optional=False),
        "remark": _REMARK,
    },
    caption=re.compile(r"^Attributes for the\b.*\bInformation Model$"),
)
OPERATION: Final = Kind(
    "attributes of operations",
    {
        "name": _SERVICE_NAME,
        "tag": _SERVICE_TAG,
        "use": Column(("usage scu scp", "requirement type scu scp", "requirement type"), _USE),
    },
    caption=re.compile(r"\bN-(?:CREATE|SET|GET) Attributes?(?: List\b.*)?$"),
    unlike=re.compile(r"\bN-(?:CREATE|SET|GET)\b|\bType (?:Name|ID)$"),
)
SERVICES: Final = (
    *(SERVICE_ARGUMENTS, SERVICE_ATTRIBUTES, OPERATION, SERVICE_MACRO, SERVICE_IDENTIFIER, LEVEL_KEYS),
    *(FRAME_KEYS, QUERY_KEYS),
)
"""The tables of PS3.4 with attributes of services, in the order in which a table is compared with them."""
VRS: Final = Kind(
    "vrs",
    {
        "name": Column(("vr name", "vr", "name", "value representation", "vr code"), _start(r"[A-Z]{2}\b")),
        "length": Column(
            ("length of value", "length", "value length", "lengths"),
            _start(r".*\b(?:bytes?|char(?:acter)?s)\b|See\b|Not applicable"),
        ),
    },
    caption=re.compile(r"\bValue Representations$"),
    unlike=re.compile(r"^Tag$"),
    ignored=re.compile(r"definition|character repertoire"),
)
DATA_ELEMENTS: Final = Kind(
    "data elements",
    {
        "tag": Column(("tag", "tags", "data element tag"), _TAG),
        "name": Column(("name", "attribute name", "data element name")),
        "keyword": Column(("keyword", "keywords"), _KEYWORD, optional=True),
        "vr": Column(("vr", "value representation", "vrs"), _VR),
        "vm": Column(("vm", "value multiplicity"), _VM),
        # The last column has no heading.
        "note": Column(("", "retired", "note", "notes", "status"), _RETIRED, optional=True),
    },
    caption=re.compile(r"^Registry of DICOM\b"),
    section=re.compile(r"^Registry of DICOM (?!Unique)"),
)
UIDS: Final = Kind(
    "uids",
    {
        "value": Column(("uid value", "uid", "value"), _UID),
        "name": Column(("uid name", "name")),
        "keyword": Column(("uid keyword", "keyword"), _KEYWORD, optional=True),
        "type": Column(("uid type", "type"), optional=True),
        "part": Column(("part",), optional=True),
        "reference": Column(("normative reference", "reference"), optional=True),
    },
    caption=re.compile(r"^(?:Template )?UID Values$|^Well-known Frames of Reference$"),
)
CONTEXT_GROUP_UIDS: Final = Kind(
    "context group uids",
    {
        "value": Column(("context uid", "context group uid", "uid", "uid value"), _UID),
        "cid": Column(("context identifier", "cid", "context group identifier")),
        "name": Column(("context group name", "name")),
    },
    caption=re.compile(r"^Context Group UID Values$"),
    ignored=re.compile(r"comments?"),
)
CONTEXT_GROUP: Final = Kind(
    "context groups",
    {
        "scheme": Column(("coding scheme designator", "coding scheme", "scheme designator"), _SCHEME),
        "value": Column(("code value", "code", "code values"), _CODE),
        "meaning": Column(("code meaning", "meaning", "code meanings")),
    },
    caption=re.compile(r"^CID \d+"),
    # Equivalents in other schemes and remarks are not part of the group.
    ignored=re.compile(
        r"snomed rt id|umls concept unique id|snodent code|itis tsn|.*\bequivalents?\b.*|.*\binformative\b.*|"
        r"notes?|source|other names|trade name|iso 3950 designation of .*|view position"
    ),
)
CONTROLLED_TERMS: Final = Kind(
    "controlled terms",
    {
        "value": Column(("code value", "code", "code values"), _CODE),
        "meaning": Column(("code meaning", "meaning", "code meanings")),
        # It tells this table from others with codes; it is not read.
        "definition": Column(("definition", "definitions", "description", "code definition"), _WORDS),
        "notes": Column(("notes", "note", "remarks"), optional=True),
    },
    caption=re.compile(r"\bControlled Terminology Definitions\b"),
    section=re.compile(r"\bControlled Terminology Definitions\b"),
    unlike=re.compile(r"^coding scheme designator$", re.IGNORECASE),
)
CODING_SCHEMES: Final = Kind(
    "coding schemes",
    {
        "designator": Column(("coding scheme designator", "designator", "coding scheme"), _SCHEME),
        "uid": Column(("coding scheme uid", "uid"), _UID),
        "name": Column(("coding scheme name", "name"), optional=True),
    },
    caption=re.compile(r"^Coding Schemes$"),
    section=re.compile(r"^Coding Schemes$"),
    ignored=re.compile(r"description"),
)
# Rows may lack a cell, so that the headings are right and the cells below them are not.
TEMPLATE: Final = Kind(
    "templates",
    {
        "row": Column(("", "row", "row number"), _text(r"\d+[a-z]*\w*"), optional=True, least=0),
        "nesting": Column(("nl", "nesting level", "nesting"), _text(r"[> ]+"), optional=True, least=0),
        "relationship": Column(
            ("rel with parent", "relationship with parent", "relationship"), optional=True
        ),
        "value_type": Column(("vt", "value type"), _TEMPLATE_TYPE, least=0),
        "concept": Column(("concept name", "concept", "concept names")),
        "vm": Column(("vm", "value multiplicity"), _VM, optional=True, least=0),
        "requirement": Column(
            ("req type", "requirement type", "requirement"), _text("[MU]C?"), optional=True, least=0
        ),
        "condition": Column(("condition", "conditions"), optional=True),
        "values": Column(("value set constraint", "value set constraints", "value set"), optional=True),
    },
)
TEMPLATE_PARAMETERS: Final = Kind(
    "template parameters",
    {
        "name": Column(("parameter name", "parameter", "name"), _text(r"\$[\w-]+")),
        "usage": Column(("parameter usage", "usage", "parameter description")),
    },
)
