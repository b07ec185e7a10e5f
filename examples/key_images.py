"""Mark images as those that matter: ``python examples/key_images.py [ct.dcm kos.dcm]``.

The image is that of ``ct_image.py``.
"""

import sys

from dicomwright.cids import CID7010
from dicomwright.iods import CTImage, KeyObjectSelectionDocument
from dicomwright.templates import KeyObjectSelection

ct_path, path = sys.argv[1:3] or ("ct.dcm", "kos.dcm")
ct = CTImage.read(ct_path)
selection = KeyObjectSelection(CID7010.OfInterest, Image=[ct], KeyObjectDescription="The liver is dense")
document = selection.to_document(KeyObjectSelectionDocument, patient_and_study=ct, series_number=7)
document.save(path)  # with the evidence, which is the images
