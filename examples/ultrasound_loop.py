"""Write JPEG frames as an ultrasound loop, without decoding them: ``python examples/ultrasound_loop.py [us.dcm]``."""

import sys
from datetime import datetime
from io import BytesIO

from PIL import Image, ImageDraw

from dicomwright.iods import UltrasoundMultiFrameImage
from dicomwright.runtime import new_uid

path = sys.argv[1] if len(sys.argv) > 1 else "us.dcm"


def jpeg(number: int) -> bytes:
    """Return a frame as a device gives it: a disc that grows."""
    frame, stream = Image.new("RGB", (128, 96)), BytesIO()
    ImageDraw.Draw(frame).circle((64, 48), 8 + 4 * number, fill="white")
    frame.save(stream, "JPEG")
    return stream.getvalue()


now = datetime.now().astimezone()
loop = UltrasoundMultiFrameImage(
    PatientName="Doe^Jane",
    PatientID="42",
    StudyInstanceUID=new_uid(),
    SeriesInstanceUID=new_uid(),
    SeriesNumber=1,
    InstanceNumber=1,
    Modality="US",
    BodyPartExamined="ABDOMEN",
    PatientOrientation=[],  # nobody knows
    ContentDate=now.date(),
    ContentTime=now.time(),
    Rows=96,
    Columns=128,
    SamplesPerPixel=3,
    PhotometricInterpretation="YBR_FULL_422",  # as JPEG has colours
    PlanarConfiguration=0,
    BitsAllocated=8,
    BitsStored=8,
    HighBit=7,
    PixelRepresentation=0,
    FrameIncrementPointer=[0x00181063],  # Frame Time tells the frames apart
    FrameTime=40,  # milliseconds
)
loop.set_encoded_frames([jpeg(number) for number in range(8)], "JPEGBaseline8Bit")
loop.save(path)
print(UltrasoundMultiFrameImage.read(path).frame_array(7).shape)
