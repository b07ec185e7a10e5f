"""Pages that list things: one for each kind, the changes since the edition before, and where an edition begins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from dicomwright.generator.facts import AttributeTable, Iod
from dicomwright.site.changes import headings
from dicomwright.site.rows import tag_text
from dicomwright.site.shell import Frame, environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from markupsafe import Markup

    from dicomwright.site.pages.context import Context, Page

    Links = list[tuple[Markup, str]]


class Kind(NamedTuple):
    """A kind of thing: the folder of its pages, what it is called, and what it is in a few words."""

    folder: str
    title: str
    lead: str


KINDS: Final = (
    Kind("iod", "IODs", "objects: images, reports, plans"),
    Kind("module", "Modules", "attributes of an entity"),
    Kind("group", "Functional groups", "attributes of frames"),
    Kind("macro", "Macros", "attributes that tables share"),
    Kind("attribute", "Attributes", "by name, tag and keyword"),
    Kind("cid", "Context groups", "codes to choose from"),
    Kind("tid", "Templates", "content of reports"),
    Kind("uid", "UIDs", "SOP classes, transfer syntaxes"),
    Kind("vr", "Value representations", "forms of values"),
    Kind("service", "Services", "attributes of operations and queries"),
    Kind("record", "Directory records", "keys of a DICOMDIR"),
)
_ATTRIBUTES: Final = "attribute"
_RETIRED: Final = "Retired"
_IOD_KINDS: Final = {"composite": "Composite", "normalized": "Normalized", "media": "Media"}
_GROUPS: Final[dict[str, Callable[[Any], str]]] = {
    "iod": lambda thing: _IOD_KINDS[thing.kind],
    "attribute": lambda thing: _RETIRED if thing.retired else thing.name[:1].upper() or "Unnamed",
    "cid": lambda thing: _RETIRED if thing.retired else "Current",
    "uid": lambda thing: thing.type,
}
_MORE: Final[dict[str, Callable[[Any], str]]] = {
    **dict.fromkeys(("iod", "module", "group", "macro"), lambda thing: thing.ref.section),
    "attribute": lambda thing: tag_text(thing.tag),
    "uid": lambda thing: thing.value,
    "service": lambda thing: thing.type_name or thing.ref.section,
}
_OFTEN: Final = {
    "iod": ("CTImage", "MRImage", "EnhancedMRImage", "Segmentation", "RTStructureSet", "Comprehensive3DSR"),
    "module": ("Patient", "GeneralSeries", "ImagePixel", "SOPCommon"),
    "attribute": ("PixelSpacing", "ImageType", "PhotometricInterpretation", "WindowCenter"),
    "cid": ("29", "4"),
    "tid": ("1500",),
    "uid": ("1.2.840.10008.1.2.1",),
    "vr": ("PN",),
}
"""Pages that people ask for most, by folder."""


def pages(context: Context) -> Iterator[Page]:
    """Yield the list of each kind, attributes by letter, and the changes."""
    for kind in KINDS:
        things = context.book.by_folder.get(kind.folder, [])
        lists = _lists(context, kind.folder, things)
        if kind.folder == _ATTRIBUTES:
            yield _index(context, kind, len(things), [], [(letter, len(links)) for letter, links in lists])
            yield from (_letter(context, kind, letter, links) for letter, links in lists)
        else:
            yield _index(context, kind, len(things), lists, [])
    if context.changes.old:
        yield _changes(context)


def _index(
    context: Context, kind: Kind, total: int, lists: list[tuple[str, Links]], letters: list[tuple[str, int]]
) -> Page:
    return context.render(
        "list.jinja",
        (kind.folder, "index"),
        title=kind.title,
        lead=f"{total:,}: {kind.lead}.",
        total=0 if letters else total,
        lists=lists,
        letters=letters,
    )


def _letter(context: Context, kind: Kind, letter: str, links: Links) -> Page:
    return context.render(
        "list.jinja",
        (kind.folder, f"index-{letter}"),
        title=f"{kind.title}: {letter}",
        lead="",
        total=len(links),
        lists=[("", links)],
        letters=[],
    )


def _lists(context: Context, folder: str, things: Iterable[Any]) -> list[tuple[str, Links]]:
    """Return links to things below headings; what is retired stands last."""
    found: dict[str, Links] = {}
    group, more = _GROUPS.get(folder, _nothing), _MORE.get(folder, _nothing)
    in_order = folder in {"cid", "tid", "uid"}
    for thing in things if in_order else sorted(things, key=lambda each: context.book.title(each).casefold()):
        text = thing.name if isinstance(thing, AttributeTable | Iod) else context.book.title(thing)
        link = context.book.link(thing, text or tag_text(getattr(thing, "tag", "")))
        found.setdefault(group(thing), []).append((link, more(thing)))
    return sorted(found.items(), key=lambda item: item[0] == _RETIRED)


def _nothing(_: object) -> str:
    return ""


def _changes(context: Context) -> Page:
    found = context.changes.all
    lists = [(heading[:1].upper() + heading[1:], kind, found[kind]) for kind, heading in headings(found)]
    return context.render(
        "changes.jinja",
        ("changes", "index"),
        title=f"What changed since {context.changes.old}",
        lead=f"{context.changes.count} things, from the tables of both editions.",
        lists=lists,
    )


def home(context: Context) -> Page:
    """Return the page where an edition begins."""
    things = context.book.by_folder
    iod = next((each for each in things["iod"] if context.book.key(each) == ("iod", "CTImage")), None)
    values = {
        "title": f"DICOM {context.name}, looked up",
        "description": "IODs, modules, attributes, codes and templates of DICOM, with conditions in words.",
        "tiles": [(*kind, len(things.get(kind.folder, ()))) for kind in KINDS],
        "old": context.changes.old,
        "count": context.changes.count,
        "often": list(_often(context)),
        "example": context.examples.of(iod) if iod is not None else "",
    }
    frame = Frame("../", context.editions, context.name, "", (), context.more)
    return "index.html", environment().get_template("home.jinja").render(frame=frame, **values)


def _often(context: Context) -> Iterator[Markup]:
    known = {context.book.key(thing): thing for thing in context.book.things}
    for folder, names in _OFTEN.items():
        for name in names:
            if (folder, name) in known:
                yield context.book.link(known[folder, name]).replace("../", "", 1)
