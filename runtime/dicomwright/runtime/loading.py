"""Files to objects: the class is that of the SOP class, and large values stay in the file until they are asked for."""

from __future__ import annotations

from importlib import import_module
from typing import IO, TYPE_CHECKING, TypeVar, cast

from dicomwright.runtime.decode import object_of, sop_class_of
from dicomwright.runtime.errors import UnreadableFile
from dicomwright.runtime.objects import DEFER_SIZE, IOD
from dicomwright.runtime.origin import refuse_stopped
from dicomwright.runtime.parsing import Problems
from dicomwright.runtime.reading import read_opened
from dicomwright.runtime.sources.opening import open_source
from dicomwright.runtime.tree import DataSet

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    from dicomwright.runtime.sources.files import File
    from dicomwright.runtime.tree import Content

_I = TypeVar("_I", bound=IOD)

_FIRST_PIXELS = 0x7FE00008
"""Float Pixel Data; Double Float Pixel Data and Pixel Data follow."""

_MEDIA_STORAGE_SOP_CLASS = 0x00020002


def read(
    source: str | os.PathLike[str] | IO[bytes] | bytes,
    *,
    stop_before_pixels: bool = False,
    defer_size: int = DEFER_SIZE,
) -> IOD:
    """Read a DICOM file as an object of the class that its SOP class has, else as a bare `IOD`; see `IOD.read`.

    A bare `IOD` has no attributes of its own: all of it is in `undeclared`, and is written again.
    """
    return load(source, None, stop_before_pixels=stop_before_pixels, defer_size=defer_size)


def load(
    source: str | os.PathLike[str] | IO[bytes] | bytes,
    cls: type[_I] | None,
    *,
    stop_before_pixels: bool,
    defer_size: int,
) -> _I:
    """Read a file as an object of a class; None: of that of its SOP class."""
    stop = _FIRST_PIXELS if stop_before_pixels else None
    content, file = _content(source, defer_size, stop)
    data = content.dataset
    if not data.elements:
        raise UnreadableFile(_reason(content))
    refuse_stopped(content.problems)
    found = cls or cast("type[_I]", class_of(sop_class_of(data) or _media_sop_class(content)))
    return object_of(found, data, content.transfer_syntax, file, content.problems, content.rest)


def _content(
    source: str | os.PathLike[str] | IO[bytes] | bytes, large: int, stop: int | None
) -> tuple[Content, File]:
    stream, file, owner = open_source(source, keeps=True)
    with owner:
        content = read_opened(
            stream, file.size, Problems(), first=file.window, large=large, stop=stop, lazy=True
        )
    if content.rest is not None:
        file.held = content.rest.offset, content.rest.window
    return content, file


def _reason(content: Content) -> str:
    """Say what is wrong with a file of which nothing can be read, and where."""
    if not content.problems:
        return "the file has no data set"
    path, _, message, _ = content.problems[0]
    return f"{path}: {message}" if path else message


def _media_sop_class(content: Content) -> str:
    """Return the SOP class that the file meta information gives: a DICOMDIR has no other."""
    element = content.meta.elements.get(_MEDIA_STORAGE_SOP_CLASS)
    return sop_class_of(DataSet({0x00080016: element})) if element is not None else ""


def class_of(sop_class_uid: str) -> type[IOD]:
    """Return the class of a SOP class, the first where the standard has several; `IOD` itself where it has none."""
    iods: Mapping[str, tuple[str, ...]] = import_module("dicomwright.dictionary").IODS
    names = iods.get(sop_class_uid)
    found: type[IOD] = getattr(import_module("dicomwright.iods"), names[0]) if names else IOD
    return found
