"""Building large trees without the garbage collector, which would go through all of them again and again."""

from __future__ import annotations

import gc


class Uncollected:
    """Keeps the collector away while a tree grows: what it costs is else not in proportion to the number of items."""

    __slots__ = ("enabled",)

    def __enter__(self) -> None:
        """Leave it as it is when somebody else has turned it off."""
        self.enabled = gc.isenabled()
        gc.disable()

    def __exit__(self, *_: object) -> None:
        """Turn it on again."""
        if self.enabled:
            gc.enable()
