"""De-identification of folders: new names, nothing half, nothing overwritten, and the same with the same key."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from altered import altered
from pydicom.data import get_testdata_file
from pydicom.fileset import FileInstance, FileSet

from dicomwright.batch import run as done
from dicomwright.batch.sources.found import Found
from dicomwright.cli import main
from dicomwright.cli.deidentify import placing
from dicomwright.cli.deidentify.naming import renamed
from dicomwright.cli.deidentify.placing import Taken, put
from dicomwright.cli.deidentify.work import Work
from dicomwright.deidentify import Profile
from dicomwright.iods import BasicDirectory, CTImage, MRImage
from dicomwright.runtime import IOD, read
from dicomwright.testing import minimal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

NAME: Final = "Secret^Name"
NAMES: Final = (b"Secret", b"SECRET", b"ID-4711")
KEY: Final = bytes(range(32))
COMMAND: Final = (sys.executable, "-m", "dicomwright.cli", "deidentify")
CORPUS: Final = Path(__file__).parents[2].parent / "shared/corpus/files"


def image(cls: type[IOD] = CTImage, number: int = 1, patient: str = "ID-4711", study: str = "1.2.3") -> bytes:
    made = altered(
        minimal(cls),
        PatientName=NAME,
        PatientID=patient,
        StudyInstanceUID=study,
        SOPInstanceUID=f"1.2.3.{number}",
        StudyDate="20250131",
    )
    return made.to_bytes(validated=False)


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "key"
    path.write_bytes(KEY)
    path.chmod(0o600)
    return path


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Two patients, folders with their names, one file in both, and what is not DICOM."""
    root = tmp_path / "in"
    for patient in ("SECRET_ONE", "SECRET_TWO"):
        folder = root / patient / "study"
        folder.mkdir(parents=True)
        for number in range(3):
            (folder / f"ID-4711.{number}.dcm").write_bytes(
                image(number=number, study=f"1.2.{patient[-3:].encode()[0]}")
            )
    (root / "SECRET_ONE" / "mr").write_bytes(image(MRImage, 9))
    (root / "Secret notes.txt").write_text("not DICOM")
    return root


def run(*arguments: str | Path) -> int:
    return main(["deidentify", *map(str, arguments)])


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def has_names(text: bytes) -> bool:
    return any(name in text for name in NAMES)


# --- what comes out


def test_folders_keep_their_structure_and_no_name(source: Path, key: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run(source, out, "--key", key) == 0
    found = tree(out)
    assert len(found) == 7
    assert not any(map(has_names, found.values()))
    assert not any(map(has_names, map(os.fsencode, found)))
    parts = [Path(path).parts for path in found]
    assert sorted(map(len, parts)) == [2, 3, 3, 3, 3, 3, 3]
    assert {len({part[0] for part in parts}), len({part[1] for part in parts if len(part) == 3})} == {2, 1}
    assert {path.name for path in out.rglob("*.dcm") if len(path.relative_to(out).parts) == 3} == {
        Path(renamed(KEY, "/", f"/ID-4711.{number}.dcm")).name for number in range(3)
    }
    assert {type(read(out / path)) for path in found} == {CTImage, MRImage}


def test_the_same_key_gives_the_same_bytes_and_chance_does_not(
    source: Path, key: Path, tmp_path: Path
) -> None:
    outs = [tmp_path / f"out{number}" for number in range(4)]
    assert run(source, outs[0], "--key", key) == 0
    assert run(source, outs[1], "--key", key, "--jobs", "2") == 0
    assert run(source, outs[2]) == run(source, outs[3]) == 0
    first, second, third, fourth = map(tree, outs)
    assert first == second
    assert first.keys().isdisjoint(third)
    assert third.keys().isdisjoint(fourth)
    assert not {*third.values()} & {*fourth.values()}


def test_the_order_of_files_does_not_matter(source: Path, tmp_path: Path) -> None:
    paths = [str(path) for path in sorted(source.rglob("*.dcm"))]
    for name, order in (("a", paths), ("b", paths[::-1])):
        work = Work(str(source), str(tmp_path / name), Profile(), KEY)
        assert {outcome.kind for outcome in done(map(Found, order), work, jobs=1)} == {"written"}
    assert tree(tmp_path / "a") == tree(tmp_path / "b")


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus (../shared/corpus) is not beside this checkout")
@pytest.mark.filterwarnings("ignore")
def test_files_of_all_kinds_come_out_the_same(key: Path, tmp_path: Path) -> None:
    source, step = tmp_path / "in", 1 if os.environ.get("DICOMWRIGHT_THOROUGH") else 8
    source.mkdir()
    for path in sorted(CORPUS.iterdir())[::step]:
        (source / path.name).symlink_to(path)
    for name, jobs in (("a", "1"), ("b", "2")):
        run(
            source,
            tmp_path / name,
            "--key",
            key,
            "--jobs",
            jobs,
            "--burned-in",
            "list",
            "--documents",
            "dummy",
        )
    assert len(tree(tmp_path / "a")) > 10
    assert tree(tmp_path / "a") == tree(tmp_path / "b")


def test_a_file_goes_to_a_file_or_into_a_folder(source: Path, tmp_path: Path) -> None:
    one = next(source.rglob("*.dcm"))
    assert run(one, tmp_path / "clean.dcm") == 0
    assert not has_names((tmp_path / "clean.dcm").read_bytes())
    (tmp_path / "folder").mkdir()
    assert run(one, tmp_path / "folder") == 0
    (found,) = (tmp_path / "folder").iterdir()
    assert found.suffix == ".dcm"
    assert not has_names(found.read_bytes())


def test_options_are_those_of_the_profile(source: Path, tmp_path: Path) -> None:
    one = next(source.rglob("*.dcm"))
    flags = [
        f"--{name.replace('_', '-')}" for name in Profile.__slots__[:10] if not name.endswith("full_dates")
    ]
    assert run(one, tmp_path / "clean.dcm", *flags) == 0
    found = CTImage.read(tmp_path / "clean.dcm")
    assert len(found.DeidentificationMethodCodeSequence or ()) == 10
    assert found.SOPInstanceUID == CTImage.read(one).SOPInstanceUID
    assert run(one, tmp_path / "days.dcm", "--retain-longitudinal-modified-dates", "-30") == 0
    assert str(CTImage.read(tmp_path / "days.dcm").StudyDate) == "2025-01-01"


def test_rules_for_devices_are_read_before_anything_is_written(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text("[[device]]\nmodality = 'CT'\n")
    assert run(source, tmp_path / "out", "--blank-regions", rules) == 2
    assert "blanks nothing" in capsys.readouterr().err
    assert run(source, tmp_path / "out", "--blank-regions", tmp_path / "none") == 2
    assert not (tmp_path / "out").exists()


# --- what is said


def test_messages_and_the_record_have_no_names(
    source: Path, key: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (source / "Secret bad.dcm").write_bytes(image()[:150])
    assert run(source, tmp_path / "out", "--key", key, "--record", tmp_path / "record.json") == 1
    said = capsys.readouterr()
    assert "7 files de-identified\n" in said.out
    assert "1 file refused, not in OUT\n       1  it cannot be read\n1 file not DICOM" in said.out
    assert not has_names((said.out + said.err).encode())
    text = (tmp_path / "record.json").read_text()
    assert not has_names(text.encode())
    record = json.loads(text)
    assert record["files"] == {"written": 7, "there": 0, "directory": 0, "refused": 1, "not DICOM": 1}
    assert record["refused"] == {"it cannot be read": 1}
    assert record["attributes"]["Z"]["PatientName"] == 7
    assert [code["code"] for code in record["profile"]] == ["113100"]
    assert {each["file"]: each["kind"] for each in record["listed"]} == {
        renamed(KEY, str(source), str(source / name)): kind
        for name, kind in (("Secret bad.dcm", "refused"), ("Secret notes.txt", "not DICOM"))
    }


def test_paths_are_shown_to_who_asks(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(source, tmp_path / "out", "--show-paths") == 0
    assert f"{source}/Secret notes.txt: not DICOM, not copied\n" in capsys.readouterr().out


def test_a_record_is_the_same_whatever_processes_do(source: Path, key: Path, tmp_path: Path) -> None:
    for jobs in ("1", "2"):
        assert (
            run(source, tmp_path / jobs, "--key", key, "--jobs", jobs, "--record", tmp_path / f"{jobs}.json")
            == 0
        )
    assert (tmp_path / "1.json").read_bytes() == (tmp_path / "2.json").read_bytes()


# --- what is refused


@pytest.mark.parametrize(
    ("places", "said"),
    [
        (("in", "in"), "are the same"),
        (("in", "in/out"), "OUT is in IN"),
        (("in/SECRET_ONE", "in"), "IN is in OUT"),
        (("in/SECRET_ONE/mr", "in"), "IN is in OUT"),
        (("in/SECRET_ONE/mr", "in/SECRET_ONE/mr"), "are the same"),
        (("link", "in"), "are the same"),
        (("in", "link/out"), "OUT is in IN"),
        (("none", "out"), "there is no file or folder"),
        (("in", "key"), "is a file"),
        (("in",), "name what is to be"),
        (("in", "full"), "is not empty"),
        (("in", "out", "--map", "out/map"), "the map would be in OUT"),
        (("in", "out", "--map", "key"), "exists"),
        (("in", "out", "--key", "none"), "there is no key"),
        (("in", "out", "--key", "short"), "must have 16"),
        (("--new-key", "key"), "exists"),
        (("--read-map", "none"), "cannot be read"),
        (("--read-map", "key"), "no map"),
        (("full", "out"), "nothing to de-identify"),
        (
            ("in", "out", "--retain-longitudinal-full-dates", "--retain-longitudinal-modified-dates"),
            "exclude",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(  # noqa: PLR0913, PLR0917 - fixtures
    places: tuple[str, ...],
    said: str,
    source: Path,
    key: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(source.parent)
    Path("link").symlink_to("in")
    Path("short").write_text("secret")
    Path("full").mkdir()
    Path("full/file").write_text("of somebody")
    before = tree(source)
    assert run(*places) == 2
    assert said in capsys.readouterr().err
    assert tree(source) == before
    assert key.read_bytes() == KEY
    assert not Path("out").exists()


def test_links_into_out_are_not_followed(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (source / "link").symlink_to(tmp_path)
    assert run(source, out) == 0
    assert len(tree(out)) == 7


def test_one_bad_file_does_not_end_the_run(source: Path, key: Path, tmp_path: Path) -> None:
    os.mkfifo(source / "pipe")
    (source / "gone.dcm").symlink_to(tmp_path / "nowhere")
    (source / "empty.dcm").write_bytes(b"")
    (source / "head.dcm").write_bytes(bytes(128) + b"DICM")
    assert run(source, tmp_path / "out", "--key", key) == 1
    assert len(tree(tmp_path / "out")) == 7


class Bomb(bytes):
    """Content that ends the process that gets it."""

    __slots__ = ()

    def __reduce__(self) -> tuple[object, ...]:
        return os._exit, (1,)


def test_a_file_that_ends_its_process_is_refused(source: Path, tmp_path: Path) -> None:
    paths = sorted(source.rglob("*.dcm"))
    found = [Found(str(path), content=Bomb() if number == 2 else None) for number, path in enumerate(paths)]
    outcomes = list(done(found, Work(str(source), str(tmp_path / "out"), Profile(), KEY), jobs=2))
    assert [outcome.kind for outcome in outcomes] == [
        "refused" if number == 2 else "written" for number in range(6)
    ]


# --- files are whole, and never in the place of others


def test_nothing_is_overwritten_without_a_word(
    source: Path, key: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert run(source, out, "--key", key) == 0
    first = tree(out)
    assert run(source, out, "--key", key) == 0
    assert "7 files there already, the same" in capsys.readouterr().out
    one = next(out.rglob("*.dcm"))
    one.write_bytes(b"of somebody")
    assert run(source, out, "--key", key) == 1
    assert "another file has its place in OUT" in capsys.readouterr().out
    assert one.read_bytes() == b"of somebody"
    assert run(source, out, "--key", key, "--force") == 0
    assert tree(out) == first


@pytest.mark.parametrize("way", ["unnamed", "named", "without links"])
def test_a_file_is_put_whole_or_not_at_all(way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if way != "unnamed":
        monkeypatch.setattr(placing, "_UNNAMED", 0)
    if way == "without links":
        monkeypatch.setattr(os, "link", _no_links)
    target = str(tmp_path / "a" / "b")
    assert put(target, (b"one", memoryview(b"two")), replaces=False)
    assert not put(target, (b"onetwo",), replaces=False)
    with pytest.raises(Taken):
        put(target, (b"other!",), replaces=False)
    assert put(target, (b"other",), replaces=True)
    assert tree(tmp_path) == {"a/b": b"other"}
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    with pytest.raises(Taken):
        put(str(tmp_path / "dangling"), (b"",), replaces=False)
    with pytest.raises(TypeError):
        put(str(tmp_path / "c"), (b"half", None), replaces=False)  # type: ignore[arg-type]
    assert {path.name for path in tmp_path.iterdir()} == {"a", "dangling"}


def _no_links(*_: object, **__: object) -> None:
    raise PermissionError


def test_two_files_of_one_name_do_not_meet_in_silence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "dicomwright.cli.deidentify.naming._digest", lambda _, name: "a" * 16 if "." in name else name
    )
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(2):
        (folder / f"{number}.dcm").write_bytes(image(number=number))
    assert run(folder, tmp_path / "out") == 1
    assert len(tree(tmp_path / "out")) == 1


def test_a_run_that_is_killed_leaves_no_half_file_and_can_be_completed(key: Path, tmp_path: Path) -> None:
    source, out, whole = tmp_path / "in", tmp_path / "out", tmp_path / "whole"
    source.mkdir()
    for number in range(200):
        (source / f"{number}.dcm").write_bytes(image(number=number))
    arguments = (str(source), str(out), "--key", str(key), "--jobs", "2", "--map", str(tmp_path / "map"))
    running = subprocess.Popen([*COMMAND, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    wait_for(lambda: out.exists() and len(tree(out)) > 5)
    running.send_signal(signal.SIGKILL)
    running.wait()
    wait_for(lambda: not _workers(running.pid))
    some = tree(out)
    assert 5 < len(some) < 200
    assert run(source, whole, "--key", key) == 0
    assert some.items() < tree(whole).items()
    assert (tmp_path / "map").stat().st_mode & 0o777 == 0o600
    assert run(source, out, "--key", key) == 0
    assert tree(out) == tree(whole)


def wait_for(holds: Callable[[], bool]) -> None:
    for _ in range(1200):
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError("waited for a minute")


def _workers(parent: int) -> list[str]:
    """Processes that a process has started which still have its working files open, by what their command says."""
    found: list[str] = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = entry.read_bytes()
        except OSError:
            continue
        if b"forkserver" in command and str(parent).encode() in command:
            found.append(entry.parent.name)
    return found


# --- directories


def listed(directory: Path) -> list[FileInstance]:
    """Return what pydicom finds in a file-set, without the folder that it makes for changes."""
    files = FileSet(str(directory))
    files._stage["t"].cleanup()
    return list(files)


def test_a_directory_is_made_anew(key: Path, tmp_path: Path) -> None:
    folder = Path(str(get_testdata_file("DICOMDIR"))).parent
    source = tmp_path / "in"
    source.mkdir()
    shutil.copy(folder / "DICOMDIR", source)
    for name in ("77654033", "98892001", "98892003"):
        shutil.copytree(folder / name, source / name)
    assert run(source, tmp_path / "out", "--key", key) == 0
    path = tmp_path / "out" / "DICOMDIR"
    assert isinstance(read(path), BasicDirectory)
    assert not read(path).validate().errors
    before, after = listed(source / "DICOMDIR"), listed(path)
    assert len(before) == len(after) == len(tree(tmp_path / "out")) - 1
    assert all(Path(instance.path).exists() for instance in after)
    for keyword in ("PatientID", "StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID"):
        old, new = ({str(getattr(instance, keyword)) for instance in found} for found in (before, after))
        assert len(old) == len(new) > 1
        assert not old & new
    assert b"Doe" not in path.read_bytes()


def test_what_a_directory_cannot_have_is_told(
    key: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "in"
    deep = source.joinpath(*"abcdefgh")
    deep.mkdir(parents=True)
    (deep / "file").write_bytes(image())
    (source / "FILE").write_bytes(image(number=2))
    (source / "dicomdir").write_bytes(minimal(BasicDirectory).to_bytes(validated=False))
    assert run(source, tmp_path / "out", "--key", key) == 1
    assert "it is de-identified, but cannot be in the DICOMDIR" in capsys.readouterr().out
    assert len(listed(tmp_path / "out" / "DICOMDIR")) == 1
    (source / "MORE").write_bytes(image(number=3))
    assert run(source, tmp_path / "out", "--key", key) == 1
    assert "another DICOMDIR is in OUT" in capsys.readouterr().out


# --- keys and maps


def test_a_key_is_made_for_nobody_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "key"
    assert run("--new-key", path) == 0
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(path.read_bytes()) == 65
    assert run("--new-key", tmp_path / "other") == 0
    assert path.read_bytes() != (tmp_path / "other").read_bytes()
    assert run("--new-key", tmp_path / "none" / "key") == 2
    path.chmod(0o644)
    (tmp_path / "in").write_bytes(image())
    assert run(tmp_path / "in", tmp_path / "out", "--key", path) == 0
    assert "others may read the key" in capsys.readouterr().err


@pytest.mark.parametrize("encrypted", [False, True])
def test_a_map_says_what_became_what(
    encrypted: bool,  # noqa: FBT001 - a parameter
    source: Path,
    key: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    given = ("--key", key) if encrypted else ()
    path, out = tmp_path / "map", tmp_path / "out"
    assert run(source, out, "--map", path, *given) == 0
    assert ("is not encrypted" in capsys.readouterr().err) is not encrypted
    assert path.stat().st_mode & 0o777 == 0o600
    assert has_names(path.read_bytes()) is not encrypted
    assert run("--read-map", path, *given) == 0
    rows: list[Mapping[str, Any]] = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(rows) == 7
    for row in rows:
        old, new = read(source / row["file"]), read(out / row["new"])
        assert row["patient"] == str(old.PatientID)
        assert row["uids"][str(old.SOPInstanceUID)] == str(new.SOPInstanceUID)


# --- checking


def test_what_is_left_is_told(source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(source, tmp_path / "out") == 0
    capsys.readouterr()
    assert run("--check", tmp_path / "out") == 0
    assert "7 files" in capsys.readouterr().out
    (tmp_path / "out" / "bad.dcm").write_bytes(image()[:150])
    for jobs in ("1", "2"):
        assert run("--check", tmp_path / "out", "--jobs", jobs) == 1
        assert "bad.dcm: 2 errors\n" in capsys.readouterr().out
    assert run("--check", source) == 1
    said = capsys.readouterr().out
    assert "PatientName (0010,0010): has a value" in said
    assert NAME not in said
    assert run("--check", source / "SECRET_ONE" / "mr", "--retain-uids") == 1
    assert run("--check", tmp_path / "nowhere") == 2
    (tmp_path / "empty").mkdir()
    assert run("--check", tmp_path / "empty") == 2


# --- hostile files


def test_hostile_files_are_whole_or_not_there(tmp_path: Path) -> None:
    numbers = random.Random(13)  # noqa: S311 - not for secrets
    good = image()
    (tmp_path / "in").mkdir()
    work = Work(str(tmp_path / "in"), str(tmp_path / "out"), Profile(), KEY)
    kinds = set[str]()
    for number in range(2000 if os.environ.get("DICOMWRIGHT_THOROUGH") else 150):
        path = tmp_path / "in" / str(number)
        path.write_bytes(spoiled(good, numbers))
        outcome = work.do(Found(str(path), named=True))
        kinds.add(outcome.kind)
        assert not has_names(outcome.reason.encode())
        if outcome.kind == "written":
            assert not has_names((tmp_path / "out" / outcome.target).read_bytes()), number
    assert kinds == {"written", "refused"}
    assert len(tree(tmp_path / "out")) == len(
        [each for each in (tmp_path / "out").iterdir() if each.suffix == ".dcm"]
    )


def spoiled(good: bytes, numbers: random.Random) -> bytes:
    """Return bytes that were changed, cut, doubled and mixed; what says a name is left to what is around it."""
    data = bytearray(good)
    for _ in range(numbers.choice((1, 1, 2, 8))):
        place = numbers.randrange(132, max(len(data), 133))
        match numbers.randrange(5):
            case 0:
                data[place : place + 1] = numbers.randbytes(1)
            case 1:
                del data[place : place + numbers.choice((1, 2, 8, 60))]
            case 2:
                data[place:place] = numbers.randbytes(numbers.choice((1, 2, 8, 60)))
            case 3:
                del data[place:]
            case _:
                data[place:place] = data[place - 60 : place]
    return bytes(data)
