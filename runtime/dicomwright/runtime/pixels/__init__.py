"""Pixels as arrays, and their compression: the one floor that needs numpy, and the codecs of pydicom.

Imports conversion and what is below it.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dicomwright.runtime.pixels.arrays import frame_array as frame_array
    from dicomwright.runtime.pixels.arrays import frame_arrays as frame_arrays
    from dicomwright.runtime.pixels.arrays import pixel_array as pixel_array
    from dicomwright.runtime.pixels.compressing import compress as compress
    from dicomwright.runtime.pixels.compressing import decompress as decompress
    from dicomwright.runtime.pixels.compressing import set_encoded_frames as set_encoded_frames
else:  # loaded when somebody calls it
    from dicomwright.runtime.lazy import lazy_package

    __getattr__, __dir__ = lazy_package(
        __name__,
        {
            "compress": "compressing",
            "decompress": "compressing",
            "frame_array": "arrays",
            "frame_arrays": "arrays",
            "pixel_array": "arrays",
            "set_encoded_frames": "compressing",
        },
    )
