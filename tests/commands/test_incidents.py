"""A contract that includes incidents in place of minutes: so many claims a period are free, each beyond has its price."""

from datetime import date, timedelta

import pytest

from claims.actor import customer
from claims.claim import ClaimClass, Impact, Severity
from claims.errors import Unapproved
from claims.money import Vat, summed
from claims.quotes import Channel
from claims.statements import LineKind
from claims.worklog import Charge
from commands.approve import approve
from commands.bill import bill, dispute
from commands.credit import credit_line
from commands.fees import fees
from commands.know import customer as settle
from commands.log import correct, log
from commands.quote import quote
from commands.show import show
from commands.take import take
from commands.triage import triage
from storage import contracts
from storage.contracts import Contract, Period
from tests.commands.desk import Desk
from tests.making import ANNA, LEA

BOSS = customer("boss@hanbit.example")
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


async def worked(desk: Desk, claim_class: ClaimClass = ClaimClass.ENV) -> str:
    number = await desk.open()
    await desk.do(take, number, by=ANNA)
    await desk.do(triage, number, claim_class, Severity.S3, Impact.I2, by=ANNA)
    return number


async def left(desk: Desk, number: str) -> int | None:
    found = (await desk.database.read(show, number)).contract
    assert found
    return found.incidents


@pytest.fixture
async def number(desk: Desk) -> str:
    """Two incidents a year are included, each beyond costs 180,000."""
    found = await worked(desk)
    await desk.do(settle, "hanbit.example", approver=BOSS.id, by=LEA)
    held = (await desk.claim(found)).organisation_id
    assert held
    kept = Contract(held, *YEAR, frozenset({ClaimClass.ENV}), 0, Period.YEAR, 0, incidents=2, incident_price=180_000)
    await desk.do(contracts.keep, kept)
    return found


async def test_a_claim_counts_once_however_long_it_takes(desk: Desk, number: str) -> None:
    assert await left(desk, number) == 2
    desk.clock.now += timedelta(hours=8)
    entries = [(await desk.do(log, number, minutes, Charge.INCLUDED, "분석", by=ANNA)).entries for minutes in (200, 90)]
    second, third = await worked(desk), await worked(desk)
    assert (await left(desk, number), await left(desk, second)) == (2, 1)
    await desk.do(log, second, 30, Charge.INCLUDED, "분석", by=ANNA)
    assert await left(desk, third) == 0
    await desk.refused(Unapproved, log, third, 30, Charge.INCLUDED, "분석", by=ANNA)
    for each in (entry for made in entries for entry in made):
        await desk.do(correct, number, each.id, 0, "다른 건", by=ANNA)
    await desk.do(log, third, 30, Charge.INCLUDED, "분석", by=ANNA)
    other = await worked(desk, ClaimClass.HOWTO)
    await desk.refused(Unapproved, log, other, 30, Charge.INCLUDED, "분석", by=ANNA)


async def test_beyond_the_pack_it_costs_its_price_whatever_it_takes(desk: Desk, number: str) -> None:
    for each in (number, await worked(desk)):
        await desk.do(log, each, 5, Charge.INCLUDED, "분석", by=ANNA)
    total = 0
    for minutes in (10, 90, 240):
        beyond = await worked(desk)
        sent = (await desk.do(quote, beyond, 60, "설정 복구", by=ANNA)).quote
        assert (sent.offer.cap, sent.offer.fixed) == (180_000, True)
        await desk.do(approve, beyond, 1, sent.digest, channel=Channel.PAGE, evidence="", by=BOSS)
        desk.clock.now += timedelta(hours=5)
        logged = await desk.do(log, beyond, minutes, Charge.CHARGEABLE, "복구", by=ANNA)
        assert (logged.account.cost, logged.account.percent) == (198_000, 0)
        issued = await desk.do(bill, beyond, by=ANNA)
        (line,) = issued.lines
        assert (line.kind, line.amount, line.minutes) == (LineKind.INCIDENT, 180_000, minutes)
        total += issued.sum.supply
    assert (summed(total, Vat()).supply, summed(total, Vat()).vat, summed(total, Vat()).total) == (540_000, 54_000, 594_000), "F10"
    await desk.do(dispute, beyond, issued.lines[0].id, "포함 건수가 남아 있습니다", by=BOSS)
    await desk.do(credit_line, beyond, 1, 180_000, "포함 건수로 처리합니다.", by=LEA)
    assert (await desk.database.read(fees, beyond)).cost == 0


async def test_a_cap_of_its_own_is_by_the_hour_again(desk: Desk, number: str) -> None:
    for each in (number, await worked(desk)):
        await desk.do(log, each, 5, Charge.INCLUDED, "분석", by=ANNA)
    beyond = await worked(desk)
    sent = (await desk.do(quote, beyond, 60, "설정 복구", cap=500_000, by=ANNA)).quote
    assert (sent.offer.cap, sent.offer.fixed) == (500_000, False)


async def approved(desk: Desk, number: str, cap: int | None = None) -> None:
    sent = (await desk.do(quote, number, 60, "설정 복구", cap=cap, by=ANNA)).quote
    await desk.do(approve, number, sent.version, sent.digest, channel=Channel.PAGE, evidence="", by=BOSS)
    desk.clock.now += timedelta(hours=5)


async def beyond(desk: Desk, number: str) -> str:
    for each in (number, await worked(desk)):
        await desk.do(log, each, 5, Charge.INCLUDED, "분석", by=ANNA)
    return await worked(desk)


async def test_a_price_holds_for_what_was_worked_under_it(desk: Desk, number: str) -> None:
    """Another version by the hour is for what is worked under it."""
    third = await beyond(desk, number)
    await approved(desk, third)
    assert (await desk.do(log, third, 240, Charge.CHARGEABLE, "복구", by=ANNA)).account.cost == 198_000
    await approved(desk, third, 1_000_000)
    after = await desk.database.read(fees, third)
    assert (after.cost, after.percent) == (198_000, 0), "nothing more was worked"
    hour = (await desk.do(log, third, 60, Charge.CHARGEABLE, "추가", by=ANNA)).account
    rate = hour.due.lines[0].price.rate
    assert hour.cost == 198_000 + rate * 11 // 10
    issued = await desk.do(bill, third, by=ANNA)
    assert [(each.kind, each.amount, each.minutes) for each in issued.lines] == [
        (LineKind.INCIDENT, 180_000, 240),
        (LineKind.WORK, rate, 60),
    ]
    assert (issued.raw, issued.cap) == (300, 1_180_000)


async def test_a_price_after_an_hourly_version_is_charged_beside_it(desk: Desk, number: str) -> None:
    third = await beyond(desk, number)
    await approved(desk, third, 150_000)
    assert (await desk.do(log, third, 240, Charge.CHARGEABLE, "복구", by=ANNA)).account.cost == 165_000
    await approved(desk, third)
    assert (await desk.database.read(fees, third)).cost == 165_000, "the cap of what was worked still holds"
    assert (await desk.do(log, third, 10, Charge.CHARGEABLE, "추가", by=ANNA)).account.cost == 165_000 + 198_000
    issued = await desk.do(bill, third, by=ANNA)
    assert (issued.sum.supply, issued.cap, issued.raw) == (330_000, 330_000, 250)


async def test_what_was_ours_uses_up_nothing(desk: Desk, number: str) -> None:
    """As long as it is ours: the class is looked at, not what it once was."""
    other = await worked(desk)
    for each in (number, other):
        await desk.do(log, each, 5, Charge.INCLUDED, "분석", by=ANNA)
    third = await worked(desk)
    assert await left(desk, third) == 0
    await desk.do(triage, other, ClaimClass.DEFECT, Severity.S3, Impact.I2, by=ANNA)
    assert await left(desk, third) == 1
    await desk.do(triage, other, ClaimClass.ENV, Severity.S3, Impact.I2, by=ANNA)
    assert await left(desk, third) == 0


async def test_minutes_that_went_into_our_defect_come_back(desk: Desk, number: str) -> None:
    held = (await desk.claim(number)).organisation_id
    assert held
    await desk.do(contracts.keep, Contract(held, *YEAR, frozenset({ClaimClass.ENV}), 300, Period.YEAR, 0))
    other = await worked(desk)
    desk.clock.now += timedelta(hours=8)
    await desk.do(log, number, 100, Charge.INCLUDED, "분석", by=ANNA)
    entry = (await desk.do(log, other, 50, Charge.INCLUDED, "분석", by=ANNA)).entries[0]
    await desk.do(correct, other, entry.id, 40, "짧았습니다", by=ANNA)
    await approved(desk, number, 1_000_000)
    await desk.do(log, number, 60, Charge.CHARGEABLE, "복구", by=ANNA)
    await desk.do(bill, number, by=ANNA)
    assert (await desk.database.read(fees, other)).left == 100, "100 and 40 by the log, 60 by the statement"
    await desk.do(triage, number, ClaimClass.DEFECT, Severity.S3, Impact.I2, by=ANNA)
    assert (await desk.database.read(fees, other)).left == 260
