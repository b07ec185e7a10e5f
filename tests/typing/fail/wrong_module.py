"""An object without the module that a function asks for."""

from dicomwright.iods import Comprehensive3DSR, CTImage, EnhancedMRImage, MRImage, Segmentation
from dicomwright.macros import FrameContent
from dicomwright.modules import ContrastBolus, ImagePixel, ImagePlane, Patient


def agent_of(obj: ContrastBolus) -> str | None:
    """Ask for one module."""
    return obj.ContrastBolusAgent


def corner_of(plane: ImagePlane) -> float:
    """Ask for another."""
    return plane.ImagePositionPatient[0] if plane.ImagePositionPatient else 0.0


def labels(group: FrameContent) -> None:
    """Ask for a functional group."""
    print(group.FrameContentSequence)


def use(
    ct: CTImage, mr: MRImage, enhanced: EnhancedMRImage, report: Comprehensive3DSR, patient: Patient
) -> None:
    """Pass objects, some of which do not have them."""
    agent_of(mr)
    agent_of(report)
    agent_of(patient)
    corner_of(ct)
    corner_of(enhanced)
    labels(Segmentation.PerFrameFunctionalGroupsItem())
    labels(Segmentation.SharedFunctionalGroupsItem())
    pixels: ImagePixel = report
    print(pixels)
    other: MRImage = ct
    print(other)
