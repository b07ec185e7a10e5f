"""Names: what is a URL and what a path, what is a pattern, and what is never shown."""

from __future__ import annotations

import pytest

from dicomwright.reports.sarif import file_uri
from dicomwright.runtime.sources.urls import is_pattern, is_url, local_path, schemes_of, shown, split


@pytest.mark.parametrize(
    "name",
    ["s3://bucket/a.dcm", "https://host/a", "memory://a", "zip://a.dcm::s3://b/c.zip", "simplecache::https://h/a",
     "HTTPS://host/a", "file:///a", "git+ssh://h/a"],
)  # fmt: skip
def test_urls(name: str) -> None:
    assert is_url(name)


@pytest.mark.parametrize(
    "name",
    ["C:\\study\\a.dcm", "C://study/a.dcm", "c:/a", "a.dcm", "/a/b", "a:b", "a::b", "./s3://a", "-", "", "s3:/b/k",
     "//server/share/a.dcm", "\\\\server\\a"],
)  # fmt: skip
def test_paths(name: str) -> None:
    assert not is_url(name)
    assert shown(name) == name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("https://user:secret@host:8042/a/b.dcm", "https://host:8042/a/b.dcm"),
        ("https://secret@host/a@b.dcm#secret", "https://host/a@b.dcm"),
        ("https://host/a.dcm?X-Amz-Signature=secret&X-Amz-Expires=9", "https://host/a.dcm"),
        ("https://host/wado?requestType=WADO&objectUID=1.2&token=secret", "https://host/wado?requestType=WADO&objectUID=1.2"),
        ("s3://bucket/a?versionId=7", "s3://bucket/a?versionId=7"),
        ("s3://bucket/a@b#c.dcm", "s3://bucket/a@b#c.dcm"),
        ("zip://a.dcm::https://me:secret@host/b.zip?sig=secret", "zip://a.dcm::https://host/b.zip"),
        ("simplecache::ftp://me:secret@host/a", "simplecache::ftp://host/a"),
        ("memory://a/b", "memory://a/b"),
    ],
)  # fmt: skip
def test_secrets_are_not_shown(name: str, expected: str) -> None:
    assert shown(name) == expected
    assert "secret" not in shown(name)


@pytest.mark.parametrize(
    ("url", "pattern"),
    [
        ("s3://b/*.dcm", True),
        ("s3://b/a?.dcm", True),
        ("s3://b/[ab].dcm", True),
        ("s3://b/study/", True),
        ("s3://b/a.dcm", False),
        ("https://h/a.dcm?token=*", False),
        ("https://h/*.dcm?token=a", True),
        ("https://h/study/?token=a", True),
        ("zip://*.dcm::s3://b/c.zip", True),
        ("zip://a.dcm::s3://b/c.zip", False),
        ("simplecache::s3://b/*.dcm", True),
    ],
)
def test_patterns(url: str, pattern: bool) -> None:  # noqa: FBT001 - of the table
    assert is_pattern(url) == pattern
    assert "".join(split(url)) == url


def test_chains() -> None:
    assert schemes_of("zip://a.dcm::simplecache::https://h/a.zip") == ["zip", "simplecache", "https"]
    assert schemes_of("zip://a.dcm::/local/a.zip") == ["zip"]
    assert local_path("file:///a/b.dcm") == "/a/b.dcm"
    assert local_path("zip://a::file:///b.zip") is None
    assert local_path("https://h/a") is None


def test_uris_of_reports() -> None:
    assert file_uri("https://h:80/a b/[1].dcm?objectUID=1.2") == "https://h:80/a%20b/[1].dcm?objectUID=1.2"
    assert file_uri("a b.dcm") == "a%20b.dcm"
