"""Five mistakes for each job, and what is said of each, word for word.

`mistakes.toml` has the code of each, to be run where the files and objects of the job are, and the whole message. What
type checkers say of such mistakes stands in `typing/fail`.
"""

from __future__ import annotations

import os
import tomllib
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pytest
from images import made
from test_build_iods import mr_image

import dicomwright.images
from dicomwright import archives, cids, codes, iods, macros, modules, services, templates, waveforms
from dicomwright.runtime import content, new_uid, read

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE = Path(__file__).parent / "mistakes.toml"
UPDATE = "DICOMWRIGHT_UPDATE_GOLDEN"
LEAST = 5


class Mistake(NamedTuple):
    """A mistake: of which job, the code, and what is said of it."""

    job: str
    code: str
    says: str


def mistakes() -> Iterator[Mistake]:
    for job, all_of_it in tomllib.loads(FILE.read_text(encoding="utf-8")).items():
        for one in all_of_it:
            yield Mistake(job, one["code"], one.get("says", ""))


ALL = list(mistakes())


@pytest.fixture(scope="module")
def namespace(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What programs have at hand: names of the package, and a series, a segmentation and files that are there."""
    folder = tmp_path_factory.mktemp("mistakes")
    slices = made.ct_series()
    slices[0].save(folder / "ct.dcm")
    mr_image().save(folder / "mr.dcm")
    (folder / "notes.txt").write_text("no image")
    packages = (macros, modules, templates, cids, codes, iods)  # of one name the last counts
    names = {name: package for package in packages for name in _used(package)}
    found: dict[str, Any] = {name: getattr(package, name) for name, package in names.items()}
    for package in (dicomwright.images, waveforms, archives, content):
        found |= {name: getattr(package, name) for name in package.__all__}
    return found | {
        "np": np,
        "Path": Path,
        "folder": folder,
        "slices": slices,
        "ct": iods.CTImage.read(folder / "ct.dcm"),
        "volume": made.volume(),
        "plane": next(made.volume().planes()),
        "masks": np.ones((5, 24, 20), np.bool_),
        "segments": made.segments,
        "segmentation": made.segmentation,
        "STUDY": made.STUDY | {"SeriesInstanceUID": new_uid(), "InstanceNumber": 1},
        "EQUIPMENT": made.EQUIPMENT,
        "NOW": datetime(2025, 11, 21, 6, 30),  # noqa: DTZ001 - as users write it
        "Step": services.ModalityPerformedProcedureStep,  # an IOD has this name, too
        "ModalityWorklistItem": services.ModalityWorklistItem,
        "new_uid": new_uid,
        "read": read,
    }


def _used(package: Any) -> Iterator[str]:  # noqa: ANN401 - a module
    """Yield the names of a package that the programs use: there are thousands."""
    text = FILE.read_text(encoding="utf-8")
    return (name for name in dir(package) if name.isidentifier() and name in text)


def said(mistake: Mistake, namespace: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> str:
    """Run a mistake, and return its message, free of the folder."""
    monkeypatch.chdir(namespace["folder"])
    with pytest.raises(Exception) as caught:  # noqa: PT011 - which one is in the message
        exec(compile(mistake.code, mistake.job, "exec"), dict(namespace))  # noqa: S102 - our programs
    kind = type(caught.value).__name__
    return f"{kind}: {caught.value}".replace(str(namespace["folder"]), "FOLDER").strip()


@pytest.mark.parametrize("mistake", ALL, ids=[f"{one.job}-{number}" for number, one in enumerate(ALL)])
def test_what_is_said(mistake: Mistake, namespace: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    found = said(mistake, namespace, monkeypatch)
    if os.environ.get(UPDATE):
        _updated(mistake, found)
    else:
        assert found == mistake.says.strip()


def _updated(mistake: Mistake, found: str) -> None:
    """Write what is said now below the code."""
    text = FILE.read_text(encoding="utf-8")
    code = f"code = '''\n{mistake.code}'''\n"
    assert text.count(code) == 1, mistake.code
    before, after = text.split(code)
    if after.startswith("says = "):
        after = after.split("'''\n", 2)[2]
    FILE.write_text(f"{before}{code}says = '''\n{found}\n'''\n{after}", encoding="utf-8")


def test_each_job_has_five() -> None:
    jobs = Counter(mistake.job for mistake in ALL)
    assert {job: count for job, count in jobs.items() if count < LEAST} == {}
    assert jobs.keys() == {path.stem for path in (FILE.parents[2] / "examples").glob("*.py")} - {
        "store_and_query"
    }
