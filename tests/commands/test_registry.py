"""Customers, contracts and rates as CSV: what goes out comes in again equal, and every bad line is named."""

import pytest

from claims.actor import operator
from commands.registry import CUSTOMERS, RATES, Fault, customers_in, customers_out, rates_in, rates_out
from tests.commands.desk import Desk

ROOT = operator("root")
HANBIT = '주식회사 한빛,ko,"프린터, 스캐너",standard,boss@hanbit.example;kim@hanbit.example'
PAYS = '주식회사 한빛,김하늘,"서울, 중구",KRW,10,'
GOOD = f"""{",".join(CUSTOMERS)}
hanbit.example,{HANBIT},1234567891,{PAYS},2026-01-01,2026-12-31,ENV;HOWTO,300,year,200000
hanbit.example,{HANBIT},123-45-67891,{PAYS},2027-01-01,2027-12-31,,0,month,0
northwind.example,Northwind,en,,,,,Northwind Ltd,,,USD,0,export,2026-01-01,2026-06-30,ENV,60,contract,1250.50
plain.example,,,,,,,,,,,,,,,,,,
"""
CARDS = f"""{",".join(RATES)}
1,2026-01-01,KRW,100000,30,30,1.5,2.0,1.5,2.0,1.5
2,2027-01-01,KRW,110000,30,30,1.5,2.0,1.5,2.0,1.25
3,2026-01-01,USD,90.50,15,0,1,1,1,1,1
"""


async def test_a_round_trip_is_equal(desk: Desk) -> None:
    brought = await desk.do(customers_in, GOOD, by=ROOT)
    assert (brought.good, brought.faults) == (4, ())
    out = await desk.database.read(customers_out)
    assert "123-45-67891" in out
    assert "1250.50" in out
    assert (await desk.do(customers_in, out, by=ROOT)).faults == ()
    assert await desk.database.read(customers_out) == out
    assert (await desk.do(customers_in, "\ufeff" + out, dry_run=True, by=ROOT)).faults == (), "as a spreadsheet saves it"


async def test_rates_go_round_too(desk: Desk) -> None:
    assert (await desk.do(rates_in, CARDS, by=ROOT)).good == 3
    out = await desk.database.read(rates_out)
    assert out == CARDS
    assert (await desk.do(rates_in, out, by=ROOT)).faults == ()
    assert await desk.database.read(rates_out) == out


async def test_a_dry_run_writes_nothing(desk: Desk) -> None:
    assert (await desk.do(customers_in, GOOD, dry_run=True, by=ROOT)).good == 4
    assert (await desk.do(rates_in, CARDS, dry_run=True, by=ROOT)).good == 3
    assert await desk.database.read(customers_out) == ",".join(CUSTOMERS) + "\n"
    assert await desk.database.read(rates_out) == ",".join(RATES) + "\n"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"business_number": "123-45-67890"}, "business_number"),
        ({"domain": "no domain"}, "domain"),
        ({"approvers": "eve@other.example"}, "approvers"),
        ({"language": "fr"}, "language"),
        ({"plan": "golden"}, "plan"),
        ({"currency": "XXX"}, "currency"),
        ({"vat_percent": "-1"}, "vat_percent"),
        ({"vat_percent": "0"}, "vat_reason"),
        ({"contract_from": "2026-13-01"}, "contract_from"),
        ({"contract_from": "2026-02-01", "contract_to": "2026-01-01"}, "contract_to"),
        ({"contract_from": "2026-02-01", "contract_to": "2026-03-01", "classes": "ENV;NONE"}, "classes"),
        ({"contract_from": "2026-02-01", "contract_to": "2026-03-01", "included_minutes": "1e9"}, "included_minutes"),
        ({"contract_from": "2026-02-01", "contract_to": "2026-03-01", "period": "week"}, "period"),
        ({"contract_from": "2026-02-01", "contract_to": "2026-03-01", "standing": "0.5"}, "standing"),
    ],
)
async def test_every_bad_line_is_named_and_nothing_written(desk: Desk, changes: dict[str, str], field: str) -> None:
    bad = ",".join((dict.fromkeys(CUSTOMERS, "") | {"domain": "bad.example"} | changes).values())
    brought = await desk.do(customers_in, f"{GOOD}{bad}\n{bad}\n", by=ROOT)
    assert [(each.line, each.field) for each in brought.faults] == [(6, field), (7, field)]
    assert await desk.database.read(customers_out) == ",".join(CUSTOMERS) + "\n"


async def test_a_file_that_is_another(desk: Desk) -> None:
    assert (await desk.do(customers_in, "a,b\n1,2\n", by=ROOT)).faults == (Fault(1, "domain", ""), Fault(1, "a", ""), Fault(1, "b", ""))
    assert (await desk.do(rates_in, f"{CARDS}0,2027-01-01,KRW,1,30,30,1,1,1,1,1\n4,,KRW,1,30,30,1,1,1,1,1,9\n", by=ROOT)).faults == (
        Fault(5, "version", "0"),
        Fault(6, "line", "9"),
    )
