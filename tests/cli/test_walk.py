"""Folders: all that is in them, sorted, once, whatever they hold."""

from __future__ import annotations

import heapq
import os
from typing import TYPE_CHECKING

import pytest

from dicomwright.batch import walk
from dicomwright.batch.sources.found import Found
from dicomwright.batch.walk import files, files_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def names(folder: Path) -> list[str]:
    return [os.path.relpath(found.path, folder) for found in files_in(str(folder))]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in ("b/2", "b/10", "a", "c/d/e", "B"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return tmp_path


SORTED = ["B", "a", "b/10", "b/2", "c/d/e"]


@pytest.mark.parametrize("batch", [1, 2, 3, 4, 5, 50_000])
def test_files_are_sorted_however_many_are_held(
    tree: Path, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walk, "_BATCH", batch)
    assert names(tree) == SORTED


def test_no_more_names_are_held_than_a_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(20):
        (tmp_path / f"{number:02}").touch()
    held: list[int] = []
    real = heapq.nsmallest

    def counted(most: int, found: Iterator[str]) -> list[str]:
        kept = real(most, found)
        held.append(len(kept))
        return kept

    monkeypatch.setattr(walk, "_BATCH", 8)
    monkeypatch.setattr(heapq, "nsmallest", counted)
    assert len(names(tmp_path)) == 20
    assert held == [8, 8, 4]


def test_links_that_lead_back_are_not_followed(tree: Path) -> None:
    (tree / "c" / "d" / "loop").symlink_to(tree)
    (tree / "c" / "self").symlink_to(tree / "c")
    assert names(tree) == SORTED


def test_linked_folders_are_walked_once(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    (other / "image").touch()
    (other / "back").symlink_to(other)
    (tree / "x").symlink_to(other)
    (tree / "y").symlink_to(other)
    assert names(tree) == [*SORTED, "x/image"]


def test_linked_files_are_judged(tree: Path) -> None:
    (tree / "z").symlink_to(tree / "a")
    assert names(tree) == [*SORTED, "z"]


def test_folders_may_be_deep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    depth = 1_500  # deeper than Python's stack
    for _ in range(depth):
        os.mkdir("d")  # noqa: PTH102
        os.chdir("d")
    monkeypatch.chdir(tmp_path)
    found = list(files_in("."))
    os.chdir("/".join(["d"] * depth))  # what pytest would remove with a function that calls itself
    for _ in range(depth):
        os.chdir("..")
        os.rmdir("d")  # noqa: PTH106
    assert found == []


def test_a_folder_that_cannot_be_listed_is_told(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.scandir

    def refuse(folder: str) -> Iterator[os.DirEntry[str]]:
        if folder.endswith("b"):
            raise PermissionError(13, "Permission denied", folder)
        return real(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    found = list(files_in(str(tree)))
    assert [os.path.relpath(each.path, tree) for each in found] == ["B", "a", "b", "c/d/e"]
    assert found[2].fault == "the folder cannot be listed: Permission denied"


def test_what_is_named_is_told_from_what_is_found(tree: Path) -> None:
    paths = [str(tree / "a"), str(tree / "c")]
    assert list(files(paths)) == [Found(paths[0], named=True), Found(f"{paths[1]}/d/e")]


def test_pipes_are_read(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.write(writing, b"content")
    os.close(writing)
    path = f"/dev/fd/{reading}"
    assert list(files([path])) == [Found(path, named=True, content=b"content")]
    os.close(reading)
    assert list(files([str(tmp_path)])) == []
