"""What is found by which text: subjects, messages, notes, and the names of customers."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Table, text

from storage.tables import claims, contacts, messages, organisations

BATCH = 1000
SHIFT = 32
Entry = tuple[int, str]
"""A key, and the text to be found by. The key is the claim's number shifted, with the message's id or 0 for the subject; or it is
negative, for a contact or an organisation."""


def of_message(row: Any) -> Entry:
    """Of a row of messages. What machines wrote for us and what was deleted is not looked through; of a letter, what its writer wrote."""
    said = row.new_text if row.direction == "out" else row.text
    silent = row.deleted_at is not None or (row.direction == "out" and row.automatic)
    return row.claim_id << SHIFT | row.id, "" if silent else said


def of_claim(identity: int, subject: str) -> Entry:
    return identity << SHIFT, subject


def of_contact(identity: int, address: str, name: str) -> Entry:
    return -(identity << 1), f"{name} {address}"


def of_organisation(identity: int, name: str) -> Entry:
    return -(identity << 1 | 1), name


def people(keys: Sequence[int]) -> tuple[list[int], list[int]]:
    """The contacts and the organisations that keys name."""
    return [-key >> 1 for key in keys if not -key & 1], [-key >> 1 for key in keys if -key & 1]


def names(connection: Connection) -> Iterator[list[Entry]]:
    """Of every contact and organisation, in the order of their keys."""
    yield from _pages(connection, _CONTACTS, lambda row: of_contact(row.id, row.address, row.name))
    yield from _pages(connection, _ORGANISATIONS, lambda row: of_organisation(row.id, row.name))


def subjects(connection: Connection) -> Iterator[list[Entry]]:
    """Of every claim, in the order of their keys."""
    yield from _pages(connection, _SUBJECTS, lambda row: of_claim(row.id, row.subject))


def said(connection: Connection) -> Iterator[list[Entry]]:
    """Of every message, in the order of their keys."""
    yield from _pages(connection, _SAID, of_message)


def _pages(connection: Connection, query: str, read: Callable[[Any], Entry]) -> Iterator[list[Entry]]:
    after = {"one": -(2**31) + 1, "two": 0}
    while rows := connection.execute(text(query), after | {"most": BATCH}).all():
        yield [read(row) for row in rows]
        after = {"one": rows[-1].one, "two": rows[-1].two}


_CONTACTS = "SELECT -id AS one, 0 AS two, id, address, name FROM contacts WHERE id < -CAST(:one AS integer) ORDER BY id DESC LIMIT :most"
_ORGANISATIONS = "SELECT -id AS one, 0 AS two, id, name FROM organisations WHERE id < -CAST(:one AS integer) ORDER BY id DESC LIMIT :most"
_SUBJECTS = "SELECT id AS one, 0 AS two, id, subject FROM claims WHERE id > :one ORDER BY id LIMIT :most"
MESSAGE = "claim_id, id, direction, automatic, deleted_at, text, new_text FROM messages"
_SAID = f"SELECT claim_id AS one, id AS two, {MESSAGE} WHERE (claim_id, id) > (:one, :two) ORDER BY claim_id, id LIMIT :most"
READ: dict[Table, Callable[[Any], Entry]] = {
    messages: of_message,
    claims: lambda row: of_claim(row.id, row.subject),
    contacts: lambda row: of_contact(row.id, row.address, row.name),
    organisations: lambda row: of_organisation(row.id, row.name),
}
