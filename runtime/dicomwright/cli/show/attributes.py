"""Attributes: what the dictionary says, and each place in a module or macro that has one."""

from __future__ import annotations

import re
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from dicomwright.cli.names import folded
from dicomwright.cli.show.chosen import edition
from dicomwright.cli.show.layout import table, title
from dicomwright.cli.show.tables import items, rules
from dicomwright.runtime.declarations.attribute import Attribute
from dicomwright.runtime.declarations.objects import DicomObject
from dicomwright.runtime.vocabulary.dictionary import DataElement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import ModuleType

    from rich.console import RenderableType

    from dicomwright.runtime.vocabulary.dictionary import RepeatingElement
    from dicomwright.runtime.vocabulary.registry import Kind

    Element = DataElement | RepeatingElement

_TAG: Final = re.compile(r"\(?(?:0x)?([0-9a-f]{2}[0-9a-fx]{2}),?\s*([0-9a-f]{4})\)?", re.IGNORECASE)


_SEQUENCE: Final = "Sequence"
_ITEM: Final = "Item"
_KINDS: Final[tuple[Kind, ...]] = ("modules", "macros")


def _everything() -> Iterator[Element]:
    yield from edition().elements.values()
    yield from edition().elements.repeating


def resolve(name: str) -> Element | None:
    """Return the data element of a tag, a keyword or a name, or of the sequence whose items are of a class."""
    tag = _TAG.fullmatch(name.strip())
    if tag:
        return _tagged(tag[1] + tag[2])
    return _named(folded(name)) or _named(folded(_sequence_of(name.strip().rpartition(".")[2])))


def _named(short: str) -> Element | None:
    return next((e for e in _everything() if short and short in {folded(e.keyword), folded(e.name)}), None)


def _sequence_of(item: str) -> str:
    """Return what the sequence is called whose items are of a class; nothing for any other name."""
    return item.removesuffix(_ITEM) + _SEQUENCE if item.endswith(_ITEM) else ""


def _tagged(tag: str) -> Element | None:
    if "x" in tag.lower():
        return next((each for each in edition().elements.repeating if each.mask.lower() == tag.lower()), None)
    return edition().elements.get(int(tag, 16))


def show(element: Element) -> Iterable[RenderableType]:
    """Yield the element and its places."""
    tag = f"{element.tag:08X}" if isinstance(element, DataElement) else element.mask
    facts = f"({tag[:4]},{tag[4:]})  VR {element.vr}  VM {element.vm}"
    yield from title(
        f"{element.name} ({element.keyword or 'no keyword'})", facts + "  retired" * element.retired
    )
    rows = [row for kind in _KINDS for row in _places(kind, element.keyword)]
    yield from table(("", "Name", "Class", "Section", "In", "Type", "Items", "Rules"), rows)
    if not rows:
        yield "No module and no macro has it."


def _places(kind: Kind, keyword: str) -> Iterator[tuple[str, ...]]:
    """Yield a row for each declaration; which modules to import is known by their text, which takes a tenth of it."""
    declaration = re.compile(rf"^ +{keyword}: ".encode(), re.MULTILINE)
    for module, source in edition().files(kind) if keyword else ():
        if declaration.search(source.read_bytes()):
            for cls in _classes_in(import_module(module)):
                facts = (kind[:-1], cls.name_, cls.__name__, cls.section_)
                for path, declared in _declarations(cls, keyword, ()):
                    yield (*facts, " > ".join(path), declared.type, items(declared), rules(declared))


def _classes_in(owner: ModuleType | type[DicomObject]) -> Iterator[type[DicomObject]]:
    """Yield the classes that stand in a module, or in a class."""
    home = owner.__module__ if isinstance(owner, type) else owner.__name__
    values: list[Any] = list(vars(owner).values())
    for value in values:
        if isinstance(value, type) and issubclass(value, DicomObject) and value.__module__ == home:
            yield value


def _declarations(
    cls: type[DicomObject], keyword: str, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], Attribute]]:
    """Yield where a class itself, or an item class in it, declares the attribute."""
    declared: Any = vars(cls).get(keyword)
    if isinstance(declared, Attribute):
        yield path, declared
    for item in _classes_in(cls):
        yield from _declarations(item, keyword, (*path, item.__name__))
