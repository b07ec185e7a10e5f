"""Validation: `validate` judges files, pydicom data sets and builders by the declarations of the generated classes."""

from __future__ import annotations

import os
import re
from typing import IO, TYPE_CHECKING, Any, cast

from dicomwright.runtime import trees
from dicomwright.runtime.conversion.contents import content_of
from dicomwright.runtime.conversion.to_tree import tree_of
from dicomwright.runtime.declarations.instances import Instance
from dicomwright.runtime.errors import InvalidValue
from dicomwright.runtime.narrow import is_dataset
from dicomwright.runtime.reports.findings import Finding
from dicomwright.runtime.reports.report import Report
from dicomwright.runtime.sources.urls import shown
from dicomwright.runtime.trees.identity import sop_class_of
from dicomwright.runtime.trees.reading import read_content
from dicomwright.runtime.trees.tree import Content, DataSet
from dicomwright.runtime.validation.findings import finding, found_at
from dicomwright.runtime.validation.judge import Judge
from dicomwright.runtime.vocabulary.registry import Edition, edition_named

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

    from dicomwright.runtime.declarations.objects import DicomObject

_SOP_CLASS_UID = 0x00080016

_UID = re.compile("[0-9.]{1,64}")


def validate(
    source: str | os.PathLike[str] | IO[bytes] | bytes | Dataset | Instance | Content,
    iod: type[Instance] | str | None = None,
    *,
    edition: str | None = None,
    show_values: bool = False,
) -> Report:
    """Judge a DICOM file, a pydicom data set or a builder by the standard.

    `source` is a path, a URL, a file that is open for reading bytes, the bytes of a file, a pydicom data set, an
    object of a generated class, or the content of a file that was read. A file that can seek is read from its
    beginning, and large values are passed over. `iod` is the class, or its name, to judge by; without it the SOP
    Class UID decides. `edition`, such as "2024e", is one of those that are installed; without it an object is judged
    by that of its class, all else by the runtime's own. `show_values` puts values of attributes into the findings:
    they may be patient data.

    A file that cannot be read is a finding, never an exception. Raises ValueError for an `iod` or an `edition` that
    does not exist, TypeError for a source that is none of these, and `MissingPackage` for a URL.
    """
    by = edition_named(edition)
    wanted = by.iod_named(iod) if isinstance(iod, str) else iod
    if wanted is None and edition is None and isinstance(source, Instance):
        wanted = type(source)
    try:
        content = _content_of(source)
    except InvalidValue as error:  # a builder whose values contradict each other
        said = Finding("bad-value", "error", "", None, "", "", str(error))
        return Report((said,), iod="" if wanted is None else wanted.__name__)
    try:
        return _judge(
            content, wanted or by, _name_of(source), in_file=not is_dataset(source), show_values=show_values
        )
    finally:
        if content is not source:
            _let_go(content.dataset)


def validate_data(data: DicomObject, *, show_values: bool = False) -> Report:
    """Judge what a service carries by the rows of its class."""
    name = type(data).__qualname__
    try:
        tree = tree_of(data)
    except InvalidValue as error:
        said = Finding("bad-value", "error", "", None, "", "", str(error))
        return Report((said,), iod=name)
    judge = Judge(show_values=show_values)
    judge.judge_data(tree, type(data))
    _let_go(tree)
    return Report(tuple(judge.findings), iod=name)


def _let_go(dataset: DataSet) -> None:
    """Cut the ties of items to what is around them: without circles, memory is free at once, and nobody searches it."""
    pending = [dataset]
    while pending:
        values = pending.pop().elements.values()
        items = [item for _, value in values if type(value) is list for item in value]
        for item in items:
            item.parent = None
        pending += items


def _content_of(source: object) -> Content:
    if isinstance(source, Content):
        return source
    if isinstance(source, Instance):
        return content_of(source)
    if isinstance(source, str | os.PathLike | bytes) or hasattr(source, "read"):
        return read_content(cast("Any", source))
    if not is_dataset(source):
        raise TypeError(f"cannot validate {type(source).__qualname__}: neither a file, a Dataset nor an IOD")
    return Content(trees.meta_of(source) or DataSet({}), trees.from_pydicom(source), None, ())


def _name_of(source: object) -> str:
    if isinstance(source, str | os.PathLike):
        return shown(os.fspath(cast("str | os.PathLike[str]", source)))
    name = getattr(source, "name", "") if not isinstance(source, Instance) and hasattr(source, "read") else ""
    return name if isinstance(name, str) else ""


def _judge(
    content: Content, by: type[Instance] | Edition, file: str, *, in_file: bool, show_values: bool
) -> Report:
    dataset = content.dataset
    uid = sop_class_of(content)
    found: type[Instance] | None = by.iod_of(uid) if isinstance(by, Edition) else by
    judge = Judge(show_values=show_values)
    judge.findings += [
        finding(each.code, each.path, each.tag, None, each.message) for each in content.problems
    ]
    if found is None and dataset.elements:
        judge.findings.append(_unknown(uid))
    judge.judge(dataset, found, content.meta, in_file=in_file)
    # whatever a hostile file has in its place is a value like others
    shown = uid if _UID.fullmatch(uid) else ""
    return Report(tuple(judge.findings), file, shown, "" if found is None else found.__name__)


def _unknown(uid: str) -> Finding:
    """Say that there is no IOD to judge by; a private SOP class is no fault."""
    said = "no IOD belongs to the SOP Class UID" if uid else "there is no SOP Class UID"
    message = f"{said}: judged by the data dictionary alone"
    return found_at("unknown-iod", _SOP_CLASS_UID, None, message, "warning" if uid else "error")
