"""Codes as pydicom names them, each compared with ours: where it is not the same, why."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from generator.pydicom_names import as_ours
from pydicom.sr import _cid_dict, _concepts_dict

from dicomwright import cids, codes
from dicomwright.generator.render.code_names import scheme_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Verdict = Literal["same", "renamed", "renamed-unlisted", "absent", "absent-unlisted", "taken"]
"""What ours has: the code by that name; the code by another; not the code; or another code by that name.

Unlisted is what no context group that pydicom knows has: a fully specified name of SNOMED CT, or an inactive concept.
"""

_concepts: Final[Mapping[str, Mapping[str, Mapping[str, tuple[str, list[int]]]]]] = vars(_concepts_dict)[
    "concepts"
]
_groups: Final[Mapping[int, Mapping[str, list[str]]]] = vars(_cid_dict)["cid_concepts"]
_LIST: Final = Path(__file__).with_name("pydicom_codes.toml")


def of_schemes() -> Iterator[tuple[str, Verdict]]:
    """Yield each `codes.<scheme>.<keyword>` of pydicom, and how ours compares."""
    for scheme, names in _concepts.items():
        ours: Any = getattr(codes, scheme_name(scheme))
        mine = {name: each[0] for name, each in vars(ours).items() if isinstance(each, tuple)}
        values = {*mine.values()}
        for name, theirs in names.items():
            listed = any(groups for _, groups in theirs.values())
            verdict = _verdict(mine.get(as_ours(name)), {*theirs}, values, listed=listed)
            yield f"{scheme}.{name}", verdict


def of_groups() -> Iterator[tuple[str, Verdict]]:
    """Yield each `codes.CIDn.<keyword>` of pydicom, and how ours compares."""
    for cid, schemes in _groups.items():
        group: Any = getattr(cids, f"CID{cid}")
        mine = {name: (each.scheme_designator, each.value) for name, each in group.__members__.items()}
        values = {*mine.values()}
        for scheme, names in schemes.items():
            for name in names:
                theirs = {
                    (scheme, value) for value, (_, in_) in _concepts[scheme][name].items() if cid in in_
                }
                yield f"CID{cid}.{name}", _verdict(mine.get(as_ours(name)), theirs, values, listed=True)


def _verdict(mine: object, theirs: set[Any], values: set[Any], *, listed: bool) -> Verdict:
    if mine is not None:
        return "same" if mine in theirs else "taken"
    if theirs & values:
        return "renamed" if listed else "renamed-unlisted"
    return "absent" if listed else "absent-unlisted"


def explained() -> dict[str, str]:
    """Return the verdict that the list has of each name in it."""
    table = tomllib.loads(_LIST.read_text(encoding="utf-8"))
    return {name: each["verdict"] for each in table["difference"] for name in each["names"]}


def reasons() -> dict[str, str]:
    """Return the reason of each part of the list, by what is listed there and its verdict."""
    table = tomllib.loads(_LIST.read_text(encoding="utf-8"))
    return {f"{each['of']} {each['verdict']}": each["reason"] for each in table["difference"]}
