"""Works as designed is guarded: a reference, a second person, days to object, and one objection that is answered finally."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from claims.actor import clock
from claims.claim import ClaimClass, Impact, Priority, Severity
from claims.errors import Guarded, Illegal, Missing, NotAllowed, NotFound, NotOwner
from claims.lifecycle import CloseReason, State
from claims.roles import Right
from commands.appoint import entitle
from commands.close import close, close_silent, confirm, reopen
from commands.design import agree, design, disagree
from commands.hand import hand
from commands.nudge import look
from commands.objection import affirm, may_decide, overturn
from commands.reply import ask, reply
from commands.resolve import resolve
from commands.show import View, show
from commands.triage import triage
from commands.word import rate
from storage import nudges
from storage.database import Tx
from storage.outbox import Door
from tests.commands.desk import ANSWER, REFERENCE, SEEN, Desk
from tests.making import ANNA, BEN, KIM, LEA

WAD = replace(ANSWER, claim_class=ClaimClass.WAD)
LETTER = "설명서 4.2절의 표를 참고해 주십시오."


async def told(desk: Desk) -> str:
    """A claim whose customer was told that it works as designed."""
    number = await desk.in_state(State.TRIAGE)
    await desk.agreed(number)
    await desk.do(resolve, number, WAD, by=ANNA)
    return number


async def objected(desk: Desk) -> str:
    number = await told(desk)
    await desk.hears(number, text="설명서와 다릅니다.")
    return number


async def view(desk: Desk, number: str) -> View:
    return await desk.database.read(show, number)


@pytest.mark.parametrize("harmless", ["정상 동작하는 PC의 로그를 보내 주십시오.", "Could you send the log of a PC where it works?"])
@pytest.mark.parametrize("telling", ["정상적으로 동작합니다.", "This works as designed."])
async def test_a_question_asks_and_does_not_tell(desk: Desk, harmless: str, telling: str) -> None:
    number = await desk.in_state(State.TRIAGE)
    await desk.do(triage, number, ClaimClass.WAD, Severity.S3, Impact.I3, by=ANNA)
    await desk.refused(Missing, ask, number, telling, by=ANNA)
    await desk.do(ask, number, harmless, by=ANNA)


async def test_two_agree_before_the_customer_is_told(desk: Desk) -> None:
    number = await desk.in_state(State.TRIAGE)
    await desk.do(triage, number, ClaimClass.WAD, Severity.S3, Impact.I3, by=ANNA)
    for command, given in ((reply, "설명서대로입니다."), (resolve, WAD)):
        assert await desk.refused(Missing, command, number, given, by=ANNA) == {"field": "reference"}
    await desk.do(design, number, REFERENCE, SEEN, by=ANNA)
    assert (await desk.intents(number, Door.SLACK))[-1] in ("designed", "card")
    for command, given in ((reply, "설명서대로입니다."), (resolve, WAD)):
        assert await desk.refused(Missing, command, number, given, by=ANNA) == {"field": "agreement"}
    await desk.do(agree, number, by=BEN)
    await desk.do(reply, number, "설명서대로입니다.", by=ANNA)
    await desk.do(resolve, number, WAD, by=ANNA)
    assert (await desk.claim(number)).state is State.RESOLVED
    found = (await view(desk, number)).design
    assert found
    assert (found.seen, found.document, found.section, found.edition, found.proposed_by, found.agreed_by) == (
        SEEN,
        *REFERENCE,
        ANNA.id,
        BEN.id,
    )


async def test_a_question_may_be_asked_before(desk: Desk) -> None:
    number = await desk.in_state(State.TRIAGE)
    await desk.do(triage, number, ClaimClass.WAD, Severity.S3, Impact.I3, by=ANNA)
    await desk.do(ask, number, "어떤 결과를 기대하셨습니까?", by=ANNA)


@pytest.mark.parametrize(("place", "field"), list(enumerate(("document", "section", "edition"))))
async def test_each_part_of_the_reference_is_needed(desk: Desk, place: int, field: str) -> None:
    number = await desk.in_state(State.TRIAGE)
    reference = tuple("" if each == place else part for each, part in enumerate(REFERENCE))
    assert await desk.refused(Missing, design, number, reference, SEEN, by=ANNA) == {"field": field}
    assert await desk.refused(Missing, design, number, REFERENCE, " ", by=ANNA) == {"field": "text"}


async def test_who_may_propose(desk: Desk) -> None:
    number = await desk.in_state(State.TRIAGE)
    await desk.refused(NotOwner, design, number, REFERENCE, SEEN, by=BEN)
    await desk.refused(Illegal, design, await desk.in_state(State.RESOLVED), REFERENCE, SEEN, by=ANNA)


async def test_nobody_agrees_with_themselves(desk: Desk) -> None:
    number = await desk.in_state(State.TRIAGE)
    await desk.refused(NotFound, agree, number, by=BEN)
    await desk.do(design, number, REFERENCE, SEEN, by=ANNA)
    desk.clock.move(days=1)
    assert (await desk.refused(Guarded, agree, number, by=ANNA))["what"] == "second"
    await desk.do(hand, number, BEN.id, "부탁합니다", by=ANNA)
    await desk.refused(Guarded, agree, number, by=ANNA)
    await desk.refused(Guarded, agree, number, by=BEN)
    await desk.do(agree, number, by=LEA)
    await desk.refused(NotFound, agree, number, by=LEA)


async def test_a_lead_agrees_alone_after_four_business_hours(desk: Desk) -> None:
    number = await desk.in_state(State.TRIAGE)
    await desk.do(hand, number, LEA.id, "부탁합니다", by=ANNA)
    await desk.do(design, number, REFERENCE, SEEN, by=LEA)
    desk.clock.move(hours=4, minutes=59)  # with an hour for lunch
    assert (await desk.refused(Guarded, agree, number, by=LEA))["hours"] == 4
    desk.clock.move(minutes=1)
    await desk.do(look)
    assert ("agree", "ULEA") in await desk.database.read(nudged)
    await desk.do(agree, number, by=LEA)
    found = (await view(desk, number)).design
    assert found
    assert (found.agreed_by, found.alone) == (LEA.id, True)
    assert "agreed_alone" in await desk.intents(number, Door.SLACK)


def nudged(tx: Tx) -> list[tuple[str, str]]:
    return [(row.kind, row.whom) for row in tx.connection.execute(nudges.nudges.select())]


async def test_whoever_does_not_agree_says_why(desk: Desk) -> None:
    number = await desk.in_state(State.TRIAGE)
    await desk.do(design, number, REFERENCE, SEEN, by=ANNA)
    assert await desk.refused(Missing, disagree, number, " ", by=BEN) == {"field": "reason"}
    await desk.do(disagree, number, "다른 화면에 대한 설명입니다.", by=BEN)
    await desk.refused(NotFound, agree, number, by=BEN)
    assert await desk.refused(Missing, resolve, number, WAD, by=ANNA) == {"field": "reference"}


async def test_it_does_not_close_before_the_customer_may_object(desk: Desk) -> None:
    number = await told(desk)
    assert (await desk.refused(Guarded, close, number, CloseReason.CONFIRMED, by=ANNA))["what"] == "window"
    desk.clock.move(days=13)
    assert (await desk.do(close_silent, number, by=clock("close"))).state is State.RESOLVED
    assert (await desk.do(confirm, number, by=KIM)).state is State.CLOSED


@pytest.mark.parametrize("way", ["words", "no", "vote", "by telephone"])
async def test_an_objection_goes_to_the_product_owner(desk: Desk, way: str) -> None:
    await desk.do(entitle, BEN.id, [Right.PRODUCT], by=LEA)
    number = await told(desk)
    if way == "words":
        await desk.hears(number, text="설명서와 다릅니다.")
    elif way == "vote":
        await desk.do(rate, number, "3", "no", form="1", by=KIM)
    else:
        await desk.do(reopen, number, "전화로 이의", by=ANNA if way == "by telephone" else KIM)
    claim = await desk.claim(number)
    assert (claim.state, claim.claim_class) == (State.IN_PROGRESS, ClaimClass.WAD)
    found = (await view(desk, number)).design
    assert found
    assert found.pending
    assert claim.update_due == found.answer_due == desk.clock.now + timedelta(days=5)  # Thursday, three business days
    assert (await desk.whats(number))[-2:] == ["reopened", "objected"]
    assert "objected" in await desk.intents(number, Door.MAIL)
    assert (await desk.refused(Guarded, triage, number, ClaimClass.DEFECT, Severity.S3, Impact.I3, by=ANNA))["what"] == "objected"
    await desk.refused(Guarded, resolve, number, replace(ANSWER, claim_class=ClaimClass.DEFECT), by=ANNA)
    await desk.refused(Guarded, design, number, REFERENCE, SEEN, by=ANNA)
    assert await desk.refused(NotAllowed, affirm, number, LETTER, by=LEA) == {"role": "product"}
    assert await desk.refused(NotAllowed, may_decide, number, by=ANNA) == {"role": "product"}


async def test_the_product_owner_is_reminded(desk: Desk) -> None:
    await desk.do(entitle, BEN.id, [Right.PRODUCT], by=LEA)
    number = await objected(desk)
    desk.clock.move(days=4)
    await desk.do(look)
    assert ("objection", BEN.id) in await desk.database.read(nudged)
    assert ("objection", LEA.id) not in await desk.database.read(nudged)
    desk.clock.move(days=1)
    await desk.do(look)
    assert ("objection", LEA.id) in await desk.database.read(nudged)
    await desk.do(affirm, number, LETTER, by=BEN)


async def test_upheld_it_is_final(desk: Desk) -> None:
    number = await objected(desk)
    await desk.do(affirm, number, LETTER, by=LEA)
    claim = await desk.claim(number)
    assert (claim.state, claim.claim_class) == (State.RESOLVED, ClaimClass.WAD)
    assert (await desk.intents(number, Door.MAIL))[-1] == "affirm"
    await desk.refused(NotFound, overturn, number, LETTER, by=LEA)
    assert (await view(desk, number)).objectable is False
    await desk.hears(number, text="그래도 다릅니다.")
    assert "objected" not in (await desk.whats(number))[-2:]
    await desk.refused(NotFound, affirm, number, LETTER, by=LEA)


async def test_overturned_it_is_a_defect(desk: Desk) -> None:
    number = await objected(desk)
    await desk.do(overturn, number, LETTER, by=LEA)
    claim = await desk.claim(number)
    assert (claim.state, claim.claim_class, claim.chargeable, claim.owner) == (State.IN_PROGRESS, ClaimClass.DEFECT, False, ANNA.id)
    assert claim.priority is Priority.P3, "as it came: nobody triaged it"
    assert (await desk.intents(number, Door.MAIL))[-1] == "overturn"
    assert (await desk.whats(number))[-1] == "overturned"
    await desk.do(resolve, number, replace(ANSWER, claim_class=ClaimClass.DEFECT), by=ANNA)


async def test_its_priority_follows_from_how_bad_and_how_wide(desk: Desk) -> None:
    number = await desk.in_state(State.TRIAGE)
    await desk.do(triage, number, ClaimClass.WAD, Severity.S1, Impact.I1, by=ANNA)
    await desk.agreed(number)
    await desk.do(resolve, number, WAD, by=ANNA)
    await desk.hears(number)
    assert (await desk.claim(number)).priority is Priority.P3
    await desk.do(overturn, number, LETTER, by=LEA)
    assert (await desk.claim(number)).priority is Priority.P1


async def test_after_the_days_a_word_is_no_objection(desk: Desk) -> None:
    number = await told(desk)
    desk.clock.move(days=14)
    assert (await desk.do(close_silent, number, by=clock("close"))).state is State.CLOSED
    await desk.hears(number, text="또 그렇습니다.")
    assert (await desk.claim(number)).state is State.IN_PROGRESS
    assert "objected" not in await desk.whats(number)
    await desk.refused(NotFound, affirm, number, LETTER, by=LEA)


async def test_who_said_yes_may_still_object_within_the_days(desk: Desk) -> None:
    number = await told(desk)
    await desk.do(confirm, number, by=KIM)
    await desk.hears(number, text="아니었습니다.")
    assert "objected" in await desk.whats(number)


async def test_a_team_of_two(desk: Desk) -> None:
    """An engineer and a lead, nobody with a right: they agree, and the lead answers the objection."""
    number = await desk.in_state(State.TRIAGE)
    await desk.do(design, number, REFERENCE, SEEN, by=ANNA)
    await desk.do(agree, number, by=LEA)
    await desk.do(resolve, number, WAD, by=ANNA)
    await desk.hears(number, text="설명서와 다릅니다.")
    assert await desk.refused(NotAllowed, overturn, number, LETTER, by=ANNA) == {"role": "lead"}
    await desk.do(overturn, number, LETTER, by=LEA)


async def test_what_was_resolved_before_there_were_references(desk: Desk) -> None:
    number = await desk.in_state(State.RESOLVED)
    await desk.do(_as_of_old, number)
    await desk.hears(number, text="설명서와 다릅니다.")
    found = (await view(desk, number)).design
    assert found
    assert (found.pending, found.document) == (True, None)
    await desk.do(affirm, number, LETTER, by=LEA)
    assert (await desk.claim(number)).state is State.RESOLVED


def _as_of_old(tx: Tx, number: str) -> Any:
    from storage import claims

    claim = claims.find(tx, int(number.partition("-")[0]))
    assert claim
    return claims.change(tx, claim, claim_class=ClaimClass.WAD)


@pytest.mark.parametrize("claim_class", [ClaimClass.HOWTO, ClaimClass.ENV, ClaimClass.BILLING, ClaimClass.DEFECT_DOC])
async def test_triaged_so_it_ends_so_or_as_a_defect(desk: Desk, claim_class: ClaimClass) -> None:
    number = await desk.in_state(State.TRIAGE)
    await desk.do(triage, number, ClaimClass.WAD, Severity.S3, Impact.I3, by=ANNA)
    result = replace(ANSWER, claim_class=claim_class)
    assert (await desk.refused(Guarded, resolve, number, result, by=LEA))["what"] == "class"
    await desk.do(triage, number, claim_class, Severity.S3, Impact.I3, by=ANNA)
    await desk.do(resolve, number, result, by=ANNA)
