"""Bulk: what pixels still show or hide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dicomwright.deidentify.pixels import native
from dicomwright.deidentify.pixels.doubts import shows_a_head
from dicomwright.deidentify.pixels.facts import PIXELS
from dicomwright.deidentify.pixels.handling import doubt_of
from dicomwright.deidentify.pixels.layouts import layout_of
from dicomwright.deidentify.residue.said import found
from dicomwright.deidentify.residue.sources import pixels
from dicomwright.runtime.values.stored import Large

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwright.deidentify.profile import Profile
    from dicomwright.deidentify.residue.sources import Source
    from dicomwright.runtime import IOD
    from dicomwright.runtime.reports.findings import Finding
    from dicomwright.runtime.trees.tree import Content, DataSet

_NAME: Final = "PixelData"


def bulk(source: Source, content: Content, cls: type[IOD] | None, profile: Profile) -> Iterator[Finding]:
    """Tell what may be in the pixels."""
    data = content.dataset
    doubt = doubt_of(cls, content, profile)
    tag = next((each for each in PIXELS if each in data.elements), None)
    if doubt:
        yield found("pixels-listed" if profile.burned_in == "list" else "pixels", _NAME, tag, doubt)
    if shows_a_head(data):
        yield found("face", _NAME, tag)
    if tag is not None:
        yield from _hidden(source, data, tag)


def _hidden(source: Source, data: DataSet, tag: int) -> Iterator[Finding]:
    """Tell what native pixels have in and behind their words."""
    layout, (_, value) = layout_of(data), data.elements[tag]
    if layout is None or not layout.is_regular or not isinstance(value, bytes | Large):
        return
    length = len(value) if isinstance(value, bytes) else value.length
    if length > layout.length + layout.length % 2:
        yield found("behind-pixels", _NAME, tag)
    given = pixels(source, data, tag) if layout.has_unused_bits else None
    if given is not None:
        held = native.whole(given, layout)
        if held is not None and native.has_unused_bits(held, layout):
            yield found("unused-bits", _NAME, tag)
