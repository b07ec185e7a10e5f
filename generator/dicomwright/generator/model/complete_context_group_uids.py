"""UIDs of context groups: PS3.16 beside PS3.6 table A-3, as a check and for groups whose section has none."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dicomwright.generator.facts import ContextGroup


def complete_context_group_uids(
    groups: Iterable[ContextGroup], registered: Mapping[str, str]
) -> tuple[ContextGroup, ...]:
    """Give groups without a UID the one that A-3 has for their number, or for their name if it is unique.

    `registered` is what `read_context_group_uids` returns: number or name, by UID.
    """
    times = Counter(registered.values())
    uids = {key: uid for uid, key in registered.items() if times[key] == 1}
    return tuple(
        group if group.uid else replace(group, uid=uids.get(group.cid) or uids.get(group.name, ""))
        for group in groups
    )


def differing_context_group_uids(
    groups: Iterable[ContextGroup], registered: Mapping[str, str]
) -> tuple[tuple[str, str, str], ...]:
    """List groups whose UID A-3 has not, or has for another group: (cid, UID, number or name in A-3)."""
    found = ((group, registered.get(group.uid, "")) for group in groups if group.uid)
    return tuple(
        (group.cid, group.uid, key)
        for group, key in found
        if key.casefold() not in {group.cid, group.name.casefold()}
    )
