"""Elements of a data set from the bytes of a file: one loop for what is plain, small steps for all the rest.

Nothing recurses, so nesting has no depth that hurts; nothing raises, so every fault is a `Problem` and reading goes on.
"""

from __future__ import annotations

import sys
from array import array
from io import BytesIO
from struct import Struct, pack
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple

from dicomwright.runtime.errors import UnreadableFile
from dicomwright.runtime.trees.collecting import Uncollected
from dicomwright.runtime.trees.paths import path_of
from dicomwright.runtime.trees.places import RECORDS
from dicomwright.runtime.trees.tree import Cut, DataSet, Problem, Rest, Starts
from dicomwright.runtime.values.stored import Fragments, Large, Passed, Unread
from dicomwright.runtime.vocabulary.tags import VR_OF
from dicomwright.runtime.wording import counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwright.runtime.trees.tree import Element, Value

# PS3.5 Tables 7.1-1 and 7.1-2: VRs with a length of 16 bits, and those of 32 bits after two reserved bytes
_SHORT: Final = "AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US"
_TEXTUAL: Final = "AE AS CS DA DS DT IS LO LT PN SH ST TM UC UI UR UT"
_LONG: Final = "OB OD OF OL OV OW SQ SV UC UN UR UT UV"
SHORT: Final = {vr.encode(): vr for vr in _SHORT.split()}
LONG: Final = {vr.encode(): vr for vr in _LONG.split()}
VRS: Final = SHORT | LONG

TEXTUAL: Final = frozenset(_TEXTUAL.split())
BINARY: Final = frozenset({"OB", "OW", "OB or OW", "OD", "OF", "OL", "OV"})

# Bytes of a word, by VR: what is swapped in Big Endian (PS3.5 7.3)
WORDS: Final = {
    **dict.fromkeys(("AT", "SS", "US", "OW", "US or SS", "US or OW", "US or SS or OW", "OB or OW"), 2),
    **dict.fromkeys(("FL", "SL", "UL", "OF", "OL"), 4),
    **dict.fromkeys(("FD", "SV", "UV", "OD", "OV"), 8),
}
_CODES: Final = {2: "H", 4: "I", 8: "Q"}

ITEM: Final = 0xFFFEE000
_ITEM_LITTLE: Final = b"\xfe\xff\x00\xe0"
_ITEM_BIG: Final = b"\xff\xfe\xe0\x00"
ITEM_END: Final = 0xFFFEE00D
SEQUENCE_END: Final = 0xFFFEE0DD
_DELIMITERS: Final = 0xFFFE
_PIXEL_DATA: Final = 0x7FE00010
PIXELS: Final = frozenset({0x7FE00008, 0x7FE00009, _PIXEL_DATA})
"""Float Pixel Data, Double Float Pixel Data, Pixel Data: what follows them is read when somebody asks for it."""
_BITS_ALLOCATED: Final = 0x00280100
_32_BITS: Final = b"\x20\0"
UNDEFINED: Final = 0xFFFFFFFF
_HEADER: Final = 8
_HEADER_AND_MARKER: Final = 10
_MARKERS: Final = frozenset({b"\xff\xd8", b"\xff\x4f"})
"""How an image of JPEG or JPEG-LS, or of JPEG 2000, begins."""

WINDOW: Final = 1 << 16
"""Bytes that are read at once, of a data set that has as many."""
FIRST_WINDOW: Final = 1 << 13
"""Bytes that are read first; then as many again, and then twice as many each time, up to `WINDOW`."""
_GLANCE: Final = 1 << 10
"""Bytes that are read at once where most of them will be passed over; of long fragments the next header alone."""
MOST_TEXT: Final = 1 << 24
"""Text longer than this stays in the file."""
MOST_LOADED: Final = 1 << 29
"""After so many bytes of windows only short values are loaded, so that a tree has a bound below that of its file."""
MOST_NODES: Final = 10_000_000
"""Elements and items of one tree; a million frames with a few groups each have about as many."""
MOST_PROBLEMS: Final = 1000
MOST_LEVELS: Final = 64
"""Sequences in each other of what becomes an object, which is written and copied by Python's stack."""
STOPS: Final = "reading stops"
"""How a problem begins after which nothing was read."""


def swapped(value: bytes | memoryview, word: int) -> bytes:
    """Swap the bytes of each word, from or to Big Endian; an odd rest stays as it is."""
    if word == 1:
        return bytes(value)
    whole = len(value) - len(value) % word
    words = array(_CODES[word], bytes(value[:whole]))
    words.byteswap()
    return words.tobytes() + bytes(value[whole:])


class Form(NamedTuple):
    """How headers of elements are written: the transfer syntax, or what was found in its place."""

    explicit: bool
    big: bool
    header: Callable[[bytes, int], tuple[int, int, bytes, int]]
    """Group, number, VR, length of 16 bits; only `plain` headers of Explicit VR have these."""
    plain: Callable[[bytes, int], tuple[int, int, int]]
    """Group, number, length of 32 bits: Implicit VR, and every delimiter."""
    length: Callable[[bytes, int], tuple[int]]


def _form(*, explicit: bool, big: bool) -> Form:
    order = ">" if big else "<"
    header, plain, length = (Struct(order + fields).unpack_from for fields in ("HH2sH", "HHL", "L"))
    return Form(explicit, big, header, plain, length)


FORMS: Final = {(e, b): _form(explicit=e, big=b) for e in (False, True) for b in (False, True)}
"""By explicit VR and big endian."""


class Headers:
    """Headers of plain elements: tag, VR and length by their 8 bytes, which are the same in file after file.

    A length of -1 follows them, in four bytes more. `known` is a dict and nothing else: Python finds most in such.
    """

    __slots__ = ("_read", "known")

    def __init__(self, read: Callable[[bytes], tuple[int, str, int]]) -> None:
        """Take what reads a header that was not seen before."""
        self.known: dict[bytes, tuple[int, str, int]] = {}
        self._read = read

    def learnt(self, head: bytes) -> tuple[int, str, int]:
        """Return what is not known yet."""
        if len(self.known) == _MOST_HEADERS:
            self.known.clear()
        found = self.known[head] = self._read(head)
        return found


_MOST_HEADERS: Final = 1 << 13
_SPECIAL: Final = (-1, "", 0)
"""What is no plain header."""


def _explicit_header(head: bytes) -> tuple[int, str, int]:
    group, number, code, length = FORMS[True, False].header(head, 0)
    tag = group << 16 | number
    if code in SHORT:
        return tag, SHORT[code], length
    vr = LONG.get(code, "SQ")
    return _SPECIAL if vr == "SQ" or (vr == "UN" and VR_OF[tag] == "SQ") else (tag, vr, -1)


def _implicit_header(head: bytes) -> tuple[int, str, int]:
    group, number, length = FORMS[False, False].plain(head, 0)
    tag = group << 16 | number
    return _SPECIAL if group == _DELIMITERS or VR_OF[tag] == "SQ" else (tag, VR_OF[tag], length)


HEADERS: Final = {True: Headers(_explicit_header), False: Headers(_implicit_header)}
"""By explicit VR; of Little Endian."""


class Source:
    """A file that may be seeked in, from which windows are read; it may be cut short at any time."""

    def __init__(self, file: BinaryIO, *, size: int | None = None, offsets: bool = True) -> None:
        """Read a file of that size; without `offsets` its places mean nothing to the user (it is inflated)."""
        self.file = file
        self.offsets = offsets
        self.error: Exception | None = None
        self.cut = -1
        """Where the file ended before its end."""
        self.size = size or 0
        if size is None:
            try:
                self.size = file.seek(0, 2)
            except (OSError, ValueError) as error:
                self.error = error

    @property
    def fault(self) -> str:
        """What went wrong; empty when nothing did."""
        return reason(self.error) if self.error is not None else ""

    def refuse_fault(self) -> None:
        """Raise what went wrong, for who wants all or nothing. Raises `UnreadableFile`, and OSError."""
        if isinstance(self.error, OSError | UnreadableFile):
            raise self.error
        if self.error is not None:  # of a stream that is closed, say
            raise UnreadableFile(f"the file cannot be read: {self.fault}") from self.error
        if self.cut >= 0:
            raise UnreadableFile(f"the file ends early, at offset {self.cut}")

    def read(self, offset: int, length: int) -> bytes:
        """Read what there is; fewer bytes than asked for are the end of the file."""
        try:
            self.file.seek(offset)
            found = self.file.read(length) or b""
            while len(found) < length and (more := self.file.read(length - len(found))):
                found += more
        except (OSError, ValueError) as error:
            self.error = error
            return b""
        if len(found) < length and offset + len(found) < self.size:
            self.cut = offset + len(found)
        return found


def reason(error: Exception) -> str:
    """Say why a file cannot be read, without its name."""
    if isinstance(error, UnreadableFile):
        return str(error)
    return (error.strerror if isinstance(error, OSError) else None) or type(error).__name__


class Problems(list[Problem]):
    """Problems as they are found; a hostile file has no more of them than can be read."""

    def add(self, data: DataSet | None, tag: int | None, message: str, code: str = "unreadable") -> None:
        """Note a problem of an element, or of a data set."""
        self._append(Problem, data, tag, message, code)

    def add_cut(self, data: DataSet | None, tag: int | None, message: str) -> None:
        """Note that something ends before its end."""
        self._append(Cut, data, tag, message, "unreadable")

    def _append(
        self, kind: type[Problem], data: DataSet | None, tag: int | None, message: str, code: str
    ) -> None:
        if len(self) < MOST_PROBLEMS:
            self.append(kind(path_of(data, tag), tag, message, code))
        elif len(self) == MOST_PROBLEMS:
            self.append(Problem("", None, "there are more problems, which are not listed"))


class _Level(NamedTuple):
    """What is taken up again when a sequence ends: the data set that holds it."""

    data: DataSet
    last: int
    end: int
    delimited: bool
    form: Form
    items: list[DataSet]
    sequence: int
    sequence_end: int
    sequence_delimited: bool
    sequence_form: Form


class Parser:
    """Reads one data set. Positions are those of the window: `base` is where it begins in the file."""

    def __init__(  # noqa: PLR0913 - where, how, how much
        self,
        source: Source,
        problems: Problems,
        form: Form,
        window: tuple[bytes, int],
        at: int,
        *,
        large: int,
        stop: int | None = None,
        lazy: bool = False,
        pausing: bool = False,
        levels: int = sys.maxsize,
    ) -> None:
        """Read from `at` to the tag `stop`; `window` is what was read of the source, and where it begins.

        `lazy`: sequences of the data set itself that have a length are left as `Unread`. `pausing`: pixels that stay
        in the file are the last that is read, if the file has to be read again for what follows; `rest` is then what
        it takes to go on. Reading stops at a sequence that is nested in more than `levels` others.
        """
        self.levels, self.pausing = levels, pausing
        self.rest: Rest | None = None
        self.starts: Starts | None = None
        self.source, self.problems, self.large, self.stop, self.lazy = source, problems, large, stop, lazy
        self.root = self.data = DataSet({})
        self.form = self.sequence_form = form
        self.buffer, self.base = window
        self.first = self.window = min(max(FIRST_WINDOW, len(self.buffer)), WINDOW)
        self.pos = at - self.base
        self.last = self.sequence = -1
        self.end = self.sequence_end = source.size
        self.delimited = self.sequence_delimited = False
        self.items: list[DataSet] = []
        self.stack: list[_Level] = []
        self.nodes = self.loaded = 0
        self.done = False
        self.limit = 0
        self._bound()

    def run(self) -> DataSet:
        """Read to the end, or as far as can be."""
        with Uncollected():
            while not self.done:
                if not self.form.big:
                    self._plain(HEADERS[self.form.explicit])
                self._step()
        return self.root

    # --- what is plain: nearly all of a file

    def _plain(self, headers: Headers) -> None:
        """Read elements until one is anything but plain."""
        buffer, pos, limit, last, large = self.buffer, self.pos, self.limit, self.last, self.large
        elements, end, size, known = self.data.elements, self.stop or UNDEFINED, _HEADER, headers.known
        before = len(elements)
        while (start := pos + size) <= limit:
            try:
                tag, vr, length = known[buffer[pos:start]]
            except KeyError:
                tag, vr, length = headers.learnt(buffer[pos:start])
            if tag <= last:
                break
            if length < 0:
                if tag >= end:
                    break
                length = int.from_bytes(buffer[start : start + 4], "little")
                start += 4
            stop = start + length
            if stop > limit or length > large:
                break
            elements[tag] = (vr, buffer[start:stop])
            last = tag
            pos = stop
        self.pos, self.last = pos, last
        self.nodes += len(elements) - before

    # --- what is not

    def _step(self) -> None:
        """Read one element of any kind, or one delimiter, or the next window, or end the data set."""
        left = self.end - self.base - self.pos
        if left < _HEADER:
            if left > 0:
                self._note_cut(None, f"{counted(left, 'byte')} cannot be an element", self.base + self.pos)
            self._close(self.end)
        elif self.pos + _HEADER > len(self.buffer):
            self._fill()
        else:
            group, number, length = self.form.plain(self.buffer, self.pos)
            if self.stop is not None and group << 16 | number >= self.stop and not self.stack:
                self.done = True
            elif group == _DELIMITERS:
                self._delimiter(group << 16 | number, length)
            elif self.form.explicit:
                self._explicit_element(group << 16 | number)
            else:
                self._implicit_element(group << 16 | number, length)

    def _explicit_element(self, tag: int) -> None:
        """Read one element of Explicit VR."""
        pos = self.pos
        _, _, code, length = self.form.header(self.buffer, pos)
        if code in SHORT:
            self._element(tag, SHORT[code], length, self.base + pos + 8)
        elif code not in LONG:
            self._odd_vr(tag, code, length)
        elif self.base + pos + 12 > self.end:
            self._lost(tag, "its header is cut", note=self._note_cut)
        elif pos + 12 > len(self.buffer):
            self._fill()
        else:
            (length,) = self.form.length(self.buffer, pos + 8)
            self._element(tag, LONG[code], length, self.base + pos + 12)

    def _implicit_element(self, tag: int, length: int) -> None:
        """Read one element of Implicit VR, or find that the item is in Explicit VR."""
        code = self.buffer[self.pos + 4 : self.pos + 6]
        if code in VRS and not self.data.elements and length > self.end - self.base - self.pos:
            self._note(tag, "the data set is in Explicit VR, and should not be", self.base + self.pos)
            self.form = FORMS[True, self.form.big]
        elif tag == 0 and length == 0:
            self._lost(None, "zeros stand where an element should begin")
        else:
            self._element(tag, VR_OF[tag], length, self.base + self.pos + 8)

    def _odd_vr(self, tag: int, code: bytes, length: int) -> None:
        """Read an element without a VR that is known, as what fits: Implicit VR, or a VR of the future."""
        at = self.base + self.pos
        implicit = FORMS[False, self.form.big]
        if self.pos + 12 > len(self.buffer) and at + 12 <= self.end:
            return self._fill()
        if tag == 0 and code == b"\0\0" and length == 0:
            return self._lost(None, "zeros stand where an element should begin")
        _, _, long = implicit.plain(self.buffer, self.pos)
        if not (code.isalpha() and code.isupper()) and (long == UNDEFINED or at + 8 + long <= self.end):
            self._note(tag, "has no VR", at)
            if self.data.elements:
                return self._element(tag, VR_OF[tag], long, at + 8)
            self.form = implicit
            return None
        self._note(tag, "has a VR that does not exist", at)
        if length == 0 and self.pos + 12 <= len(self.buffer):  # PS3.5 6.2: later VRs have lengths of 32 bits
            (long,) = self.form.length(self.buffer, self.pos + 8)
            if at + 12 + long <= self.end:
                return self._element(tag, "UN", long, at + 12)
        return self._element(tag, "UN", length, at + 8)

    def _element(self, tag: int, vr: str, length: int, start: int) -> None:
        """Read the value of an element of any kind; `start` is its place in the file."""
        if length == UNDEFINED:
            return self._undefined(tag, vr, start)
        if start + length > self.end:
            self._note_cut(tag, f"its length {length} goes beyond the end of what holds it", start)
            length = max(0, self.end - start)
        if length & 1 and vr == "SQ":  # of values, that is a matter of their VR
            self._note(tag, f"its length {length} is odd", start, "bad-value")
        lazy = self.lazy and vr == "SQ" and not self.stack
        if not lazy and (
            vr == "SQ" or (vr == "UN" and VR_OF[tag] == "SQ" and self._begins_item(start, length))
        ):
            return self._open(tag, start, start + length, delimited=False, unknown=vr == "UN")
        if length > self.large and not lazy and not (is_text(tag, vr) and length <= MOST_TEXT):
            return self._leave_in_file(tag, vr, length, start)
        self.pos = start - self.base
        if lazy and self.pos + length > len(self.buffer) + WINDOW:
            return self._leave_unread(tag, vr, length, start)
        if self.pos + length > len(self.buffer):
            self._fill(length)
        stop = self.pos + length
        if stop > len(self.buffer):
            stop = len(self.buffer)
            self._note_cut(tag, "its value is cut", start)
        value = self.buffer[self.pos : stop]
        if lazy:
            self._put(tag, vr, Unread((value,), start, self.form.explicit, self.form.big), start)
        else:
            self._put(tag, vr, swapped(value, self._word(tag, vr)), start)
        self.pos = stop
        return None

    def _leave_unread(self, tag: int, vr: str, length: int, start: int) -> None:
        """Read a long sequence as bytes, without making one of what the window has and what it has not."""
        kept = self.buffer[self.pos :]
        more = self.source.read(start + len(kept), length - len(kept))
        self.base, self.pos, self.buffer = start + len(kept) + len(more), 0, b""
        self.loaded += len(more)
        if len(kept) + len(more) < length:
            self._end_early(self.base)
            self._note_cut(tag, "its value is cut", start)
        self._bound()
        self._put(tag, vr, Unread((kept, more), start, self.form.explicit, self.form.big), start)

    def _leave_in_file(self, tag: int, vr: str, length: int, start: int) -> None:
        """Pass over a value that is large."""
        header, last = self.pos, self.last
        self._put(tag, vr, Large(length, start if self.source.offsets else -1, self._word(tag, vr)), start)
        self.pos = start - self.base + length
        if self.pausing and tag in PIXELS and not self.stack:
            left = self.end - self.base - self.pos
            self._keep_rest(tag, header, last, paused=left >= _HEADER and self.pos > len(self.buffer))

    def _keep_rest(self, tag: int, header: int, last: int, *, paused: bool) -> None:
        """Keep what the window has of pixels, from their header on; `paused`: and read no further."""
        explicit, big, *_ = self.form
        window = self.buffer[header:]
        self.rest = Rest(tag, last, self.base + header, explicit, big, self.large, window, paused)
        self.done = self.done or paused

    def _word(self, tag: int, vr: str) -> int:
        """Return how many bytes of a value are swapped as a whole in Big Endian (PS3.5 7.3); 1 when none are."""
        word = WORDS.get(vr, 1) if self.form.big else 1
        if word == 2 and tag == _PIXEL_DATA:  # noqa: PLR2004 - pixels of 32 bits are two words in name only
            _, allocated = self.data.elements.get(_BITS_ALLOCATED, ("US", b""))
            return 4 if allocated == _32_BITS else word
        return word

    def _undefined(self, tag: int, vr: str, start: int) -> None:
        """Read an element of undefined length: a sequence, or encapsulated pixels; nothing else may have one."""
        if vr in BINARY or (tag == _PIXEL_DATA and vr == "UN"):
            self._fragments(tag, vr, start)
        elif vr in {"SQ", "UN"} or VR_OF[tag] == "SQ":
            self._open(tag, start, self.end, delimited=True, unknown=vr == "UN")
        elif self._begins_item(start, self.end - start):
            self._note(tag, f"has an undefined length, which {vr} must not have", start)
            self._fragments(tag, vr, start)
        else:
            self._lost(tag, f"has an undefined length, which {vr} must not have")

    def _begins_item(self, start: int, length: int) -> bool:
        """Tell whether an item begins at a place in the file, in either byte order."""
        if length < _HEADER:
            return length == 0
        pos = start - self.base
        inside = pos + _HEADER <= len(self.buffer)
        found = self.buffer[pos : pos + _HEADER] if inside else self.source.read(start, _HEADER)
        return found[:4] in {_ITEM_LITTLE, _ITEM_BIG}

    def _fragments(self, tag: int, vr: str, start: int) -> None:
        """Pass over the items of encapsulated pixel data, or pause where the window ends."""
        header, last, noted = self.pos, self.last, len(self.problems)
        pausing = self.pausing and tag in PIXELS and not self.stack
        self.pos = start - self.base
        done = self._pass_fragments(tag, vr, start, to_window=pausing)
        if not done:
            del self.problems[noted:]  # they are found again
            self._put(tag, vr, Fragments(-1, -1, start), start)
        if pausing:
            self._keep_rest(tag, header, last, paused=not done)

    def _pass_fragments(self, tag: int, vr: str, start: int, *, to_window: bool) -> bool:
        """Pass over fragments; `to_window`: no further than that. Tell whether all of them are passed."""
        total = length = 0
        end = start
        starts: array[int] = array("Q")
        table: bytes | None = b""
        while True:
            left = self.end - self.base - self.pos
            if left < _HEADER:
                self._note_cut(tag, "its fragments have no end", self.end)
                break
            if self._lacks_fragment(left):
                if to_window:
                    return False
                self._fill(exactly=_HEADER_AND_MARKER if length > _GLANCE else _GLANCE)
                if self.done:
                    break
                continue
            group, number, length = self.form.plain(self.buffer, self.pos)
            found = group << 16 | number
            if found == SEQUENCE_END:
                self.pos += _HEADER
                break
            if found != ITEM or len(starts) >= MOST_NODES:
                self._put(tag, vr, self._found(total, (start, end), starts, table), start)
                self._end_fragments(tag, len(starts), found)
                return True
            if length > left - _HEADER:
                self._note_cut(
                    tag, f"the length {length} of fragment {len(starts)} is wrong", self.base + self.pos
                )
                length = left - _HEADER
            if not starts:
                table = self._table(length, to_window=to_window)
            starts.append(self.base + self.pos)
            total += length
            end = self._pass_fragment(length)
        self._put(tag, vr, self._found(total, (start, end), starts, table), start)
        return True

    def _table(self, length: int, *, to_window: bool) -> bytes | None:
        """Return the table of offsets, if it is no large value; `to_window`: if it was read already."""
        behind = self.pos + _HEADER
        if behind + length <= len(self.buffer):
            return self.buffer[behind : behind + length]
        return None if to_window or length > self.large else self.source.read(self.base + behind, length)

    def _lacks_fragment(self, left: int) -> bool:
        """Tell whether the window does not have the header of a fragment, and the marker behind it if that counts."""
        needed = _HEADER if self.starts is None else min(_HEADER_AND_MARKER, left)
        return self.pos + needed > len(self.buffer)

    def _end_fragments(self, tag: int, items: int, found: int) -> None:
        if found == ITEM:
            self._stop(f"more than {items} fragments")
        else:
            self._lost(tag, "something else stands where a fragment should begin")

    def _pass_fragment(self, length: int) -> int:
        """Pass over one; return where it ends."""
        at, behind = self.base + self.pos, self.pos + _HEADER
        if self.starts is not None:
            self.starts.items.append(at)
            if self.buffer[behind : behind + 2] in _MARKERS:
                self.starts.marked.append(at)
        self.pos = behind + length
        return self.base + self.pos

    def _found(
        self, total: int, place: tuple[int, int], starts: array[int], table: bytes | None
    ) -> Fragments:
        # of what was inflated, places mean nothing to who reads them
        found = Fragments(len(starts), total, *(place if self.source.offsets else ()))
        return Passed.of(found, starts, table)

    def _put(self, tag: int, vr: str, value: Value, start: int) -> None:
        """Keep an element, if it is the first of its tag."""
        elements = self.data.elements
        self.nodes += 1
        if tag in elements:
            self._note(tag, "is there twice, and the second is left out", start)
            return
        if tag < self.last and tag < next(reversed(elements)):
            self._note(tag, "follows an element of a greater tag", start, "element-order")
        elements[tag] = (vr, value)
        self.last = max(self.last, tag)

    # --- sequences

    def _open(self, tag: int, start: int, end: int, *, delimited: bool, unknown: bool) -> None:
        """Begin a sequence; what is in UN is in Implicit VR Little Endian (PS3.5 6.2.2)."""
        if len(self.stack) > self.levels:
            return self._stop(f"items are nested in more than {self.levels} others")
        items: list[DataSet] = []
        self._put(tag, "SQ", items, start)
        self.stack.append(
            _Level(
                self.data, self.last, self.end, self.delimited, self.form,
                self.items, self.sequence, self.sequence_end, self.sequence_delimited, self.sequence_form,
            )
        )  # fmt: skip
        self.items, self.sequence, self.sequence_end, self.sequence_delimited = items, tag, end, delimited
        if unknown:
            self.form = FORMS[False, self.form.big and self._swapped(start)]
        self.sequence_form = self.form
        self.pos = start - self.base
        return self._next_item()

    def _swapped(self, start: int) -> bool:
        return self.source.read(start, 4) == _ITEM_BIG

    def _next_item(self) -> None:
        """Begin the next item of the sequence, or end the sequence."""
        while not self.done:
            at = self.base + self.pos
            left = self.sequence_end - at
            if left < _HEADER:
                if left > 0:
                    self._note_sequence_cut(f"{counted(left, 'byte')} cannot be an item", at)
                elif self.sequence_delimited:
                    self._note_sequence_cut("has no end", at)
                return self._leave(max(at, self.sequence_end))
            if self.pos + _HEADER > len(self.buffer):
                self._fill()
                continue
            group, number, length = self.sequence_form.plain(self.buffer, self.pos)
            tag = group << 16 | number
            if tag == ITEM:
                return self._begin(at + _HEADER, length)
            if tag == SEQUENCE_END and self.sequence_delimited:
                return self._leave(at + _HEADER)
            if group != _DELIMITERS:
                self._note_sequence("something else stands where an item should begin", at)
                return self._leave(at if self.sequence_delimited else self.sequence_end)
            self._note_sequence("has a delimiter that ends nothing", at)
            self.pos += _HEADER
        return None

    def _begin(self, start: int, length: int) -> None:
        """Begin an item."""
        items = self.items
        self.data = DataSet({}, self.stack[-1].data, self.sequence, len(items))
        if self.sequence == RECORDS:
            self.data.place = start - _HEADER
        items.append(self.data)
        self.nodes += 1
        self.pos = start - self.base
        self.last = -1
        self.form = self.sequence_form
        self.delimited = length == UNDEFINED
        self.end = self.sequence_end if self.delimited else start + length
        if self.end > self.sequence_end:
            self._note_cut(
                None, f"the length {length} of the item goes beyond the end of what holds it", start
            )
            self.end = self.sequence_end
        self._bound()

    def _close(self, at: int) -> None:
        """End the data set; `at` is where reading goes on."""
        if not self.stack:
            self.done = True
            return
        if self.delimited:
            self._note_cut(None, "the item has no end", at)
        self.pos = at - self.base
        self._next_item()

    def _leave(self, at: int) -> None:
        """End the sequence, and go on with the data set that holds it."""
        (
            self.data, self.last, self.end, self.delimited, self.form,
            self.items, self.sequence, self.sequence_end, self.sequence_delimited, self.sequence_form,
        ) = self.stack.pop()  # fmt: skip
        self.end = min(self.end, self.source.size)
        self.sequence_end = min(self.sequence_end, self.source.size)
        self.pos = at - self.base
        self._bound()

    def _delimiter(self, tag: int, length: int) -> None:
        """Read a delimiter inside of a data set: it ends the item, or is out of place."""
        at = self.base + self.pos
        inside = bool(self.stack)
        if inside and self.delimited and tag == ITEM_END:
            if length:
                self._note(None, "the end of the item has a length", at)
            self.pos += _HEADER
            self._next_item()
        elif inside and self.delimited and tag in {ITEM, SEQUENCE_END}:
            self._note(None, "the item has no end", at)
            self._next_item()
        else:
            self._note(None, "a delimiter ends nothing", at)
            self.pos += _HEADER

    # --- the window, and the end of all

    def _bound(self) -> None:
        self.limit = min(len(self.buffer), self.end - self.base)

    def _fill(self, length: int = 0, *, exactly: int = 0) -> None:
        """Begin the window where we are, and read on: to `length` bytes or more, or `exactly`. None is read twice."""
        if self.nodes > MOST_NODES:
            return self._stop(f"more than {MOST_NODES} elements and items")
        kept = self.buffer[self.pos :]
        size = max(exactly - len(kept), 0) or self._next_window(length - len(kept))
        self.base += self.pos
        self.pos = 0
        found = self.source.read(self.base + len(kept), size)
        self.buffer = kept + found
        self.loaded += size
        if self.loaded > MOST_LOADED:
            self.large = min(self.large, 256)
        if len(found) < size and self.base + len(self.buffer) < self.source.size:
            self._end_early(self.base + len(self.buffer))
        self._bound()
        return None

    def _next_window(self, least: int) -> int:
        """Return how much to read; behind what was passed over it is little again."""
        if self.pos > len(self.buffer):
            self.window = self.first
        size = max(least, self.window)
        self.window = min(2 * self.window, WINDOW)
        return size

    def _end_early(self, at: int) -> None:
        """End where nothing more can be read: the file is shorter than it was, or it cannot be read."""
        self.source.size = at
        self.problems.add_cut(None, None, f"the file ends early, at offset {at}: {self.source.fault}")
        self.end = min(self.end, at)
        self.sequence_end = min(self.sequence_end, at)

    def _lost(
        self, tag: int | None, message: str, note: Callable[[int | None, str, int], None] | None = None
    ) -> None:
        """Give up what holds the element, and go on behind it if it says where that is."""
        (note or self._note)(tag, message, self.base + self.pos)
        while self.stack and self.delimited:
            if not self.sequence_delimited:
                self.delimited = False
                return self._close(self.sequence_end)
            self._leave(self.base + self.pos)
        self.delimited = False
        return self._close(self.end)

    def _stop(self, message: str) -> None:
        self.problems.add(None, None, f"{STOPS} at offset {self.base + self.pos}: {message}")
        self.done = True

    def _note(self, tag: int | None, message: str, at: int, code: str = "unreadable") -> None:
        self.problems.add(self.data, tag, f"{message}, at offset {at}", code)

    def _note_cut(self, tag: int | None, message: str, at: int) -> None:
        self.problems.add_cut(self.data, tag, f"{message}, at offset {at}")

    def _note_sequence_cut(self, message: str, at: int) -> None:
        self.problems.add_cut(self.stack[-1].data, self.sequence, f"{message}, at offset {at}")

    def _note_sequence(self, message: str, at: int) -> None:
        self.problems.add(self.stack[-1].data, self.sequence, f"{message}, at offset {at}")


def is_text(tag: int, vr: str) -> bool:
    """Tell whether a value is text, be it of UN: what is too long for its VR is written so (PS3.5 6.2.2)."""
    return vr in TEXTUAL or (vr == "UN" and VR_OF[tag] in TEXTUAL)


def read_rest(
    source: Source, rest: Rest, elements: dict[int, Element], problems: Problems
) -> tuple[dict[int, Element], Starts]:
    """Read on from pixels that were left in a file, and are in `elements` with all that stands before them.

    Return them and the elements behind them, and where the fragments of encapsulated ones begin.
    """
    form, window = FORMS[rest.explicit, rest.big], (rest.window, rest.offset)
    parser = Parser(
        source, problems, form, window, rest.offset, large=rest.large, lazy=True, levels=MOST_LEVELS
    )
    before = {tag: element for tag, element in elements.items() if tag != rest.tag}
    parser.root.elements, parser.last = dict(before), rest.last
    parser.starts = Starts(array("Q"), array("Q"))
    found = parser.run().elements
    return {tag: element for tag, element in found.items() if tag not in before}, parser.starts


def items_of(tag: int, unread: Unread, problems: Problems) -> list[DataSet]:
    """Read the items of a sequence that was left unread."""
    length = sum(map(len, unread.parts))
    order, code = (">" if unread.big else "<"), (b"SQ\0\0" if unread.explicit else b"")
    head = pack(f"{order}HH{len(code)}sL", tag >> 16, tag & 0xFFFF, code, length)
    source = Source(BytesIO(), size=unread.offset + length)  # all there is, is in the window
    start = unread.offset - len(head)
    form = FORMS[unread.explicit, unread.big]
    window = b"".join((head, *unread.parts)), start
    found = Parser(source, problems, form, window, start, large=length, levels=MOST_LEVELS).run()
    _, items = found.elements.get(tag, ("SQ", []))
    return items if isinstance(items, list) else []
