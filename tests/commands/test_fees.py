"""Fees as people live them: nothing is charged that was not approved, nothing beyond the cap, and everything can be given back."""

from datetime import date, timedelta
from typing import Any

import pytest

from claims.actor import customer, operator, person
from claims.claim import ClaimClass, Factor, Impact, Severity
from claims.errors import CapReached, FreeOfCharge, Invalid, Missing, NoApprover, NotAllowed, NotFound, NotOwner, Stale, TooLate, Unapproved
from claims.lifecycle import CloseReason, State
from claims.quotes import Channel, Quote, QuoteState
from claims.rates import Kind, RateCard
from claims.roles import Role
from claims.statements import DisputeState
from claims.worklog import Charge
from commands.approve import approve, decline, tend
from commands.bill import bill, dispute
from commands.close import close
from commands.credit import credit_line, overturned, uphold
from commands.fees import Account, account
from commands.know import customer as settle
from commands.log import correct, log, start, stop
from commands.nudge import look
from commands.person_data import erase, export, find_person
from commands.quote import endorse, quote, unquote
from commands.resolve import Resolution, resolve
from commands.scenes import scenes_of
from commands.show import show
from commands.take import take
from commands.triage import triage
from storage import claims, contracts, people, quotes, statements
from storage.contracts import Card, Contract, Period
from storage.database import Tx
from storage.outbox import Door
from storage.people import Person
from storage.rights import appoint
from storage.statements import Statement
from storage.tables import nudges, outbox
from tests.commands.desk import Desk, everything
from tests.making import ANNA, BEN, KIM, LEA

BOSS = customer("boss@hanbit.example")
ENV = (ClaimClass.ENV, Severity.S3, Impact.I2)


@pytest.fixture
async def number(desk: Desk) -> str:
    """A claim of Anna's about the customer's own environment; Kim's boss may approve, and an hour costs 100,000."""
    found = await desk.open()
    await desk.do(take, found, by=ANNA)
    await desk.do(triage, found, *ENV, by=ANNA)
    await desk.do(settle, "hanbit.example", approver=BOSS.id, by=LEA)
    await desk.do(contracts.keep_card, Card("KRW", RateCard(1, date(2026, 1, 1), 100_000)))
    return found


async def offered(desk: Desk, number: str, minutes: int = 180, **values: Any) -> Quote:
    return (await desk.do(quote, number, minutes, "로그 분석과 설정 변경", by=ANNA, **values)).quote


async def agreed(desk: Desk, number: str, minutes: int = 180, **values: Any) -> Quote:
    sent = await offered(desk, number, minutes, **values)
    return (await desk.do(approve, number, sent.version, sent.digest, channel=Channel.PAGE, evidence="192.0.2.7", by=BOSS)).quote


async def standing(desk: Desk, number: str) -> Account:
    claim = await desk.claim(number)
    return await desk.database.read(account, claim)


async def statement(desk: Desk, number: str) -> Statement:
    return (await desk.database.read(statements.of_claim, (await desk.claim(number)).id))[-1]


async def reclassed(desk: Desk) -> list[dict[str, Any]]:
    """What the letters that tell of another kind of matter say, in order."""
    rows = await desk.database.read(lambda tx: tx.connection.execute(outbox.select().order_by(outbox.c.id)).all())
    return [{"to": row.recipient, **row.detail} for row in rows if row.intent == "reclassed"]


def later(desk: Desk, minutes: int) -> None:
    desk.clock.now += timedelta(minutes=minutes)


async def test_a_quote_pauses_the_clock_and_tells_the_approver(desk: Desk, number: str) -> None:
    sent = await offered(desk, number)
    claim = await desk.claim(number)
    assert (claim.state, claim.update_due, claim.resolution_due) == (State.WAITING_APPROVAL, None, None)
    assert (sent.number, sent.offer.cap, sent.offer.sum.total) == (f"Q{claim.id}-1", 300_000, 330_000)
    assert (await desk.intents(number, Door.MAIL))[-2:] == ["quote", "quote"], "the approver's, and one for who asked"
    assert (await desk.whats(number))[-1] == "quote_sent"


async def test_a_kind_of_matter_that_is_free_voids_the_quote_and_is_told(desk: Desk, number: str) -> None:
    """To who asked and to who would have approved; the same side of the fence tells nobody anything."""
    sent = await offered(desk, number)
    await desk.do(triage, number, ClaimClass.BILLING, Severity.S3, Impact.I2, by=ANNA)
    assert (await desk.claim(number)).state is State.IN_PROGRESS
    assert [each.state for each in (await standing(desk, number)).quotes] == [QuoteState.VOID]
    told = await reclassed(desk)
    assert [each["to"] for each in told] == [KIM.id, BOSS.id]
    assert all((each["was"], each["claim_class"], each["free"], each["quote"]) == ("ENV", "BILLING", True, sent.number) for each in told)
    await desk.do(triage, number, ClaimClass.DEFECT, Severity.S3, Impact.I2, by=ANNA)
    assert await reclassed(desk) == told


async def test_a_kind_of_matter_that_may_cost_is_told(desk: Desk, number: str) -> None:
    """Only where the customer knew another one, on the other side of the fence."""
    await desk.do(triage, number, ClaimClass.HOWTO, Severity.S3, Impact.I2, by=ANNA)
    assert await reclassed(desk) == [], "never told a class, then one that may cost as well"
    await desk.do(triage, number, ClaimClass.DEFECT, Severity.S3, Impact.I2, by=ANNA)
    await desk.do(triage, number, ClaimClass.ENV, Severity.S3, Impact.I2, by=ANNA)
    told = (await reclassed(desk))[-1]
    assert (told["was"], told["claim_class"], told["free"], told["quote"]) == ("DEFECT", "ENV", False, None)


async def test_nothing_is_chargeable_before_somebody_approved(desk: Desk, number: str) -> None:
    """A18."""
    await desk.refused(Unapproved, log, number, 30, Charge.CHARGEABLE, "분석", by=ANNA)
    await offered(desk, number)
    await desk.refused(Unapproved, log, number, 30, Charge.CHARGEABLE, "분석", by=ANNA)
    await desk.do(log, number, 30, Charge.FREE, "분석", by=ANNA)
    assert (await standing(desk, number)).cost == 0


async def test_an_approval_is_kept_with_who_when_what_and_how(desk: Desk, number: str) -> None:
    approved = await agreed(desk, number)
    (kept,) = await desk.database.read(quotes.decisions, approved.id)
    assert (kept.actor, kept.at, kept.version, kept.digest) == (BOSS, desk.clock.now, 1, approved.digest)
    assert (kept.channel, kept.evidence, kept.approved) == (Channel.PAGE, "192.0.2.7", True)
    claim = await desk.claim(number)
    assert claim.state is State.IN_PROGRESS
    assert claim.resolution_due
    assert "call_owner" in await desk.intents(number, Door.SLACK)


async def test_only_who_has_the_right_approves_and_only_what_they_read(desk: Desk, number: str) -> None:
    sent = await offered(desk, number)
    yes = {"channel": Channel.PAGE, "evidence": ""}
    await desk.refused(NotAllowed, approve, number, 1, sent.digest, by=KIM, **yes)
    await desk.refused(Stale, approve, number, 1, "0" * 64, by=BOSS, **yes)
    await desk.refused(NotFound, approve, number, 2, sent.digest, by=BOSS, **yes)
    newer = await offered(desk, number, 120)
    await desk.refused(Stale, approve, number, 1, sent.digest, by=BOSS, **yes)
    await desk.do(approve, number, 2, newer.digest, by=BOSS, **yes)
    await desk.do(approve, number, 2, newer.digest, by=BOSS, **yes)
    assert len(await desk.database.read(quotes.decisions, newer.id)) == 1, "twice is once"


async def test_a_change_after_the_approval_needs_a_new_one(desk: Desk, number: str) -> None:
    await agreed(desk, number)
    later(desk, 60)
    await desk.do(log, number, 60, Charge.CHARGEABLE, "분석", by=ANNA)
    await offered(desk, number, 300)
    later(desk, 30)
    await desk.refused(Unapproved, log, number, 30, Charge.CHARGEABLE, "분석", by=ANNA)
    assert (await standing(desk, number)).due.sum.supply == 100_000, "what was worked under the old one stays"


async def test_only_minutes_after_the_approval_count(desk: Desk, number: str) -> None:
    """F13, F16: 75 minutes of diagnosis before the quote, 40 after the approval."""
    await desk.do(log, number, 75, Charge.FREE, "진단", by=ANNA)
    await agreed(desk, number)
    later(desk, 40)
    logged = await desk.do(log, number, 50, Charge.CHARGEABLE, "조치", by=ANNA)
    assert logged.free == 10
    due = (await standing(desk, number)).due
    assert (due.raw, due.billable, due.sum.total) == (40, 60, 110_000)


async def test_the_cap_warns_refuses_and_bounds_the_bill(desk: Desk, number: str) -> None:
    """F6."""
    await agreed(desk, number, cap=300_000)
    later(desk, 400)
    await desk.do(log, number, 140, Charge.CHARGEABLE, "분석", by=ANNA)
    assert "cap_near" not in await desk.intents(number, Door.SLACK)
    later(desk, 400)
    await desk.do(log, number, 20, Charge.CHARGEABLE, "분석", by=ANNA)
    assert "cap_near" in await desk.intents(number, Door.SLACK)
    await desk.do(log, number, 90, Charge.CHARGEABLE, "분석", by=ANNA)
    assert "cap_reached" in await desk.intents(number, Door.SLACK)
    await desk.refused(CapReached, log, number, 1, Charge.CHARGEABLE, "분석", by=ANNA)
    due = (await standing(desk, number)).due
    assert (due.billable, due.sum.supply, due.written_off, due.sum.total) == (270, 300_000, 150_000, 330_000)


async def test_work_is_stated_when_it_is_resolved_and_disputed_by_line(desk: Desk, number: str) -> None:
    await agreed(desk, number)
    later(desk, 60)
    await desk.do(log, number, 47, Charge.CHARGEABLE, "분석", by=ANNA)
    assert (await desk.database.read(show, number)).cost == 110_000
    await desk.do(resolve, number, Resolution(ClaimClass.ENV, Factor.CUSTOMER, "설정", "바꾸었습니다.", 47, chargeable=True), by=ANNA)
    issued = await statement(desk, number)
    (line,) = issued.lines
    assert (issued.sum.total, line.minutes, line.rounding, issued.raw) == (110_000, 60, 13, 47)
    await desk.refused(Missing, dispute, number, line.id, " ", by=KIM)
    await desk.refused(NotFound, dispute, number, line.id + 1, "많습니다", by=KIM)
    await desk.do(dispute, number, line.id, "30분만 확인했습니다", by=KIM)
    await desk.do(dispute, number, line.id, "또", by=KIM)
    await desk.refused(NotAllowed, credit_line, number, 1, 50_000, "확인", by=ANNA)
    await desk.refused(Invalid, credit_line, number, 1, 100_001, "확인", by=LEA)
    given = await desk.do(credit_line, number, 1, 50_000, "확인 시간을 조정했습니다.", by=LEA)
    assert (given.sum.supply, given.sum.vat) == (50_000, 5_000)
    assert given.disputes[0].state is DisputeState.ADJUSTED
    assert (await desk.database.read(show, number)).cost == 55_000
    await desk.refused(NotAllowed, credit_line, number, 1, 50_000, "선처", by=LEA)
    await desk.refused(NotFound, uphold, number, 1, "그대로", by=LEA)


async def test_a_lead_who_worked_on_it_does_not_judge(desk: Desk, number: str) -> None:
    await agreed(desk, number)
    later(desk, 60)
    await desk.do(log, number, 30, Charge.CHARGEABLE, "분석", by=LEA)
    issued = await desk.do(bill, number, by=ANNA)
    await desk.do(dispute, number, issued.lines[0].id, "많습니다", by=KIM)
    await desk.refused(NotAllowed, uphold, number, 1, "그대로입니다.", by=LEA)


async def test_a_dispute_calls_a_lead_who_did_not_work_on_it(desk: Desk, number: str) -> None:
    """A business day before it is due, and when it is over; answered, nobody is called any more."""
    await agreed(desk, number)
    later(desk, 60)
    await desk.do(log, number, 30, Charge.CHARGEABLE, "분석", by=LEA)
    issued = await desk.do(bill, number, by=ANNA)
    await desk.do(dispute, number, issued.lines[0].id, "많습니다", by=KIM)
    second = person("UMAX")
    await desk.do(people.keep, Person(second.id, "Max Han", "ko", "Asia/Seoul", None, Role.LEAD, active=True))
    await desk.do(appoint, second.id, Role.LEAD)
    told = []
    for _ in range(9):
        desk.clock.now += timedelta(days=1)
        await desk.do(look)
        told.append([(row.step, row.whom) for row in await desk.database.read(_disputes)])
    assert told[3] == [], "three business days are time enough"
    assert told[-1] == [(0, second.id), (1, second.id)]
    await desk.do(uphold, number, 1, "기록과 같습니다.", by=second)
    assert (await desk.database.read(scenes_of, [int(number.partition("-")[0])]))[int(number.partition("-")[0])].disputes == ()


def _disputes(tx: Tx) -> list[Any]:
    return list(tx.connection.execute(nudges.select().where(nudges.c.kind == "dispute").order_by(nudges.c.id)))


async def test_a_dispute_comes_in_time_and_may_be_upheld(desk: Desk, number: str) -> None:
    await agreed(desk, number)
    later(desk, 60)
    await desk.do(log, number, 30, Charge.CHARGEABLE, "분석", by=ANNA)
    issued = await desk.do(bill, number, by=ANNA)
    await desk.do(dispute, number, issued.lines[0].id, "많습니다", by=KIM)
    upheld = await desk.do(uphold, number, 1, "기록과 같습니다.", by=LEA)
    assert (upheld.disputes[0].state, upheld.sum.total) == (DisputeState.UPHELD, 55_000)
    await agreed(desk, number)
    later(desk, 60)
    await desk.do(log, number, 30, Charge.CHARGEABLE, "추가", by=ANNA)
    second = await desk.do(bill, number, by=ANNA)
    assert (second.sequence, second.sum.total) == (2, 55_000), "what was stated before is not charged again"
    desk.clock.now += timedelta(days=40)
    await desk.refused(TooLate, dispute, number, second.lines[0].id, "많습니다", by=KIM)


async def test_what_is_ours_is_never_charged(desk: Desk, number: str) -> None:
    """F15: also where it was charged before."""
    await agreed(desk, number)
    later(desk, 60)
    await desk.do(log, number, 47, Charge.CHARGEABLE, "분석", by=ANNA)
    await desk.do(bill, number, by=ANNA)
    await desk.do(triage, number, ClaimClass.DEFECT, Severity.S3, Impact.I2, by=ANNA)
    issued = await statement(desk, number)
    assert (issued.first_sum.total, issued.sum.total, issued.lines[-1].amount) == (110_000, 0, -100_000)
    assert (await desk.database.read(show, number)).cost == 0
    await desk.refused(FreeOfCharge, quote, number, 60, "분석", by=ANNA)
    await desk.refused(FreeOfCharge, log, number, 10, Charge.CHARGEABLE, "분석", by=ANNA)


async def test_an_overturned_claim_costs_nothing_twice_is_once(desk: Desk, number: str) -> None:
    def turn(tx: Tx) -> None:
        claim = claims.find(tx, int(number.partition("-")[0]), lock=True)
        assert claim
        overturned(tx, overturned(tx, claim, by=LEA), by=LEA)

    await agreed(desk, number)
    later(desk, 60)
    await desk.do(log, number, 47, Charge.CHARGEABLE, "분석", by=ANNA)
    await desk.do(bill, number, by=ANNA)
    await agreed(desk, number)
    later(desk, 60)
    await desk.do(log, number, 30, Charge.CHARGEABLE, "추가", by=ANNA)
    assert (await desk.database.read(show, number)).cost == 165_000
    await desk.do(turn)
    assert (await desk.database.read(show, number)).cost == 0
    assert (await desk.whats(number)).count("credited") == 1


async def test_another_kind_of_matter_voids_an_open_quote(desk: Desk, number: str) -> None:
    await offered(desk, number)
    await desk.do(triage, number, ClaimClass.HOWTO, Severity.S4, Impact.I3, by=ANNA)
    assert (await desk.claim(number)).state is State.IN_PROGRESS
    assert (await standing(desk, number)).quotes[-1].state is QuoteState.VOID


async def test_a_quote_needs_an_approver_a_class_and_its_parts(desk: Desk, number: str) -> None:
    await desk.refused(Missing, quote, number, 60, " ", by=ANNA)
    await desk.refused(Invalid, quote, number, 0, "분석", by=ANNA)
    await desk.refused(Invalid, quote, number, 60, "분석", cap=0, by=ANNA)
    await desk.refused(NotOwner, quote, number, 60, "분석", by=BEN)
    await desk.do(settle, "hanbit.example", approver="off", by=LEA)
    await desk.refused(NoApprover, quote, number, 60, "분석", by=ANNA)
    await desk.refused(NotAllowed, settle, "hanbit.example", approver=BOSS.id, by=ANNA)
    await desk.refused(NotFound, settle, "hanbit.example", approver="eve@other.example", by=LEA)
    untriaged = await desk.in_state(State.TRIAGE)
    await desk.refused(Missing, quote, untriaged, 60, "분석", by=ANNA)


async def test_a_quote_for_much_waits_for_a_lead(desk: Desk, number: str) -> None:
    held = await desk.do(quote, number, 60, "이전 작업", cap=1_000_001, by=ANNA)
    assert (held.held, held.quote.state) == (True, QuoteState.DRAFT)
    assert (await desk.claim(number)).state is State.IN_PROGRESS
    await desk.refused(NotAllowed, endorse, number, by=ANNA)
    sent = await desk.do(endorse, number, by=LEA)
    assert sent.quote.state is QuoteState.SENT
    await desk.refused(NotFound, endorse, number, by=LEA)


async def test_what_waits_for_a_lead_replaces_nothing_that_was_offered(desk: Desk, number: str) -> None:
    """Else the customer could answer neither, and the clock would stand still for them."""
    sent = await offered(desk, number)
    await desk.do(quote, number, 60, "이전 작업", cap=1_000_001, by=ANNA)
    await desk.do(approve, number, sent.version, sent.digest, channel=Channel.PAGE, evidence="", by=BOSS)
    assert (await desk.claim(number)).state is State.IN_PROGRESS
    await desk.do(endorse, number, by=LEA)
    assert [each.state for each in await desk.database.read(quotes.of_claim, (await desk.claim(number)).id)] == ["superseded", "sent"]


async def test_a_declined_quote_lets_the_rest_go_on_or_ends_it(desk: Desk, number: str) -> None:
    sent = await offered(desk, number)
    await desk.do(decline, number, 1, sent.digest, channel=Channel.PAGE, evidence="", words="예산이 없습니다", by=BOSS)
    assert (await desk.claim(number)).state is State.IN_PROGRESS
    again = await offered(desk, number)
    await desk.do(decline, number, 2, again.digest, end=True, channel=Channel.PAGE, evidence="", by=BOSS)
    claim = await desk.claim(number)
    assert (claim.state, claim.close_reason) == (State.CLOSED, CloseReason.NO_APPROVAL)


async def test_a_quote_is_taken_back(desk: Desk, number: str) -> None:
    await desk.refused(NotFound, unquote, number, by=ANNA)
    sent = await offered(desk, number)
    await desk.do(unquote, number, by=ANNA)
    assert (await desk.claim(number)).state is State.IN_PROGRESS
    await desk.refused(Stale, approve, number, 1, sent.digest, channel=Channel.PAGE, evidence="", by=BOSS)


async def test_silence_is_reminded_twice_and_then_ends_it_without_charge(desk: Desk, number: str) -> None:
    await offered(desk, number)
    told = []
    for _ in range(16):
        desk.clock.now += timedelta(days=1)
        await desk.do(tend, desk.clock.now)
        told.append((await desk.claim(number)).state)
    letters = await desk.intents(number, Door.MAIL)
    assert (letters.count("quote_reminded"), letters.count("quote_expired")) == (4, 2), "each to the approver and to who asked"
    claim = await desk.claim(number)
    assert (claim.close_reason, (await standing(desk, number)).cost) == (CloseReason.NO_APPROVAL, 0)
    assert told.index(State.CLOSED) >= 13, "ten business days are two weeks"


async def test_a_contract_approves_small_sums_beforehand_and_includes_minutes(desk: Desk, number: str) -> None:
    claim = await desk.claim(number)
    assert claim.organisation_id
    held = Contract(claim.organisation_id, date(2026, 1, 1), date(2026, 12, 31), frozenset({ClaimClass.ENV}), 60, Period.YEAR, 200_000)
    await desk.do(contracts.keep, held)
    await desk.do(log, number, 40, Charge.INCLUDED, "분석", by=ANNA)
    assert (await standing(desk, number)).left == 20
    await desk.refused(Unapproved, log, number, 21, Charge.INCLUDED, "분석", by=ANNA)
    sent = await desk.do(quote, number, 120, "설정 변경", by=ANNA)
    assert (sent.quote.state, (await desk.claim(number)).state) == (QuoteState.APPROVED, State.IN_PROGRESS)
    (kept,) = await desk.database.read(quotes.decisions, sent.quote.id)
    assert kept.channel is Channel.STANDING
    assert (await desk.intents(number, Door.MAIL))[-1] == "quote_standing"
    later(desk, 60)
    await desk.do(log, number, 45, Charge.CHARGEABLE, "변경", by=ANNA)
    due = (await standing(desk, number)).due
    assert (due.covered, due.used, due.billable) == (20, 20, 30)
    await desk.do(bill, number, by=ANNA)
    assert (await standing(desk, number)).left == 0


async def test_a_correction_takes_the_place_of_an_entry(desk: Desk, number: str) -> None:
    await agreed(desk, number)
    later(desk, 60)
    (entry,) = (await desk.do(log, number, 60, Charge.CHARGEABLE, "분석", by=ANNA)).entries
    await desk.refused(NotOwner, correct, number, entry.id, 10, "과다", by=BEN)
    await desk.refused(Invalid, correct, number, entry.id, 61, "부족", by=ANNA)
    (shorter,) = (await desk.do(correct, number, entry.id, 20, "점심시간 제외", by=ANNA)).entries
    assert (await standing(desk, number)).due.raw == 20
    await desk.refused(NotFound, correct, number, entry.id, 0, "또", by=ANNA)
    await desk.do(bill, number, by=ANNA)
    await desk.refused(NotFound, correct, number, entry.id, 0, "또", by=ANNA)
    assert shorter.corrects == entry.id


async def test_nobody_works_twice_in_a_minute(desk: Desk, number: str) -> None:
    now = desk.clock.now
    await desk.do(log, number, 30, Charge.FREE, "분석", by=ANNA)
    span = (now - timedelta(minutes=40), now - timedelta(minutes=20))
    await desk.refused(Invalid, log, number, span, Charge.FREE, "분석", by=ANNA)
    (entry,) = (await desk.do(log, number, 15, Charge.FREE, "정리", by=ANNA)).entries
    assert entry.end == now.replace(second=0, microsecond=0) - timedelta(minutes=30), "laid before what is written down"


async def test_a_timer_counts_begun_minutes(desk: Desk, number: str) -> None:
    await desk.refused(NotFound, stop, number, by=ANNA)
    await desk.do(start, number, by=ANNA)
    await desk.refused(Invalid, start, number, by=ANNA)
    later(desk, 25)
    (entry,) = (await desk.do(stop, number, Charge.FREE, "분석", by=ANNA)).entries
    assert entry.minutes == 25
    await desk.refused(NotFound, stop, number, by=ANNA)


async def test_evening_work_is_dearer_only_where_the_quote_says_so(desk: Desk, number: str) -> None:
    """F5: Tuesday 17:20 to 19:10."""
    desk.clock.now = desk.clock.now.replace(year=2026, month=11, day=24, hour=8, minute=20, second=0, microsecond=0)
    await agreed(desk, number, cap=900_000, kinds={Kind.EXTENDED})
    later(desk, 110)
    await desk.do(log, number, 110, Charge.CHARGEABLE, "야간 점검", by=ANNA)
    assert (await standing(desk, number)).due.sum.total == 284_166


async def test_a_resolution_that_costs_needs_an_approval(desk: Desk, number: str) -> None:
    costly = Resolution(ClaimClass.ENV, Factor.CUSTOMER, "설정", "바꾸었습니다.", 30, chargeable=True)
    await desk.refused(Unapproved, resolve, number, costly, by=ANNA)


async def test_an_erased_customer_leaves_the_sums_and_nothing_else(desk: Desk, number: str) -> None:
    sent = (await desk.do(quote, number, 180, "김하늘 님 서버 점검", excluded="장미 정원", reason_told="장미 때문", by=ANNA)).quote
    told: dict[str, Any] = {"channel": Channel.MAIL, "evidence": "rose@hanbit.example", "words": "장미 승인"}
    await desk.do(approve, number, 1, sent.digest, by=BOSS, **told)
    later(desk, 60)
    await desk.do(log, number, 47, Charge.CHARGEABLE, "장미 점검", by=ANNA)
    issued = await desk.do(bill, number, by=ANNA)
    await desk.do(dispute, number, issued.lines[0].id, "장미는 10분입니다", by=KIM)
    await desk.do(credit_line, number, 1, 10_000, "장미 감액", by=LEA)
    exported = await desk.database.read(export, KIM.id)
    (fees,) = [each["fees"] for each in exported["claims"]]
    assert fees["quotes"][0]["answers"][0]["by"] == BOSS.id
    assert fees["statements"][0]["disputes"][0]["words"] == "장미는 10분입니다"
    await desk.do(close, number, CloseReason.WITHDRAWN, "", by=ANNA)
    for each in (KIM, BOSS):
        await desk.do(erase, await desk.database.read(find_person, each.id), by=operator("root"))
    rows = str(await desk.database.read(everything))
    for trace in ("장미", "김하늘", "rose@", KIM.id, BOSS.id):
        assert trace not in rows, trace
    kept = await statement(desk, number)
    assert (kept.first_sum.total, kept.sum.total) == (110_000, 99_000)
