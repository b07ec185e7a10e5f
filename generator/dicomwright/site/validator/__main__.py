"""`python -m dicomwright.site.validator`: build the page that judges files in the browser."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING

from dicomwright.runtime.errors import MissingPackage
from dicomwright.runtime.vocabulary.registry import edition
from dicomwright.site.validator.building import build, frame_of

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the page; return the exit status."""
    made = ArgumentParser(prog="python -m dicomwright.site.validator", description=__doc__)
    add = made.add_argument
    add("wheels", nargs="+", type=Path, help="the wheel of dicomwright, and what else the page is to unpack")
    add("--pyodide", type=Path, required=True, metavar="FOLDER", help="the npm package pyodide")
    add("--output", type=Path, default=Path("site/validator"), metavar="FOLDER", help="where to write it")
    add("--editions", nargs="*", metavar="E", help="editions of the site, the newest first")
    options = made.parse_args(arguments)
    try:
        build(options.output, options.pyodide, options.wheels, frame_of(options.editions or [edition().name]))
    except (OSError, MissingPackage) as fault:
        sys.stderr.write(f"error: {fault}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
