"""The index on SQLite: FTS5 without the texts and without places, a row a text.

The rarest word of a question is asked first, the others only where its newest claims are.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from claims.grams import asked, grams
from storage.built import driver, run
from storage.search.entries import SHIFT, Entry, names, people, said, subjects

SAMPLE = 400
"""Newest claims among whose texts a word is counted."""
PROBE = 500
"""Texts that are gone through in the time in which a single claim is asked whether it holds a word."""
CREATE = "CREATE VIRTUAL TABLE search USING fts5(grams, content='', columnsize=0, detail=none, tokenize='ascii')"
_PUT = "INSERT INTO search (rowid, grams) VALUES (:key, :grams)"
_DROP = "INSERT INTO search (search, rowid, grams) VALUES ('delete', :key, :grams)"
_COUNT = f"""
SELECT count(*) FROM search WHERE search MATCH :word AND rowid >= (SELECT max(id) - {SAMPLE} + 1 FROM claims) << {SHIFT}
"""  # noqa: S608
_NAMES = "SELECT rowid FROM search WHERE search MATCH :word AND rowid < 0"
_SAID = f"SELECT rowid >> {SHIFT} FROM search WHERE search MATCH :word AND rowid >= :first AND rowid < :end"  # noqa: S608
_THEIRS = "SELECT id FROM claims WHERE {} IN (SELECT value FROM json_each(:whose)) AND id >= :lowest AND id < :below"
_HOLDING = f"SELECT rowid >> {SHIFT} FROM search WHERE search MATCH :word AND rowid >= :first ORDER BY rowid DESC LIMIT :most"  # noqa: S608
_HOLDS = "SELECT 1 FROM search WHERE search MATCH :word AND rowid >= :first AND rowid < :end LIMIT 1"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A word as it is asked for, how many texts of the newest claims hold it, and the customers who have it in their names."""

    query: str
    count: int
    contacts: Sequence[int]
    organisations: Sequence[int]


def create(connection: Connection) -> None:
    connection.exec_driver_sql(CREATE)


def put(connection: Connection, entries: Iterable[Entry]) -> None:
    _write(connection, _PUT, entries)


def change(connection: Connection, pairs: Iterable[tuple[Entry, Entry]]) -> None:
    """FTS5 keeps no text to compare, so the old ones are told as they were put."""
    for old, new in pairs:
        _write(connection, _DROP, [old])
        _write(connection, _PUT, [new])


def fill(connection: Connection) -> None:
    """In the order of their keys, in which the index is written fastest."""
    for pages in (names(connection), subjects(connection), said(connection)):
        for entries in pages:
            _write(connection, _PUT, entries)


def wanted(connection: Connection, words: Sequence[str]) -> list[Wanted]:
    """The rarest first; without those that are signs only."""
    found = [_wanted(connection, query) for word in words if (query := _query(word))]
    return sorted(found, key=lambda each: each.count)


def candidates(connection: Connection, words: Sequence[Wanted], lowest: int, below: int, limit: int) -> list[int]:
    rarest, *others = words
    newest = sorted(_claims(connection, rarest, lowest, below), reverse=True)
    found: list[int] = []
    size = 2 * limit
    while newest and len(found) < limit:
        some, newest = set(newest[:size]), newest[size:]
        for word in others:
            some &= _among(connection, word, some)
        found += sorted(some, reverse=True)
        size *= 2
    return found[:limit]


def holding(connection: Connection, words: Sequence[str], limit: int) -> dict[str, list[int]]:
    values = {"first": 1 << SHIFT, "most": limit}
    asked_for = {word: query for word in words if (query := _query(word))}
    return {word: _numbers(connection, _HOLDING, values | {"word": query}) for word, query in asked_for.items()}


def _wanted(connection: Connection, query: str) -> Wanted:
    count = run(driver(connection), _COUNT, {"word": query}).scalar()
    return Wanted(query, count, *people(_numbers(connection, _NAMES, {"word": query})))


def _among(connection: Connection, word: Wanted, claims: set[int]) -> set[int]:
    """At least those of the claims that hold the word. A few that lie far apart are asked one by one."""
    if not claims:
        return claims
    lowest, below = min(claims), max(claims) + 1
    if word.count * (below - lowest) < SAMPLE * PROBE * len(claims):
        return _claims(connection, word, lowest, below)
    return _theirs(connection, word, lowest, below) | {each for each in claims if _holds(connection, word, each)}


def _claims(connection: Connection, word: Wanted, lowest: int, below: int) -> set[int]:
    values = {"word": word.query, "first": lowest << SHIFT, "end": below << SHIFT}
    return {row[0] for row in run(driver(connection), _SAID, values)} | _theirs(connection, word, lowest, below)


def _theirs(connection: Connection, word: Wanted, lowest: int, below: int) -> set[int]:
    """Claims of customers who have the word in their names."""
    found: set[int] = set()
    for column, whose in (("contact_id", word.contacts), ("organisation_id", word.organisations)):
        if whose:
            values = {"whose": json.dumps(whose), "lowest": lowest, "below": below}
            found.update(row[0] for row in run(driver(connection), _THEIRS.format(column), values))
    return found


def _holds(connection: Connection, word: Wanted, claim: int) -> bool:
    values = {"word": word.query, "first": claim << SHIFT, "end": claim + 1 << SHIFT}
    return run(driver(connection), _HOLDS, values).first() is not None


def _numbers(connection: Connection, sql: str, values: Mapping[str, object]) -> list[int]:
    return list(dict.fromkeys(row[0] for row in run(driver(connection), sql, values)))


def _query(word: str) -> str:
    return " AND ".join(f'"{gram}"' for gram in asked(word))


def _write(connection: Connection, sql: str, entries: Iterable[Entry]) -> None:
    for key, written in entries:
        if found := grams(written):
            run(driver(connection), sql, {"key": key, "grams": " ".join(found)})
