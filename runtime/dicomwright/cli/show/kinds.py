"""Kinds of things that have names, in the order in which a name is looked for."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from dicomwright.cli.names import named
from dicomwright.cli.show import attributes, codes, iods, tables, templates, uids
from dicomwright.cli.show.chosen import edition

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rich.console import RenderableType

    from dicomwright.runtime.vocabulary import registry


class Kind(NamedTuple):
    """How a name is resolved, and what is then shown."""

    resolve: Callable[[str], Any]
    show: Callable[[Any], Iterable[RenderableType]]


def _class_kind(kind: registry.Kind, show: Callable[[str], Iterable[RenderableType]]) -> Kind:
    return Kind(partial(_class, kind), show)


def _class(kind: registry.Kind, name: str) -> str | None:
    return named(kind, name, edition())


KINDS: Final[dict[str, Kind]] = {
    "iod": _class_kind("iods", iods.show),
    "module": _class_kind("modules", partial(tables.show, "modules")),
    "macro": _class_kind("macros", partial(tables.show, "macros")),
    "attribute": Kind(attributes.resolve, attributes.show),
    "uid": Kind(uids.resolve, uids.show),
    "cid": Kind(codes.resolve_group, codes.show_group),
    "template": Kind(templates.resolve, templates.show),
    "code": Kind(codes.resolve_code, codes.show_codes),
}
