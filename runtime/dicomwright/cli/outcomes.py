"""Outcomes of the command: its exit statuses, and what cannot be done."""

from __future__ import annotations

from typing import Final

OK: Final = 0
FOUND: Final = 1
FAILED: Final = 2
INTERRUPTED: Final = 130  # as shells say it
NOBODY_READS: Final = 141  # the same, for a pipe that was closed

TABLES: Final = "parquet"
"""The format that is no text: two tables, in a folder."""


class UsageError(Exception):
    """What was asked for cannot be done; the message says why."""
