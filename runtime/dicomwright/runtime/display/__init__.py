"""How objects are shown to people: as text, as HTML, and by their signatures.

Imports conversion and what is below it.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dicomwright.runtime.display.signatures import signature_of as signature_of
    from dicomwright.runtime.display.texts import html_of as html_of
    from dicomwright.runtime.display.texts import text_of as text_of
else:  # loaded when somebody calls it
    from dicomwright.runtime.lazy import lazy_package

    __getattr__, __dir__ = lazy_package(
        __name__, {"html_of": "texts", "signature_of": "signatures", "text_of": "texts"}
    )
