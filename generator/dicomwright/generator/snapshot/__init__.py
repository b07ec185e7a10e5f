"""Stage snapshot: the model <-> spec_cache/<edition>/*.json, one line per entity and row, sorted, facts only."""

from dicomwright.generator.snapshot.layout import HEAD, normalized, snapshot_paths
from dicomwright.generator.snapshot.store import read_snapshot, snapshot_files, write_snapshot

__all__ = ["HEAD", "normalized", "read_snapshot", "snapshot_files", "snapshot_paths", "write_snapshot"]
