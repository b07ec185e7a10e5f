"""Templates as users know them: what is built, put into a document, and read from one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Self, TypeVar

from dicomwright.runtime.content.documents import document_of
from dicomwright.runtime.content.entries import Entry
from dicomwright.runtime.content.reading import read
from dicomwright.runtime.templates import rows

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, time

    from pydicom.dataset import Dataset

    from dicomwright.runtime.content.values import Reference
    from dicomwright.runtime.declarations.instances import Instance
    from dicomwright.runtime.iod import IOD

D = TypeVar("D", bound="IOD")


class Template(Entry, rows.Template):
    """A template of PS3.16, as a class: an object of it is content that the template describes."""

    __slots__ = ()

    @classmethod
    def from_content(cls, document: IOD) -> Self:
        """Return the content of a document that the template describes: what it was built of, or what others built.

        Tolerant: an item is the row that it fits best, what is demanded may be missing, and what fits no row is in
        `others` of what it stands in. Raises `InvalidValue` for a document whose root is of another template.
        """
        return read(cls, document)

    def to_document(  # noqa: PLR0913 - what a document says beside its content
        self,
        document: type[D],
        *,
        patient_and_study: Instance,
        evidence: Iterable[Instance | Dataset | Reference] = (),
        series_uid: str | None = None,
        series_number: int = 1,
        instance_number: int = 1,
        manufacturer: str | None = None,
        completion: Literal["PARTIAL", "COMPLETE"] = "COMPLETE",
        verification: Literal["UNVERIFIED", "VERIFIED"] = "UNVERIFIED",
        content_date: date | None = None,
        content_time: time | None = None,
    ) -> D:
        """Build a document that has this content: `report.to_document(Comprehensive3DSR, patient_and_study=ct)`.

        The patient and the study are those of another object. Evidence is what the content refers to, and
        `evidence`; of references that do not know study and series it must have the objects. Date and time are those of
        now. All else is set in the document that is returned.

        Raises `InvalidValue` for content that the IOD cannot have.
        """
        said = {
            "SeriesInstanceUID": series_uid,
            "SeriesNumber": series_number,
            "InstanceNumber": instance_number,
            "Manufacturer": manufacturer,
            "CompletionFlag": completion,
            "VerificationFlag": verification,
            "ContentDate": content_date,
            "ContentTime": content_time,
        }
        said = {keyword: value for keyword, value in said.items() if value is not None}
        return document_of(document, self, patient_and_study, evidence, said)
