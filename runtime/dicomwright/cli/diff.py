"""`dicomwright diff`: what changed between two editions, from their snapshots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwright.cli.outcomes import FOUND, OK, UsageError
from dicomwright.cli.output import output
from dicomwright.diff.command import DiffError, document

if TYPE_CHECKING:
    from argparse import Namespace


def run(arguments: Namespace) -> int:
    """Compare what the arguments name; return the exit status. Raises `UsageError`."""
    try:
        text, differ = document(arguments)
    except DiffError as fault:
        raise UsageError(str(fault)) from None
    with output(arguments.output, plain=arguments.format == "text") as stream:
        stream.write(text)
    return FOUND if differ and arguments.exit_code else OK
