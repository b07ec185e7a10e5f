"""Names of persons, of pydicom."""

from __future__ import annotations

from typing import Any

from pydicom.valuerep import PersonName


def names_of(value: str | tuple[Any, ...]) -> Any:  # noqa: ANN401 - one, or several
    """Return texts as names; what is none stays as it is."""
    if isinstance(value, str):
        return PersonName(value)
    return tuple(PersonName(one) if type(one) is str else one for one in value)
