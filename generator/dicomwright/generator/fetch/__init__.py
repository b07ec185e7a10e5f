"""Fetch: the first stage. An edition's name in, the DocBook files of its parts in the cache out."""

from dicomwright.generator.fetch.retry import RetryPolicy
from dicomwright.generator.fetch.stage import fetch, list_editions, newest_edition
from dicomwright.generator.fetch.store import OPTIONAL, PARTS, FetchedEdition, PartFile

__all__ = [
    "OPTIONAL",
    "PARTS",
    "FetchedEdition",
    "PartFile",
    "RetryPolicy",
    "fetch",
    "list_editions",
    "newest_edition",
]
