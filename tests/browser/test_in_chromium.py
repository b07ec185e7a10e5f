"""The site in a browser, from the disk: search and keys, filters, macros in place, colours; axe-core on eight pages."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from committed import EDITION

if TYPE_CHECKING:
    from pathlib import Path

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get("CI"), reason="chromium is not installed"
)
PAGES = (
    f"{EDITION}/index.html",
    f"{EDITION}/iod/CTImage.html",
    f"{EDITION}/module/GeneralSeries.html",
    f"{EDITION}/attribute/PixelSpacing.html",
    f"{EDITION}/cid/4031.html",
    f"{EDITION}/tid/1500.html",
    f"{EDITION}/service/table_F.7.2-1.html",
    f"{EDITION}/changes/index.html",
)

SAY = "const said = []; const say = () => { document.title = JSON.stringify(said); };"
SEARCH = """
const wait = (what) => new Promise((done) => { const look = () => what() ? done() : setTimeout(look, 20); look(); });
const press = (name) => new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true });
const key = (where, name) => where.dispatchEvent(press(name));
addEventListener("load", async () => {
  const input = document.querySelector("#search"), found = document.querySelector("#found");
  key(document.body, "/");
  said.push(document.activeElement === input);
  await wait(() => document.querySelectorAll('script[src*="codes-"]').length);
  const ask = async (text) => {
    input.value = text;
    input.dispatchEvent(new Event("input"));
    await wait(() => !document.querySelector("#status").textContent.startsWith("Loading"));
    return [...found.children].slice(0, 3).map((item) => item.innerText.replaceAll("\\n", " ").trim());
  };
  await ask("left kidney");
  await wait(() => { input.dispatchEvent(new Event("input")); return found.children.length; });
  for (const text of QUERIES) said.push(await ask(text));
  await ask("pixel spacing");
  key(input, "ArrowDown");
  said.push([...found.children].findIndex((item) => item.getAttribute("aria-selected") === "true"));
  key(input, "ArrowUp");
  said.push(input.getAttribute("aria-activedescendant"));
  key(input, "Escape");
  said.push(document.querySelector("#results").hidden);
  say();
});
"""
QUERIES = {
    "Pixel Spacing": "Pixel Spacing",
    "pixelspacing": "Pixel Spacing",
    "pixel spaceing": "Pixel Spacing",
    "(0028,0030)": "Pixel Spacing",
    "00280030": "Pixel Spacing",
    "CT Image": "CT Image IOD",
    "CTImage": "CT Image IOD",
    "C.7.6.2": "Image Plane Module",
    "CID 29": "CID 29 Acquisition Modality",
    "TID 1500": "TID 1500 Measurement Report",
    "1.2.840.10008.1.2.1": "Explicit VR Little Endian",
    "left kidney length": "Left Kidney length",
    "LEFT KIDNEY": "Left Kidney",
    "64033007": "Kidney",
    "whole slide": "VL Whole Slide Microscopy Image IOD",
}
USE = """
addEventListener("load", async () => {
  const box = document.querySelector(".filter");
  box.value = "laterality";
  box.dispatchEvent(new Event("input"));
  const shown = [...document.querySelectorAll("#rows tr:not([hidden])")];
  said.push(shown.length, shown.some((row) => row.textContent.includes("Laterality")));
  box.value = "";
  box.dispatchEvent(new Event("input"));
  const row = document.querySelector('tr[data-macro="macro/CodeSequence"]');
  const count = () => document.querySelectorAll("#rows tr").length, before = count();
  row.querySelector(".expand").click();
  const more = (done) => { count() > before ? done() : setTimeout(() => more(done), 20); };
  await new Promise(more);
  said.push(row.nextElementSibling.textContent.startsWith("Include Basic Code Sequence Macro"));
  said.push(getComputedStyle(row.nextElementSibling).getPropertyValue("--d"));
  const paper = () => getComputedStyle(document.body).getPropertyValue("--paper");
  const light = paper();
  document.querySelector("#theme").click();
  said.push(light !== paper());
  say();
});
"""
JUDGE = """
addEventListener("load", async () => {
  for (const part of document.querySelectorAll("details")) part.open = true;
  const result = await axe.run({ preload: false, resultTypes: ["violations"] });
  for (const each of result.violations) said.push(`${each.id}: ${each.nodes.length} x ${each.nodes[0].html}`);
  said.push(`${result.passes.length > 20}`);
  say();
});
"""


def browse(page: Path, profile: Path, script: str, *options: str, before: str = "") -> list[Any]:
    """Open a page from the disk with a script of a user in it, and return what that has said."""
    used = page.with_name(f"used-{page.name}")
    added = f"{before}<script>{SAY}{script}</script></head>"
    used.write_text(page.read_text("utf-8").replace("</head>", added), "utf-8")
    command = [
        str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
        "--enable-logging=stderr", "--virtual-time-budget=60000", f"--user-data-dir={profile}",
        *options, "--dump-dom", used.as_uri(),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)  # noqa: S603
    used.unlink()
    assert "CONSOLE" not in done.stderr, [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    title = re.search("<title>(.*?)</title>", done.stdout)
    assert title is not None
    said: list[Any] = json.loads(unescape(title[1]))
    return said


def test_search_finds_and_keys_lead(site: Path, tmp_path: Path) -> None:
    script = SEARCH.replace("QUERIES", json.dumps(list(QUERIES)))
    focused, *found, down, active, closed = browse(site / EDITION / "index.html", tmp_path, script)
    assert focused
    missed = {
        query: lines
        for (query, wanted), lines in zip(QUERIES.items(), found, strict=True)
        if not any(line.startswith(wanted) for line in lines)
    }
    assert missed == {}
    assert found[0][0].startswith("Pixel Spacing Attribute")
    assert (down, active, closed) == (1, "r0", True)


def test_rows_are_filtered_macros_shown_and_colours_changed(site: Path, tmp_path: Path) -> None:
    count, filtered, expanded, depth, changed = browse(
        site / EDITION / "module" / "GeneralSeries.html", tmp_path, USE
    )
    assert 1 <= count < 6
    assert (filtered, expanded, depth.strip(), changed) == (True, True, "1", True)


@pytest.mark.parametrize("number", range(len(PAGES)), ids=PAGES)
def test_axe_finds_nothing(site: Path, axe: Path, tmp_path: Path, number: int) -> None:
    dark = f"--blink-settings=preferredColorScheme={number % 2}"  # 0 is dark
    narrow = "--window-size=500,900" if number % 3 == 0 else "--window-size=1300,900"
    said = browse(
        site / PAGES[number], tmp_path, JUDGE, dark, narrow, before=f'<script src="{axe.as_uri()}"></script>'
    )
    assert said == ["true"]


def test_what_is_not_accessible_is_found(axe: Path, tmp_path: Path) -> None:
    page = tmp_path / "bad.html"
    page.write_text(
        '<html><head><title>x</title></head><body><img src="x.png"><p>text</p></body></html>', "utf-8"
    )
    said = browse(page, tmp_path / "profile", JUDGE, before=f'<script src="{axe.as_uri()}"></script>')
    assert any(line.startswith("image-alt") for line in said)
