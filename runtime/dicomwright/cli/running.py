"""Running what a command does to many files, as its arguments say."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from dicomwright.batch.journal import Kept, Place, opened, resumed
from dicomwright.batch.named import engine_named
from dicomwright.batch.running import run
from dicomwright.batch.sources.opening import close
from dicomwright.batch.watched.watching import Watched
from dicomwright.batch.work import EngineFailed
from dicomwright.cli.outcomes import UsageError
from dicomwright.runtime.errors import MissingPackage

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Generator, Iterable, Iterator

_F = TypeVar("_F", bound=Place)
_R = TypeVar("_R")


@contextmanager
def running(
    arguments: Namespace,
    work: Kept[_F, _R],
    name: Any,  # noqa: ANN401 - what JSON has
) -> Generator[Callable[[Iterable[_F]], Iterator[_R]]]:
    """Give what works on files as the arguments say; `name` is what a journal must have been made for.

    Raises `UsageError` when the engine cannot be used, or the journal is of another run.
    """
    try:
        with ExitStack() as stack:
            engine = stack.enter_context(engine_named(arguments.engine))
            stack.callback(close)
            watched = _watched(arguments, work)
            if arguments.resume is None:
                yield partial(run, work=watched, jobs=arguments.jobs, engine=engine)
            else:
                journal = stack.enter_context(opened(arguments.resume, work, name))
                yield partial(resumed, work=watched, journal=journal, jobs=arguments.jobs, engine=engine)
    except (EngineFailed, MissingPackage) as error:
        raise UsageError(str(error)) from None


def _watched(arguments: Namespace, work: Kept[_F, _R]) -> Any:  # noqa: ANN401 - the same work, with limits
    if arguments.timeout is None and arguments.memory is None:
        return work

    return Watched(work, arguments.timeout, arguments.memory)
