"""Associations of the tests: what is sent, found and retrieved, with pynetdicom."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from company.servers import HOST, RECEIVER, Server
from pynetdicom import AE, build_role, evt

from dicomwright.dictionary import SOPClasses
from dicomwright.iods import Comprehensive3DSR, CTImage, EnhancedMRImage, Segmentation
from dicomwright.runtime.network import presentation_contexts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydicom.dataset import Dataset
    from pynetdicom.association import Association

    from dicomwright.runtime import IOD

FIND: Final = SOPClasses.StudyRootQueryRetrieveInformationModelFind
GET: Final = SOPClasses.StudyRootQueryRetrieveInformationModelGet
MOVE: Final = SOPClasses.StudyRootQueryRetrieveInformationModelMove
SUCCESS: Final = 0x0000
PENDING: Final = (0xFF00, 0xFF01)


class Receiver(NamedTuple):
    """A server that keeps what it is sent, by SOP Instance UID."""

    port: int
    received: dict[str, Dataset]

    @classmethod
    @contextmanager
    def running(cls, title: str) -> Iterator[Receiver]:
        """Run it until the end of the block."""
        application = AE(title)
        for context in presentation_contexts(CTImage, Segmentation, EnhancedMRImage, Comprehensive3DSR):
            application.add_supported_context(str(context.abstract_syntax), context.transfer_syntax)
        received: dict[str, Dataset] = {}
        server = application.start_server((HOST, 0), block=False, evt_handlers=[keep_in(received)])
        assert server is not None  # because it does not block
        try:
            yield cls(server.server_address[1], received)
        finally:
            server.shutdown()


def keep_in(received: dict[str, Dataset]) -> Any:  # noqa: ANN401 - as pynetdicom takes it
    """Return the handler of a C-STORE that keeps what is sent."""

    def keep(event: evt.Event) -> int:
        dataset = event.dataset
        dataset.file_meta = event.file_meta
        received[dataset.SOPInstanceUID] = dataset
        return SUCCESS

    return evt.EVT_C_STORE, keep


@contextmanager
def associated(server: Server, *wanted: type[IOD] | IOD | str, **more: Any) -> Iterator[Association]:  # noqa: ANN401
    """Associate with a server until the end of the block."""
    contexts = presentation_contexts(*wanted)
    association = AE(RECEIVER).associate(HOST, server.port, contexts=contexts, ae_title=server.title, **more)
    assert association.is_established
    assert len(association.accepted_contexts) == len(contexts)
    try:
        yield association
    finally:
        association.release()


def store(server: Server, sample: IOD) -> Dataset:
    """Send an object to a server, and return what was sent."""
    dataset = sample.to_dataset()
    with associated(server, sample) as association:
        assert association.send_c_store(dataset).Status == SUCCESS
    return dataset


def find(server: Server, identifier: Dataset) -> list[Dataset]:
    """Return what a server finds."""
    with associated(server, FIND) as association:
        return _answers(association.send_c_find(identifier, FIND))


def get(server: Server, identifier: Dataset, sample: IOD) -> Dataset:
    """Retrieve an object by C-GET."""
    received: dict[str, Dataset] = {}
    role = build_role(sample.to_dataset().SOPClassUID, scp_role=True)
    with associated(server, GET, sample, ext_neg=[role], evt_handlers=[keep_in(received)]) as association:
        _answers(association.send_c_get(identifier, GET))
    (found,) = received.values()
    return found


def move(server: Server, identifier: Dataset, receiver: Receiver) -> Dataset:
    """Retrieve an object by C-MOVE, which is sent to a receiver."""
    with associated(server, MOVE) as association:
        _answers(association.send_c_move(identifier, RECEIVER, MOVE))
    return receiver.received.pop(identifier.SOPInstanceUID)


def _answers(responses: Iterator[tuple[Dataset, Dataset | None]]) -> list[Dataset]:
    """Return the identifiers of the answers that are pending; the last says how it ended."""
    *pending, (end, _) = responses
    assert end.Status == SUCCESS
    assert all(status.Status in PENDING for status, _ in pending)
    return [identifier for _, identifier in pending if identifier is not None]
