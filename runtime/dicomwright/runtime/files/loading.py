"""Files to objects: the class is that of the SOP class, and large values stay in the file until they are asked for."""

from __future__ import annotations

import os
from typing import IO, TYPE_CHECKING, BinaryIO, TypeVar, cast

from dicomwright.runtime.conversion.kept import refuse_stopped
from dicomwright.runtime.conversion.origin import object_of
from dicomwright.runtime.declarations.instances import Instance
from dicomwright.runtime.errors import UnreadableFile
from dicomwright.runtime.trees.identity import sop_class_of
from dicomwright.runtime.trees.reading import DEFLATED, read_content
from dicomwright.runtime.trees.sources import File, stamp_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwright.runtime.trees.tree import Content

_I = TypeVar("_I", bound=Instance)

_FIRST_PIXELS = 0x7FE00008
"""Float Pixel Data; Double Float Pixel Data and Pixel Data follow."""

_ALL = 1 << 62


def load(
    source: str | os.PathLike[str] | IO[bytes] | bytes,
    class_of: Callable[[str], type[_I]],
    *,
    stop_before_pixels: bool,
    defer_size: int,
) -> _I:
    """Read a file as an object of the class that `class_of` gives for its SOP class, which may be empty."""
    stop = _FIRST_PIXELS if stop_before_pixels else None
    content, file = _content(source, defer_size, stop)
    data = content.dataset
    if not data.elements:
        raise UnreadableFile(_reason(content))
    refuse_stopped(content.problems)
    cls = class_of(sop_class_of(content))
    return object_of(cls, data, content.transfer_syntax, file, content.problems)


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
