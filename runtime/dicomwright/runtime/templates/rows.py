"""Rows of templates as they are declared, and the class of a template that has them.

A row that others are nested in, or whose concept name is to be said, has a class for what matches it, its `item`; what
is nested in it is declared there. The outermost row of a template, where it is alone, is the `head_`: the template is
its class.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from types import EllipsisType

    from dicomwright.runtime.conditions.expressions import Expression, Requirement
    from dicomwright.runtime.templates.terms import Binding, Terms

RequirementType = Literal["M", "MC", "U", "UC", ""]
T = TypeVar("T", bound="Template")


class TemplateInfo(NamedTuple):
    """What PS3.16 says of a template as a whole; None where it does not say."""

    tid: str
    name: str
    extensible: bool | None
    ordered: bool | None
    root: bool | None
    parameters: tuple[str, ...]
    section: str
    address: str


class Row:
    """A row of a template: what the content items that match it are.

    Conditions and constraints are expressions over the content tree (`expressions`); the rows of `choice`, this one
    among them, stand in for each other, or exclude each other. An include has the number of its template, and what it
    gives to the parameters of that; its relationship, requirement and condition are those of the template's outermost
    rows.
    """

    __slots__ = (
        "binding",
        "by_reference",
        "children",
        "choice",
        "concept",
        "constraints",
        "defaults",
        "demanded",
        "depth",
        "given",
        "graphic_types",
        "include",
        "item",
        "name",
        "nameless",
        "not_graphic_types",
        "number",
        "owner",
        "parameters",
        "parent",
        "relationship",
        "required_if",
        "requirement",
        "units",
        "value_type",
        "values",
        "vm",
    )  # fmt: skip

    if TYPE_CHECKING:
        name: str
        owner: type[Template]
        parent: Row | None
        children: tuple[Row, ...]

    def __init__(  # noqa: PLR0913 - one parameter for each thing that a row of the tables may say
        self,
        number: str,
        value_type: str,
        requirement: RequirementType,
        *,
        depth: int = 0,
        relationship: str = "",
        by_reference: bool = False,
        vm: str = "1",
        concept: Terms = (),
        nameless: Literal["optional", "forbidden", ""] = "",
        required_if: Requirement | None = None,
        choice: tuple[str, ...] = (),
        values: Terms = (),
        units: Terms = (),
        graphic_types: tuple[str, ...] = (),
        not_graphic_types: tuple[str, ...] = (),
        defaults: Terms = (),
        constraints: tuple[Expression, ...] = (),
        include: str = "",
        binding: Binding = "",
        parameters: Mapping[str, Terms] | None = None,
        item: Any = None,  # noqa: ANN401 - type[RowItem], which stands on a higher floor
        given: bool = False,
        default: EllipsisType | None = ...,
    ) -> None:
        """Keep the row as it is declared; it learns its name, parent and children from its template.

        `given`: it is one of the fields of its class, which a constructor demands where it has no `default`.
        """
        self.number = number
        self.value_type = value_type
        self.requirement = requirement
        self.depth = depth
        self.relationship = relationship
        self.by_reference = by_reference
        self.vm = vm
        self.concept = concept
        self.nameless = nameless
        self.required_if = required_if
        self.choice = choice
        self.values = values
        self.units = units
        self.graphic_types = graphic_types
        self.not_graphic_types = not_graphic_types
        self.defaults = defaults
        self.constraints = constraints
        self.include = include
        self.binding = binding
        self.parameters: Mapping[str, Terms] = parameters or {}
        self.item = item
        if item is not None:
            item.head_ = self
        self.given = given
        self.demanded = given and default is ...
        self.parent = None
        self.children = ()

    def __set_name__(self, owner: type[Any], name: str) -> None:
        """Learn the name in the template."""
        self.owner = owner  # or the class of a row, until the template is whole
        self.name = name

    if (
        not TYPE_CHECKING
    ):  # checkers know fields by their annotations, and would take rows of rows for fields, too

        def __get__(self, instance, owner=None):  # noqa: ANN001, ANN204
            """Return what an object has for the row; on the class, the row."""
            return self if instance is None else instance.values_.get(self.name)

        def __set__(self, instance, value):  # noqa: ANN001, ANN204
            """Check and keep what an object has for the row. Raises `InvalidValue`."""
            instance.keep_(self, value)

    def __repr__(self) -> str:
        """Say which row it is."""
        return f"<row {self.number} of TID {self.owner.info_.tid}: {self.name}>"

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        """Pickle by name: there is one of each."""
        return _row_of, (self.owner, self.name)

    @property
    def measured_in(self) -> Terms:
        """The units of a number: some rows have them where others have values."""
        return self.units or (self.values if self.value_type == "NUM" else ())

    @property
    def least(self) -> int:
        """How many items the row has at least, where it is there."""
        return int(self.vm.partition("-")[0] or 1)

    @property
    def most(self) -> int | None:
        """How many items the row has at most; None where there is no limit."""
        last = self.vm.rpartition("-")[2]
        return None if last == "n" else int(last or 1)


def _row_of(owner: type[Template], name: str) -> Row:
    return owner.by_name_[name]


class Template:
    """A template of PS3.16: `rows_` in their order, `top_` those without a parent, `by_number_` by row number.

    Each row is also an attribute, named by its concept: of this class, or of the one of the row that it is nested in.
    """

    info_: ClassVar[TemplateInfo]
    rows_: ClassVar[tuple[Row, ...]] = ()
    top_: ClassVar[tuple[Row, ...]] = ()
    by_number_: ClassVar[Mapping[str, Row]] = {}
    by_name_: ClassVar[Mapping[str, Row]] = {}
    head_: ClassVar[Row | None] = None


def template(  # noqa: PLR0913 - what a section says of its template
    *,
    tid: str,
    name: str,
    extensible: bool | None,
    ordered: bool | None,
    root: bool | None,
    section: str,
    address: str,
    parameters: tuple[str, ...] = (),
) -> Callable[[type[T]], type[T]]:
    """Declare what holds for a template as a whole, and put its rows together."""
    info = TemplateInfo(tid, name, extensible, ordered, root, parameters, section, address)

    def declare(cls: type[T]) -> type[T]:
        cls.info_ = info
        cls.rows_ = tuple(_declared(cls))
        _nest(cls.rows_)
        cls.top_ = tuple(item for item in cls.rows_ if item.parent is None)
        cls.by_number_ = {item.number: item for item in reversed(cls.rows_)}  # the first, of one number
        cls.by_name_ = {item.name: item for item in cls.rows_}
        cls.head_ = next((item for item in cls.top_ if is_head(item, len(cls.top_))), None)
        for item in cls.rows_:
            item.owner = cls
        return cls

    return declare


def is_head(row: Row, outermost: int) -> bool:
    """Tell whether an outermost row, of so many, is the one that its template is the class of."""
    return outermost == 1 and row.most == 1 and not row.include


def _declared(cls: type[Any]) -> Iterator[Row]:
    """Yield the rows of a class in the order of the table, each before those of its own class."""
    for name, item in vars(cls).items():
        if isinstance(item, Row) and name != "head_":
            yield item
            if item.item is not None:
                yield from _declared(item.item)


def _nest(rows: tuple[Row, ...]) -> None:
    """Tell each row which one it is nested in: the last one before it that is less deep."""
    above: list[Row] = []
    for item in rows:
        while above and above[-1].depth >= item.depth:
            above.pop()
        if above:
            item.parent = above[-1]
            above[-1].children = (*above[-1].children, item)
        above.append(item)


def walk(rows: tuple[Row, ...]) -> Iterator[Row]:
    """Yield rows and all that is nested in them, outermost first."""
    for item in rows:
        yield item
        yield from walk(item.children)
