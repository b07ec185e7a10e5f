"""Write a 12-lead ECG of an array in millivolts: ``python examples/ecg.py [ecg.dcm]``."""

import sys
from datetime import datetime

import numpy as np

from dicomwright.cids import CID3001
from dicomwright.iods import TwelveLeadECG
from dicomwright.runtime import new_uid
from dicomwright.waveforms import array_of, multiplex

path = sys.argv[1] if len(sys.argv) > 1 else "ecg.dcm"
leads = [
    CID3001.LeadI,
    CID3001.LeadII,
    CID3001.LeadIII,
    CID3001.AvrAugmentedVoltageRight,
    CID3001.AvlAugmentedVoltageLeft,
    CID3001.AvfAugmentedVoltageFoot,
    CID3001.LeadV1,
    CID3001.LeadV2,
    CID3001.LeadV3,
    CID3001.LeadV4,
    CID3001.LeadV5,
    CID3001.LeadV6,
]
seconds = np.arange(5000) / 500  # ten seconds at 500 Hz
beat = np.exp(-(((seconds % 0.8 - 0.4) / 0.02) ** 2))
millivolts = np.stack([beat * height for height in np.linspace(0.3, 1.5, len(leads))], axis=1)

now = datetime.now().astimezone()
ecg = TwelveLeadECG(
    PatientName="Doe^Jane",
    PatientID="42",
    StudyInstanceUID=new_uid(),
    SeriesInstanceUID=new_uid(),
    SeriesNumber=1,
    InstanceNumber=1,
    ContentDate=now.date(),
    ContentTime=now.time(),
    AcquisitionDateTime=now,
    WaveformSequence=[multiplex(TwelveLeadECG.WaveformItem, millivolts, leads, frequency=500)],
)
ecg.save(path)

(group,) = TwelveLeadECG.read(path).WaveformSequence
print(f"{array_of(group).max():.2f} mV in {group.NumberOfWaveformChannels} leads")
