"""What was never promised: FR-n, votes by customer, a day of decision, and letters to everybody who asked."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from claims.actor import operator
from claims.claim import ClaimClass, Impact, Priority, Severity
from claims.errors import Guarded, Illegal, Invalid, Missing, NotAllowed, NotFound, NotOwner
from claims.feature import Decision, name, parse
from claims.kano import Need
from claims.lifecycle import CloseReason, State
from claims.roles import Right
from commands.appoint import entitle
from commands.feature import answer, board, decide, feature, vote
from commands.person_data import erase, find_person
from commands.show import seen
from commands.take import take
from commands.triage import triage
from storage import claims
from storage.database import Tx
from storage.outbox import Door
from storage.redaction import ERASED
from storage.tables import outbox
from tests.commands.desk import Desk
from tests.making import ANNA, BEN, KIM, LEA

WORDS = {"ko": "5.4 버전에 들어갑니다.", "en": "It comes with 5.4."}
GOAL = "야간 근무자의 눈부심을 줄이려고 합니다."


@pytest.mark.parametrize("text", ["FR-3", "fr-3", "FR3", "3", " 3 "])
def test_names(text: str) -> None:
    assert parse(text) == 3
    assert name(3) == "FR-3"


@pytest.mark.parametrize("text", ["", "FR-", "PRB-3", "3a"])
def test_what_is_no_name(text: str) -> None:
    with pytest.raises(Invalid):
        parse(text)


async def test_it_leaves_the_claims(desk: Desk) -> None:
    number = await desk.in_state(State.TRIAGE)
    closed = await desk.do(feature, number, GOAL, by=ANNA)
    assert (closed.state, closed.close_reason, closed.claim_class, closed.priority) == (
        State.CLOSED,
        CloseReason.TRANSFERRED,
        ClaimClass.FEATURE,
        Priority.P4,
    )
    assert closed.update_due is None
    assert (await desk.whats(number))[-1] == "transferred"
    assert "transferred" in await desk.intents(number, Door.MAIL)
    (found,) = await desk.database.read(board)
    assert (found.customers, found.claims) == (1, 1)
    assert (found.feature.title, found.feature.goal, found.feature.due) == (closed.subject, GOAL, desk.clock.now + timedelta(days=28))
    shown = (await desk.database.read(seen, number)).feature
    assert shown
    assert shown.name == found.feature.name


async def test_triage_as_a_feature_request_does_it(desk: Desk) -> None:
    number = await desk.in_state(State.IN_PROGRESS)
    closed = await desk.do(triage, number, ClaimClass.FEATURE, Severity.S4, Impact.I2, by=ANNA)
    assert closed.close_reason is CloseReason.TRANSFERRED
    assert len(await desk.database.read(board)) == 1


async def test_who_and_when(desk: Desk) -> None:
    number = await desk.in_state(State.TRIAGE)
    await desk.refused(NotOwner, feature, number, GOAL, by=BEN)
    assert await desk.refused(Missing, feature, number, " ", by=ANNA) == {"field": "text"}
    await desk.refused(NotFound, vote, number, "FR-9", by=ANNA)
    await desk.refused(Invalid, vote, number, "PRB-9", by=ANNA)
    await desk.refused(Illegal, feature, await desk.in_state(State.RESOLVED), GOAL, by=ANNA)


async def test_votes_count_by_customer(desk: Desk) -> None:
    first = await desk.in_state(State.TRIAGE)
    await desk.do(feature, first, GOAL, by=ANNA)
    (found,) = await desk.database.read(board)
    for _ in range(2):
        again = await desk.in_state(State.TRIAGE)
        await desk.do(vote, again, found.feature.name, by=ANNA)
    other = await desk.open(address="lee@nordwind.example")
    await desk.do(take, other, by=LEA)
    await desk.do(vote, other, found.feature.name, by=LEA)
    (found,) = await desk.database.read(board)
    assert (found.customers, found.claims) == (2, 4)


async def test_everybody_who_asked_hears_the_decision(desk: Desk) -> None:
    first, second = await desk.in_state(State.TRIAGE), await desk.in_state(State.TRIAGE)
    await desk.do(feature, first, GOAL, by=ANNA)
    (found,) = await desk.database.read(board)
    await desk.do(vote, second, found.feature.name, by=ANNA)
    await desk.refused(NotAllowed, decide, found.feature.name, Decision.PLANNED, WORDS, by=ANNA)
    assert await desk.refused(Missing, decide, found.feature.name, Decision.PLANNED, {"ko": "5.4"}, by=LEA) == {"field": "text_en"}
    await desk.do(entitle, BEN.id, [Right.PRODUCT], by=LEA)
    assert await desk.refused(NotAllowed, decide, found.feature.name, Decision.PLANNED, WORDS, by=LEA) == {"role": "product"}
    await desk.do(decide, found.feature.name, Decision.PLANNED, {"ko": "5.4 버전에 들어갑니다.", "en": "Told."}, by=BEN)
    for number in (first, second):
        assert (await desk.intents(number, Door.MAIL))[-1] == "feature_decided"
        assert (await desk.whats(number))[-1] == "feature_decided"
    (found,) = await desk.database.read(board)
    assert found.feature.decision is Decision.PLANNED, "planned ones stay on the board"
    await desk.do(decide, found.feature.name, Decision.SHIPPED, {"ko": "5.4 버전에서 쓰실 수 있습니다.", "en": "Told."}, by=BEN)
    assert await desk.database.read(board) == []


async def test_who_opened_it_again_gets_no_letter(desk: Desk) -> None:
    number = await desk.in_state(State.TRIAGE)
    await desk.do(feature, number, GOAL, by=ANNA)
    (found,) = await desk.database.read(board)
    await desk.hears(number, text="고장입니다.")
    assert (await desk.claim(number)).state is State.IN_PROGRESS
    await desk.do(decide, found.feature.name, Decision.DECLINED, {"ko": "지금은 어렵습니다.", "en": "Told."}, by=LEA)
    assert "feature_decided" not in await desk.intents(number, Door.MAIL)


async def test_moved_again_it_is_the_same_request(desk: Desk) -> None:
    number = await desk.in_state(State.TRIAGE)
    await desk.do(feature, number, GOAL, by=ANNA)
    await desk.hears(number, text="언제 됩니까?")
    await desk.do(feature, number, GOAL, by=ANNA)
    assert len(await desk.database.read(board)) == 1


async def test_nobody_reads_what_another_customer_called_it(desk: Desk) -> None:
    first = await desk.open(address="lee@other.example", subject="리씨네 매장 화면")
    second = await desk.open(subject="어두운 화면")
    for number in (first, second):
        await desk.do(take, number, by=ANNA)
    await desk.do(feature, first, GOAL, by=ANNA)
    (found,) = await desk.database.read(board)
    await desk.do(vote, second, found.feature.name, by=ANNA)
    await desk.do(decide, found.feature.name, Decision.PLANNED, {"ko": "내년에 만듭니다.", "en": "Told."}, by=LEA)
    told = await desk.database.read(titles)
    assert told == {first: "리씨네 매장 화면", second: "어두운 화면"}


async def test_erased_its_first_customer_leaves_no_title(desk: Desk) -> None:
    number = await desk.open(subject="김씨네 매장 화면")
    await desk.do(take, number, by=ANNA)
    await desk.do(feature, number, GOAL, by=ANNA)
    await desk.do(erase, await desk.database.read(find_person, KIM.id), by=operator("test"))
    (found,) = await desk.database.read(board)
    assert found.feature.title == ERASED


def titles(tx: Tx) -> dict[str, str]:
    """What each letter of the decision calls the request, by its claim."""
    rows = tx.connection.execute(select(outbox.c.claim_id, outbox.c.detail).where(outbox.c.intent == "feature_decided")).all()
    found = {row.claim_id: claims.find(tx, row.claim_id) for row in rows}
    return {claim.number: row.detail["title"] for row in rows if "title" in row.detail and (claim := found[row.claim_id])}


async def wished(desk: Desk, name: str, *felt: str, house: str = "hanbit") -> str:
    """A claim of a customer's that asks for the same, and what they would feel."""
    number = await desk.open(address=f"kim@{house}.example")
    await desk.do(take, number, by=ANNA)
    await desk.do(vote, number, name, by=ANNA)
    if felt:
        await desk.do(answer, number, *felt, form=number, by=KIM)
    return number


async def filed(desk: Desk) -> tuple[str, str]:
    number = await desk.in_state(State.TRIAGE)
    await desk.do(feature, number, GOAL, by=ANNA)
    return number, (await desk.database.read(board))[0].feature.name


async def test_decided_it_takes_no_more_votes_and_asks_nothing(desk: Desk) -> None:
    number, name = await filed(desk)
    await desk.do(decide, name, Decision.DECLINED, {"ko": "지금은 어렵습니다.", "en": "Told."}, by=LEA)
    other = await desk.in_state(State.TRIAGE)
    assert await desk.refused(Guarded, vote, other, name, by=ANNA) == {"number": name, "what": "decided"}
    await desk.refused(Guarded, answer, number, "like", "dislike", form="x", by=KIM)


async def test_a_vote_after_its_day_is_told_another_one(desk: Desk) -> None:
    first, name = await filed(desk)
    assert not (await desk.database.read(seen, first)).overdue
    desk.clock.set(desk.clock.now + timedelta(days=60))
    assert (await desk.database.read(seen, first)).overdue
    number = await wished(desk, name)
    (found,) = await desk.database.read(board)
    assert found.feature.due > desk.clock.now
    assert (await desk.database.read(dues))[number] == found.feature.due.isoformat()


def dues(tx: Tx) -> dict[str, str]:
    """The day that each letter of a request tells, by its claim."""
    query = select(outbox.c.claim_id, outbox.c.detail).where(outbox.c.intent == "transferred", outbox.c.door == Door.MAIL)
    rows = tx.connection.execute(query).all()
    return {claim.number: row.detail["due"] for row in rows if (claim := claims.find(tx, row.claim_id))}


async def test_what_it_means_to_customers(desk: Desk) -> None:
    """One customer counts once, with their newest answer; most who cannot do without it, of three customers, may be right."""
    number, name = await filed(desk)
    assert (await desk.database.read(board))[0].kano is None
    await desk.do(answer, number, "like", "neutral", form="first", by=KIM)
    await wished(desk, name, "expect", "dislike")
    for house in ("nord", "west"):
        await wished(desk, name, "neutral", "dislike", house=house)
    kano = (await desk.database.read(board))[0].kano
    assert kano
    assert (kano.n, kano.counted[Need.MUST], kano.better, kano.worse, kano.is_doubtful) == (3, 3, 0, -1, True)
    desk.clock.move(minutes=1)
    await desk.do(answer, number, "like", "dislike", form="again", by=KIM)
    kano = (await desk.database.read(board))[0].kano
    assert kano
    assert (kano.counted[Need.MUST], kano.counted[Need.PERFORMANCE], kano.is_doubtful) == (2, 1, False)


async def test_an_answer_needs_both_and_counts_once(desk: Desk) -> None:
    number, _ = await filed(desk)
    assert await desk.refused(Missing, answer, number, "like", "", form="x", by=KIM) == {"field": "absent"}
    await desk.refused(Invalid, answer, number, "love", "like", form="x", by=KIM)
    await desk.refused(NotFound, answer, await desk.open(), "like", "like", form="x", by=KIM)
    for _ in range(2):
        await desk.do(answer, number, "like", "live", form="x", by=KIM)
    assert (await desk.whats(number)).count("wished") == 1
