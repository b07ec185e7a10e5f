"""Texts for tests: made-up sentences in the forms of the standard, with {Keyword} for a name and its tag."""

from __future__ import annotations

import re
from functools import cache

from pydicom.datadict import DicomDictionary, dictionary_description, tag_for_keyword

from dicomwright.generator.conditions.compile import Rule, compile_text
from dicomwright.generator.conditions.names import Attributes, attributes_of
from dicomwright.generator.facts import DataElement

_PLACE = re.compile(r"\{(\w+)\}")


@cache
def attributes() -> Attributes:
    return attributes_of(
        DataElement(
            tag=f"{tag:08X}",
            name=name,
            keyword=keyword,
            vr=(vr.split(" or ")[0],),
            vm=(vm,),
            retired=bool(retired),
            note="",
            table="",
        )
        for tag, (vr, vm, name, retired, keyword) in DicomDictionary.items()
    )


def written(text: str) -> str:
    """Return a text with names and tags in place of {Keyword}."""
    return _PLACE.sub(_named, text)


def _named(found: re.Match[str]) -> str:
    tag = tag_for_keyword(found[1])
    assert tag is not None, found[1]
    return f"{dictionary_description(tag)} ({tag >> 16:04X},{tag & 0xFFFF:04X})"


def compiled(text: str, *, bare: bool = False) -> Rule | None:
    return compile_text(written(text), attributes(), bare=bare)
