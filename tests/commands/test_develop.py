"""A feature request that its customer pays for: quoted on the claim that asked for it, made, resolved and stated; or declined."""

import pytest

from claims.claim import ClaimClass, Factor
from claims.errors import Guarded, Illegal, Invalid, NotOwner
from claims.feature import Decision
from claims.lifecycle import CloseReason, State
from claims.quotes import Channel
from claims.worklog import Charge
from commands.approve import approve, decline
from commands.develop import offer
from commands.feature import board, decide, feature, vote
from commands.know import customer as settle
from commands.log import log
from commands.resolve import Resolution, resolve
from storage import quotes
from storage.outbox import Door
from tests.commands.desk import Desk
from tests.making import ANNA, BEN, KIM, LEA

MADE = Resolution(ClaimClass.FEATURE, Factor.BUSINESS, "야간 화면", "5.4판에 야간 화면을 넣었습니다.", 120, chargeable=True)


@pytest.fixture
async def wished(desk: Desk) -> str:
    """A claim that became FR-1, of a customer who may approve."""
    number = await desk.in_state(State.TRIAGE)
    await desk.do(settle, "hanbit.example", approver=KIM.id, by=LEA)
    await desk.do(feature, number, "야간 근무자의 눈부심을 줄이려고 합니다.", by=ANNA)
    return number


async def test_it_is_quoted_made_and_stated(desk: Desk, wished: str) -> None:
    made = (await desk.do(offer, wished, 120, "야간 화면", by=ANNA)).quote
    assert made.offer.reason.startswith("FR-1 ")
    assert (await desk.claim(wished)).state is State.WAITING_APPROVAL
    assert "quote" in await desk.intents(wished, Door.MAIL)
    await desk.do(approve, wished, made.version, made.digest, channel=Channel.PAGE, evidence="192.0.2.7", by=KIM)
    desk.clock.move(hours=3)
    assert (await desk.claim(wished)).state is State.IN_PROGRESS
    await desk.do(log, wished, 120, Charge.CHARGEABLE, "개발", by=ANNA)
    await desk.do(resolve, wished, MADE, by=ANNA)
    claim = await desk.claim(wished)
    assert (claim.state, claim.claim_class) == (State.RESOLVED, ClaimClass.FEATURE)


async def test_declined_its_customer_still_hears_the_decision(desk: Desk, wished: str) -> None:
    made = (await desk.do(offer, wished, 120, "야간 화면", by=ANNA)).quote
    await desk.do(decline, wished, made.version, made.digest, end=True, channel=Channel.PAGE, evidence="192.0.2.7", by=KIM)
    claim = await desk.claim(wished)
    assert (claim.state, claim.close_reason) == (State.CLOSED, CloseReason.NO_APPROVAL)
    await desk.do(decide, "FR-1", Decision.PLANNED, {"ko": "내년에 만듭니다.", "en": "Told."}, by=LEA)
    assert "feature_decided" in await desk.intents(wished, Door.MAIL)
    assert (await desk.database.read(board))[0].claims == 1


@pytest.mark.parametrize("end", [True, False])
async def test_decided_while_it_is_offered_its_customer_hears_it_and_the_claim_ends(desk: Desk, wished: str, *, end: bool) -> None:
    made = (await desk.do(offer, wished, 120, "야간 화면", by=ANNA)).quote
    await desk.do(decide, "FR-1", Decision.PLANNED, {"ko": "내년에 만듭니다.", "en": "Told."}, by=LEA)
    assert "feature_decided" in await desk.intents(wished, Door.MAIL)
    await desk.do(decline, wished, made.version, made.digest, end=end, channel=Channel.PAGE, evidence="192.0.2.7", by=KIM)
    if not end:
        assert (await desk.claim(wished)).is_open
        await desk.do(vote, wished, "FR-1", by=ANNA)
        assert (await desk.intents(wished, Door.MAIL))[-1] == "feature_decided", "no day is promised of what is decided"
    assert (await desk.claim(wished)).state is State.CLOSED
    other = await desk.in_state(State.TRIAGE)
    await desk.refused(Guarded, vote, other, "FR-1", by=ANNA)


async def test_without_an_approval_a_wish_is_not_resolved(desk: Desk, wished: str) -> None:
    await desk.refused(NotOwner, offer, wished, 120, "야간 화면", by=BEN)
    await desk.do(offer, wished, 120, "야간 화면", by=ANNA)
    assert len(await desk.database.read(quotes.of_claim, int(wished.partition("-")[0]))) == 1
    other = await desk.in_state(State.IN_PROGRESS)
    await desk.refused(Invalid, resolve, other, MADE, by=ANNA)


async def test_any_other_closed_claim_is_not_quoted(desk: Desk) -> None:
    number = await desk.in_state(State.CLOSED)
    told = await desk.refused(Illegal, offer, number, 60, "작업", by=ANNA)
    assert "spam" not in told["legal"]
