"""Write a map of values: ``python examples/parametric_map.py``.

The images are those of ``volume.py``, in ``series``; the map is ``map.dcm``.
"""

from pathlib import Path

import numpy as np

from dicomwright.cids import CID7203
from dicomwright.codes import UCUM
from dicomwright.images import from_values, to_volume
from dicomwright.iods import CTImage, ParametricMap
from dicomwright.runtime import new_uid

ct = [CTImage.read(path) for path in Path("series").glob("*.dcm")]
hounsfield = to_volume(ct, rescaled=True)
density = hounsfield.with_array((1000 + hounsfield.array).astype(np.float32))  # of a mixture with water

values = from_values(
    ct, density, UCUM["mg/ml"], label="DENSITY", explanation="Density", method=CID7203.PixelByPixelAddition
)
map_ = ParametricMap(
    **values,
    SeriesInstanceUID=new_uid(),
    SeriesNumber=8,
    InstanceNumber=1,
    Modality="CT",
    BodyPartExamined="ABDOMEN",
    ContentLabel="DENSITY",
    ContentQualification="RESEARCH",
    RecognizableVisualFeatures="NO",
    Manufacturer="dicomwright",
    ManufacturerModelName="examples/parametric_map.py",
    DeviceSerialNumber="1",
    SoftwareVersions=["0.1.0"],
)
map_.save("map.dcm")
