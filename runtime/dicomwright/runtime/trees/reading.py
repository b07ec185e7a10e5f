"""Files as they are: any stream of bytes becomes a tree of data sets, with a note of all that cannot be read."""

from __future__ import annotations

import sys
import zlib
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple

from dicomwright.runtime.sources.files import spool
from dicomwright.runtime.sources.opening import open_source
from dicomwright.runtime.trees.parsing import (
    FORMS,
    HEADERS,
    LONG,
    MOST_LEVELS,
    SHORT,
    VRS,
    Form,
    Parser,
    Problems,
    Source,
    reason,
)
from dicomwright.runtime.trees.tree import Content, DataSet
from dicomwright.runtime.vocabulary.tags import VR_OF

if TYPE_CHECKING:
    import os

    from dicomwright.runtime.trees.tree import Element, Rest

_FIRST_WINDOW: Final = 1 << 15
"""Bytes that are read first of a file that is judged as a whole."""
_MOST_META: Final = 1 << 20
_PREAMBLE: Final = 128
_PREFIX: Final = b"DICM"
_LENGTH: Final = 0x00020000
_SYNTAX: Final = 0x00020010

# PS3.5 Annex A; all the others are in Explicit VR Little Endian. The last is of GE: pixels alone are Big Endian.
_IMPLICIT: Final = frozenset({"1.2.840.10008.1.2", "1.2.840.113619.5.2"})
_BIG: Final = frozenset({"1.2.840.10008.1.2.2"})
DEFLATED: Final = frozenset({"1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.4.95", "1.2.840.10008.1.2.4.205"})

_LOW_GROUP: Final = 0x80
_LAST_GROUP: Final = 0x7FE0

MOST_INFLATED: Final = 1 << 30
MOST_RATIO: Final = 100
"""What deflated data may grow to, and how often its own length when that is much: a bomb ends there."""
_MUCH: Final = 1 << 26
_CHUNK: Final = 1 << 16
_ALL: Final = 1 << 62


def read_content(
    source: str | os.PathLike[str] | BinaryIO | bytes, *, large: int = 1 << 16, stop: int | None = None
) -> Content:
    """Read a file, or as much of it as can be read; every fault is in `problems`, and none is raised.

    `source` is a path, a URL, a file object, which is read from its beginning if it can seek, or bytes. Values longer
    than `large` bytes stay in the file, except text. Elements of the data set from the tag `stop` on are left out.
    The file is read in windows, so memory grows with the number of elements only: at most `parsing.MOST_NODES`, with
    at most about `parsing.MOST_LOADED` bytes. Raises `MissingPackage` for a URL, and TypeError for text.
    """
    problems = Problems()
    try:
        stream, file, owner = open_source(source, keeps=False)
        with owner:
            first = _FIRST_WINDOW if file.near else file.window
            return read_opened(stream, file.size, problems, first=first, large=large, stop=stop)
    except (OSError, ValueError) as error:
        problems.add(None, None, f"the file cannot be opened: {reason(error)}")
    return Content(DataSet({}), DataSet({}), None, tuple(problems))


class _Wanted(NamedTuple):
    """How much to read: see `read_content` and `read_opened`."""

    large: int
    stop: int | None
    lazy: bool
    strict: bool


def read_opened(  # noqa: PLR0913 - where, how, how much
    stream: BinaryIO,
    size: int,
    problems: Problems,
    *,
    first: int,
    large: int,
    stop: int | None,
    lazy: bool = False,
    strict: bool = False,
) -> Content:
    """Read a file of that size which is open, `first` bytes of it first.

    `lazy`: sequences of the data set that have a length stay bytes, as `Unread`; and what follows pixels that stay in
    the file is left for later, as `rest`. `strict`: what cannot be read is raised, `UnreadableFile` or OSError, and
    what is inflated stays in memory.
    """
    source = Source(stream, size=size)
    head = source.read(0, first)
    at, prefixed = _start(head)
    meta, at, head = _meta(source, head, at, problems)
    found = meta.elements.get(_SYNTAX)
    syntax = _uid(found) if found else None
    prefixed = prefixed or bool(meta.elements)
    if syntax not in DEFLATED:
        data, rest = _data_set(
            source, (head, at), problems, _Wanted(large, stop, lazy, strict), syntax, prefixed
        )
    else:
        with spool() as target:
            _inflate(source, at, target, problems)
            inflated = Source(target, offsets=False)
            wanted = _Wanted(_ALL if strict else large, stop, lazy, strict)
            data, rest = _data_set(inflated, (inflated.read(0, first), 0), problems, wanted, syntax, prefixed)
    if strict:
        source.refuse_fault()
    if source.fault:
        problems.add(None, None, f"the file cannot be read: {source.fault}")
    return Content(meta, data, syntax, tuple(problems), rest)


def _data_set(  # noqa: PLR0913, PLR0917 - where, how, how much
    source: Source,
    window: tuple[bytes, int],
    problems: Problems,
    wanted: _Wanted,
    syntax: str | None,
    prefixed: bool,  # noqa: FBT001
) -> tuple[DataSet, Rest | None]:
    head, at = window
    form = _form(head[at : at + 8], syntax, problems, at, prefixed=prefixed)
    if form is None:
        return DataSet({}), None
    large, stop, lazy, strict = wanted
    parser = Parser(
        source,
        problems,
        form,
        (head, 0),
        at,
        large=large,
        stop=stop,
        lazy=lazy,
        pausing=lazy and source.offsets,
        levels=MOST_LEVELS if strict else sys.maxsize,
    )
    dataset = parser.run()
    if stop is not None:  # the parser looks for it only among elements with long headers
        dataset.elements = {tag: element for tag, element in dataset.elements.items() if tag < stop}
    return dataset, parser.rest


def _start(head: bytes) -> tuple[int, bool]:
    """Return where the elements begin, and whether a prefix says that this is DICOM (PS3.10 7.1)."""
    if head[_PREAMBLE : _PREAMBLE + 4] == _PREFIX:
        return _PREAMBLE + 4, True
    return (4, True) if head.startswith(_PREFIX) else (0, False)


def _uid(element: Element) -> str | None:
    value = element[1]
    return value.decode("latin-1").rstrip("\0 ") if isinstance(value, bytes) else None


# File meta information: PS3.10 7.1

_META: Final = b"\2\0"


def _meta(source: Source, head: bytes, at: int, problems: Problems) -> tuple[DataSet, int, bytes]:
    """Read group 0002, wherever its length says that it ends; return it, its end, and the window that has it."""
    meta = DataSet({})
    elements = meta.elements
    explicit, implicit = FORMS[True, False], FORMS[False, False]
    start = at
    at = _plain_meta(head, at, elements)
    while head[at : at + 2] == _META and len(head) >= at + 8:
        group, number, code, length = explicit.header(head, at)
        tag, value = group << 16 | number, at + 8
        if code in SHORT:
            vr = SHORT[code]
        elif code in LONG and len(head) >= at + 12:
            vr, value = LONG[code], at + 12
            (length,) = explicit.length(head, at + 8)
        else:
            vr = VR_OF[tag]
            length = implicit.plain(head, at)[2]
            problems.add(meta, tag, f"file meta information is not in Explicit VR, at offset {at}")
        if value + length > len(head):
            if len(head) < min(source.size, _MOST_META) and (more := _more(source, head, value + length)):
                return _meta(source, head + more, start, problems)
            problems.add(meta, tag, f"its length {length} goes beyond the end, at offset {at}")
            length = len(head) - value
        if tag in elements:
            problems.add(meta, tag, f"is there twice, at offset {at}")
        else:
            elements[tag] = (vr, head[value : value + length])
        at = value + length
    _check_length(meta, at, start, problems)
    return meta, at, head


def _plain_meta(head: bytes, at: int, elements: dict[int, Element]) -> int:
    """Read elements of group 0002 until one is anything but plain; return where that begins."""
    headers = HEADERS[True]
    while head[at : at + 2] == _META and len(head) >= at + 8:
        start = at + 8
        tag, vr, length = headers.known.get(head[at:start]) or headers.learnt(head[at:start])
        if length < 0:
            length = int.from_bytes(head[start : start + 4], "little")
            start += 4
        if tag < 0 or tag in elements or start + length > len(head):
            break
        elements[tag] = (vr, head[start : start + length])
        at = start + length
    return at


def _more(source: Source, head: bytes, needed: int) -> bytes:
    """Read as much again, or as much as it takes."""
    return source.read(len(head), min(max(len(head), needed - len(head)), _MOST_META - len(head)))


def _check_length(meta: DataSet, end: int, start: int, problems: Problems) -> None:
    if not meta.elements:
        return
    _, value = meta.elements.get(_LENGTH, ("UL", b""))
    if not isinstance(value, bytes) or len(value) != 4:  # noqa: PLR2004
        problems.add(meta, _LENGTH, f"file meta information has no length, at offset {start}")
    elif start + 12 + int.from_bytes(value, "little") != end:
        problems.add(meta, _LENGTH, f"the length of file meta information is wrong, at offset {start}")


# Transfer syntax


def _form(first: bytes, syntax: str | None, problems: Problems, at: int, *, prefixed: bool) -> Form | None:
    """Return how elements are written: as declared, unless the first element speaks against it."""
    declared = FORMS[syntax not in _IMPLICIT, syntax in _BIG]
    if len(first) < 8:  # noqa: PLR2004
        if prefixed and not first and syntax is not None:
            return declared
        problems.add(None, None, f"there is no data set at offset {at}")
        return None
    explicit = first[4:6] in VRS
    found = FORMS[explicit, declared.big]
    if not _plausible(first, found) and _plausible(first, FORMS[explicit, not declared.big]):
        found = FORMS[explicit, not declared.big]
    if not prefixed and not _plausible(first, found):
        problems.add(None, None, "this is not a DICOM file")
        return None
    if syntax is None:
        problems.add(None, _SYNTAX, "no transfer syntax is given")
    elif found is not declared:
        problems.add(
            None, _SYNTAX, f"the data set is not in the transfer syntax that is given, at offset {at}"
        )
    return found


def _plausible(first: bytes, form: Form) -> bool:
    """Tell whether a data set can begin like this: a low group, and a VR or a tag that is known."""
    group, number, length = form.plain(first, 0)
    if group & 1 or not 0 < group <= _LAST_GROUP:
        return False
    if form.explicit and group < _LOW_GROUP:
        return True
    return number == 0 or (VR_OF[group << 16 | number] != "UN" and (form.explicit or length < 1 << 24))


def _inflate(source: Source, at: int, target: BinaryIO, problems: Problems) -> None:
    """Inflate a data set into a file of its own (PS3.5 A.5), as far as it is no bomb."""
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    most = min(MOST_INFLATED, max(_MUCH, (source.size - at) * MOST_RATIO))
    size = 0
    pending = b""
    try:
        while not inflate.eof and size <= most:
            if not pending:
                pending = source.read(at, _CHUNK)
                at += len(pending)
                if not pending:
                    problems.add_cut(None, None, f"deflated data have no end, at offset {at}")
                    break
            size += target.write(inflate.decompress(pending, _CHUNK))
            pending = inflate.unconsumed_tail
    except zlib.error:
        problems.add_cut(None, None, f"deflated data are corrupt, before offset {at}")
    if size > most:
        problems.add_cut(None, None, f"deflated data grow to more than {most} bytes; the rest is not read")
