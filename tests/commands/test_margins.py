"""Why we lose money: what the report says of lives that claims really had, and who may read it."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.slack.margins import drawn, short, table
from claims.actor import customer
from claims.claim import ClaimClass, Factor, Impact, Severity
from claims.errors import NotAllowed
from claims.margin import Where, by, total
from claims.period import Period
from claims.rates import RateCard
from claims.roles import Right
from claims.worklog import Charge
from commands.approve import approve
from commands.bill import dispute
from commands.credit import credit_line
from commands.hand import invite
from commands.know import customer as settle
from commands.log import log
from commands.margins import Margins, money
from commands.merge import merge
from commands.quote import quote
from commands.resolve import Resolution, resolve
from commands.take import take
from commands.triage import triage
from storage import contracts, customers, rights, statements
from storage.contracts import Card, Contract
from storage.contracts import Period as Lasts
from storage.database import Tx
from tests.commands.desk import Desk
from tests.making import ANNA, BEN, KIM, LEA

BOSS = customer("boss@hanbit.example")
MONTH = Period(date(2026, 11, 1), date(2026, 11, 30))


@pytest.fixture
async def rated(desk: Desk) -> Desk:
    """Kim's boss may approve, and an hour is sold for 100,000."""
    await desk.open()
    await desk.do(settle, "hanbit.example", approver=BOSS.id, by=LEA)
    await desk.do(contracts.keep_card, Card("KRW", RateCard(1, date(2026, 1, 1), 100_000)))
    return desk


async def ended(
    desk: Desk, kind: ClaimClass, minutes: int, *, log_before: int = 0, quoted: int | None = None, address: str = KIM.id
) -> str:
    """A claim that was resolved. `quoted`: the cap under which an hour was worked, 0 for the usual one."""
    number = await desk.open(address=address)
    await desk.do(take, number, by=ANNA)
    await desk.do(triage, number, kind if quoted is None else ClaimClass.ENV, Severity.S3, Impact.I2, by=ANNA)
    if log_before:
        await desk.do(log, number, log_before, Charge.FREE, "진단", by=ANNA)
    if quoted is not None:
        offer = (await desk.do(quote, number, 60, "분석", cap=quoted or None, by=ANNA)).quote
        await desk.do(approve, number, offer.version, offer.digest, by=BOSS, channel="mail", evidence="<a@hanbit.example>", words="승인")
        desk.clock.move(seconds=3600)
        await desk.do(log, number, 60, Charge.CHARGEABLE, "분석", by=ANNA)
    await desk.do(
        resolve, number, Resolution(kind, Factor.CUSTOMER, "설정", "바꾸었습니다.", minutes, chargeable=quoted is not None), by=ANNA
    )
    return number


async def seen(desk: Desk, hour: int = 45_000, **asked: Any) -> Margins:
    def costly(tx: Tx) -> Margins:
        rules = tx.rules.model_copy(update={"fees": tx.rules.fees.model_copy(update={"cost": hour})})
        return money(replace(tx, rules=rules), MONTH, by=LEA, **asked)

    return await desk.database.read(costly)


async def contract(desk: Desk, included: int, monthly: int) -> None:
    def keep(tx: Tx) -> None:
        found = customers.organisation_of_domain(tx, "hanbit.example")
        assert found
        kinds = frozenset({ClaimClass.HOWTO, ClaimClass.ENV})
        contracts.keep(tx, Contract(found.id, date(2026, 1, 1), date(2026, 12, 31), kinds, included, Lasts.MONTH, 0, monthly))

    await desk.do(keep)


async def test_where_it_leaks(rated: Desk) -> None:
    """60 of 95 minutes were charged, down to a cap of 80,000 of 100,000; what was worked before the approval was free."""
    await ended(rated, ClaimClass.ENV, 95, log_before=35, quoted=80_000)
    await ended(rated, ClaimClass.DEFECT, 30)
    found = await seen(rated)
    minutes = {where: each.minutes for where, each in by(found.rows, lambda row: row.where).items()}
    assert minutes == {Where.FEE: 48, Where.WRITTEN_OFF: 12, Where.UNQUOTED: 35, Where.OURS: 30}
    whole = total(found.rows)
    assert (whole.income, whole.cost, whole.result) == (80_000, 93_750, -13_750)
    assert (found.told, found.ended, found.unended) == (2, 2, 0)
    assert found.figures["M26"].value == 46_875
    text = drawn(found, "ko", "Asia/Seoul", "v").text
    assert "*손해 13,750원*: 수입 80,000원 − 비용 93,750원 = -13,750원 (M27, n=2)" in text
    assert "n=2" in text
    assert "제안하지 않습니다" in text


async def test_an_incident_brings_its_price(rated: Desk) -> None:
    """It is a line that may be disputed like any other."""

    def priced(tx: Tx) -> None:
        found = customers.organisation_of_domain(tx, "hanbit.example")
        assert found
        kept = Contract(found.id, date(2026, 1, 1), date(2026, 12, 31), frozenset({ClaimClass.ENV}), 0, Lasts.YEAR, 0)
        contracts.keep(tx, replace(kept, incidents=1, incident_price=180_000))

    await rated.do(priced)
    first = await rated.open()
    await rated.do(take, first, by=ANNA)
    await rated.do(triage, first, ClaimClass.ENV, Severity.S3, Impact.I2, by=ANNA)
    await rated.do(log, first, 5, Charge.INCLUDED, "진단", by=ANNA)
    await ended(rated, ClaimClass.ENV, 60, quoted=0)
    found = await seen(rated)
    assert total(found.rows).income == 180_000
    assert {where: each.minutes for where, each in by(found.rows, lambda row: row.where).items()} == {Where.FEE: 60}
    assert (found.billed.lines, found.billed.supply) == (1, 180_000)


async def test_a_contract_pays_for_what_it_includes(rated: Desk) -> None:
    """Of 50 minutes that a month includes 40 are used; half of the rest is beyond."""
    await contract(rated, 50, 500_000)
    await ended(rated, ClaimClass.HOWTO, 40)
    await ended(rated, ClaimClass.HOWTO, 20)
    found = await seen(rated)
    minutes = {where: each.minutes for where, each in by(found.rows, lambda row: row.where).items()}
    assert minutes == {Where.CONTRACT: 50, Where.BEYOND: 10}
    day = rated.clock().astimezone(ZoneInfo("Asia/Seoul")).day
    assert total(found.rows).income == 500_000 * day // 30, "as far as the month has come"
    assert (await seen(rated, claim_class=ClaimClass.HOWTO)).figures["M27"].value != total(found.rows).result, "it pays for all classes"
    assert total((await seen(rated, which="hanbit.example")).rows) == total(found.rows)


async def test_a_contract_of_which_nobody_said_what_it_brings(rated: Desk) -> None:
    await contract(rated, 50, 0)
    found = await seen(rated)
    assert found.untold == 1
    assert "월 금액을 적지 않은 계약 1건" in drawn(found, "ko", "Asia/Seoul", "v").text


async def test_disputes_are_counted_by_line_and_by_value(rated: Desk) -> None:
    """M31: one of two lines was disputed, and 10,000 of 200,000 were given back."""
    first = await ended(rated, ClaimClass.ENV, 60, quoted=300_000)
    await ended(rated, ClaimClass.ENV, 60, quoted=300_000)
    issued = (await rated.database.read(statements.of_claim, int(first.partition("-")[0])))[0]
    await rated.do(dispute, first, issued.lines[0].id, "10분입니다", by=KIM)
    await rated.do(credit_line, first, 1, 10_000, "감액", by=LEA)
    found = await seen(rated)
    assert (found.figures["M31"].hits, found.figures["M31"].n) == (1, 2)
    assert (found.billed.credited, found.billed.supply) == (10_000, 200_000)
    assert total(found.rows).income == 190_000
    assert by(found.rows, lambda row: row.where)[Where.CREDITED].minutes == 6
    assert "자료 부족 (n=2)" in "\n".join(short(found, "ko")), "two lines are too few for a share"


async def test_work_done_twice(rated: Desk) -> None:
    """M30: the lead logged the very minutes that Anna did, Ben was asked to help; a claim that was joined was worked for nothing."""
    number = await rated.open()
    await rated.do(take, number, by=ANNA)
    await rated.do(triage, number, ClaimClass.ENV, Severity.S3, Impact.I2, by=ANNA)
    await rated.do(invite, number, BEN.id, by=ANNA)
    rated.clock.move(seconds=3600)
    for who, minutes in ((ANNA, 30), (BEN, 30), (LEA, 20)):
        await rated.do(log, number, minutes, Charge.FREE, "분석", by=who)
    again = await rated.open()
    await rated.do(take, again, by=ANNA)
    await rated.do(log, again, 15, Charge.FREE, "분석", by=ANNA)
    assert (await seen(rated)).unended == 95
    await rated.do(resolve, number, Resolution(ClaimClass.ENV, Factor.CUSTOMER, "설정", "바꾸었습니다.", 80, chargeable=False), by=ANNA)
    await rated.do(merge, again, number, by=ANNA)
    found = await seen(rated)
    assert found.figures["M30"].value == 20 + 15
    assert by(found.rows, lambda row: row.where)[Where.DUPLICATE].minutes == 15
    assert total(found.rows).minutes == 95


async def test_a07_as_it_is_told(rated: Desk) -> None:
    """620 minutes at 45,000 an hour; 330,000 of fees; the contract brings 500,000 each month, and the month is over."""
    await contract(rated, 0, 500_000)
    await ended(rated, ClaimClass.ENV, 620, quoted=330_000)
    rated.clock.move(seconds=timedelta(days=31).total_seconds())
    found = await seen(rated)
    whole = total(found.rows)
    assert (whole.minutes, whole.cost) == (620, 465_000)
    assert whole.income == 500_000 + 100_000
    assert "이익 135,000원" in drawn(found, "ko", "Asia/Seoul", "v").text


async def test_without_the_cost_of_an_hour_no_margin_is_made_up(rated: Desk) -> None:
    await ended(rated, ClaimClass.HOWTO, 30)
    found = await seen(rated, hour=0)
    assert found.figures["M27"].value is None
    told = drawn(found, "ko", "Asia/Seoul", "v").text
    assert "원가가 정해져 있지 않기 때문입니다" in told
    assert "작업 30분" in told


async def test_only_leads_and_finance_may_see_it(rated: Desk) -> None:
    assert await rated.refused(NotAllowed, money, by=ANNA) == {"role": "finance"}
    await rated.do(rights.give, ANNA.id, [Right.FINANCE])
    assert (await rated.database.read(money, by=ANNA)).ended == 0
    assert await rated.refused(NotAllowed, money, by=KIM) == {"role": "finance"}


async def test_the_rows_add_up_to_the_figures(rated: Desk) -> None:
    await contract(rated, 30, 70_001)
    await ended(rated, ClaimClass.ENV, 95, log_before=35, quoted=80_000)
    await ended(rated, ClaimClass.HOWTO, 31, address="lee@daon.example")
    found = await seen(rated, hour=43_333)
    rows = table(found)
    assert sum(row[7] for row in rows) == total(found.rows).result == found.figures["M27"].value
    assert {row[1] for row in rows} >= {"hanbit.example", "daon.example"}
