"""What support costs against what it brings: exact to the won however it is added up, and each minute in one place."""

from collections.abc import Hashable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from claims.claim import ClaimClass
from claims.margin import Life, Row, Where, advise, by, contract_row, cost, parallel, parts, rows, share, total

DAY = datetime(2026, 11, 16, tzinfo=UTC)


def places(life: Life, left: dict[Hashable, int] | None = None) -> dict[Where, int]:
    return {where: minutes for where, minutes in parts(life, left if left is not None else {}).items() if minutes}


def test_a07_cost_and_margin() -> None:
    """620 minutes at 45,000 an hour, fees of 330,000 and a contract's share of 500,000."""
    lives = [
        Life("1", "ENV", 7, told=500, logged=300, charged=300, stated=300, worth=480_000, capped=100_000, credited=50_000),
        Life("2", "WAD", 7, told=100),
        Life("3", "DEFECT", 7, told=20),
        Life("4", "ENV", 7),
    ]
    found = total([*rows(lives, {}, 45_000), contract_row(7, 500_000)])
    assert (found.minutes, found.cost, found.income, found.result) == (620, 465_000, 830_000, 365_000)


def test_where_each_minute_goes() -> None:
    assert places(Life("1", "HOWTO", 7, told=30)) == {Where.UNQUOTED: 30}
    assert places(Life("1", "WAD", 7, told=75, logged=40, charged=40, stated=40, worth=100_000)) == {Where.FEE: 40, Where.WAD: 35}
    assert places(Life("1", "FEATURE", 7, told=30)) == {Where.FEATURE: 30}
    assert places(Life("1", "DEFECT", 7, told=30)) == {Where.OURS: 30}
    assert places(Life("1", "ENV", 7, told=30, logged=45, duplicate=True)) == {Where.DUPLICATE: 45}
    assert places(Life("1", None, None, logged=10, included=10)) == {Where.CONTRACT: 10}


def test_f6_beyond_the_cap_is_written_off() -> None:
    """250 minutes worth 450,000, of which 300,000 were approved."""
    life = Life("1", "ENV", 7, logged=250, charged=250, stated=250, worth=450_000, capped=150_000)
    assert places(life) == {Where.FEE: 167, Where.WRITTEN_OFF: 83}


def test_what_is_credited_wholly_brings_nothing() -> None:
    life = Life("1", "DEFECT", 7, logged=47, charged=47, stated=47, worth=100_000, credited=100_000)
    assert places(life) == {Where.CREDITED: 47}
    assert total(rows([life], {}, 60_000)).income == 0


def test_a_contract_covers_what_it_has_left_and_the_rest_is_beyond() -> None:
    left: dict[Hashable, int] = {"pool": 50}
    life = Life("1", "HOWTO", 7, told=30, pool="pool")
    assert places(life, left) == {Where.CONTRACT: 30}
    assert places(life, left) == {Where.CONTRACT: 20, Where.BEYOND: 10}
    assert places(life, {"pool": -5}) == {Where.BEYOND: 30}
    assert places(Life("1", "WAD", 7, told=30, pool="pool"), {"pool": 50}) == {Where.WAD: 30}


def test_f11_a_contracts_share() -> None:
    assert share(500_000, date(2026, 11, 10), date(2026, 11, 30)) == 350_000
    assert share(500_000, date(2026, 11, 1), date(2027, 10, 31)) == 6_000_000
    assert share(500_000, date(2026, 12, 31), date(2027, 1, 1)) == 2 * 16_129


def test_work_done_twice() -> None:
    def span(first: int, last: int) -> tuple[datetime, datetime]:
        return DAY + timedelta(minutes=first), DAY + timedelta(minutes=last)

    assert parallel([]) == 0
    assert parallel([span(0, 30), span(30, 60)]) == 0
    assert parallel([span(0, 30), span(10, 60), span(20, 25)]) == 20 + 5


def test_advice_needs_data() -> None:
    found = [Row("1", "ENV", 7, Where.UNQUOTED, 30, 0, 0), Row("2", "WAD", 7, Where.WAD, 60, 0, 0), Row("3", "ENV", 7, Where.FEE, 90, 0, 0)]
    assert (advise(found, 4).cause, advise(found, 4).step) == (None, None)
    assert (advise(found, 5).cause, advise(found, 19).step) == (Where.WAD, None)
    assert advise(found, 20).step is Where.WAD
    assert advise([], 20).step is None


amounts = st.integers(0, 10**7)
minutes = st.integers(0, 3000)


@st.composite
def lives(draw: Any) -> Life:
    """Of any kind, as the log and the statements can be: no more is taken off than was stated."""
    included, charged, free = draw(minutes), draw(minutes), draw(minutes)
    stated = draw(st.integers(0, charged))
    worth = draw(amounts) if stated else 0
    capped = draw(st.integers(0, worth))
    return Life(
        str(draw(st.integers(1, 10**6))),
        draw(st.sampled_from([None, *ClaimClass])),
        draw(st.sampled_from([None, 1, 2, 3])),
        told=draw(st.none() | minutes),
        logged=included + charged + free,
        included=included,
        charged=charged,
        stated=stated,
        covered=draw(st.integers(0, stated)),
        worth=worth,
        capped=capped,
        credited=draw(st.integers(0, worth - capped)),
        pool=draw(st.sampled_from([None, "a", "b"])),
        duplicate=draw(st.booleans()),
    )


@given(st.lists(lives(), max_size=12), st.integers(0, 500), st.integers(1, 200_000), st.lists(amounts, max_size=3))
def test_every_split_adds_up_to_the_won(known: list[Life], left: int, hour: int, contracts: list[int]) -> None:
    made = [*rows(known, {"a": left, "b": left}, hour), *(contract_row(1, each) for each in contracts)]
    whole = total(made)
    assert whole.minutes == sum(each.minutes for each in known)
    assert whole.income == sum(each.income for each in known) + sum(contracts)
    assert all(row.minutes >= 0 and row.cost == cost(row.minutes, hour) for row in made)
    for key in (lambda row: row.claim_class, lambda row: row.organisation_id, lambda row: row.where):
        sums = by(made, key).values()
        assert sum(each.minutes for each in sums) == whole.minutes
        assert sum(each.cost for each in sums) == whole.cost
        assert sum(each.income for each in sums) == whole.income
        assert sum(each.result for each in sums) == whole.result


@given(lives(), st.integers(0, 500))
def test_each_minute_is_in_one_place_and_a_contract_gives_no_more_than_it_has(life: Life, left: int) -> None:
    pools: dict[Hashable, int] = {"a": left, "b": left}
    found = parts(life, pools)
    assert sum(found.values()) == life.minutes
    assert min(found.values()) >= 0
    assert min(pools.values()) >= 0
