"""Generated tables and classes, by the package of their edition: no other file knows where one has them.

One edition comes with the runtime; others are packages of their own, made with ``--package``. Such a package
registers itself when something of it is imported, and is found before that by its entry point in `GROUP`.
"""

from __future__ import annotations

import sys
from functools import cache, cached_property
from importlib import import_module
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, cast

from dicomwright.runtime.wording import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from importlib.abc import InspectLoader
    from types import ModuleType

    from dicomwright.runtime.vocabulary.confidentiality import Confidentiality
    from dicomwright.runtime.vocabulary.dictionary import DataElements, Uid

Kind = Literal["iods", "modules", "macros", "cids", "codes", "templates"]
"""What is generated, by the name of the package that has the classes of it."""

_FILES: Final[dict[Kind, str]] = {
    "iods": "iod",
    "modules": "module",
    "macros": "macro",
    "cids": "cid",
    "codes": "scheme",
    "templates": "template",
}
"""The packages that have the files of the classes, one each; those that give them by name are facades."""

PACKAGE: Final = "dicomwright"
"""The package of the edition that is installed with the runtime."""

_CURRENT: Final = "/medical/dicom/current/"


class Edition:
    """What is generated of an edition of the standard; each table and class is loaded when it is first asked for."""

    def __init__(self, package: str) -> None:
        """Know the package below which all of it is."""
        self.package = package

    @cached_property
    def name(self) -> str:
        """The edition, such as "2025e"."""
        return cast("str", self._module("dictionary.edition").EDITION)

    def published(self, address: str) -> str:
        """Return an address in the standard's HTML, as declarations have it for any edition, for this one."""
        return address.replace(_CURRENT, f"/medical/dicom/{self.name}/", 1)

    @cached_property
    def elements(self) -> DataElements:
        """The data elements of PS3.6."""
        return cast("DataElements", self._module("dictionary.elements").ELEMENTS)

    @cached_property
    def uids(self) -> Mapping[str, Uid]:
        """The UIDs of PS3.6 by their values."""
        return cast("Mapping[str, Uid]", self._module("dictionary.uids").UIDS)

    @cached_property
    def iods(self) -> Mapping[str, tuple[str, ...]]:
        """The names of the IOD classes by SOP Class UID."""
        return cast("Mapping[str, tuple[str, ...]]", self._module("dictionary.iods").IODS)

    @cached_property
    def directory_records(self) -> Mapping[str, tuple[tuple[int, str], ...]]:
        """The keys of directory records, tags and Types, by the names of their tables."""
        found = self._module("dictionary.directory_records").DIRECTORY_RECORDS
        return cast("Mapping[str, tuple[tuple[int, str], ...]]", found)

    def iod_of(self, sop_class_uid: str) -> Any:  # noqa: ANN401 - type[IOD], which stands on a higher floor
        """Return the class of a SOP class, the first where the standard has several; None when there is none."""
        names = self.iods.get(sop_class_uid)
        return self.named("iods", names[0]) if names else None

    def iod_named(self, name: str) -> Any:  # noqa: ANN401 - as above
        """Return the IOD class of a name. Raises ValueError."""
        names = self.names("iods")
        if name not in names:
            raise ValueError(f"there is no IOD class {name}{did_you_mean(name, names)}")
        return self.named("iods", name)

    @cached_property
    def confidentiality(self) -> Confidentiality:
        """The confidentiality profile of PS3.15; its tables are empty where that was not there."""
        module = self._module("dictionary.confidentiality")
        return cast("Confidentiality", module)

    @cached_property
    def templates(self) -> Mapping[str, str]:
        """The names of the template classes by TID."""
        return cast("Mapping[str, str]", self._module("dictionary.templates").TEMPLATES)

    @cached_property
    def root_templates(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """The templates that a document may have as its root, by value and scheme of its outermost concept name."""
        found = self._module("dictionary.templates").ROOTS
        return cast("Mapping[tuple[str, str], tuple[str, ...]]", found)

    @cached_property
    def search_lines(self) -> Mapping[str, str]:
        """All that can be looked up, a line for each, by kind."""
        return cast("Mapping[str, str]", self._module("dictionary.search_index").LINES)

    def template(self, tid: str) -> Any:  # noqa: ANN401 - type[Template], which stands on a higher floor
        """Return the class of a template; None where the edition has none of that number."""
        name = self.templates.get(tid)
        return self.named("templates", name) if name else None

    def names(self, kind: Kind) -> Sequence[str]:
        """Return the names of all the classes of a kind."""
        return cast("Sequence[str]", self._module(kind).__all__)

    def named(self, kind: Kind, name: str) -> Any:  # noqa: ANN401 - a class
        """Return a class of a kind. Raises AttributeError."""
        return getattr(self._module(kind), name)

    def resolve(self, name: str, kind: Kind) -> Any:  # noqa: ANN401 - a class
        """Find a class as declarations name it: "Name", "kind:Name.Nested", or "absolute.module:Name"."""
        place, _, qualified = name.rpartition(":")
        place = place or kind
        found: Any = import_module(place) if "." in place else self._module(place)
        for part in qualified.split("."):
            found = getattr(found, part)
        return found

    def files(self, kind: Kind) -> Iterator[tuple[str, Path]]:
        """Yield the name and the file of each module that has classes of a kind, none of which is loaded for it."""
        package = self._module(_FILES[kind])
        folder = Path(str(package.__file__)).parent
        for source in sorted(folder.glob("*.py")):
            if source.stem != "__init__":
                yield f"{package.__name__}.{source.stem}", source

    def source_of_group(self, cid: str) -> str | None:
        """Return the text of the file of a context group; None when there is none of that number."""
        module = f"{self.package}.{_FILES['cids']}.cid_{cid}"
        spec = find_spec(module) if cid.isdecimal() else None
        loader: InspectLoader | None = getattr(spec, "loader", None)
        return loader.get_source(module) if loader is not None else None

    def _module(self, name: str) -> ModuleType:
        address = f"{self.package}.{name}"
        return sys.modules.get(address) or import_module(address)  # asked for with every file


@cache
def edition(package: str = PACKAGE) -> Edition:
    """Return what a package has of an edition."""
    return Edition(package)


# Editions beside the one that comes with the runtime

GROUP: Final = "dicomwright.editions"
"""The group of entry points by which the package of an edition is found: its name, such as "2024e", and the package."""

_registered: Final[dict[str, Edition]] = {}
_waiting: Final[list[Callable[[], object]]] = []  # what is to be forgotten then


def register(package: str) -> None:
    """Make known that a package has the classes of an edition; its own `__init__` calls this."""
    _registered[package] = edition(package)
    for forget in _waiting:
        forget()


def on_register(forget: Callable[[], object]) -> None:
    """Call this when another edition becomes known: what was looked up and not found may be in it."""
    _waiting.append(forget)


def editions() -> Iterator[Edition]:
    """Yield the editions that are loaded, the one that comes with the runtime first."""
    yield edition()
    yield from _registered.values()


def edition_of(cls: type | None) -> Edition:
    """Return the edition that a class was generated from, or that it extends; else the one of the runtime."""
    if _registered and cls is not None:
        packages = (base.__module__.partition(".")[0] for base in cls.__mro__)
        found = next((package for package in packages if package in _registered), None)
        if found is not None:
            return _registered[found]
    return edition()


def edition_named(name: str | None) -> Edition:
    """Return an edition by its name, such as "2024e"; None is the one that comes with the runtime.

    Raises ValueError for an edition that is not installed.
    """
    if name is None:
        return edition()
    known = {each.name: each for each in editions()}
    if name in known:
        return known[name]
    packages = {point.name: point.value for point in entry_points(group=GROUP)}
    if name not in packages:
        there = ", ".join(sorted({*known, *packages}))
        raise ValueError(
            f"edition {name!r} is not installed; there is {there}. In a checkout of dicomwright, "
            f"nox -s generate -- --edition {name} --package dicomwright_{name} makes a package to install"
        )
    import_module(packages[name])
    return edition(packages[name])
