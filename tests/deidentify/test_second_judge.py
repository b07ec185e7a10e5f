"""dciodvfy finds nothing wrong in what was de-identified that it had not found in the source."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from deidentify.files import PROFILES, SAMPLE, read_or_none
from deidentify.marking import said
from peers import run
from testing.every import SAMPLED, SEEDS, name_of

from dicomwright.deidentify import Deidentifier, Refused, deidentify
from dicomwright.deidentify.rewriting import named, rewritten
from dicomwright.runtime.conversion.contents import content_of
from dicomwright.runtime.vocabulary.registry import edition
from dicomwright.testing import example, minimal

if TYPE_CHECKING:
    from dicomwright.runtime import IOD

KEY: Final = b"key"
FEW: Final = 2
"""Of so many SOP classes one is looked at, unless all are asked for."""


@cache
def disputed() -> tuple[str, ...]:
    found = tomllib.loads(Path(__file__).with_name("disputed.toml").read_text(encoding="utf-8"))
    assert all(each["section"] and each["reason"] for each in found["disputed"])
    return tuple(each["error"] for each in found["disputed"])


def judged(obj: IOD, path: Path) -> Counter[str]:
    obj.save(path, validated=False)
    done = run("dciodvfy", path)
    lines = (done.stderr + done.stdout).splitlines()
    if done.returncode < 0:  # some sizes of pixels are too much for it, in sources, too
        lines.append("Error - gives up")
    return Counter(said(line) for line in lines if line.startswith("Error"))


def comparable(source: IOD) -> IOD:
    """The source as it would be written anew: where it stands in the way dciodvfy does not look at the rest.

    That is a data set that does not say what it is, tags out of order, and lengths of groups.
    """
    has_uid = source.media_instance_ is not None  # else it is given one by chance, as it is written
    content = content_of(source)
    data = named(content, has_uid=has_uid)
    data.elements = {tag: element for tag, element in sorted(data.elements.items()) if tag & 0xFFFF}
    return rewritten(type(source), data, content)


def new_errors(source: IOD, found: IOD, path: Path) -> list[str]:
    new = judged(found, path) - judged(comparable(source), path)
    return [error for error in new if not any(re.search(each, error) for each in disputed())]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.skipif(not SAMPLE, reason="the corpus (../shared/corpus) is not beside this checkout")
@pytest.mark.parametrize("profile", PROFILES)
def test_no_file_is_made_worse(profile: str, tmp_path: Path) -> None:
    deidentifier = Deidentifier(PROFILES[profile], key=KEY)
    done, worse = 0, dict[str, list[str]]()
    for path in SAMPLE[::FEW] if len(SAMPLE) < 100 else SAMPLE:
        source = read_or_none(path)
        try:
            found = None if source is None else deidentifier.deidentify(source)[0]
        except Refused:
            continue
        if source is not None and found is not None:
            done += 1
            worse[path.name] = new_errors(source, found, tmp_path / "file.dcm")
    assert {name: new for name, new in worse.items() if new} == {}
    assert done > 10


@pytest.mark.parametrize("uid", SAMPLED if len(SEEDS) > 1 else SAMPLED[::FEW], ids=name_of)
def test_no_made_object_is_made_worse(uid: str, tmp_path: Path) -> None:
    iod = edition().iod_of(uid)
    makers = [minimal(iod, sop_class=uid), *(example(iod, seed, sop_class=uid) for seed in [*SEEDS][:3])]
    for source in makers:
        found, _ = deidentify(source, PROFILES["basic"], key=KEY)
        assert new_errors(source, found, tmp_path / "file.dcm") == []
