"""Templates: the one jinja2 environment, its filters, and the paths of files below generated/."""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dicomwright.generator.quoting import (
    Python,
    checked,
    comment,
    docstring,
    identifier,
    joined,
    literal,
    tag_number,
)
from dicomwright.generator.render.names import ROOT

if TYPE_CHECKING:
    from jinja2 import Environment

_PAGE_LEVELS: Final = 4
_PAGE_DEPTH: Final = 4
_INDENT: Final = "    "
_TEMPLATES: Final = Path(__file__).parent / "templates"


def render_template(template: str, /, **values: object) -> str:
    """Render `templates/<template>.jinja`."""
    return environment().get_template(f"{template}.jinja").render(values)


@cache
def environment() -> Environment:
    """Return the environment: undefined names and text that is not quoted are errors, blocks leave no blank lines."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - who compares needs none

    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        undefined=StrictUndefined,
        autoescape=True,  # what `checked` lets through escapes itself
        finalize=checked,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters.update(literal=literal, doc=docstring, comment=comment, name=identifier, tag=tag_number)
    made.filters.update(indentation=_indentation, together=partial(joined, ", "))
    return made


def _indentation(depth: int) -> Python:
    return Python(_INDENT * depth)


def package_path(package: str, module: str = "__init__") -> str:
    """Return the path of a module: cid, cid_4 -> dicomwright/cid/cid_4.py."""
    return f"{ROOT}/{package}/{module}.py"


def section_url(part: int, section_id: str) -> str:
    """Return the address of a section in the HTML of the current edition, which has pages of several sections.

    The first section of a chapter or section stands on the page of that, and so does all below it, as
    does what is deeper than four levels: sect_C.7.3.1 is on the page sect_C.7.3.
    """
    chapter, *levels = section_id.removeprefix("sect_").removeprefix("chapter_").split(".")
    own = levels[: levels.index("1")] if "1" in levels else levels
    whole = section_id.startswith("chapter_") or (levels and not own)
    page = f"chapter_{chapter}" if whole else ".".join((f"sect_{chapter}", *own[:_PAGE_DEPTH]))
    anchor = "" if page == section_id else f"#{section_id}"
    return f"https://dicom.nema.org/medical/dicom/current/output/chtml/part{part:02}/{page}.html{anchor}"
