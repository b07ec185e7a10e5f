"""Services of the tests: steps of a worklist as dump2dcm takes them, and a manager that keeps what it is told."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from company.servers import HOST
from pydicom.dataset import Dataset
from pynetdicom import AE, build_role, evt

from dicomwright.runtime.network import presentation_contexts
from dicomwright.services import (
    ModalityPerformedProcedureStep,
    StorageCommitment,
    UnifiedProcedureStep,
    UnifiedProcedureStepItem,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

MANAGER: Final = "MANAGER"
MODALITY: Final = "MODALITY"
SERVICES: Final = (
    ModalityPerformedProcedureStep,
    StorageCommitment,
    UnifiedProcedureStep,
    UnifiedProcedureStepItem,
)
SUCCESS: Final = 0x0000
PENDING: Final = 0xFF00

_STEP: Final = """
(0008,0005) CS [ISO_IR 100]
(0008,0050) SH [A{number}]
(0008,0090) PN [Roe^Richard]
(0010,0010) PN [{name}]
(0010,0020) LO [P{number}]
(0010,0030) DA [19700101]
(0010,0040) CS [F]
(0020,000d) UI [1.2.826.0.1.3680043.8.498.{number}]
(0032,1032) PN [Roe^Richard]
(0032,1060) LO [Thorax]
(0032,1064) SQ (Sequence with undefined length #=1)
(fffe,e000) na (Item with undefined length #=2)
(0008,0100) SH [43799004]
(0008,0102) SH [SCT]
(0008,0104) LO [Thorax]
(fffe,e00d) na (ItemDelimitationItem)
(fffe,e0dd) na (SequenceDelimitationItem)
(0040,0100) SQ (Sequence with undefined length #=1)
(fffe,e000) na (Item with undefined length #=9)
(0008,0060) CS [{modality}]
(0040,0001) AE [STATION]
(0040,0002) DA [{date}]
(0040,0003) TM [083000]
(0040,0006) PN [Roe^Rita]
(0040,0007) LO [Thorax, plain]
(0040,0009) SH [S{number}]
(0040,0010) SH [ROOM1]
(fffe,e00d) na (ItemDelimitationItem)
(fffe,e0dd) na (SequenceDelimitationItem)
(0040,1001) SH [R{number}]
(0040,1003) SH [LOW]
"""


def step(number: int, name: str = "Doe^Jane", modality: str = "CT", date: str = "20991201") -> str:
    """Return a step of a worklist."""
    return _STEP.format(number=number, name=name, modality=modality, date=date)


class Manager(NamedTuple):
    """A server of instances: its port, what they are, and what it was told besides, by its number."""

    port: int
    instances: dict[str, Dataset]
    told: list[tuple[int, Dataset]]


@contextmanager
def manager() -> Iterator[Manager]:
    """Run it until the end of the block; what it is sent goes into instances as PS3.4 says of an SCP."""
    kept = Manager(0, {}, [])
    handlers: list[Any] = [
        (evt.EVT_N_CREATE, _create, [kept]),
        (evt.EVT_N_SET, _set, [kept]),
        (evt.EVT_N_ACTION, _action, [kept]),
        (evt.EVT_N_EVENT_REPORT, _report, [kept]),
        (evt.EVT_C_FIND, _find, [kept]),
    ]
    application = AE(MANAGER)
    for context in presentation_contexts(*SERVICES):
        application.add_supported_context(
            str(context.abstract_syntax), context.transfer_syntax, scu_role=True, scp_role=True
        )
    server = application.start_server((HOST, 0), block=False, evt_handlers=handlers)
    assert server is not None  # because it does not block
    try:
        yield kept._replace(port=server.server_address[1])
    finally:
        server.shutdown()


def _create(event: evt.Event, kept: Manager) -> tuple[int, Dataset]:
    uid = str(event.request.AffectedSOPInstanceUID)
    kept.instances[uid] = event.attribute_list
    return SUCCESS, event.attribute_list


def _set(event: evt.Event, kept: Manager) -> tuple[int, Dataset]:
    instance = kept.instances[str(event.request.RequestedSOPInstanceUID)]
    kept.told.append((0, event.modification_list))
    instance.update(event.modification_list)
    return SUCCESS, instance


def _action(event: evt.Event, kept: Manager) -> tuple[int, None]:
    kept.told.append((int(event.action_type), event.action_information))
    return SUCCESS, None


def _report(event: evt.Event, kept: Manager) -> tuple[int, None]:
    kept.told.append((int(event.request.EventTypeID), event.event_information))
    return SUCCESS, None


def _find(event: evt.Event, kept: Manager) -> Iterator[tuple[int, Dataset | None]]:
    """Answer with what is asked for, of the steps whose priority and label fit."""
    asked = event.identifier
    for uid, instance in kept.instances.items():
        exact = ("ScheduledProcedureStepPriority", "ProcedureStepLabel")
        if all(asked.get(keyword) in (None, "", instance.get(keyword)) for keyword in exact):
            answer = Dataset()
            for element in asked:
                answer[element.tag] = instance.get_item(element.tag) or element  # type: ignore[assignment]
            answer.SOPInstanceUID = uid
            yield PENDING, answer
    yield SUCCESS, None


@contextmanager
def told(found: Manager, *services: Any) -> Iterator[Any]:  # noqa: ANN401 - association, of which not all has types
    """Associate with a manager, in either role."""
    contexts = presentation_contexts(*services)
    roles = [build_role(str(each.abstract_syntax), scu_role=True, scp_role=True) for each in contexts]
    association = AE(MODALITY).associate(
        HOST, found.port, contexts=contexts, ae_title=MANAGER, ext_neg=list(roles)
    )
    assert association.is_established
    try:
        yield association
    finally:
        association.release()
