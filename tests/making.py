"""The people, customers and mails of the tests."""

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import StaticPool

from claims.actor import Actor, customer, person
from claims.claim import Claim, Priority
from claims.envelope import Envelope
from claims.lifecycle import State
from claims.roles import Role
from commands.open import Told, open_claim
from storage import claims, customers, people, search
from storage.database import Tx
from storage.people import Person
from storage.sqlite import prepare
from storage.tables import metadata

ANNA, BEN, LEA = person("UANNA"), person("UBEN"), person("ULEA")
KIM = customer("kim@hanbit.example")
TEAM = (
    Person("UANNA", "Anna Park", "ko", "Asia/Seoul", "anna@desk.example", Role.AGENT, active=True),
    Person("UBEN", "Ben Choi", "en", "Asia/Seoul", "ben@desk.example", Role.AGENT, active=True),
    Person("ULEA", "Lea Jung", "ko", "Asia/Seoul", "lea@desk.example", Role.LEAD, active=True),
)


def team(tx: Tx) -> None:
    """Two engineers and a lead."""
    for each in TEAM:
        people.keep(tx, each)


def row(tx: Tx, **values: Any) -> Claim:
    """A claim's bare row, and a contact of its own."""
    contact = customers.contact_of_address(tx, "kim@hanbit.example") or customers.add_contact(tx, "kim@hanbit.example", "Kim", None)
    usual: dict[str, Any] = {
        "tail": "7K3M9Q",
        "subject": "프린터가 인쇄되지 않습니다",
        "state": State.NEW,
        "contact_id": contact.id,
        "organisation_id": contact.organisation_id,
        "channel": "mail",
        "language": "ko",
        "priority": Priority.P3,
    }
    return claims.add(tx, **usual | values)


@contextmanager
def memory() -> Iterator[Connection]:
    """An empty desk in memory, on a transaction that is never committed; for examples that come by the hundred."""
    with _engine().connect() as connection:
        begun = connection.begin()
        try:
            yield connection
        finally:
            begun.rollback()


@cache
def _engine() -> Engine:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    event.listen(engine, "connect", lambda raw, record: prepare(raw))
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    metadata.create_all(engine)
    with engine.begin() as connection:
        search.create(connection)
    return engine


def png() -> bytes:
    """A red square of eight pixels, as a seal."""
    head, red = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0), zlib.compress((b"\0" + b"\xc0\x20\x20" * 8) * 8)
    drawn = (
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in ((b"IHDR", head), (b"IDAT", red), (b"IEND", b""))
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(drawn)


def told(**values: Any) -> Told:
    """What Kim of Hanbit said."""
    usual = {"address": KIM.id, "name": "김하늘", "subject": "프린터가 인쇄되지 않습니다", "text": "어제부터 인쇄가 되지 않습니다."}
    return Told(**usual | values)


def open_one(tx: Tx, *, by: Actor = KIM, **values: Any) -> Claim:
    """A new claim of Kim's."""
    return open_claim(tx, told(**values), by=by)


def envelope(**values: Any) -> Envelope:
    """A mail that Kim of Hanbit wrote."""
    text = values.get("text", "어제부터 인쇄가 되지 않습니다.")
    usual: dict[str, Any] = {
        "sender": KIM.id,
        "sender_name": "김하늘",
        "to": ("help@desk.example",),
        "subject": "프린터가 인쇄되지 않습니다",
        "date": None,
        "message_id": "first@hanbit.example",
        "references": (),
        "text": text,
        "new_text": text,
        "language": "ko",
    }
    return Envelope(**usual | values)
