"""Names of generated packages, files and classes: the standard's own. No other module makes any."""

from __future__ import annotations

import keyword
import re
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

from dicomwright.generator.errors import ModelError

ROOT: Final = "dicomwright"
IOD: Final = "iod"
MODULE: Final = "module"
MACRO: Final = "macro"
CID: Final = "cid"
SCHEME: Final = "scheme"
TEMPLATE: Final = "template"
SERVICE: Final = "service"
DICTIONARY: Final = "dictionary"
FACADES: Final = {
    IOD: "iods",
    MODULE: "modules",
    MACRO: "macros",
    CID: "cids",
    SCHEME: "codes",
    TEMPLATE: "templates",
    SERVICE: "services",
}
"""Packages of class files, and beside each the lazy package that has its classes by name."""

_POSSESSIVE: Final = re.compile(r"['\u2019]s?\b")
_WORD: Final = re.compile(r"[A-Za-z0-9]+")
_SEQUENCE: Final = re.compile(r"Sequence$")
# Class names cannot start with a figure: it is spelled out.
_FIGURES: Final = {"1": "One", "2": "Two", "3": "Three", "12": "Twelve"}

RESERVED: Final = frozenset(
    {
        *("Attribute", "CodecError", "CodingScheme", "Condition", "ContextGroup", "ContextGroupInfo"),
        *(
            "DicomwrightError",
            "Expression",
            "FaultsBefore",
            "Finding",
            "Frame",
            "FrameView",
            "Frames",
            "FramesOf",
        ),
        *("FunctionalGroupMacro", "FunctionalGroupUsage", "IOD", "InvalidInstance", "InvalidValue", "Item"),
        *(
            "Macro",
            "MissingPackage",
            "Module",
            "ModuleUsage",
            "Overlay",
            "OverlayView",
            "Overlays",
            "OverlaysOf",
        ),
        *("NoModule", "Relationship", "Report", "Requirement", "Rule", "UnreadableFile", "WrongSOPClass"),
        *("NormalizedService", "QueryItem", "QueryKey", "ServiceData"),
        *("ClassVar", "CodedMacro", "Dict", "Literal", "Required", "TypeAlias", "TypedDict"),
    }
)
"""Names with a capital that files of classes import, or give to what they declare beside attributes."""
_LONGEST: Final = 100  # what is longer some file systems do not take as the name of a file
_NAME: Final = re.compile(r"(?=.*[A-Z])[A-Za-z][A-Za-z0-9]*", re.ASCII)
# Both letters that "micro" is written with: "Exposure in \u00b5As" has no keyword without PS3.6.
_MICRO: Final = str.maketrans("\u00b5\u03bc", "uu")
_CONSTANT: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?<!_)_?", re.ASCII)


def check_name(name: str, said: str, place: str, *, reserved: frozenset[str] = RESERVED) -> None:
    """Check what would name a class or an attribute; names without a capital are those of the runtime and Python.

    Raises:
        ModelError: Python or the tree cannot have it.

    """
    _check_length(name, place)
    if not _NAME.fullmatch(name) or _lacks_letters(said):
        raise ModelError(
            f"{place}: {said!r:.80} makes no name of ASCII letters, one of them a capital, and figures"
        )
    if keyword.iskeyword(name) or name in reserved:
        raise ModelError(
            f"{place}: {said!r:.80} would be called {name}, which is a name of Python or the runtime"
        )


def check_constant(name: str, said: str, place: str) -> None:
    """Check what would name a constant or a code. Raises ModelError."""
    _check_length(name, place)
    if not _CONSTANT.fullmatch(name) or keyword.iskeyword(name):
        raise ModelError(
            f"{place}: {said!r:.80} makes no name of ASCII letters, figures and lines between them"
        )


def _check_length(name: str, place: str) -> None:
    if len(name) > _LONGEST:
        raise ModelError(f"{place}: a name of more than {_LONGEST} characters: {name:.80}")


def _lacks_letters(said: str) -> bool:
    return any(character.isalpha() and not character.isascii() for character in said.translate(_MICRO))


class TemplateName(NamedTuple):
    """What a template is called: its class, and the file of that, without ending."""

    cls: str
    file: str


class RowName(NamedTuple):
    """What a row of a template is called by: its concept; and what tells it from others of the template."""

    position: int
    number: str
    keyword: str
    type_name: str
    by_reference: bool
    parent: str


def address(package: str, file: str) -> str:
    """Address of a class file, which is the one of its class: iod, ct_image -> dicomwright.iod.ct_image."""
    return f"{ROOT}.{package}.{file}"


def words_of(name: str) -> list[str]:
    """Words of a name: "XA/XRF Acquisition" -> XA, XRF, Acquisition; "12-Lead ECG" -> Twelve, Lead, ECG."""
    words = _WORD.findall(_POSSESSIVE.sub("", name.translate(_MICRO)))
    if words and words[0][0].isdigit():
        figure = re.match(r"\d+", words[0])
        number = figure[0] if figure else ""
        words[:1] = [_FIGURES.get(number, f"N{number}"), *filter(None, [words[0][len(number) :]])]
    return words


def class_name(name: str) -> str:
    """CamelCase of a name: "Frame of Reference" -> FrameOfReference."""
    return "".join(word[0].upper() + word[1:] for word in words_of(name))


def file_name(name: str) -> str:
    """snake_case of a name, without ending: "CT Image" -> ct_image."""
    name = "_".join(word.casefold() for word in words_of(name))
    return f"{name}_" if keyword.iskeyword(name) else name


def context_group_class(cid: str) -> str:
    """Class of a context group: 4 -> CID4."""
    return f"CID{cid}"


def context_group_file(cid: str) -> str:
    """File of a context group, without ending: 4 -> cid_4."""
    return f"cid_{cid.lower()}"


def item_class_name(sequence: str) -> str:
    """Class of the items of a sequence: RelatedSeriesSequence -> RelatedSeriesItem."""
    return _SEQUENCE.sub("", sequence) + "Item"


def keys_class_name(name: str) -> str:
    """Class of the keys of a query, or of the item of one: ScheduledProcedureStepItem -> ScheduledProcedureStepKeys."""
    return f"{name.removesuffix('Item')}Keys"


def constant_name(attribute: str) -> str:
    """Constant for the terms of an attribute, by its name: "Patient Position" -> PATIENT_POSITION."""
    return "_".join(word.upper() for word in words_of(attribute))


def template_names(templates: Iterable[tuple[str, str]]) -> dict[str, TemplateName]:
    """Class and file of each template, by TID: its name, and its number where several have that name."""
    titles = {tid: name.replace("(s)", "s") for tid, name in templates}
    shared = Counter(map(class_name, titles.values()))
    numbered = {
        tid: f"{name} TID{tid}" if shared[class_name(name)] > 1 else name for tid, name in titles.items()
    }
    return {tid: TemplateName(class_name(name), file_name(name)) for tid, name in numbered.items()}


def parameter_name(parameter: str) -> str:
    """Name of a parameter of a template: "$X-Concept" -> XConcept."""
    return class_name(parameter)


def row_names(rows: Sequence[RowName]) -> list[str]:
    """Attribute of each row of a template.

    Rows that are called the same are told apart by their value types, by relationships by reference or value, by the
    rows that they are nested in, or else by their numbers.
    """
    ways: tuple[Callable[[RowName], str], ...] = (
        lambda row: row.keyword,
        lambda row: f"{row.keyword}{row.type_name}",
        lambda row: f"{row.keyword}{'ByReference' if row.by_reference else 'ByValue'}",
        lambda row: f"{row.parent}{row.keyword}",
        lambda row: f"{row.keyword}_{row.number}",
        lambda row: f"{row.keyword}_{row.number}_{row.position}",
    )
    taken: set[str] = set()
    found: dict[int, str] = {}
    for way in ways:
        left = [row for row in rows if row.position not in found]
        claims = Counter(map(way, left))
        alone = {row.position: way(row) for row in left if claims[way(row)] == 1 and way(row) not in taken}
        found |= alone
        taken |= set(claims)  # what several claim, none of them gets
    return [found[row.position] for row in rows]
