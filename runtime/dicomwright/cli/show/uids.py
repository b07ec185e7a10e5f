"""UIDs: what PS3.6 says of one; of a SOP class, the IOD that it belongs to."""

from __future__ import annotations

import re
from importlib import import_module
from typing import TYPE_CHECKING, Final

from dicomwright.cli.names import folded
from dicomwright.cli.show.layout import title

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rich.console import RenderableType

    from dicomwright.runtime.vocabulary.dictionary import Uid

_UID: Final = re.compile(r"[0-9]+(\.[0-9]+){3,}")


def _uids() -> Mapping[str, Uid]:
    found: Mapping[str, Uid] = import_module("dicomwright.dictionary").UIDS
    return found


def names() -> Iterable[str]:
    """Return the keywords of all UIDs."""
    return filter(None, (uid.keyword for uid in _uids().values()))


def uid_name(value: str) -> str:
    """Return the name of a UID, or the UID itself when it has none."""
    uid = _uids().get(value)
    return uid.name if uid else value


def resolve(name: str) -> Uid | None:
    """Return the UID of a value, a keyword or a name."""
    if _UID.fullmatch(name):
        return _uids().get(name)
    short = folded(name)
    return next(
        (uid for uid in _uids().values() if short and short in {folded(uid.keyword), folded(uid.name)}), None
    )


def show(uid: Uid) -> Iterable[RenderableType]:
    """Yield the UID, and the IOD of a SOP class."""
    kind = f"{uid.type}, retired" if uid.retired else uid.type
    yield from title(f"{uid.name} ({uid.keyword or 'no keyword'})", uid.value, kind)
    iods: Mapping[str, tuple[str, ...]] = import_module("dicomwright.dictionary").IODS
    for iod in iods.get(uid.value, ()):
        from dicomwright.cli.show.iods import show as show_iod  # noqa: PLC0415 - IODs name their SOP classes

        yield ""
        yield from show_iod(iod)
