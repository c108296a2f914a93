"""A month as one document: what a tax invoice needs, to the won, with months never mixed, and what became of it."""

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from claims.actor import person
from claims.bill import Bill
from claims.claim import ClaimClass, Impact, Severity
from claims.errors import Ambiguous, Invalid, Missing, NotAllowed, NotFound
from claims.lifecycle import State
from claims.money import Vat, summed
from claims.roles import Right
from claims.statements import LineKind, StatementLine
from commands.bill import dispute
from commands.credit import credit_line
from commands.fees import fees
from commands.invoice import InvoiceKind, Month, collected, invoice, invoices_out, statements_out
from commands.registry import customers_in, customers_out
from commands.take import take
from commands.triage import triage
from storage import contracts, rights, statements
from storage.contracts import Contract, Payer, Period
from storage.database import Tx
from tests.commands.desk import Desk
from tests.making import ANNA, BEN, KIM, LEA

NUMBER = "20261130-41000012-0000001"


async def stated(
    desk: Desk,
    *amounts: int,
    month: str = "2026-11",
    vat: Vat = Vat(),  # noqa: B008 it is frozen
    address: str = KIM.id,
) -> str:
    """A claim with a statement of these lines."""
    number = await desk.open(address=address)
    await desk.do(take, number, by=ANNA)
    await desk.do(triage, number, ClaimClass.ENV, Severity.S3, Impact.I2, by=ANNA)
    await desk.do(_stated, (await desk.claim(number)).id, amounts, month, vat)
    return number


def _stated(tx: Tx, claim_id: int, amounts: Sequence[int], month: str, vat: Vat) -> None:
    lines = [StatementLine(0, LineKind.WORK, each, 60, 13, each) for each in amounts]
    due = Bill((), 47, 0, 0, 0, summed(sum(amounts), vat))
    until = tx.now + timedelta(days=25)
    statements.add(tx, claim_id, due, lines, currency="KRW", vat=vat, cap=500_000, month=month, dispute_until=until, by=ANNA)


async def month(desk: Desk, which: str = "2026-11") -> Month:
    (found,) = await desk.database.read(collected, which)
    return found


def rows(text: str) -> list[dict[str, Any]]:
    return list(csv.DictReader(io.StringIO(text)))


async def payer(desk: Desk, number: str, vat: Vat = Vat()) -> int:  # noqa: B008 it is frozen
    held = (await desk.claim(number)).organisation_id
    assert held
    await desk.do(contracts.keep_payer, Payer(held, "123-45-67891", "주식회사 한빛", "김하늘", "서울", "KRW", vat))
    return held


async def test_a_month_is_one_document(desk: Desk) -> None:
    """F7, and F7b after a credit; another month and another customer stand by themselves."""
    number = await stated(desk, 150_000)
    await payer(desk, number)
    second = await stated(desk, 265_437)
    await stated(desk, 53_091)
    await stated(desk, 1_000, month="2026-12")
    found = await month(desk)
    assert (found.sum.supply, found.sum.vat, found.sum.total) == (468_528, 46_852, 515_380)
    assert (found.written_on, found.issue_by) == (date(2026, 11, 30), date(2026, 12, 10))
    assert [each.state for each in found.stated] == ["issued"] * 3
    (told,) = rows(await desk.database.read(invoices_out, "2026-11"))
    assert (told["recipient_number"], told["recipient_name"], told["recipient_representative"]) == (
        "123-45-67891",
        "주식회사 한빛",
        "김하늘",
    )
    assert (told["supply"], told["vat"], told["total"], told["state"]) == ("468528", "46852", "515380", "due")
    (line,) = (await desk.database.read(statements.of_claim, (await desk.claim(second)).id))[0].lines
    await desk.do(dispute, second, line.id, "길었습니다", by=KIM)
    assert [each.state for each in (await month(desk)).stated] == ["issued", "disputed", "issued"], "only what is disputed waits"
    await desk.do(credit_line, second, 1, 65_437, "조정", by=LEA)
    found = await month(desk)
    assert (found.sum.supply, found.sum.vat, found.sum.total) == (403_091, 40_309, 443_400)
    assert found.stated[1].state == "adjusted"
    assert "-65437" in {each["amount"] for each in rows(await desk.database.read(statements_out, "2026-11"))}, "a number, not text"
    desk.clock.now += timedelta(days=30)
    assert {each.state for each in (await month(desk)).stated} == {"confirmed"}


async def test_vat_is_taken_once_a_document(desk: Desk) -> None:
    """F8: by lines it would be 9,999."""
    for _ in range(3):
        await stated(desk, 33_335)
    found = await month(desk)
    assert (found.sum.supply, found.sum.vat, found.sum.total) == (100_005, 10_000, 110_005)
    lines = rows(await desk.database.read(statements_out, "2026-11"))
    assert [each["amount"] for each in lines] == ["33335"] * 3
    assert sum(int(each["amount"]) for each in lines) == found.sum.supply
    assert {(each["rounding"], each["worked"], each["cap"]) for each in lines} == {("13", "47", "500000")}
    one = found.stated[0].claim.id
    assert len(rows(await desk.database.read(statements_out, "2026-11", claim=one))) == 1


async def test_a_contract_counts_for_its_days_of_the_month(desk: Desk) -> None:
    """F11: 500,000 a month from 10 November on, 21 of 30 days."""
    number = await desk.open()
    held = await payer(desk, number)
    days = (date(2026, 11, 10), date(2027, 11, 9))
    await desk.do(contracts.keep, Contract(held, *days, frozenset(), 0, Period.YEAR, 0, monthly_fee=500_000))
    found = await month(desk)
    assert (found.sum.supply, found.sum.vat, found.sum.total) == (350_000, 35_000, 385_000)
    assert (await month(desk, "2026-12")).sum.supply == 500_000
    assert await desk.database.read(collected, "2026-10") == []
    (line,) = rows(await desk.database.read(statements_out, "2026-11"))
    assert (line["kind"], line["reason"], line["amount"]) == ("contract", "21/30", "350000")


async def test_a_month_at_two_vats_is_two_documents(desk: Desk) -> None:
    """Each is kept by itself; what a contract brings has the VAT of the month, whatever holds by now."""
    number = await stated(desk, 150_000)
    await stated(desk, 20_000, vat=Vat(0, "영세율"))
    held = await payer(desk, number)
    await desk.do(
        contracts.keep, Contract(held, date(2026, 11, 1), date(2026, 12, 31), frozenset(), 0, Period.YEAR, 0, monthly_fee=500_000)
    )
    desk.clock.now = datetime(2026, 12, 10, 3, tzinfo=UTC)
    given = (NUMBER, date(2026, 12, 8))
    assert len((await desk.refused(Ambiguous, invoice, "2026-11", "hanbit.example", *given, by=LEA))["choices"]) == 2
    zero = await desk.do(invoice, "2026-11", "hanbit.example", *given, vat=0, by=LEA)
    assert (zero.sum.supply, zero.sum.vat, zero.vat.reason, len(zero.records)) == (20_000, 0, "영세율", 1)
    _, ten = await desk.database.read(collected, "2026-11")
    assert (ten.sum.supply, ten.sum.vat, ten.records) == (650_000, 65_000, ())
    await desk.do(invoice, "2026-11", "hanbit.example", "B-2", date(2026, 12, 8), vat=10, by=LEA)
    await payer(desk, number, Vat(0, "수출"))
    after = await desk.database.read(collected, "2026-11")
    assert [(each.vat.percent, each.sum.supply, each.is_changed) for each in after] == [(0, 20_000, False), (10, 650_000, False)]
    assert [each.vat for each in await desk.database.read(collected, "2026-12")] == [Vat(0, "수출")]


async def test_of_contracts_that_overlap_the_newest_counts(desk: Desk) -> None:
    """A renewal from 1 November beside one that ends with the year, and a week of another one within it."""
    held = await payer(desk, await desk.open())
    for first, last, fee in (("01-01", "12-31", 500_000), ("11-01", "12-31", 600_000), ("12-01", "12-07", 310_000)):
        span = (date.fromisoformat(f"2026-{first}"), date.fromisoformat(f"2026-{last}"))
        await desk.do(contracts.keep, Contract(held, *span, frozenset(), 0, Period.YEAR, 0, monthly_fee=fee))
    assert [(fee.days, fee.amount) for fee in (await month(desk)).fees] == [(30, 600_000)]
    assert (await month(desk, "2026-10")).sum.supply == 500_000
    assert [(fee.days, fee.amount) for fee in (await month(desk, "2026-12")).fees] == [(24, 464_516), (7, 70_000)]


async def test_whoever_stands_for_no_organisation_is_listed_too(desk: Desk) -> None:
    await stated(desk, 150_000)
    lone = await stated(desk, 20_000, address="kim@gmail.com")
    assert (await desk.claim(lone)).organisation_id is None
    told = rows(await desk.database.read(statements_out, "2026-11"))
    assert [(each["customer"], each["amount"], each["state"]) for each in told][1:] == [("kim@gmail.com", "20000", "issued")]
    assert len(rows(await desk.database.read(statements_out, "2026-11", "hanbit.example"))) == 1
    (alone,) = rows(await desk.database.read(statements_out, "2026-11", claim=(await desk.claim(lone)).id))
    assert alone["claim"] == lone


async def test_a_contract_of_a_desk_in_another_currency(desk: Desk) -> None:
    """Who pays in nothing of their own pays in the desk's."""
    held = (await desk.claim(await desk.open())).organisation_id
    assert held

    def abroad(tx: Tx) -> tuple[str, str]:
        there = replace(tx, rules=tx.rules.model_copy(update={"fees": tx.rules.fees.model_copy(update={"currency": "USD"})}))
        customers_in(there, "domain,contract_from,contract_to,monthly_fee\nhanbit.example,2026-11-01,2026-12-31,10.50\n", by=LEA)
        (found,) = collected(there, "2026-11")
        assert "10.50" in customers_out(there)
        assert customers_in(there, "domain,legal_name,currency\nhanbit.example,Hanbit Inc.,\n", by=LEA).faults == ()
        kept = contracts.payer(there, held)
        return found.currency, kept.currency if kept else ""

    assert await desk.do(abroad) == ("USD", "USD")


@pytest.mark.parametrize(
    ("of", "by"),
    [
        ("2026-09", date(2026, 10, 12)),
        ("2026-10", date(2026, 11, 10)),
        ("2026-12", date(2027, 1, 11)),
        ("2027-01", date(2027, 2, 10)),
        ("2027-09", date(2027, 10, 12)),
    ],
)
async def test_the_last_day_for_an_invoice(desk: Desk, of: str, by: date) -> None:
    await stated(desk, 1_000, month=of)
    assert (await month(desk, of)).issue_by == by


async def test_what_was_issued_elsewhere_is_kept_and_never_taken_back(desk: Desk) -> None:
    number = await stated(desk, 150_000)
    on = date(2026, 12, 8)
    given: tuple[Any, ...] = ("2026-11", "hanbit.example", NUMBER)
    await desk.refused(Invalid, invoice, *given, on, by=LEA)
    desk.clock.now = datetime(2026, 12, 9, 1, tzinfo=UTC)
    await desk.refused(NotAllowed, invoice, *given, on, by=ANNA)
    await desk.refused(NotFound, invoice, "2026-10", "hanbit.example", NUMBER, on, by=LEA)
    await desk.refused(Invalid, invoice, "2026-1", "hanbit.example", NUMBER, on, by=LEA)
    await desk.refused(Invalid, invoice, "2026-11", "hanbit.example", " ", on, by=LEA)
    await desk.refused(Invalid, invoice, *given, date(2026, 11, 29), by=LEA)
    await desk.refused(Invalid, invoice, *given, on, kind=InvoiceKind.PAID, by=LEA)
    await desk.do(rights.give, BEN.id, [Right.FINANCE])
    found = await desk.do(invoice, *given, on, by=BEN)
    assert (found.issued and found.issued.number, found.stated[0].state, found.is_changed) == (NUMBER, "invoiced", False)
    await desk.refused(Invalid, invoice, *given, on, by=LEA)
    (line,) = (await desk.database.read(statements.of_claim, (await desk.claim(number)).id))[0].lines
    await desk.do(dispute, number, line.id, "길었습니다", by=KIM)
    await desk.do(credit_line, number, 1, 50_000, "조정", by=LEA)
    assert (await month(desk)).is_changed, "an amended one is due"
    assert rows(await desk.database.read(invoices_out, "2026-11"))[0]["state"] == "amend"
    amended = ("2026-11", "hanbit.example", "20261209-41000012-0000002", date(2026, 12, 9))
    await desk.refused(Missing, invoice, *amended, kind=InvoiceKind.AMENDED, by=LEA)
    await desk.refused(Invalid, invoice, *given, on, "조정", kind=InvoiceKind.AMENDED, by=LEA)
    again = await desk.do(invoice, *amended, "이의 반영", kind=InvoiceKind.AMENDED, by=LEA)
    assert ([each.kind for each in again.records], again.is_changed) == (["issued", "amended"], False)
    paid = await desk.do(invoice, "2026-11", "hanbit.example", "", date(2026, 12, 9), kind=InvoiceKind.PAID, by=LEA)
    assert (paid.stated[0].state, paid.records[-1].number) == ("paid", amended[2])
    await desk.refused(Invalid, invoice, *given, on, "x", kind=InvoiceKind.WRITTEN_OFF, by=LEA)
    assert [each.sum.total for each in paid.records] == [165_000, 110_000, 110_000]


async def test_who_is_nobody_here_keeps_nothing(desk: Desk) -> None:
    await stated(desk, 1_000)
    await desk.refused(NotAllowed, invoice, "2026-11", "hanbit.example", NUMBER, date(2026, 11, 30), by=person("UEVE"))


async def test_what_nothing_was_offered_for_stands_in_the_payers_currency(desk: Desk) -> None:
    number = await desk.in_state(State.TRIAGE)
    assert (await desk.database.read(fees, number)).currency == "KRW", "the desk's own"
    held = (await desk.claim(number)).organisation_id
    assert held
    await desk.do(contracts.keep_payer, Payer(held, "", "Northwind", "Sam", "London", "USD", Vat(0, "export")))
    assert (await desk.database.read(fees, number)).currency == "USD"
