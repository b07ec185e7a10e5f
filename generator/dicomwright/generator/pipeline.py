"""The pipeline: fetch -> docbook -> model -> snapshot -> render, and the two ways to go through it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from dicomwright.generator.accounting import Accounting
from dicomwright.generator.conditions.undecided import write_undecided
from dicomwright.generator.errors import DocbookError, ModelError, OutputError, SnapshotError
from dicomwright.generator.files import changed, replace_all
from dicomwright.generator.inputs import render_inputs
from dicomwright.generator.manifest import read_manifest
from dicomwright.generator.output import (
    Drift,
    Plan,
    RenderResult,
    check_package_name,
    find_drift,
    is_current,
    plan_output,
)
from dicomwright.generator.snapshot import HEAD, read_snapshot, write_snapshot
from dicomwright.generator.snapshot.layout import natural
from dicomwright.generator.snapshot.losses import check_losses

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dicomwright.generator.docbook import Book
    from dicomwright.generator.facts import Edition
    from dicomwright.generator.fetch import FetchedEdition
    from dicomwright.generator.progress import Progress
    from dicomwright.generator.stages import Stages

CACHE: Final = "spec_cache"
GENERATED: Final = "generated"
PACKAGES: Final = "packages"


@dataclass(frozen=True)
class Request:
    """What to do: without an edition, render from the snapshot that is there, offline.

    With a `package`, write an edition as a project of its own, to be installed beside the one in generated/.
    """

    root: Path
    edition: str | None = None
    source: str | None = None
    refresh: bool = False
    accept_losses: bool = False
    package: str = ""

    @property
    def target(self) -> Path:
        """The folder to write to: generated/, or that of a package of its own."""
        if not self.package:
            return self.root / GENERATED
        check_package_name(self.package)
        return self.root / PACKAGES / self.package


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
    package: str = ""


def generate(request: Request, stages: Stages, progress: Progress) -> Outcome:
    """Make generated/ what the edition says.

    Nothing is written before all of it is made; then everything is, or nothing.

    Raises:
        GeneratorError: a stage failed; its message names the place. What was there before is untouched.

    """
    cache, target = request.root / CACHE, request.target
    with TemporaryDirectory() as folder:
        rebuilt = _rebuild(request, cache, Path(folder), stages, progress)
        name = _name(request, rebuilt)
        snapshot = (Path(folder) if rebuilt else cache) / name
        if rebuilt and not request.accept_losses:
            check_losses(snapshot, cache)
        plan = _plan(target, request.package, snapshot, stages, progress)
        changes = _write(cache / name, snapshot, rebuilt, plan)
    if rebuilt:
        write_undecided(cache / name, name, rebuilt.accounting.undecided)
        rebuilt = replace(rebuilt, fetched=rebuilt.fetched.kept(), snapshot_changes=changes)
    return Outcome(name, rebuilt, plan.finish() if plan else None, package=request.package)


def check(request: Request, stages: Stages, progress: Progress) -> Outcome:
    """Compare generated/, and with an edition its snapshot, with what `generate` would write.

    Nothing below the root is touched: what is fetched and built lies in a temporary folder.

    Raises:
        GeneratorError: a stage failed.

    """
    with TemporaryDirectory() as folder, TemporaryDirectory() as cache:
        rebuilt = _rebuild(request, Path(cache), Path(folder), stages, progress)
        name = _name(request, rebuilt)
        committed = request.root / CACHE / name
        snapshot = Path(folder) / name if rebuilt else committed
        edition, inputs = read_snapshot(snapshot), render_inputs(snapshot)
        files = stages.render(edition, package=request.package, progress=progress)
        place = request.target.relative_to(request.root).as_posix()
        drift = find_drift(request.target, name, inputs, files).below(place)
        if rebuilt:
            changes = changed(_copies(snapshot, committed))
            rebuilt = replace(rebuilt, snapshot_changes=tuple(sorted(path.name for path in changes)))
            drift = _with_snapshot(drift, changes)
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


def _name(request: Request, rebuilt: Rebuilt | None) -> str:
    """Return the edition to render: the one that was built, the one asked for, else the one that is there."""
    if rebuilt:
        return rebuilt.fetched.edition
    return _asked(request) or snapshot_of(request.root)


def _asked(request: Request) -> str:
    return (request.edition or "").strip().lower()


def _rebuild(
    request: Request, cache: Path, folder: Path, stages: Stages, progress: Progress
) -> Rebuilt | None:
    """Fetch the edition asked for, and write its snapshot into a folder; None when the committed one will do."""
    if request.edition is None or _will_do(request, cache / _asked(request)):
        return None
    fetched = stages.fetch(request.edition, request.source, cache, progress=progress, refresh=request.refresh)
    accounting = Accounting()
    try:
        edition = _build(fetched, accounting, stages, progress)
    except DocbookError:
        fetched.discard()  # what is malformed is downloaded again
        raise
    write_snapshot(edition, accounting, folder / fetched.edition)
    return Rebuilt(fetched, accounting, ())


def _will_do(request: Request, snapshot: Path) -> bool:
    """Tell whether the snapshot of the edition is to be used: nothing asks for its parts, and none lies there."""
    asked = request.source is not None or request.refresh
    return not asked and (snapshot / HEAD).is_file() and not any(snapshot.glob("part*.xml"))


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


def _plan(target: Path, package: str, snapshot: Path, stages: Stages, progress: Progress) -> Plan | None:
    """Render the snapshot; None when the tree is what would be rendered."""
    name, inputs, manifest = snapshot.name, render_inputs(snapshot), read_manifest(target)
    if manifest and manifest.edition == name and is_current(target, manifest, inputs):
        return None
    files = stages.render(read_snapshot(snapshot), package=package, progress=progress)
    return plan_output(target, name, inputs, files)


def _write(committed: Path, snapshot: Path, rebuilt: Rebuilt | None, plan: Plan | None) -> tuple[str, ...]:
    """Put parts, lock, snapshot and tree into their places; returns which files of the snapshot changed."""
    new = changed(_copies(snapshot, committed)) if rebuilt else {}
    try:
        replace_all(
            {**new, **(plan.files if plan else {})},
            moved=rebuilt.fetched.moves if rebuilt else {},
            deleted=plan.orphans() if plan else (),
        )
    except OSError as fault:
        place = fault.filename or committed.parent
        raise OutputError(
            f"{place}: cannot be written: {fault.strerror}. What was there before is untouched"
        ) from fault
    return tuple(sorted(path.name for path in new))


def _copies(folder: Path, target: Path) -> dict[Path, bytes]:
    """Return the files of a folder as they are to be in another one."""
    return {target / path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def _with_snapshot(drift: Drift, changes: Iterable[Path]) -> Drift:
    """Add the files of the snapshot that differ from the committed ones."""
    names = {path: f"{CACHE}/{path.parent.name}/{path.name}" for path in changes}
    differing = tuple(name for path, name in names.items() if path.is_file())
    missing = tuple(name for path, name in names.items() if not path.is_file())
    return Drift(differing + drift.differing, missing + drift.missing, drift.orphan)
