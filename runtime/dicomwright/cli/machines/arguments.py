"""Arguments of `dicomwright export` and `dicomwright mcp`, with their help."""

from __future__ import annotations

from argparse import RawDescriptionHelpFormatter
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace, _SubParsersAction  # pyright: ignore[reportPrivateUsage]

_EXPORT: Final = """\
Write what an IOD is in the DICOM JSON Model (PS3.18 Annex F) for programs of other languages: as JSON Schema (2020-12),
which judges objects, or as TypeScript, whose compiler does. Both are made from the snapshot of an edition, which a
checkout of dicomwright has in spec_cache/.
"""
_EXPORT_EPILOG: Final = """\
examples:
  dicomwright export json-schema CTImage
  dicomwright export json-schema "CT Image" --output ct.schema.json
  dicomwright export typescript CTImage MRImage -o dicom.ts
  dicomwright export typescript -o dicom.ts          all IODs

What the schema and the types refuse breaks the standard. What they accept may break it all the same: of conditions they
say what they can. "dicomwright validate" judges by all of them.

exit status:
  0  it was written
  2  wrong usage: there is no such IOD or snapshot, or the file cannot be written
"""
_MCP: Final = """\
Serve what this command knows to programs that speak the Model Context Protocol, on the standard input and output: tools
to look things up, to explain findings, to search codes, to show templates and to judge files. Each answer names the
section of the standard and its address. Files are judged below the folders of --root alone, and values are never told.
"""
_MCP_EPILOG: Final = """\
examples:
  dicomwright mcp                                    no files
  dicomwright mcp --root studies/ --root /data/ct

It needs the official SDK: pip install 'dicomwright[mcp]'.
"""
_MODULES: Final = "dicomwright.cli.machines"


def add_export(commands: _SubParsersAction[Any]) -> None:
    """Add the command `export` to the others."""
    made = commands.add_parser(
        "export",
        help="write an IOD as JSON Schema or TypeScript",
        description=_EXPORT,
        epilog=_EXPORT_EPILOG,
        formatter_class=RawDescriptionHelpFormatter,
    )
    formats = made.add_subparsers(dest="format", metavar="FORMAT", required=True)
    schema = formats.add_parser("json-schema", help="JSON Schema, draft 2020-12, of one IOD")
    schema.add_argument("iods", nargs=1, metavar="IOD", help="the IOD, such as CTImage")
    types = formats.add_parser("typescript", help="TypeScript: an interface for each IOD")
    types.add_argument("iods", nargs="*", metavar="IOD", help="IODs, such as CTImage (default: all)")
    for each in (schema, types):
        _add_options(each)
        each.set_defaults(run=partial(_run, f"{_MODULES}.export"))


def add_mcp(commands: _SubParsersAction[Any]) -> None:
    """Add the command `mcp` to the others."""
    made = commands.add_parser(
        "mcp",
        help="serve programs that speak the Model Context Protocol",
        description=_MCP,
        epilog=_MCP_EPILOG,
        formatter_class=RawDescriptionHelpFormatter,
    )
    made.add_argument(
        "--root",
        action="append",
        default=[],
        metavar="FOLDER",
        help="a folder whose files may be judged; can be repeated",
    )
    made.set_defaults(run=partial(_run, "dicomwright.cli.mcp.command"))


def _add_options(made: ArgumentParser) -> None:
    add = made.add_argument
    add("-o", "--output", metavar="FILE", help="where to write it (default: the standard output)")
    add("--edition", metavar="E", help="the edition, such as 2024e (default: that of the classes)")
    add("--snapshots", metavar="FOLDER", help="where the snapshots are (default: spec_cache of the checkout)")


def _run(module: str, parsed: Namespace) -> int:
    """Run a subcommand; what it needs is loaded now."""
    status: int = import_module(module).run(parsed)
    return status
