"""Objects go to the servers of others and come back the same: storescp, dcmqrscp, Orthanc."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from company.receiving import find, get, move, store
from company.samples import NAMES
from company.servers import HOST
from pydicom import dcmread
from pydicom.uid import ImplicitVRLittleEndian, RLELossless

from dicomwright.iods import Comprehensive3DSR, CTImage, EnhancedMRImage, Segmentation
from dicomwright.runtime import read
from dicomwright.runtime.network import query

if TYPE_CHECKING:
    import requests
    from company.receiving import Receiver
    from company.servers import Server
    from pydicom.dataset import Dataset

    from dicomwright.runtime import IOD
    from dicomwright.runtime.identifiers import Key

ARCHIVES = ("dcmtk_archive", "orthanc_archive")
PREFIXES = {CTImage: "CT", Segmentation: "SG", EnhancedMRImage: "MRe", Comprehensive3DSR: "SR3"}
"""How storescp begins the names of files."""


@pytest.fixture(params=NAMES)
def sample(request: pytest.FixtureRequest, samples: dict[str, IOD]) -> IOD:
    return samples[request.param]


@pytest.fixture(params=ARCHIVES)
def archive(request: pytest.FixtureRequest) -> Server:
    found: Server = request.getfixturevalue(request.param)
    return found


def check(found: Dataset, sent: Dataset, sample: IOD) -> None:
    """Check that an object came back as it was sent, and breaks no rule."""
    assert found == sent
    typed = type(sample).from_dataset(found)
    assert typed.problems == ()
    assert typed.validate().errors == ()


def one(sent: Dataset) -> Dataset:
    """Return the identifier of an object, and of no other."""
    return query(
        "IMAGE",
        StudyInstanceUID=sent.StudyInstanceUID,
        SeriesInstanceUID=sent.SeriesInstanceUID,
        SOPInstanceUID=sent.SOPInstanceUID,
    )


def test_samples_break_no_rule(sample: IOD) -> None:
    assert sample.validate().errors == ()


def test_storescp(storage: Server, sample: IOD) -> None:
    sent = store(storage, sample)
    path = storage.folder / f"{PREFIXES[type(sample)]}.{sent.SOPInstanceUID}"
    check(dcmread(path), sent, sample)
    assert type(read(path)) is type(sample)


def test_a_peer_of_implicit_vr(implicit_storage: Server, sample: IOD) -> None:
    sent = store(implicit_storage, sample)
    path = implicit_storage.folder / f"{PREFIXES[type(sample)]}.{sent.SOPInstanceUID}"
    written = dcmread(path)
    assert written.file_meta.TransferSyntaxUID == ImplicitVRLittleEndian
    if "PixelData" in sent:
        sent["PixelData"].VR = "OW"  # there is no other in this syntax (PS3.5 A.1)
    check(written, sent, sample)


def test_get(archive: Server, sample: IOD) -> None:
    sent = store(archive, sample)
    check(get(archive, one(sent), sample), sent, sample)


def test_move(archive: Server, receiver: Receiver, sample: IOD) -> None:
    sent = store(archive, sample)
    check(move(archive, one(sent), receiver), sent, sample)


def test_rest(orthanc_archive: Server, rest: requests.Session, sample: IOD) -> None:
    address = f"http://{HOST}:{orthanc_archive.rest}"
    sent = sample.to_dataset()
    stored = rest.post(f"{address}/instances", data=sample.to_bytes())
    assert stored.ok, stored.text
    instance = f"{address}{stored.json()['Path']}"
    check(dcmread(BytesIO(rest.get(f"{instance}/file").content)), sent, sample)
    simple = rest.get(f"{instance}/tags?simplify").json()
    assert simple["SOPInstanceUID"] == sent.SOPInstanceUID
    assert simple["PatientName"] == sent.PatientName


def test_find(archive: Server, sample: IOD) -> None:
    sent = store(archive, sample)
    (study,) = find(
        archive,
        query(
            "STUDY",
            StudyInstanceUID=sent.StudyInstanceUID,
            PatientName="D?e^*",
            PatientID=None,
            ModalitiesInStudy=None,
        ),
    )
    assert (study.PatientID, study.PatientName) == (sent.PatientID, sent.PatientName)
    series = find(archive, query("SERIES", StudyInstanceUID=sent.StudyInstanceUID, Modality=sent.Modality))
    assert sent.SeriesInstanceUID in {each.SeriesInstanceUID for each in series}
    (instance,) = find(archive, one(sent))
    assert instance.SOPInstanceUID == sent.SOPInstanceUID
    assert find(archive, query("STUDY", StudyInstanceUID=sent.StudyInstanceUID, PatientName="Roe*")) == []


def test_matching(archive: Server, samples: dict[str, IOD]) -> None:
    ct, mr = (store(archive, samples[name]) for name in ("ct", "enhanced_mr"))
    both = [ct.StudyInstanceUID, mr.StudyInstanceUID]
    assert studies(archive, StudyInstanceUID=both) == set(both)
    assert studies(archive, StudyInstanceUID=both, StudyDate=(date(2025, 11, 1), None)) == {both[1]}
    assert studies(archive, StudyInstanceUID=both, StudyDate="-20251101") <= {both[0]}
    assert studies(archive, StudyInstanceUID=both, StudyDate=mr.StudyDate, StudyTime="06-07") == {both[1]}


def studies(archive: Server, **keys: Key) -> set[str]:
    return {found.StudyInstanceUID for found in find(archive, query("STUDY", **keys))}


def test_compressed_pixels(orthanc_archive: Server, samples: dict[str, IOD]) -> None:
    dataset = samples["ct"].to_dataset()
    dataset.compress(RLELossless)  # which gives it a UID of its own
    compressed = CTImage.from_dataset(dataset)
    sent = store(orthanc_archive, compressed)
    found = get(orthanc_archive, one(sent), compressed)
    assert found.file_meta.TransferSyntaxUID == RLELossless
    check(found, sent, compressed)
    assert (CTImage.from_dataset(found).pixel_array == samples["ct"].pixel_array).all()
