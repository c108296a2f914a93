"""The index that `find` asks: the grams of subjects, messages, notes and customers, written in the transaction that writes them.

SQLite keeps it as an FTS5 table without the texts, PostgreSQL as a table of tsvectors; a module each.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from sqlalchemy import Connection, Table

from claims.grams import asked, folded, is_exact
from storage.search import postgres, sqlite
from storage.search.entries import READ, Entry, of_claim, of_contact, of_message, of_organisation
from storage.transaction import Tx

__all__ = ["of_claim", "of_contact", "of_message", "of_organisation"]

NAME = "search"
WORDS = 10
"""Words of a question that count."""
Wanted = Sequence[Any]
"""The words of a question, as either database asks for them."""


class Index(Protocol):
    """What the module of a database does, as the functions below say."""

    def create(self, connection: Connection) -> None: ...
    def fill(self, connection: Connection) -> None: ...
    def put(self, connection: Connection, entries: Iterable[Entry]) -> None: ...
    def change(self, connection: Connection, pairs: Iterable[tuple[Entry, Entry]]) -> None: ...
    def wanted(self, connection: Connection, words: Sequence[str]) -> Wanted: ...
    def candidates(self, connection: Connection, words: Wanted, lowest: int, below: int, limit: int) -> list[int]: ...
    def holding(self, connection: Connection, words: Sequence[str], limit: int) -> dict[str, list[int]]: ...


def put(tx: Tx, entry: Entry) -> None:
    """Let a text that is new be found."""
    _index(tx.connection).put(tx.connection, [entry])


def rewritten(tx: Tx, table: Table, rows: Iterable[tuple[Any, Any]]) -> None:
    """Follow rows of any table, as they were and as they were written anew."""
    if read := READ.get(table):
        pairs = ((read(old), read(new)) for old, new in rows)
        _index(tx.connection).change(tx.connection, [(old, new) for old, new in pairs if old != new])


def create(connection: Connection) -> None:
    """Make the empty index, where there is none."""
    _index(connection).create(connection)


def is_compared(name: str | None, kind: str, _: object) -> bool:
    """Whether Alembic compares a table with `storage.tables`; the index differs between the databases."""
    return kind != "table" or name is None or not name.startswith(NAME)


def fill(connection: Connection) -> None:
    """Index everything there is, into an empty index."""
    _index(connection).fill(connection)


def wanted(tx: Tx, words: Sequence[str]) -> Wanted:
    """What to ask `candidates` for, where there is anything."""
    return _index(tx.connection).wanted(tx.connection, words[:WORDS])


def candidates(tx: Tx, words: Wanted, lowest: int, below: int, limit: int) -> list[int]:
    """Claims from `lowest` to under `below` whose index holds every word, the newest first; they still have to be read for `to_read`."""
    return _index(tx.connection).candidates(tx.connection, words, lowest, below, limit)


def holding(tx: Tx, words: Sequence[str], limit: int) -> dict[str, list[int]]:
    """The claims whose subject or messages hold each word, as far as the index knows, the newest first; of at most `limit` entries."""
    return _index(tx.connection).holding(tx.connection, words, limit)


def to_read(words: Sequence[str]) -> list[str]:
    """The words of which the index knows only parts, folded."""
    return [folded(word) for word in words if not is_exact(word) or not asked(word)]


def _index(connection: Connection) -> Index:
    return sqlite if connection.dialect.name == "sqlite" else postgres
