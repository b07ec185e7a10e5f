"""Arguments of the command, with help that teaches; nothing else is imported, so that help is there at once."""

from __future__ import annotations

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from dicomwright.cli.deidentify.arguments import add_deidentify
from dicomwright.cli.engines import add_engines
from dicomwright.cli.machines.arguments import add_export, add_mcp
from dicomwright.cli.outcomes import FAILED, OK, TABLES

if TYPE_CHECKING:
    from argparse import Namespace, _SubParsersAction  # pyright: ignore[reportPrivateUsage] - it has no other name
    from collections.abc import Callable

FORMATS: Final = ("text", "json", "jsonl", "junit", "sarif", "html")
DIFF_FORMATS: Final = ("text", "markdown", "json", "html")
KINDS: Final = ("iod", "module", "macro", "attribute", "uid", "cid", "template", "code")

_EPILOG: Final = """\
examples:
  dicomwright validate ct.dcm                        is this file as the standard says?
  dicomwright validate study/ --format html --output report.html
  dicomwright table study/ --columns PatientID,PixelSpacing -o study.parquet
  dicomwright show CTImage                           the modules of an IOD
  dicomwright show PatientName                       where an attribute is used, and how
  dicomwright show pixel spaceing                    anything, mistyped or not
  dicomwright tree report.dcm                        the content of a document, with the rows of its template
  dicomwright example CTImage -o ct.dcm              an object of an IOD, made up, to test with
  dicomwright diff 2024e 2025e                       what changed between two editions
  dicomwright deidentify study/ clean/               without what identifies patients, and still valid
  dicomwright browse                                 the standard as pages in the browser
  dicomwright export json-schema CTImage             an IOD for programs of other languages

"dicomwright COMMAND --help" says more about a command.
"""
_VALIDATE: Final = """\
Judge DICOM files by the IOD that their SOP Class UID names: modules, types, conditions, values, functional groups,
codes. Values of attributes are not shown, because they may be patient data.
"""
_VALIDATE_EPILOG: Final = """\
examples:
  dicomwright validate ct.dcm
  dicomwright validate study/ other.dcm              folders with all that is in them
  dicomwright validate study.zip                     archives, zip and tar, which are not unpacked for it
  dicomwright validate --files-from list.txt         a path or URL a line
  dicomwright validate study/ --format html --output report.html
  dicomwright validate study/ --format jsonl | jq -r 'select(.errors > 0) | .file'
  dicomwright validate study/ --format parquet --output judged/
  dicomwright validate study/ --fail-on warning --exclude retired-attribute
  dicomwright validate ct.dcm --edition 2024e        by an edition that is installed beside the first
  dicomwright validate draft.dcm --iod CTImage       by this IOD, whatever its SOP class is
  dicomwright validate https://example.org/ct.dcm    no more of it than is judged, and no pixels
  dicomwright validate https://host/dicom-web/studies/1.2.3
                                                     what an archive holds, by DICOMweb, without pixels
  dicomwright validate "s3://bucket/study/*.dcm"     and whatever else fsspec knows: pip install 'dicomwright[remote]'
  curl -s https://example.org/ct.dcm | dicomwright validate -

exit status:
  0  nothing was found that is as bad as --fail-on
  1  something was found
  2  wrong usage, or there was nothing to judge

In folders and archives, and among those that a URL with wild cards stands for, files that are not DICOM are skipped
and counted; a file that is named is always judged. A member of an archive is shown as study.zip!folder/ct.dcm, URLs
without user, password and query.

codes:
"""
_TABLE: Final = """\
Write attributes of many files as a table of Parquet, with the types of the standard: a row for each file, of which the
header alone is read. What is no value of its type is null, and the column "problems" says why.
"""
_TABLE_EPILOG: Final = """\
examples:
  dicomwright table study/ --columns PatientID,PixelSpacing,AcquisitionDateTime -o study.parquet
  dicomwright table study/ --iod CTImage -o study.parquet
  dicomwright table study.zip --columns "RequestAttributesSequence[0].AccessionNumber" -o a.parquet
  dicomwright table study/ --columns PerFrameFunctionalGroupsSequence.FrameContentSequence.StackID -o a.parquet
  dicomwright table "s3://bucket/study/" --columns PatientID,AnatomicRegionSequence -o codes.parquet

A sequence without a number stands for all its items: its column is a list. A sequence at the end is a list of codes.

In Python: dicomwright.tables.table(paths, ["PatientID", "PixelSpacing"]).to_pandas()

exit status:
  0  there is a row for each file
  1  the same, but files could not be read, or had values that are null now; their rows say which
  2  wrong usage, or there was nothing to read
"""
_SHOW: Final = """\
Show what the standard says, from the classes that were generated from it.
"""
_SHOW_EPILOG: Final = """\
examples:
  dicomwright show CTImage                           an IOD: its modules, or functional groups, and when they are there
  dicomwright show GeneralSeries                     a module or macro: its attributes
  dicomwright show "VOI LUT" --kind macro            where a module has the name, too
  dicomwright show PatientName                       an attribute: in which modules, with which type
  dicomwright show "(0010,0010)"                     the same; 00100010 and 0010,0010 will do
  dicomwright show "CID 4"                           a context group: its codes
  dicomwright show "TID 1500"                        a template: its rows as a tree, with their conditions
  dicomwright show "Measurement Report"              the same; --kind template, where something else has the name
  dicomwright show 1.2.840.10008.5.1.4.1.1.2         a UID; of a SOP class, its IOD
  dicomwright show SCT.Liver                         a code, and its context groups; or SCT.10200004, or 10200004
  dicomwright show T-62000                           the code that stands for one of SNOMED RT
  dicomwright show C.7.6.2                           what a section of PS3.3 defines
  dicomwright show left kidney                       anything else: what may be meant, mistyped or not
  dicomwright show kidney --kind code                the same, of codes alone
  dicomwright show CTImage --edition 2024e           as an edition says that is installed beside the first

exit status:
  0  it was found
  2  there is nothing like it
"""
_TREE: Final = """\
Show the content of a structured report, or of any document with content items, as people read it: a line for each item,
with its value and, in brackets, the template and row of PS3.16 that it matches. Lines with an error begin with "!",
those with a warning with "?", and what was found is told below them. It is your own document: values are shown.
"""
_TREE_EPILOG: Final = """\
examples:
  dicomwright tree report.dcm
  dicomwright tree report.dcm | grep "^!"            the items that something is wrong with
  curl -s https://example.org/report.dcm | dicomwright tree -

exit status:
  0  nothing was found that is an error
  1  there are errors
  2  it cannot be read, or has no content items
"""
_EXAMPLE: Final = """\
Write an object of an IOD, made up, which breaks no rule: with all that it must have, and some of what it may have.
It is the same each time, to the last byte; another --seed gives another one. Nothing in it is of a real patient.
"""
_EXAMPLE_EPILOG: Final = """\
examples:
  dicomwright example CTImage                        writes CTImage.dcm
  dicomwright example CTImage -o ct.dcm --seed 7
  dicomwright example "Comprehensive 3D SR" --minimal
  dicomwright example --all examples/                one of each SOP class that is stored

In Python: dicomwright.testing.minimal(CTImage), example(CTImage, seed=7), broken(CTImage).

exit status:
  0  it was written
  2  wrong usage: there is no such IOD, or a file exists already
"""
_DIFF: Final = """\
Show what changed between two editions of the standard, and what of that breaks code which uses the generated classes.
Both are read from their snapshots, which a checkout of dicomwright has in spec_cache/; nothing is downloaded.
"""
_DIFF_EPILOG: Final = """\
examples:
  dicomwright diff 2024e 2025e
  dicomwright diff 2024e 2025e --breaking            only what code must change for
  dicomwright diff 2024e 2025e --iod "CT Image"      only what concerns an IOD
  dicomwright diff 2024e 2025e --only attribute --only module
  dicomwright diff 2024e 2025e --format html --output diff.html
  dicomwright diff 2024e 2025e --format markdown     a release note

breaking are: a class, attribute or member that is gone or has another name, an argument that the constructor demands
now, fewer values, another multiplicity or type, and a value that can be None now.

kinds for --only:
  iod, sop-class, module-usage, functional-group-usage, module, functional-group, macro, directory-record, attribute,
  include, context-group, code, context-group-include, template, template-row, service-table, service-attribute,
  data-element, uid, vr, controlled-term, coding-scheme, value-table, class

exit status:
  0  the editions were compared
  1  they differ, and --exit-code is given
  2  wrong usage, or a snapshot is missing
"""
_BROWSE: Final = """\
Open the standard as pages in the browser: IODs, modules, attributes, codes, templates, with search and with conditions
in words. They are rendered from the snapshots of a checkout, when these are newer; nothing is downloaded or sent.
"""
_BROWSE_EPILOG: Final = """\
examples:
  dicomwright browse
  dicomwright browse Pixel Spacing                   the page of an attribute; PixelSpacing or (0028,0030) will do
  dicomwright browse CTImage                         of an IOD
  dicomwright browse CID 29
  dicomwright browse --edition 2024e "TID 1500"
  dicomwright browse --no-open                       render it, and say where it is

It needs what 'pip install dicomwright[generator]' brings, and snapshots: without a checkout, name their folder with
--snapshots, once 'python -m dicomwright.generator --edition 2025e --root FOLDER' has made FOLDER/spec_cache.

exit status:
  0  the page was opened, and its path printed
  2  there is no snapshot, or no page of that name
"""


class _Parser(ArgumentParser):
    """A parser whose help may end with what must be loaded first."""

    more: Callable[[], str] | None = None

    def format_help(self) -> str:
        """Return the help."""
        return super().format_help() + (self.more() if self.more else "")


def parser() -> ArgumentParser:
    """Make the parser of the command line."""
    made = _Parser(
        prog="dicomwright",
        description="Check DICOM files against the standard, and look things up in it.",
        epilog=_EPILOG,
        formatter_class=RawDescriptionHelpFormatter,
    )
    made.add_argument(
        "--version", action="store_true", help="show the version and the edition of the standard"
    )
    made.set_defaults(run=partial(_version, made))
    commands = made.add_subparsers(title="commands", metavar="COMMAND", parser_class=_Parser)
    _add_validate(commands)
    _add_table(commands)
    _add_show(commands)
    _add_tree(commands)
    _add_example(commands)
    _add_diff(commands)
    add_deidentify(commands, _subcommand("deidentify.command"))
    _add_browse(commands)
    add_export(commands)
    add_mcp(commands)
    return made


def _version(made: ArgumentParser, parsed: Namespace) -> int:
    """Show the version, else the help: no command was given."""
    if not parsed.version:
        made.print_help()
        return FAILED
    from dicomwright.reports.tool import NAME, edition, tool_version  # noqa: PLC0415 - slow to import

    print(f"{NAME} {tool_version()}, DICOM {edition()}")  # noqa: T201 - it is a command
    return OK


def _add_validate(commands: _SubParsersAction[Any]) -> None:
    made: _Parser = commands.add_parser(
        "validate",
        help="judge files",
        description=_VALIDATE,
        epilog=_VALIDATE_EPILOG,
        formatter_class=RawDescriptionHelpFormatter,
    )
    made.more = _codes
    add = made.add_argument
    add("paths", nargs="*", metavar="FILE|FOLDER|URL", help='what to judge; "-" is the standard input')
    _add_files_from(add)
    add(
        "--format",
        choices=(*FORMATS, TABLES),
        default="text",
        help="what to write (default: text, for people); parquet: tables of files and of findings, into a folder",
    )
    add(
        "--output",
        metavar="FILE",
        help="where to write it (default: the standard output); a folder for parquet",
    )
    add(
        "--fail-on",
        choices=("error", "warning"),
        default="error",
        help="how bad a finding must be for exit status 1 (default: error)",
    )
    add("--iod", metavar="NAME", help="judge by this IOD, such as CTImage, whatever the SOP class is")
    add(
        "--edition",
        metavar="E",
        help="judge by this edition, such as 2024e, which is installed beside the first",
    )
    add(
        "--include",
        action="append",
        metavar="CODE",
        help="report findings of this code only; can be repeated",
    )
    add("--exclude", action="append", metavar="CODE", default=[], help="leave this code out; can be repeated")
    add("--show-values", action="store_true", help="show the values that are wrong: they may be patient data")
    add_engines(made)
    made.set_defaults(run=partial(_on_files, made, _subcommand("validate")))


def _add_files_from(add: Callable[..., Any]) -> None:
    add(
        "--files-from",
        action="append",
        default=[],
        metavar="FILE",
        help='a list, with a path or URL a line; "-" is the standard input; @FILE is the same; can be repeated',
    )


def _add_table(commands: _SubParsersAction[Any]) -> None:
    made = commands.add_parser(
        "table",
        help="write attributes of many files as a table",
        description=_TABLE,
        epilog=_TABLE_EPILOG,
        formatter_class=RawDescriptionHelpFormatter,
    )
    add = made.add_argument
    add("paths", nargs="*", metavar="FILE|FOLDER|URL", help='what to read; "-" is the standard input')
    _add_files_from(add)
    add(
        "--columns",
        metavar="PATH,...",
        default="",
        help="attributes: keywords, tags, or paths to those in items",
    )
    add("--iod", metavar="NAME", help="all that an IOD has and a table can hold, such as CTImage")
    add("-o", "--output", metavar="FILE", required=True, help="the file of Parquet to write")
    add("--binary", action="store_true", help="columns may be bytes (OB, OW and the like), but no pixels")
    add_engines(made)
    made.set_defaults(run=partial(_on_files, made, _subcommand("table")))


def _add_show(commands: _SubParsersAction[Any]) -> None:
    made = commands.add_parser(
        "show",
        help="look something up in the standard",
        description=_SHOW,
        epilog=_SHOW_EPILOG,
        formatter_class=RawDescriptionHelpFormatter,
    )
    made.add_argument(
        "name",
        nargs="+",
        metavar="NAME",
        help="a name, tag, UID, section, context group, template, code or words",
    )
    made.add_argument("--kind", choices=KINDS, help="what it is, where several things have the name")
    made.add_argument(
        "--edition",
        metavar="E",
        help="look in this edition, such as 2024e, which is installed beside the first",
    )
    made.set_defaults(run=_subcommand("show"))


def _add_tree(commands: _SubParsersAction[Any]) -> None:
    made = commands.add_parser(
        "tree",
        help="show the content of a document, and the rows of its template",
        description=_TREE,
        epilog=_TREE_EPILOG,
        formatter_class=RawDescriptionHelpFormatter,
    )
    made.add_argument("path", metavar="FILE|URL", help='a document; "-" is the standard input')
    made.set_defaults(run=_subcommand("tree"))


def _add_example(commands: _SubParsersAction[Any]) -> None:
    made = commands.add_parser(
        "example",
        help="write an object of an IOD, made up, to test with",
        description=_EXAMPLE,
        epilog=_EXAMPLE_EPILOG,
        formatter_class=RawDescriptionHelpFormatter,
    )
    add = made.add_argument
    add("iod", nargs="?", metavar="IOD", help="the IOD, such as CTImage")
    add("-o", "--output", metavar="FILE", help="where to write it (default: the IOD's name, with .dcm)")
    add("--all", metavar="FOLDER", help="write one of each SOP class that is stored, into a folder")
    add("--seed", type=int, default=0, metavar="N", help="which of many (default: 0)")
    add("--minimal", action="store_true", help="only what it must have")
    add("--force", action="store_true", help="replace files that exist")
    made.set_defaults(run=_subcommand("example"))


def _add_diff(commands: _SubParsersAction[Any]) -> None:
    made = commands.add_parser(
        "diff",
        help="compare two editions of the standard",
        description=_DIFF,
        epilog=_DIFF_EPILOG,
        formatter_class=RawDescriptionHelpFormatter,
    )
    add = made.add_argument
    add("old", metavar="OLD", help="an edition, such as 2024e")
    add("new", metavar="NEW", help="a later one")
    add("--format", choices=DIFF_FORMATS, default="text", help="what to write (default: text, for people)")
    add("--output", metavar="FILE", help="where to write it (default: the standard output)")
    add("--snapshots", metavar="FOLDER", help="where the snapshots are (default: spec_cache of the checkout)")
    add("--only", action="append", metavar="KIND", help="show changes of this kind only; can be repeated")
    add("--iod", metavar="NAME", help="show what concerns this IOD only, such as CTImage")
    add("--breaking", action="store_true", help="show only what breaks code that uses the classes of OLD")
    add("--exit-code", action="store_true", help="exit with 1 when there are differences, as git does")
    made.set_defaults(run=_subcommand("diff"))


def _add_browse(commands: _SubParsersAction[Any]) -> None:
    made = commands.add_parser(
        "browse",
        help="open the standard as pages in the browser",
        description=_BROWSE,
        epilog=_BROWSE_EPILOG,
        formatter_class=RawDescriptionHelpFormatter,
    )
    add = made.add_argument
    add(
        "name",
        nargs="*",
        metavar="NAME",
        help="what to open: a name, tag, UID, CID or TID (default: the start)",
    )
    add("--edition", metavar="E", help="render this edition alone, such as 2024e (default: all)")
    add("--snapshots", metavar="FOLDER", help="where the snapshots are (default: spec_cache of the checkout)")
    add("--no-open", action="store_true", help="print the path of the page, and open nothing")
    made.set_defaults(run=_subcommand("browse"))


def _subcommand(name: str) -> Callable[[Namespace], int]:
    """Return what runs a subcommand: its module is slow to import, and is imported then."""
    return partial(_run, f"dicomwright.cli.{name}")


def _run(module: str, parsed: Namespace) -> int:
    status: int = import_module(module).run(parsed)
    return status


def _on_files(made: ArgumentParser, run: Callable[[Namespace], int], parsed: Namespace) -> int:
    """Run a command on all the files that are named, in lists, too. Raises SystemExit when there are none."""
    parsed.paths += (f"@{listed}" for listed in parsed.files_from)
    if not parsed.paths:
        made.error("name a file, a folder, a URL, or a list: --files-from FILE")
    return run(parsed)


def _codes() -> str:
    from dicomwright.runtime.reports.findings import CODES  # noqa: PLC0415 - not for help

    width = max(map(len, CODES))
    return "".join(f"  {code:{width}}  {text}\n" for code, text in CODES.items())
