"""What all commands that take many files have: where the files are worked on, with which limits, and from where on."""

from __future__ import annotations

import re
from argparse import ArgumentTypeError
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

from dicomwright.cli.outcomes import UsageError

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable, Generator, Iterable, Iterator

    from dicomwright.batch.journal import Kept, Place

    _F = TypeVar("_F", bound=Place)
_R = TypeVar("_R")

_UNITS: Final = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


def add_engines(made: ArgumentParser) -> None:
    """Add the arguments."""
    add = made.add_argument_group("many files").add_argument
    add(
        "--jobs",
        type=_positive,
        metavar="N",
        help="processes (default: one for each CPU, if there is enough to do)",
    )
    add(
        "--engine",
        metavar="WHERE",
        help='"processes" of this machine (default), or a Dask scheduler, such as dask://host:8786, '
        "whose workers see the same files",
    )
    add("--timeout", type=_seconds, metavar="SECONDS", help="give up a file that takes longer")
    add("--memory", type=_bytes, metavar="SIZE", help="give up a file that takes more memory, such as 2G")
    add(
        "--resume",
        metavar="JOURNAL",
        help="keep what is done in this file, and go on where a run with it was interrupted",
    )


@contextmanager
def running(
    arguments: Namespace,
    work: Kept[_F, _R],
    name: Any,  # noqa: ANN401 - what JSON has
) -> Generator[Callable[[Iterable[_F]], Iterator[_R]]]:
    """Give what works on files as the arguments say; `name` is what a journal must have been made for.

    Raises `UsageError` when the engine cannot be used, or the journal is of another run.
    """
    from dicomwright.batch.named import engine_named  # noqa: PLC0415 - not for help
    from dicomwright.batch.running import run  # noqa: PLC0415
    from dicomwright.batch.work import EngineFailed  # noqa: PLC0415
    from dicomwright.cli.sources.opening import close  # noqa: PLC0415
    from dicomwright.runtime.errors import MissingPackage  # noqa: PLC0415

    try:
        with ExitStack() as stack:
            engine = stack.enter_context(engine_named(arguments.engine))
            stack.callback(close)
            watched = _watched(arguments, work)
            if arguments.resume is None:
                yield partial(run, work=watched, jobs=arguments.jobs, engine=engine)
            else:
                from dicomwright.batch.journal import opened, resumed  # noqa: PLC0415 - few ask for it

                journal = stack.enter_context(opened(arguments.resume, work, name))
                yield partial(resumed, work=watched, journal=journal, jobs=arguments.jobs, engine=engine)
    except (EngineFailed, MissingPackage) as error:
        raise UsageError(str(error)) from None


def _watched(arguments: Namespace, work: Kept[_F, _R]) -> Any:  # noqa: ANN401 - the same work, with limits
    if arguments.timeout is None and arguments.memory is None:
        return work
    from dicomwright.batch.watching import Watched  # noqa: PLC0415 - few ask for it

    return Watched(work, arguments.timeout, arguments.memory)


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} is not a number of processes")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise ArgumentTypeError(f"{text!r} is not a number of seconds")
    return seconds


def _bytes(text: str) -> int:
    found = re.fullmatch(r"([1-9]\d*)([KMG]?)B?", text.upper())
    if found is None:
        raise ArgumentTypeError(f"{text!r} is not a size, such as 500M or 2G")
    return int(found[1]) * _UNITS[found[2]]
