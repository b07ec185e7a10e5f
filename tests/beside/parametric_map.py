"""Write a map of values by highdicom, as ``examples/parametric_map.py`` does."""

from pathlib import Path

import numpy as np
from highdicom.content import VOILUTTransformation
from highdicom.pm import ParametricMap, RealWorldValueMapping
from highdicom.uid import UID
from pydicom import dcmread
from pydicom.sr.coding import Code

ct = [dcmread(path) for path in Path("series").glob("*.dcm")]
ct.sort(key=lambda image: image.InstanceNumber)
hounsfield = np.stack([image.pixel_array * image.RescaleSlope + image.RescaleIntercept for image in ct])
density = (1000 + hounsfield).astype(np.float32)  # of a mixture with water

least, greatest = float(density.min()), float(density.max())
mapping = RealWorldValueMapping(
    lut_label="DENSITY",
    lut_explanation="Density",
    unit=Code("mg/ml", "UCUM", "mg/ml"),
    value_range=[least, greatest],
    slope=1,
    intercept=0,
)
window = VOILUTTransformation(
    window_center=(least + greatest) / 2,
    window_width=greatest - least,
)
map_ = ParametricMap(
    source_images=ct,
    pixel_array=density,
    series_instance_uid=UID(),
    series_number=8,
    sop_instance_uid=UID(),
    instance_number=1,
    manufacturer="dicomwright",
    manufacturer_model_name="examples/parametric_map.py",
    software_versions="0.1.0",
    device_serial_number="1",
    contains_recognizable_visual_features=False,
    real_world_value_mappings=[mapping],
    voi_lut_transformations=[window],
    content_label="DENSITY",
    content_qualification="RESEARCH",
)
map_.BodyPartExamined = "ABDOMEN"
map_.save_as("map.dcm")
