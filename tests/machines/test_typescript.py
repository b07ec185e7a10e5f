"""`dicomwright export typescript`: types that objects of all IODs suit, and broken ones do not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from committed import edition
from machines.objects import IODS, SAMPLED, class_of

from dicomwright.generator.export.typescript import typescript
from dicomwright.testing import example, minimal

if TYPE_CHECKING:
    from pathlib import Path

    from machines.conftest import Compiler

CHANGED = "const a: dicom.CTImage = {{...ct, {}}};"
BROKEN = {
    "is missing the following properties": "const a: dicom.CTImage = {};",
    "'\"MR\"' is not assignable to type '\"CT\"'": CHANGED.format('"00080060": {vr: "CS", Value: ["MR"]}'),
    "'\"XX\"' is not assignable to type '\"CS\"'": CHANGED.format('"00080060": {vr: "XX", Value: ["CT"]}'),
    "'[number]' is not assignable": CHANGED.format('"00280030": {vr: "DS", Value: [1]}'),
    "does not exist in type 'CTImage'": CHANGED.format('"00090010": {vr: "LO", Value: ["x"]}'),
    "is not assignable to type 'Valued<\"UI\", [string]>'": CHANGED.format('"00080018": {vr: "UI"}'),
    "'number' is not assignable to type 'CodeSequenceMacro'": CHANGED.format(
        '"00081032": {vr: "SQ", Value: [1]}'
    ),
}
"""What is wrong, and what the compiler says of it."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the types of all IODs."""
    made = tmp_path_factory.mktemp("typescript")
    (made / "dicom.ts").write_text(typescript(edition(), IODS), encoding="utf-8")
    return made


def test_objects_suit_their_types(folder: Path, compiler: Compiler) -> None:
    lines = ["import type * as dicom from './dicom';"]
    for number, iod in enumerate(SAMPLED):
        cls = class_of(iod)
        for seed, made in enumerate((minimal(cls), example(cls))):
            lines.append(f"export const c{number}_{seed}: dicom.{cls.__name__} = {made.to_json()};")
    lines.append(
        "export const more: dicom.Extended<dicom.CTImage> = "
        '{...({} as dicom.CTImage), "00090010": {vr: "LO", Value: ["x"]}};'
    )
    (folder / "constants.ts").write_text("\n".join(lines), encoding="utf-8")
    assert compiler.errors(folder, ["constants.ts"]) == []


def test_what_is_broken_does_not(folder: Path, compiler: Compiler) -> None:
    head = "import type * as dicom from './dicom';\ndeclare const ct: dicom.CTImage;\n"
    names = [f"broken{number}.ts" for number in range(len(BROKEN))]
    for name, text in zip(names, BROKEN.values(), strict=True):
        (folder / name).write_text(head + text.replace("const a", "export const a"), encoding="utf-8")
    said = compiler.errors(folder, names)
    for name, expected in zip(names, BROKEN, strict=True):
        assert [expected in line for line in said if line.startswith(name)] == [True], (expected, said)


def test_each_interface_is_there_once(folder: Path) -> None:
    names = re.findall(
        r"^export interface (\w+)", (folder / "dicom.ts").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert len(names) == len(set(names)) > len(IODS)
    assert {class_of(iod).__name__ for iod in IODS} <= set(names)
