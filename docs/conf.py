"""Sphinx: the guides, the examples and the reference, built by ``nox -s docs``."""

from __future__ import annotations

import os
from importlib.metadata import version as version_of
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "dicomwright"
author = "The dicomwright developers"
release = version = version_of(project)
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]

source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
napoleon_numpy_docstring = False
default_role = "code"  # what docstrings have between single backticks
nitpicky = True
nitpick_ignore_regex = [
    # No inventory of other projects is fetched: the docs are built without a network.
    (r"py:.*", r"(?!dicomwright\.).*"),
    (r"py:class", r".*\._[A-Z]\w*"),  # variables of types
]

html_theme = "furo"
html_title = f"{project} {release}"
html_static_path = ["_static"]
html_css_files = ["beside.css"]
html_show_copyright = False
html_show_sourcelink = False
html_copy_source = False

BROWSER = os.environ.get("DICOMWRIGHT_BROWSER")
"""The page of the standard's browser, seen from the first of these, where both are one site (``nox -s site``)."""


def add_browser(_app: Sphinx, _page: str, _template: str, context: dict[str, Any], _tree: object) -> None:
    """Lead from each page to the browser of the standard."""
    if BROWSER:
        context["theme_announcement"] = f'<a href="{context["pathto"](BROWSER, 1)}">Browse the standard</a>'


def setup(app: Sphinx) -> None:
    """Register what this project adds."""
    app.connect("html-page-context", add_browser)
