"""What a cell of a template names: codes, context groups, parameters, and values that stand elsewhere."""

from __future__ import annotations

from typing import Literal, NamedTuple

Binding = Literal["enumerated", "defined", "baseline", ""]


class Coded(NamedTuple):
    """A code; "enumerated" (EV): this one, "defined" (DT): this one, or another that means the same."""

    value: str
    scheme: str
    meaning: str
    binding: Binding = ""


class Group(NamedTuple):
    """A context group; "defined" (DCID): its codes, "baseline" (BCID): others, too."""

    cid: str
    binding: Binding = ""


class Parameter(NamedTuple):
    """Whatever an including template gives to a parameter; without that it limits nothing."""

    name: str


class AttributeValue(NamedTuple):
    """The value of an attribute of the data set."""

    keyword: str


class RowValue(NamedTuple):
    """The value of the item of another row."""

    row: str


Term = Coded | Group | Parameter | AttributeValue | RowValue
Terms = tuple[Term, ...]
"""Of several terms one is enough."""


def ev(value: str, scheme: str, meaning: str) -> Coded:
    """Name a code that is an Enumerated Value."""
    return Coded(value, scheme, meaning, "enumerated")


def dt(value: str, scheme: str, meaning: str) -> Coded:
    """Name a code that is a Defined Term."""
    return Coded(value, scheme, meaning, "defined")


def coded(value: str, scheme: str, meaning: str) -> Coded:
    """Name a code without saying which it is."""
    return Coded(value, scheme, meaning)


def dcid(cid: str) -> Group:
    """Name a context group that is defined."""
    return Group(cid, "defined")


def bcid(cid: str) -> Group:
    """Name a context group that is a baseline."""
    return Group(cid, "baseline")


def cid(number: str) -> Group:
    """Name a context group without saying which it is."""
    return Group(number)


def parameter(name: str) -> Parameter:
    """Name a parameter of the template."""
    return Parameter(name)


def attribute_value(keyword: str) -> AttributeValue:
    """Name the value of an attribute."""
    return AttributeValue(keyword)


def row_value(row: str) -> RowValue:
    """Name the value of another row of the template."""
    return RowValue(row)
