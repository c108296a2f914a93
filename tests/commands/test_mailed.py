"""A quote answered by mail: one word, by a mail that is vouched for, from who may approve, to a letter about the version on offer."""

from typing import Any

import pytest

from claims.claim import ClaimClass, Impact, Severity
from claims.envelope import Envelope
from claims.lifecycle import State
from claims.quotes import Channel
from commands.know import customer as settle
from commands.quote import quote
from commands.receive import receive
from commands.take import take
from commands.triage import triage
from storage import quotes
from storage.database import Tx
from storage.tables import outbox
from tests.commands.desk import Desk
from tests.making import ANNA, LEA, envelope

BOSS = "boss@hanbit.example"
VOUCHED: dict[str, Any] = {"sender": BOSS, "sender_name": "대표", "authenticated": True}


def left(tx: Tx) -> None:
    """The letters leave, each with a Message-ID of its own."""
    for row in tx.connection.execute(outbox.select().where(outbox.c.intent == "quote", outbox.c.frozen.is_(None))).all():
        frozen = {"message_id": f"letter-{row.detail['number']}-{row.detail['addressee'].partition('@')[0]}@desk.example"}
        tx.connection.execute(outbox.update().where(outbox.c.id == row.id).values(frozen=frozen))


@pytest.fixture
async def number(desk: Desk) -> str:
    found = await desk.open()
    await desk.do(take, found, by=ANNA)
    await desk.do(triage, found, ClaimClass.ENV, Severity.S3, Impact.I2, by=ANNA)
    await desk.do(settle, "hanbit.example", approver=BOSS, by=LEA)
    await desk.do(quote, found, 120, "로그 분석", by=ANNA)
    await desk.do(left)
    return found


async def mailed(desk: Desk, number: str, text: str, version: int = 1, **values: Any) -> str:
    claim = number.partition("-")[0]
    mail: Envelope = envelope(
        text=text,
        subject=f"Re: [{number}] 견적",
        message_id=f"{abs(hash((text, version, str(values))))}@hanbit.example",
        **VOUCHED | {"references": (f"letter-Q{claim}-{version}-boss@desk.example",)} | values,
    )
    return (await desk.do(receive, mail, f"{mail}".encode(), wire="smtp", desk=("help@desk.example",))).why


@pytest.mark.parametrize("text", ["승인합니다.", "\n 승인 \n\n감사합니다.\n대표", '"Approve"', "I approve!"])
async def test_one_word_approves(desk: Desk, number: str, text: str) -> None:
    assert await mailed(desk, number, text) == "answers the quote"
    assert (await desk.claim(number)).state is State.IN_PROGRESS
    (offered,) = await desk.database.read(quotes.of_claim, (await desk.claim(number)).id)
    (kept,) = await desk.database.read(quotes.decisions, offered.id)
    assert (kept.channel, kept.actor.id, kept.digest) == (Channel.MAIL, BOSS, offered.digest)
    assert kept.evidence.endswith("@hanbit.example")


@pytest.mark.parametrize(
    "text", ["승인 전에 여쭙니다", "승인하지 않을 수도 있습니다", "approve? not yet", "금액이 큽니다\n승인", "승인\n단, 10만 원까지만", ""]
)
async def test_any_other_words_are_a_mail(desk: Desk, number: str, text: str) -> None:
    assert await mailed(desk, number, text) == "belongs to it"
    assert (await desk.claim(number)).state is State.WAITING_APPROVAL


async def test_somebody_elses_letter_is_not_the_approvers(desk: Desk, number: str) -> None:
    """Who asked got one about the same version; an answer to it is not an answer to the approver's own."""
    claim = number.partition("-")[0]
    assert await mailed(desk, number, "승인합니다", references=(f"letter-Q{claim}-1-kim@desk.example",)) == "belongs to it"
    assert (await desk.claim(number)).state is State.WAITING_APPROVAL


@pytest.mark.parametrize(
    "values",
    [{"authenticated": None}, {"authenticated": False}, {"sender": "kim@hanbit.example"}, {"references": ("else@x.example",)}],
    ids=["nobody vouches", "forged", "no approver", "no letter of ours"],
)
async def test_who_is_not_known_for_sure_approves_nothing(desk: Desk, number: str, values: dict[str, Any]) -> None:
    await mailed(desk, number, "승인합니다", **values)
    assert (await desk.claim(number)).state is State.WAITING_APPROVAL


async def test_a_letter_about_an_old_version_approves_nothing(desk: Desk, number: str) -> None:
    await desk.do(quote, number, 300, "더 넓게", by=ANNA)
    await desk.do(left)
    assert await mailed(desk, number, "승인합니다", version=1) == "belongs to it"
    assert (await desk.claim(number)).state is State.WAITING_APPROVAL
    assert await mailed(desk, number, "승인합니다", version=2) == "answers the quote"


async def test_one_word_declines(desk: Desk, number: str) -> None:
    assert await mailed(desk, number, "거절합니다.") == "answers the quote"
    assert (await desk.claim(number)).state is State.IN_PROGRESS
    assert (await desk.whats(number)).count("quote_declined") == 1
