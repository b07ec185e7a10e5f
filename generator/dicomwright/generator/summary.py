"""The summary of a run: a few lines that say what was read, written and found."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from dicomwright.generator.conditions.undecided import FILE, undecided_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwright.generator.output import Drift, RenderResult
    from dicomwright.generator.pipeline import Outcome, Rebuilt

_SHOWN: Final = 20
_MEGABYTE: Final = 1_000_000


def summary(outcome: Outcome, seconds: float) -> str:
    """Tell what `generate` did."""
    result = outcome.result
    output = (
        f"edition {outcome.edition}: nothing to do" if result is None else _output(outcome.edition, result)
    )
    return _text(*_rebuilt(outcome), *_snapshot(outcome), output, *_install(outcome), _cost(seconds))


def check_summary(outcome: Outcome, seconds: float) -> str:
    """Tell what `--check` found, and the command that mends it."""
    lines = outcome.drift.lines()
    if not lines:
        return _text(
            *_rebuilt(outcome), f"edition {outcome.edition}: generated/ is up to date", _cost(seconds)
        )
    return _text(*_rebuilt(outcome), *_drift(outcome, outcome.drift), _cost(seconds))


def _drift(outcome: Outcome, drift: Drift) -> Iterator[str]:
    lines = drift.lines()
    yield f"edition {outcome.edition}: generated/ is not what the generator writes now, {len(lines)} files:"
    yield from (f"  {line}" for line in lines[:_SHOWN])
    if len(lines) > _SHOWN:
        yield f"  ... and {len(lines) - _SHOWN} more"
    edition = f" -- --edition {outcome.edition}" if outcome.rebuilt else ""
    yield f"Mend it with: nox -s generate{edition}"


def _rebuilt(outcome: Outcome) -> Iterator[str]:
    if outcome.rebuilt is not None:
        yield from _stages(outcome.rebuilt)


def _stages(rebuilt: Rebuilt) -> Iterator[str]:
    fetched, accounting = rebuilt.fetched, rebuilt.accounting
    size = sum(part.size for part in fetched.parts) / _MEGABYTE
    yield f"edition {fetched.edition}: {len(fetched.parts)} parts, {size:.1f} MB, from {fetched.source}"
    if fetched.note:
        yield f"note: {fetched.note}"
    yield (
        f"rows: {accounting.read.total()} read, {accounting.consumed.total()} consumed, "
        f"{len(accounting.listed)} listed, {len(accounting.notes)} notes (report.json)"
    )
    yield from undecided_lines(accounting.undecided, f"spec_cache/{fetched.edition}/{FILE}")


def _snapshot(outcome: Outcome) -> Iterator[str]:
    if outcome.rebuilt is not None:
        changes = outcome.rebuilt.snapshot_changes
        yield f"snapshot: {len(changes)} files changed" if changes else "snapshot: unchanged"


def _install(outcome: Outcome) -> Iterator[str]:
    if outcome.package:
        yield f"install it beside the first edition: pip install ./packages/{outcome.package}"


def _output(edition: str, result: RenderResult) -> str:
    counts = f"{len(result.written)} written, {result.unchanged} unchanged, {len(result.deleted)} deleted"
    return f"generated from {edition}: {counts}"


def _cost(seconds: float) -> str:
    memory = peak_memory()
    return f"{seconds:.1f} s" + (f", {memory / _MEGABYTE:.0f} MB at the peak" if memory else "")


def peak_memory() -> int:
    """Return the most memory that this process held, in bytes; 0 where the system does not tell."""
    if sys.platform == "win32":
        return 0
    import resource  # noqa: PLC0415 - there is none on Windows

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def _text(*lines: str) -> str:
    return "\n".join(lines) + "\n"
