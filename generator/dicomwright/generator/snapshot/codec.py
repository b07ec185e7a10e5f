"""Dataclass <-> plain JSON data: one encoder and one decoder a class, compiled once from its annotations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Final, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

Json = Any  # what json.loads returns; every value is checked by a decoder
Encoder = Callable[[Any], Json]
Decoder = Callable[[Json], Any]
T = TypeVar("T")

_SCALARS: Final = (str, int, bool, float, NoneType)


class CodecError(ValueError):
    """Data that does not fit the class it should become; says where and why.

    `path` leads to it from the data that were given: indices of lists and names of members.
    """

    def __init__(self, message: str, path: tuple[int | str, ...] = ()) -> None:
        """Know where."""
        super().__init__(message)
        self.path = path


def encode(value: object) -> Json:
    """Return a dataclass as a dict of its fields, those with their default value left out."""
    return _by_class(value)


def decode(cls: type[T], data: Json) -> T:
    """Return the dataclass that `encode` was given.

    Raises:
        CodecError: an unknown or missing key, or a value of the wrong type.

    """
    annotation: Any = cls
    result: T = decoder_of(annotation)(data)
    return result


def class_of(value: object) -> Any:  # noqa: ANN401 - for type checkers: it narrows nothing
    """Return the class of a value."""
    return type(value)


@cache
def encoder_of(annotation: Any) -> Encoder:  # noqa: ANN401 - any annotation
    """Compile the encoder of an annotation."""
    if is_dataclass(annotation):
        return _dataclass_encoder(annotation)
    arguments = get_args(annotation)
    if get_origin(annotation) is tuple:
        return _tuple_encoder(arguments)
    return _by_class if any(map(is_dataclass, arguments)) else _as_it_is


@cache
def decoder_of(annotation: Any) -> Decoder:  # noqa: ANN401 - any annotation
    """Compile the decoder of an annotation.

    Raises:
        TypeError: the annotation has no decoder.

    """
    if is_dataclass(annotation):
        return _dataclass_decoder(annotation)
    if annotation in _SCALARS:
        return _scalar_decoder(annotation)
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is tuple:
        return _tuple_decoder(arguments)
    if origin is Literal:
        return _literal_decoder(arguments)
    if origin in (Union, UnionType):
        return _union_decoder(arguments)
    raise TypeError(f"no decoder for {annotation}")


def decoder_of_all(annotation: Any) -> Decoder:  # noqa: ANN401 - any annotation
    """Compile the decoder of a list of what an annotation says."""
    return _tuple_decoder((annotation, ...))


# --- encoders: what to leave out is compared once, by value


def _as_it_is(value: Any) -> Json:  # noqa: ANN401
    return value


def _by_class(value: Any) -> Json:  # noqa: ANN401
    return value if value is None else encoder_of(class_of(value))(value)


def _tuple_encoder(arguments: tuple[Any, ...]) -> Encoder:
    if not any(map(_holds_dataclass, arguments)):
        return list
    return lambda value: [_by_class(item) for item in value]


def _dataclass_encoder(cls: Any) -> Encoder:  # noqa: ANN401
    hints = get_type_hints(cls)
    plan = [(item.name, _default(item), _later(encoder_of, hints[item.name])) for item in fields(cls)]

    def encode_fields(value: Any) -> Json:  # noqa: ANN401
        result: dict[str, Json] = {}
        for name, default, encoder in plan:
            item = getattr(value, name)
            if default is MISSING or item != default:
                result[name] = encoder(item)
        return result

    return encode_fields


def _default(item: Field[Any]) -> Any:  # noqa: ANN401
    return item.default if item.default_factory is MISSING else item.default_factory()


def _later(compiler: Callable[[Any], Callable[[Any], Any]], annotation: Any) -> Callable[[Any], Any]:  # noqa: ANN401
    """Compile at the first use when a class is involved: it may hold itself."""
    if not _holds_dataclass(annotation):
        return compiler(annotation)
    compiled: Callable[[Any], Any] | None = None

    def run(value: Any) -> Any:  # noqa: ANN401
        nonlocal compiled
        if compiled is None:
            compiled = compiler(annotation)
        return compiled(value)

    return run


def _holds_dataclass(annotation: Any) -> bool:  # noqa: ANN401
    return is_dataclass(annotation) or any(map(_holds_dataclass, get_args(annotation)))


# --- decoders: what they refuse, they name


def _scalar_decoder(expected: type) -> Decoder:
    def scalar(data: Json) -> Any:  # noqa: ANN401
        if type(data) is not expected:
            raise CodecError(f"expected {_name(expected)}, found {_shown(data)}")
        return data

    return scalar


def _literal_decoder(allowed: tuple[Any, ...]) -> Decoder:
    def literal(data: Json) -> Any:  # noqa: ANN401
        if data not in allowed:
            raise CodecError(f"expected one of {', '.join(map(repr, allowed))}, found {_shown(data)}")
        return data

    return literal


def _tuple_decoder(arguments: tuple[Any, ...]) -> Decoder:
    inner = decoder_of(arguments[0])

    def items(data: Json) -> tuple[Any, ...]:
        if class_of(data) is not list:
            raise CodecError(f"expected a list, found {_shown(data)}")
        rows: list[Json] = data
        found: list[Any] = []
        try:
            for row in rows:
                found.append(inner(row))  # noqa: PERF401 - how many there are tells where a fault is
        except CodecError as fault:
            raise CodecError(str(fault), (len(found), *fault.path)) from None
        return tuple(found)

    return items


def _dataclass_decoder(cls: Any) -> Decoder:  # noqa: ANN401
    hints = get_type_hints(cls)
    decoders = {item.name: _later(decoder_of, hints[item.name]) for item in fields(cls)}
    needed = _required(cls)

    def decode_fields(data: Json) -> Any:  # noqa: ANN401
        if class_of(data) is not dict:
            raise CodecError(f"expected the fields of {cls.__name__}, found {_shown(data)}")
        rows: dict[str, Json] = data
        values: dict[str, Any] = {}
        name = ""
        try:
            for name, item in rows.items():
                values[name] = decoders[name](item)
        except KeyError:
            raise CodecError(f"{cls.__name__}: unknown key {name!r}") from None
        except CodecError as fault:
            raise CodecError(f"{cls.__name__}.{name}: {fault}", (name, *fault.path)) from None
        if not needed <= values.keys():
            raise CodecError(f"{cls.__name__}: missing {', '.join(sorted(needed - values.keys()))}")
        return cls(**values)

    return decode_fields


def _union_decoder(members: tuple[Any, ...]) -> Decoder:
    classes = tuple(item for item in members if is_dataclass(item))
    if not classes:
        return _scalar_union_decoder(members)
    choose = _class_decoder(classes)
    if NoneType in members:
        return lambda data: None if data is None else choose(data)
    return choose


def _scalar_union_decoder(members: tuple[Any, ...]) -> Decoder:
    """Take a value of one of the scalar types, or one of the literal values."""
    types = [item for item in members if item in _SCALARS]
    values = [value for item in members if get_origin(item) is Literal for value in get_args(item)]
    if any(item not in _SCALARS and get_origin(item) is not Literal for item in members):
        raise TypeError(f"no decoder for a union of {members}")
    expected = " or ".join([*map(_name, types), *map(repr, values)])

    def scalar(data: Json) -> Any:  # noqa: ANN401
        if class_of(data) not in types and data not in values:
            raise CodecError(f"expected {expected}, found {_shown(data)}")
        return data

    return scalar


def _class_decoder(classes: tuple[Any, ...]) -> Decoder:
    """Tell the members of a union apart by a required field that no other member has."""
    if len(classes) == 1:
        return decoder_of(classes[0])
    table = {_mark(cls, classes): decoder_of(cls) for cls in classes}

    def choose(data: Json) -> Any:  # noqa: ANN401
        if type(data) is dict:
            for mark, decoder in table.items():
                if mark in data:
                    return decoder(data)
        names = " or ".join(cls.__name__ for cls in classes)
        raise CodecError(f"expected the fields of {names}, found {_shown(data)}")

    return choose


def _mark(cls: Any, classes: tuple[Any, ...]) -> str:  # noqa: ANN401
    others = {item.name for other in classes if other is not cls for item in fields(other)}
    marks = sorted(_required(cls) - others)
    if not marks:
        raise TypeError(f"{cls.__name__} has no required field of its own: the union cannot be told apart")
    return marks[0]


def _required(cls: Any) -> frozenset[str]:  # noqa: ANN401
    return frozenset(item.name for item in fields(cls) if _default(item) is MISSING)


def _name(expected: Any) -> str:  # noqa: ANN401
    return "null" if expected is NoneType else str(expected.__name__)


def _shown(data: Json) -> str:
    text = repr(data)
    longest = 60
    return text if len(text) <= longest else text[:longest] + "..."
