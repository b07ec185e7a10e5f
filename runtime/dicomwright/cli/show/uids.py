"""UIDs: what PS3.6 says of one; of a SOP class, the IOD that it belongs to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dicomwright.cli.names import folded
from dicomwright.cli.show import iods
from dicomwright.cli.show.chosen import edition
from dicomwright.cli.show.layout import title

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType

    from dicomwright.runtime.vocabulary.dictionary import Uid

_UID: Final = re.compile(r"[0-9]+(\.[0-9]+){3,}")


def resolve(name: str) -> Uid | None:
    """Return the UID of a value, a keyword or a name."""
    if _UID.fullmatch(name):
        return edition().uids.get(name)
    short = folded(name)
    return next(
        (
            uid
            for uid in edition().uids.values()
            if short and short in {folded(uid.keyword), folded(uid.name)}
        ),
        None,
    )


def show(uid: Uid) -> Iterable[RenderableType]:
    """Yield the UID, and the IOD of a SOP class."""
    kind = f"{uid.type}, retired" if uid.retired else uid.type
    yield from title(f"{uid.name} ({uid.keyword or 'no keyword'})", uid.value, kind)
    for iod in edition().iods.get(uid.value, ()):
        yield ""
        yield from iods.show(iod)
