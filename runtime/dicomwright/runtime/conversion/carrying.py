"""What was read and still stands, to the tree that is written, in the character sets that are declared now."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from dicomwright.runtime.errors import InvalidValue
from dicomwright.runtime.trees.paths import path_of
from dicomwright.runtime.trees.tree import DataSet
from dicomwright.runtime.values.elements import text_of
from dicomwright.runtime.values.fields import PADDING
from dicomwright.runtime.values.rules import TEXTS
from dicomwright.runtime.values.stored import Encapsulated, Fragments, Held, Large
from dicomwright.runtime.vocabulary.tags import group_and_element

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwright.runtime.conversion.kept import Kept
    from dicomwright.runtime.trees.tree import Element, Value

    Encode = Callable[[str, str], bytes]
    """Takes the VR and a text. Raises UnicodeError."""

_CHARACTER_SET: Final = 0x00080005


def carry(kept: Kept, into: DataSet, encode: Encode, *, recode: bool) -> None:
    """Give a data set the elements that are kept, but for group lengths (PS3.5 7.2).

    `encode` writes text in the character sets of `into`; `recode`: these are others than those that were read.
    An item that declares its own keeps them. Raises `InvalidValue`.
    """
    pending = [(kept.all_elements(), kept.data, into, recode)]
    while pending:
        elements, source, target, other = pending.pop()
        for tag, element in elements.items():
            if not tag & 0xFFFF and tag >> 16:
                continue
            vr, value = element
            if type(value) is bytes and not (other and vr in TEXTS):  # as nearly all are
                target.elements[tag] = element
            elif isinstance(value, list):
                items = [DataSet({}, target, tag, index) for index in range(len(value))]
                target.elements[tag] = vr, items
                pending += [
                    (item.elements, item, new, other and _CHARACTER_SET not in item.elements)
                    for item, new in zip(value, items, strict=True)
                ]
            elif isinstance(value, str) or (other and vr in TEXTS and isinstance(value, bytes)):
                target.elements[tag] = vr, _recoded(tag, vr, value, source, encode)
            else:
                target.elements[tag] = in_memory(vr, value, kept)


def _recoded(tag: int, vr: str, value: bytes | str, source: DataSet, encode: Encode) -> bytes:
    if isinstance(value, str) and value.isascii():  # the same in every character set
        return value.encode() + PADDING.get(vr, b"\0") * (len(value) & 1)
    try:
        text = value if isinstance(value, str) else text_of(vr, value, source.encoding)
    except UnicodeError:
        return bytes(value)  # type: ignore[arg-type]  # a str is text
    try:
        data = encode(vr, text)
    except UnicodeError:
        place = f"{path_of(source, tag)} {group_and_element(tag)}"
        raise InvalidValue(f"{place}: has characters that the Specific Character Set lacks") from None
    return data + b" " if len(data) & 1 else data


def in_memory(vr: str, value: Value, kept: Kept) -> Element:
    """Return what can be written: large values are read while they are, encapsulated pixels as a whole."""
    if isinstance(value, Fragments):
        whole = value if isinstance(value, Encapsulated) else Encapsulated.of(value.items, kept.load(value))
        return "OB", whole  # PS3.5 A.4
    if isinstance(value, Large) and not isinstance(value, Held):
        return vr, Held.of(value.length, partial(kept.pieces, value))
    return vr, value
