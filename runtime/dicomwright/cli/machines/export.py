"""`dicomwright export`: an IOD as JSON Schema, or IODs as TypeScript."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from dicomwright.cli.outcomes import OK, UsageError
from dicomwright.cli.output import output
from dicomwright.export.command import ExportError, document, write

if TYPE_CHECKING:
    from argparse import Namespace


def run(arguments: Namespace) -> int:
    """Write what the arguments name; return the exit status. Raises `UsageError`."""
    try:
        text = document(arguments)
        if arguments.output:
            write(text, Path(arguments.output))
            return OK
    except ExportError as fault:
        raise UsageError(str(fault)) from None
    with output(None, plain=False) as stream:
        stream.write(text)
    return OK
