"""The page of HTML in a browser: no error in its console, filters that filter, and something to be seen."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from reports.made_up import ALL

from dicomwright.reports import make_writer

if TYPE_CHECKING:
    from pathlib import Path

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get("CI"), reason="chromium is not installed"
)
PNG = b"\x89PNG\r\n\x1a\n"

# what a user does: type, choose, untick; the counts are left in the page
USE = """
<script>
const said = [];
const use = (change) => { change(filters.elements); apply(); said.push(filters.elements.shown.value); };
use((controls) => { controls.search.value = "enhanced position"; });
use((controls) => { controls.search.value = ""; controls.code.value = "missing-type-2"; });
use((controls) => { controls.code.value = ""; filters.querySelector("[value=error]").checked = false; });
document.title = said.join("; ") + "; " + document.querySelectorAll(".file:not([hidden])").length + " files";
</script>
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "report.html"
    with path.open("w", encoding="utf-8") as stream:
        made = make_writer("html", stream)
        made.begin()
        for report in ALL:
            made.add(report)
        made.end(skipped=1)
    return path


def browse(page: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [
        str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr",
        f"--user-data-dir={page.parent / 'profile'}", *options, page.as_uri(),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)  # noqa: S603
    assert "CONSOLE" not in done.stderr, [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    return done


def test_filters_filter(page: Path) -> None:
    used = page.with_name("used.html")
    used.write_text(page.read_text("utf-8").replace("</body>", USE + "</body>"), "utf-8")
    title = re.search("<title>(.*?)</title>", browse(used, "--dump-dom").stdout)
    assert title is not None
    # rows of ALL: three, one, one, one for all frames, one, one
    assert title[1] == "1 of 8 rows; 3 of 8 rows; 3 of 8 rows; 2 files"


@pytest.mark.parametrize(("scheme", "setting"), [("dark", "0"), ("light", "1")])
def test_page_can_be_seen(page: Path, scheme: str, setting: str) -> None:
    picture = page.with_name(f"{scheme}.png")
    colours = f"--blink-settings=preferredColorScheme={setting}"
    browse(page, colours, "--window-size=1200,1500", f"--screenshot={picture}")
    assert picture.read_bytes().startswith(PNG)
    assert picture.stat().st_size > 20_000  # an empty page has some 7,000 bytes


def test_a_fault_of_the_script_is_seen(page: Path) -> None:
    broken = page.with_name("broken.html")
    broken.write_text("<script>missing()</script>", "utf-8")
    with pytest.raises(AssertionError, match="missing is not defined"):
        browse(broken, "--dump-dom")
