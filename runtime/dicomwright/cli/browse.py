"""`dicomwright browse`: the standard as pages in the browser of this machine."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

from dicomwright.cli.outcomes import OK, UsageError
from dicomwright.runtime.errors import MissingPackage

if TYPE_CHECKING:
    from argparse import Namespace


def run(arguments: Namespace) -> int:
    """Open the page that the arguments name; return the exit status. Raises `UsageError`."""
    page = _page(arguments)
    print(page)  # noqa: T201 - it is a command
    if not arguments.no_open:
        webbrowser.open(page.as_uri())
    return OK


def _page(arguments: Namespace) -> Path:
    try:
        from dicomwright.site.browsing import BrowseError, page_of, site  # noqa: PLC0415 - needs an extra
    except ImportError as fault:
        raise UsageError(
            f"browse needs {fault.name}, which is not installed: pip install 'dicomwright[generator]'"
        ) from None
    snapshots = Path(arguments.snapshots) if arguments.snapshots else None
    try:
        folder = site(snapshots, [arguments.edition] if arguments.edition else ())
        return page_of(folder, " ".join(arguments.name), arguments.edition or "").resolve()
    except (BrowseError, MissingPackage) as fault:
        raise UsageError(str(fault)) from None
