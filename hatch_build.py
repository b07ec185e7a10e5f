"""What the package says of where it comes from: the repository that builds it, which is written down nowhere.

A workflow of GitHub knows its address (GITHUB_SERVER_URL and GITHUB_REPOSITORY): it becomes the Project-URLs, and links
of the README to files lead there. Elsewhere there are neither, and such links are their text.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_LINK = re.compile(r"\[([^\]]+)\]\((?![a-z]+:|#)([^)]+)\)")
_PAGES = {
    "Homepage": "",
    "Documentation": "/blob/HEAD/docs/index.md",
    "Changelog": "/blob/HEAD/CHANGELOG.md",
    "Issues": "/issues",
}


def repository() -> str:
    """Return the address of the repository whose workflow this is; empty elsewhere."""
    server, name = os.environ.get("GITHUB_SERVER_URL", ""), os.environ.get("GITHUB_REPOSITORY", "")
    return f"{server}/{name}" if server and name else ""


def absolute(text: str, address: str) -> str:
    """Lead links to files to the repository, or keep their text alone."""
    return _LINK.sub(rf"[\1]({address}/blob/HEAD/\2)" if address else r"\1", text)


class RepositoryHook(MetadataHookInterface):
    """Adds the README and the Project-URLs."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Add what depends on where this is built."""
        address = repository()
        readme = Path(self.root, "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {"content-type": "text/markdown", "text": absolute(readme, address)}
        metadata["urls"] = {name: address + path for name, path in _PAGES.items()} if address else {}
