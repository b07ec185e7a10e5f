"""Sources: objects, data sets and files, as what they hold, and what is in a file beside its data set."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from dicomwright.deidentify.residue.said import found
from dicomwright.runtime import IOD, read, trees
from dicomwright.runtime.conversion.contents import content_of
from dicomwright.runtime.narrow import is_dataset
from dicomwright.runtime.trees.reading import read_content
from dicomwright.runtime.trees.tree import Content, DataSet
from dicomwright.runtime.values.stored import Held, Large

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

    from pydicom.dataset import Dataset

    from dicomwright.runtime.reports.findings import Finding

    File = str | os.PathLike[str] | bytes
    Source = IOD | Dataset | File

_PREAMBLE: Final = 128
_SYNTAX: Final = 0x00020010
# Of file meta information: titles of applications and addresses, and what is private.
_SENDERS: Final = (*range(0x00020016, 0x00020019), *range(0x00020026, 0x00020029), 0x00020100, 0x00020102)
_INSTANCE: Final = 0x00020003
_SOP_INSTANCE: Final = 0x00080018


def content(source: Source) -> Content:
    """Return what a source holds; large values of a file stay there."""
    if isinstance(source, IOD):
        return content_of(source)
    if is_dataset(source):
        meta = trees.meta_of(source) or DataSet({})
        _, syntax = meta.elements.get(_SYNTAX, ("UI", b""))
        name = syntax.decode("ascii", "replace").strip(" \0") if isinstance(syntax, bytes) else None
        return Content(meta, trees.from_pydicom(source), name or None, ())
    return read_content(cast("File", source))


def pixels(source: Source, data: DataSet, tag: int) -> Held | bytes | None:
    """Return native pixels, those that stay in a file as what gives them in pieces; None for all others."""
    _, value = data.elements[tag]
    if isinstance(value, Large) and not isinstance(value, Held):
        if isinstance(source, IOD) or is_dataset(source):
            return None
        _, value = content_of(read(cast("File", source))).dataset.elements[tag]
    return value if isinstance(value, bytes | Held) else None


def around(source: Source, content: Content) -> Iterator[Finding]:
    """Tell what a file has beside its data set."""
    if not isinstance(source, IOD) and not is_dataset(source):
        if _preamble(cast("File", source)).strip(b"\0"):
            yield found("file", "", None, "its first 128 bytes")
        for problem in content.problems:
            yield found("unreadable", problem.path or "", problem.tag)
    for tag in _SENDERS:
        if content.meta.elements.get(tag, ("", b""))[1]:
            yield found("file", "", tag)
    _, said = content.meta.elements.get(_INSTANCE, ("UI", b""))
    if said and said != content.dataset.elements.get(_SOP_INSTANCE, ("UI", said))[1]:
        yield found("file", "", _INSTANCE, "it names another object")


def _preamble(source: File) -> bytes:
    if isinstance(source, bytes):
        head = source[: _PREAMBLE + 4]
    else:
        with Path(str(source)).open("rb") as file:
            head = file.read(_PREAMBLE + 4)
    return head[:_PREAMBLE] if head[_PREAMBLE:] == b"DICM" else b""
