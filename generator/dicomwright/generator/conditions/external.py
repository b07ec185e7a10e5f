"""What a data set cannot tell, by names in our own words: data of external.toml, by the fingerprints of the words."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dicomwright.generator.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Iterator

_FILE: Final = "external.toml"
_LEAST, _MOST = 2, 8


@dataclass(frozen=True)
class ExternalNames:
    """Names by fingerprint; `used` are those that an edition needed."""

    names: dict[str, str] = field(default_factory=dict[str, str])
    used: set[str] = field(default_factory=set[str])

    def name(self, fingerprint: str) -> str | None:
        """Return what the words are called; None when nobody has named them."""
        self.used.add(fingerprint)
        return self.names.get(fingerprint)

    def unused(self) -> Iterator[str]:
        """Return the fingerprints of words that the edition does not have."""
        return (fingerprint for fingerprint in self.names if fingerprint not in self.used)

    def missing(self) -> Iterator[str]:
        """Return the fingerprints of words that the edition has, and that nobody has named."""
        return (fingerprint for fingerprint in sorted(self.used) if fingerprint not in self.names)


def undecided(subject: str, section: str) -> str:
    """Return the name of words that nobody has named or understood: their place."""
    return f"undecided: {subject}, {section}"


def load_external_names(path: Path | None = None) -> ExternalNames:
    """Read external.toml, which lies beside this file.

    Raises:
        ModelError: a name is too short or too long, or a fingerprint has two.

    """
    text = (path or Path(__file__).parent / _FILE).read_text(encoding="utf-8")
    found = ExternalNames()
    for name, fingerprints in tomllib.loads(text).get("names", {}).items():
        if not _LEAST <= len(name.split()) <= _MOST:
            raise ModelError(f"{_FILE}: {name!r} has not {_LEAST} to {_MOST} words")
        for fingerprint in fingerprints:
            if fingerprint in found.names:
                raise ModelError(f"{_FILE}: {fingerprint} is named twice")
            found.names[fingerprint] = name
    return found
