"""Native pixels as arrays: the part that needs numpy, loaded when somebody calls it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dicomwright.deidentify.pixels.native.frames import blanked as blanked
    from dicomwright.deidentify.pixels.native.frames import extremes as extremes
    from dicomwright.deidentify.pixels.native.frames import has_unused_bits as has_unused_bits
    from dicomwright.deidentify.pixels.native.frames import whole as whole
    from dicomwright.deidentify.pixels.native.frames import without_unused_bits as without_unused_bits
    from dicomwright.deidentify.pixels.native.masks import mask_of as mask_of
    from dicomwright.deidentify.pixels.native.palettes import darkest as darkest
else:
    from dicomwright.runtime.lazy import lazy_package

    __getattr__, __dir__ = lazy_package(
        __name__,
        {
            **dict.fromkeys(
                ("blanked", "extremes", "has_unused_bits", "whole", "without_unused_bits"), "frames"
            ),
            "darkest": "palettes",
            "mask_of": "masks",
        },
    )
