"""The newest schema at a start, without Alembic where there is nothing to do: importing it takes longer than looking."""

import sqlite3
from contextlib import closing
from pathlib import Path

from storage.sqlite import is_sqlite, sqlite_path

VERSIONS = Path(__file__).parent / "migrations" / "versions"


async def brought_up(url: str) -> None:
    """Raises TryAgain where the database does not answer."""
    if is_sqlite(url) and is_newest(sqlite_path(url)):
        return
    from storage.migrate import migrate

    await migrate(url)


def is_newest(path: Path) -> bool:
    """Whether the SQLite file is there, and its schema the newest that we know."""
    if not path.exists():
        return False
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            return connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(newest(),)]
    except sqlite3.Error:
        return False


def newest() -> str:
    """The last revision: each file of a migration begins with its number."""
    return max(path.name.partition("_")[0] for path in VERSIONS.glob("[0-9]*.py"))
