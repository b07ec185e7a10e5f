"""The pipeline and its command: offline, from a source, nothing to do, drift, and errors in one line."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

from dicomwright.generator.__main__ import main
from dicomwright.generator.accounting import Accounting
from dicomwright.generator.docbook import Book
from dicomwright.generator.errors import DocbookError, FetchError, ModelError
from dicomwright.generator.facts import Edition, Vr
from dicomwright.generator.fetch import FetchedEdition, PartFile
from dicomwright.generator.fetch.store import Store
from dicomwright.generator.pipeline import snapshot_of
from dicomwright.generator.snapshot import write_snapshot
from dicomwright.generator.snapshot.layout import FILES
from dicomwright.generator.snapshot.losses import Loss, edition_before, find_losses
from dicomwright.generator.snapshot.report import PROFILE_COUNTS
from dicomwright.generator.stages import Stages

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dicomwright.generator.progress import Progress

MIRROR = Path(__file__).parents[3] / "shared" / "nema-mirror"


class Fake:
    """Stages that count how often they are called; the standard has one VR a letter of `vrs`."""

    def __init__(self, edition: str = "2025e", vrs: str = "AB") -> None:
        self.edition = edition
        self.vrs = vrs
        self.calls: list[str] = []

    def fetch(
        self, edition: str, source: str | None, cache: Path, *, progress: Progress, refresh: bool
    ) -> FetchedEdition:
        progress.start("fetch", 1)
        progress.finish()
        self.calls.append(f"fetch {edition} {source} {refresh}")
        if edition == "2013":
            raise FetchError("edition 2013 is not there")
        store = Store(cache, self.edition)
        candidate = store.candidate
        candidate.make()
        candidate.path(3).write_text("part 3")
        candidate.lock_file.write_text("lock")
        moves = {store.path(3): candidate.path(3), store.lock_file: candidate.lock_file}
        part = PartFile(3, candidate.path(3), "00", 2_000_000)
        return FetchedEdition(self.edition, (part,), source or "the default", moves)

    def read(self, path: Path) -> Book:
        self.calls.append(f"read {path.name}")
        return Book.__new__(Book)

    def build(self, books: Mapping[int, Book], accounting: Accounting) -> Edition:
        self.calls.append(f"build {list(books)}")
        accounting.read[3, "modules"] = accounting.consumed[3, "modules"] = 4
        vrs = tuple(Vr(code=code, name=code, length=None, unit="", fixed=False) for code in self.vrs)
        return Edition(name=self.edition, vrs=vrs)

    def render(self, edition: Edition, *, package: str, progress: Progress) -> Mapping[str, str]:
        progress.start("render", None)
        progress.finish()
        self.calls.append("render")
        return {f"{package or 'dicomwright'}/vrs/{vr.code}.py": f"# {vr.code}\n" for vr in edition.vrs}

    @property
    def stages(self) -> Stages:
        return Stages(self.fetch, self.read, self.build, self.render)


@pytest.fixture
def fake() -> Fake:
    return Fake()


@pytest.fixture
def root(tmp_path: Path, fake: Fake) -> Path:
    """A checkout whose snapshot and tree are of 2025e."""
    edition = fake.build({}, Accounting())
    write_snapshot(edition, Accounting(), tmp_path / "spec_cache/2025e")
    assert main(["--root", str(tmp_path)], fake.stages) == 0
    fake.calls.clear()
    return tmp_path


def tree(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }


def run(root: Path, fake: Fake, *arguments: str) -> int:
    return main(["--root", str(root), *arguments], fake.stages)


def test_offline_renders_from_the_snapshot(
    tmp_path: Path, fake: Fake, capsys: pytest.CaptureFixture[str]
) -> None:
    write_snapshot(fake.build({}, Accounting()), Accounting(), tmp_path / "spec_cache/2025e")
    fake.calls.clear()
    assert run(tmp_path, fake, "generate") == 0
    assert fake.calls == ["render"]
    assert (tmp_path / "generated/dicomwright/vrs/A.py").read_text() == "# A\n"
    assert "generated from 2025e: 3 written, 0 unchanged, 0 deleted\n" in capsys.readouterr().out


def test_nothing_to_do_renders_nothing(root: Path, fake: Fake, capsys: pytest.CaptureFixture[str]) -> None:
    before = tree(root)
    capsys.readouterr()
    assert run(root, fake) == 0
    assert fake.calls == []
    assert tree(root) == before
    assert capsys.readouterr().out.startswith("edition 2025e: nothing to do\n")


@pytest.mark.parametrize("fault", ["edited", "missing", "orphan", "manifest"])
def test_a_tree_that_was_touched_is_mended(fault: str, root: Path, fake: Fake) -> None:
    before = tree(root)
    path = root / "generated/dicomwright/vrs/A.py"
    if fault == "edited":
        path.write_text("# B\n")
    elif fault == "missing":
        path.unlink()
    elif fault == "orphan":
        path.with_name("Z.py").write_text("")
    else:
        (root / "generated/manifest.json").write_text("{")
    assert run(root, fake) == 0
    assert fake.calls == ["render"]
    assert tree(root) == before


def test_the_manifest_names_no_place_and_no_time(root: Path) -> None:
    manifest = (root / "generated/manifest.json").read_text()
    assert str(root) not in manifest
    assert sorted(json.loads(manifest)) == ["edition", "files", "inputs"]
    assert sorted(json.loads(manifest)["inputs"]) == ["generator", "jinja2", "ruff", "snapshot"]


def test_an_edition_is_fetched_built_and_rendered(
    tmp_path: Path, fake: Fake, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, fake, "--edition", "current", "--source", "http://x", "--refresh") == 0
    assert fake.calls == ["fetch current http://x True", "read part03.xml", "build [3]", "render"]
    assert (tmp_path / "spec_cache/2025e/vrs.json").is_file()
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "edition 2025e: 1 parts, 2.0 MB, from http://x"
    assert out[1] == "rows: 4 read, 4 consumed, 0 listed, 0 notes (report.json)"
    assert out[2] == f"snapshot: {len(FILES) + 2} files changed"
    assert out[3] == "generated from 2025e: 3 written, 0 unchanged, 0 deleted"
    assert out[4].endswith("MB at the peak")


def test_the_same_edition_again_changes_nothing(
    root: Path, fake: Fake, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(root, fake, "--edition", "2025e", "--refresh") == 0
    before = tree(root)
    capsys.readouterr()
    assert run(root, fake, "--edition", "2025e", "--refresh") == 0
    assert tree(root) == before
    assert "snapshot: unchanged\nedition 2025e: nothing to do\n" in capsys.readouterr().out


def test_another_edition_replaces_the_tree_and_stays(root: Path, fake: Fake) -> None:
    old = Fake("2024e", "BC")
    assert run(root, old, "--edition", "2024e") == 0
    names = [path.name for path in (root / "generated/dicomwright/vrs").iterdir()]
    assert sorted(names) == ["B.py", "C.py"]
    assert snapshot_of(root) == "2024e"
    assert run(root, fake, "--check") == 0
    shutil.rmtree(root / "spec_cache/2024e")
    assert snapshot_of(root) == "2025e"


def test_the_newest_snapshot_counts_when_there_is_no_tree(tmp_path: Path) -> None:
    for name in ("2024e", "2025e", "2025a"):
        write_snapshot(Edition(name=name), Accounting(), tmp_path / "spec_cache" / name)
    assert snapshot_of(tmp_path) == "2025e"


# --- check


def test_check_of_a_fresh_tree(root: Path, fake: Fake, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(root, fake, "--check") == 0
    assert "up to date" in capsys.readouterr().out


def test_check_finds_drift_and_touches_nothing(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "generated/dicomwright/vrs/A.py").write_text("# edited\n")
    (root / "generated/dicomwright/vrs/B.py").unlink()
    (root / "generated/dicomwright/vrs/Z.py").write_text("")
    before = tree(root)
    capsys.readouterr()
    assert run(root, Fake(), "--check") == 1
    assert tree(root) == before
    out = capsys.readouterr().out
    assert "differs  generated/dicomwright/vrs/A.py\n" in out
    assert "missing  generated/dicomwright/vrs/B.py\n" in out
    assert "orphan   generated/dicomwright/vrs/Z.py\n" in out
    assert "Mend it with: nox -s generate\n" in out


def test_check_shows_the_first_twenty(root: Path, fake: Fake, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(25):
        (root / f"generated/dicomwright/stray{number}.py").write_text("")
    assert run(root, fake, "--check") == 1
    out = capsys.readouterr().out
    assert out.count("orphan") == 20
    assert "... and 5 more" in out


def test_check_of_an_edition_compares_the_snapshot_too(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(root, Fake(), "--edition", "2025e") == 0
    assert run(root, Fake(), "--check", "--edition", "2025e") == 0
    before = tree(root)
    capsys.readouterr()
    assert run(root, Fake(vrs="AC"), "--check", "--edition", "2025e") == 1
    out = capsys.readouterr().out
    assert "differs  spec_cache/2025e/vrs.json\n" in out
    assert "missing  generated/dicomwright/vrs/C.py\n" in out
    assert "Mend it with: nox -s generate -- --edition 2025e\n" in out
    assert tree(root) == before


# --- errors


def test_an_error_is_one_message_and_status_2(
    root: Path, fake: Fake, capsys: pytest.CaptureFixture[str]
) -> None:
    before = tree(root)
    capsys.readouterr()
    assert run(root, fake, "--edition", "2013") == 2
    captured = capsys.readouterr()
    assert captured.err == "error: edition 2013 is not there\n"
    assert captured.out == ""
    assert tree(root) == before


def test_an_interrupt_is_no_traceback(root: Path, fake: Fake, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(_: Path) -> Book:
        raise KeyboardInterrupt

    assert (
        main(["--root", str(root), "--edition", "2025e", "--refresh"], replace(fake.stages, read=interrupted))
        == 130
    )
    assert "interrupted" in capsys.readouterr().err


def failing(stage: str, fault: BaseException, stages: Stages) -> Stages:
    def fail(*_: object, **__: object) -> NoReturn:
        raise fault

    return replace(stages, **{stage: fail})


@pytest.mark.parametrize("stage", ["read", "build", "render"])
@pytest.mark.parametrize(
    "fault", [ModelError("no"), DocbookError("no"), KeyboardInterrupt(), RuntimeError("no"), MemoryError()]
)
def test_what_was_there_is_untouched_whatever_fails(
    stage: str, fault: BaseException, root: Path, fake: Fake
) -> None:
    assert run(root, fake, "--edition", "2025e", "--refresh") == 0
    before = tree(root)
    new = failing(stage, fault, Fake(vrs="ABC").stages)
    with suppress(RuntimeError, MemoryError):
        assert main(["--root", str(root), "--edition", "2025e", "--refresh"], new) in {2, 130}
    after = tree(root)
    kept = {name for name in after if "candidate.part" in name}
    malformed = stage != "render" and isinstance(fault, DocbookError)
    assert bool(kept) is not malformed  # what is malformed is not kept, so that it is not found again
    assert {name: data for name, data in after.items() if name not in kept} == before


@pytest.mark.parametrize("fault", [PermissionError(13, "Permission denied"), KeyboardInterrupt()])
def test_a_failure_while_files_are_replaced_is_taken_back(
    fault: BaseException, root: Path, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fail at each of the renames in turn."""
    assert run(root, fake, "--edition", "2025e", "--refresh") == 0
    before = tree(root)
    rename = Path.replace
    arguments = ["--root", str(root), "--edition", "2025e", "--refresh"]
    for count in range(1000):
        calls = iter(range(count + 1))

        def rename_or_fail(self: Path, target: Path, calls: Iterator[int] = calls, last: int = count) -> Path:
            if next(calls, last + 1) == last:
                raise fault
            return rename(self, target)

        monkeypatch.setattr(Path, "replace", rename_or_fail)
        status = main(arguments, Fake(vrs="ACD").stages)
        monkeypatch.setattr(Path, "replace", rename)
        if status == 0:
            break
        assert {name: data for name, data in tree(root).items() if "candidate.part" not in name} == before
    assert count > 10
    assert "generated/dicomwright/vrs/D.py" in tree(root)
    assert not [name for name in tree(root) if name.endswith(".part")]


def test_a_committed_snapshot_needs_no_source(
    root: Path, fake: Fake, capsys: pytest.CaptureFixture[str]
) -> None:
    write_snapshot(Edition(name="2024e"), Accounting(), root / "spec_cache/2024e")
    assert run(root, fake, "--edition", "2024e") == 0
    assert fake.calls == ["render"]
    assert snapshot_of(root) == "2024e"
    assert run(root, fake, "--edition", " 2025E ") == 0
    assert fake.calls == ["render", "render"]
    assert "generated from 2025e" in capsys.readouterr().out
    assert run(root, fake, "--edition", "2025e", "--source", "x") == 0
    assert fake.calls[2] == "fetch 2025e x False"
    # Its parts lie there now: they are read again without being asked for, because the generator may have changed.
    assert run(root, fake, "--edition", "2025e") == 0
    assert fake.calls[-3:] == ["fetch 2025e None False", "read part03.xml", "build [3]"]


# --- losses


def test_a_fall_of_any_kind_stops_the_run(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = "ABCDEFGHIJ"
    assert run(root, Fake(vrs=whole), "--edition", "2025e", "--refresh") == 0
    before = tree(root)
    capsys.readouterr()
    assert run(root, Fake(vrs=whole[1:]), "--edition", "2025e", "--refresh") == 2
    error = capsys.readouterr().err
    assert "edition 2025e has less than 2025e had" in error
    assert [line.split() for line in error.splitlines() if line.startswith("  vrs")] == [
        ["vrs", "10", "9", "-10.0%"]
    ]
    assert {name: data for name, data in tree(root).items() if "candidate.part" not in name} == before
    assert run(root, Fake(vrs=whole[1:]), "--edition", "2025e", "--refresh", "--accept-losses") == 0
    assert not (root / "generated/dicomwright/vrs/A.py").exists()


def test_another_edition_is_compared_with_the_one_before_it(tmp_path: Path) -> None:
    for name in ("2023e", "2024e", "2025a", "2025e"):
        write_snapshot(Edition(name=name), Accounting(), tmp_path / name)
    assert edition_before("2024e", tmp_path) == "2024e"
    assert edition_before("2024d", tmp_path) == "2023e"
    assert edition_before("2026a", tmp_path) == "2025e"
    assert edition_before("2014a", tmp_path) == "2023e"
    assert edition_before("2014a", tmp_path / "none") == ""


def test_losses_are_of_everything_that_the_report_counts() -> None:
    committed = Path(__file__).parents[2] / "spec_cache"
    edition = max(committed.iterdir()).name
    report = json.loads((committed / edition / "report.json").read_text())
    assert find_losses(report, report) == []
    for name, count in report["counts"].items():
        for now in (0, int(count * 0.9)):
            counts = {**report["counts"], name: now}
            assert [loss.name for loss in find_losses(report, {**report, "counts": counts})] == [name]
        without = {key: value for key, value in report["counts"].items() if key != name}
        assert find_losses(report, {**report, "counts": without}) == [Loss(name, count, 0)]
    assert {"context_group_uses", "value_lists", "types"} <= report["counts"].keys()


def test_another_edition_without_the_optional_part_loses_nothing_of_it() -> None:
    committed = Path(__file__).parents[2] / "spec_cache"
    report = json.loads((committed / "2025e" / "report.json").read_text())
    counts = {name: count for name, count in report["counts"].items() if name not in PROFILE_COUNTS}
    assert len(counts) + len(PROFILE_COUNTS) == len(report["counts"])
    other = {**report, "edition": "2024e", "counts": counts}
    assert find_losses(report, other) == []
    fewer = {**other, "counts": {**counts, **dict.fromkeys(PROFILE_COUNTS, 1)}}
    assert {loss.name for loss in find_losses(report, fewer)} == PROFILE_COUNTS
    assert {loss.name for loss in find_losses(report, {**report, "counts": counts})} == PROFILE_COUNTS


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"counts": {}}', '{"counts": 1}'])
def test_a_report_that_cannot_be_read_is_an_error(
    text: str, root: Path, fake: Fake, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "spec_cache/2025e/report.json").write_text(text)
    assert run(root, fake, "--edition", "2025e", "--refresh") == 2
    assert "report.json: not a report of this generator" in capsys.readouterr().err
    assert run(root, fake, "--edition", "2025e", "--refresh", "--accept-losses") == 0


def test_no_snapshot(tmp_path: Path, fake: Fake, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, fake) == 2
    assert "no snapshot of any edition" in capsys.readouterr().err


def test_a_broken_snapshot(root: Path, fake: Fake, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "spec_cache/2025e/vrs.json").write_text("[\n{]\n")
    assert run(root, fake) == 2
    assert "vrs.json, line 2" in capsys.readouterr().err


def test_parts_of_another_edition(root: Path, fake: Fake, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = replace(fake.stages, build=Fake("2024e").build)
    assert main(["--root", str(root), "--edition", "2025e", "--refresh"], wrong) == 2
    assert "2025e was fetched, but its parts say 2024e" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [["frobnicate"], ["--source", "x"], ["--refresh"], ["--check", "--verify"], ["--edition"]]
)
def test_bad_arguments(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "usage:" in capsys.readouterr().err


# --- the real stages


def test_nothing_to_do_loads_none_of_the_heavy_libraries(root: Path) -> None:
    script = (
        "import sys; from dicomwright.generator.__main__ import main; status = main(sys.argv[1:]);"
        "print(status, sorted({'lxml', 'jinja2', 'requests', 'numpy', 'pydicom'} & set(sys.modules)))"
    )
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", script, "--root", str(root)], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[0] == "edition 2025e: nothing to do"
    assert done.stdout.splitlines()[-1] == "0 []"


@pytest.mark.skipif(not MIRROR.is_dir(), reason="the mirror of NEMA's site does not lie beside the checkout")
def test_a_real_edition_gives_the_same_snapshot_with_any_hash_seed() -> None:
    script = (
        "import sys; from pathlib import Path; from dicomwright.generator.accounting import Accounting;"
        "from dicomwright.generator.stages import STAGES;"
        "from dicomwright.generator.snapshot import snapshot_files; import hashlib;"
        "accounting = Accounting();"
        "books = {n: STAGES.read(Path(sys.argv[1]) / f'part{n:02}/part{n:02}.xml') for n in (4, 5, 6)};"
        "files = snapshot_files(STAGES.build(books, accounting), accounting);"
        "print(hashlib.sha256(repr(sorted(files.items())).encode()).hexdigest())"
    )
    folder = MIRROR / "medical/dicom/2025e/source/docbook"
    outputs = [
        subprocess.run(  # noqa: S603
            [sys.executable, "-c", script, str(folder)],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "1")
    ]
    assert outputs[0] == outputs[1]
