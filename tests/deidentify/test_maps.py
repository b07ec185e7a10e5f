"""Maps: who has the key reads them back; who has another, or has changed one, is told."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest

from dicomwright.deidentify.maps import FaultyMap, MapWriter, Row, read_map
from dicomwright.runtime.errors import MissingPackage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytest.importorskip("cryptography", reason="cryptography is not installed: extra 'deidentify'")

KEY = b"a key of a project"
ROWS = tuple(Row(f"Doe^Jane/{n}", f"a/{n}.dcm", "4711", {f"1.2.{n}": f"2.25.{n}"}) for n in range(3))
KEYS = pytest.mark.parametrize("key", [None, KEY])


def written(path: Path, key: bytes | None) -> Path:
    with MapWriter(path, key) as writer:
        for row in ROWS:
            writer.add(row)
    return path


@KEYS
def test_a_map_is_read_back(key: bytes | None, tmp_path: Path) -> None:
    assert read_map(written(tmp_path / "map", key), key) == (ROWS, True)
    with MapWriter(tmp_path / "empty", key):
        pass
    assert read_map(tmp_path / "empty", key) == ((), True)


@KEYS
def test_nobody_else_may_read_it_from_the_first_byte(key: bytes | None, tmp_path: Path) -> None:
    with MapWriter(tmp_path / "map", key) as writer:
        assert (tmp_path / "map").stat().st_mode & 0o777 == 0o600
        writer.add(ROWS[0])
    assert (tmp_path / "map").stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        MapWriter(tmp_path / "map", key)


def test_it_is_encrypted_with_a_key(tmp_path: Path) -> None:
    first, second = (written(tmp_path / name, KEY).read_bytes() for name in "ab")
    assert b"Doe" not in first
    assert b"4711" not in first
    assert not {*first.split(b"\n")} & {*second.split(b"\n")} - {b""}  # another salt each time


@pytest.mark.parametrize("key", [b"another key", b"", None])
def test_another_key_reads_nothing(key: bytes | None, tmp_path: Path) -> None:
    with pytest.raises(FaultyMap, match=r"key"):
        read_map(written(tmp_path / "map", KEY), key)


def test_any_byte_that_is_changed_is_found(tmp_path: Path) -> None:
    text = written(tmp_path / "map", KEY).read_bytes()
    for place in range(0, len(text) - 1, 7):
        changed = bytearray(text)
        changed[place] ^= 1
        (tmp_path / "map").write_bytes(changed)
        with pytest.raises(FaultyMap):
            read_map(tmp_path / "map", KEY)


def _swapped(lines: list[bytes]) -> list[bytes]:
    return [lines[0], lines[2], lines[1], *lines[3:]]


@pytest.mark.parametrize(
    "change",
    [
        _swapped,
        lambda lines: [*lines[:2], *lines[3:]],
        lambda lines: [*lines[:2], lines[1], *lines[2:]],
        lambda lines: [*lines, lines[1]],
        lambda lines: lines[1:],
    ],
)
def test_lines_that_are_moved_doubled_or_gone_are_found(
    change: Callable[[list[bytes]], list[bytes]], tmp_path: Path
) -> None:
    path = written(tmp_path / "map", KEY)
    path.write_bytes(b"".join(line + b"\n" for line in change(path.read_bytes().splitlines())))
    with pytest.raises(FaultyMap):
        read_map(path, KEY)


@KEYS
def test_a_run_that_is_interrupted_leaves_what_can_be_read(key: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "map"
    writer = MapWriter(path, key)
    writer.add(ROWS[0])
    writer.add(ROWS[1])
    assert read_map(path, key) == (ROWS[:2], False)
    with pytest.raises(KeyboardInterrupt), writer:
        raise KeyboardInterrupt
    assert read_map(path, key) == (ROWS[:2], False)
    path.write_bytes(path.read_bytes()[:-5])
    assert read_map(path, key) == (ROWS[:1], False)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "no map"),
        (b"\xff\xfe", "no map"),
        (b'{"format": "zip"}\n', "no map"),
        (b'{"format": "dicomwright map", "version": 2}\n', "another version"),
        (b'{"format": "dicomwright map", "version": 1, "salt": 5}\n', "line 1"),
        (b'{"format": "dicomwright map", "version": 1}\n[]\n', "line 2"),
        (b'{"format": "dicomwright map", "version": 1}\n{"file": "a"}\n', "line 2"),
        (b'{"format": "dicomwright map", "version": 1}\n{"rows": 1}\n', "not as many"),
        (b"[" * 100_000, "no map"),
    ],
)
def test_what_is_no_map_is_told(text: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "map").write_bytes(text)
    with pytest.raises(FaultyMap, match=said):
        read_map(tmp_path / "map", KEY)


def test_the_format_is_the_one_that_is_described(tmp_path: Path) -> None:
    import hmac  # noqa: PLC0415 - as a stranger would read it
    from base64 import b64decode  # noqa: PLC0415

    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    head, first, *_ = written(tmp_path / "map", KEY).read_bytes().split(b"\n")
    salt = bytes.fromhex(json.loads(head)["salt"])
    cipher = AESGCM(hmac.digest(KEY, b"map\0" + salt, "sha256"))
    row = json.loads(cipher.decrypt((1).to_bytes(12, "big"), b64decode(first), head))
    assert row == {"file": "Doe^Jane/0", "new": "a/0.dcm", "patient": "4711", "uids": {"1.2.0": "2.25.0"}}


def test_without_cryptography_no_map_is_begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "dicomwright.deidentify.maps.sealing", raising=False)
    monkeypatch.setitem(sys.modules, "cryptography.exceptions", None)
    with pytest.raises(MissingPackage, match=r"dicomwright\[deidentify\]"):
        MapWriter(tmp_path / "map", KEY)
    assert not (tmp_path / "map").exists()
    assert read_map(written(tmp_path / "map", None)) == (ROWS, True)
