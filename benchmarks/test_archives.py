"""Benchmarks of engines: many small files, on processes of this machine and on Dask's workers beside them."""

# ruff: noqa: D103 - names say what is measured

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from children import Run, run
from clusters import started
from many_files import make

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Compare

pytest.importorskip("distributed", reason="distributed is not installed: extra 'dask'")

FILES: Final = 200_000
ROUNDS: Final = 3
MOST: Final = 1.10
"""How many times as long Dask takes."""
# What the guide to archives says of workers that share their cores with what they serve.
WITHOUT_STATISTICS: Final = {
    "DASK_DISTRIBUTED__ADMIN__TICK__INTERVAL": "1s",
    "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False",
}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    make(folder, FILES)
    return folder / "files"


@pytest.mark.parametrize(
    ("workers", "settings"), [("as they are", {}), ("without statistics", WITHOUT_STATISTICS)]
)
def test_engines(
    workers: str, settings: dict[str, str], files: Path, compare: Compare, tmp_path: Path
) -> None:
    def validated(*engine: str) -> Run:
        output = ("--format", "jsonl", "--output", str(tmp_path / "out.jsonl"))
        return run("-m", "dicomwright.cli", "validate", files, *output, *engine)

    processes, dask = "2 processes", f"Dask, 2 workers {workers}"
    with started(tmp_path, **settings) as cluster:
        subjects = {
            processes: lambda: validated("--jobs", "2"),
            dask: lambda: validated("--engine", cluster.address),
        }
        taken = compare.children(f"{FILES:,} small files, {workers}", subjects, rounds=ROUNDS, warm=1)
    compare.bar(f"{dask} / {processes}", taken[dask] / taken[processes], most=MOST)
