"""Types of columns in Arrow and Parquet, by VR and VM; pyarrow is loaded here."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from dicomwright.runtime.errors import MissingPackage
from dicomwright.runtime.vocabulary.registry import edition
from dicomwright.runtime.vocabulary.tags import group_and_element
from dicomwright.tables.columns import is_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwright.tables.columns import Column

_TYPES: Final = {
    "AT": "uint32", "DA": "date32", "DS": "float64", "FD": "float64", "FL": "float32", "IS": "int64",
    "SL": "int32", "SS": "int16", "SV": "int64", "UL": "uint32", "US": "uint16", "UV": "uint64",
}  # fmt: skip
"""Names of types in pyarrow, where they have no parts."""
_EITHER: Final = "int32"
_TEXTS: Final = frozenset(["AE", "AS", "CS", "LO", "LT", "PN", "SH", "ST", "UC", "UI", "UR", "UT"])


@cache
def pyarrow(module: str = "") -> Any:  # noqa: ANN401 - it has no types
    """Return pyarrow, or a module of it. Raises `MissingPackage`."""
    try:
        return import_module(f"pyarrow.{module}" if module else "pyarrow")
    except ImportError:
        raise MissingPackage(
            "tables need pyarrow, which is not installed: pip install 'dicomwright[tables]'"
        ) from None


FINDINGS: Final = (
    "file", "code", "severity", "path", "tag", "keyword", "module", "message", "section", "address", "value",
)  # fmt: skip
"""Columns of findings; the first five are columns of few words, or join the table of files."""
_REPEATED: Final = frozenset({"code", "severity", "keyword", "module", "section"})


def schemas_of_reports(edition_name: str) -> tuple[Any, Any]:
    """Return the schemas of what validation tells: of files, and of findings."""
    pa = pyarrow()
    text, word, count = pa.string(), pa.dictionary(pa.int32(), pa.string()), pa.int32()
    files = [
        pa.field("file", text, nullable=False), ("sop_class_uid", word), ("iod", word), ("readable", pa.bool_()),
        ("errors", count), ("warnings", count), ("information", count),
    ]  # fmt: skip
    types = {**dict.fromkeys(_REPEATED, word), "tag": pa.uint32()}
    findings = [
        pa.field(name, types.get(name, text), nullable=name not in {"file", "code"}) for name in FINDINGS
    ]
    facts = {"dicom_edition": edition_name}
    return pa.schema(files, metadata=facts), pa.schema(findings, metadata=facts)


def schema_of(columns: Sequence[Column]) -> Any:  # noqa: ANN401 - of pyarrow
    """Return the schema of a table: the file, its columns with what the dictionary says of each, and problems."""
    pa = pyarrow()
    problem = pa.struct(
        [pa.field("path", pa.string(), nullable=False), pa.field("message", pa.string(), nullable=False)]
    )
    fields = [
        pa.field("file", pa.string(), nullable=False),
        *(pa.field(column.name, _type_of(column), metadata=_facts(column)) for column in columns),
        pa.field("problems", pa.list_(problem), nullable=False),
    ]
    return pa.schema(fields, metadata={"dicom_edition": edition().name})


def _facts(column: Column) -> dict[str, str]:
    return {"tag": group_and_element(column.tag), "vr": column.vr, "vm": column.vm}


def _type_of(column: Column) -> Any:  # noqa: ANN401 - of pyarrow
    pa = pyarrow()
    found = _type_of_value(column.vr)
    if column.has_several:
        found = pa.list_(found)
    return pa.list_(found) if column.is_spread else found


def _type_of_value(vr: str) -> Any:  # noqa: ANN401 - of pyarrow
    pa = pyarrow()
    if vr in _TEXTS:
        return pa.string()
    if vr == "SQ":
        return pa.struct([(name, pa.string()) for name in ("value", "scheme", "version", "meaning")])
    if vr == "TM":
        return pa.time64("us")
    if vr == "DT":
        return pa.struct([("local", pa.timestamp("us")), ("offset", pa.int16())])
    return pa.binary() if is_bytes(vr) else getattr(pa, _TYPES.get(vr, _EITHER))()
