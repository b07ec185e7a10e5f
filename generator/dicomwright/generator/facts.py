"""The model of an edition: frozen dataclasses of facts, and nothing of the text they were read from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

ValueKind = Literal["enumerated", "defined"]
Binding = Literal["defined", "baseline", ""]
Outcome = Literal["compiled", "partly_external", "external", "not_understood"]
ConstraintKind = Literal["range", "value", "relation", "count", "unique", "numbering", "sum", "form"]
Otherwise = Literal["may", "shall_not", "silent"]
ProfileOption = Literal[
    "retain_safe_private",
    "retain_uids",
    "retain_device_identity",
    "retain_institution_identity",
    "retain_patient_characteristics",
    "retain_longitudinal_full_dates",
    "retain_longitudinal_modified_dates",
    "clean_descriptors",
    "clean_structured_content",
    "clean_graphics",
]
"""Options of the confidentiality profile that have a column in its tables."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecRef:
    """A place in the standard: part, xml:id of the table or section, and the label of the section."""

    part: int
    xml_id: str
    section: str
    section_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A condition: a fingerprint of its text, what the text means, and the attributes that it names.

    `fingerprint` is the start of the SHA-256 of the normalized text: it changes when the standard does.
    `expression` (what demands), `allowed` and `forbidden` are calls of `dicomwright.runtime.conditions`, written as
    Python; `otherwise` is what holds where none of them does ("silent": PS3.5 7.4 decides).
    `place` names a text that is not understood.
    `text` is only there between reading and compiling: no sentence of the standard is stored.
    """

    fingerprint: str
    tags: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()  # xml:ids of sections that it names: an IOD, say
    outcome: Outcome = "not_understood"
    expression: str = ""
    allowed: str = ""
    forbidden: str = ""
    otherwise: Otherwise = "silent"
    place: str = ""
    text: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint:
    """What a row says that values must be: a fingerprint of the sentence, and what it means.

    `fingerprint`, `expression` and `text` are as in `Condition`. One that is not compiled has a `reason` why nothing of
    it is judged; `place` is the section where it stands when that is not the row's own.
    """

    fingerprint: str
    kind: ConstraintKind | Literal[""] = ""
    expression: str = ""
    reason: str = ""
    place: str = ""
    text: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueList:
    """Enumerated Values or Defined Terms, of one value of a multi-valued attribute or under a condition."""

    kind: ValueKind
    values: tuple[str, ...]
    value_number: int | None = None
    condition: Condition | None = None
    source: str = ""  # xml:id of the table or section when the list stands elsewhere than in the row
    replaces: str = ""  # source of the list that this one stands in the place of, where a module has that one


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemCount:
    """Number of items of a sequence as the text states it; `most` is None when there is no limit."""

    least: int
    most: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextGroupUse:
    """A context group that an attribute or include refers to; `sequence` is the name that the text gives it to."""

    cid: str
    binding: Binding
    sequence: str = ""
    condition: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """A row of an attribute table; `tag` is GGGGEEEE in upper case, with x in masks (60xx3000).

    `single_value`: the text allows one value only, whatever PS3.6 says of the multiplicity.
    `overrides`: the type holds even where another module of the IOD has a stricter one.
    `open_items`: items hold attributes of other tables, too, though no row says so.
    `type` is "1", "1C", "2", "2C", "3", or "" where the table states none; several types of one cell
    (one a service) are kept in `types`.
    """

    tag: str
    name: str
    type: str
    types: tuple[str, ...] = ()
    condition: Condition | None = None
    value_lists: tuple[ValueList, ...] = ()
    items: ItemCount | None = None
    single_value: bool = False
    overrides: bool = False
    open_items: bool = False
    context_groups: tuple[ContextGroupUse, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    children: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedValue:
    """What the section of an IOD, or an include, says of an attribute: it has one of these values."""

    tag: str
    values: tuple[str, ...]
    value_number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Specialization:
    """What an include says of the type of an attribute of its macro."""

    tag: str
    type: str
    condition: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Include:
    """A row that includes a macro, kept as a reference; `macro` is the xml:id of the macro's table.

    `children` are rows nested below the include: they belong to the items of the macro's last sequence.
    `fixed_values` and `specializations` are what this include makes of attributes of the macro.
    """

    macro: str
    condition: Condition | None = None
    fixed_values: tuple[FixedValue, ...] = ()
    specializations: tuple[Specialization, ...] = ()
    context_groups: tuple[ContextGroupUse, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    children: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Placeholder:
    """A row that stands for attributes without naming them.

    `kind` is "functional_groups" (the macros of the IOD's table) or "any" (any attribute may be there).
    """

    kind: Literal["functional_groups", "any"]
    type: str = ""


Entry = Attribute | Include | Placeholder


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeTable:
    """A module, a macro or the keys of a directory record.

    `name` is the caption without its suffix ("General Series"); `xml_id` identifies it.
    """

    xml_id: str
    kind: Literal["module", "macro", "functional_group", "directory_record"]
    name: str
    ref: SpecRef
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleUsage:
    """A row of an IOD's module table; `module` is the xml:id of the attribute table, "" when unresolved."""

    ie: str
    name: str
    section: str
    module: str
    usage: Literal["M", "C", "U", ""]
    condition: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionalGroupUsage:
    """A row of an IOD's functional group table; `shared`/`per_frame`: where the group may be used."""

    name: str
    section: str
    macro: str
    usage: Literal["M", "C", "U", ""]
    condition: Condition | None = None
    shared: bool = True
    per_frame: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationshipConstraint:
    """A row of a table of SR relationships: value types of source and target; "*" is any type.

    As a relationship "*" is any that no other row of the table has.
    """

    sources: tuple[str, ...]
    relationship: str
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IodConstraint:
    """What the section of an IOD says that an attribute, or its items, must be; no tag where it names none."""

    tag: str
    constraint: Constraint


@dataclass(frozen=True, slots=True, kw_only=True)
class Iod:
    """An IOD: the modules of its table, functional groups, SR relationships, fixed values, SOP classes.

    `forbidden_modules` are xml:ids of sections, or names, of modules that it may not have.

    `kind` "media" is that of the media directory, PS3.3 annex F.

    `value_types` and `by_reference` go with SR relationships: the value types of content items, and the
    relationships that may be conveyed by reference; "*" as in the rows. `root_templates` are the TIDs that the text
    names for the root of the document, which it demands or not.
    """

    xml_id: str
    name: str
    kind: Literal["composite", "normalized", "media"]
    ref: SpecRef
    modules: tuple[ModuleUsage, ...]
    functional_groups: tuple[FunctionalGroupUsage, ...] = ()
    functional_group_table: str = ""
    relationships: tuple[RelationshipConstraint, ...] = ()
    relationship_table: str = ""
    value_types: tuple[str, ...] = ()
    by_reference: tuple[str, ...] = ()
    demands_template: bool = False
    root_templates: tuple[str, ...] = ()
    fixed_values: tuple[FixedValue, ...] = ()
    constraints: tuple[IodConstraint, ...] = ()
    forbidden_modules: tuple[str, ...] = ()
    sop_classes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueTable:
    """A table of its own that lists Defined Terms or Enumerated Values."""

    xml_id: str
    kind: ValueKind
    name: str
    ref: SpecRef
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DataElement:
    """A row of PS3.6 tables 6-1 to 9-1; `vr` has several entries where the standard leaves a choice."""

    tag: str
    name: str
    keyword: str
    vr: tuple[str, ...]
    vm: tuple[str, ...]
    retired: bool
    note: str  # last column: "", "RET", "RET (2017c)", "DICOS", ...
    table: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Uid:
    """A row of PS3.6 tables A-1, A-2 and A-4 (context group UIDs of A-3 belong to the context groups)."""

    value: str
    name: str
    keyword: str
    type: str
    part: str
    retired: bool
    table: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Vr:
    """A row of PS3.5 table 6.2-1; `length` in bytes or characters, None where it has no figure."""

    code: str
    name: str
    length: int | None
    unit: Literal["bytes", "characters", ""]
    fixed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SopClass:
    """A row of PS3.4 table B.5-1 or I.4-1; `iods` are the xml:ids of sections of PS3.3."""

    uid: str
    name: str
    iods: tuple[str, ...]
    specialization: str
    table: str = ""


ServiceColumn = Literal[
    "create", "set", "final", "get", "action", "reply", "event", "matching", "return", "request", "response"
]
"""A column of a table of PS3.4: an operation, what it answers, or the state that an instance must have at its end."""

Matching = Literal["single value", "list of uid", "universal", "wild card", "range", "sequence"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceUse:
    """What a column of a table of PS3.4 says of a row.

    `scu` and `scp` are what who uses the service, and who provides it, has to do with the attribute: a type, or else
    M, MC or U (print), R, RC, P, X or O (final states), U, R, O or * (matching); "" where it is not there at all.
    `empty`: it is there, without value; `fixed`: it has this value. `matching` are the kinds of matching that are
    admitted, all where none is named.
    """

    column: ServiceColumn
    scu: str
    scp: str = ""
    condition: Condition | None = None
    fixed: str = ""
    empty: bool = False
    matching: tuple[Matching, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceAttribute:
    """A row of a table of PS3.4 that says which attributes an operation or a query has."""

    tag: str
    name: str
    uses: tuple[ServiceUse, ...]
    items: ItemCount | None = None
    children: tuple[ServiceEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceInclude:
    """A row that includes a macro of PS3.4; `macro` is the xml:id of its table."""

    macro: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRest:
    """A row that stands for all other attributes of modules, or of the sequence around it, by their names."""

    modules: tuple[str, ...]
    uses: tuple[ServiceUse, ...]


ServiceEntry = ServiceAttribute | ServiceInclude | ServiceRest


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceTable:
    """A table of PS3.4 with the attributes of a service; of actions and events, the part of it that is of one type."""

    xml_id: str
    kind: Literal["attributes", "arguments", "identifier", "keys", "macro"]
    name: str
    ref: SpecRef
    type_id: str = ""
    type_name: str = ""
    entries: tuple[ServiceEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A code row of a context group."""

    scheme: str
    value: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextGroupInclude:
    """An include row of a context group."""

    cid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextGroup:
    """A context group of PS3.16; `extensible` is None where the section does not say."""

    cid: str
    name: str
    keyword: str
    uid: str
    version: str
    extensible: bool | None
    ref: SpecRef
    rows: tuple[Code | ContextGroupInclude, ...]
    retired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlledTerm:
    """A row of PS3.16 table D-1 (coding scheme DCM)."""

    value: str
    meaning: str
    retired: bool
    replaced_by: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CodingScheme:
    """A row of PS3.16 table 8-1."""

    designator: str
    uid: str
    name: str


TermSort = Literal["code", "group", "template", "parameter", "attribute", "row"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """What a cell of a template names: one of the things that a concept, a value or a unit may be.

    `value` is a code value, the number of a context group or template, a parameter ("$Units"), a tag (GGGGEEEE: the
    value of that attribute), or a row of the same template (its value). `binding` is that of the code (EV: enumerated,
    DT: defined) or of the group or template (D: defined, B: baseline).
    """

    sort: TermSort
    value: str
    scheme: str = ""
    meaning: str = ""
    binding: Literal["enumerated", "defined", "baseline", ""] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterValue:
    """What an include gives to a parameter of its template."""

    name: str
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowConstraint:
    """What words among the value constraints of a row mean.

    `expression` is a call of `dicomwright.runtime.templates.expressions`; without one, `reason` says why nothing is
    judged. `fingerprint` and `text` are as in `Condition`.
    """

    fingerprint: str
    expression: str = ""
    reason: str = ""
    text: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateRow:
    """A row of a template.

    `condition` is compiled to calls of `dicomwright.runtime.templates.expressions`. `choice` are the rows, this one
    among them, each of which is demanded where the others are absent. Of several terms one is enough.
    """

    row: str
    depth: int
    relationship: str
    by_reference: bool
    value_type: str
    include: str = ""  # TID of an included template
    include_binding: Binding = ""
    concept: tuple[Term, ...] = ()
    nameless: Literal["optional", "forbidden", ""] = ""  # the cell says that there is no concept name
    vm: str = ""
    requirement: Literal["M", "MC", "U", "UC", ""] = ""
    condition: Condition | None = None
    choice: tuple[str, ...] = ()
    values: tuple[Term, ...] = ()
    parameters: tuple[ParameterValue, ...] = ()  # $Name = term
    units: tuple[Term, ...] = ()  # UNITS = term, several where the row leaves a choice
    graphic_types: tuple[str, ...] = ()  # GRAPHIC TYPE = {...}
    graphic_types_excluded: bool = False  # GRAPHIC TYPE = not {...}
    defaults: tuple[Term, ...] = ()  # terms of "Defaults to ...", in the order in which they are tried
    constraints: tuple[RowConstraint, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A template of PS3.16."""

    tid: str
    name: str
    ref: SpecRef
    extensible: bool | None
    order_significant: bool | None
    root: bool | None
    parameters: tuple[str, ...]
    rows: tuple[TemplateRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionOfType:
    """What an action code asks for where the attribute has a Type."""

    action: str
    type: Literal["1", "2", "3"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionCode:
    """A row of PS3.15 table E.1-1a; `choices` are there where the Type of the attribute decides ("X/Z/D")."""

    code: str
    choices: tuple[ActionOfType, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionAction:
    """The action that an option of the profile asks for in place of that of the profile."""

    option: ProfileOption
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectedAttribute:
    """A row of PS3.15 table E.1-1; `tag` is as in `Attribute`, or "private": any whose group is odd.

    `in_iods`: whether an IOD of composite objects has it.
    """

    tag: str
    name: str
    retired: bool
    in_iods: bool
    basic: str
    options: tuple[OptionAction, ...] = ()
    table: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectedContentItem:
    """A row of PS3.15 table E.3.4-1: a content item by its concept and its value type."""

    scheme: str
    value: str
    meaning: str
    value_type: str
    retired: bool
    in_templates: bool
    basic: str
    options: tuple[OptionAction, ...] = ()
    table: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SafePrivateAttribute:
    """A row of PS3.15 table E.3.10-1; `tag` has an x for each figure of the block ("7053xx00")."""

    creator: str
    tag: str
    vr: tuple[str, ...]
    vm: str
    table: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """Everything that one edition of the standard says, in the order of its tables."""

    name: str
    iods: tuple[Iod, ...] = ()
    attribute_tables: tuple[AttributeTable, ...] = ()
    value_tables: tuple[ValueTable, ...] = ()
    data_elements: tuple[DataElement, ...] = ()
    uids: tuple[Uid, ...] = ()
    vrs: tuple[Vr, ...] = ()
    sop_classes: tuple[SopClass, ...] = ()
    service_tables: tuple[ServiceTable, ...] = ()
    context_groups: tuple[ContextGroup, ...] = ()
    controlled_terms: tuple[ControlledTerm, ...] = ()
    coding_schemes: tuple[CodingScheme, ...] = ()
    templates: tuple[Template, ...] = ()
    action_codes: tuple[ActionCode, ...] = ()
    protected_attributes: tuple[ProtectedAttribute, ...] = ()
    protected_content_items: tuple[ProtectedContentItem, ...] = ()
    safe_private_attributes: tuple[SafePrivateAttribute, ...] = ()
