"""Templates: the one jinja2 environment, its filters, and the paths of files below generated/."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

TREE: Final = "dicomwright"
_TEMPLATES: Final = Path(__file__).parent / "templates"


def render_template(name: str, **values: object) -> str:
    """Render `templates/<name>.jinja`."""
    return environment().get_template(f"{name}.jinja").render(values)


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
    made.filters.update(literal=repr, tag=tag_literal, doc=docstring_text)
    return made


def tag_literal(tag: str) -> str:
    """Write a tag as Python: 00100010 -> 0x00100010, 60xx3000 -> "60xx3000"."""
    return repr(tag) if "x" in tag else f"0x{tag}"


def docstring_text(text: str) -> str:
    """Escape what would end or change a docstring, and what cannot be seen."""
    text = text.replace("\\", "\\\\").replace('"', '\\"')
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def package_path(package: str, module: str = "__init__") -> str:
    """Return the path of a module: cids, cid_4 -> dicomwright/cids/cid_4.py."""
    return f"{TREE}/{package}/{module}.py"


def section_url(edition: str, part: int, section_id: str) -> str:
    """Return the address of a section in the standard's HTML; chapters have a page, sections an anchor on it.

    PS3.16 gives each context group and template a page.
    """
    page = section_id
    if not page.startswith(("sect_CID_", "sect_TID_")):
        page = ".".join(section_id.split(".")[:3])
    anchor = "" if page == section_id else f"#{section_id}"
    return f"https://dicom.nema.org/medical/dicom/{edition}/output/chtml/part{part:02}/{page}.html{anchor}"
