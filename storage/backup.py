"""A backup of everything in one tar file: each table as JSON lines, and the files; the same for both databases, so it also moves a desk.

Taken from one read transaction of a running desk; restored into an empty database of the same schema.
"""

import base64
import io
import json
import os
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import LargeBinary, Table, bindparam, func, insert, select, text, update

from claims.errors import Misconfigured
from storage import search
from storage.database import Tx
from storage.files import FileStore
from storage.tables import Utc, metadata

BATCH = 500
TABLES = "tables"
FILES = "files"


def dump(tx: Tx, files: FileStore, target: Path) -> dict[str, int]:
    """Write the backup beside `target`, then move it there; how many rows each table has."""
    if target.exists():
        raise Misconfigured(f"{target} exists already: name another file, or remove it first.")
    unfinished = target.with_name(target.name + ".part")
    with (
        os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file,
        tarfile.open(fileobj=file, mode="w") as tar,
    ):
        counts = {table.name: _dump_table(tx, table, tar) for table in metadata.sorted_tables}
        for name in tx.connection.execute(select(metadata.tables["files"].c.sha256)).scalars():
            _add(tar, f"{FILES}/{name}", io.BytesIO(files.read(name)))
    unfinished.rename(target)
    return counts


def load(tx: Tx, files: FileStore, source: Path) -> dict[str, int]:
    """Read a backup into an empty database; how many rows each table has. Raises Misconfigured where it is not empty."""
    if any(_count(tx, table) for table in metadata.sorted_tables):
        raise Misconfigured("This database is not empty. Restore into a new one: set DATABASE_URL to it and try again.")
    with tarfile.open(source) as tar:
        for member in tar:
            content = tar.extractfile(member)
            if content and member.name.startswith(f"{FILES}/"):
                files.keep(content.read())
    with tarfile.open(source) as tar:
        for table in metadata.sorted_tables:
            _load_table(tx, table, tar)
    search.fill(tx.connection)
    return {table.name: _count(tx, table) for table in metadata.sorted_tables}


def _dump_table(tx: Tx, table: Table, tar: tarfile.TarFile) -> int:
    count = 0
    with tempfile.TemporaryFile() as lines:
        lines.write(json.dumps([column.name for column in table.columns]).encode() + b"\n")
        for row in tx.connection.execution_options(yield_per=BATCH).execute(select(table)):
            lines.write(json.dumps([_plain(value) for value in row], ensure_ascii=False).encode() + b"\n")
            count += 1
        _add(tar, f"{TABLES}/{table.name}.jsonl", lines)
    return count


def _load_table(tx: Tx, table: Table, tar: tarfile.TarFile) -> None:
    content = tar.extractfile(f"{TABLES}/{table.name}.jsonl")
    if content is None:
        raise Misconfigured(f"The backup lacks the table {table.name}.")
    names = json.loads(content.readline())
    columns = [next(column for column in table.columns if column.name == name) for name in names]
    readers = [_reader(column.type) for column in columns]
    rows = ({column.key: read(value) for column, read, value in zip(columns, readers, json.loads(line), strict=True)} for line in content)
    _insert(tx, table, rows)
    if tx.connection.dialect.name == "postgresql" and "id" in table.c and table.c.id.identity:
        tx.connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), (SELECT max(id) FROM {table.name}))"))  # noqa: S608


def _insert(tx: Tx, table: Table, rows: Iterator[dict[str, Any]]) -> None:
    """A row may name one of its own table that comes later, as a claim does that was joined with a newer one."""
    own = [column.key for column in table.columns if any(key.column.table is table for key in column.foreign_keys)]
    naming: list[dict[str, Any]] = []
    for batch in _batches(rows):
        naming += [{f"kept_{name}": row.get(name) for name in ("id", *own)} for row in batch if any(row.get(name) for name in own)]
        tx.connection.execute(insert(table), [row | dict.fromkeys(own) for row in batch] if own else batch)
    if naming:
        named = update(table).where(table.c.id == bindparam("kept_id")).values({name: bindparam(f"kept_{name}") for name in own})
        tx.connection.execute(named, naming)


def _batches(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _reader(kind: Any) -> Callable[[Any], Any]:
    if isinstance(kind, Utc):
        return lambda value: value and datetime.fromisoformat(value)
    if isinstance(kind, LargeBinary):
        return lambda value: value and base64.b64decode(value)
    return lambda value: value


def _add(tar: tarfile.TarFile, name: str, content: IO[bytes]) -> None:
    member = tarfile.TarInfo(name)
    member.size = content.seek(0, io.SEEK_END)
    content.seek(0)
    tar.addfile(member, content)


def _count(tx: Tx, table: Table) -> int:
    return int(tx.connection.execute(select(func.count()).select_from(table)).scalar_one())
