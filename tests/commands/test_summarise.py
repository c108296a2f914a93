"""A summary's numbers are what the timelines say, and each opens exactly the claims it counts."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from claims import service
from claims.claim import Claim, ClaimClass, Impact, Severity
from claims.errors import Invalid, NotAllowed, Refusal
from claims.findings import Finding
from claims.lifecycle import OPEN, CloseReason, State
from claims.period import Period
from claims.stages import Stage
from claims.verdict import Verdict
from commands.close import close, confirm, reopen
from commands.compare import compare
from commands.hand import hand
from commands.publish import backlog, publish, rebuild, republish
from commands.release import release
from commands.reply import ask, reply
from commands.resolve import resolve
from commands.summarise import Summary, behind, summarise
from commands.take import take
from commands.triage import triage
from storage import published
from storage.database import Tx
from storage.figures import Scope
from tests.commands.desk import ANSWER, FIX, Desk
from tests.making import ANNA, BEN, KIM, LEA

SEOUL = ZoneInfo("Asia/Seoul")
WEEK = Period(date(2026, 11, 16), date(2026, 11, 22))
TRIAGE = (ClaimClass.DEFECT, Severity.S3, Impact.I2)


def at(desk: Desk, text: str) -> None:
    desk.clock.set(datetime.fromisoformat(f"2026-{text}").replace(tzinfo=SEOUL))


async def told(desk: Desk, **asked: Any) -> Summary:
    return await desk.database.read(summarise, WEEK, **{"by": LEA, **asked})


async def numbers(desk: Desk, group: str, scope: Scope = Scope()) -> set[str]:  # noqa: B008
    return {each.claim.number for each in await desk.database.read(behind, group, WEEK, scope, 1000)}


async def twenty_due(desk: Desk) -> dict[str, set[str]]:
    """T-ontime: 15 answered in time, 3 late, 2 not yet."""
    at(desk, "11-16 09:00")
    opened = [await desk.open() for _ in range(20)]
    at(desk, "11-16 10:00")
    for number in opened[:15]:
        await desk.do(reply, number, "확인 중입니다.", by=ANNA)
    at(desk, "11-17 10:00")
    for number in opened[15:18]:
        await desk.do(reply, number, "늦어 죄송합니다.", by=ANNA)
    at(desk, "11-18 10:00")
    return {"first_due": set(opened), "first_missed": set(opened[15:])}


async def test_t_ontime_is_75_percent_and_opens_its_five_misses(desk: Desk) -> None:
    groups = await twenty_due(desk)
    figure = (await told(desk)).figures["M03"]
    assert (figure.n, figure.hits, figure.value, figure.met) == (20, 15, 0.75, False)
    for group, expected in groups.items():
        assert await numbers(desk, group) == expected


async def test_within_the_very_minute_is_on_time(desk: Desk) -> None:
    at(desk, "11-16 09:00")
    number = await desk.open()
    due = (await desk.claim(number)).first_due
    assert due
    desk.clock.set(due + timedelta(seconds=59))
    await desk.do(reply, number, "확인 중입니다.", by=ANNA)
    desk.clock.move(hours=1)
    assert (await told(desk)).figures["M03"].hits == 1


async def test_what_is_no_claim_counts_nowhere(desk: Desk) -> None:
    at(desk, "11-16 09:00")
    number = await desk.open()
    await desk.do(close, number, CloseReason.SPAM, by=ANNA)
    at(desk, "11-18 09:00")
    found = await told(desk)
    assert (found.figures["M03"].n, found.received["class"]) == (0, [])
    assert found.advice.finding is Finding.LITTLE


async def test_the_finding_carries_its_number_and_needs_data_for_a_step(desk: Desk) -> None:
    await twenty_due(desk)
    advice = (await told(desk)).advice
    assert advice.finding is Finding.MISSED
    assert advice.figure
    assert (advice.figure.metric.id, advice.figure.value) == ("M03", 0.75)
    assert (advice.cause, advice.step) == (None, None)


async def test_a_persons_figures_are_for_leads(desk: Desk) -> None:
    await twenty_due(desk)
    found = await told(desk)
    assert found.people
    (load,) = found.people
    assert (load.id, load.open, load.late, load.on_time.n) == (ANNA.id, 18, 0, 18)
    assert (await told(desk, by=ANNA)).people is None
    assert (await told(desk, owner=ANNA.id, by=ANNA)).figures["M03"].n == 18
    with pytest.raises(NotAllowed):
        await told(desk, owner=ANNA.id, by=BEN)


async def test_parts_make_the_whole_whatever_was_asked_before(desk: Desk) -> None:
    """Each customer's, person's and hour's own figures add up to those of all; one question leaves nothing behind in the next."""
    at(desk, "11-16 09:10")
    opened = [await desk.open(address=f"kim@{'hanbit' if nth % 3 else 'daon'}.example") for nth in range(9)]
    for nth, number in enumerate(opened):
        await desk.do(take, number, by=ANNA if nth % 2 else BEN)
    at(desk, "11-16 10:00")
    for number in opened[::2]:
        await desk.do(reply, number, "확인 중입니다.", by=LEA)
    at(desk, "11-18 14:50")
    await desk.open(address="lee@daon.example")
    whole = await told(desk)
    parts = [await told(desk, which=each) for each in ("hanbit.example", "daon.example")]
    assert [part.figures["M03"].n for part in parts] == [6, 3]
    assert sum(part.figures["M03"].hits for part in parts) == whole.figures["M03"].hits == 5
    assert (await told(desk)).figures == whole.figures
    assert whole.people
    for load in whole.people:
        assert load.on_time == (await told(desk, owner=load.id)).figures["M03"]
    assert whole.hours == {9: 9, 14: 1}
    assert dict(whole.received["customer"]) == {"hanbit.example": 6, "daon.example": 4}
    assert whole.received["class"] == [(None, 10)]


async def test_of_a_customer_and_of_a_class(desk: Desk) -> None:
    at(desk, "11-16 09:00")
    hanbit, other = await desk.open(), await desk.open(address="lee@daon.example")
    await desk.do(take, hanbit, by=ANNA)
    await desk.do(triage, hanbit, *TRIAGE, by=ANNA)
    at(desk, "11-18 09:00")
    assert (await told(desk, which="hanbit.example")).today["open"] == 1
    assert (await told(desk, claim_class=ClaimClass.DEFECT)).figures["M05"].n == 1
    organisation = (await desk.claim(other)).organisation_id
    assert await numbers(desk, "open", Scope(organisation_id=organisation)) == {other}


WEIGHTS = (8, 8, 3, 4, 4, 2, 1, 12, 1, 1, 1)


async def lived_weeks(desk: Desk, seed: int = 7, claims: int = 60) -> list[str]:
    """Claims whose people do all kinds of things at all kinds of times, over two weeks."""
    random, numbers = Random(seed), list[str]()
    at(desk, "11-09 09:00")
    acts: list[Callable[[str], Any]] = [
        lambda number: desk.do(take, number, by=random.choice([ANNA, BEN])),
        lambda number: desk.do(triage, number, *TRIAGE, by=LEA),
        lambda number: desk.do(reply, number, "확인 중입니다.", by=LEA),
        lambda number: desk.do(ask, number, "버전은?", by=LEA),
        lambda number: desk.hears(number),
        lambda number: desk.do(hand, number, random.choice([ANNA.id, BEN.id]), "부탁합니다", by=LEA),
        lambda number: desk.do(release, number, "휴가", by=LEA),
        lambda number: desk.do(resolve, number, random.choice([FIX, ANSWER]), by=LEA),
        lambda number: desk.do(reopen, number, "다시", by=LEA),
        lambda number: desk.do(confirm, number, by=KIM),
        lambda number: desk.do(close, number, random.choice([CloseReason.WITHDRAWN, CloseReason.SPAM]), by=LEA),
    ]
    for _ in range(claims):
        numbers.append(await desk.open(address=f"kim@{random.choice(['hanbit', 'daon'])}.example"))
        for _ in range(8):
            desk.clock.move(minutes=random.randrange(1, 90))
            try:
                await random.choices(acts, WEIGHTS)[0](random.choice(numbers[-12:]))
            except Refusal:
                continue
    return numbers


async def test_equal_to_what_the_timelines_say(desk: Desk) -> None:
    await lived_weeks(desk)
    found, now = await told(desk), desk.clock.now
    claims = await _all(desk)
    real = [each for each in claims if each.close_reason not in (CloseReason.SPAM, CloseReason.DUPLICATE)]
    due = [each for each in real if each.first_due and _inside(each.first_due, now)]
    kept = [each for each in due if each.first_answered_at and not service.late(each.first_due, each.first_answered_at)]
    assert (found.figures["M03"].n, found.figures["M03"].hits) == (len(due), len(kept))
    solve = [each for each in real if each.resolution_due and _inside(each.resolution_due, now)]
    done = [each for each in solve if (at := each.resolved_at or each.closed_at) and not service.late(each.resolution_due, at)]
    assert (found.figures["M04"].n, found.figures["M04"].hits) == (len(solve), len(done))
    resolved = [each for each in real if each.state in (State.RESOLVED, State.CLOSED) and each.resolved_at and _inside(each.resolved_at)]
    assert len(resolved) == found.shares.n == found.figures["M09"].n > 10
    assert found.shares.minutes == {stage: sum([(await _minutes(desk, each))[stage] for each in resolved]) for stage in Stage}
    assert found.today["open"] == sum(each.state in OPEN for each in claims) == found.figures["M05"].n
    assert await numbers(desk, "resolved") == {each.number for each in resolved}
    assert sum(n for _, n in found.received["class"]) == len([each for each in real if _inside(each.opened_at)])


def _inside(at: datetime, now: datetime | None = None) -> bool:
    local = at.astimezone(SEOUL)
    return WEEK.first <= local.date() <= WEEK.last and (now is None or at < now)


async def _all(desk: Desk) -> list[Claim]:
    def every(tx: Tx) -> list[Claim]:
        from storage import claims

        return [found for each in claims.after(tx, 0, 10_000) if (found := claims.find(tx, each))]

    return await desk.database.read(every)


async def _minutes(desk: Desk, claim: Claim) -> dict[Stage, int]:
    """Minute by minute through the claim's timeline."""
    from claims.calendar import PRESETS
    from claims.stages import chain, until_resolved
    from commands.facts import moments

    return dict(chain(until_resolved(list(moments(await desk.events(claim.number)))), PRESETS["default"]).minutes)


async def test_facts_are_what_the_timelines_say(desk: Desk) -> None:
    await lived_weeks(desk, seed=11)
    assert (await desk.do(rebuild, 0, 1000))[1] == 0


async def test_days_and_weeks_are_published_once_and_can_be_again(desk: Desk) -> None:
    await lived_weeks(desk)
    slot = desk.clock.now
    while await desk.do(publish, slot):
        slot += timedelta(hours=1)
    days = await desk.database.read(published.backlogs_of, date(2026, 11, 9), date(2026, 12, 31))
    weeks = await desk.database.read(published.weeks_of, date(2026, 11, 2), date(2026, 12, 31))
    assert [each.day for each in days] == [date(2026, 11, 9) + timedelta(days=back) for back in range(len(days))]
    assert len(days) > 7
    assert {each.day for each in weeks} >= {date(2026, 11, 9)}
    await desk.do(republish)
    assert await desk.database.read(published.backlogs_of, date(2026, 11, 9), date(2026, 12, 31)) == days
    assert await desk.database.read(published.weeks_of, date(2026, 11, 2), date(2026, 12, 31)) == weeks


async def test_the_backlog_of_a_day_is_the_one_there_was(desk: Desk) -> None:
    await lived_weeks(desk, claims=20)
    desk.clock.set(datetime.combine(desk.clock.now.astimezone(SEOUL).date() + timedelta(days=1), datetime.min.time(), SEOUL))
    now = (await desk.database.read(summarise, by=LEA)).today
    day = desk.clock.now.astimezone(SEOUL).date() - timedelta(days=1)
    found = await desk.database.read(backlog, day)
    assert (sum(found.ages), found.late) == (now["open"], now["late"])
    desk.clock.move(days=3)
    for each in await _all(desk):
        if each.state is State.RESOLVED:
            await desk.do(reopen, each.number, "다시", by=LEA)
    assert await desk.database.read(backlog, day) == found


async def test_too_little_data_decides_nothing(desk: Desk) -> None:
    await twenty_due(desk)
    found = (await desk.database.read(compare, Period(date(2026, 11, 9), date(2026, 11, 15)), WEEK, by=LEA)).found
    assert {each.after.metric.id: each.verdict for each in found} == dict.fromkeys(["M03", "M04", "M13", "M28", "M29"], Verdict.TOO_LITTLE)


async def test_a_week_that_got_worse(desk: Desk) -> None:
    at(desk, "11-09 09:00")
    for _ in range(20):
        await desk.do(reply, await desk.open(), "바로 답변드립니다.", by=ANNA)
    await twenty_due(desk)
    found = (await desk.database.read(compare, Period(date(2026, 11, 9), date(2026, 11, 15)), WEEK, by=LEA)).found
    first = found[0]
    assert (first.before.value, first.after.value, first.verdict) == (1.0, 0.75, Verdict.WORSE)
    assert first.test
    assert first.test.exact


async def test_each_figure_is_judged_by_itself(desk: Desk) -> None:
    """Sooner taken and answered, as often on time with the solution, and more often opened again."""
    weeks = Period(date(2026, 11, 2), date(2026, 11, 8)), Period(date(2026, 11, 9), date(2026, 11, 15))
    for day, taken, answered in (("11-02", "12:00", "15:00"), ("11-09", "09:10", "09:20")):
        at(desk, f"{day} 09:00")
        numbers = [await desk.open() for _ in range(30)]
        at(desk, f"{day} {taken}")
        for number in numbers:
            await desk.do(take, number, by=ANNA)
        at(desk, f"{day} {answered}")
        for number in numbers:
            await desk.do(resolve, number, ANSWER, by=ANNA)
    at(desk, "11-11 09:00")
    for number in numbers[:9]:
        await desk.do(reopen, number, "다시", by=LEA)
        await desk.do(resolve, number, ANSWER, by=ANNA)
    at(desk, "11-27 09:00")
    found = {each.after.metric.id: each for each in (await desk.database.read(compare, *weeks, by=LEA)).found}
    assert {identity: each.verdict for identity, each in found.items()} == {
        "M03": Verdict.IMPROVED,
        "M04": Verdict.NOT_SHOWN,
        "M13": Verdict.WORSE,
        "M28": Verdict.IMPROVED,
        "M29": Verdict.IMPROVED,
    }
    assert (found["M28"].before.value, found["M28"].after.value, found["M28"].after.n) == (180, 10, 30)


async def test_periods_that_overlap_cannot_be_compared(desk: Desk) -> None:
    with pytest.raises(Invalid):
        await desk.database.read(compare, WEEK, WEEK, by=LEA)
