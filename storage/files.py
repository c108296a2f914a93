"""The bytes of attachments, in a folder, by their hash: written and synced before anything names them."""

import os
import tempfile
import time
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from claims.errors import NotFound


@dataclass(frozen=True, slots=True)
class FileStore:
    """`folder` is made where it is missing; names within it are hex SHA-256."""

    folder: Path

    def keep(self, data: bytes) -> str:
        """Write `data` durably and return its hash. Raises OSError where the disk refuses."""
        name = sha256(data).hexdigest()
        target = self._path(name)
        if not _touched(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            self._write(target, data)
            for folder in (target.parent, self.folder):
                _sync(folder)
        return name

    def read(self, name: str) -> bytes:
        """The bytes of a kept file. Raises NotFound."""
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError:
            raise NotFound(what="file", name=name[:12]) from None

    def old(self, span: timedelta) -> list[str]:
        """Names of files that nobody kept again for `span`."""
        before = time.time() - span.total_seconds()
        return [path.name for path in self.folder.glob("[0-9a-f][0-9a-f]/*") if len(path.name) == 64 and _older(path, before)]

    def remove(self, name: str, span: timedelta) -> bool:
        """Remove a file that no command names; whether it is gone. One kept again within `span` stays: its command may be on the way."""
        path, before = self._path(name), time.time() - span.total_seconds()
        aside = path.with_name(f".gone-{name}")
        try:
            path.rename(aside)  # whoever keeps the bytes from here on writes them anew
        except FileNotFoundError:
            return True
        if not _older(aside, before):
            aside.rename(path)
            return False
        aside.unlink()
        return True

    def _path(self, name: str) -> Path:
        if len(name) != 64 or not all(letter in "0123456789abcdef" for letter in name):
            raise NotFound(what="file", name=name[:12])
        return self.folder / name[:2] / name

    def _write(self, target: Path, data: bytes) -> None:
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).rename(target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise


def _touched(path: Path) -> bool:
    """Whether it is there; from now on it counts as new, so that nobody who sweeps takes it away."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    return True


def _older(path: Path, before: float) -> bool:
    try:
        return path.stat().st_mtime < before
    except FileNotFoundError:
        return False


def _sync(folder: Path) -> None:
    """A name is durable only once its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
