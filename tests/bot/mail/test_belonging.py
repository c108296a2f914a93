"""Mail through the real door: what colleagues write, what comes back, and where answers to joined claims go."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox.mailbox import Mail
from claims.actor import person
from commands.merge import merge
from commands.show import View
from storage.messages import Direction
from tests.bot.mail.mails import mail, part, parts, whole
from tests.security.gate import ANA, BEN, DESK, KIM, Gate, opened

LEE = "lee@hanbit.example"
VOUCHED = "Authentication-Results: mx.desk.example; dmarc=pass header.from=desk.example"


@pytest.fixture
async def gate(tmp_path: Path) -> AsyncIterator[Gate]:
    async with opened(tmp_path, authserv_id="mx.desk.example") as gate:
        await gate.slash(BEN, "mine")  # so that the desk knows Ben and his address
        yield gate


async def received(gate: Gate, raw: bytes, sender: str) -> None:
    await gate.hand_in(raw, sender)
    await gate.running.settled()


def letters(gate: Gate, to: str) -> list[Mail]:
    return gate.postbox.inbox(to)


def card(gate: Gate, view: View) -> str:
    return str(gate.thread(view.claim.number)[0]["blocks"])


async def test_a_colleagues_mail_with_the_desk_in_copy_is_their_answer(gate: Gate) -> None:
    claim = await gate.opened()
    before = len(letters(gate, KIM))
    head = ("From: Ben Choi <ben@desk.example>", f"To: {KIM}", f"Cc: {DESK}", f"Subject: Re: [{claim.claim.number}] x", VOUCHED)
    await received(gate, mail(*head, "Message-ID: <ben-1@desk.example>", body="Please restart it."), "ben@desk.example")
    view = await gate.view(claim.claim.number)
    assert (view.claim.owner, view.claim.first_answered_at is not None) == (BEN, True)
    assert [each.text for each in await gate.said(view.claim.number, Direction.OUT) if not each.automatic] == ["Please restart it."]
    assert any("Please restart it." in each["text"] for each in gate.thread(view.claim.number)), "the thread shows it"
    page = await gate.get(f"/c/{gate.running.desk.links.token(view.claim.number)}")
    assert "Please restart it." in page.text, "and so does the customer's page"
    assert len(letters(gate, KIM)) == before, "nothing is sent again"
    answer = mail(f"From: {KIM}", "In-Reply-To: <ben-1@desk.example>", "Message-ID: <k2@hanbit.example>", "Subject: Re: x", body="Thanks.")
    await received(gate, answer, KIM)
    assert [each.text for each in await gate.said(view.claim.number, Direction.IN)][-1] == "Thanks."


async def test_the_same_without_a_word_of_our_mail_server_is_a_note(gate: Gate) -> None:
    claim = await gate.opened()
    head = ("From: Ben Choi <ben@desk.example>", f"To: {KIM}", f"Cc: {DESK}", f"Subject: Re: [{claim.claim.number}] x")
    await received(gate, mail(*head, "Message-ID: <ben-1@desk.example>", body="Please restart it."), "ben@desk.example")
    assert (await gate.view(claim.claim.number)).claim.first_answered_at is None
    assert [each.text for each in await gate.said(claim.claim.number, Direction.NOTE)] == ["Please restart it."]


async def test_a_colleague_hands_a_customers_mail_on(gate: Gate) -> None:
    inner = mail(f"From: Kim <{KIM}>", "To: ben@desk.example", "Subject: It stands still", "Message-ID: <k1@hanbit.example>", body="Help!")
    raw = whole(
        parts("mixed", part("text/plain", "Please take this."), part("message/rfc822", inner)),
        "From: Ben Choi <ben@desk.example>",
        "Subject: Fwd: It stands still",
        "Message-ID: <ben-2@desk.example>",
    )
    await received(gate, raw, "ben@desk.example")
    (view,) = await gate.claims()
    assert (view.contact.address, view.claim.subject) == (KIM, "It stands still")
    (letter,) = letters(gate, KIM)
    assert DESK in letter.text
    assert view.claim.number in letter.text


async def test_a_letter_that_came_back_shows_on_the_card(gate: Gate) -> None:
    claim = await gate.opened()
    (ack,) = letters(gate, KIM)
    raw = mail(
        "Return-Path: <>",
        "From: MAILER-DAEMON@mx.hanbit.example",
        "Subject: failure notice",
        body=f"Gave up.\r\n\r\n--- A copy.\r\n\r\nMessage-ID: <lost@relay.example>\r\nSubject: {ack.subject}\r\n",
    )
    await received(gate, raw, "mailer-daemon@mx.hanbit.example")
    assert "could not be delivered" in card(gate, claim) or "전달되지 못했습니다" in card(gate, claim)


async def test_an_answer_to_a_joined_claim_lands_in_the_other(gate: Gate) -> None:
    first = await gate.opened()
    second = await gate.opened(sender=LEE, text="우리도요.")
    await gate.running.desk.database.run(merge, second.claim.number, first.claim.number, by=person(BEN))
    await gate.running.settled()
    joined = letters(gate, LEE)[-1]
    assert first.claim.number in joined.text
    await gate.postbox.send(LEE, f"Re: {joined.subject}", "아직도 안 됩니다.", in_reply_to=joined)
    await gate.running.settled()
    assert [each.text.strip() for each in await gate.said(first.claim.number, Direction.IN)][-1] == "아직도 안 됩니다."
    await gate.slash(ANA, f"take {first.claim.id}")
