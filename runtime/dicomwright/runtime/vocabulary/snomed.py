"""SNOMED RT, which has been retired: the concept of SNOMED CT that a code of it stands for."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def _concepts() -> Mapping[str, str]:
    """Return pydicom's table, which is a file of its own: it is loaded without the package around it.

    Raises ImportError.
    """
    package = find_spec("pydicom")
    for folder in (package.submodule_search_locations if package is not None else None) or ():
        table = Path(folder) / "sr" / "_snomed_dict.py"
        spec = spec_from_file_location("dicomwright_snomed", table) if table.is_file() else None
        if spec is not None and spec.loader is not None:
            module = module_from_spec(spec)
            spec.loader.exec_module(module)
            return cast("Mapping[str, str]", module.mapping["SRT"])
    raise ImportError("pydicom is not installed, or has no table of SNOMED RT in pydicom.sr any more")


def snomed_ct(value: str) -> str:
    """Return the value of a concept in SNOMED CT; empty when none is known."""
    return _concepts().get(value, "")
