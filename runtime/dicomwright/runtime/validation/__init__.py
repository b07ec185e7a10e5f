"""Validation: data sets are judged by the declarations of the generated classes, and by nothing else.

Imports conversion and what is below it.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dicomwright.runtime.validation.validating import validate as validate
    from dicomwright.runtime.validation.validating import validate_data as validate_data
else:  # loaded when somebody calls it
    from dicomwright.runtime.lazy import lazy_package

    __getattr__, __dir__ = lazy_package(__name__, {"validate": "validating", "validate_data": "validating"})
