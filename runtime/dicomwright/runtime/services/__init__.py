"""What services carry: classes of data sets and of answers to queries, and identifiers, which network makes.

Imports network, items and what is below them.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dicomwright.runtime.network import query as query
else:  # which has pydicom: loaded when somebody calls it
    from dicomwright.runtime.lazy import lazy_package

    __getattr__, __dir__ = lazy_package(__name__, {"query": "network"}, home="dicomwright.runtime")
