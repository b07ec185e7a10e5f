"""Patience: how often a broken transfer is tried again, and how long to wait in between."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from dicomwright.generator.errors import FetchError
from dicomwright.generator.fetch.faults import InterruptedTransferError

__all__ = ["RetryPolicy"]

T = TypeVar("T")


@dataclass(frozen=True)
class RetryPolicy:
    """Tries, delays and timeouts, in seconds."""

    attempts: int = 5
    first_delay: float = 1.0
    longest_delay: float = 60.0
    connect_timeout: float = 10.0
    read_timeout: float = 60.0
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
