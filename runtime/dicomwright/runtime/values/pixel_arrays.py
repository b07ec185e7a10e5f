"""Pixel data from numpy arrays: what the array says of Rows, Bits Stored, ..., and its bytes.

Arrays are (rows, columns), (frames, rows, columns), (rows, columns, 3) or (frames, rows, columns, 3).
Three axes of which the last has length 3 are one colour image when the class admits colour and
`SamplesPerPixel` was not set to 1; otherwise they are frames.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

from dicomwright.runtime.errors import Refused
from dicomwright.runtime.narrow import is_array
from dicomwright.runtime.wording import counted, one_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    class Declared(Protocol):
        """What is asked of the declaration of an attribute."""

        @property
        def values(self) -> tuple[str | float, ...]:
            """Its Enumerated Values."""
            ...

    Attributes = Mapping[str, Declared]
    """Those of a class, by keyword."""

ARRAYS: dict[str, tuple[tuple[str, int], ...]] = {
    "PixelData": (("b", 1), ("u", 1), ("i", 1), ("u", 2), ("i", 2), ("u", 4), ("i", 4)),
    "FloatPixelData": (("f", 4),),
    "DoubleFloatPixelData": (("f", 8),),
}
"""Attributes that take arrays, with the kinds and bytes of the elements that they admit."""

FACTS = frozenset(
    {
        *("Rows", "Columns", "NumberOfFrames", "SamplesPerPixel", "PhotometricInterpretation"),
        *("PlanarConfiguration", "BitsAllocated", "BitsStored", "HighBit", "PixelRepresentation"),
    }
)
"""Attributes that follow from an array."""

_COLOURS = 3
_BYTE = 8

_COLOUR_SPACES = {1: ("MONOCHROME2", "MONOCHROME1", "PALETTE COLOR"), _COLOURS: ("RGB", "YBR_FULL")}
"""Photometric interpretations whose samples an array has as they are, by number of samples; the first is derived."""


class Layout(NamedTuple):
    """How the axes of an array are understood; `frames` is None when it has no such axis."""

    frames: int | None
    rows: int
    columns: int
    samples: int


def _admits(attributes: Attributes, keyword: str, value: object) -> bool:
    """Tell whether the class has the attribute, and no Enumerated Values that exclude the value."""
    attribute = attributes.get(keyword)
    return attribute is not None and (not attribute.values or value in attribute.values)


_GRAY = frozenset({"MONOCHROME1", "MONOCHROME2", "PALETTE COLOR"})


def _admits_colour(attributes: Attributes) -> bool:
    """Tell whether the class admits three samples per pixel, and a colour space for them."""
    declared = attributes.get("PhotometricInterpretation")
    gray = declared is not None and bool(declared.values) and _GRAY.issuperset(declared.values)
    return not gray and _admits(attributes, "SamplesPerPixel", _COLOURS)


def _shapes(attributes: Attributes) -> str:
    frames, colour = "NumberOfFrames" in attributes, _admits_colour(attributes)
    shapes = ["(rows, columns)"]
    shapes += ["(frames, rows, columns)"] if frames else []
    shapes += ["(rows, columns, 3)"] if colour else []
    shapes += ["(frames, rows, columns, 3)"] if frames and colour else []
    return " or ".join(shapes)


def layout(shape: tuple[int, ...], attributes: Attributes, samples: int | None) -> Layout:
    """Understand the axes of an array for a class; `samples` is Samples per Pixel when it was set."""
    colour = samples != 1 and _admits_colour(attributes)
    frames = "NumberOfFrames" in attributes
    match shape:
        case (rows, columns):
            return Layout(None, rows, columns, 1)
        case (rows, columns, 3) if colour:
            return Layout(None, rows, columns, _COLOURS)
        case (count, rows, columns) if frames:
            return Layout(count, rows, columns, 1)
        case (count, rows, columns, 3) if frames and colour:
            return Layout(count, rows, columns, _COLOURS)
        case _:
            raise Refused(f"must be an array of shape {_shapes(attributes)}, not {shape}")


def _bits_of(kind: str, size: int) -> tuple[int, ...]:
    """Return what Bits Allocated can be for a type: one bit is enough for a boolean, and for 0 and 1 in a byte."""
    return (1, _BYTE) if (kind, size) in {("b", 1), ("u", 1)} else (size * _BYTE,)


def _admitted(keyword: str, attributes: Attributes) -> list[tuple[str, int]]:
    """Return the kinds and bytes of the elements of arrays that the class leaves for an attribute."""
    found = [
        (kind, size)
        for kind, size in ARRAYS[keyword]
        if any(_admits(attributes, "BitsAllocated", bits) for bits in _bits_of(kind, size))
    ]
    if keyword != "PixelData":
        return found
    return [(k, size) for k, size in found if _admits(attributes, *_sign_or_bit(k))]


def _sign_or_bit(kind: str) -> tuple[str, int]:
    """Return the attribute and the value that a kind of integers needs besides its size."""
    return ("BitsStored", 1) if kind == "b" else ("PixelRepresentation", int(kind == "i"))


def check_array(keyword: str, array: NDArray[Any], owner: Any) -> None:  # noqa: ANN401 - type[DicomObject]
    """Refuse an array whose type or axes the attribute cannot have in the class."""
    attributes: Attributes = owner.attributes()
    admitted = _admitted(keyword, attributes)
    if (array.dtype.kind, array.dtype.itemsize) not in admitted:
        names = ", ".join(map(_name, admitted))
        raise Refused(f"must be an array of {names}, not {array.dtype.name}")
    found = layout(array.shape, attributes, None)
    if not array.size or max(found.rows, found.columns) >= 2**16:
        raise Refused(f"must have 1 to 65535 rows and columns, and the shape is {array.shape}")


_KINDS: Final = {"u": "uint", "i": "int", "f": "float"}


def _name(admitted: tuple[str, int]) -> str:
    """Return the name that numpy has for a type: "uint16"."""
    kind, size = admitted
    return "bool" if kind == "b" else f"{_KINDS[kind]}{size * _BYTE}"


def pixel_array(values: Mapping[str, Any]) -> tuple[str, NDArray[Any]] | None:
    """Return the keyword and the array of the pixel data that an object was given, or None."""
    for keyword in ARRAYS:
        array = values.get(keyword)
        if is_array(array):
            return keyword, array
    return None


def facts(values: Mapping[str, Any], attributes: Attributes, *, multiframe: bool) -> dict[str, Any]:
    """Return what follows from the array in `values`: every attribute of `FACTS` that the class has.

    `multiframe`: a mandatory module has Number of Frames, so that one frame counts, too.
    """
    found = pixel_array(values)
    if found is None:
        return {}
    keyword, array = found
    axes = layout(array.shape, attributes, values.get("SamplesPerPixel"))
    said = {"Rows": axes.rows, "Columns": axes.columns, "SamplesPerPixel": axes.samples}
    if axes.frames is not None or multiframe:
        said["NumberOfFrames"] = axes.frames or 1
    if axes.samples == _COLOURS:
        said["PlanarConfiguration"] = values.get("PlanarConfiguration") or 0
    said |= _photometric(axes.samples, values, attributes) | _bits(keyword, array, values, attributes)
    return {keyword: value for keyword, value in said.items() if keyword in attributes}


def _photometric(samples: int, values: Mapping[str, Any], attributes: Attributes) -> dict[str, Any]:
    given = values.get("PhotometricInterpretation")
    guess = _COLOUR_SPACES[samples][0]
    if given is None and not _admits(attributes, "PhotometricInterpretation", guess):
        return {}
    return {"PhotometricInterpretation": given or guess}


def _bits(
    keyword: str, array: NDArray[Any], values: Mapping[str, Any], attributes: Attributes
) -> dict[str, Any]:
    """Return Bits Allocated, Bits Stored, High Bit and Pixel Representation (PS3.5 8.1.1)."""
    if keyword != "PixelData":
        return {"BitsAllocated": array.dtype.itemsize * _BYTE}
    allocated = _allocated(array, values.get("BitsAllocated"), attributes)
    stored = values.get("BitsStored") or (1 if array.dtype.kind == "b" else _stored(allocated, attributes))
    return {
        "BitsAllocated": allocated,
        "BitsStored": stored,
        "HighBit": stored - 1,
        "PixelRepresentation": int(array.dtype.kind == "i"),
    }


def _allocated(array: NDArray[Any], given: int | None, attributes: Attributes) -> int:
    """Return Bits Allocated, the first that the class admits: of booleans one bit, of 0 and 1 only if it must be."""
    possible = _bits_of(array.dtype.kind, array.dtype.itemsize)
    if given in possible:
        return given
    preferred = possible if array.dtype.kind == "b" else possible[::-1]
    return next((bits for bits in preferred if _admits(attributes, "BitsAllocated", bits)), preferred[0])


def _stored(allocated: int, attributes: Attributes) -> int:
    """Return Bits Stored: all that are allocated, or as many of them as the class admits."""
    declared = attributes.get("BitsStored")
    allowed = declared.values if declared is not None else ()
    return max((bits for bits in allowed if isinstance(bits, int) and bits <= allocated), default=allocated)


def admitted_besides(
    array: NDArray[Any], said: Mapping[str, Any], before: Mapping[str, Any]
) -> dict[str, Any]:
    """Return those of other values that agree with an array as well as what follows from it alone.

    Values of fewer bits than are allocated, the colour space among those with as many samples.
    """
    found: dict[str, Any] = {}
    allocated, stored = before.get("BitsAllocated"), before.get("BitsStored")
    possible = _bits_of(array.dtype.kind, array.dtype.itemsize)
    same_sign = before.get("PixelRepresentation") in {None, said.get("PixelRepresentation")}
    if allocated in possible and isinstance(stored, int) and 1 <= stored <= allocated and same_sign:
        found = {"BitsAllocated": allocated, "BitsStored": stored} if _fits(array, stored) else {}
    space = before.get("PhotometricInterpretation")
    if space in _COLOUR_SPACES[said.get("SamplesPerPixel", 1)]:
        found["PhotometricInterpretation"] = space
    if said.get("NumberOfFrames") is None and before.get("NumberOfFrames") == 1:
        found["NumberOfFrames"] = 1
    return found


_SUBSAMPLED: Final = {"YBR_FULL_422": 2, "YBR_PARTIAL_422": 2, "YBR_PARTIAL_420": 1.5}
"""How many samples a pixel has of these spaces, on the average."""


def native_length(said: Mapping[str, Any]) -> int | None:
    """Return how many bytes pixels that are not encapsulated have, by what describes them; None if that is open."""
    factors = [said.get(keyword) for keyword in ("Rows", "Columns", "SamplesPerPixel", "BitsAllocated")]
    rows, columns, samples, bits = (found if isinstance(found, int) else 0 for found in factors)
    frames = said.get("NumberOfFrames")
    if not rows * columns * samples * bits or not isinstance(frames, int | None):
        return None
    here = _SUBSAMPLED.get(said.get("PhotometricInterpretation", ""), samples)
    return int(-(-rows * columns * here * bits * (frames or 1) // _BYTE))


def contradiction(
    values: Mapping[str, Any], said: Mapping[str, Any], attributes: Attributes
) -> tuple[str, str] | None:
    """Return a keyword that cannot be what the array says, as it was set or as the class has it; or None."""
    for keyword, value in said.items():
        given, allowed = values.get(keyword), attributes[keyword].values
        if given is not None and given != value:
            return keyword, f"contradicts the array of pixels, of which it follows to be {value}"
        if allowed and value not in allowed:
            return keyword, f"{one_of(allowed)}, and of the array of pixels it follows to be {value}"
    found = pixel_array(values)
    if found is None:
        return None
    others = [keyword for keyword in ARRAYS if values.get(keyword) is not None and keyword != found[0]]
    if others:
        return others[0], f"cannot be there besides {found[0]}"
    fault = _colour_contradiction(said)
    return fault or (_bits_contradiction(found[1], said) if found[0] == "PixelData" else None)


def _colour_contradiction(said: Mapping[str, Any]) -> tuple[str, str] | None:
    """Refuse colours of one sample, grays of three, and spaces with fewer samples than an array has."""
    space, samples = said.get("PhotometricInterpretation"), said.get("SamplesPerPixel", 1)
    spaces = _COLOUR_SPACES[samples]
    if space is None or space in spaces:
        return None
    return (
        "PhotometricInterpretation",
        f"{one_of(spaces)} for an array that has {counted(samples, 'sample')} a pixel",
    )


def _bits_contradiction(array: NDArray[Any], said: Mapping[str, Any]) -> tuple[str, str] | None:
    stored, allocated = said.get("BitsStored"), said.get("BitsAllocated")
    if stored is None or allocated is None:
        return None
    if not 1 <= stored <= allocated:
        return "BitsStored", f"must be 1 to {allocated}, the bits allocated"
    if not _fits(array, stored):
        return "BitsStored", "contradicts the array of pixels, which has values of more bits"
    return None


def _fits(array: NDArray[Any], stored: int) -> bool:
    """Tell whether all the values can be written in so many bits."""
    if array.dtype.kind == "b" or stored >= array.dtype.itemsize * _BYTE:
        return True
    if array.dtype.kind == "u":
        return bool(array.max() < 1 << stored)
    return bool(array.min() >= -(1 << stored - 1) and array.max() < 1 << stored - 1)


def encode(array: NDArray[Any], said: Mapping[str, Any]) -> bytes:
    """Return the bytes of an array: little endian, of even length, bits packed over frames (PS3.5 8.1.1)."""
    return b"".join(pieces(array, said))


def length(array: NDArray[Any], said: Mapping[str, Any]) -> int:
    """Return the number of bytes of an array when it is written, which is even."""
    size = -(-array.size // _BYTE) if said.get("BitsAllocated") == 1 else array.nbytes
    return size + size % 2


_PIECE = 1 << 20


def pieces(array: NDArray[Any], said: Mapping[str, Any]) -> Iterator[bytes | memoryview]:
    """Give the bytes of an array as `encode` does, from its own memory where they are in order, else in parts."""
    size = array.nbytes
    if said.get("BitsAllocated") == 1:
        from numpy import packbits  # noqa: PLC0415 - heavy, and loaded already by whoever has an array

        flat = array.reshape(-1) if array.flags.c_contiguous else array.flat
        size = -(-array.size // _BYTE)
        for start in range(0, array.size, _PIECE):
            yield packbits(flat[start : start + _PIECE], bitorder="little").tobytes()
    else:
        by_plane = said.get("PlanarConfiguration") == 1
        frame_axes = 3 if said.get("SamplesPerPixel") == _COLOURS else 2
        frames = array if by_plane and array.ndim > frame_axes else [array]
        for frame in frames:
            yield from _in_order(frame.swapaxes(-1, -2).swapaxes(-2, -3) if by_plane else frame)
    if size % 2:
        yield b"\0"


def _in_order(array: NDArray[Any]) -> Iterator[bytes | memoryview]:
    """Give the bytes of an array, little endian and in C order, without copying more than a part of it."""
    little = array.dtype.newbyteorder("<")
    if array.flags.c_contiguous and array.dtype == little:
        yield array.data.cast("B")
    elif len(array) > 1 and array.nbytes > _PIECE:
        step = max(1, len(array) * _PIECE // array.nbytes)
        for start in range(0, len(array), step):
            yield from _in_order(array[start : start + step])
    elif array.ndim > 1 and array.nbytes > _PIECE:
        yield from _in_order(array[0])
    else:
        yield array.astype(little, copy=False).tobytes()
