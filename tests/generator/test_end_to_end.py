"""The whole main job on real input: an edition over HTTP and from a folder gives the committed files, byte for byte."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from generator.loopback import serving

ROOT = Path(__file__).parents[2]
MIRROR = ROOT.parent / "shared" / "nema-mirror"

SOURCE = re.compile(rb'\n  "source": .*')

pytestmark = pytest.mark.skipif(
    not MIRROR.is_dir(), reason="needs ../shared/nema-mirror, the stand-in for NEMA's site"
)


def generate(root: Path, edition: str, source: str, seed: str) -> str:
    """Run the command in a folder of its own, with another hash seed each time."""
    done = subprocess.run(  # noqa: S603 - our own command
        [
            sys.executable,
            "-m",
            "dicomwright.generator",
            "--edition",
            edition,
            "--source",
            source,
            "--root",
            root,
        ],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONHASHSEED": seed},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def files(folder: Path) -> dict[str, bytes]:
    """Read all files but those of NEMA, without the line of the lock that says where these came from."""
    return {
        path.relative_to(folder).as_posix(): SOURCE.sub(b"", path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix not in {".xml", ".pyc"} and path.name != "undecided.md"
    }


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def assert_committed(root: Path, edition: str) -> None:
    assert differing(files(root / "spec_cache" / edition), files(ROOT / "spec_cache" / edition)) == []
    assert differing(files(root / "generated"), files(ROOT / "generated")) == []


def test_2025e_over_http_gives_what_is_committed(tmp_path: Path) -> None:
    with serving(MIRROR) as server:
        said = generate(tmp_path, "2025e", server.url, "1")
    assert "generated from 2025e" in said
    assert_committed(tmp_path, "2025e")


def test_2025e_from_the_folder_gives_what_is_committed(tmp_path: Path) -> None:
    generate(tmp_path, "2025e", str(MIRROR), "2")
    assert_committed(tmp_path, "2025e")


def test_2024e_gives_a_tree_that_differs_where_the_standard_does(tmp_path: Path) -> None:
    generate(tmp_path, "2024e", str(MIRROR), "3")
    assert differing(files(tmp_path / "spec_cache" / "2024e"), files(ROOT / "spec_cache" / "2024e")) == []
    assert json.loads((tmp_path / "generated" / "manifest.json").read_text())["edition"] == "2024e"
    tree, committed = files(tmp_path / "generated"), files(ROOT / "generated")
    assert 100 < len(differing(tree, committed)) <= 300  # what changed in the standard, and nothing else
    assert len(tree) > 2_300
