"""Kinds of things that have names, in the order in which a name is looked for."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from dicomwright.cli.names import index, named
from dicomwright.cli.show import attributes, codes, iods, tables, templates, uids

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rich.console import RenderableType

    from dicomwright.runtime.vocabulary import registry


class Kind(NamedTuple):
    """How a name is resolved, what is then shown, and which names there are."""

    resolve: Callable[[str], Any]
    show: Callable[[Any], Iterable[RenderableType]]
    names: Callable[[], Iterable[str]]


def _class_kind(kind: registry.Kind, show: Callable[[str], Iterable[RenderableType]]) -> Kind:
    return Kind(partial(named, kind), show, lambda: index(kind).values())


KINDS: Final[dict[str, Kind]] = {
    "iod": _class_kind("iods", iods.show),
    "module": _class_kind("modules", partial(tables.show, "modules")),
    "macro": _class_kind("macros", partial(tables.show, "macros")),
    "attribute": Kind(attributes.resolve, attributes.show, attributes.names),
    "uid": Kind(uids.resolve, uids.show, uids.names),
    "cid": Kind(codes.resolve_group, codes.show_group, lambda: ()),
    "template": Kind(templates.resolve, templates.show, lambda: index("templates").values()),
    "code": Kind(codes.resolve_code, codes.show_codes, lambda: ()),
}
