"""Files to objects: the class is that of the SOP class, and large values stay in the file until they are asked for."""

from __future__ import annotations

import os
from importlib import import_module
from typing import IO, TYPE_CHECKING, BinaryIO, TypeVar, cast

from dicomwright.runtime.conversion.from_tree import object_of, sop_class_of
from dicomwright.runtime.conversion.origin import File, refuse_stopped, stamp_of
from dicomwright.runtime.declarations.objects import DEFER_SIZE, IOD
from dicomwright.runtime.errors import UnreadableFile
from dicomwright.runtime.trees.reading import DEFLATED, read_content
from dicomwright.runtime.trees.tree import DataSet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dicomwright.runtime.trees.tree import Content

_I = TypeVar("_I", bound=IOD)

_FIRST_PIXELS = 0x7FE00008
"""Float Pixel Data; Double Float Pixel Data and Pixel Data follow."""

_MEDIA_STORAGE_SOP_CLASS = 0x00020002
_ALL = 1 << 62


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
    return object_of(found, data, content.transfer_syntax, file, content.problems)


def _content(
    source: str | os.PathLike[str] | IO[bytes] | bytes, large: int, stop: int | None
) -> tuple[Content, File]:
    if not isinstance(source, str | os.PathLike):
        data = source if isinstance(source, bytes) else source.read()
        if not isinstance(data, bytes):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError("must be a file that is open for bytes, not for text")
        return _whole(data, large, stop), File("", (0, 0), data)
    path = os.path.abspath(source)  # noqa: PTH100 - it is fast
    with open(path, "rb", buffering=0) as opened:  # noqa: PTH123 - it is fast
        file = File(path, stamp_of(opened.fileno()))
        return _whole(opened, large, stop), file


def _whole(source: IO[bytes] | bytes, large: int, stop: int | None) -> Content:
    """Read the content of a file; what is deflated is read as a whole, because nothing of it can be read later."""
    content = read_content(cast("BinaryIO", source), large=large, stop=stop, lazy=True)
    if content.transfer_syntax in DEFLATED:
        return read_content(cast("BinaryIO", source), large=_ALL, stop=stop, lazy=True)
    return content


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
