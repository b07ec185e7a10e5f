"""Archives: zip and tar, of which each member is a file that is read where it lies; nothing is unpacked to a disk.

What an archive may do to who reads it (bombs, names that lead out of it, links, members that are encrypted, an end that
is missing) is a fault of that member, or of the archive, and never the end of the others.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from dicomwright.batch.sources.archive import MAGIC, Archive, NoArchive, opened_archive, packing_of
from dicomwright.batch.sources.found import Found
from dicomwright.runtime.errors import UnreadableFile

if TYPE_CHECKING:
    from collections.abc import Iterator


def members_of(path: str, *, named: bool) -> Iterator[Found]:
    """Yield the members of an archive; what is none, whatever its name, is itself a file."""
    try:
        with opened_archive(path) as archive:
            yield from _members(archive, packing_of(path) or "")
    except NoArchive:
        yield Found(path, named=named)
    except OSError as error:
        yield Found(path, fault=f"the archive cannot be read: {error.strerror or error}")
    except UnreadableFile as error:
        yield Found(path, fault=f"the archive cannot be read: {error}")
    except Exception as error:  # noqa: BLE001 - of whatever unpacks; the other files are still to be read
        yield Found(
            path, fault=f"the archive is broken ({type(error).__name__}); what is left of it is not read"
        )


def _members(archive: Archive, packing: str) -> Iterator[Found]:
    if not archive.begin.startswith(MAGIC[packing]):
        raise NoArchive
    kind = "zips" if packing == "zip" else "tars"
    yield from import_module(f"{__package__}.{kind}").members(archive, packing)
