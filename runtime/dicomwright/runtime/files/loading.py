"""Files to objects: the class is that of the SOP class, and large values stay in the file until they are asked for."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, TypeVar

from dicomwright.runtime.conversion.kept import refuse_stopped
from dicomwright.runtime.conversion.origin import object_of
from dicomwright.runtime.declarations.instances import Instance
from dicomwright.runtime.errors import UnreadableFile, WrongSOPClass
from dicomwright.runtime.sources.opening import open_source
from dicomwright.runtime.trees.identity import sop_class_of
from dicomwright.runtime.trees.parsing import Problems
from dicomwright.runtime.trees.reading import read_opened
from dicomwright.runtime.values.rules import is_uid
from dicomwright.runtime.vocabulary.uids import uid_name

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

    from dicomwright.runtime.sources.files import File
    from dicomwright.runtime.trees.tree import Content

_I = TypeVar("_I", bound=Instance)

_FIRST_PIXELS = 0x7FE00008
"""Float Pixel Data; Double Float Pixel Data and Pixel Data follow."""


def load(
    source: str | os.PathLike[str] | IO[bytes] | bytes,
    class_of: Callable[[str], type[_I]],
    *,
    stop_before_pixels: bool,
    defer_size: int,
    lazy: bool = True,
) -> _I:
    """Read a file as an object of the class that `class_of` gives for its SOP class, which may be empty.

    `lazy`: sequences are read when somebody asks for them, which is slower if somebody asks for all.
    """
    stop = _FIRST_PIXELS if stop_before_pixels else None
    content, file = _content(source, defer_size, stop, lazy=lazy)
    if not content.dataset.elements:
        raise UnreadableFile(_reason(content))
    refuse_stopped(content.problems)
    cls = class_of(sop_class_of(content))
    return object_of(cls, content, file)


def one_of(classes: tuple[type[_I], ...]) -> Callable[[str], type[_I]]:
    """Return a function that gives the class that has a SOP class, or any. Raises `WrongSOPClass`.

    Of one class alone, that is found out when it is read.
    """

    def class_of(sop_class_uid: str) -> type[_I]:
        admitting = (one for one in classes if sop_class_uid in one.sop_classes or not one.sop_classes)
        found = classes[0] if len(classes) == 1 else next(admitting, None)
        if found is None:
            names = " nor ".join(one.__name__ for one in classes)
            name = uid_name(sop_class_uid) if is_uid(sop_class_uid) else "unknown"
            raise WrongSOPClass(f"the data set is neither {names}: its SOP class is {name}")
        return found

    return class_of


def _content(
    source: str | os.PathLike[str] | IO[bytes] | bytes, large: int, stop: int | None, *, lazy: bool
) -> tuple[Content, File]:
    stream, file, owner = open_source(source, keeps=True)
    with owner:
        content = read_opened(
            stream,
            file.size,
            Problems(),
            first=file.window,
            large=large,
            stop=stop,
            lazy=lazy,
            strict=True,
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
