"""The command: python -m dicomwright.generator [generate] [--edition E] [--check]."""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dicomwright.generator.errors import GeneratorError
from dicomwright.generator.imports import check_imports
from dicomwright.generator.pipeline import Request, check, generate
from dicomwright.generator.progress import terminal_progress
from dicomwright.generator.stages import STAGES
from dicomwright.generator.summary import check_summary, summary

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from dicomwright.generator.stages import Stages

OK: Final = 0
DRIFT: Final = 1
ERROR: Final = 2
INTERRUPTED: Final = 130  # as shells say it


def parser() -> ArgumentParser:
    """Make the parser of the command line."""
    made = ArgumentParser(
        prog="python -m dicomwright.generator",
        description="Render generated/ from the committed snapshot of the DICOM standard, offline; "
        "with --edition, that of another edition; what has no snapshot, or is asked for with --source or "
        "--refresh, is fetched, and its snapshot is built first.",
    )
    made.add_argument(
        "command", nargs="?", choices=["generate"], default="generate", help="what to do (default)"
    )
    made.add_argument("--edition", metavar="E", help="an edition such as 2025e, or 'current'")
    made.add_argument(
        "--source",
        metavar="URL|FOLDER",
        help="where editions are (default: DICOMWRIGHT_SOURCE, else NEMA's site)",
    )
    made.add_argument(
        "--package",
        metavar="NAME",
        default="",
        help="write a project of its own, packages/NAME, to be installed beside the first edition",
    )
    made.add_argument("--root", type=Path, default=Path(), help="root of the checkout (default: this folder)")
    made.add_argument(
        "--check", action="store_true", help="write nothing; exit with 1 when generated/ differs"
    )
    made.add_argument("--refresh", action="store_true", help="download again what the cache already holds")
    made.add_argument(
        "--accept-losses", action="store_true", help="go on when the edition has less than the one before it"
    )
    made.add_argument("--verify", action="store_true", help="import every module that was written")
    return made


def main(arguments: Sequence[str] | None = None, stages: Stages = STAGES) -> int:
    """Run the command; returns its exit status."""
    options = _options(arguments)
    start = time.perf_counter()
    try:
        status, text = _run(options, stages, start)
    except GeneratorError as fault:
        sys.stderr.write(f"error: {fault}\n")
        return ERROR
    except KeyboardInterrupt:
        sys.stderr.write("interrupted; what was there before is untouched\n")
        return INTERRUPTED
    sys.stdout.write(text)
    return status


def _options(arguments: Sequence[str] | None) -> Namespace:
    made = parser()
    options = made.parse_args(arguments)
    if options.edition is None and (options.source or options.refresh or options.accept_losses):
        made.error("--source, --refresh and --accept-losses need --edition: without it nothing is fetched")
    if options.check and options.verify:
        made.error("--verify imports what was written, and --check writes nothing")
    return options


def _run(options: Namespace, stages: Stages, start: float) -> tuple[int, str]:
    request = Request(
        root=options.root,
        edition=options.edition,
        source=options.source,
        refresh=options.refresh,
        accept_losses=options.accept_losses,
        package=options.package,
    )
    progress = terminal_progress()
    if options.check:
        outcome = check(request, stages, progress)
        status = DRIFT if outcome.drift.lines() else OK
        return status, check_summary(outcome, time.perf_counter() - start)
    outcome = generate(request, stages, progress)
    if options.verify and outcome.result is not None:
        check_imports(request.target, outcome.result.written)
    return OK, summary(outcome, time.perf_counter() - start)


if __name__ == "__main__":
    sys.exit(main())
