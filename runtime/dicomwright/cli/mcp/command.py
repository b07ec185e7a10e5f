"""`dicomwright mcp`: serves on the standard input and output until that is closed."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from dicomwright.cli.outcomes import OK, UsageError

if TYPE_CHECKING:
    from argparse import Namespace


def run(arguments: Namespace) -> int:
    """Serve. Raises `UsageError` when the SDK or a folder is not there."""
    if find_spec("mcp") is None:
        raise UsageError("this needs the official SDK: pip install 'dicomwright[mcp]'")
    from dicomwright.cli.mcp.server import server  # noqa: PLC0415 - the SDK is an extra

    for folder in arguments.root:
        if not Path(folder).is_dir():
            raise UsageError(f"{folder!r} cannot be a root: there is no such folder")
    server(arguments.root).run("stdio")
    return OK
