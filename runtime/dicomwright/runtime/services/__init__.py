"""What services carry: classes of data sets and of answers to queries, and their identifiers.

Imports identifiers, items and what is below them.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dicomwright.runtime.identifiers import query as query
else:  # which has pydicom: loaded when somebody calls it
    from dicomwright.runtime.lazy import lazy_package

    __getattr__, __dir__ = lazy_package(__name__, {"query": "identifiers"}, home="dicomwright.runtime")
