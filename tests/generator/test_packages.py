"""An edition as a package of its own: made, built, installed beside the first one, and used with it in one process."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from generator.test_pipeline import Fake, run, tree
from installed import environment, install_wheel
from pages import block
from pydicom.data import get_testdata_file

ROOT = Path(__file__).parents[2]
NAME = "dicomwright_2024e"
OTHER = "2024e"
CT = ROOT.parent / "shared" / "corpus"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project of 2024e, made offline from its committed snapshot."""
    root = tmp_path_factory.mktemp("checkout")
    shutil.copytree(
        ROOT / "spec_cache" / OTHER, root / "spec_cache" / OTHER, ignore=shutil.ignore_patterns("*.xml")
    )
    command = [
        sys.executable,
        "-m",
        "dicomwright.generator",
        "--root",
        root,
        "--edition",
        OTHER,
        "--package",
        NAME,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr
    assert f"pip install ./packages/{NAME}" in done.stdout
    assert not (root / "generated").exists()
    return root / "packages" / NAME


@pytest.fixture(scope="module")
def python(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An interpreter that has both editions installed, each from its wheel."""
    folder = tmp_path_factory.mktemp("environment")
    found = environment(folder)
    install_wheel(folder)
    install_wheel(folder, project)
    return found


def said(python: Path, *arguments: str, status: int = 0) -> str:
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(  # noqa: S603
        [python, *arguments], capture_output=True, text=True, check=False, env=clean, cwd=python.parent
    )
    assert done.returncode == status, done.stderr
    return done.stdout + done.stderr


def test_a_package_names_nothing_of_the_first_edition(project: Path) -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in project.rglob("*.py")}
    assert len(texts) > 2_000
    generated = tuple(
        f"dicomwright.{name}" for name in ("iod", "module", "macro", "cid", "scheme", "codes", "dict")
    )
    assert [path for path, text in texts.items() if any(name in text for name in generated)] == []


def test_both_editions_in_one_process(python: Path) -> None:
    script = f"""
from dicomwright.iods import CTImage
from dicomwright.runtime.vocabulary.registry import edition, edition_named, edition_of
from {NAME}.iods import CTImage as Other
from {NAME}.dictionary import EDITION
from {NAME}.cids import CID4
from dicomwright import cids
assert EDITION == edition_named(EDITION).name == edition_of(Other).name == "{OTHER}"
assert edition_of(CTImage) is edition() and edition().name != "{OTHER}"
class Mine(Other): pass
assert edition_of(Mine) is edition_of(Other)
assert Other is not CTImage and not issubclass(Other, CTImage)
assert CID4.Abdomen == cids.CID4.Abdomen and CID4.Abdomen is not cids.CID4.Abdomen
from dicomwright.runtime.declarations.checking import groups_of
from dicomwright.runtime.declarations.item_names import item_class
for cls, root in ((CTImage, "dicomwright"), (Other, "{NAME}")):
    assert groups_of(cls.AnatomicRegionSequence)[0].__module__.startswith(f"{{root}}.cid.")
    assert item_class(cls.RequestAttributesSequence).__module__.startswith(f"{{root}}."), cls
"""
    said(python, "-c", script)


def test_what_the_readme_says_runs(python: Path, tmp_path: Path) -> None:
    shutil.copy(str(get_testdata_file("CT_small.dcm")), tmp_path / "ct.dcm")
    said(python, "-c", f"import os; os.chdir({str(tmp_path)!r})\n{block(NAME)}")


def test_a_file_is_read_and_judged_by_either(python: Path, tmp_path: Path) -> None:
    """A data set of an IOD that only the newer edition has tells by which one it was judged."""
    script = f"""
import sys
from dicomwright.runtime import read, validate
from dicomwright.runtime.vocabulary.registry import edition, edition_named
assert "{NAME}" not in sys.modules
new, old = edition(), edition_named("{OTHER}")
only_new = sorted(set(new.iods) - set(old.iods))
assert only_new
from pydicom.dataset import Dataset
for uid in only_new[:3]:
    ds = Dataset()
    ds.SOPClassUID = uid
    assert validate(ds).iod == new.iods[uid][0]
    found = validate(ds, edition="{OTHER}")
    assert found.iod == "" and "unknown-iod" in found.counts, found
ds.SOPClassUID = "1.2.840.10008.5.1.4.1.1.2"
path = sys.argv[1]
ds.file_meta = __import__("pydicom").dataset.FileMetaDataset()
ds.file_meta.TransferSyntaxUID = "1.2.840.10008.1.2.1"
ds.SOPInstanceUID = "1.2.3"
ds.save_as(path, enforce_file_format=True)
assert type(read(path)).__module__ == "dicomwright.iod.ct_image"
other = read(path, edition="{OTHER}")
assert type(other).__module__ == "{NAME}.iod.ct_image"
addresses = {{finding.address.split("/")[5] for finding in other.validate() if finding.module == "Patient"}}
assert addresses == {{"{OTHER}"}}, addresses
addresses = {{finding.address.split("/")[5] for finding in validate(path) if finding.module == "Patient"}}
assert addresses == {{new.name}}
"""
    path = tmp_path / "ct.dcm"
    said(python, "-c", script, str(path))
    command = (python, "-m", "dicomwright.cli", "validate", str(path), "--format", "json")
    assert '"edition": "2024e"' in said(*command, "--edition", OTHER, status=1)
    assert '"edition": "2025e"' in said(*command, status=1)
    refused = said(*command, "--edition", "2019a", status=2)
    assert "edition '2019a' is not installed; there is 2024e, 2025e" in refused
    assert "--edition 2019a --package dicomwright_2019a" in refused


def test_a_report_of_one_edition_of_an_image_of_another(python: Path) -> None:
    script = f"""
from {NAME}.cids import CID7021
from {NAME}.codes import SCT
from {NAME}.iods import Comprehensive3DSR
from {NAME}.templates import MeasurementReport, PlanarROIMeasurementsAndQualitativeEvaluations
from dicomwright import templates
from dicomwright.iods import CTImage
from dicomwright.runtime import InvalidValue
from pydicom.dataset import Dataset
ds = Dataset()
ds.SOPClassUID, ds.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.2", "1.2.3"
ds.PatientID, ds.StudyInstanceUID, ds.SeriesInstanceUID = "42", "1.2", "1.2.4"
ct = CTImage.from_dataset(ds)
group = PlanarROIMeasurementsAndQualitativeEvaluations(Finding=SCT.Liver)
Measurements = MeasurementReport.ImagingMeasurementsItem
report = MeasurementReport(
    CID7021.ImagingMeasurementReport,
    ImagingMeasurements=Measurements(PlanarROIMeasurementsAndQualitativeEvaluations=[group]),
)
document = report.to_document(Comprehensive3DSR, patient_and_study=ct)
assert type(document) is Comprehensive3DSR
assert (document.PatientID, document.StudyInstanceUID) == ("42", "1.2")
assert MeasurementReport.from_content(document) == report
try:
    Measurements(PlanarROIMeasurementsAndQualitativeEvaluations=[
        templates.PlanarROIMeasurementsAndQualitativeEvaluations()
    ])
except InvalidValue as refused:
    assert "must be PlanarROIMeasurementsAndQualitativeEvaluations" in str(refused)
else:
    raise AssertionError("a template of another edition is taken")
"""
    said(python, "-c", script)


def test_types_of_both_editions_are_apart(project: Path, tmp_path: Path) -> None:
    file = tmp_path / "both.py"
    file.write_text(
        "from dicomwright.iod.ct_image import CTImage\n"
        "from dicomwright.module.patient import Patient\n"
        f"from {NAME}.iod.ct_image import CTImage as Other\n"
        f"from {NAME}.module.patient import Patient as OtherPatient\n"
        "def new(patient: Patient) -> None: ...\n"
        "def old(patient: OtherPatient) -> None: ...\n"
        "def use(one: CTImage, other: Other) -> None:\n"
        "    new(one)\n"
        "    old(other)\n"
        "    new(other)\n"
    )
    roots = os.pathsep.join([str(project), *(str(ROOT / name) for name in ("runtime", "generated"))])
    done = subprocess.run(  # noqa: S603
        [
            sys.executable,
            "-m",
            "mypy",
            "--strict",
            "--explicit-package-bases",
            "--cache-dir",
            tmp_path / "c",
            file,
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={**os.environ, "MYPYPATH": roots},
    )
    expected = 'Argument 1 to "new" has incompatible type "CTImage"; expected "Patient"  [arg-type]'
    assert done.stdout.splitlines() == [
        f"both.py:10: error: {expected}",
        "Found 1 error in 1 file (checked 1 source file)",
    ]


def test_a_package_leaves_the_first_edition_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fake = Fake()
    assert run(tmp_path, fake, "--edition", "2025e") == 0
    before = tree(tmp_path)
    assert run(tmp_path, Fake("2024e", "BC"), "--edition", "2024e", "--package", "other") == 0
    after = tree(tmp_path)
    assert before.items() <= after.items()
    assert {name for name in after if "/other/" in name} >= {
        "packages/other/other/vrs/B.py",
        "packages/other/manifest.json",
    }
    (tmp_path / "packages/other/other/vrs/stray.py").write_text("")
    assert (
        run(tmp_path, Fake("2024e", "BC"), "--edition", "2024e", "--package", "other", "--check", "--refresh")
        == 1
    )
    assert "orphan   packages/other/other/vrs/stray.py" in capsys.readouterr().out
    assert run(tmp_path, fake, "--check") == 0


@pytest.mark.parametrize(
    "name", ["dicomwright", "json", "class", "2024e", "a-b", "../x", "Upper", "a.b", "/etc/x"]
)
def test_names_that_no_package_can_have(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, Fake(), "--edition", "2025e", "--package", name) == 2
    assert f"{name!r} cannot be the name of a package" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
