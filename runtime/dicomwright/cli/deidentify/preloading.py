"""What processes that de-identify are copies of: all that each file needs is loaded here, once."""

from __future__ import annotations

from typing import Final

from dicomwright.cli.deidentify import checking, work
from dicomwright.runtime.vocabulary.registry import edition

LOADED: Final = (work.Work, checking.Checking, edition().elements, edition().confidentiality)
