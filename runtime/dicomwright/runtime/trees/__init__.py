"""Data sets as they are in a file: read, written, and made of pydicom's; nothing is decoded before it is asked for.

Imports values and vocabulary.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dicomwright.runtime.trees.pydicom_trees import from_pydicom as from_pydicom
    from dicomwright.runtime.trees.pydicom_trees import meta_of as meta_of
else:  # what needs pydicom, which is loaded when somebody calls it
    from dicomwright.runtime.lazy import lazy_package

    __getattr__, __dir__ = lazy_package(
        __name__,
        {
            "from_pydicom": "pydicom_trees",
            "meta_of": "pydicom_trees",
        },
    )
