"""Where in the standard something stands: the section, and its address on NEMA's site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from typing_extensions import TypedDict

from dicomwright.runtime.vocabulary.registry import edition

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwright.lookup import Hit
    from dicomwright.runtime.vocabulary.registry import Kind

_SITE: Final = "https://dicom.nema.org/medical/dicom/current/output/chtml/part{:02}/{}.html"


class Place(TypedDict):
    """A section of the standard."""

    section: str
    address: str


def page(part: int, section: str, name: str) -> Place:
    """Return a section by the name of its page, which may hold it among others."""
    return {"section": f"PS3.{part} {section}", "address": edition().published(_SITE.format(part, name))}


def of_hit(hit: Hit) -> Place:
    """Return where what a search found stands."""
    return _OF[hit.kind](hit)


def of_class(kind: Kind, name: str) -> Place:
    """Return where an IOD, a module or a macro stands."""
    cls: Any = edition().named(kind, name)
    return {"section": f"PS3.3 {cls.section_}", "address": edition().published(cls.address_)}


def _class(kind: Kind) -> Callable[[Hit], Place]:
    return lambda hit: of_class(kind, hit.key)


def _group(hit: Hit) -> Place:
    info = edition().named("cids", f"CID{hit.key}").__info__
    return {"section": f"PS3.16 CID {hit.key}", "address": edition().published(info.address)}


def of_template(name: str) -> Place:
    """Return where a template stands, by the name of its class."""
    info = edition().named("templates", name).info_
    return {"section": f"PS3.16 TID {info.tid}", "address": edition().published(info.address)}


def _template(hit: Hit) -> Place:
    return of_template(edition().templates[hit.key])


def of_code(scheme: str) -> Place:
    """Return where codes of a scheme stand: those of DICOM have a list, those of others a table of schemes."""
    return page(16, "D", "chapter_D") if scheme == "DCM" else page(16, "8", "chapter_8")


_OF: Final[dict[str, Callable[[Hit], Place]]] = {
    "iod": _class("iods"),
    "module": _class("modules"),
    "macro": _class("macros"),
    "attribute": lambda _: page(6, "6", "chapter_6"),
    "uid": lambda _: page(6, "A", "chapter_A"),
    "cid": _group,
    "template": _template,
    "code": lambda hit: of_code(hit.scheme),
}
