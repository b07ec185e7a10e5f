"""The pipeline: fetch -> docbook -> model -> snapshot -> render, and the two ways to go through it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from dicomwright.generator.accounting import Accounting
from dicomwright.generator.conditions.undecided import write_undecided
from dicomwright.generator.errors import ModelError, SnapshotError
from dicomwright.generator.inputs import render_inputs
from dicomwright.generator.manifest import read_manifest
from dicomwright.generator.output import Drift, RenderResult, find_drift, is_current, write_output
from dicomwright.generator.snapshot import HEAD, read_snapshot, write_snapshot
from dicomwright.generator.snapshot.layout import natural

if TYPE_CHECKING:
    from dicomwright.generator.docbook import Book
    from dicomwright.generator.facts import Edition
    from dicomwright.generator.fetch import FetchedEdition
    from dicomwright.generator.progress import Progress
    from dicomwright.generator.stages import Stages

CACHE: Final = "spec_cache"
GENERATED: Final = "generated"


@dataclass(frozen=True)
class Request:
    """What to do: without an edition, render from the snapshot that is there, offline."""

    root: Path
    edition: str | None = None
    source: str | None = None
    refresh: bool = False


@dataclass(frozen=True)
class Rebuilt:
    """What became of an edition on its way from the source to the snapshot."""

    fetched: FetchedEdition
    accounting: Accounting
    snapshot_changes: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """What a run did; `result` is None when there was nothing to do, `rebuilt` when it was offline."""

    edition: str
    rebuilt: Rebuilt | None = None
    result: RenderResult | None = None
    drift: Drift = field(default_factory=lambda: Drift((), (), ()))


def generate(request: Request, stages: Stages, progress: Progress) -> Outcome:
    """Make generated/ what the edition says.

    Raises:
        GeneratorError: a stage failed; its message names the place. What was there before is untouched.

    """
    cache, target = request.root / CACHE, request.root / GENERATED
    rebuilt = _rebuild(request, cache, stages, progress)
    name = rebuilt.fetched.edition if rebuilt else snapshot_of(request.root)
    if rebuilt:
        write_undecided(cache / name, name, rebuilt.accounting.undecided)
    inputs = render_inputs(cache / name)
    manifest = read_manifest(target)
    if manifest and manifest.edition == name and is_current(target, manifest, inputs):
        return Outcome(name, rebuilt)
    edition = read_snapshot(cache / name)
    files = stages.render(edition, progress=progress)
    return Outcome(name, rebuilt, write_output(target, name, inputs, files))


def check(request: Request, stages: Stages, progress: Progress) -> Outcome:
    """Compare generated/, and with an edition its snapshot, with what `generate` would write.

    Nothing below the root is touched: what is fetched and built lies in a temporary folder.

    Raises:
        GeneratorError: a stage failed.

    """
    with TemporaryDirectory() as folder:
        rebuilt = _rebuild(request, Path(folder), stages, progress)
        name = rebuilt.fetched.edition if rebuilt else snapshot_of(request.root)
        snapshot = (Path(folder) if rebuilt else request.root / CACHE) / name
        edition, inputs = read_snapshot(snapshot), render_inputs(snapshot)
        files = stages.render(edition, progress=progress)
        drift = find_drift(request.root / GENERATED, name, inputs, files).below(GENERATED)
        if rebuilt:
            drift = _with_snapshot(drift, snapshot, request.root / CACHE / name, rebuilt)
    return Outcome(name, rebuilt, drift=drift)


def snapshot_of(root: Path) -> str:
    """Return the edition that generated/ was made from; without one, the newest that has a snapshot.

    Raises:
        SnapshotError: there is no snapshot.

    """
    manifest = read_manifest(root / GENERATED)
    if manifest and (root / CACHE / manifest.edition / HEAD).is_file():
        return manifest.edition
    names = [path.parent.name for path in (root / CACHE).glob(f"*/{HEAD}")]
    if not names:
        raise SnapshotError(
            f"{root / CACHE}: no snapshot of any edition. Run in the root of the checkout, or build one: "
            "nox -s generate -- --edition current"
        )
    return max(names, key=natural)


def _rebuild(request: Request, cache: Path, stages: Stages, progress: Progress) -> Rebuilt | None:
    if request.edition is None:
        return None
    fetched = stages.fetch(request.edition, request.source, cache, progress=progress, refresh=request.refresh)
    accounting = Accounting()
    edition = _build(fetched, accounting, stages, progress)
    return Rebuilt(fetched, accounting, write_snapshot(edition, accounting, cache / fetched.edition))


def _build(fetched: FetchedEdition, accounting: Accounting, stages: Stages, progress: Progress) -> Edition:
    progress.start("Reading the parts", len(fetched.parts) + 1)
    try:
        books: dict[int, Book] = {}
        for part in fetched.parts:
            books[part.part] = stages.read(part.path)
            progress.advance(1)
        edition = stages.build(books, accounting)
    finally:
        progress.finish()
    if edition.name != fetched.edition:
        raise ModelError(
            f"edition {fetched.edition} was fetched, but its parts say {edition.name or 'nothing'}"
        )
    return edition


def _with_snapshot(drift: Drift, new: Path, old: Path, rebuilt: Rebuilt) -> Drift:
    """Add the files of the snapshot that differ from the committed ones."""
    names = rebuilt.snapshot_changes
    missing = [name for name in names if not (old / name).is_file()]
    differing = [
        name
        for name in names
        if name not in missing and (old / name).read_bytes() != (new / name).read_bytes()
    ]
    found = Drift(tuple(differing), tuple(missing), ()).below(f"{CACHE}/{old.name}")
    return Drift(found.differing + drift.differing, found.missing + drift.missing, drift.orphan)
