"""A private PostgreSQL for one test run: its own folder and socket, no port, and a migrated template that each test clones."""

import asyncio
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg

from storage.migrate import migrate
from storage.tables import metadata

SETTINGS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum=off",
    "listen_addresses=",
    "max_connections=200",
    "shared_buffers=64MB",
    "max_wal_size=2GB",
)
TEMPLATE = "template_desk"
WIPE = "; ".join(
    [
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
        "DELETE FROM search",
        *(f"DELETE FROM {table.name}" for table in reversed(metadata.sorted_tables)),
        "SELECT setval(seqrelid, seqstart, false) FROM pg_sequence",
    ]
)
UNPRIVILEGED = "nobody"  # PostgreSQL refuses to run as root


@dataclass
class Postgres:
    """`folder` holds the cluster and its socket; databases are named by their SQLAlchemy URL."""

    folder: Path
    _numbers: Iterator[int] = field(default_factory=itertools.count)
    _wiped: list[str] = field(default_factory=list)

    def url(self, name: str) -> str:
        return f"postgresql://desk@/{name}?host={self.folder}"

    async def empty(self) -> str:
        """A new database without a table."""
        return await self._create("template0")

    async def clone(self) -> str:
        """A new database with the newest schema."""
        return await self._create(TEMPLATE)

    async def lend(self) -> str:
        """A database as a clone is; to be given back, since wiping takes a twentieth of the time of cloning."""
        return self._wiped.pop() if self._wiped else await self.clone()

    async def give_back(self, url: str) -> None:
        await self._order(WIPE, _name(url))
        self._wiped.append(url)

    async def drop(self, url: str) -> None:
        await self._order(f"DROP DATABASE {_name(url)} WITH (FORCE)")

    async def prepare(self) -> None:
        """Make the template."""
        await self._order(f"CREATE DATABASE {TEMPLATE} TEMPLATE template0")
        await migrate(self.url(TEMPLATE))

    async def _create(self, template: str) -> str:
        name = f"desk{next(self._numbers)}"
        await self._order(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    async def _order(self, sql: str, database: str = "postgres") -> None:
        connection = await asyncpg.connect(user="desk", database=database, host=str(self.folder))
        try:
            await connection.execute(sql)
        finally:
            await connection.close()


@contextmanager
def postgres() -> Iterator[Postgres]:
    """Started, with the template ready; stopped and removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="desk-pg-", dir="/tmp"))  # short: a socket's path holds 107 bytes
    if os.getuid() == 0:
        shutil.chown(folder, UNPRIVILEGED)
    try:
        data = folder / "data"
        with _started(folder, "initdb", "-D", data, "-U", "desk", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync") as initdb:
            assert initdb.wait() == 0, (folder / "initdb.log").read_text()
        with _started(folder, "postgres", "-D", data, "-k", folder, *(f"-c{each}" for each in SETTINGS)) as server:
            try:
                desk = Postgres(folder)
                asyncio.run(_prepare(desk, server))
                yield desk
            finally:
                server.send_signal(signal.SIGQUIT)
    finally:
        shutil.rmtree(folder)


def _name(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[2]


async def _prepare(desk: Postgres, server: "subprocess.Popen[bytes]") -> None:
    while True:
        assert server.poll() is None, (desk.folder / "postgres.log").read_text()
        try:
            return await desk.prepare()
        except (OSError, asyncpg.CannotConnectNowError):
            await asyncio.sleep(0.02)  # it is starting


def _started(folder: Path, program: str, *arguments: str | Path) -> "subprocess.Popen[bytes]":
    command = [_binary(program), *arguments]
    with (folder / f"{program}.log").open("wb") as words:
        if os.getuid():
            return subprocess.Popen(command, cwd="/", stdout=words, stderr=words)
        group = pwd.getpwnam(UNPRIVILEGED).pw_gid
        return subprocess.Popen(command, cwd="/", stdout=words, stderr=words, user=UNPRIVILEGED, group=group, extra_groups=[])


def _binary(program: str) -> Path:
    """Debian keeps them out of the PATH, a folder per version."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve()] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return folders[-1].parent / program
