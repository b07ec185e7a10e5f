"""What is kept of what rows are given: checked by value type, and in one form, so that equal is what says the same."""

from __future__ import annotations

import struct
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, Final, get_args

from dicomwright.runtime import values
from dicomwright.runtime.content.values import (
    Graphic,
    Graphic3D,
    GraphicType,
    GraphicType3D,
    Quantity,
    RangeType,
    Reference,
    Times,
)
from dicomwright.runtime.errors import Refused
from dicomwright.runtime.narrow import is_array, is_code, is_dataset, is_iterable, is_numpy_number, is_tuple
from dicomwright.runtime.templates.terms import Coded, Group
from dicomwright.runtime.values.rules import rule_of
from dicomwright.runtime.vocabulary.registry import edition_of
from dicomwright.runtime.wording import one_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydicom.sr.coding import Code

    from dicomwright.runtime.templates.rows import Row
    from dicomwright.runtime.templates.terms import Terms


def the_code(terms: Terms) -> Coded | None:
    """Return the code that alone is meant, if it is so."""
    return terms[0] if len(terms) == 1 and isinstance(terms[0], Coded) else None


def as_code(coded: Coded) -> Code:
    """Return a code of a template as pydicom has codes."""
    return values.basic_code(coded.value, coded.scheme, coded.meaning)


def kept(row: Row, value: object) -> Any:  # noqa: ANN401 - by value type
    """Return what is kept of the value of one item of a row. Raises `Refused`."""
    return _TAKEN[row.value_type](row, value)


def kept_code(row: Row, terms: Terms, value: object) -> Code:
    """Return a code that terms allow; what a parameter stands for is not known here. Raises `Refused`."""
    value = _as_given(value)
    if not is_code(value):
        raise Refused(f"must be a code, not {type(value).__qualname__}")
    closed = bool(terms) and all(map(partial(_is_closed, row), terms))
    if closed and not any(names_code(row, term, value) for term in terms):
        raise Refused(
            f"has a code that is not in {' or '.join(map(_named, terms))}, which cannot be extended"
        )
    return value


def _as_given(value: object) -> object:
    """Return the code of an item that has one, as codes of highdicom are; all else as it is."""
    return values.code_from(value) or value if is_dataset(value) else value


def kept_number(value: object) -> float:
    """Return a number. Raises `Refused`."""
    if isinstance(value, bool) or not (isinstance(value, int | float | Decimal) or is_numpy_number(value)):
        raise Refused(f"must be a number, not {type(value).__qualname__}")
    return float(value)


def _is_closed(row: Row, term: object) -> bool:
    if isinstance(term, Coded):
        return term.binding == "enumerated"
    group = _group(row, term) if isinstance(term, Group) and term.binding == "defined" else None
    return group is not None and group.__info__.extensible is False


def _group(row: Row, term: Group) -> Any:  # noqa: ANN401 - type[ContextGroup], or None where the edition lacks it
    edition = edition_of(row.owner)
    name = f"CID{term.cid}"
    return edition.named("cids", name) if name in edition.names("cids") else None


def names_code(row: Row, term: object, code: Code) -> bool:
    """Tell whether a term of a row is a code, or a group that has it; one that the edition lacks has none."""
    if isinstance(term, Coded):
        return (term.value, term.scheme) == (code.value, code.scheme_designator)
    return isinstance(term, Group) and code in (_group(row, term) or ())


def _named(term: object) -> str:
    return f"CID {term.cid}" if isinstance(term, Group) else "the Enumerated Values"


# by value type


def _code(row: Row, value: object) -> object:
    fixed = the_code(row.values)
    value = _as_given(value)
    if fixed is None:
        return kept_code(row, row.values, value)
    if value is True or (is_code(value) and names_code(row, fixed, value)):
        return True
    raise Refused("has one code alone: True says that it is there")


def _by_vr(vr: str, _row: Row, value: object) -> object:
    found = rule_of(vr)(value)
    if found in ("", None):
        raise Refused("must not be empty")
    return found


def _present(_row: Row, value: object) -> object:
    if value is not True:
        raise Refused("has no value: True says that it is there")
    return True


def _quantity(row: Row, value: Any) -> Quantity[Code]:  # noqa: ANN401 - of any form
    """Keep a number with its unit, which a row may have alone."""
    fixed = the_code(row.measured_in)
    if fixed is not None and not is_tuple(value):
        value = (value, as_code(fixed))
    if not is_tuple(value) or len(value) not in (2, 3):
        raise Refused("must be a number and its unit")
    number, unit, qualifier = value if len(value) == len(Quantity._fields) else (*value, None)
    if number is None and qualifier is None:
        raise Refused("has neither a number nor a qualifier that says why")
    return Quantity(None if number is None else kept_number(number), kept_unit(row, unit), qualifier)


def kept_unit(row: Row, unit: object) -> Code:
    """Return the unit of a measurement. Raises `Refused`."""
    fixed, unit = the_code(row.measured_in), _as_given(unit)
    if fixed is not None and not (is_code(unit) and names_code(row, fixed, unit)):
        raise Refused(f"must be in {fixed.value}")
    return kept_code(row, row.measured_in, unit)


def _reference(_row: Row, value: object) -> object:
    if isinstance(value, Reference):
        return value
    if not hasattr(value, "SOPInstanceUID"):
        raise Refused(f"must be an object, or a Reference to one, not {type(value).__qualname__}")
    return Reference.to(value)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType] - it has what it takes


def _graphic(row: Row, value: object) -> object:
    kind, points, *more = _parts(value, Graphic)
    _check(kind, get_args(GraphicType), row)
    return Graphic(kind, _points(points, 2), *more)


def _graphic_3d(row: Row, value: object) -> object:
    kind, points, *more = _parts(value, Graphic3D)
    _check(kind, get_args(GraphicType3D), row)
    if len(more) != 1:
        raise Refused("must have a frame of reference")
    return Graphic3D(kind, _points(points, 3), rule_of("UI")(more[0]))


def _times(row: Row, value: object) -> object:
    kind, *more = _parts(value, Times)
    _check(kind, get_args(RangeType), row)
    return Times(kind, *map(tuple, more))


def _parts(value: object, form: type) -> tuple[Any, ...]:
    if not is_tuple(value) or len(value) < 2:  # noqa: PLR2004 - a type, and what is of it
        raise Refused(f"must be a {form.__name__}, or a tuple of what it has")
    return value


def _check(kind: object, known: tuple[str, ...], row: Row) -> None:
    allowed = row.graphic_types or tuple(each for each in known if each not in row.not_graphic_types)
    if kind not in allowed:
        raise Refused(f"has a type that is not {one_of(allowed).removeprefix('must be ')}")


def _points(value: Any, axes: int) -> tuple[tuple[float, ...], ...]:  # noqa: ANN401 - arrays, or sequences
    """Return points as they are written: in single precision."""
    rows: Any = value.tolist() if is_array(value) else value
    if not is_iterable(rows):
        raise Refused("must have points")
    flat = [number for each in rows for number in (each if is_iterable(each) else (each,))]
    if not flat or len(flat) % axes:
        raise Refused(f"must have points of {axes} coordinates each")
    try:
        numbers = struct.unpack(f"{len(flat)}f", struct.pack(f"{len(flat)}f", *flat))
    except (struct.error, OverflowError):
        raise Refused("has a coordinate that is no number, or too large") from None
    return tuple(zip(*(numbers[axis::axes] for axis in range(axes)), strict=True))


def _table(_row: Row, value: object) -> object:
    if not hasattr(value, "stored_"):
        raise Refused(f"must be an item of Tabulated Values Sequence, not {type(value).__qualname__}")
    return value


_TAKEN: Final[dict[str, Callable[[Row, object], Any]]] = {
    "CODE": _code,
    "COMPOSITE": _reference,
    "CONTAINER": _present,
    "DATE": partial(_by_vr, "DA"),
    "DATETIME": partial(_by_vr, "DT"),
    "IMAGE": _reference,
    "NUM": _quantity,
    "PNAME": partial(_by_vr, "PN"),
    "SCOORD": _graphic,
    "SCOORD3D": _graphic_3d,
    "TABLE": _table,
    "TCOORD": _times,
    "TEXT": partial(_by_vr, "UT"),
    "TIME": partial(_by_vr, "TM"),
    "UIDREF": partial(_by_vr, "UI"),
    "WAVEFORM": _reference,
}
