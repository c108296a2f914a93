"""The look at a database that spares a start the import of Alembic."""

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic.script import ScriptDirectory

from storage.migrate import alembic_config
from storage.newest import brought_up, is_newest, newest


def test_newest_is_alembics_head() -> None:
    assert newest() == ScriptDirectory.from_config(alembic_config()).get_current_head()


async def test_brings_up_once(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    assert not is_newest(path)
    await brought_up(f"sqlite:///{path}")
    assert is_newest(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '0000'")
    assert not is_newest(path)


def test_no_database(tmp_path: Path) -> None:
    (tmp_path / "desk.db").write_bytes(b"not a database, but a file of some length" * 100)
    assert not is_newest(tmp_path / "desk.db")
