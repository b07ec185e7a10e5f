"""The weekly look for a new edition: it opens one issue, once, and none when there is nothing new."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from committed import EDITION, ROOT
from generator.test_fetch import publish

if TYPE_CHECKING:
    from pathlib import Path

GH = """\
#!{python}
import json, pathlib, sys
here = pathlib.Path(__file__).parent / "issues.json"
issues = json.loads(here.read_text()) if here.exists() else []
if sys.argv[1:3] == ["issue", "list"]:
    print(json.dumps(issues))
else:
    options = dict(zip(sys.argv[3::2], sys.argv[4::2]))
    issues.append({{"title": options["--title"], "body": options["--body"]}})
    here.write_text(json.dumps(issues))
"""
"""Stands for GitHub's command: it remembers what was opened."""


class Forge:
    """A site with editions, and the issues of a repository."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.site = folder, folder / "site"
        self.site.mkdir()
        gh = folder / "gh"
        gh.write_text(GH.format(python=sys.executable))
        gh.chmod(gh.stat().st_mode | stat.S_IXUSR)

    def look(self, status: int = 0) -> str:
        path = os.pathsep.join([str(self.folder), os.environ["PATH"]])
        done = subprocess.run(  # noqa: S603 - ours
            [sys.executable, ROOT / ".github" / "new_edition.py"],
            capture_output=True,
            text=True,
            check=False,
            env=os.environ | {"PATH": path, "DICOMWRIGHT_SOURCE": str(self.site)},
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + done.stderr

    def issues(self) -> list[dict[str, str]]:
        found = self.folder / "issues.json"
        return json.loads(found.read_text()) if found.exists() else []


@pytest.fixture
def forge(tmp_path: Path) -> Forge:
    return Forge(tmp_path)


def test_what_is_here_is_not_new(forge: Forge) -> None:
    publish(forge.site, EDITION)
    assert forge.look() == f"nothing to do: the newest edition is {EDITION}, and {EDITION} is here\n"
    assert forge.issues() == []


def test_a_new_edition_is_told_once(forge: Forge) -> None:
    for folder, edition in ((EDITION, EDITION), ("2026b", "2026b"), ("current", "2026b")):
        publish(forge.site, folder, edition)
    assert forge.look() == "opened: Edition 2026b of the standard\n"
    (issue,) = forge.issues()
    assert "nox -s generate -- --edition 2026b\n" in issue["body"]
    assert f"dicomwright diff {EDITION} 2026b" in issue["body"]
    assert forge.look().startswith("nothing to do")
    assert len(forge.issues()) == 1


def test_a_site_that_does_not_answer_is_an_error(forge: Forge) -> None:
    assert "error: " in forge.look(status=2)
    assert forge.issues() == []
