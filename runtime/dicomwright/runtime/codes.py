"""Context groups and coding schemes: codes that are Python names, equal to pydicom's and highdicom's."""

from __future__ import annotations

from enum import Enum, EnumMeta
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

from pydicom.sr import _snomed_dict
from pydicom.sr.coding import Code

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import ClassVar, Self

_T = TypeVar("_T")
_SNOMED_RT: dict[str, str] = vars(_snomed_dict)["mapping"]["SRT"]

RESERVED_MEMBER_NAMES = frozenset(
    {
        *("value", "scheme_designator", "meaning", "scheme_version", "name", "names", "values"),
        *("count", "index", "mro", "designator", "uid"),
    }
)
"""Names that no member of a group or scheme may have (nor may one start with an underscore)."""


class ContextGroupInfo(NamedTuple):
    """What PS3.16 says of a context group as a whole."""

    cid: str
    keyword: str
    uid: str
    version: str
    extensible: bool


def _key(code: object) -> tuple[str, str] | None:
    """Return (scheme, value) of anything that is a code, SNOMED RT mapped to CT; None of anything else."""
    scheme, value = getattr(code, "scheme_designator", None), getattr(code, "value", None)
    if not isinstance(scheme, str) or not isinstance(value, str):
        return None
    if scheme == "SRT" and value in _SNOMED_RT:
        return "SCT", _SNOMED_RT[value]
    return scheme, value


def _equal(one: Code, other: object) -> bool:
    key = _key(other)
    if key is None:
        return False
    return _key(one) == key and one.scheme_version == cast("Code", other).scheme_version


if TYPE_CHECKING:

    class _ContextGroupType(type):
        """What a type checker is told of the class of a context group: it can be iterated and asked."""

        def __iter__(cls: type[_T]) -> Iterator[_T]: ...
        def __contains__(cls, code: object) -> bool: ...
        def __len__(cls) -> int: ...
        def __getitem__(cls: type[_T], name: str) -> _T: ...

    class ContextGroup(Code, metaclass=_ContextGroupType):
        """A context group of PS3.16: an `enum.Enum` whose members are pydicom `Code`s.

        ``code in CID4`` compares scheme and value alone; ``CID4.Abdomen == code`` compares the scheme
        version, too, as pydicom does. ``CID4(code)`` gives the member that has the code of another object.
        """

        __info__: ClassVar[ContextGroupInfo]

        def __new__(cls, code: object, /) -> Self:
            """Find the member that has the code. Raises ValueError."""
            ...

        @property
        def name(self) -> str:
            """The keyword of the member."""
            ...

    def member(value: str, scheme: str, meaning: str, version: str | None = None) -> Any:  # noqa: ANN401
        """Declare a member of a context group."""

else:

    class _ContextGroupType(EnumMeta):
        def __contains__(cls, code: object) -> bool:
            return _key(code) in cls._value2member_map_

    class ContextGroup(Code, Enum, metaclass=_ContextGroupType):
        """A context group of PS3.16: an `enum.Enum` whose members are pydicom `Code`s.

        ``code in CID4`` compares scheme and value alone; ``CID4.Abdomen == code`` compares the scheme
        version, too, as pydicom does. ``CID4(code)`` gives the member that has the code of another object.
        """

        # ruff: noqa: D102, D105 - the docstrings are those that type checkers see
        def __new__(cls, value: str, scheme: str, meaning: str, version: str | None = None):  # noqa: ANN204
            self = tuple.__new__(cls, (value, scheme, meaning, version))
            self._value_ = (scheme, value)
            return self

        @classmethod
        def _missing_(cls, code: object):  # noqa: ANN206
            return cls._value2member_map_.get(_key(code))

        __eq__ = _equal
        __hash__ = Code.__hash__

        def __ne__(self, other: object) -> bool:
            return not _equal(self, other)

        def __repr__(self) -> str:
            return f"{type(self).__name__}.{self._name_}"

        __str__ = __repr__

        def __reduce_ex__(self, protocol: int):  # noqa: ANN204
            return type(self), (self._value_,)

        def __deepcopy__(self, memo: object):  # noqa: ANN204
            return self

        def __copy__(self):  # noqa: ANN204
            return self

    def member(*code: str) -> tuple[str, ...]:
        """Declare a member of a context group: value, scheme designator, meaning and maybe scheme version."""
        return code


_Group = TypeVar("_Group", bound="type[ContextGroup]")


def context_group(
    *, cid: str, keyword: str, uid: str, version: str, extensible: bool
) -> Callable[[_Group], _Group]:
    """Decorate a context group with what PS3.16 says of it as a whole: its `__info__`."""
    info = ContextGroupInfo(cid, keyword, uid, version, extensible)

    def decorate(group: _Group) -> _Group:
        group.__info__ = info
        return group

    return decorate


class _SchemeType(type):
    """The class of coding schemes: ``SCT["10200004"]`` looks a code up by its value."""

    designator: str
    uid: str | None

    def _index(cls) -> dict[str, _LazyCode]:
        index: dict[str, _LazyCode] | None = cls.__dict__.get("_codes")
        if index is None:
            index = {c[0]: c for c in vars(cls).values() if isinstance(c, _LazyCode)}
            cls._codes = index
        return index

    def __getitem__(cls, value: str) -> Code:
        return cls._index()[value].__get__(None, cls)

    def __contains__(cls, code: object) -> bool:
        key = _key(code)
        return key is not None and key[0] == cls.designator and key[1] in cls._index()

    def __iter__(cls) -> Iterator[Code]:
        return (c.__get__(None, cls) for c in cls._index().values())

    def __len__(cls) -> int:
        return len(cls._index())


class CodingScheme(metaclass=_SchemeType):
    """A coding scheme, a class whose names are codes: ``SCT.Liver``, ``SCT["10200004"]``, ``code in SCT``."""

    def __init_subclass__(cls, *, designator: str, uid: str | None = None) -> None:
        """Name the scheme: `designator` is the Coding Scheme Designator of PS3.16 chapter 8."""
        cls.designator = designator
        cls.uid = uid


class _LazyCode(tuple[str, ...]):
    """Value, meaning and maybe version of a code, which becomes a `Code` when somebody asks for it."""

    __slots__ = ()

    def __get__(self, _instance: object, scheme: _SchemeType) -> Code:
        value, meaning, *version = self
        return Code(value, scheme.designator, meaning, *version)


if TYPE_CHECKING:

    def code(value: str, meaning: str, version: str | None = None) -> Any:  # noqa: ANN401
        """Declare a code of a coding scheme."""

else:

    def code(*args: str) -> _LazyCode:
        """Declare a code of a coding scheme: value, meaning and maybe scheme version."""
        return _LazyCode(args)
