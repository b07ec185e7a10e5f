"""Lazy packages: a name is imported when it is first asked for."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from dicomwright.runtime.wording import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def lazy_package(
    package: str, names: Mapping[str, str], *, home: str | None = None
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Return `__getattr__` and `__dir__` for a package whose `names` map each class to its module.

    The modules lie in the package itself, or in the one that `home` names. To be called under
    ``if not TYPE_CHECKING``, so that type checkers see the imports alone.
    """

    def getattr_(name: str) -> Any:  # noqa: ANN401 - whatever the submodule holds
        if name not in names:
            raise _unknown(package, name, names, from_import=_asked_by_from_import())
        found = getattr(import_module(f"{home or package}.{names[name]}"), name)
        setattr(sys.modules[package], name, found)
        return found

    def dir_() -> list[str]:
        return sorted({*vars(sys.modules[package]), *names})

    return getattr_, dir_


def _asked_by_from_import() -> bool:
    """Tell whether ``from package import name`` asks, which would hide the message of an AttributeError."""
    asking = sys._getframe(2)  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
    return asking.f_globals.get("__name__") == "importlib._bootstrap"


def _unknown(package: str, name: str, names: Mapping[str, str], *, from_import: bool) -> Exception:
    if name.startswith("_") or (from_import and _is_module(f"{package}.{name}")):
        return AttributeError(f"module {package!r} has no attribute {name!r}", name=name)
    suggestion = did_you_mean(name, names)
    if from_import:
        return ImportError(f"cannot import name {name!r} from {package!r}{suggestion}", name=package)
    return AttributeError(f"module {package!r} has no attribute {name!r}{suggestion}", name=name)


def _is_module(name: str) -> bool:
    return find_spec(name) is not None
