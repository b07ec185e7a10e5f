"""What processes that judge are copies of: all that each file needs is loaded here, once."""

from __future__ import annotations

from typing import Final

from dicomwright.batch import judging
from dicomwright.runtime.vocabulary.registry import edition

LOADED: Final = (judging.judge, edition().elements)
