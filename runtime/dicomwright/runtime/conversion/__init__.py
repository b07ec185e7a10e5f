"""Between objects, trees and pydicom: what was read becomes values, and values become what is written.

Imports declarations, trees, values, conditions and vocabulary; pydicom in the files that are named after it.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dicomwright.runtime.conversion.beyond.extra import Extra as Extra
    from dicomwright.runtime.conversion.beyond.extra import undeclared as undeclared
    from dicomwright.runtime.conversion.beyond.private import PrivateBlock as PrivateBlock
    from dicomwright.runtime.conversion.beyond.removing import remove_private as remove_private
    from dicomwright.runtime.conversion.from_pydicom import item_of_dataset as item_of_dataset
    from dicomwright.runtime.conversion.from_pydicom import object_of_dataset as object_of_dataset
    from dicomwright.runtime.conversion.from_pydicom import object_of_json as object_of_json
    from dicomwright.runtime.conversion.references import references as references
    from dicomwright.runtime.conversion.to_pydicom import data_dataset as data_dataset
    from dicomwright.runtime.conversion.to_pydicom import file_dataset as file_dataset
    from dicomwright.runtime.conversion.to_pydicom import item_dataset as item_dataset
    from dicomwright.runtime.conversion.to_pydicom import json_of as json_of
else:  # loaded when somebody calls it
    from dicomwright.runtime.lazy import lazy_package

    __getattr__, __dir__ = lazy_package(
        __name__,
        {
            "Extra": "beyond.extra",
            "PrivateBlock": "beyond.private",
            "data_dataset": "to_pydicom",
            "file_dataset": "to_pydicom",
            "item_dataset": "to_pydicom",
            "item_of_dataset": "from_pydicom",
            "json_of": "to_pydicom",
            "object_of_dataset": "from_pydicom",
            "object_of_json": "from_pydicom",
            "references": "references",
            "remove_private": "beyond.removing",
            "undeclared": "beyond.extra",
        },
    )
