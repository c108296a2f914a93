"""Every worked example of the fees, to the won, and what must hold whatever is worked and approved when."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims import money, statements
from claims.bands import Price, Worked, bands
from claims.bill import Incident, Terms, bill, value
from claims.business_number import business_number
from claims.calendar import PRESETS
from claims.claim import ClaimClass
from claims.errors import Invalid
from claims.money import Sum, Vat, credited, inclusive, prorated, summed
from claims.quotes import Offer, Quote, QuoteState, basis, chargeable, digest
from claims.rates import Kind, RateCard, hourly, in_force
from claims.worklog import Charge, Entry, laid_back, overlapping, standing

CASES = json.loads(Path(__file__).with_name("fees.json").read_text("utf-8"))["cases"]
SEOUL = ZoneInfo("Asia/Seoul")
DEFAULT = PRESETS["default"]
CARD = RateCard(1, date(2026, 1, 1), 100_000)
ALL = frozenset(Kind) - {Kind.URGENT}
ONE = Decimal("1.0")
MINUTE = timedelta(minutes=1)


def kst(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SEOUL).astimezone(UTC)


def worked(start: str, end: str, *, person: str = "U1", named: frozenset[Kind] = ALL, card: RateCard = CARD) -> Worked:
    return Worked(person, kst(start), kst(end), card, named)


def at(multiplier: str, rate: int = 100_000) -> Price:
    return Price(rate, Decimal(multiplier))


def figures(result):
    return result.billable, result.sum.supply, result.sum.vat, result.sum.total


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_worked_bills(case):
    found = {at(band["multiplier"], case["rate_won_per_hour"]): band["minutes"] for band in case["bands"]}
    result = bill(found, Terms(included=case["included_minutes_left"], cap=case["cap_supply_won"]))
    assert figures(result) == tuple(case["expect"].values())


def test_f1_an_hours_price_from_its_wage():
    assert hourly(42_133, Decimal("1.10"), Decimal("0.20")) == 106_100
    assert hourly(30_692, Decimal("1.10"), Decimal("0.20")) == 77_300


@pytest.mark.parametrize(("raw", "billable"), [(0, 0), (1, 30), (30, 30), (31, 60), (47, 60), (60, 60), (61, 90)])
def test_f2_minutes_are_rounded_up_once(raw, billable):
    assert bill({at("1.0"): raw}, Terms()).billable == billable


def test_f4_what_the_contract_covers_is_shown():
    result = bill({at("1.0"): 95}, Terms(included=50))
    assert (result.raw, result.covered, result.used) == (95, 50, 50)
    dear = bill({at("1.5"): 70}, Terms(included=60))
    assert (dear.covered, dear.used) == (40, 60)
    all_of_it = bill({at("1.0"): 45}, Terms(included=50))
    assert (all_of_it.covered, all_of_it.lines) == (45, ())


def test_the_contract_covers_the_cheapest_minutes_first():
    result = bill({at("1.5"): 70, at("1.0"): 40}, Terms(included=40))
    assert (result.covered, result.used) == (40, 40)
    assert [(line.price, line.minutes) for line in result.lines] == [(at("1.5"), 90)]
    assert result.sum.supply == 225_000


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-11-24 17:20", "2026-11-24 19:10", {"1.0": 40, "1.5": 70}),
        ("2026-11-21 09:00", "2026-11-21 18:30", {"1.5": 480, "2.0": 90}),
        ("2026-11-24 22:30", "2026-11-24 23:10", {"2.0": 40}),
        ("2026-11-24 17:50", "2026-11-24 18:10", {"1.0": 10, "1.5": 10}),
        ("2026-11-24 05:30", "2026-11-24 09:15", {"2.0": 30, "1.5": 180, "1.0": 15}),
        ("2026-11-24 11:30", "2026-11-24 13:30", {"1.0": 120}),
        ("2026-11-20 23:30", "2026-11-21 00:30", {"2.0": 60}),
        ("2026-10-05 10:00", "2026-10-05 11:00", {"1.5": 60}),
    ],
    ids=["F5", "F5b Saturday", "F5c night", "F5d border", "early", "lunch", "midnight into Saturday", "substitute holiday"],
)
def test_f5_bands(start, end, expected):
    assert bands([worked(start, end)], DEFAULT) == {at(multiplier): minutes for multiplier, minutes in expected.items()}


def test_f5_to_the_won():
    evening = bill(bands([worked("2026-11-24 17:20", "2026-11-24 19:10")], DEFAULT), Terms())
    assert [(line.minutes, line.amount) for line in evening.lines] == [(50, 83_333), (70, 175_000)]
    assert figures(evening) == (120, 258_333, 25_833, 284_166)


def test_work_at_night_that_the_quote_does_not_name_is_normal():
    assert bands([worked("2026-11-24 22:30", "2026-11-24 23:10", named=frozenset())], DEFAULT) == {at("1.0"): 40}


def test_the_highest_multiplier_applies_and_none_stack():
    assert bands([worked("2026-11-24 18:30", "2026-11-24 19:00", named=frozenset({Kind.URGENT, Kind.EXTENDED}))], DEFAULT) == {
        at("1.5"): 30
    }
    assert bands([worked("2026-11-24 10:00", "2026-11-24 10:30", named=frozenset({Kind.URGENT}))], DEFAULT) == {at("1.5"): 30}


def test_eight_hours_of_a_day_off_are_one_persons():
    two = [worked("2026-11-21 09:00", "2026-11-21 15:00"), worked("2026-11-21 09:00", "2026-11-21 15:00", person="U2")]
    assert bands(two, DEFAULT) == {at("1.5"): 720}


def test_f6_the_cap_writes_off_what_passes_it():
    result = bill({at("1.0"): 250}, Terms(cap=300_000))
    assert (result.sum.supply, result.written_off) == (300_000, 150_000)
    assert statements.supply(statements.draft(result)) == 300_000


def test_f7_a_statement_and_its_credit():
    vat = Vat()
    assert summed(150_000 + 265_437 + 53_091, vat) == Sum(468_528, 46_852)
    credit = credited(468_528, 65_437, vat)
    assert (468_528 + credit.supply, 46_852 + credit.vat) == (403_091, 40_309)
    assert 515_380 + credit.total == 443_400


def test_f8_vat_once_a_document():
    assert summed(3 * 33_335, Vat()) == Sum(100_005, 10_000)


def test_f9_a_price_with_vat_in_it():
    assert inclusive(100_000, Vat()) == Sum(90_909, 9_091)
    assert inclusive(110_000, Vat()) == Sum(100_000, 10_000)


def test_f10_incidents_beyond_the_pack():
    assert summed(3 * 180_000, Vat()) == Sum(540_000, 54_000)


def test_f11_maintenance_for_part_of_a_month():
    month = 40_000_000 * 15 // 100 // 12
    assert (month, summed(prorated(month, 21, 30), Vat())) == (500_000, Sum(350_000, 35_000))


def test_f13_only_what_comes_after_the_approval():
    approved = quote(approved_at=kst("2026-11-24 11:00"))
    parts = [
        part
        for start, end in (("10:20", "10:50"), ("11:10", "12:00"))
        for part in chargeable([approved], kst(f"2026-11-24 {start}"), kst(f"2026-11-24 {end}"))
    ]
    assert sum((end - start) // MINUTE for start, end, _ in parts) == 50


def test_a_minute_begun_before_the_approval_is_not_charged():
    approved = quote(approved_at=kst("2026-11-24 11:00:30"))
    ((start, _, _),) = chargeable([approved], kst("2026-11-24 10:00"), kst("2026-11-24 12:00"))
    assert start == kst("2026-11-24 11:01")


def test_f15_everything_credited_is_nothing():
    result = bill({at("1.0"): 47}, Terms())
    credit = credited(result.sum.supply, result.sum.supply, Vat())
    assert (credit.supply, credit.vat, credit.total) == (-100_000, -10_000, -110_000)


def test_f16_diagnosis_before_the_quote_is_free():
    approved = quote(approved_at=kst("2026-11-24 12:00"))
    assert chargeable([approved], kst("2026-11-24 10:00"), kst("2026-11-24 11:15")) == []


@pytest.mark.parametrize(
    ("month", "deadline"),
    [("2026-09", "2026-10-12"), ("2026-10", "2026-11-10"), ("2026-12", "2027-01-11"), ("2027-01", "2027-02-10"), ("2027-09", "2027-10-12")],
)
def test_the_tax_invoices_deadline(month, deadline):
    first = date.fromisoformat(f"{month}-01")
    assert statements.invoice_deadline(first, DEFAULT) == date.fromisoformat(deadline)
    assert statements.written_on(first) == (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def test_business_numbers():
    assert business_number("123-45-67891") == business_number("1234567891") == "123-45-67891"
    for wrong in ("123-45-67890", "123-45-6789", "", "１２３４５６７８９１", "abc-de-fghij"):
        with pytest.raises(Invalid):
            business_number(wrong)


def test_the_card_that_held_when_it_was_worked():
    old, new = RateCard(1, date(2026, 1, 1), 100_000), RateCard(2, date(2027, 1, 1), 110_000)
    assert in_force([old, new], date(2026, 12, 30)) is old
    assert in_force([old, new], date(2027, 1, 1)) is new
    with pytest.raises(Invalid):
        in_force([old], date(2025, 12, 31))


def test_a_customer_abroad_pays_no_vat_for_a_named_reason():
    assert summed(100_000, Vat(0, "export")).total == 100_000


def test_amounts_are_whole_minor_units():
    assert money.parse("1,250.50", "USD") == 125_050
    assert money.plain(125_050, "USD") == "1,250.50"
    assert money.plain(1_234_567) == "1,234,567"
    for wrong in ("12.5", "NaN", "Infinity", "", "1e30", "abc"):
        with pytest.raises(Invalid):
            money.parse(wrong)


def offer(**values) -> Offer:
    usual = Offer(
        ClaimClass.ENV, "customer_side", "s", "", estimate=60, kinds=frozenset(), card=CARD, currency="KRW", cap=300_000, vat=Vat()
    )
    return replace(usual, **values)


def quote(version: int = 1, *, approved_at: datetime | None = None, ended_at: datetime | None = None, cap: int = 300_000) -> Quote:
    state = QuoteState.APPROVED if approved_at else QuoteState.SENT
    sent = kst("2026-11-24 09:00")
    return Quote(version, 1042, version, state, offer(cap=cap), sent, "U1", sent + timedelta(days=14), sent, approved_at, ended_at, 0)


def test_the_newest_approved_version_bounds_the_bill():
    first = quote(1, approved_at=kst("2026-11-24 11:00"), ended_at=kst("2026-11-24 15:00"))
    second = quote(2, cap=500_000)
    assert basis([first, second]) is first
    assert chargeable([first, second], kst("2026-11-24 15:00"), kst("2026-11-24 16:00")) == []


def test_every_change_of_an_offer_is_another_one():
    changed = [offer(cap=300_001), offer(scope="t"), offer(kinds=frozenset({Kind.NIGHT})), offer(vat=Vat(0, "export")), offer(estimate=61)]
    assert len({digest(1042, 1, each) for each in (offer(), *changed)} | {digest(1042, 2, offer())}) == 7


def entry(identity: int, start: datetime, end: datetime, corrects: int | None = None) -> Entry:
    return Entry(identity, 1042, "U1", start, end, "", Charge.CHARGEABLE, "", 1, corrects, end, "U1")


def test_a_correction_stands_in_place_of_an_entry():
    first = entry(1, kst("2026-11-24 10:00"), kst("2026-11-24 11:00"))
    second = entry(2, kst("2026-11-24 10:00"), kst("2026-11-24 10:30"), corrects=1)
    nothing = entry(3, kst("2026-11-24 10:00"), kst("2026-11-24 10:00"), corrects=2)
    assert standing([first, second]) == [second]
    assert standing([first, second, nothing]) == []


def test_minutes_are_laid_back_around_what_stands():
    noon, busy = kst("2026-11-24 12:00"), [(kst("2026-11-24 11:20"), kst("2026-11-24 11:40"))]
    assert laid_back(45, noon, busy) == [
        (kst("2026-11-24 10:55"), kst("2026-11-24 11:20")),
        (kst("2026-11-24 11:40"), kst("2026-11-24 12:00")),
    ]
    assert laid_back(10, noon, busy) == [(kst("2026-11-24 11:50"), noon)]
    assert overlapping(kst("2026-11-24 11:00"), kst("2026-11-24 11:30"), busy) == busy[0]
    assert overlapping(kst("2026-11-24 11:00"), kst("2026-11-24 11:20"), busy) is None


prices = st.builds(Price, st.sampled_from([100_000, 77_300, 106_100]), st.sampled_from([Decimal("1.0"), Decimal("1.5"), Decimal("2.0")]))
some_bands = st.dictionaries(prices, st.integers(0, 5000), max_size=5)
terms = st.builds(Terms, included=st.integers(0, 3000), cap=st.none() | st.integers(0, 3_000_000))


incidents = st.none() | st.builds(Incident, st.integers(1, 500_000), st.integers(0, 5000))


@given(some_bands, terms, incidents)
def test_a_bill_never_passes_its_cap_and_its_lines_are_its_total(found, agreed, incident):
    result = bill(found, agreed, incident)
    price = incident.price if incident and incident.minutes else 0
    assert agreed.cap is None or result.sum.supply <= agreed.cap + price
    assert statements.supply(statements.draft(result)) == result.sum.supply
    assert result.sum.vat == result.sum.supply // 10
    by_hour = result.raw - (incident.minutes if incident else 0)
    assert sum(line.minutes - line.rounding for line in result.lines) == by_hour - result.covered
    assert 0 <= result.billable - (by_hour - result.covered) < 30
    assert result.used <= agreed.included
    assert value(found, agreed.included) <= result.sum.supply + result.written_off


MONDAY = kst("2026-11-16 00:00")
spans = st.tuples(st.integers(0, 14 * 1440), st.integers(1, 900))
cuts = st.lists(st.integers(1, 899), max_size=6)


@given(st.lists(st.tuples(spans, cuts), min_size=1, max_size=5), st.sets(st.sampled_from(list(Kind))))
def test_in_how_many_entries_it_was_written_down_makes_no_difference(work, named):
    whole, parts, free = [], [], 0
    for (start, length), where in work:
        begin = max(start, free)
        free = begin + length
        edges = sorted({0, length, *(cut for cut in where if cut < length)})
        made = [
            Worked("U1", MONDAY + (begin + a) * MINUTE, MONDAY + (begin + b) * MINUTE, CARD, frozenset(named))
            for a, b in [(0, length), *pairwise(edges)]
        ]
        whole.append(made[0])
        parts += made[1:]
    assert bill(bands(whole, DEFAULT), Terms()) == bill(bands(parts[::-1], DEFAULT), Terms())
    assert sum(bands(whole, DEFAULT).values()) == sum(length for (_, length), _ in work)


@given(some_bands, terms, st.lists(st.integers(1, 100), max_size=6))
def test_credits_of_everything_leave_nothing(found, agreed, shares):
    result = bill(found, agreed)
    lines = [replace(line, id=place) for place, line in enumerate(statements.draft(result), 1)]
    sums = [result.sum]
    for share in [*shares, 100]:
        left = statements.supply(lines)
        if amount := max(1, left * share // 100) if left else 0:
            sums.append(statements.credit(lines, amount, Vat()))
            lines.append(statements.StatementLine(len(lines) + 1, statements.LineKind.CREDIT, -amount))
        assert statements.totals(lines, Vat()).total == sum(each.total for each in sums)
    assert sum(each.total for each in sums) == sum(each.vat for each in sums) == 0


@given(some_bands)
def test_no_line_gives_back_more_than_was_charged(found):
    lines = [replace(line, id=place) for place, line in enumerate(statements.draft(bill(found, Terms(cap=100_000))), 1)]
    for line in lines:
        with pytest.raises(Invalid):
            statements.credit(lines, statements.remaining(lines, line.id) + 1, Vat(), line.id)


@given(st.lists(st.tuples(st.integers(0, 600), st.integers(1, 200)), max_size=5), st.integers(0, 500))
def test_laid_back_minutes_lie_in_nobodys_way(taken, minutes):
    busy = [(MONDAY + start * MINUTE, MONDAY + (start + length) * MINUTE) for start, length in taken]
    found = laid_back(minutes, MONDAY + 500 * MINUTE, busy)
    assert sum((end - start) // MINUTE for start, end in found) == minutes
    assert all(overlapping(start, end, busy) is None for start, end in found)
