"""The index on PostgreSQL: tsvectors under GIN, a row a claim, so that GIN alone finds the claims that hold all words.

A row is written anew with each message, so after FULL grams a claim begins another; then all its rows hold LONG, and such claims are asked
word by word. The names of customers have rows of their own, in which NAME stands before each gram.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from claims.grams import asked, grams
from storage.search.entries import MESSAGE, SHIFT, Entry, names, of_message, people, subjects

FULL = 5_000
"""Grams of a row with several texts: what would be more goes to another. A single text may have more, and has a row of its own."""
LONG = "+"
NAME = "@"
NEWEST = 1_000
"""Claims that are looked through one by one, which is faster than to gather all that hold a frequent word."""
CLAIMS = 100
"""Claims that are indexed at once."""
TELL_APART = "ALTER TABLE search ALTER COLUMN grams SET STATISTICS 1000"
"""The ten thousand most frequent grams are counted instead of a thousand: any other is thought to be in one claim of 200."""
_INDEX = "CREATE INDEX ix_search_grams ON search USING gin (grams) WITH (gin_pending_list_limit = 256)"
CREATE = ("CREATE TABLE search (key bigint PRIMARY KEY, grams tsvector NOT NULL) WITH (toast_tuple_target = 128)", TELL_APART, _INDEX)
_PUT = "INSERT INTO search (key, grams) VALUES (:key, array_to_tsvector(CAST(:grams AS text[])))"
_DROP = "DELETE FROM search WHERE key >= :key AND key < :end"
_ADD = """
WITH last AS (SELECT key, length(grams) + :more > :full AS is_full FROM search WHERE key >= :key AND key < :end ORDER BY key DESC LIMIT 1)
INSERT INTO search (key, grams)
SELECT COALESCE((SELECT key + CAST(is_full AS integer) FROM last), CAST(:key AS bigint)), array_to_tsvector(CAST(:grams AS text[]))
ON CONFLICT (key) DO UPDATE SET grams = search.grams || excluded.grams RETURNING key
"""
_MARK = f"""
UPDATE search SET grams = grams || array_to_tsvector(ARRAY['{LONG}'])
WHERE key >= :key AND key < :end AND NOT grams @@ CAST('''{LONG}''' AS tsquery)
"""  # noqa: S608
_LOCK = "SELECT id FROM claims WHERE id = ANY(CAST(:claims AS integer[])) ORDER BY id FOR NO KEY UPDATE"
_SUBJECTS = "SELECT id, subject FROM claims WHERE id = ANY(CAST(:claims AS integer[])) ORDER BY id"
_SAID = f"SELECT {MESSAGE} WHERE claim_id = ANY(CAST(:claims AS integer[])) ORDER BY claim_id, id"
_BETWEEN = "key >= :first AND key < :end"
_ANYWHERE = "key + 0 >= :first AND key + 0 < :end"
"""The same, of which the primary key knows nothing: to look through all claims takes far longer than it thinks."""


@dataclass(frozen=True, slots=True)
class Named:
    """A word, with the contacts and organisations that have it in their names."""

    query: str
    contacts: Sequence[int]
    organisations: Sequence[int]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The words that no customer's name has, and those that some have."""

    spoken: Sequence[str]
    named: Sequence[Named]


def create(connection: Connection) -> None:
    for statement in CREATE:
        connection.exec_driver_sql(statement)


def put(connection: Connection, entries: Iterable[Entry]) -> None:
    for key, said in entries:
        if key < 0:
            _put(connection, [(key, _marked(grams(said)))])
        elif found := grams(said):
            _add(connection, _row(key), found)


def change(connection: Connection, pairs: Iterable[tuple[Entry, Entry]]) -> None:
    """What a claim's other texts hold is not known here, so its texts are read again, by one at a time."""
    changed = dict(new for _, new in pairs)
    for key in changed:
        if key < 0:
            connection.execute(text(_DROP), {"key": key, "end": key + 1})
            put(connection, [(key, changed[key])])
    claims = sorted({key >> SHIFT for key in changed if key > 0})
    connection.execute(text(_LOCK), {"claims": claims})
    for claim in claims:
        connection.execute(text(_DROP), {"key": claim << SHIFT, "end": claim + 1 << SHIFT})  # and wait for who adds to it
        _put(connection, _rows(connection, [claim]))


def fill(connection: Connection) -> None:
    """GIN is sorted once when all is there, and what words are frequent is counted."""
    connection.exec_driver_sql("DROP INDEX ix_search_grams")
    for entries in names(connection):
        put(connection, entries)
    for entries in subjects(connection):
        for begin in range(0, len(entries), CLAIMS):
            _put(connection, _rows(connection, [key >> SHIFT for key, _ in entries[begin : begin + CLAIMS]]))
    connection.exec_driver_sql(_INDEX)
    connection.exec_driver_sql("ANALYZE search")


def wanted(connection: Connection, words: Sequence[str]) -> list[Wanted]:
    """None where they are signs only."""
    queries = [query for word in words if (query := asked(word))]
    if not queries:
        return []
    connection.exec_driver_sql("SET LOCAL plan_cache_mode = force_custom_plan")  # a plan for any word suits none
    known = _known(connection, [_query(_marked(query)) for query in queries])
    spoken = [_query(query) for query, keys in zip(queries, known, strict=True) if not keys]
    return [Wanted(spoken, [Named(_query(query), *people(keys)) for query, keys in zip(queries, known, strict=True) if keys])]


def candidates(connection: Connection, words: Sequence[Wanted], lowest: int, below: int, limit: int) -> list[int]:
    (asked_for,) = words
    between = _BETWEEN if below - lowest <= NEWEST else _ANYWHERE
    values: dict[str, Any] = {"first": lowest << SHIFT, "end": below << SHIFT, "lowest": lowest, "below": below, "most": limit}
    sets = [_spoken(asked_for.spoken, between, values)] if asked_for.spoken else []
    sets += [_named(place, word, between, values) for place, word in enumerate(asked_for.named)]
    sql = " INTERSECT ".join(f"SELECT claim FROM ({each}) AS held{place}" for place, each in enumerate(sets))  # noqa: S608
    with _by_index(connection):
        return list(connection.execute(text(f"{sql} ORDER BY 1 DESC LIMIT :most"), values).scalars())


def holding(connection: Connection, words: Sequence[str], limit: int) -> dict[str, list[int]]:
    found = {}
    with _by_index(connection):
        for word in words:
            if query := asked(word):
                sql = f"{_hits('word', _ANYWHERE)} ORDER BY 1 DESC LIMIT :most"
                values = {"word": _query(query), "first": 0, "end": 1 << 62, "most": limit}
                found[word] = list(connection.execute(text(sql), values).scalars())
    return found


def _spoken(words: Sequence[str], between: str, values: dict[str, Any]) -> str:
    values["all"] = " & ".join(words)
    if len(words) == 1:
        return _hits("all", between)
    values |= {f"long{place}": f"{word} & '{LONG}'" for place, word in enumerate(words)}
    of_long = " INTERSECT ".join(_hits(f"long{place}", between) for place in range(len(words)))
    return f"{_hits('all', between)} UNION ({of_long})"


def _named(place: int, word: Named, between: str, values: dict[str, Any]) -> str:
    values |= {f"word{place}": word.query, f"contacts{place}": word.contacts, f"houses{place}": word.organisations}
    theirs = "SELECT id FROM claims WHERE {} = ANY(CAST(:{}{} AS integer[])) AND id >= :lowest AND id < :below"
    people, houses = theirs.format("contact_id", "contacts", place), theirs.format("organisation_id", "houses", place)
    return f"{_hits(f'word{place}', between)} UNION {people} UNION {houses}"


def _hits(name: str, between: str) -> str:
    return f"SELECT DISTINCT key >> {SHIFT} AS claim FROM search WHERE grams @@ CAST(:{name} AS tsquery) AND {between}"  # noqa: S608


def _known(connection: Connection, queries: Sequence[str]) -> list[list[int]]:
    """Of each query, the customers whose names answer it."""
    parts = (f"SELECT {place}, key FROM search WHERE grams @@ CAST(:name{place} AS tsquery)" for place in range(len(queries)))  # noqa: S608
    found: list[list[int]] = [[] for _ in queries]
    with _by_index(connection):
        rows = connection.execute(text(" UNION ALL ".join(parts)), {f"name{place}": query for place, query in enumerate(queries)})
    for place, key in rows:
        found[place].append(key)
    return found


@contextmanager
def _by_index(connection: Connection) -> Iterator[None]:
    """The planner takes reading a whole row for as cheap as reading its head, and would look through them all."""
    connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    yield
    connection.exec_driver_sql("SET LOCAL enable_seqscan = on")


def _add(connection: Connection, values: dict[str, int], found: list[str]) -> None:
    key = connection.execute(text(_ADD), values | {"full": FULL, "more": len(found), "grams": found}).scalar_one()
    if key != values["key"]:
        connection.execute(text(_MARK), values)


def _rows(connection: Connection, claims: Sequence[int]) -> list[tuple[int, list[str]]]:
    """The keys and grams of claims, by all their texts."""
    texts = {row.id: [row.subject] for row in connection.execute(text(_SUBJECTS), {"claims": claims})}
    for row in connection.execute(text(_SAID), {"claims": claims}):
        texts[row.claim_id].append(of_message(row)[1])
    return [(claim << SHIFT | place, part) for claim, said in texts.items() for place, part in enumerate(_parts(said))]


def _parts(texts: Sequence[str]) -> list[list[str]]:
    """Never half a text, so that a row holds all grams of its words."""
    parts: list[dict[str, None]] = [{}]
    for found in map(grams, texts):
        if parts[-1] and len(parts[-1]) + len(found) > FULL:
            parts.append({})
        parts[-1].update(dict.fromkeys(found))
    return [[*part, LONG] if len(parts) > 1 else [*part] for part in parts]


def _put(connection: Connection, rows: Sequence[tuple[int, list[str]]]) -> None:
    if values := [{"key": key, "grams": found} for key, found in rows if found]:
        connection.execute(text(_PUT), values)


def _row(key: int) -> dict[str, int]:
    first = key >> SHIFT << SHIFT
    return {"key": first, "end": first + (1 << SHIFT)}


def _marked(found: Sequence[str]) -> list[str]:
    return [f"{NAME}{gram}" for gram in found]


def _query(found: Sequence[str]) -> str:
    return " & ".join(f"'{gram}'" for gram in found)
