"""Every file of the corpus, read and written again in each syntax that it can have: pydicom finds the same in it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import pydicom
import pytest
from committed import SHARED
from pydicom.dataset import Dataset
from pydicom.uid import ExplicitVRBigEndian, ImplicitVRLittleEndian
from reading.test_corpus_objects import NAMES, OFFSETS, UNLIKE

from dicomwright.runtime import read
from dicomwright.runtime.conversion.scopes import transfer_syntax_of
from dicomwright.runtime.trees.writing import SYNTAXES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydicom.dataelem import DataElement

CORPUS = SHARED / "corpus" / "files"
pytestmark = [
    pytest.mark.skipif(not NAMES, reason="the corpus (../shared/corpus) is not beside this checkout"),
    pytest.mark.filterwarnings("ignore"),
]

UNKNOWN = {
    (
        "fo-dicom__Tests__FO-DICOM.Benchmark__Data__mr.dcm",
        ExplicitVRBigEndian,
    ): "private numbers of Implicit VR are UN, of which only pydicom's dictionary knows the words to swap",
    (
        "pydicom__UN_sequence.dcm",
        ImplicitVRLittleEndian,
    ): "a private sequence: pydicom knows one without VR only by its undefined length",
}
"""Elements of which nothing is lost, but that pydicom reads otherwise in a syntax."""


@pytest.mark.parametrize("name", [name for name in NAMES if name not in UNLIKE])
def test_every_syntax_has_the_same_elements(name: str) -> None:
    found = read(CORPUS / name)
    natural = transfer_syntax_of(found)
    for syntax in SYNTAXES if natural in SYNTAXES else [natural]:
        again = pydicom.dcmread(io.BytesIO(found.to_bytes(syntax, validated=False)))
        assert again.file_meta.TransferSyntaxUID == syntax
        unlike = list(differences(again, expected(name, syntax)))
        assert bool(unlike) == ((name, syntax) in UNKNOWN), unlike


def expected(name: str, syntax: str) -> Dataset:
    """Return what pydicom reads of a file, in Implicit VR as it reads what it has written itself."""
    dataset = pydicom.dcmread(CORPUS / name, force=True)
    little = dataset.original_encoding[1] is not False
    prepare(dataset, little=little)
    if syntax != ImplicitVRLittleEndian:
        return dataset
    plain, buffer = Dataset(), io.BytesIO()
    plain.update({tag: element for tag, element in dataset.items() if tag.group})
    pydicom.dcmwrite(buffer, plain, implicit_vr=True, little_endian=True)
    buffer.seek(0)
    again = pydicom.dcmread(buffer, force=True)
    again.update({tag: element for tag, element in dataset.items() if not tag.group})
    return again


def prepare(dataset: Dataset, *, little: bool) -> None:
    """Take away group lengths, which are not written (PS3.5 7.2), and swap the words that pydicom does not."""
    for element in list(dataset):
        if element.tag.group and not element.tag.element:
            del dataset[element.tag]
        elif element.VR == "SQ":
            for item in element.value:
                prepare(item, little=little)
        elif element.VR == "OW" and not little:
            word = 4 if element.keyword == "PixelData" and dataset.BitsAllocated == 32 else 2
            element.value = np.frombuffer(element.value, f">u{word}").astype(f"<u{word}").tobytes()


def differences(ours: Dataset, theirs: Dataset, path: str = "") -> Iterator[str]:
    if not path:
        prepare(ours, little=ours.original_encoding[1] is not False)
    for tag in sorted({*ours.keys(), *theirs.keys()}):
        if tag not in theirs or tag not in ours:
            yield f"{path}{tag} is only in one"
        elif theirs[tag].VR == ours[tag].VR == "SQ":
            pairs = zip(ours[tag].value, theirs[tag].value, strict=True)
            for index, (one, other) in enumerate(pairs):
                yield from differences(one, other, f"{path}{tag}[{index}].")
        elif tag not in OFFSETS and not same(ours[tag], theirs[tag]):
            yield f"{path}{tag} {ours[tag].VR} {theirs[tag].VR}"


def same(ours: DataElement, theirs: DataElement) -> bool:
    if ours.keyword == "PixelData" and {ours.VR, theirs.VR} == {"OB", "OW"}:  # either may be of 8 bits
        return bool(ours.value == theirs.value)
    return bool(ours == theirs)
