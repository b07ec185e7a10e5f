"""`python -m dicomwright.site`: render the site of the snapshots of a checkout."""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING

from dicomwright.runtime.errors import MissingPackage
from dicomwright.site.building import build
from dicomwright.site.snapshots import MissingSnapshotError, read

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Render the site; return the exit status."""
    made = ArgumentParser(prog="python -m dicomwright.site", description=__doc__)
    add = made.add_argument
    add("editions", nargs="*", help="editions, such as 2025e (default: all that have a snapshot)")
    add(
        "--output",
        type=Path,
        default=Path("site"),
        metavar="FOLDER",
        help="where to write it (default: site)",
    )
    add("--snapshots", type=Path, metavar="FOLDER", help="where the snapshots are (default: spec_cache)")
    add(
        "--link",
        action="append",
        default=[],
        metavar="LABEL=PATH",
        help="a part of the site that others make",
    )
    options = made.parse_args(arguments)
    links = [tuple(each.split("=", 1)) for each in options.link]
    start = time.process_time()
    try:
        count = build(read(options.editions, options.snapshots), options.output, more=links)
    except (MissingSnapshotError, MissingPackage) as fault:
        sys.stderr.write(f"error: {fault}\n")
        return 2
    seconds = time.process_time() - start
    sys.stdout.write(
        f"{count:,} files in {options.output}, {seconds:.1f} s: {options.output / 'index.html'}\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
