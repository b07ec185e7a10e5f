"""File meta information: what PS3.10 7.1 says of it, which no part that the generator reads holds."""

from __future__ import annotations

from typing import Any

from dicomwright.runtime.conditions.expressions import present
from dicomwright.runtime.declarations.attribute import attribute
from dicomwright.runtime.declarations.objects import DicomObject


class FileMetaInformation(DicomObject):
    """DICOM File Meta Information, PS3.10 7.1."""

    name_ = "File Meta Information"
    section_ = "PS3.10 7.1"
    address_ = "https://dicom.nema.org/medical/dicom/current/output/chtml/part10/chapter_7.html#sect_7.1"

    FileMetaInformationGroupLength: Any = attribute(0x00020000, "UL", "1")
    FileMetaInformationVersion: Any = attribute(0x00020001, "OB", "1")
    MediaStorageSOPClassUID: Any = attribute(0x00020002, "UI", "1")
    MediaStorageSOPInstanceUID: Any = attribute(0x00020003, "UI", "1")
    TransferSyntaxUID: Any = attribute(0x00020010, "UI", "1")
    ImplementationClassUID: Any = attribute(0x00020012, "UI", "1")
    ImplementationVersionName: Any = attribute(0x00020013, "SH", "3", default=None)
    SourceApplicationEntityTitle: Any = attribute(0x00020016, "AE", "3", default=None)
    SendingApplicationEntityTitle: Any = attribute(0x00020017, "AE", "3", default=None)
    ReceivingApplicationEntityTitle: Any = attribute(0x00020018, "AE", "3", default=None)
    SourcePresentationAddress: Any = attribute(0x00020026, "UR", "3", default=None)
    SendingPresentationAddress: Any = attribute(0x00020027, "UR", "3", default=None)
    ReceivingPresentationAddress: Any = attribute(0x00020028, "UR", "3", default=None)
    RTVMetaInformationVersion: Any = attribute(0x00020031, "OB", "3", default=None)
    RTVCommunicationSOPClassUID: Any = attribute(0x00020032, "UI", "3", default=None)
    RTVCommunicationSOPInstanceUID: Any = attribute(0x00020033, "UI", "3", default=None)
    RTVSourceIdentifier: Any = attribute(0x00020035, "OB", "3", default=None)
    RTVFlowIdentifier: Any = attribute(0x00020036, "OB", "3", default=None)
    RTVFlowRTPTimestamp: Any = attribute(0x00020037, "UL", "3", vm="1", default=None)
    RTVFlowActualFrameDuration: Any = attribute(0x00020038, "US", "3", default=None)
    PrivateInformationCreatorUID: Any = attribute(0x00020100, "UI", "3", default=None)
    PrivateInformation: Any = attribute(
        0x00020102, "OB", "1C", required_if=present("PrivateInformationCreatorUID"), default=None
    )
