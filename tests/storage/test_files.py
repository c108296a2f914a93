"""Bytes by their hash."""

import os
import time
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from claims.errors import NotFound
from storage.files import FileStore

DATA = "로그 파일".encode()
NAME = sha256(DATA).hexdigest()


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


def test_a_file_is_named_by_its_bytes(files: FileStore) -> None:
    assert files.keep(DATA) == NAME
    assert files.read(NAME) == DATA


def test_the_same_bytes_are_kept_once(files: FileStore) -> None:
    assert files.keep(DATA) == files.keep(DATA)
    assert [path.name for path in files.folder.rglob("*") if path.is_file()] == [NAME]


@pytest.mark.parametrize("data", [b"", b"\0" * 100_000])
def test_any_bytes(files: FileStore, data: bytes) -> None:
    assert files.read(files.keep(data)) == data


@pytest.mark.parametrize(
    "name", ["../" * 20 + "etc/passwd", "/etc/passwd", "", ".", NAME.upper(), NAME[:-1], NAME + "0", f"{NAME}\n", "é" * 64, "\0" * 64]
)
def test_no_name_leads_out_of_the_folder(files: FileStore, name: str) -> None:
    files.keep(DATA)
    with pytest.raises(NotFound):
        files.read(name)


def test_what_was_never_kept(files: FileStore) -> None:
    with pytest.raises(NotFound) as refusal:
        files.read(NAME)
    assert refusal.value.values == {"what": "file", "name": NAME[:12]}


def test_a_disk_that_refuses_leaves_nothing_half_written(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("in the way")
    with pytest.raises(OSError):
        FileStore(tmp_path / "files").keep(DATA)


def aged(files: FileStore, name: str, hours: float) -> Path:
    path = files.folder / name[:2] / name
    os.utime(path, (0, time.time() - hours * 3600))
    return path


def test_old_are_those_nobody_kept_again(files: FileStore) -> None:
    old, again = files.keep(b"old"), files.keep(b"again")
    files.keep(b"new")
    for name in (old, again):
        aged(files, name, 30)
    files.keep(b"again")
    assert files.old(timedelta(days=1)) == [old]


def test_removed_is_gone_and_may_be_kept_again(files: FileStore) -> None:
    name = files.keep(DATA)
    aged(files, name, 30)
    assert files.remove(name, timedelta(days=1))
    assert [path for path in files.folder.rglob("*") if path.is_file()] == []
    assert files.remove(name, timedelta(days=1))
    assert files.read(files.keep(DATA)) == DATA


def test_what_was_kept_meanwhile_is_not_removed(files: FileStore) -> None:
    """Its bytes came in again between looking and removing: the command that names them is on its way."""
    name = files.keep(DATA)
    aged(files, name, 30)
    files.keep(DATA)
    assert not files.remove(name, timedelta(days=1))
    assert files.read(name) == DATA


def test_a_folder_without_files_has_no_old_ones(files: FileStore) -> None:
    assert files.old(timedelta()) == []
