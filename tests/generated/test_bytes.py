"""A minimal instance of every IOD is written byte for byte as pydicom writes it, and read to the tree that it was."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import pydicom
import pytest
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

import dicomwright.iods
from dicomwright.runtime.conversion.to_tree import tree_of
from dicomwright.runtime.trees.reading import read_content
from dicomwright.runtime.values.rules import WORDS
from dicomwright.runtime.values.stored import Held
from dicomwright.testing import minimal

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

    from dicomwright.runtime import IOD
    from dicomwright.runtime.trees.tree import DataSet, Value

SYNTAXES = (
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    ExplicitVRBigEndian,
    DeflatedExplicitVRLittleEndian,
)
NAMES = [name for name in dicomwright.iods.__all__ if name != "BasicDirectory"]
"""A directory has no SOP Common, without which pydicom writes no file meta information."""


def by_pydicom(instance: IOD, syntax: UID) -> bytes:
    dataset = instance.to_dataset()
    if syntax == ExplicitVRBigEndian:
        swap_words(dataset)
    dataset.file_meta.TransferSyntaxUID = syntax
    stream = io.BytesIO()
    explicit, little = not syntax.is_implicit_VR, syntax.is_little_endian
    pydicom.dcmwrite(
        stream, dataset, enforce_file_format=True, implicit_vr=not explicit, little_endian=little
    )
    return stream.getvalue()


def swap_words(dataset: Dataset) -> None:
    """Give words the order of bytes that they are to be written in, which pydicom leaves to its users."""
    for element in dataset.iterall():
        size = WORDS.get(element.VR, 1)
        if size > 1 and element.value:
            element.value = np.frombuffer(element.value, f"u{size}").byteswap().tobytes()


def values(data: DataSet) -> dict[int, object]:
    return {tag: plain(value) for tag, (_, value) in data.elements.items()}


def plain(value: Value) -> object:
    if isinstance(value, list):
        return [values(item) for item in value]
    return b"".join(value.pieces()) if isinstance(value, Held) else value


@pytest.mark.parametrize("name", NAMES)
def test_bytes(name: str) -> None:
    cls: type[IOD] = getattr(dicomwright.iods, name)
    instance = minimal(cls)
    for syntax in SYNTAXES:
        data = instance.to_bytes(syntax, validated=False)
        assert data == by_pydicom(instance, syntax)
        content = read_content(data)
        assert content.problems == ()
        assert values(content.dataset) == values(tree_of(instance))


def test_a_directory_has_file_meta_information() -> None:
    meta = read_content(minimal(dicomwright.iods.BasicDirectory).to_bytes(validated=False)).meta
    assert meta.elements[0x00020002] == ("UI", b"1.2.840.10008.1.3.10")
    assert str(meta.elements[0x00020003][1]).startswith("b'2.25.")
