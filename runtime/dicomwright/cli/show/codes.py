"""Context groups and codes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, cast

from dicomwright.cli.names import folded, index, named
from dicomwright.cli.show.layout import table, title
from dicomwright.runtime.vocabulary.registry import edition

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pydicom.sr.coding import Code
    from rich.console import RenderableType

_GROUP: Final = re.compile(r"cid\s*_?([0-9]+[a-z]?)", re.IGNORECASE)
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
        return index("cids").get(f"cid{cid[1]}".casefold())
    return next(_groups_with(f'uid="{re.escape(name)}"'), None) if name.startswith(_GROUP_UIDS) else None


def show_group(name: str) -> Iterable[RenderableType]:
    """Yield what PS3.16 says of a context group, and its codes."""
    group: Any = edition().named("cids", name)
    info = group.__info__
    facts = f"{'extensible' if info.extensible else 'not extensible'}, version {info.version}, UID {info.uid}"
    yield from title(f"CID {info.cid} {info.keyword} ({name})", facts, info.address)
    rows = ((code.value, code.scheme_designator, code.meaning, f"{name}.{code.name}") for code in group)
    yield from table(("Code", "Scheme", "Meaning", "In Python"), rows)


def resolve_code(name: str) -> tuple[str, str, Code] | None:
    """Return scheme, name in Python and code, of "SCT.Liver", "SCT.10200004" or "(10200004, SCT)"."""
    parts = _CODE.fullmatch(name.strip())
    if parts is None:
        return None
    wanted = parts["code"] or parts["first"]
    scheme_name = named("codes", parts["scheme"] or parts["last"])
    scheme: Any = edition().named("codes", scheme_name) if scheme_name else None
    members: dict[str, Any] = dict(vars(cast("type", scheme))) if scheme_name else {}
    for member, code in members.items():
        if isinstance(code, tuple) and (wanted == code[0] or wanted.casefold() == member.casefold()):
            return str(scheme_name), member, getattr(scheme, member)
    return None


def show_code(found: tuple[str, str, Code]) -> Iterable[RenderableType]:
    """Yield a code, and the context groups that have it."""
    scheme, member, code = found
    yield from title(f"{code.meaning} ({scheme}.{member})", f"({code.value}, {code.scheme_designator})")
    rows = (
        (f"CID {group.__info__.cid}", group.__info__.keyword, f"{group.__name__}.{name}")
        for group, name in _in(code)
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
            yield index("cids")[folded(module.rpartition(".")[2])]
