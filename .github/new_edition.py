"""Open an issue when NEMA has a newer edition than this repository: ``python .github/new_edition.py``.

A workflow runs it each week, with `gh` and its token; an edition has one issue, be it open or closed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from dicomwright.generator.errors import FetchError
from dicomwright.generator.fetch import newest_edition

SNAPSHOTS: Final = Path(__file__).parents[1] / "spec_cache"
BODY: Final = """\
{source} has edition {newest}; the newest snapshot here is {ours}.

    nox -s generate -- --edition {newest}

What is left to decide stands in `spec_cache/{newest}/undecided.md`, and
`dicomwright diff {ours} {newest}` says what changed.
"""


def ours() -> str:
    """Return the newest edition that has a snapshot here."""
    return max(path.parent.name for path in SNAPSHOTS.glob("*/edition.json"))


def gh(*arguments: str) -> str:
    """Run GitHub's command, and return what it says."""
    return subprocess.run(["gh", *arguments], capture_output=True, text=True, check=True).stdout  # noqa: S603, S607


def is_known(title: str) -> bool:
    """Tell whether there is an issue of that title."""
    found = gh("issue", "list", "--state", "all", "--search", f"{title} in:title", "--json", "title")
    return any(issue["title"] == title for issue in json.loads(found))


def main() -> int:
    """Compare, and open the issue; the status is 2 when the site does not answer."""
    try:
        newest, here = newest_edition(), ours()
    except FetchError as fault:
        sys.stderr.write(f"error: {fault}\n")
        return 2
    title = f"Edition {newest} of the standard"
    if newest <= here or is_known(title):
        sys.stdout.write(f"nothing to do: the newest edition is {newest}, and {here} is here\n")
        return 0
    source = os.environ.get("DICOMWRIGHT_SOURCE") or "https://dicom.nema.org"
    gh("issue", "create", "--title", title, "--body", BODY.format(source=source, newest=newest, ours=here))
    sys.stdout.write(f"opened: {title}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
