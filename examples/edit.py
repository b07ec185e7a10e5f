"""Change a file, and write it as another: ``python examples/edit.py [ct.dcm edited.dcm]``.

The image is that of ``ct_image.py``.
"""

import sys

from dicomwright.iods import CTImage
from dicomwright.runtime import new_uid

ct_path, path = sys.argv[1:3] or ("ct.dcm", "edited.dcm")
ct = CTImage.read(ct_path)
ct.PatientName = "Roe^Richard"
ct.PatientSex = "M"
ct.PixelData = ct.pixel_array[16:48, 16:48]  # rows and columns follow
x, y, z = ct.ImagePositionPatient
ct.ImagePositionPatient = [x + 16 * ct.PixelSpacing[1], y + 16 * ct.PixelSpacing[0], z]
ct.ImageType = ["DERIVED", "PRIMARY", "AXIAL"]
ct.SOPInstanceUID = new_uid()  # it is another image now
ct.save(path)
print(ct.Rows, ct.Columns, CTImage.read(path).PatientName)
