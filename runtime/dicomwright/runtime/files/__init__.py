"""Files: objects are loaded from them, and saved to them if they break no rule.

Imports validation, conversion and what is below these.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dicomwright.runtime.files.loading import load as load
    from dicomwright.runtime.files.loading import one_of as one_of
    from dicomwright.runtime.files.saving import save as save
    from dicomwright.runtime.files.saving import to_bytes as to_bytes
    from dicomwright.runtime.files.saving import write as write
else:  # loaded when somebody calls it
    from dicomwright.runtime.lazy import lazy_package

    __getattr__, __dir__ = lazy_package(
        __name__,
        {
            "load": "loading",
            "one_of": "loading",
            "save": "saving",
            "to_bytes": "saving",
            "write": "saving",
        },
    )
