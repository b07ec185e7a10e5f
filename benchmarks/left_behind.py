"""What de-identifiers leave behind: ``make TOOL IN OUT`` in the environment that has the tool, then ``count OUT...``.

The count is that of `dicomwright.deidentify.residue`, by code. Of UIDs it can only tell the root: those of
dicom-anonymizer are new and of another, so that ``uid`` says nothing against it.
"""

from __future__ import annotations

import sys
import time
import warnings
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def by_dicomwright() -> Callable[[Path, Path], Any]:
    """De-identify by the basic profile; images that may show text are listed, as others let them pass."""
    from dicomwright.deidentify import Deidentifier, Profile  # noqa: PLC0415 - not in every environment
    from dicomwright.runtime import read  # noqa: PLC0415

    run = Deidentifier(Profile(burned_in="list", documents="dummy"))
    return lambda source, target: run.deidentify(read(source))[0].save(target, validated=False)


def by_dicom_anonymizer() -> Callable[[Path, Path], Any]:
    """De-identify by dicom-anonymizer, private elements removed."""
    from dicomanonymizer import anonymize_dicom_file  # noqa: PLC0415

    return lambda source, target: anonymize_dicom_file(str(source), str(target))


def by_pydcm() -> Callable[[Path, Path], Any]:
    """De-identify by pydcm."""
    from pydcm import deidentify  # noqa: PLC0415

    return lambda source, target: target.write_bytes(deidentify(str(source)))


TOOLS = {"dicomwright": by_dicomwright, "dicom-anonymizer": by_dicom_anonymizer, "pydcm": by_pydcm}


def make(tool: str, source: Path, target: Path) -> None:
    """De-identify all files of a folder, and say how long it took, and how many failed."""
    target.mkdir(parents=True, exist_ok=True)
    run, failed, files = TOOLS[tool](), Counter[str](), sorted(source.glob("*"))
    began = time.perf_counter()
    for file in files:
        try:
            run(file, target / file.name)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is counted
            failed[type(error).__name__] += 1
    took = (time.perf_counter() - began) / len(files)
    sys.stdout.write(f"{tool}: {len(files)} files, {took * 1000:.1f} ms each; failed: {dict(failed)}\n")


def count(folders: list[Path]) -> None:
    """Count what is left in the files that all folders have."""
    from dicomwright.deidentify import Profile, residue  # noqa: PLC0415

    profile = Profile(burned_in="list", documents="dummy")
    common = set.intersection(*({file.name for file in folder.glob("*")} for folder in folders))
    for folder in folders:
        left = [residue(folder / name, profile) for name in sorted(common)]
        errors = [[each.code for each in found if each.severity == "error"] for found in left]
        every = Counter(code for codes in errors for code in codes)
        clean = sum(not codes for codes in errors)
        sys.stdout.write(f"{folder.name}: {len(common)} files, {clean} clean; {dict(every.most_common())}\n")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    if sys.argv[1] == "make":
        make(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
    else:
        count([Path(each) for each in sys.argv[2:]])
