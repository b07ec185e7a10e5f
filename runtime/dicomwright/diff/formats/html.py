"""HTML: one page with its style and script in it, to be searched, filtered, folded and printed without a network."""

from __future__ import annotations

import html
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from dicomwright.diff.changes import ACTIONS
from dicomwright.diff.formats.words import OF_ONE_IOD, counts_in_words, heading, headline, said_of
from dicomwright.runtime.reports.escaping import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwright.diff.changes import Change, Differences

# nothing may be loaded, and nothing sent
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
_OPEN: Final = 60  # a group of so many changes is open from the start
_SHOWN: Final = 6  # as many IODs are shown; the others when they are clicked


def html_page(found: Differences) -> str:
    """Return the comparison as a page."""
    return "".join(_page(found))


def _page(found: Differences) -> Iterator[str]:
    yield (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>DICOM {_safe(found.old)} - {_safe(found.new)}</title>\n"
        f"<style>\n{_resource('diff.css')}</style>\n</head>\n<body>\n"
        f"<header><h1>DICOM {_safe(found.old)} &rarr; {_safe(found.new)}</h1>"
        f"<p>{_safe(headline(found))}</p></header>\n"
    )
    if found.changes:
        yield from _tiles(found)
        yield from _filters(found)
    for kind, changes in found.grouped().items():
        yield from _group(kind, changes, counts_in_words(found.counts()[kind]))
    yield f"<script>\n{_resource('diff.js')}</script>\n</body>\n</html>\n"


def _resource(name: str) -> str:
    return files("dicomwright.diff.formats").joinpath(name).read_text("utf-8")


def _safe(text: str) -> str:
    return html.escape(visible(text))


def _tiles(found: Differences) -> Iterator[str]:
    breaking = sum(bool(change.breaking) for change in found.changes)
    yield f'<ul class="tiles">\n<li class="breaking"><b>{breaking:,}</b>breaking</li>\n'
    for kind, counts in found.counts().items():
        total = sum(counts[action] for action in ACTIONS)
        yield f'<li><a href="#{kind}"><b>{total:,}</b>{_safe(heading(kind))}</a></li>\n'
    yield "</ul>\n"


def _filters(found: Differences) -> Iterator[str]:
    """Yield the controls, hidden until the script that they need has run."""
    actions = [action for action in ACTIONS if any(change.action == action for change in found.changes)]
    iods = sorted({iod for change in found.changes for iod in change.iods})
    yield '<form id="filters" hidden>\n'
    yield '<input type="search" name="search" placeholder="Search names, tags, values" aria-label="Search">\n'
    yield '<select name="iod" aria-label="IOD"><option value="">all IODs</option>\n'
    yield from (f"<option>{_safe(iod)}</option>\n" for iod in iods)
    yield "</select>\n"
    for action in actions:
        box = f'<input type="checkbox" name="action" value="{action}" checked>'
        yield f"<label>{box} {_badge(action)}</label>\n"
    yield '<label><input type="checkbox" name="breaking"> breaking only</label>\n'
    yield (
        '<button type="button" name="open">open all</button><button type="button" name="close">close all</button>\n'
        '<output name="shown"></output>\n</form>\n'
    )


def _badge(action: str) -> str:
    return f'<span class="badge {action}">{action}</span>'


def _group(kind: str, changes: list[Change], counts: str) -> Iterator[str]:
    opened = " open" if len(changes) <= _OPEN else ""
    yield f'<details class="group" id="{kind}"{opened}>'
    yield f"<summary><h2>{_safe(heading(kind))}</h2> <span>{counts}</span></summary>\n"
    for change in changes:
        yield from _change(change)
    yield "</details>\n"


def _change(change: Change) -> Iterator[str]:
    iods = _safe("|".join(change.iods))
    flag = ' data-breaking="1"' if change.breaking else ""
    yield f'<article data-action="{change.action}" data-iods="|{iods}|"{flag}>\n'
    yield f'<h3>{_badge(change.action)} {_safe(change.name)}</h3> <span class="links">{_links(change)}</span>\n'
    if change.place:
        yield f'<p class="place">{_safe(change.place)}</p>\n'
    lines = "".join(f"<li>{_safe(line)}</li>" for line in said_of(change))
    reasons = "".join(f'<li class="reason">{_safe(reason)}</li>' for reason in change.breaking)
    if lines or reasons:
        yield f"<ul>{lines}{reasons}</ul>\n"
    yield from _iods(change)
    yield "</article>\n"


def _links(change: Change) -> str:
    addresses = (("old", change.old_address), ("new", change.new_address))
    return " ".join(
        f'<a href="{_safe(address)}" rel="noreferrer">{word}</a>'
        for word, address in addresses
        if address.startswith("https://")
    )


def _iods(change: Change) -> Iterator[str]:
    if change.kind in OF_ONE_IOD:
        return
    names = ", ".join(map(_safe, change.iods))
    if len(change.iods) > _SHOWN:
        yield f'<details class="iods"><summary>{len(change.iods)} IODs</summary>{names}</details>\n'
    elif names:
        yield f'<p class="iods">{names}</p>\n'
