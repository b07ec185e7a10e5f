"""Work that goes wrong on purpose, where workers of any kind can import it."""

from __future__ import annotations

import os
import sys
import time
from typing import NamedTuple


class Odd(NamedTuple):
    """A file by its name, which says what happens when it is worked on."""

    path: str

    @property
    def key(self) -> str:
        return self.path


class OddWork(NamedTuple):
    """Says the name of a file, unless that says otherwise; `once` is a folder for what shall happen once."""

    once: str = ""

    @property
    def preloads(self) -> str:
        return "odd_work"

    @property
    def few(self) -> int:
        return 5

    def do(self, found: Odd) -> str:
        kind, _, number = found.path.partition(":")
        if kind == "sleep":
            time.sleep(float(number))
        elif kind == "hang":
            time.sleep(600)
        elif kind == "die" or (kind == "die-once" and self._is_first(number)):
            os._exit(3)
        elif kind == "eat":
            return str(len(bytearray(1 << 30)))
        elif kind == "print":
            print("not an answer")  # noqa: T201
            sys.stdout.flush()
        elif kind == "log":
            with open(os.path.join(self.once, "log"), "a", encoding="utf-8") as file:  # noqa: PTH118, PTH123
                file.write(found.path + "\n")
        return found.path

    def lost(self, found: Odd, message: str) -> str:
        return f"{found.path} is lost: {message}"

    def to_plain(self, outcome: str) -> str:
        return outcome

    def from_plain(self, plain: str) -> str:
        return plain

    def _is_first(self, number: str) -> bool:
        try:
            os.close(os.open(os.path.join(self.once, number), os.O_CREAT | os.O_EXCL))  # noqa: PTH118
        except FileExistsError:
            return False
        return True
