"""Benchmarks of the generator: reading a snapshot, and a run with nothing to do (bar: 3 s)."""

# ruff: noqa: D103, S101 - names say what is measured, and asserts that it was done

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dicomwright.generator.inputs import render_inputs
from dicomwright.generator.manifest import read_manifest
from dicomwright.generator.output import is_current
from dicomwright.generator.pipeline import CACHE, GENERATED, snapshot_of
from dicomwright.generator.snapshot import read_snapshot

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

ROOT = Path(__file__).parents[1]


@pytest.fixture
def snapshot() -> Path:
    return ROOT / CACHE / snapshot_of(ROOT)


def test_read_snapshot(benchmark: BenchmarkFixture, snapshot: Path) -> None:
    assert benchmark(read_snapshot, snapshot).name == snapshot.name


def test_nothing_to_do(benchmark: BenchmarkFixture, snapshot: Path) -> None:
    def current() -> bool:
        manifest = read_manifest(ROOT / GENERATED)
        return manifest is not None and is_current(ROOT / GENERATED, manifest, render_inputs(snapshot))

    assert benchmark(current)
