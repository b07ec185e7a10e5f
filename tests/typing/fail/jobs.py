"""What contours, doses, slides and waveforms say goes into constructors, which demand the rest, and nothing twice."""

import numpy as np

from dicomwright.cids import CID3001
from dicomwright.images import Region, from_contours, from_dose, presentation_of, tiled_full, to_volume
from dicomwright.iods import (
    CTImage,
    GrayscaleSoftcopyPresentationState,
    RTDose,
    RTStructureSet,
    TwelveLeadECG,
    VLWholeSlideMicroscopyImage,
)
from dicomwright.waveforms import multiplex

ct = CTImage.read("ct.dcm")
RTStructureSet(**from_contours(ct, [Region("Liver", [])]), SeriesInstanceUID="1.2.3")
RTStructureSet(**from_contours(ct, ["Liver"]), SeriesInstanceUID="1.2.3", StructureSetLabel="PLAN")
RTDose(**from_dose(ct, to_volume(ct)), SeriesInstanceUID="1.2.3", DoseType="PHYSICAL")
from_dose(ct, np.zeros((3, 8, 8)))
GrayscaleSoftcopyPresentationState(
    **presentation_of(GrayscaleSoftcopyPresentationState, ct), SeriesInstanceUID="1.2.3", InstanceNumber=1
)
tiled_full(VLWholeSlideMicroscopyImage, [np.zeros((8, 8), np.uint8)], size=(8, 8))
multiplex(TwelveLeadECG.WaveformItem, np.zeros((500, 1)), [CID3001.LeadI], "500 Hz")
