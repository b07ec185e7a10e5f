"""Make a table of the files of a folder: ``python examples/table.py [folder]``.

The folder is that of ``volume.py``. Needs the extra ``tables``.
"""

import sys
from pathlib import Path

from dicomwright.tables import table

folder = Path(sys.argv[1] if len(sys.argv) > 1 else "series")
columns = ["PatientID", "SeriesInstanceUID", "InstanceNumber", "Rows", "Columns", "SliceThickness"]
found = table(folder.glob("*.dcm"), columns).to_pandas().sort_values("InstanceNumber", ignore_index=True)
print(found[["PatientID", "InstanceNumber", "Rows", "Columns", "SliceThickness"]])
