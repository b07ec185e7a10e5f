"""IODs: their SOP classes, modules and functional groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwright.cli.show.chosen import edition
from dicomwright.cli.show.layout import table, title
from dicomwright.runtime.conditions.words import requirement_in_words
from dicomwright.runtime.vocabulary.uids import uid_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType

    from dicomwright.runtime.declarations.instances import FunctionalGroupUsage, ModuleUsage
    from dicomwright.runtime.iod import IOD

_USAGES = {"M": "mandatory", "C": "conditional", "U": "optional"}
_PLACES = {None: "shared or per frame", False: "per frame", True: "shared"}


def show(name: str) -> Iterable[RenderableType]:
    """Yield the tables of an IOD."""
    cls: type[IOD] = edition().named("iods", name)
    classes = (f"SOP class {uid_name(uid)} ({uid})" for uid in cls.sop_classes)
    yield from title(
        f"{cls.name_} IOD ({name})", f"PS3.3 {cls.section_}", edition().published(cls.address_), *classes
    )
    heads = ("Entity", "Module", "Class", "Section", "Usage", "Rules")
    yield from table(heads, (_module_row(used) for used in cls.modules))
    heads = ("Functional group", "Class", "Section", "Usage", "Place", "Rules")
    yield from table(heads, (_group_row(used) for used in cls.functional_groups))


def _module_row(used: ModuleUsage) -> tuple[str, ...]:
    module = used.module
    return (
        used.ie,
        module.name_,
        module.__name__,
        module.section_,
        _USAGES.get(used.usage, used.usage),
        _rules(used),
    )


def _group_row(used: FunctionalGroupUsage) -> tuple[str, ...]:
    macro, usage = used.macro, _USAGES.get(used.usage, used.usage)
    return (macro.name_, macro.__name__, macro.section_, usage, _PLACES[used.shared], _rules(used))


def _rules(used: ModuleUsage | FunctionalGroupUsage) -> str:
    parts = (requirement_in_words(used.required_if), requirement_in_words(used.limited_by))
    return "; ".join(filter(None, parts))
