"""Context groups and coding schemes: codes that are Python names, equal to pydicom's and highdicom's."""

from __future__ import annotations

from enum import Enum, EnumMeta
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

from pydicom.sr.coding import Code

from dicomwright.runtime.vocabulary.finding import members_found
from dicomwright.runtime.vocabulary.snomed import snomed_ct
from dicomwright.runtime.wording import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import ClassVar, Self

_T = TypeVar("_T")

RESERVED_MEMBER_NAMES = frozenset(
    {
        *("value", "scheme_designator", "meaning", "scheme_version", "name", "names", "values"),
        *("count", "index", "mro", "designator", "uid", "search"),
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
    section: str = ""
    address: str = ""


def _key(code: object) -> tuple[str, str] | None:
    """Return (scheme, value) of anything that is a code, SNOMED RT mapped to CT; None of anything else."""
    scheme, value = getattr(code, "scheme_designator", None), getattr(code, "value", None)
    if not isinstance(scheme, str) or not isinstance(value, str):
        return None
    current = snomed_ct(value) if scheme == "SRT" else ""
    return ("SCT", current) if current else (scheme, value)


def _equal(one: Code, other: object) -> bool:
    key = _key(other)
    if key is None:
        return False
    return _key(one) == key and one.scheme_version == cast("Code", other).scheme_version


def _title(group: type[ContextGroup]) -> str:
    info: ContextGroupInfo | None = vars(group).get("__info__")
    return f"CID {info.cid}" if info else group.__name__


def _missing(group: type[ContextGroup], code: object) -> str:
    """Say that a code is not in a group, by scheme and value alone."""
    scheme, value = getattr(code, "scheme_designator", None), getattr(code, "value", None)
    if isinstance(scheme, str) and isinstance(value, str):
        return f"{value} ({scheme}) is not in {_title(group)}"
    return f"{group.__name__} finds the member of a code, not of type {type(code).__name__}"


if TYPE_CHECKING:

    class _ContextGroupType(type):
        """What a type checker is told of the class of a context group: it can be iterated and asked."""

        def __iter__(cls: type[_T]) -> Iterator[_T]: ...
        def __contains__(cls, code: object) -> bool: ...
        def __len__(cls) -> int: ...
        def __getitem__(cls: type[_T], name: str) -> _T: ...
        def search(cls: type[_T], text: str, *, limit: int = 10) -> tuple[_T, ...]: ...

    class ContextGroup(Code, metaclass=_ContextGroupType):
        """A context group of PS3.16: an `enum.Enum` whose members are of pydicom's `Code`.

        ``code in CID4`` compares scheme and value alone; ``CID4.Abdomen == code`` compares the scheme
        version, too, as pydicom does. ``CID4(code)`` gives the member that has the code of another object.
        ``CID4.search("adomen")`` gives the members that may be meant, the likeliest first.
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

        def __getitem__(cls, name):  # noqa: ANN001, ANN204
            try:
                return cls._member_map_[name]
            except KeyError:
                raise KeyError(cls._unknown(name)) from None

        def __getattr__(cls, name):  # noqa: ANN001, ANN204
            # Python 3.11 finds members of some names here, and not in the class
            members = cls.__dict__.get("_member_map_", {})
            if name in members:
                return members[name]
            raise AttributeError(name if name.startswith("_") else cls._unknown(name), name=name)

        def search(cls, text, *, limit=10):  # noqa: ANN001, ANN202
            return members_found(cls, lambda: cls._member_map_, text, limit)

        def _unknown(cls, name):  # noqa: ANN001, ANN202
            return f"{_title(cls)} has no {name}{did_you_mean(str(name), cls._member_map_)}"

    class ContextGroup(Code, Enum, metaclass=_ContextGroupType):
        """A context group of PS3.16: an `enum.Enum` whose members are of pydicom's `Code`.

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
            found = cls._value2member_map_.get(_key(code))
            if found is None:
                raise ValueError(_missing(cls, code))
            return found

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


def context_group(  # noqa: PLR0913 - what PS3.16 says
    *, cid: str, keyword: str, uid: str, version: str, extensible: bool, section: str = "", address: str = ""
) -> Callable[[_Group], _Group]:
    """Decorate a context group with what PS3.16 says of it as a whole: its `__info__`."""
    info = ContextGroupInfo(cid, keyword, uid, version, extensible, section, address)

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
            index = {}
            for one in vars(cls).values():
                if isinstance(one, _LazyCode):
                    index.setdefault(one[0], one)  # a value with several meanings: the first is the usual one
            cls._codes = index
        return index

    def __getitem__(cls, value: str) -> Code:
        found = cls._index().get(value)
        if found is None:
            raise KeyError(cls._unknown_value(value))
        return found.__get__(None, cls)

    def search(cls, text: str, *, limit: int = 10) -> tuple[Code, ...]:
        """Return the codes that may be meant by a text, mistyped or not, the likeliest first."""
        return members_found(cls, cls._named, text, limit)

    def _named(cls) -> dict[str, Code]:
        """Return all codes by their names."""
        return {name: one.__get__(None, cls) for name, one in vars(cls).items() if isinstance(one, _LazyCode)}

    def _unknown_value(cls, value: str) -> str:
        scheme = cls.designator
        if isinstance(vars(cls).get(value), _LazyCode):
            return f"{value} is a name, not a value: {cls.__name__}.{value}"
        return (
            f"{value} is not among the codes of {scheme} that context groups use; "
            f'any other is Code("{value}", "{scheme}", "...") of pydicom.sr.coding'
        )

    if not TYPE_CHECKING:  # type checkers would take it as leave to use any name

        def __getattr__(cls, name: str) -> None:
            if name.startswith("_"):
                raise AttributeError(name)
            if name in cls._index():
                raise AttributeError(f'{name} is a value, not a name: {cls.__name__}["{name}"]', name=name)
            names = [known for known, code in vars(cls).items() if isinstance(code, _LazyCode)]
            hint = did_you_mean(name, names) or "; it has the codes that context groups use"
            raise AttributeError(f"{cls.__name__} has no {name}{hint}", name=name)

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
