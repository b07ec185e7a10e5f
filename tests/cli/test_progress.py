"""Progress: how many files a second."""

from __future__ import annotations

from dicomwright.cli.progress import rate_since


def test_the_rate_is_of_all_files_since_the_beginning() -> None:
    rate_at = rate_since(10.0)
    assert [rate_at(moment) for moment in (10.0, 11.0, 12.0)] == ["", "2/s", "2/s"]


def test_thousands_are_told_apart() -> None:
    rate_at = rate_since(0.0)
    assert [rate_at(1.0) for _ in range(2000)][-1] == "2,000/s"
