"""Context groups and codes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from dicomwright.cli.names import folded, index, named
from dicomwright.cli.show.chosen import edition
from dicomwright.cli.show.layout import table, title
from dicomwright.lookup.codes import RETIRED, codes_in, codes_of, codes_of_retired

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pydicom.sr.coding import Code
    from rich.console import RenderableType

    from dicomwright.lookup.codes import Found

_GROUP: Final = re.compile(r"cid\s*_?([0-9]+[a-z]?)", re.IGNORECASE)
_MOST: Final = 40
"""Codes that are shown of those that were found by words."""
_GROUP_UIDS: Final = "1.2.840.10008.6.1."
_CODE: Final = re.compile(
    r"""  (?P<scheme>[^.,:()\s]+) \s* [.:] \s* (?P<code>[^()\s]+)
      | \(? (?P<first>[^,()\s]+) , \s* (?P<last>[^,()\s]+) \)?""",
    re.VERBOSE,
)


def resolve_group(name: str) -> str | None:
    """Return the name of the class of a context group, of "CID 4" or of its UID."""
    cid = _GROUP.fullmatch(name.strip())
    if cid:
        return index("cids", edition()).get(f"cid{cid[1]}".casefold())
    return next(_groups_with(f'uid="{re.escape(name)}"'), None) if name.startswith(_GROUP_UIDS) else None


def show_group(name: str) -> Iterable[RenderableType]:
    """Yield what PS3.16 says of a context group, and its codes."""
    group: Any = edition().named("cids", name)
    info = group.__info__
    facts = f"{'extensible' if info.extensible else 'not extensible'}, version {info.version}, UID {info.uid}"
    yield from title(f"CID {info.cid} {info.keyword} ({name})", facts, edition().published(info.address))
    rows = ((code.value, code.scheme_designator, code.meaning, f"{name}.{code.name}") for code in group)
    yield from table(("Code", "Scheme", "Meaning", "In Python"), rows)


def resolve_code(name: str) -> Sequence[Found] | None:
    """Return the codes of "SCT.Liver", "SCT.10200004", "(10200004, SCT)", "10200004" or, of SNOMED RT, "T-62000"."""
    wanted = name.strip()
    parts = _CODE.fullmatch(wanted)
    found = _of_scheme(parts) if parts is not None else ()
    return found or codes_of(wanted, edition()) or codes_of_retired(wanted, edition()) or None


def _of_scheme(parts: re.Match[str]) -> Sequence[Found]:
    """Return the code that a value, or a name in Python, has in a scheme."""
    wanted, scheme = parts["code"] or parts["first"], parts["scheme"] or parts["last"]
    if scheme.upper() in RETIRED:
        return codes_of_retired(wanted, edition())
    name = named("codes", scheme, edition())
    return codes_in(name, wanted, edition()) if name else ()


def show_codes(found: Sequence[Found]) -> Iterable[RenderableType]:
    """Yield a code, and the context groups that have it; of several codes, what each is."""
    first, *others = found
    if all((each.value, each.designator) == (first.value, first.designator) for each in others):
        yield from _show_code(first)
        return
    yield from title(f"{len(found)} codes")
    rows = (
        (each.value, each.designator, each.meaning, f"{each.scheme}.{each.name}") for each in found[:_MOST]
    )
    yield from table(("Code", "Scheme", "Meaning", "In Python"), rows)
    if len(found) > _MOST:
        yield f"\nThere are {len(found) - _MOST} more: add a word."


def _show_code(found: Found) -> Iterable[RenderableType]:
    yield from title(f"{found.meaning} ({found.scheme}.{found.name})", f"({found.value}, {found.designator})")
    rows = (
        (f"CID {group.__info__.cid}", group.__info__.keyword, f"{group.__name__}.{name}")
        for group, name in _in(getattr(edition().named("codes", found.scheme), found.name))
    )
    yield from table(("Context group", "Keyword", "In Python"), rows)


def _in(code: Code) -> Iterator[tuple[Any, str]]:
    """Yield the groups that have a code, and its name in each."""
    for name in _groups_with(rf'"{re.escape(code.value)}",\s+"{re.escape(code.scheme_designator)}"'):
        group: Any = edition().named("cids", name)
        yield group, group(code).name


def _groups_with(pattern: str) -> Iterator[str]:
    """Yield the names of the groups in whose text something stands: to load 1,400 classes takes seconds."""
    wanted = re.compile(pattern.encode())
    for module, source in edition().files("cids"):
        if wanted.search(source.read_bytes()):
            yield index("cids", edition())[folded(module.rpartition(".")[2])]
