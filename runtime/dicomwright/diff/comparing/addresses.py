"""Addresses of NEMA's pages of either edition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dicomwright.generator.facts import (
    ActionCode,
    CodingScheme,
    ControlledTerm,
    DataElement,
    ProtectedAttribute,
    ProtectedContentItem,
    SafePrivateAttribute,
    SopClass,
    SpecRef,
    Uid,
    Vr,
)
from dicomwright.generator.render.templating import section_url

if TYPE_CHECKING:
    from dicomwright.diff.comparing.sides import Side

_CURRENT: Final = "/current/"
_CHAPTERS: Final[dict[type, tuple[int, str]]] = {
    ActionCode: (15, "sect_E.1.1"),
    CodingScheme: (16, "chapter_8"),
    ControlledTerm: (16, "chapter_D"),
    DataElement: (6, "chapter_6"),
    ProtectedAttribute: (15, "sect_E.1.1"),
    ProtectedContentItem: (15, "sect_E.3.4"),
    SafePrivateAttribute: (15, "sect_E.3.10"),
    SopClass: (4, "sect_B.5"),
    Uid: (6, "chapter_A"),
    Vr: (5, "sect_6.2"),
}


def address(side: Side, owner: object) -> str:
    """Return the page of an edition that has an entity."""
    ref = getattr(owner, "ref", None)
    part, section = (ref.part, ref.section_id) if isinstance(ref, SpecRef) else _CHAPTERS[type(owner)]
    return section_url(part, section).replace(_CURRENT, f"/{side.edition.name}/") if section else ""
