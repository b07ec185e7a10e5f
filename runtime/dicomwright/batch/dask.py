"""Dask: chunks go to the workers of a scheduler, which replaces those that it loses."""

from __future__ import annotations

from contextlib import contextmanager
from importlib.metadata import version
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeVar, cast

from dicomwright.batch.work import EngineFailed
from dicomwright.runtime.errors import MissingPackage
from dicomwright.runtime.vocabulary.registry import edition
from dicomwright.runtime.wording import counted

try:
    import dask.config
    from distributed import Client
    from distributed.protocol import pickle
    from distributed.scheduler import KilledWorker
except ImportError:
    raise MissingPackage("Dask needs the package distributed: pip install 'dicomwright[dask]'") from None

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping
    from concurrent.futures import Executor, Future

_P = ParamSpec("_P")
_R = TypeVar("_R")

_PATIENCE: Final = 30
"""Seconds that the scheduler, and then its first worker, may keep us waiting."""
_FRESH: Final = 5
"""Seconds for which the number of workers is taken as known."""
_PICKLE: Final = cast("Any", pickle)
"""Dask's own, which takes functions and classes of scripts, too; it is partly typed."""
_FORGETFUL: Final = {"distributed.admin.low-level-log-length": 0}
"""A client keeps the last thousand messages for whoever looks for faults in Dask; they are our chunks."""


class Dask:
    """Workers of a scheduler. A lost one's chunks are given to others, by the scheduler itself."""

    def __init__(self, client: Client) -> None:
        """Work with a client that is connected."""
        self._client = cast("Any", client)  # it is partly typed
        # not pure: that is, not remembered by what was asked; a file may be another one tomorrow
        self._executor = cast("Executor", self._client.get_executor(pure=False))
        self._width = 0
        self._counted = -float("inf")

    def width(self) -> int:
        """Return the number of the workers' threads; they come and go."""
        if monotonic() - self._counted > _FRESH:
            threads: Mapping[str, int] = self._client.nthreads()
            self._width = sum(threads.values())
            self._counted = monotonic()
        return max(1, self._width)

    def submit(self, function: Callable[_P, _R], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_R]:
        """Have a function called by a worker."""
        # as bytes: in anything else Dask looks for its own futures, down to each field of each file
        call: bytes = _PICKLE.dumps((function, args, kwargs))
        return cast("Future[_R]", self._executor.submit(_called, call))

    def is_loss(self, error: BaseException) -> bool:
        """Tell whether the scheduler gave up: one worker after the other died over a chunk."""
        return isinstance(error, KilledWorker)

    def renew(self) -> bool:
        """Leave it to the scheduler, which has given to others what else its workers had."""
        return False

    def alone(self) -> Dask:
        """Return itself: each file is a task of its own."""
        return self

    def close(self) -> None:
        """Let go of what waits."""
        self._executor.shutdown(wait=False)  # which lets go of what waits, too


@contextmanager
def connected(address: str) -> Generator[Dask]:
    """Give the workers of a scheduler. Raises `EngineFailed` when they cannot be reached or used."""
    try:
        with dask.config.set(_FORGETFUL):
            client = Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise EngineFailed(f"the scheduler {address} cannot be reached ({type(error).__name__})") from None
    with client:
        _check_workers(client, address)
        engine = Dask(client)
        try:
            yield engine
        finally:
            engine.close()


def _check_workers(client: Client, address: str) -> None:
    """Refuse workers that would judge otherwise than this process does, or not at all."""
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
    except TimeoutError:
        raise EngineFailed(f"the scheduler {address} has no workers") from None
    answers: Mapping[str, object] = cast("Any", client).run(_installed, on_error="return")
    wrong = sorted(
        f"{worker} has {answer if isinstance(answer, str) else 'no dicomwright'}"
        for worker, answer in answers.items()
        if answer != _installed()
    )
    if wrong:
        raise EngineFailed(
            f"{counted(len(wrong), 'worker')} cannot be used; here is {_installed()}, {'; '.join(wrong)}"
        )


def _installed() -> str:
    return f"dicomwright {version('dicomwright')}, DICOM {edition().name}"


def _called(call: bytes) -> object:
    """Return what comes of a call, at a worker."""
    function, arguments, named = _PICKLE.loads(call)
    return function(*arguments, **named)
