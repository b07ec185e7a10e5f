"""Files that are not where they are looked for, or do not have the class."""

from dicomwright.cid.cid_999999 import CID999999
from dicomwright.iods.ct_image import CTImage as Old

from dicomwright.iod import CTImage
from dicomwright.iod.ct_image import CtImage
from dicomwright.module.ct_image import CTImage as CTImageModule
from dicomwright.scheme.sct import Sct

__all__ = ["CID999999", "CTImage", "CTImageModule", "CtImage", "Old", "Sct"]

CTImageModule().PatientName = "Doe^Jane"
