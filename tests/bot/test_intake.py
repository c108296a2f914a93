"""Taking mail in when the desk can make nothing of it: kept where people see it, and never in the way of the next one."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.desk import Desk, opened_desk
from bot.intake import Intake, opened_intake
from bot.settings import Settings
from claims.errors import TryAgain
from commands.receive import Became
from storage import mails, outbox
from storage.database import Tx
from storage.outbox import Door
from tests.clocks import StillClock
from tests.servers.postgres import Postgres

SUBJECT = "one that no database takes"
SQLITE = """
CREATE TRIGGER poison BEFORE INSERT ON claims WHEN NEW.subject = '{subject}'
BEGIN SELECT RAISE(ABORT, 'a customer''s words'); END
"""
POSTGRES = (
    """
    CREATE FUNCTION poison() RETURNS trigger AS $$
    BEGIN RAISE EXCEPTION 'a customer''s words' USING ERRCODE = '22021'; END $$ LANGUAGE plpgsql
    """,
    "CREATE TRIGGER poison BEFORE INSERT ON claims FOR EACH ROW WHEN (NEW.subject = '{subject}') EXECUTE FUNCTION poison()",
)


def mail(subject: str, number: int) -> bytes:
    head = f"From: Lee <lee@plant.example>\r\nTo: help@desk.example\r\nSubject: {subject}\r\nMessage-ID: <{number}@plant.example>\r\n"
    return f"{head}Date: Thu, 19 Nov 2026 10:30:00 +0900\r\n\r\nThe press stopped.\r\n".encode()


@pytest.fixture
async def postgres_url(postgres_server: Postgres) -> AsyncIterator[str]:
    """One of its own, since it is made to refuse."""
    url = await postgres_server.clone()
    yield url
    await postgres_server.drop(url)


@pytest.fixture
async def desk(database_url: str, clock: StillClock, tmp_path: Path) -> AsyncIterator[Desk]:
    settings = Settings(_env_file=None, database_url=database_url, data_dir=tmp_path, desk_address="help@desk.example")
    async with opened_desk(settings, clock) as desk:
        yield desk


@pytest.fixture
async def intake(desk: Desk) -> AsyncIterator[Intake]:
    async with opened_intake(desk) as intake:
        yield intake


def _poison(tx: Tx) -> None:
    """From now on the database refuses claims of this subject for good."""
    for statement in (SQLITE,) if tx.connection.dialect.name == "sqlite" else POSTGRES:
        tx.connection.execute(text(statement.format(subject=SUBJECT)))


def _drop(tx: Tx) -> None:
    tx.connection.execute(text("DROP TABLE raw_mails CASCADE" if tx.connection.dialect.name == "postgresql" else "DROP TABLE raw_mails"))


async def test_what_the_database_refuses_for_good_is_quarantined(intake: Intake, capsys: pytest.CaptureFixture[str]) -> None:
    run, read = intake.desk.database.run, intake.desk.database.read
    await run(_poison)
    received = await intake.take_in(mail(SUBJECT, 1), "smtp")
    assert (received.became, received.claim) == (Became.QUARANTINED, None)
    assert received.why.startswith("broke the desk")
    (kept,) = await read(mails.quarantined)
    assert await read(mails.raw_bytes, kept.id) == mail(SUBJECT, 1)
    told = await run(outbox.lease, Door.SLACK, "test", timedelta(minutes=1))
    assert told
    assert told.detail["what"] == "mail_quarantined"
    assert "customer's words" not in json.dumps(dict(told.detail)) + capsys.readouterr().out


async def test_the_mails_behind_it_come_in(intake: Intake) -> None:
    await intake.desk.database.run(_poison)
    became = [(await intake.take_in(mail(subject, number), "imap")).became for number, subject in enumerate(("one", SUBJECT, "two"))]
    assert became == [Became.CLAIM, Became.QUARANTINED, Became.CLAIM]
    again = await intake.take_in(mail(SUBJECT, 1), "imap")
    assert again.became is Became.DUPLICATE


async def test_where_not_even_the_bytes_can_be_kept_the_sender_keeps_them(intake: Intake) -> None:
    await intake.desk.database.run(_drop)
    with pytest.raises(TryAgain):
        await intake.take_in(mail("hello", 1), "smtp")


async def test_a_closing_database_is_no_fault_of_the_mail(desk: Desk, intake: Intake) -> None:
    await desk.database.close()
    with pytest.raises(TryAgain):
        await intake.take_in(mail("hello", 1), "smtp")
