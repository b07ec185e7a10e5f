"""Arguments of `dicomwright deidentify`; nothing else is imported, so that help is there at once."""

from __future__ import annotations

from argparse import ArgumentTypeError, RawDescriptionHelpFormatter
from typing import TYPE_CHECKING, Any, Final

from dicomwright.cli.engines import add_engines

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace, _SubParsersAction  # pyright: ignore[reportPrivateUsage]
    from collections.abc import Callable

_DESCRIPTION: Final = """\
De-identify DICOM files by the Basic Application Level Confidentiality Profile of PS3.15 annex E and its options. What
comes out is as valid as what went in: what an IOD demands is emptied or replaced, never removed. Values of attributes
are not shown, nor are names of files, because they may be patient data.
"""
_EPILOG: Final = """\
examples:
  dicomwright deidentify --new-key project.key       a key, for this run and all later ones; keep it secret
  dicomwright deidentify study/ clean/ --key project.key
  dicomwright deidentify study/ clean/ --key project.key --retain-longitudinal-modified-dates
  dicomwright deidentify ct.dcm clean.dcm --retain-uids --retain-device-identity
  dicomwright deidentify study/ clean/ --record record.json --map map.txt --key project.key
  dicomwright deidentify --read-map map.txt --key project.key
  dicomwright deidentify --check clean/              what does the profile forbid that is still there?

exit status:
  0  all DICOM files were de-identified; with --check: nothing was found
  1  some were refused, and are not in OUT; with --check: something was found
  2  wrong usage, or there was nothing to do

Folders and files have new names, which follow from the old ones and the key. With one key a file comes out the same in
each run, to the last byte; without --key nobody can do it again. Files that are not DICOM are not copied. A DICOMDIR is
made anew. No profile finds everything: look at what the summary asks you to look at.
"""
PROFILE: Final = {
    "retain_safe_private": "keep private attributes that PS3.15 knows to be safe",
    "retain_uids": "keep UIDs",
    "retain_device_identity": "keep what identifies devices",
    "retain_institution_identity": "keep what identifies institutions",
    "retain_patient_characteristics": "keep age, sex, size, weight and the like",
    "retain_longitudinal_full_dates": "keep dates and times",
    "clean_descriptors": "keep descriptions, as far as they can be cleaned",
    "clean_structured_content": "keep content items, but those that PS3.15 says identify",
    "clean_graphics": "keep graphics, text annotations and overlays, as far as they can be cleaned",
}
"""Options of the profile that say yes or no, by the names that `Profile` has for them."""
OWN_SHIFT: Final = ()
"""What stands for the option without a number; argparse would read a text."""
BURNED_IN: Final = ("refuse", "list", "blank")
DOCUMENTS: Final = ("refuse", "dummy", "keep")


def add_deidentify(commands: _SubParsersAction[Any], run: Callable[[Namespace], int]) -> None:
    """Add the subcommand."""
    made: ArgumentParser = commands.add_parser(
        "deidentify",
        help="remove what identifies patients",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=RawDescriptionHelpFormatter,
    )
    add = made.add_argument
    add("source", nargs="?", metavar="IN", help="a folder with all that is in it, or a file")
    add("target", nargs="?", metavar="OUT", help="a folder, or for a file a file; it is made")
    add(
        "--key",
        metavar="FILE",
        help="what new UIDs, names and shifts of dates follow from; without it, chance",
    )
    add("--force", action="store_true", help="replace files in OUT that differ")
    add("--record", metavar="FILE", help="write what was done as JSON; it has no values and no old names")
    add("--map", metavar="FILE", help="write which file became which: encrypted if there is a --key")
    add("--show-paths", action="store_true", help="name files as they are in IN: names may be patient data")
    _add_profile(made)
    _add_choices(made)
    _add_others(made)
    add_engines(made)
    made.set_defaults(run=run)


def _add_profile(made: ArgumentParser) -> None:
    group = made.add_argument_group("options of the profile (PS3.15 E.3)")
    for name, said in PROFILE.items():
        group.add_argument(_flag(name), action="store_true", help=said)
    group.add_argument(
        "--retain-longitudinal-modified-dates",
        nargs="?",
        type=_days,
        const=OWN_SHIFT,
        metavar="DAYS",
        help="shift dates by so many days; without a number, by an amount of its own for each patient",
    )


def _add_choices(made: ArgumentParser) -> None:
    add = made.add_argument_group("what no profile can clean").add_argument
    add(
        "--burned-in",
        choices=BURNED_IN,
        default=BURNED_IN[0],
        help="images that may show text: refuse them (default), list them for a human eye, or blank ultrasound "
        "outside of its regions and refuse the others",
    )
    add(
        "--blank-regions",
        action="append",
        default=[],
        metavar="FILE",
        help="blank what these rules for devices say (TOML); can be repeated",
    )
    add(
        "--distrust-burned-in-no",
        action="store_true",
        help="do not believe images which say that they show no text",
    )
    add(
        "--documents",
        choices=DOCUMENTS,
        default=DOCUMENTS[0],
        help="encapsulated documents: refuse them (default), put a dummy in their place, or keep them for a human eye",
    )
    add(
        "--ages-above-89",
        choices=("cap", "keep"),
        default="cap",
        help="where ages are kept, and 90 is all that is said of those above 89 years (default)",
    )


def _add_others(made: ArgumentParser) -> None:
    group = made.add_argument_group("instead")
    add = group.add_mutually_exclusive_group().add_argument
    add("--new-key", metavar="FILE", help="make a key")
    add("--read-map", metavar="FILE", help="show a map, decrypted with --key")
    add("--check", metavar="FOLDER", help="tell what de-identified files still have that the profile forbids")


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _days(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ArgumentTypeError(
            f"{text!r} is not a number of days; without one the option stands after IN and OUT"
        ) from None
