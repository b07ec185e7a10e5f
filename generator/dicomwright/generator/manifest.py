"""The manifest of the generated tree: what it was made from, and the hash of every file."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from dicomwright.generator.snapshot.lines import sections

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MANIFEST: Final = "manifest.json"


@dataclass(frozen=True)
class Manifest:
    """`inputs`: a hash or version of everything that decides the output; `files`: path -> SHA-256."""

    edition: str
    inputs: Mapping[str, str]
    files: Mapping[str, str]

    def text(self) -> str:
        """Return the text of the manifest: one line per file, no time and no place."""
        files = dict(sorted(self.files.items()))
        return sections({"edition": self.edition, "inputs": dict(self.inputs), "files": files})


def manifest_of(edition: str, inputs: Mapping[str, str], files: Mapping[str, str]) -> Manifest:
    """Make the manifest of a tree: relative path -> text."""
    return Manifest(edition, inputs, {name: sha256(text.encode()) for name, text in files.items()})


def read_manifest(target: Path) -> Manifest | None:
    """Read the manifest of a tree; None when there is none that can be read, so the tree is rendered anew."""
    try:
        data = cast("dict[str, Any]", json.loads((target / MANIFEST).read_bytes()))
        return Manifest(str(data["edition"]), dict(data["inputs"]), dict(data["files"]))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def sha256(data: bytes) -> str:
    """Return the SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()
