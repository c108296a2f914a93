"""A mail that could not be read stands in the channel with its reason; one click takes it in or rejects it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from bot.intake import Intake, opened_intake
from bot.slack.alarms import REJECT, RELEASE
from claims.letter import Letter
from claims.rules import Limits
from commands.quarantine import waiting
from commands.receive import Became
from storage import mails, outbox
from storage.database import Tx
from storage.outbox import Door
from tests.bot.mail.mails import mail, part, parts, whole, word
from tests.bot.slack.conftest import CHANNEL, Slack, words

SUBJECT = "큰 파일을 보냅니다"
HEAD = ("From: Lee <lee@plant.example>", f"Subject: {word(SUBJECT, 'utf-8')}", "Content-Type: text/plain; charset=utf-8")
BIG = mail(*HEAD, body="가" * 60_000)


@pytest.fixture
async def intake(slack: Slack) -> AsyncIterator[Intake]:
    """A desk that reads mails of 100 kB and four parts at most."""
    limits = Limits(mail_bytes=100_000, mail_parts=4, posts_a_second=1000, undo_seconds=0)
    async with opened_intake(replace(slack.desk, rules=slack.desk.rules.model_copy(update={"limits": limits}))) as intake:
        yield intake


async def alarm(slack: Slack, count: int = 1) -> list[dict[str, Any]]:
    def look() -> list[dict[str, Any]] | None:
        told = [each for each in slack.workspace.messages(CHANNEL) if RELEASE in str(each.get("blocks"))]
        return told if len(told) == count else None

    found = await slack.workspace.until(look)
    assert found
    return found


async def press(slack: Slack, user: str, ts: str, action: str, mail_id: int) -> None:
    assert await slack.workspace.click(user, CHANNEL, ts, action, str(mail_id)) is None
    await slack.workspace.settled()
    await slack.door.front.settled()


def shown(slack: Slack, ts: str) -> str:
    return str(next(each["text"] for each in slack.workspace.messages(CHANNEL) if each["ts"] == ts))


async def test_it_says_who_wrote_about_what_and_why_it_waits(slack: Slack, intake: Intake) -> None:
    assert (await intake.take_in(BIG, "imap")).became is Became.QUARANTINED
    (told,) = await alarm(slack)
    for each in ("lee@plant.example", SUBJECT, "허용 크기 초과", "접수", "반려"):
        assert each in words(told["blocks"])


async def test_released_it_becomes_a_claim_with_all_its_words(slack: Slack, intake: Intake) -> None:
    await intake.take_in(BIG, "imap")
    (told,) = await alarm(slack)
    (held,) = await slack.desk.database.read(waiting)
    await press(slack, "UBEN", told["ts"], RELEASE, held.id)
    (raw,) = await slack.desk.database.read(_all_mails)
    assert (raw.became, raw.why.endswith("decided by UBEN")) == ("claim", True)
    number = str(raw.claim_id)
    assert [text for _, text in await slack.said(number)] == ["가" * 60_000]
    assert shown(slack, told["ts"]).startswith(":inbox_tray: 김벤 님이")
    await slack.until((await slack.view(number)).claim.number, lambda thread: len(thread) >= 2)


async def test_what_even_then_cannot_be_read_is_a_claim_with_the_mail_as_a_file(slack: Slack, intake: Intake) -> None:
    bomb = whole(parts("mixed", *[part("text/plain", "x")] * 2500), *HEAD[:2])
    assert (await intake.take_in(bomb, "imap")).became is Became.QUARANTINED
    (told,) = await alarm(slack)
    (held,) = await slack.desk.database.read(waiting)
    await press(slack, "UANA", told["ts"], RELEASE, held.id)
    (raw,) = await slack.desk.database.read(_all_mails)
    view = await slack.view(str(raw.claim_id))
    assert (view.claim.subject, view.contact.address) == (SUBJECT, "lee@plant.example")
    thread = await slack.until(view.claim.number, lambda thread: any(each.get("files") for each in thread))
    assert "머리글만 읽을 수 있었습니다" in str(thread)
    assert "mail.eml" in str(thread)


async def test_rejected_it_stays_kept_and_is_over(slack: Slack, intake: Intake) -> None:
    await intake.take_in(BIG, "imap")
    (told,) = await alarm(slack)
    (held,) = await slack.desk.database.read(waiting)
    await press(slack, "ULEA", told["ts"], REJECT, held.id)
    assert await slack.desk.database.read(waiting) == []
    (raw,) = await slack.desk.database.read(_all_mails)
    assert (raw.became, raw.why) == ("rejected", "too_large; decided by ULEA")
    assert await slack.desk.database.read(mails.raw_bytes, raw.id) == BIG
    assert shown(slack, told["ts"]).startswith(":wastebasket: 이레아 님이")


async def test_the_second_who_decides_is_told_who_was_first(slack: Slack, intake: Intake) -> None:
    await intake.take_in(BIG, "imap")
    (told,) = await alarm(slack)
    (held,) = await slack.desk.database.read(waiting)
    buttons = told["blocks"]
    await press(slack, "ULEA", told["ts"], REJECT, held.id)
    await slack.door.wire.client.chat_update(channel=CHANNEL, ts=told["ts"], text="again", blocks=buttons)
    await press(slack, "UANA", told["ts"], RELEASE, held.id)
    assert "이레아" in slack.whispered("UANA")
    assert [each.became for each in await slack.desk.database.read(_all_mails)] == ["rejected"]


async def test_a_guest_decides_nothing(slack: Slack, intake: Intake) -> None:
    await intake.take_in(BIG, "imap")
    (told,) = await alarm(slack)
    (held,) = await slack.desk.database.read(waiting)
    await press(slack, "UGUEST", told["ts"], RELEASE, held.id)
    assert len(await slack.desk.database.read(waiting)) == 1
    assert slack.whispered("UGUEST")


async def test_all_that_wait_are_listed_with_their_buttons(slack: Slack, intake: Intake) -> None:
    for place in range(12):
        await intake.take_in(BIG + str(place).encode(), "imap")
    assert (await slack.slash("UANA", "quarantine")).startswith("Mails that wait for a decision: 12")
    listed = slack.workspace.ephemerals("UANA")[-1]["blocks"]
    assert str(listed).count(RELEASE) == 10
    assert words(listed).count(SUBJECT) == 10


async def test_the_sender_is_told_once_a_day(slack: Slack, intake: Intake) -> None:
    await intake.take_in(BIG, "imap")
    await intake.take_in(BIG + b"x", "imap")
    (letter,) = await slack.desk.database.read(_letters)
    assert (letter.to, letter.automatic, letter.in_reply_to) == (("lee@plant.example",), "auto-replied", "m1@cust.example")
    assert SUBJECT in letter.subject
    assert "직접 확인하겠습니다" in letter.text


@pytest.mark.parametrize(
    "head", ["Auto-Submitted: auto-replied", "List-Id: <x.list.example>", "Return-Path: <>", "From: help@desk.example"]
)
async def test_no_machine_is_told(slack: Slack, intake: Intake, head: str) -> None:
    await intake.take_in(mail(head, body=b"x" * 200_000), "imap")
    assert await slack.desk.database.read(_letters) == []


def _all_mails(tx: Tx) -> list[mails.Raw]:
    return [each for identity in range(1, 10) if (each := mails.find(tx, identity))]


def _letters(tx: Tx) -> list[Letter]:
    rows = tx.connection.execute(outbox.outbox.select().where(outbox.outbox.c.door == Door.MAIL, outbox.outbox.c.intent == "unread"))
    return [Letter.thawed(row.frozen) for row in rows]
