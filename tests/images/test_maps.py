"""Parametric maps from values, beside highdicom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import highdicom
import numpy as np
import pydicom
import pytest
from images.made import EQUIPMENT, ct_series, datasets, volume
from peers import iod_errors
from pydicom.sr.codedict import codes

from dicomwright.cids import CID7181, CID7203
from dicomwright.images import from_values, to_volume
from dicomwright.iods import ParametricMap
from dicomwright.runtime import InvalidValue, new_uid

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from dicomwright.iods import CTImage

VALUES = volume().array / 100


def parametric_map(source: list[CTImage], values: NDArray[Any]) -> ParametricMap:
    return ParametricMap(
        **from_values(
            source,
            values,
            CID7181.NoUnits,
            label="RCBF",
            explanation="relative flow",
            method=CID7203.PerfusionImageAnalysis,
        ),
        **EQUIPMENT,
        Modality="CT",
        BodyPartExamined="ABDOMEN",
        SeriesInstanceUID=new_uid(),
        SeriesNumber=3,
        InstanceNumber=1,
        ContentLabel="RCBF",
        ContentQualification="RESEARCH",
        RecognizableVisualFeatures="NO",
    )


def theirs(source: list[CTImage], values: NDArray[Any]) -> highdicom.pm.ParametricMap:
    low, high = values.min(), values.max()
    bounds = (float(low), float(high)) if values.dtype.kind == "f" else (int(low), int(high))
    mapping = highdicom.pm.RealWorldValueMapping(
        lut_label="RCBF", lut_explanation="relative flow", unit=codes.UCUM.NoUnits, value_range=bounds, slope=1.0,
        intercept=0.0,
    )  # fmt: skip
    return highdicom.pm.ParametricMap(
        datasets(source), values, new_uid(), 3, new_uid(), 1, "dicomwright", "tests", "0.1.0", "1",
        contains_recognizable_visual_features=False, real_world_value_mappings=[mapping],
        voi_lut_transformations=[
            highdicom.VOILUTTransformation(
                window_center=(float(low) + float(high)) / 2, window_width=float(high) - float(low)
            )
        ],
        derivation=codes.DCM.PerfusionImageAnalysis,
    )  # fmt: skip


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.uint16])
def test_it_is_what_highdicom_makes(dtype: type[np.generic], tmp_path: Path) -> None:
    source, values = ct_series(), VALUES.astype(dtype)
    ours = parametric_map(source, values)
    assert ours.validate().errors == ()
    ours.save(tmp_path / "ours.dcm")
    assert iod_errors(tmp_path / "ours.dcm") == []
    theirs(source, values).save_as(tmp_path / "theirs.dcm")
    assert np.array_equal(to_volume(ParametricMap.read(tmp_path / "theirs.dcm")).array, values)
    mine, other = (pydicom.dcmread(tmp_path / name) for name in ("ours.dcm", "theirs.dcm"))
    assert (mine.pixel_array == other.pixel_array).all()
    for sequence in ("PixelMeasuresSequence", "PlaneOrientationSequence", "RealWorldValueMappingSequence"):
        one, two = (group_of(dataset, sequence).to_json_dict() for dataset in (mine, other))
        assert one == two, sequence
    for own, their in zip(
        mine.PerFrameFunctionalGroupsSequence, other.PerFrameFunctionalGroupsSequence, strict=True
    ):
        assert own.PlanePositionSequence == their.PlanePositionSequence
        assert own.DerivationImageSequence == their.DerivationImageSequence


def group_of(dataset: pydicom.Dataset, sequence: str) -> pydicom.Dataset:
    holders = (
        dataset.SharedFunctionalGroupsSequence[0],
        dataset.PerFrameFunctionalGroupsSequence[0],
    )
    (found,) = next(holder[sequence].value for holder in holders if sequence in holder)
    return found


def test_read_by_both(tmp_path: Path) -> None:
    source = ct_series()
    parametric_map(source, VALUES).save(tmp_path / "map.dcm")
    peer = highdicom.imread(tmp_path / "map.dcm").get_volume()
    ours = to_volume(ParametricMap.read(tmp_path / "map.dcm"))
    assert np.array_equal(ours.array, VALUES)
    assert np.array_equal(peer.array, VALUES)
    assert np.allclose(peer.affine, ours.affine)


def test_values_of_another_type_or_shape() -> None:
    with pytest.raises(InvalidValue) as caught:
        parametric_map(ct_series(), np.zeros((2, 3, 4), np.int32))
    assert str(caught.value) == (
        "values are float32, float64 or uint16 of shape (5, 24, 20), and these int32 of (2, 3, 4)"
    )
