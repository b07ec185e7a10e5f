"""Values of the DICOM JSON Model (PS3.18 Annex F): what each VR is in JSON Schema."""

from __future__ import annotations

from typing import Any, Final

TAG: Final[dict[str, Any]] = {"type": "string", "pattern": "^[0-9A-F]{8}$"}
UNCOUNTED: Final = frozenset({"OB", "OD", "OF", "OL", "OV", "OW", "SQ", "UN"})
"""VRs whose values are not counted: bytes, and items, whose number is a matter of the place."""
BYTES: Final = UNCOUNTED - {"SQ", "UN"}
_STRING: Final[dict[str, Any]] = {"type": ["string", "null"]}
_NAME: Final[dict[str, Any]] = {
    "type": ["object", "null"],
    "properties": {form: {"type": "string"} for form in ("Alphabetic", "Ideographic", "Phonetic")},
    "additionalProperties": False,
}

_DAY: Final = "(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])"
_TIME: Final = r"([01][0-9]|2[0-3])([0-5][0-9](([0-5][0-9]|60)(\.[0-9]{1,6})?)?)?"


def _integer(least: int, most: int) -> dict[str, Any]:
    return {"type": ["integer", "null"], "minimum": least, "maximum": most}


def _text(pattern: str = "", most: int = 0) -> dict[str, Any]:
    limits = ({"pattern": pattern} if pattern else {}) | ({"maxLength": most} if most else {})
    return _STRING | limits


_VALUES: Final[dict[str, dict[str, Any]]] = {
    "AE": _text(most=16),
    "AS": _text("^[0-9]{3}[DWMY]$"),
    "AT": _text("^[0-9A-F]{8}$"),
    "CS": _text("^[A-Z0-9_ ]*$", 16),
    "DA": _text(f"^[0-9]{{4}}{_DAY}$"),
    "DS": {"type": ["number", "string", "null"]},
    "DT": _text(f"^[0-9]{{4}}((0[1-9]|1[0-2])|{_DAY}({_TIME})?)?([+-][0-9]{{4}})?$"),
    "FD": {"type": ["number", "string", "null"]},  # NaN and the infinities are strings
    "FL": {"type": ["number", "string", "null"]},
    "IS": {"type": ["integer", "string", "null"]},
    "LO": _text(most=64),
    "LT": _text(most=10240),
    "PN": _NAME,
    "SH": _text(most=16),
    "SL": _integer(-(1 << 31), (1 << 31) - 1),
    "SQ": {"type": ["object", "null"]},
    "SS": _integer(-(1 << 15), (1 << 15) - 1),
    "ST": _text(most=1024),
    "SV": {"type": ["integer", "string", "null"]},  # beyond 53 bits, a string
    "TM": _text(f"^{_TIME}$"),
    "UC": _text(),
    "UI": _text("^(0|[1-9][0-9]*)(\\.(0|[1-9][0-9]*))*$", 64),
    "UL": _integer(0, (1 << 32) - 1),
    "UN": {},
    "UR": _text(),
    "US": _integer(0, (1 << 16) - 1),
    "UT": _text(),
    "UV": {"type": ["integer", "string", "null"]},
}


def of_vr(vr: str) -> dict[str, Any]:
    """Return the schema of a data element of a VR."""
    contents: dict[str, Any] = {}
    if vr not in BYTES:
        contents["Value"] = {"type": "array", "items": _VALUES.get(vr, {})}
    if vr in UNCOUNTED - {"SQ"}:
        contents["InlineBinary"] = {"type": "string", "contentEncoding": "base64"}
    if vr != "SQ":
        contents["BulkDataURI"] = {"type": "string", "format": "uri-reference"}
    made: dict[str, Any] = {
        "type": "object",
        "required": ["vr"],
        "properties": {"vr": {"const": vr}, **contents},
        "additionalProperties": False,
    }
    return made | ({"maxProperties": 2} if len(contents) > 1 else {})
