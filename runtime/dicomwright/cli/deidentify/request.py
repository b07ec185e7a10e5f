"""What was asked for, checked before anything is written: a mistake is found before an hour has gone by."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from dicomwright.cli.deidentify.arguments import OWN_SHIFT, PROFILE
from dicomwright.cli.deidentify.keys import chance
from dicomwright.cli.deidentify.work import Work
from dicomwright.cli.outcomes import UsageError
from dicomwright.deidentify import Profile
from dicomwright.deidentify.regions import BadRules, read_rules

if TYPE_CHECKING:
    from argparse import Namespace

    from dicomwright.deidentify.regions import DeviceRule

_DATES: Final = "retain_longitudinal_modified_dates"


def work_of(arguments: Namespace, key: bytes | None) -> Work:
    """Return what is to be done. Raises `UsageError`."""
    if arguments.source is None or arguments.target is None:
        raise UsageError("name what is to be de-identified, and where it goes: dicomwright deidentify IN OUT")
    source, target = Path(arguments.source).absolute(), Path(arguments.target).absolute()
    _check_places(source, target)
    _check_map(arguments.map, target)
    if key is None and not arguments.force and target.is_dir() and any(target.iterdir()):
        raise UsageError(
            f"{arguments.target!r} is not empty: a run with the --key of the earlier one completes it, "
            "and --force writes beside what is there"
        )
    _check_resumed(arguments, key)
    days = getattr(arguments, _DATES)
    return Work(
        root=str(source if source.is_dir() else source.parent),
        target=str(target),
        profile=profile_of(arguments),
        key=key if key is not None else chance(),
        days=None if days == OWN_SHIFT else days,
        names_target=not source.is_dir() and not target.is_dir(),
        replaces=arguments.force,
        maps=arguments.map is not None,
    )


def profile_of(arguments: Namespace) -> Profile:
    """Return the profile that is asked for. Raises `UsageError`."""
    options: dict[str, Any] = {name: getattr(arguments, name) for name in PROFILE}
    options[_DATES] = getattr(arguments, _DATES) is not None
    try:
        return Profile(
            **options,
            burned_in=arguments.burned_in,
            regions=tuple(rule for path in arguments.blank_regions for rule in _rules(path)),
            trusts_burned_in_no=not arguments.distrust_burned_in_no,
            documents=arguments.documents,
        )
    except ValueError as error:
        raise UsageError(str(error)) from None


def _rules(path: str) -> tuple[DeviceRule, ...]:
    try:
        return read_rules(path)
    except BadRules as error:
        raise UsageError(str(error)) from None
    except OSError as error:
        raise UsageError(f"{path!r} cannot be read: {error.strerror}") from None


def _check_resumed(arguments: Namespace, key: bytes | None) -> None:
    """Refuse to go on with other names and UIDs, or to keep in a journal what a map hides."""
    if arguments.resume is None:
        return
    if key is None:
        raise UsageError("--resume needs the --key: without it, the rest would have other UIDs")
    if arguments.map is not None:
        raise UsageError("--map cannot be made with --resume: the journal would have what the map hides")


def _check_places(source: Path, target: Path) -> None:
    """Refuse to write among what is read, or to read among what is written."""
    if not source.exists():
        raise UsageError(f"there is no file or folder {str(source)!r}")
    if source.is_dir() and target.exists() and not target.is_dir():
        raise UsageError(f"{str(target)!r} is a file, and must be a folder")
    whence, whither = source.resolve(), target.resolve()
    if whence == whither:
        raise UsageError("IN and OUT are the same")
    if whence in whither.parents:
        raise UsageError("OUT is in IN: what is written would be read again")
    if whither in whence.parents:
        raise UsageError("IN is in OUT: what identifies and what does not would lie together")


def _check_map(path: str | None, target: Path) -> None:
    """Refuse to put what tells who is who among what is given away."""
    if path is not None and target.resolve() in Path(path).absolute().resolve().parents:
        raise UsageError("the map would be in OUT, and tell whoever gets that who is who")
    if path is not None and os.path.lexists(path):
        raise UsageError(f"{path!r} exists: a map is never replaced")
