"""The generated tree on the disk: only what changed is written, orphans go, drift is seen."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dicomwright.generator.errors import OutputError
from dicomwright.generator.files import replace_all
from dicomwright.generator.imports import check_imports
from dicomwright.generator.inputs import PACKAGE, render_inputs, source_files
from dicomwright.generator.manifest import MANIFEST, manifest_of, read_manifest
from dicomwright.generator.output import Drift, find_drift, is_current, orphans, plan_output

INPUTS = {"snapshot": "aa", "ruff": "1"}
FILES = {
    "dicomwright/iods/__init__.py": "",
    "dicomwright/iods/ct.py": "NAME = 'é'\n",
    "dicomwright/modules/patient.py": "X = 1\n",
}


def write(target: Path, files: dict[str, str] = FILES) -> tuple[tuple[str, ...], int, tuple[str, ...]]:
    plan = plan_output(target, "2025e", INPUTS, files)
    replace_all(plan.files, deleted=plan.orphans())
    result = plan.finish()
    return result.written, result.unchanged, result.deleted


def current(target: Path) -> bool:
    manifest = read_manifest(target)
    return manifest is not None and is_current(target, manifest, INPUTS)


def test_everything_is_written_the_manifest_last(tmp_path: Path) -> None:
    assert write(tmp_path) == ((*sorted(FILES), MANIFEST), 0, ())
    assert {name: (tmp_path / name).read_text(encoding="utf-8") for name in FILES} == FILES
    assert current(tmp_path)


def test_what_is_unchanged_keeps_its_time(tmp_path: Path) -> None:
    write(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.*")}
    assert write(tmp_path) == ((), 4, ())
    changes = write(tmp_path, {**FILES, "dicomwright/modules/patient.py": "X = 2\n"})
    assert changes == (("dicomwright/modules/patient.py", MANIFEST), 2, ())
    untouched = tmp_path / "dicomwright/iods/ct.py"
    assert untouched.stat().st_mtime_ns == before[untouched]


def test_orphans_are_deleted_with_their_empty_folders(tmp_path: Path) -> None:
    write(tmp_path)
    cache = tmp_path / "dicomwright/modules/__pycache__"
    cache.mkdir()
    (cache / "patient.pyc").write_bytes(b"")
    (tmp_path / "dicomwright/stray").mkdir()
    (tmp_path / "dicomwright/stray/old.py").write_text("")
    (tmp_path / "ruff.toml").write_text("")
    less = {name: text for name, text in FILES.items() if "modules" not in name}
    assert write(tmp_path, less) == (
        (MANIFEST,),
        2,
        ("dicomwright/modules/patient.py", "dicomwright/stray/old.py"),
    )
    assert sorted(path.name for path in (tmp_path / "dicomwright").iterdir()) == ["iods"]
    assert (tmp_path / "ruff.toml").exists()


def test_byte_code_is_no_orphan(tmp_path: Path) -> None:
    write(tmp_path)
    cache = tmp_path / "dicomwright/iods/__pycache__"
    cache.mkdir()
    (cache / "ct.pyc").write_bytes(b"")
    assert orphans(tmp_path, FILES) == ()
    assert current(tmp_path)


def test_an_edited_a_missing_and_an_orphaned_file_are_noticed(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "dicomwright/iods/ct.py").write_text("NAME = 'e'\n", encoding="utf-8")
    assert not current(tmp_path)
    (tmp_path / "dicomwright/modules/patient.py").unlink()
    (tmp_path / "dicomwright/extra.py").write_text("")
    drift = find_drift(tmp_path, "2025e", INPUTS, FILES)
    assert drift == Drift(
        ("dicomwright/iods/ct.py",), ("dicomwright/modules/patient.py",), ("dicomwright/extra.py",)
    )
    assert drift.below("generated").lines() == [
        "differs  generated/dicomwright/iods/ct.py",
        "missing  generated/dicomwright/modules/patient.py",
        "orphan   generated/dicomwright/extra.py",
    ]
    write(tmp_path)
    assert current(tmp_path)
    assert find_drift(tmp_path, "2025e", INPUTS, FILES).lines() == []


def test_other_inputs_are_not_current(tmp_path: Path) -> None:
    write(tmp_path)
    manifest = read_manifest(tmp_path)
    assert manifest is not None
    assert not is_current(tmp_path, manifest, {**INPUTS, "ruff": "2"})
    assert find_drift(tmp_path, "2025e", {**INPUTS, "ruff": "2"}, FILES) == Drift((MANIFEST,), (), ())


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"edition":"2025e","inputs":7,"files":{}}', "\x00"])
def test_a_manifest_that_cannot_be_read_is_none(text: str, tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text(text)
    assert read_manifest(tmp_path) is None


def test_manifest_is_json_with_a_line_per_file_and_the_same_for_any_order() -> None:
    text = manifest_of("2025e", INPUTS, FILES).text()
    assert text == manifest_of("2025e", INPUTS, dict(reversed(FILES.items()))).text()
    assert json.loads(text)["edition"] == "2025e"
    assert sum("dicomwright/" in line for line in text.splitlines()) == len(FILES)


def test_a_full_disk_leaves_the_tree_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.*")}
    real = Path.write_bytes

    def full(self: Path, data: bytes) -> int:
        if "patient" in self.name:
            raise OSError(28, "No space left on device", str(self))
        return real(self, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match=r"No space left.*patient\.py"):
        write(tmp_path, dict.fromkeys(FILES, "Y = 1\n"))
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.*")} == before


@pytest.mark.parametrize("name", ["../x.py", "/x.py", "dicomwright/../../x.py"])
def test_a_path_out_of_the_tree_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="must lie below"):
        write(tmp_path, {name: ""})


# --- inputs


def test_sources_of_the_render_stage_are_found_through_imports() -> None:
    root = Path(source_files.__code__.co_filename).parent
    names = {path.relative_to(root).as_posix() for path in source_files()}
    assert {"snapshot/store.py", "snapshot/codec.py", "facts.py", "errors.py", "files.py"} <= names
    assert not {name for name in names if name.startswith(("fetch/", "docbook/", "__main__"))}
    assert PACKAGE == "dicomwright.generator"


def test_inputs_follow_the_snapshot_but_not_its_report(tmp_path: Path) -> None:
    (tmp_path / "iods.json").write_text("[]")
    before = render_inputs(tmp_path)
    (tmp_path / "report.json").write_text("{}")
    (tmp_path / "part03.xml").write_text("")
    assert render_inputs(tmp_path) == before
    (tmp_path / "iods.json").write_text("[ ]")
    assert {name for name, value in render_inputs(tmp_path).items() if value != before[name]} == {"snapshot"}


# --- import check


def test_modules_that_cannot_be_imported_are_named(tmp_path: Path) -> None:
    files = {
        "dicomwright/made/__init__.py": "",
        "dicomwright/made/good.py": "from dicomwright import made\n",
        "dicomwright/made/bad.py": "import nothing_of_that_name\n",
        "dicomwright/made/py.typed": "",
    }
    write(tmp_path, files)
    with pytest.raises(
        OutputError, match=r"dicomwright\.made\.bad: ModuleNotFoundError: .*nothing_of_that_name"
    ):
        check_imports(tmp_path, files)
    assert check_imports(tmp_path, [name for name in files if "bad" not in name]) == 2
