"""Trees to bytes: the elements of a data set in any uncompressed transfer syntax (PS3.5 7 and Annex A)."""

from __future__ import annotations

from functools import partial
from struct import Struct
from struct import error as StructError  # noqa: N812 - it is a class, whatever its name
from typing import TYPE_CHECKING, Final, NamedTuple

from dicomwright.runtime.errors import InvalidValue
from dicomwright.runtime.trees.parsing import LONG, SHORT, UNDEFINED, WORDS, swapped
from dicomwright.runtime.trees.paths import path_of
from dicomwright.runtime.trees.places import RECORDS, records_of
from dicomwright.runtime.trees.signs import is_signed
from dicomwright.runtime.trees.tree import DataSet
from dicomwright.runtime.values.fields import PADDING
from dicomwright.runtime.values.stored import Encapsulated, Held
from dicomwright.runtime.vocabulary.charsets import encode
from dicomwright.runtime.vocabulary.tags import group_and_element

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from dicomwright.runtime.trees.tree import Element, Value

_CODES: Final = {vr: code for code, vr in (SHORT | LONG).items()}
_SHORT: Final = frozenset(SHORT.values())
_LONGEST_SHORT: Final = 0xFFFE
_LONGEST: Final = 0xFFFFFFFE
_JOINED: Final = 1 << 16
"""Bytes that are joined at most: of the items of many frames no second copy is made."""
_PIECE: Final = 1 << 20
_ITEM: Final = (0xFFFE, 0xE000)
_ITEM_END: Final = (0xFFFE, 0xE00D, 0)
_SEQUENCE_END: Final = (0xFFFE, 0xE0DD, 0)
_BITS_ALLOCATED: Final = 0x00280100
_PIXEL_DATA: Final = 0x7FE00010
_WORDS: Final = frozenset({2, 4, 8})
_PREAMBLE: Final = 128 + 4
_HEADER: Final = 8
_LONG_HEADER: Final = 12


class Syntax(NamedTuple):
    """How a data set is written."""

    explicit: bool = True
    big: bool = False
    deflated: bool = False


SYNTAXES: Final = {
    "1.2.840.10008.1.2": Syntax(explicit=False),
    "1.2.840.10008.1.2.1": Syntax(),
    "1.2.840.10008.1.2.1.99": Syntax(deflated=True),
    "1.2.840.10008.1.2.2": Syntax(big=True),
}
"""By UID; every other is of compressed pixels, and is written as Explicit VR Little Endian (PS3.5 A.4)."""

Part = "bytes | Held"
"""Bytes, or a large value that is not copied until it is written."""


class Writer:
    """Writes data sets in one syntax; `delimited`: sequences and items end with a delimiter, and have no length."""

    def __init__(self, syntax: Syntax, *, delimited: bool = False) -> None:
        """Prepare what does not depend on the data set."""
        order = ">" if syntax.big else "<"
        self.explicit, self.big, self.delimited = syntax.explicit, syntax.big, delimited
        self.short: Callable[..., bytes] = Struct(order + "HH2sH").pack
        self.long: Callable[..., bytes] = Struct(order + "HH2sHL").pack
        self.plain: Callable[..., bytes] = Struct(order + "HHL").pack

    def parts(self, data: DataSet) -> list[bytes | Held]:
        """Return the elements of a data set in the order of their tags. Raises `InvalidValue`."""
        found: list[bytes | Held] = []
        elements, short, append = data.elements, self.short, found.append
        fast = self.explicit and not self.big
        tags = list(elements)
        for tag in tags if tags == (ordered := sorted(tags)) else ordered:
            element = elements[tag]
            vr, value = element
            if fast and type(value) is bytes and vr in _SHORT:
                length = len(value)
                if not length & 1 and length <= _LONGEST_SHORT:
                    append(short(tag >> 16, tag & 0xFFFF, _CODES[vr], length))
                    append(value)
                    continue
            found += self._element(data, tag, element)
        return found

    def _element(self, data: DataSet, tag: int, element: Element) -> Iterable[bytes | Held]:
        """Write an element that is not plain."""
        vr, value = element
        if isinstance(value, list):
            return self._sequence(tag, value)
        if isinstance(value, Encapsulated):
            return self._header(data, tag, "OB", UNDEFINED), value.data, self.plain(*_SEQUENCE_END)
        if " or " in vr:
            vr = _settled(tag, vr, data)
        if isinstance(value, Held):
            return self._large(data, tag, vr, value)
        written = self._bytes(data, tag, vr, value)
        return self._header(data, tag, vr, len(written)), written

    def _bytes(self, data: DataSet, tag: int, vr: str, value: Value) -> bytes:
        if isinstance(value, str):
            try:
                value = encode(value, data.encoding, "\\^=" if vr == "PN" else "\\")
            except UnicodeError:
                raise _invalid(data, tag, "has characters that the Specific Character Set lacks") from None
        if not isinstance(value, bytes):
            raise _invalid(data, tag, "is not in memory, or cannot be written")
        if len(value) & 1:
            value += PADDING.get(vr, b"\0")
        return swapped(value, _word(data, tag, vr)) if self.big else value

    def _large(self, data: DataSet, tag: int, vr: str, value: Held) -> Iterable[bytes | Held]:
        padding = b"\0" * (value.length & 1)
        word = value.word or _word(data, tag, vr)
        if self.big and word > 1:
            value = Held.of(value.length, partial(_swapped_pieces, value, word))
        return self._header(data, tag, vr, value.length + len(padding)), value, padding

    def _header(self, data: DataSet, tag: int, vr: str, length: int) -> bytes:
        """Write tag, VR and length; what is too long for a length of 16 bits is written as UN (PS3.5 6.2.2)."""
        if length > _LONGEST and length != UNDEFINED:
            raise _invalid(data, tag, f"is longer than the {_LONGEST} bytes that an element can have")
        if not self.explicit:
            return self.plain(tag >> 16, tag & 0xFFFF, length)
        if vr not in _CODES:
            vr = "UN"
        if vr in _SHORT and length <= _LONGEST_SHORT:
            return self.short(tag >> 16, tag & 0xFFFF, _CODES[vr], length)
        return self.long(tag >> 16, tag & 0xFFFF, b"UN" if vr in _SHORT else _CODES[vr], 0, length)

    # --- sequences

    def _sequence(self, tag: int, items: list[DataSet]) -> list[bytes | Held]:
        holder = items[0].parent if items else None
        found: list[bytes | Held] = []
        size = 0
        for item in items:
            parts = self.parts(item)
            length = length_of(parts)
            found += _merged(self._item(item, parts, length))
            size += length + 8
        if self.delimited:
            head = self._sequence_header(holder, tag, UNDEFINED)
            return [head, *found, self.plain(*_SEQUENCE_END)]
        return [self._sequence_header(holder, tag, size), *(_merged(found) if size < _JOINED else found)]

    def _sequence_header(self, holder: DataSet | None, tag: int, length: int) -> bytes:
        if length > UNDEFINED or (length > _LONGEST and not self.delimited):
            raise InvalidValue(f"{path_of(holder, tag)}: is longer than the {_LONGEST} bytes of an element")
        if self.explicit:
            return self.long(tag >> 16, tag & 0xFFFF, b"SQ", 0, length)
        return self.plain(tag >> 16, tag & 0xFFFF, length)

    def _item(self, item: DataSet, parts: list[bytes | Held], length: int) -> list[bytes | Held]:
        if self.delimited:
            return [self.plain(*_ITEM, UNDEFINED), *parts, self.plain(*_ITEM_END)]
        try:
            return [self.plain(*_ITEM, length), *parts]
        except StructError:
            raise InvalidValue(
                f"{path_of(item, None)}: is longer than the {_LONGEST} bytes of an item"
            ) from None


META: Final = Writer(Syntax())
"""Writes file meta information, which is always in Explicit VR Little Endian (PS3.10 7.1)."""


def chunks(parts: Sequence[bytes | Held]) -> Iterator[bytes | memoryview]:
    """Give the bytes of parts: small ones joined, as long as they are no large piece, large ones as they are."""
    start = size = 0
    for number, part in enumerate(parts):
        if isinstance(part, bytes) and (size := size + len(part)) < _JOINED:
            continue
        yield b"".join(parts[start:number])  # type: ignore[arg-type]  # the others were not passed by
        if isinstance(part, bytes):
            yield part
        else:
            yield from part.pieces()
        start, size = number + 1, 0
    yield b"".join(parts[start:])  # type: ignore[arg-type]


def places_written(writer: Writer, meta: DataSet, data: DataSet) -> list[int]:
    """Return where the records of a directory begin in its file, as a writer writes it."""
    before = {tag: element for tag, element in data.elements.items() if tag < RECORDS}
    at = _PREAMBLE + length_of(META.parts(meta)) + length_of(writer.parts(DataSet(before)))
    at += _LONG_HEADER if writer.explicit else _HEADER
    places: list[int] = []
    for item in records_of(data):
        places.append(at)
        at += _HEADER + length_of(writer.parts(item)) + (_HEADER if writer.delimited else 0)
    return places


def length_of(parts: list[bytes | Held]) -> int:
    """Return how many bytes parts have."""
    return sum([len(part) if isinstance(part, bytes) else part.length for part in parts])


def _merged(parts: list[bytes | Held]) -> list[bytes | Held]:
    """Join what is in memory anyway, so that outer sequences have less to go through."""
    try:
        return [b"".join(parts)]  # type: ignore[arg-type]  # most have no large values, and the others raise
    except TypeError:
        return parts


def _word(data: DataSet, tag: int, vr: str) -> int:
    """Return the bytes that are swapped as a whole: of a VR, but of pixels of 32 or 64 bits those of a pixel."""
    pixel = _number(data, _BITS_ALLOCATED) // 8 if tag == _PIXEL_DATA and vr == "OW" else 0
    return pixel if pixel in _WORDS else WORDS.get(vr, 1)


def _swapped_pieces(held: Held, word: int) -> Iterator[bytes]:
    """Swap a large value in parts, so that there is never a second one of it."""
    for piece in held.pieces():
        view = memoryview(piece)
        for start in range(0, len(view), _PIECE):
            yield swapped(view[start : start + _PIECE], word)


def _settled(tag: int, vr: str, data: DataSet) -> str:
    """Choose one of the VRs that the dictionary admits, for what was read in Implicit VR (PS3.5 A.1)."""
    if vr == "OB or OW":
        return "OW" if _number(data, _BITS_ALLOCATED) > 8 else "OB"  # noqa: PLR2004 - a byte
    if "SS" in vr:
        return "SS" if is_signed(tag, data) else "US"
    return vr.rsplit(" or ", 1)[-1]


def _number(data: DataSet | None, tag: int) -> int:
    """Return a number here or further out; 0 when there is none."""
    while data is not None:
        _, value = data.elements.get(tag, ("", None))
        if isinstance(value, bytes) and value:
            return int.from_bytes(value[:2], "little")
        data = data.parent
    return 0


def _invalid(data: DataSet, tag: int, rule: str) -> InvalidValue:
    return InvalidValue(f"{path_of(data, tag)} {group_and_element(tag)}: {rule}")
