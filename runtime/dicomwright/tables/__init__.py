"""Tables of attributes, and of what validation found, with the types of the standard (Parquet, Arrow).

    from dicomwright.tables import table

    found = table(paths, ["PatientID", "PixelSpacing"]).to_pandas()

Needs pyarrow, the extra `tables`. Headers alone are read. What cannot be had with the type of its column is null, and
the column `problems` of its row says why: nothing is lost without a word.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dicomwright.tables.making import batches as batches
    from dicomwright.tables.making import schema as schema
    from dicomwright.tables.making import table as table
    from dicomwright.tables.making import write as write
else:  # loaded when somebody calls it
    from dicomwright.runtime.lazy import lazy_package

    __getattr__, __dir__ = lazy_package(
        __name__, {"batches": "making", "schema": "making", "table": "making", "write": "making"}
    )
