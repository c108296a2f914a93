"""The index that `find` asks: the grams of subjects, messages, notes and customers, written in the transaction that writes them.

SQLite keeps it as an FTS5 table without the texts, PostgreSQL as a table of tsvectors. A row's key names the claim (its number shifted
by 32 bits, and the message's id or 0 for the subject), or is negative for a contact or an organisation.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Table, text

from claims.grams import asked, folded, grams, is_exact
from storage.built import driver, run
from storage.tables import claims, contacts, messages, organisations
from storage.transaction import Tx

NAME = "search"
WORDS = 10
"""Words of a question that count."""
BATCH = 1000
_SHIFT = 32
_PUT = {
    "sqlite": "INSERT INTO search (rowid, grams) VALUES (:key, :grams)",
    "postgresql": "INSERT INTO search (key, grams) VALUES (:key, array_to_tsvector(CAST(:grams AS text[])))",
}
_DROP = {
    "sqlite": "INSERT INTO search (search, rowid, grams) VALUES ('delete', :key, :grams)",
    "postgresql": "DELETE FROM search WHERE key = :key AND CAST(:grams AS text[]) IS NOT NULL",
}
_INDEX = "CREATE INDEX ix_search_grams ON search USING gin (grams) WITH (gin_pending_list_limit = 256)"
TELL_APART = "ALTER TABLE search ALTER COLUMN grams SET STATISTICS 1000"
"""PostgreSQL counts the ten thousand most frequent grams instead of a thousand: of any other it thinks that one text in 200 has it, and
then reads all texts from the newest on for a word that hardly anybody wrote."""
_CREATE = {
    "sqlite": ["CREATE VIRTUAL TABLE search USING fts5(grams, content='', columnsize=0, detail=none, tokenize='ascii')"],
    "postgresql": [
        "CREATE TABLE search (key bigint PRIMARY KEY, grams tsvector NOT NULL) WITH (toast_tuple_target = 128)",
        TELL_APART,
        _INDEX,
    ],
}
Entry = tuple[int, str]
"""A key, and the text to be found by."""


def of_message(row: Any) -> Entry:
    """Of a row of messages. What machines wrote for us and what was deleted is not looked through; of a letter, what its writer wrote."""
    said = row.new_text if row.direction == "out" else row.text
    silent = row.deleted_at is not None or (row.direction == "out" and row.automatic)
    return row.claim_id << _SHIFT | row.id, "" if silent else said


def of_claim(identity: int, subject: str) -> Entry:
    return identity << _SHIFT, subject


def of_contact(identity: int, address: str, name: str) -> Entry:
    return -(identity << 1), f"{name} {address}"


def of_organisation(identity: int, name: str) -> Entry:
    return -(identity << 1 | 1), name


def put(tx: Tx, entry: Entry) -> None:
    """Let a text that is new be found."""
    _write(tx.connection, _PUT, [entry])


def change(tx: Tx, old: Entry, new: Entry) -> None:
    """Let a text be found by what it has become; `old` as it was put, for SQLite keeps no text to compare."""
    if old != new:
        _write(tx.connection, _DROP, [old])
        _write(tx.connection, _PUT, [new])


def rewritten(tx: Tx, table: Table, old: Any, new: Any) -> None:
    """Follow a row of any table that was written anew."""
    read = _READ.get(table)
    if read:
        change(tx, read(old), read(new))


def create(connection: Connection) -> None:
    """Make the empty index, where there is none."""
    for statement in _CREATE[connection.dialect.name]:
        connection.exec_driver_sql(statement)


def is_compared(name: str | None, kind: str, _: object) -> bool:
    """Whether Alembic compares a table with `storage.tables`; the index differs between the databases."""
    return kind != "table" or name is None or not name.startswith(NAME)


def fill(connection: Connection) -> int:
    """Index everything there is, into an empty index; how many texts."""
    with _loaded(connection):
        return sum(_filled(connection, query, read) for query, read in _ALL)


def _filled(connection: Connection, query: str, read: Callable[[Any], Entry]) -> int:
    count = 0
    for entries in _pages(connection, query, read):
        _write(connection, _PUT, entries)
        count += len(entries)
    return count


@contextmanager
def _loaded(connection: Connection) -> Iterator[None]:
    """PostgreSQL sorts its index once when all is there, and looks what words are frequent."""
    if connection.dialect.name == "sqlite":
        yield
        return
    connection.exec_driver_sql("DROP INDEX ix_search_grams")
    yield
    connection.exec_driver_sql(_INDEX)
    connection.exec_driver_sql("ANALYZE search")


def candidates(tx: Tx, words: Sequence[str], lowest: int, below: int, limit: int) -> list[int]:
    """Claims from `lowest` to under `below` whose index holds every word, the newest first; they still have to be read for `to_read`."""
    queries = [query for word in words[:WORDS] if (query := _query(tx.connection, word))]
    if not queries:
        return []
    if tx.connection.dialect.name == "postgresql":
        tx.connection.exec_driver_sql("SET LOCAL plan_cache_mode = force_custom_plan")  # a plan for any word suits none
    sql = " INTERSECT ".join(_of_word(tx.connection, place) for place in range(len(queries)))
    values: dict[str, object] = {f"word{place}": query for place, query in enumerate(queries)}
    values |= {"first": lowest << _SHIFT, "end": below << _SHIFT, "lowest": lowest, "below": below, "most": limit}
    return list(tx.connection.execute(text(f"{sql} ORDER BY 1 DESC LIMIT :most"), values).scalars())


def holding(tx: Tx, word: str, limit: int) -> list[int]:
    """The claims whose subject or messages hold a word, as far as the index knows, the newest first; of at most `limit` texts."""
    query = _query(tx.connection, word)
    if not query:
        return []
    lite = tx.connection.dialect.name == "sqlite"
    key, match = ("rowid", "search MATCH :word") if lite else ("key", "grams @@ CAST(:word AS tsquery)")
    sql = f"SELECT {key} >> {_SHIFT} FROM search WHERE {match} AND {key} >= {1 << _SHIFT} ORDER BY {key} DESC LIMIT :most"  # noqa: S608
    rows = tx.connection.execute(text(sql), {"word": query, "most": limit}).scalars()
    return list(dict.fromkeys(rows))


def to_read(words: Sequence[str]) -> list[str]:
    """The words of which the index knows only parts, folded."""
    return [folded(word) for word in words if not is_exact(word) or not asked(word)]


def _of_word(connection: Connection, place: int) -> str:
    lite = connection.dialect.name == "sqlite"
    key, match = ("rowid", f"search MATCH :word{place}") if lite else ("key", f"grams @@ CAST(:word{place} AS tsquery)")
    hits = f"SELECT {{}} FROM search WHERE {match} AND {{}}"  # noqa: S608 - whatever was typed is bound
    said = hits.format(f"{key} >> {_SHIFT} AS claim", f"{key} >= :first AND {key} < :end")
    people, houses = (hits.format(f"(-{key}) >> 1", f"{key} < 0 AND (-{key}) & 1 = {odd}") for odd in (0, 1))
    theirs = " UNION ".join(
        f"SELECT id FROM claims WHERE {column} IN ({whose}) AND id >= :lowest AND id < :below"  # noqa: S608
        for column, whose in (("contact_id", people), ("organisation_id", houses))
    )
    return f"SELECT claim FROM ({said} UNION {theirs}) AS of_word{place}"  # noqa: S608


def _query(connection: Connection, word: str) -> str:
    lite = connection.dialect.name == "sqlite"
    return " AND ".join(f'"{gram}"' for gram in asked(word)) if lite else " & ".join(f"'{gram}'" for gram in asked(word))


def _write(connection: Connection, statements: dict[str, str], entries: Sequence[Entry]) -> None:
    lite = connection.dialect.name == "sqlite"
    rows = [{"key": key, "grams": " ".join(found) if lite else found} for key, said in entries if (found := grams(said))]
    if lite:
        for row in rows:
            run(driver(connection), statements["sqlite"], row)
    elif rows:
        connection.execute(text(statements["postgresql"]), rows)


def _pages(connection: Connection, query: str, read: Callable[[Any], Entry]) -> Iterator[list[Entry]]:
    """In the order of their keys, in which SQLite's index is written fastest."""
    after = {"one": -(2**31) + 1, "two": 0}
    while rows := connection.execute(text(query), after | {"most": BATCH}).all():
        yield [read(row) for row in rows]
        after = {"one": rows[-1].one, "two": rows[-1].two}


_ALL: tuple[tuple[str, Callable[[Any], Entry]], ...] = (
    (
        "SELECT -id AS one, 0 AS two, id, address, name FROM contacts WHERE id < -CAST(:one AS integer) ORDER BY id DESC LIMIT :most",
        lambda row: of_contact(row.id, row.address, row.name),
    ),
    (
        "SELECT -id AS one, 0 AS two, id, name FROM organisations WHERE id < -CAST(:one AS integer) ORDER BY id DESC LIMIT :most",
        lambda row: of_organisation(row.id, row.name),
    ),
    (
        "SELECT id AS one, 0 AS two, id, subject FROM claims WHERE id > :one ORDER BY id LIMIT :most",
        lambda row: of_claim(row.id, row.subject),
    ),
    (
        "SELECT claim_id AS one, id AS two, claim_id, id, direction, automatic, deleted_at, text, new_text FROM messages"
        " WHERE (claim_id, id) > (:one, :two) ORDER BY claim_id, id LIMIT :most",
        of_message,
    ),
)
_READ: dict[Table, Callable[[Any], Entry]] = {
    messages: of_message,
    claims: lambda row: of_claim(row.id, row.subject),
    contacts: lambda row: of_contact(row.id, row.address, row.name),
    organisations: lambda row: of_organisation(row.id, row.name),
}
