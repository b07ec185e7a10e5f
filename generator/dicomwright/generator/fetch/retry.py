"""Patience: how often a broken transfer is tried again, how long to wait in between, and when it is enough."""

import math
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from dicomwright.generator.errors import FetchError
from dicomwright.generator.fetch.faults import InterruptedTransferError

__all__ = ["DEADLINE_VARIABLE", "RetryPolicy", "patience"]

DEADLINE_VARIABLE = "DICOMWRIGHT_DEADLINE"

T = TypeVar("T")
_DAY = 86_400


@dataclass(frozen=True)
class RetryPolicy:
    """Tries; delays, timeouts and the time for a whole edition, in seconds; the largest file, in bytes."""

    attempts: int = 5
    first_delay: float = 1.0
    longest_delay: float = 60.0
    connect_timeout: float = 10.0
    read_timeout: float = 60.0
    longest: float = 3600.0
    largest: int = 256 << 20  # the largest part of the standard has 27 MB
    sleep: Callable[[float], None] = time.sleep

    def run(self, where: str, attempt: Callable[[], T]) -> T:
        """Call `attempt` until it succeeds; a try that brought the transfer further starts the count anew.

        Raises:
            FetchError: it failed too many times in a row.

        """
        failures = 0
        while True:
            try:
                return attempt()
            except InterruptedTransferError as fault:
                failures = 1 if fault.progressed else failures + 1
                if failures >= self.attempts:
                    raise FetchError(
                        f"{where}: {fault} (tried {failures} times). Check the connection and run again, "
                        "or give another source with --source or DICOMWRIGHT_SOURCE"
                    ) from fault
                self.sleep(self.delay(failures, fault.wait))

    def delay(self, failures: int, asked: float | None = None) -> float:
        """Return the seconds to wait: what the server asks for, else twice as long each time, capped."""
        doubled = self.first_delay * 2.0 ** (failures - 1)
        return max(0.0, min(self.longest_delay, doubled if asked is None else asked))


def patience(environment: Mapping[str, str] = os.environ) -> RetryPolicy:
    """Return the usual policy, with the seconds for a whole edition that DICOMWRIGHT_DEADLINE gives.

    Raises:
        FetchError: it is no number of seconds.

    """
    said = environment.get(DEADLINE_VARIABLE, "").strip()
    if not said:
        return RetryPolicy()
    try:
        seconds = float(said)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds <= _DAY:
        raise FetchError(f"{DEADLINE_VARIABLE}: {said!r:.40} is no number of seconds, of a day at most")
    return RetryPolicy(longest=seconds)
