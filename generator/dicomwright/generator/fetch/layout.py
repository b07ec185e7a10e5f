"""The layout of dicom.nema.org, which every source shares: where the parts of an edition lie."""

__all__ = ["INDEX", "part_name", "part_path"]

INDEX = "medical/dicom/"


def part_name(part: int) -> str:
    """Return what files and folders of a part are called, for example part03."""
    return f"part{part:02d}"


def part_path(folder: str, part: int) -> str:
    """Return the path of a part in the folder of an edition (or of `current`)."""
    name = part_name(part)
    return f"{INDEX}{folder}/source/docbook/{name}/{name}.xml"
