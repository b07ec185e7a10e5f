"""Make a table of the files of a folder: ``python examples/table.py [folder]``.

The folder is that of ``volume.py``.
"""

import sys
from pathlib import Path

import pandas as pd

from dicomwright.iods import CTImage

folder = Path(sys.argv[1] if len(sys.argv) > 1 else "series")
wanted = ["PatientID", "SeriesInstanceUID", "InstanceNumber", "Rows", "Columns", "SliceThickness"]
images = [CTImage.read(path, stop_before_pixels=True) for path in folder.glob("*.dcm")]
table = pd.DataFrame([{keyword: image[keyword] for keyword in wanted} for image in images])
table = table.sort_values("InstanceNumber", ignore_index=True)
print(table[["PatientID", "InstanceNumber", "Rows", "Columns", "SliceThickness"]])
