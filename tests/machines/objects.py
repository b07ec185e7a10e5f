"""Objects of all IODs, in the DICOM JSON Model, and which of them tests take."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, Final

from committed import edition

from dicomwright.generator.render.names import class_name
from dicomwright.runtime.vocabulary import registry

if TYPE_CHECKING:
    from dicomwright.generator.facts import Iod
    from dicomwright.runtime import IOD

THOROUGH: Final = bool(os.environ.get("DICOMWRIGHT_THOROUGH"))
IODS: Final = edition().iods
SAMPLED: Final = IODS if THOROUGH else IODS[::16]


def named(name: str) -> Iod:
    """Return the facts of an IOD."""
    return next(iod for iod in IODS if iod.name == name)


def class_of(iod: Iod) -> Any:  # noqa: ANN401 - whichever class it is
    """Return the class of an IOD."""
    return registry.edition().named("iods", class_name(iod.name))


def in_json(instance: IOD) -> dict[str, Any]:
    """Return an object in the DICOM JSON Model."""
    found: dict[str, Any] = json.loads(instance.to_json())
    return found
