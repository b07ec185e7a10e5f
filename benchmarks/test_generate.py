"""Benchmarks of the generator: an edition from nothing (peer: dicom-validator), and a run with nothing to do."""

# ruff: noqa: D103, S101 - names say what is measured, and asserts that it was done

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dicomwright.generator.pipeline import CACHE, GENERATED, snapshot_of
from dicomwright.generator.snapshot import read_snapshot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conftest import Compare

ROOT = Path(__file__).parents[1]
MIRROR = ROOT.parent / "shared" / "nema-mirror"
EDITION = "2025e"
COLD = f"standard {EDITION}, cold"
NOTHING = "generate, nothing to do"
needs_mirror = pytest.mark.skipif(
    not MIRROR.is_dir(), reason="needs ../shared/nema-mirror, the stand-in for NEMA's site"
)

PEER = """
import json, shutil, sys
from pathlib import Path
from dicom_validator.spec_reader.edition_reader import EditionReader

source, target, edition = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
docbook = target / edition / "docbook"
docbook.mkdir(parents=True)
for part in ("part03", "part04", "part06"):
    shutil.copyfile(source / part / f"{part}.xml", docbook / f"{part}.xml")
(target / "editions.json").write_text(json.dumps([edition]))
assert EditionReader(target).get_edition_path(edition)
"""
"""Its own way from the XML to its JSON; the copies stand for its downloads, as a folder does for ours."""


@needs_mirror
def test_dicom_validator_json(compare: Compare, tmp_path: Path) -> None:
    pytest.importorskip(
        "dicom_validator", reason="dicom-validator is not installed: dependency group 'bench'"
    )
    source = MIRROR / "medical" / "dicom" / EDITION / "source" / "docbook"

    def command(number: int) -> Sequence[str | Path]:
        return "-c", PEER, source, tmp_path / str(number), EDITION

    compare.child(COLD, "dicom-validator, XML of 3 parts -> JSON", command, base=True)
    made = tmp_path / "0" / EDITION / "json"
    assert len(json.loads((made / "iod_info.json").read_text())) > 100  # noqa: PLR2004 - so it did its work


@needs_mirror
def test_generate(compare: Compare, tmp_path: Path) -> None:
    def command(number: int) -> Sequence[str | Path]:
        root = tmp_path / str(number)
        options = "--edition", EDITION, "--source", MIRROR, "--root", root
        return "-m", "dicomwright.generator", *options

    done = compare.child(COLD, "dicomwright, XML of 5 parts -> generated/", command)
    assert f"generated from {EDITION}" in done.output


def test_nothing_to_do(compare: Compare, tmp_path: Path) -> None:
    for folder in (GENERATED, CACHE):  # not in the checkout: it may not be up to date, and would be written
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("*.xml", "*.pyc"))

    def command(_: int) -> Sequence[str | Path]:
        return "-m", "dicomwright.generator", "--root", tmp_path

    done = compare.child(NOTHING, "dicomwright, whole process", command, rounds=7, warm=1)
    assert "nothing to do" in done.output


def test_read_snapshot(compare: Compare) -> None:
    snapshot = ROOT / CACHE / snapshot_of(ROOT)
    compare.call(NOTHING, "dicomwright, reading the snapshot (not needed)", lambda: read_snapshot(snapshot))
