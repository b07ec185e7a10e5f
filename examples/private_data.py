"""Take all private data out of a file: ``python examples/private_data.py [ct.dcm public.dcm]``.

The image is that of ``ct_image.py``.
"""

import sys

from dicomwright.iods import CTImage

ct_path, path = sys.argv[1:3] or ("ct.dcm", "public.dcm")
ct = CTImage.read(ct_path)
block = ct.private("ACME 1.1")  # as a device might have written it
block[0x10] = "SH", "gantry 2"
ct.save("private.dcm")

ct = CTImage.read("private.dcm")
print(len(ct.undeclared), "attributes that are not of a CT image")
ct.remove_private()
ct.save(path)
print(len(CTImage.read(path).undeclared), "are left")
