"""The command `dicomwright`: what belongs to a subcommand is loaded with that subcommand."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from dicomwright.cli.arguments import parser
from dicomwright.cli.outcomes import FAILED, INTERRUPTED, NOBODY_READS, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status. Raises SystemExit for ``--help`` and for usage errors."""
    try:
        parsed = parser().parse_args(arguments)
        status: int = parsed.run(parsed)
        sys.stdout.flush()
    except UsageError as error:
        print(f"dicomwright: {error}", file=sys.stderr)  # noqa: T201 - it is a command
        return FAILED
    except KeyboardInterrupt:
        print("dicomwright: interrupted", file=sys.stderr)  # noqa: T201
        return INTERRUPTED
    except BrokenPipeError:
        _drop_output()
        return NOBODY_READS
    except OSError as error:  # a disk that is full, say
        print(f"dicomwright: {error.strerror}", file=sys.stderr)  # noqa: T201
        _drop_output()
        return FAILED
    return status


def _drop_output() -> None:
    """Lead what could not be written into nothing: Python tries again at exit, and would have its own exit status."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
