"""DICOMweb: studies, series and instances of an archive by their URLs; of each instance its metadata, and no bulk data.

``https://host/dicom-web/studies/1.2.3`` is what a study holds, ``https://host/dicom-web/studies`` all of them. A server
may say how long a value of bulk is only by sending it, so lengths of pixels are not judged.
"""

from __future__ import annotations

import errno
import re
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit, urlunsplit

from dicomwright.batch.sources.found import Found
from dicomwright.runtime.errors import MissingPackage
from dicomwright.runtime.trees.json_trees import content_of_json

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from dicomwright.runtime.trees.tree import Content

_UID: Final = r"[0-9.]{1,64}"
_PLACE: Final = re.compile(
    rf"(?P<base>https?://.+)/studies(?:/(?P<study>{_UID})(?:/series/(?P<series>{_UID})(?:/instances/(?P<instance>{_UID}))?)?)?"
)
_STUDY: Final = "0020000D"
_SERIES: Final = "0020000E"
_INSTANCE: Final = "00080018"
_PAGE: Final = 200
"""Answers that are asked for at a time."""


def is_dicomweb(url: str) -> bool:
    """Tell whether a URL is that of studies, a study, a series or an instance of DICOMweb."""
    return _PLACE.fullmatch(url) is not None


def instances_of(url: str) -> Iterator[Found]:
    """Yield the instances of a URL, page by page."""
    try:
        for place in _instances(*_parts(url)):
            yield Found(place, named=True)
    except OSError as error:
        yield Found(url, fault=f"the instances cannot be listed: {error.strerror}")


def content_at(url: str) -> Content:
    """Return what an instance holds, but for bulk data. Raises OSError."""
    base, *uids = _parts(url)
    with _telling():
        return content_of_json(client(base).retrieve_instance_metadata(*uids))


def _parts(url: str) -> tuple[str, str, str, str]:
    found = _PLACE.fullmatch(url)
    assert found is not None  # noqa: S101 - asked before
    return found["base"], found["study"] or "", found["series"] or "", found["instance"] or ""


def _instances(base: str, study: str, series: str, instance: str) -> Iterator[str]:
    if instance:
        yield f"{base}/studies/{study}/series/{series}/instances/{instance}"
        return
    studies = [study] if study else (_uid(each, _STUDY) for each in _pages(base, "search_for_studies"))
    for one in studies:
        keys = {"study_instance_uid": one, **({"series_instance_uid": series} if series else {})}
        for each in _pages(base, "search_for_instances", **keys):
            place = series or _uid(each, _SERIES)
            yield f"{base}/studies/{one}/series/{place}/instances/{_uid(each, _INSTANCE)}"


def _pages(base: str, search: str, **keys: str) -> Iterator[Any]:
    offset = 0
    while True:
        with _telling():
            found = getattr(client(base), search)(**keys, limit=_PAGE, offset=offset)
        yield from found
        if len(found) < _PAGE:
            return
        offset += len(found)


def _uid(answer: Any, tag: str) -> str:  # noqa: ANN401 - whatever a server sends
    try:
        found = str(answer[tag]["Value"][0])
    except (LookupError, TypeError):
        found = ""
    if not re.fullmatch(_UID, found):
        raise OSError(errno.EIO, "the server gives an instance without its UIDs")
    return found


@cache
def client(base: str) -> Any:  # noqa: ANN401 - of dicomweb-client
    """Return who asks a server; user and password of the URL are told to it alone. Raises `MissingPackage`."""
    try:
        made = import_module("dicomweb_client.api").DICOMwebClient
        session = import_module("requests").Session()
    except ImportError:
        raise MissingPackage(
            "DICOMweb needs a package that is not installed: pip install 'dicomwright[dicomweb]'"
        ) from None
    parts = urlsplit(base)
    if parts.username is not None:
        session.auth = (parts.username, parts.password or "")
    return made(urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])), session=session)


@contextmanager
def _telling() -> Generator[None]:
    """Turn what a client raises into OSError that has no secret of the URL in it."""
    try:
        yield
    except MissingPackage:
        raise
    except Exception as error:  # noqa: BLE001 - of any network library
        status = getattr(getattr(error, "response", None), "status_code", None)
        said = (
            f"the connection failed ({type(error).__name__})"
            if status is None
            else f"the server answers with status {status}"
        )
        raise OSError(errno.EIO, said) from None
