"""Customers, contracts and rates as CSV: what goes out comes in again equal, and every bad line is named."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from claims.actor import operator
from claims.claim import ClaimClass
from claims.money import Vat
from claims.rules import Rules
from commands.ratecards import RATES, rates_in, rates_out
from commands.registry import CUSTOMERS, customers_in, customers_out
from commands.table import Fault
from storage import contracts, customers
from storage.contracts import Contract, Payer, Period
from storage.database import Tx
from storage.tables import imports
from tests.clocks import StillClock
from tests.commands.desk import Desk
from tests.making import memory

ROOT = operator("root")
HANBIT = (
    'hanbit.co.example,주식회사 한빛,ko,Asia/Seoul,"프린터, 스캐너",standard,'
    "김하늘 <kim@hanbit.co.example>,boss@hanbit.example;kim@hanbit.co.example"
)
PAYS = '주식회사 한빛,김하늘,"서울, 중구",KRW,10,'
GOOD = f"""{",".join(CUSTOMERS)}
hanbit.example,{HANBIT},1234567891,{PAYS},2026-01-01,2026-12-31,ENV;HOWTO,300,year,200000,500000,0,0
hanbit.example,{HANBIT},123-45-67891,{PAYS},2027-01-01,2027-12-31,,0,month,0,0,12,180000
northwind.example,,Northwind,en,,,,,,,Northwind Ltd,,,USD,0,export,2026-01-01,2026-06-30,ENV,60,contract,1250.50,0,0,0
plain.example,,,,,,,,,,,,,,,,,,,,,,,,
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
    assert await desk.database.read(_imports) == [("customers", 4, "operator:root")] * 2, "each is written down"
    assert (await desk.do(customers_in, "\ufeff" + out, dry_run=True, by=ROOT)).faults == (), "as a spreadsheet saves it"


def _imports(tx: Tx) -> list[tuple[str, int, str]]:
    return [(row.what, row.lines, row.actor) for row in tx.connection.execute(imports.select().order_by(imports.c.id))]


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


async def test_a_column_that_is_not_there_leaves_what_is_kept(desk: Desk) -> None:
    await desk.do(customers_in, GOOD, by=ROOT)
    before = await desk.database.read(customers_out)
    for text in ("domain\nhanbit.co.example\nnorthwind.example\n", "domain,contract_from\nhanbit.example,2026-01-01\n"):
        assert (await desk.do(customers_in, text, by=ROOT)).faults == ()
        assert await desk.database.read(customers_out) == before
    few = "domain,legal_name,contract_from,included_minutes,product\nhanbit.example,한빛(주),2026-01-01,360,\n"
    assert (await desk.do(customers_in, few, by=ROOT)).faults == ()
    changed = before.replace("123-45-67891,주식회사 한빛", "123-45-67891,한빛(주)").replace("ENV;HOWTO,300", "ENV;HOWTO,360")
    assert await desk.database.read(customers_out) == changed.replace('"프린터, 스캐너"', "")
    await desk.do(rates_in, CARDS, by=ROOT)
    await desk.do(rates_in, "version,unit\n2,60\n", by=ROOT)
    assert await desk.database.read(rates_out) == CARDS.replace("110000,30", "110000,60")


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("domain,name\na.example,A\na.example,B\n", [(3, "domain")]),
        ("domain,name,contract_from,contract_to\na.example,A,2026-01-01,2026-12-31\na.example,B,2027-01-01,2027-12-31\n", [(3, "name")]),
        ("domain,contract_from,contract_to\na.example,2026-01-01,2026-12-31\na.example,2026-01-01,2026-06-30\n", [(3, "contract_from")]),
        ("domain,domains\na.example,b.example\nb.example,c.example\n", [(3, "domain")]),
        ("domain,domains\nnorthwind.example,hanbit.example\n", [(2, "domains")]),
        ("domain,approvers\na.example,kim@a.example\nb.example,kim@a.example\n", [(3, "approvers")]),
        ("domain,contacts\na.example,kim@hanbit.example\n", [(2, "contacts")]),
        ("domain,approvers\nhanbit.example,boss@hanbit.co.example\n", []),
        ("domain\ngmail.com\n", [(2, "domain")]),
        ("domain,name,product\na.example,A\n", [(2, "line")]),
        ("domain,name,name\na.example,A,A\n", [(1, "name")]),
        ("domain,contract_to\na.example,2026-12-31\n", [(2, "contract_from")]),
        ("domain,currency\nhanbit.example,USD\n", [(2, "currency")]),
        ('domain,name\na.example,"A\n', [(2, "line")]),
    ],
)
async def test_lines_that_contradict_what_is_known_or_one_another(desk: Desk, text: str, faults: list[tuple[int, str]]) -> None:
    await desk.do(customers_in, GOOD, by=ROOT)
    before = await desk.database.read(customers_out)
    brought = await desk.do(customers_in, text, dry_run=True, by=ROOT)
    assert [(each.line, each.field) for each in brought.faults] == faults
    if faults:
        await desk.do(customers_in, text, by=ROOT)
        assert await desk.database.read(customers_out) == before


async def test_a_plan_holds_for_open_claims_too(desk: Desk) -> None:
    number = await desk.open()
    for said, plan in (("none", "none"), ("", "standard")):
        assert (await desk.do(customers_in, f"domain,plan\nhanbit.example,{said}\n", by=ROOT)).faults == ()
        assert (await desk.claim(number)).plan == plan
    assert ",none," not in await desk.database.read(customers_out)


def kept(text: str) -> tuple[Any, str]:
    """A new desk that took the text in, and what it prints then."""
    with memory() as connection:
        tx = Tx(connection, StillClock().now, Rules())
        return customers_in(tx, text, by=ROOT), customers_out(tx)


NAMES = some.text(some.characters(exclude_categories=["Cs", "Cc"]) | some.sampled_from("=+-@'\";,<>\n\r 가"), max_size=12)
MONEY = some.integers(0, 10**9)
DAYS = some.dates(date(2020, 1, 1), date(2030, 1, 1))


@settings(max_examples=50)
@given(some.data())
def test_whatever_is_kept_goes_round(data: some.DataObject) -> None:
    with memory() as connection:
        tx = Tx(connection, StillClock().now, Rules())
        for place in range(data.draw(some.integers(1, 3))):
            _kept_one(tx, data, f"a{place}.example")
        out = customers_out(tx)
        brought = customers_in(tx, out, by=ROOT)
        assert (brought.faults, customers_out(tx)) == ((), out), "into itself"
    brought, again = kept(out)
    assert (brought.faults, again) == ((), out), "into another desk"


def _kept_one(tx: Tx, data: some.DataObject, domain: str) -> None:
    found = customers.add_organisation(tx, data.draw(NAMES.filter(str.strip)), domain)
    values = {"language": some.sampled_from([None, "ko", "en"]), "product": some.none() | NAMES.filter(str.strip)}
    customers.change_organisation(tx, found.id, **{name: data.draw(value) for name, value in values.items()})
    if data.draw(some.booleans()):
        customers.add_domain(tx, f"b-{domain}", found.id)
    addresses = data.draw(some.lists(some.sampled_from([f"kim@{domain}", f"x'y@{domain}", f"h{domain[:2]}@gmail.com"]), unique=True))
    people = [customers.add_contact(tx, each, data.draw(NAMES), found.id) for each in addresses]
    contracts.set_approvers(tx, found.id, [each.id for each in people if data.draw(some.booleans())])
    currency, vat = data.draw(some.sampled_from(["KRW", "USD"])), data.draw(some.sampled_from([Vat(), Vat(0, "수출"), Vat(7)]))
    if data.draw(some.booleans()):
        legal = [data.draw(NAMES) for _ in range(3)]
        contracts.keep_payer(tx, Payer(found.id, data.draw(some.sampled_from(["", "123-45-67891"])), *legal, currency, vat))
    for first, last in data.draw(some.lists(some.tuples(DAYS, DAYS), max_size=3, unique_by=lambda days: min(days))):
        covered = data.draw(some.frozensets(some.sampled_from(ClaimClass)))
        counts = [
            data.draw(some.integers(0, 10**6)),
            data.draw(some.sampled_from(Period)),
            data.draw(MONEY),
            data.draw(MONEY),
            data.draw(some.integers(0, 99)),
            data.draw(MONEY),
        ]
        contracts.keep(tx, Contract(found.id, min(first, last), max(first, last), covered, *counts))


async def test_a_file_that_is_another(desk: Desk) -> None:
    assert (await desk.do(customers_in, "a,b\n1,2\n", by=ROOT)).faults == (Fault(1, "domain", ""), Fault(1, "a", ""), Fault(1, "b", ""))
    assert (await desk.do(rates_in, f"{CARDS}0,2027-01-01,KRW,1,30,30,1,1,1,1,1\n4,,KRW,1,30,30,1,1,1,1,1,9\n", by=ROOT)).faults == (
        Fault(5, "version", "0"),
        Fault(6, "line", "9"),
    )
