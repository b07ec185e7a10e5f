"""Validation: `validate` judges files, pydicom data sets and builders by the declarations of the generated classes."""

from __future__ import annotations

import os
import re
import sys
from importlib import import_module
from typing import IO, TYPE_CHECKING, Any, TypeGuard, cast

from dicomwright.runtime.errors import InvalidValue
from dicomwright.runtime.objects import IOD
from dicomwright.runtime.report import Finding, Report
from dicomwright.runtime.sources.urls import shown
from dicomwright.runtime.tree import Content, DataSet
from dicomwright.runtime.validation.dictionary import iods
from dicomwright.runtime.validation.elements import values_of
from dicomwright.runtime.wording import did_you_mean

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

Source = "str | os.PathLike[str] | IO[bytes] | bytes | Dataset | IOD | Content"

_SOP_CLASS_UID = 0x00080016
_MEDIA_STORAGE_SOP_CLASS_UID = 0x00020002
"""A directory (DICOMDIR) has its SOP class in the file meta information alone."""

_UID = re.compile("[0-9.]{1,64}")


def validate(
    source: str | os.PathLike[str] | IO[bytes] | bytes | Dataset | IOD | Content,
    iod: type[IOD] | str | None = None,
    *,
    show_values: bool = False,
) -> Report:
    """Judge a DICOM file, a pydicom data set or a builder by the standard.

    `source` is a path, a URL, a file that is open for reading bytes, the bytes of a file, a pydicom data set, an
    object of a generated class, or the content of a file that was read. A file that can seek is read from its
    beginning, and large values are passed over. `iod` is the class, or its name, to judge by; without it the SOP
    Class UID decides. `show_values` puts values of attributes into the findings: they may be patient data.

    A file that cannot be read is a finding, never an exception. Raises ValueError for an `iod` that does not exist,
    TypeError for a source that is none of these, and `MissingPackage` for a URL.
    """
    wanted = iod_named(iod) if isinstance(iod, str) else iod
    if wanted is None and isinstance(source, IOD):
        wanted = type(source)
    try:
        content = _content_of(source)
    except InvalidValue as error:  # a builder whose values contradict each other
        said = Finding("bad-value", "error", "", None, "", "", str(error))
        return Report((said,), iod="" if wanted is None else wanted.__name__)
    try:
        return _judge(
            content, wanted, _name_of(source), in_file=not _is_dataset(source), show_values=show_values
        )
    finally:
        if content is not source:
            _let_go(content.dataset)


def _let_go(dataset: DataSet) -> None:
    """Cut the ties of items to what is around them: without circles, memory is free at once, and nobody searches it."""
    pending = [dataset]
    while pending:
        for _, value in pending.pop().elements.values():
            if type(value) is list:
                for item in value:
                    item.parent = None
                pending += value


def _content_of(source: object) -> Content:
    if isinstance(source, Content):
        return source
    if isinstance(source, IOD):
        from dicomwright.runtime.files import content_of  # noqa: PLC0415 - files are validated before they are written

        return content_of(source)
    if isinstance(source, str | os.PathLike | bytes) or hasattr(source, "read"):
        from dicomwright.runtime.reading import read_content  # noqa: PLC0415 - not for data sets in memory

        return read_content(cast("Any", source))
    from dicomwright.runtime.validation.adapter import from_pydicom, meta_of  # noqa: PLC0415 - not for files

    if not _is_dataset(source):
        raise TypeError(f"cannot validate {type(source).__qualname__}: neither a file, a Dataset nor an IOD")
    return Content(meta_of(source) or DataSet({}), from_pydicom(source), None, ())


def _is_dataset(source: object) -> TypeGuard[Dataset]:
    pydicom = sys.modules.get("pydicom.dataset")  # without it there is none
    return pydicom is not None and isinstance(source, pydicom.Dataset)


def _name_of(source: object) -> str:
    if isinstance(source, str | os.PathLike):
        return shown(os.fspath(cast("str | os.PathLike[str]", source)))
    name = getattr(source, "name", "") if not isinstance(source, IOD) and hasattr(source, "read") else ""
    return name if isinstance(name, str) else ""


def _judge(content: Content, iod: type[IOD] | None, file: str, *, in_file: bool, show_values: bool) -> Report:
    from dicomwright.runtime.validation.judge import Judge  # noqa: PLC0415 - not for who only names an IOD

    judge = Judge(show_values=show_values)
    for problem in content.problems:
        judge.add(problem.code, problem.path, problem.tag, None, problem.message)
    dataset = content.dataset
    uid = _uid(dataset, _SOP_CLASS_UID) or _uid(content.meta, _MEDIA_STORAGE_SOP_CLASS_UID)
    found = iod if iod is not None else iod_of(uid)
    if found is None and dataset.elements:
        # a private SOP class is no fault
        said = "no IOD belongs to the SOP Class UID" if uid else "there is no SOP Class UID"
        judge.add(
            "unknown-iod",
            "SOPClassUID",
            _SOP_CLASS_UID,
            None,
            f"{said}: judged by the data dictionary alone",
            severity="warning" if uid else "error",
        )
    judge.judge(dataset, found, content.meta, in_file=in_file)
    # whatever a hostile file has in its place is a value like others
    shown = uid if _UID.fullmatch(uid) else ""
    return Report(tuple(judge.findings), file, shown, "" if found is None else found.__name__)


def _uid(dataset: DataSet, tag: int) -> str:
    """Return a UID of a data set; empty when it has none."""
    element = dataset.elements.get(tag)
    # its VR is what it must be, or UN
    values = values_of("UI", element[1]) if element is not None and not isinstance(element[1], list) else ()
    return str(values[0]) if values else ""


def iod_of(sop_class_uid: str) -> type[IOD] | None:
    """Return the class of a SOP class; None when the edition has none."""
    names = iods().get(sop_class_uid)
    return iod_named(names[0]) if names else None


def iod_named(name: str) -> type[IOD]:
    """Return the class of a name. Raises ValueError."""
    package = import_module("dicomwright.iods")
    if name not in package.__all__:
        raise ValueError(f"there is no IOD class {name}{did_you_mean(name, package.__all__)}")
    found: type[IOD] = getattr(package, name)
    return found
