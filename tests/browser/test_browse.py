"""`dicomwright browse`, and what is written: small editions, made up of parts of the snapshot."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from browser.links import broken
from committed import EDITION, ROOT
from installed import environment, install_wheel

from dicomwright.cli import main
from dicomwright.diff.comparing.sides import Side
from dicomwright.diff.snapshots import find
from dicomwright.generator.accounting import Accounting
from dicomwright.generator.snapshot import write_snapshot
from dicomwright.site.building import build, files
from dicomwright.site.shell import Frame, page

if TYPE_CHECKING:
    from pathlib import Path

    from dicomwright.generator.facts import Edition

COMMAND = "from dicomwright.cli import main; import sys; sys.exit(main(sys.argv[1:]))"


@pytest.fixture(scope="module")
def small() -> Edition:
    """Return what two IODs of the edition need, and some codes and templates."""
    whole = find(EDITION, None)
    side = Side(whole)
    iods = tuple(iod for iod in whole.iods if iod.name in {"CT Image", "MR Image"})
    used = {use for iod in iods for use in side.below(("iod", iod.xml_id))}
    return replace(
        whole,
        iods=iods,
        attribute_tables=tuple(each for each in whole.attribute_tables if ("table", each.xml_id) in used),
        context_groups=whole.context_groups[:20],
        templates=whole.templates[:5],
        data_elements=tuple(each for each in whole.data_elements if ("tag", each.tag) in used),
        service_tables=(),
    )


def test_a_part_of_an_edition_has_no_broken_link(small: Edition) -> None:
    made = dict(files([small]))
    assert list(broken(made)) == []
    assert f"{EDITION}/iod/MRImage.html" in made


def test_only_what_changed_is_written_and_what_is_no_more_deleted(small: Edition, tmp_path: Path) -> None:
    count = build([small], tmp_path)
    kept, gone = (tmp_path / EDITION / "iod" / f"{name}Image.html" for name in ("CT", "MR"))
    other = tmp_path / "guides" / "index.html"
    other.parent.mkdir()
    other.write_text("of others", encoding="utf-8")
    first = kept.stat().st_mtime_ns
    assert gone.is_file()
    fewer = replace(small, iods=small.iods[:1])
    assert build([fewer], tmp_path) == count - 1
    assert not gone.exists()
    assert other.is_file()
    assert kept.stat().st_mtime_ns == first


@pytest.fixture
def snapshots(small: Edition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with one snapshot, and a cache of the user that is empty."""
    folder = tmp_path / "kept"
    (folder / EDITION).mkdir(parents=True)
    write_snapshot(small, Accounting(), folder / EDITION)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return folder


def test_browse_renders_once_and_opens_the_page_of_a_name(
    snapshots: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    assert main(["browse", "--snapshots", str(snapshots)]) == 0
    said = capsys.readouterr().out.strip()
    assert said.endswith(f"{EDITION}/index.html")
    assert opened == [f"file://{said}"]
    state = (snapshots.parent / "cache").stat().st_mtime_ns
    for name, where in {
        "Pixel Spacing": "attribute/PixelSpacing",
        "(0028,0030)": "attribute/PixelSpacing",
        "CTImage": "iod/CTImage",
        "general series": "module/GeneralSeries",
        "CID 4": "cid/4",
        "1.2.840.10008.1.2.1": "uid/1.2.840.10008.1.2.1",
    }.items():
        assert main(["browse", "--snapshots", str(snapshots), "--no-open", name]) == 0
        assert capsys.readouterr().out.strip().endswith(f"{EDITION}/{where}.html")
    assert len(opened) == 1
    assert (snapshots.parent / "cache").stat().st_mtime_ns == state


def test_browse_says_what_is_not_there(
    snapshots: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["browse", "--snapshots", str(snapshots), "--no-open", "no such thing"]) == 2
    assert "no page of 2025e has the name 'no such thing'" in capsys.readouterr().err
    assert main(["browse", "--snapshots", str(tmp_path / "nowhere")]) == 2
    assert "python -m dicomwright.generator --edition 2025e --root FOLDER" in capsys.readouterr().err
    assert main(["browse", "--snapshots", str(snapshots), "--edition", "1999a"]) == 2
    assert "there is no snapshot of edition '1999a'" in capsys.readouterr().err


def test_browse_of_a_wheel(snapshots: Path, tmp_path: Path) -> None:
    python = environment(tmp_path / "installed")
    install_wheel(tmp_path / "installed")

    def browse(*arguments: str, before: str = "") -> subprocess.CompletedProcess[str]:
        command = [str(python), "-c", before + COMMAND, "browse", "--no-open", *arguments]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S603

    without = browse()
    assert without.returncode == 2
    assert "there is no snapshot of an edition" in without.stderr
    done = browse("--snapshots", str(snapshots), "CT Image")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().endswith(f"{EDITION}/iod/CTImage.html")
    lacking = browse("--snapshots", str(snapshots), before="import sys; sys.modules['markupsafe'] = None; ")
    assert lacking.returncode == 2
    assert "pip install 'dicomwright[generator]'" in lacking.stderr


def test_others_use_the_frame() -> None:
    text = page(
        "Validator", "<h1>Drop files</h1>", Frame("../", ("2025e",), more=(("Guides", "guides/index.html"),))
    )
    assert '<main id="main">\n<h1>Drop files</h1>\n</main>' in text
    assert '<a href="../guides/index.html">Guides</a>' in text
    assert '<a class="brand" href="../2025e/index.html">' in text


def test_the_session_of_nox_renders_into_a_folder_that_git_ignores() -> None:
    assert "/site/" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
