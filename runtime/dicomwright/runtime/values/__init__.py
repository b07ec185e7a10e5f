"""Values: rules by VR, how they are written, and how they stand in a file.

Imports vocabulary.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dicomwright.runtime.values.coded import any_code_from as any_code_from
    from dicomwright.runtime.values.coded import basic_code as basic_code
    from dicomwright.runtime.values.coded import code_from as code_from
    from dicomwright.runtime.values.names import names_of as names_of
else:  # what needs pydicom, which is loaded when somebody calls it
    from dicomwright.runtime.lazy import lazy_package

    __getattr__, __dir__ = lazy_package(
        __name__,
        {
            "any_code_from": "coded",
            "basic_code": "coded",
            "code_from": "coded",
            "names_of": "names",
        },
    )
