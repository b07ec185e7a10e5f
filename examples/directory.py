"""Write files with a DICOMDIR, as for a disc: ``python examples/directory.py``.

The images are those of ``volume.py``, in ``series``; the disc is the folder ``disc``.
"""

from pathlib import Path

from dicomwright.archives import directory_of
from dicomwright.iods import BasicDirectory, CTImage

root = Path("disc")
(root / "IMAGES").mkdir(parents=True, exist_ok=True)
files: list[Path] = []
for number, path in enumerate(sorted(Path("series").glob("*.dcm")), 1):
    file = root / "IMAGES" / f"CT{number:04}"  # as File IDs must be
    CTImage.read(path).save(file)
    files.append(file)

directory = directory_of(BasicDirectory, files, root, file_set_id="DISC")
directory.save(root / "DICOMDIR")
print(len(directory.DirectoryRecordSequence or ()), "records")
