"""Templates to be judged alone: as the root of a document, or included by a root that is made for it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal

from dicomwright.runtime.templates import Row, Template, ev, template
from dicomwright.runtime.trees.pydicom_trees import from_pydicom
from dicomwright.runtime.validation.content import template_findings
from dicomwright.runtime.vocabulary.registry import Edition, edition

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydicom.dataset import Dataset

    from dicomwright.runtime.reports.findings import Finding

ROOT: Final = ev("R1", "99TEST", "Root")
_WRAPPED: Final = "W"
LIBRARY: Final = ev("111028", "DCM", "Image Library")
"""What has the images that items of CAD documents refer to."""


@cache
def document_template(tid: str) -> type[Template]:
    """Return a template that a document may have: itself, where it is one container, else what includes it."""
    found: type[Template] = edition().template(tid)
    needed: Literal["M", "U"] = "M" if _refers_to_library(tid, set()) else "U"
    alone = (
        len(found.top_) == 1 and found.top_[0].value_type == "CONTAINER" and not found.top_[0].relationship
    )
    if found.info_.root or (alone and needed == "U"):
        return found
    relationship = "" if _says_relationship(found) else "CONTAINS"

    class Wrapper(Template):
        """A root around a template."""

        Root = Row("1", "CONTAINER", "M", concept=(ROOT,))
        Library = Row("2", "CONTAINER", needed, depth=1, relationship="CONTAINS", concept=(LIBRARY,))
        Entry = Row("3", "INCLUDE", "M", depth=2, relationship="CONTAINS", vm="1-n", include="4020")
        Inner = Row("4", "INCLUDE", "M", depth=1, relationship=relationship, include=tid)

    Wrapper.__module__ = found.__module__
    said: dict[str, Any] = {"extensible": True, "ordered": False, "root": True, "section": "", "address": ""}
    return template(tid=_WRAPPED + tid, name="Wrapper", **said)(Wrapper)


def _says_relationship(found: type[Template]) -> bool:
    """Whether outermost rows, or those of templates that stand there, say how they relate to what is around them."""
    included = (edition().template(row.include) for row in found.top_ if row.include)
    return any(row.relationship for row in found.top_) or any(
        each is not None and _says_relationship(each) for each in included
    )


def _refers_to_library(tid: str, seen: set[str]) -> bool:
    """Whether a template, or one that it includes, has items that refer to images of the library."""
    found = edition().template(tid)
    if tid in seen or found is None:
        return False
    seen.add(tid)
    return any(
        "refers_below" in repr(row.constraints) or (row.include and _refers_to_library(row.include, seen))
        for row in found.rows_
    )


_template: Final = Edition.template


def _found(self: Edition, tid: str) -> Any:
    return document_template(tid[1:]) if tid.startswith(_WRAPPED) else _template(self, tid)


def judged(content: Dataset, iod: str = "ExtensibleSR") -> Iterator[Finding]:
    """Judge content by its template, also by one that is made here."""
    Edition.template = _found  # type: ignore[method-assign]
    try:
        yield from list(template_findings(from_pydicom(content), edition().named("iods", iod)))
    finally:
        Edition.template = _template  # type: ignore[method-assign]


def errors(content: Dataset, iod: str = "ExtensibleSR") -> list[str]:
    """Return the errors of a document in short."""
    return [
        f"{each.code} {each.path}: {each.message} [{each.module}]"
        for each in judged(content, iod)
        if each.severity == "error"
    ]
