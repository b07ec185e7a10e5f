"""What an object has of modules goes into a constructor that still knows what is demanded, and what it takes."""

from dicomwright.iods import Comprehensive3DSR, CTImage, EnhancedCTImage, SecondaryCaptureImage
from dicomwright.modules import EnhancedContrastBolus, GeneralStudy, ImagePlane, Patient, RTBeams


def derive(ct: CTImage, report: Comprehensive3DSR, enhanced: EnhancedCTImage) -> None:
    """Make mistakes of derivation."""
    SecondaryCaptureImage(**Patient.of(ct), SeriesInstanceUID="1.2", Modality="OT", ConversionType="WSD")
    SecondaryCaptureImage(**Patient.of(ct), **GeneralStudy.of(ct), SeriesInstanceUID="1.2", Modality="OT")
    SecondaryCaptureImage(
        **Patient.of(ct),
        **GeneralStudy.of(ct),
        SeriesInstanceUID="1.2",
        Modality="OT",
        ConversionType="WSD",
        PatientCommments="misspelt",
        QualityControlImage="MAYBE",
    )
    SecondaryCaptureImage(
        **Patient.of(ct),
        **GeneralStudy.of(ct),
        SeriesInstanceUID="1.2",
        Modality="OT",
        ConversionType="WSD",
        PatientID="said twice",
    )
    SecondaryCaptureImage(
        **GeneralStudy.of(ct),
        **EnhancedContrastBolus.of(enhanced),
        SeriesInstanceUID="1.2",
        Modality="OT",
        ConversionType="WSD",
    )
    ImagePlane.of(report)
    RTBeams.of(ct)
    CTImage.of(ct)
