"""Templates: the one jinja2 environment, its filters, and the paths of files below generated/."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

TREE: Final = "dicomwright"
_PAGE_LEVELS: Final = 4
_TEMPLATES: Final = Path(__file__).parent / "templates"


def render_template(template: str, /, **values: object) -> str:
    """Render `templates/<template>.jinja`."""
    return environment().get_template(f"{template}.jinja").render(values)


@cache
def environment() -> Environment:
    """Return the environment: an undefined name is an error, blocks leave no blank lines."""
    made = Environment(  # noqa: S701 - what is rendered is Python, not HTML
        loader=FileSystemLoader(_TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters.update(literal=literal, doc=docstring_text)
    return made


def literal(value: object) -> str:
    """Write a value as Python, a text in double quotes."""
    return f'"{docstring_text(value)}"' if isinstance(value, str) else repr(value)


def docstring_text(text: str) -> str:
    """Escape what would end or change a docstring, and what cannot be seen."""
    text = text.replace("\\", "\\\\").replace('"', '\\"')
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def package_path(package: str, module: str = "__init__") -> str:
    """Return the path of a module: cids, cid_4 -> dicomwright/cids/cid_4.py."""
    return f"{TREE}/{package}/{module}.py"


def section_url(edition: str, part: int, section_id: str) -> str:
    """Return the address of a section in the standard's HTML: its page, and the anchor on it."""
    page = _page(section_id)
    anchor = "" if page == section_id else f"#{section_id}"
    return f"https://dicom.nema.org/medical/dicom/{edition}/output/chtml/part{part:02}/{page}.html{anchor}"


def _page(section_id: str) -> str:
    """Return the page that holds a section, by the rule of NEMA's site.

    Sections have a page of their own down to the fourth level; the first one of each parent stays on the
    parent's page, and so does all below it. PS3.16 gives each context group and template a page.
    """
    if section_id.startswith(("sect_CID_", "sect_TID_")):
        return section_id
    numbers = section_id.removeprefix("sect_").split(".")
    page = f"chapter_{numbers[0]}"
    for level, number in enumerate(numbers[1 : _PAGE_LEVELS + 1], start=1):
        if number == "1":
            break
        page = "sect_" + ".".join(numbers[: level + 1])
    return page
