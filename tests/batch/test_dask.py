"""Dask: a scheduler and two workers, processes of their own on free ports, do what processes of the machine do."""

from __future__ import annotations

import os
import signal
import tracemalloc
from typing import TYPE_CHECKING

import pytest
from clusters import Cluster, started
from odd_work import Odd, OddWork

from dicomwright.batch import EngineFailed, Watched, engine_named, run, validated
from dicomwright.cli import main
from dicomwright.iods import CTImage, MRImage
from dicomwright.testing import minimal

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

pytest.importorskip("distributed", reason="distributed is not installed: extra 'dask'")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Generator[Cluster]:
    with started(tmp_path_factory.mktemp("dask")) as found:
        yield found


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("study")
    for number in range(60):
        obj = minimal(MRImage if number % 2 else CTImage)
        obj.save(folder / f"{number:02}.dcm")
    (folder / "broken.dcm").write_bytes((folder / "00.dcm").read_bytes()[:400])
    return folder


def test_the_reports_are_those_of_one_process(cluster: Cluster, study: Path, tmp_path: Path) -> None:
    outputs = [tmp_path / "here.jsonl", tmp_path / "there.jsonl"]
    command = ["validate", str(study), "--format", "jsonl", "--output"]
    here = main([*command, str(outputs[0]), "--jobs", "1"])
    there = main([*command, str(outputs[1]), "--engine", cluster.address])
    assert here == there == 1
    assert outputs[0].read_text(encoding="utf-8") == outputs[1].read_text(encoding="utf-8")


def test_tables_and_de_identified_files_are_those_of_one_process(
    cluster: Cluster, study: Path, tmp_path: Path
) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed: extra 'tables'")
    key = tmp_path / "key"
    assert main(["deidentify", "--new-key", str(key)]) == 0
    tables, trees = [], []
    for way in (["--jobs", "1"], ["--engine", cluster.address, "--resume"]):
        table, out = tmp_path / f"{len(tables)}.parquet", tmp_path / f"out{len(tables)}"
        journals = [[str(tmp_path / name)] if "--resume" in way else [] for name in ("j1", "j2")]
        for _ in range(2):  # the second time all is in the journal
            main(["table", str(study), "--columns", "PatientID,Rows", "-o", str(table), *way, *journals[0]])
            assert main(["deidentify", str(study), str(out), "--key", str(key), *way, *journals[1]]) == 1
        tables.append(parquet.read_table(table).to_pylist())
        trees.append({path.name: path.read_bytes() for path in out.rglob("*.dcm")})
    assert tables[0] == tables[1]
    assert len(tables[0]) == 61
    assert trees[0] == trees[1]
    assert len(trees[0]) == 60


def test_an_executor_of_dask_can_be_handed_in(cluster: Cluster, study: Path) -> None:
    with engine_named(cluster.address) as engine:
        assert list(validated(study, executor=engine)) == list(validated(study, jobs=1))


def test_a_worker_that_is_killed_loses_and_doubles_nothing(cluster: Cluster, tmp_path: Path) -> None:
    files = [Odd(f"die-once:{number}" if number == 40 else "sleep:0.02") for number in range(200)]
    with engine_named(cluster.address) as engine:
        outcomes = run(files, OddWork(str(tmp_path)), engine=engine)
        found = [next(outcomes) for _ in range(3)]
        os.killpg(cluster.workers[0].pid, signal.SIGKILL)  # with its nanny: it does not come back
        cluster.workers[0].wait()
        cluster.add_worker()
        assert [*found, *outcomes] == [each.path for each in files]


def test_a_file_that_ends_each_worker_is_its_own_outcome(cluster: Cluster) -> None:
    with engine_named(cluster.address) as engine:
        outcomes = list(run([Odd("a"), Odd("die:1"), Odd("b")], OddWork(), engine=engine))
    assert outcomes == ["a", "die:1 is lost: the file ended the process that read it", "b"]


def test_what_was_sent_is_not_kept(cluster: Cluster) -> None:
    with engine_named(cluster.address) as engine:
        assert engine is not None
        tracemalloc.start()
        try:
            assert [engine.submit(len, bytes(500_000)).result() for _ in range(20)] == [500_000] * 20
            kept, _ = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert kept < 3_000_000


def test_limits_hold_at_the_workers(cluster: Cluster) -> None:
    files = [Odd("a"), Odd("hang:1"), Odd("die:1"), Odd("b")]
    with engine_named(cluster.address) as engine:
        outcomes = list(run(files, Watched(OddWork(), timeout=2), engine=engine))
    assert outcomes == [
        "a",
        "hang:1 is lost: it takes more than 2 s",
        "die:1 is lost: the file ended the process that read it",
        "b",
    ]


def test_a_scheduler_that_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dicomwright.batch.dask._PATIENCE", 1)
    with pytest.raises(EngineFailed, match="cannot be reached"), engine_named("dask://127.0.0.1:9"):
        pass
