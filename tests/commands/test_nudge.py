"""The sweep and what it sends: once, to the right person, at their hours, and only what still holds."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.clock import slot
from claims.absence import Days
from claims.actor import clock as by_clock
from claims.claim import Priority
from claims.lifecycle import CloseReason, State
from claims.nudges import Kind
from claims.rules import Desk as DeskRules
from claims.rules import Duty, Plan, Rules
from claims.rules import People as PeopleRules
from commands import nudge
from commands.away import away
from commands.callback import callback
from commands.dispatch import standing
from commands.hand import hand
from commands.know import customer as organisation
from commands.mute import mute
from commands.release import release
from commands.reply import ask, reply
from commands.staff import staff
from commands.take import take
from storage.database import Tx
from storage.outbox import Door
from storage.tables import nudges, outbox
from tests.clocks import StillClock
from tests.commands.desk import Desk
from tests.making import ANNA, BEN, LEA

MINUTE = timedelta(minutes=1)
PRINTER = "인쇄가 되지 않습니다"


@pytest.fixture
def rules() -> Rules:
    return Rules(people=PeopleRules(leads=("ULEA",)), duty=Duty(rota=("UBEN",)))


async def sweep(desk: Desk) -> int:
    """What the clock does each minute."""
    return await desk.do(nudge.sweep, slot(desk.clock(), MINUTE))


async def pass_by(desk: Desk, *, minutes: int, every: int = 5) -> None:
    """Time goes by with the clock at work."""
    for _ in range(0, minutes, every):
        desk.clock.move(minutes=every)
        await sweep(desk)


def _messages(tx: Tx) -> list[Any]:
    rows = tx.connection.execute(outbox.select().where(outbox.c.intent == "nudge").order_by(outbox.c.id)).all()
    kinds = {row.id: f"{row.kind}.{row.step}" for row in tx.connection.execute(nudges.select())}
    return [(row.recipient, sorted(kinds[each] for each in row.detail["nudges"])) for row in rows]


async def messages(desk: Desk) -> list[tuple[str | None, list[str]]]:
    """(to whom, kind and step of what it says) of every message so far, in order."""
    return await desk.database.read(_messages)


async def to(desk: Desk, person: str | None) -> list[list[str]]:
    return [what for whom, what in await messages(desk) if whom == person]


async def test_nobody_takes_it(desk: Desk) -> None:
    """A11: at 60 business minutes one nudge to the channel, at 120 assigned to the duty person and recorded as auto."""
    number = await desk.open()
    await pass_by(desk, minutes=55)
    assert await to(desk, None) == []
    assert await to(desk, BEN.id) == [["offer.0"]]
    await pass_by(desk, minutes=5)
    assert await to(desk, None) == [["unowned.0"]]
    await pass_by(desk, minutes=55)
    assert (await desk.claim(number)).owner is None
    before = await desk.claim(number)
    desk.clock.move(minutes=65)  # lunch lies between
    await sweep(desk)
    claim = await desk.claim(number)
    assert (claim.owner, claim.state) == (BEN.id, State.TRIAGE)
    *_, event = await desk.events(number)
    assert (event.what, event.actor, event.visible) == ("assigned", by_clock("auto"), True)
    assert claim.resolution_due == before.resolution_due
    assert "assigned" in await desk.intents(number, Door.SLACK)
    assert await to(desk, None) == [["unowned.0"]]


async def test_offered_to_the_account_owner_then_to_who_knows_it_then_to_the_duty_person(desk: Desk) -> None:
    """A23: each in turn."""
    await desk.do(take, await desk.open(), by=LEA)
    await desk.do(organisation, "hanbit.example", account_owner=ANNA.id, product="printer", by=LEA)
    await desk.do(staff, LEA.id, {"skills": "Printer"}, by=LEA)
    await desk.open()
    await sweep(desk)
    assert await to(desk, ANNA.id) == [["offer.0"]]
    await pass_by(desk, minutes=20)
    assert await to(desk, LEA.id) == [["offer.1"]]
    await pass_by(desk, minutes=20)
    assert await to(desk, BEN.id) == [["offer.2"]]


async def test_an_account_owner_on_leave_is_stood_in_for(desk: Desk) -> None:
    await desk.open()
    await desk.do(organisation, "hanbit.example", account_owner=ANNA.id, by=LEA)
    await desk.do(away, ANNA.id, Days(date(2026, 11, 19), date(2026, 11, 19)), LEA.id, by=LEA)
    await sweep(desk)
    assert await messages(desk) == [(LEA.id, ["offer.0"])]


async def test_nobody_is_given_more_than_they_can_hold_and_the_lead_hears(desk: Desk) -> None:
    await desk.do(staff, BEN.id, {"limit": "1"}, by=LEA)
    first, second = await desk.open(), await desk.open()
    await pass_by(desk, minutes=150)
    await pass_by(desk, minutes=60)
    owners = {(await desk.claim(first)).owner, (await desk.claim(second)).owner}
    assert owners == {BEN.id, None}
    assert ["assign.0"] in await to(desk, LEA.id)


async def test_nobody_on_leave_is_assigned(desk: Desk) -> None:
    number = await desk.open()
    await desk.do(away, BEN.id, Days(date(2026, 11, 19), date(2026, 11, 20)), by=BEN)
    await pass_by(desk, minutes=240)
    assert (await desk.claim(number)).owner is None


async def test_whoever_gave_it_back_is_not_asked_about_their_own_act(desk: Desk) -> None:
    number = await desk.open()
    await desk.do(take, number, by=BEN)
    await desk.do(release, number, "모르는 제품입니다", by=BEN)
    await pass_by(desk, minutes=240)
    assert await to(desk, BEN.id) == []
    assert (await desk.claim(number)).owner is None


async def test_taken_meanwhile_nothing_is_sent(desk: Desk) -> None:
    number = await desk.open()
    await sweep(desk)
    ((_, (what,)),) = await messages(desk)
    assert what == "offer.0"
    await desk.do(take, number, by=ANNA)
    ids = await desk.database.read(lambda tx: tx.connection.execute(nudges.select()).scalars().all())
    assert await desk.do(standing, ids) == []
    row = await desk.database.read(lambda tx: tx.connection.execute(nudges.select()).one())
    assert (row.why, row.sent_at) == ("done", None)


async def test_monday_morning_is_one_message(desk: Desk) -> None:
    """Fourteen mails came over the weekend."""
    desk.clock.set(datetime(2026, 11, 21, 3, tzinfo=UTC))
    for _ in range(14):
        await desk.open()
        await pass_by(desk, minutes=20, every=20)
    desk.clock.set(datetime(2026, 11, 22, 23, 55, tzinfo=UTC))
    await sweep(desk)
    assert await messages(desk) == []
    desk.clock.move(minutes=5)
    await sweep(desk)
    assert await messages(desk) == [(BEN.id, ["offer.0"] * 14)]


async def test_after_a_day_of_outage_one_nudge_and_not_ten(desk: Desk) -> None:
    number = await desk.open()
    await desk.do(take, number, by=ANNA)
    desk.clock.move(days=1)
    assert await sweep(desk) > 0
    for person in (ANNA, LEA):
        assert await to(desk, person.id) == [["first.100"]], "who owns it hears, too: nobody told them of the steps before"
    assert await sweep(desk) == 0


async def test_after_an_outage_it_is_offered_to_who_was_not_asked_yet(desk: Desk) -> None:
    """The only one who can be asked hears, though the third step is due; later steps go to nobody twice."""
    await desk.open()
    desk.clock.move(minutes=50)
    await sweep(desk)
    assert await to(desk, BEN.id) == [["offer.2"]]
    await pass_by(desk, minutes=120)
    assert await to(desk, BEN.id) == [["offer.2"]]


async def test_offered_first_to_who_is_there(desk: Desk) -> None:
    """Whose hours have not begun is asked where nobody else is left."""
    await desk.open()
    await desk.do(organisation, "hanbit.example", account_owner=ANNA.id, by=LEA)
    await desk.do(staff, None, {"quiet": "09:00-16:00"}, by=ANNA)
    await sweep(desk)
    assert await messages(desk) == [(BEN.id, ["offer.0"])]
    await pass_by(desk, minutes=20)
    assert await to(desk, ANNA.id) == []
    await pass_by(desk, minutes=310)
    assert await to(desk, ANNA.id) == []


async def test_two_sweeps_of_one_slot_do_it_once(desk: Desk) -> None:
    await desk.open()
    assert await sweep(desk) > 0
    before = await messages(desk)
    assert await sweep(desk) == 0
    desk.clock.move(minutes=1)
    await sweep(desk)
    assert await messages(desk) == before


async def test_a_crash_between_keeping_and_sending_loses_and_doubles_nothing(desk: Desk) -> None:
    """Each half is a transaction of its own here, as if the process had died between them."""
    await desk.open()
    assert await desk.do(nudge.look) == 1
    assert await desk.do(nudge.look) == 0
    assert await desk.do(nudge.dispatch) == 1
    assert await desk.do(nudge.dispatch) == 0
    assert await messages(desk) == [(BEN.id, ["offer.0"])]


async def test_half_a_clock_the_owner_three_quarters_the_lead_once(desk: Desk) -> None:
    """B24: at 75 % the lead is told once, and the owner stays."""
    number = await desk.open()
    await desk.do(take, number, by=ANNA)
    await pass_by(desk, minutes=300)
    assert await to(desk, ANNA.id) == [["first.50"], ["first.75"]]
    assert await to(desk, LEA.id) == [["first.75"], ["first.100"]]
    assert (await desk.claim(number)).owner == ANNA.id


async def test_a_message_names_each_claim_once_with_its_gravest_reason(desk: Desk) -> None:
    """Six claims of which several clocks ran out over a week."""
    numbers = [await desk.open() for _ in range(6)]
    for number in numbers[:5]:
        await desk.do(take, number, by=ANNA)
    desk.clock.move(days=7)
    await sweep(desk)
    rows = await desk.database.read(lambda tx: tx.connection.execute(nudges.select().where(nudges.c.whom == LEA.id)).all())
    told = await desk.do(standing, [each.id for each in rows])
    assert len(rows) > 6
    assert sorted(each.claim.number for each in told) == sorted(numbers)
    assert {each.nudge.kind for each in told if each.claim.owner} == {Kind.RESOLUTION}


async def test_silence_reaches_the_owner_and_a_day_later_the_lead(desk: Desk) -> None:
    """A16."""
    number = await desk.open()
    await desk.do(take, number, by=ANNA)
    await desk.do(reply, number, "확인하고 있습니다", by=ANNA)
    desk.clock.move(days=4)
    await sweep(desk)
    assert [what for what in await to(desk, ANNA.id) if "update.1" in what]
    assert all("update.2" not in what for what in await to(desk, LEA.id))
    desk.clock.move(days=1)
    await sweep(desk)
    assert any("update.2" in what for what in await to(desk, LEA.id))
    await desk.do(reply, number, "아직 확인 중입니다", by=ANNA)
    before = await messages(desk)
    await sweep(desk)
    assert await messages(desk) == before


async def test_quiet_hours_hold_it_until_the_next_working_minute(desk: Desk) -> None:
    """A08."""
    number = await desk.open()
    await desk.do(take, number, by=ANNA)
    await desk.do(staff, None, {"quiet": "12:00-15:00"}, by=ANNA)
    await pass_by(desk, minutes=240)
    assert await to(desk, ANNA.id) == []
    await pass_by(desk, minutes=30)
    assert await to(desk, ANNA.id) == [["first.75"]]


async def test_what_is_grave_goes_to_who_is_on_call(desk: Desk) -> None:
    """A08: P1 goes to on-call."""
    number = await desk.open(subject="전체 장애입니다")
    assert (await desk.claim(number)).priority is Priority.P1
    await desk.do(take, number, by=ANNA)
    await desk.do(staff, None, {"quiet": "09:00-18:00"}, by=ANNA)
    await pass_by(desk, minutes=35)
    assert await to(desk, ANNA.id) == []
    assert await to(desk, BEN.id) == [["first.50"]]


async def test_leave_sends_it_to_the_deputy(desk: Desk) -> None:
    number = await desk.open()
    await desk.do(take, number, by=ANNA)
    await desk.do(away, None, Days(date(2026, 11, 19), date(2026, 11, 20)), LEA.id, by=ANNA)
    await pass_by(desk, minutes=200)
    assert await to(desk, ANNA.id) == []
    assert ["first.50"] in await to(desk, LEA.id)


async def test_muted_for_one_claim_and_one_person(desk: Desk) -> None:
    one, other = await desk.open(), await desk.open()
    for number in (one, other):
        await desk.do(take, number, by=ANNA)
    await desk.do(mute, one, by=ANNA)
    await pass_by(desk, minutes=285)
    assert await to(desk, ANNA.id) == [["first.50"], ["first.75"]]
    assert await to(desk, LEA.id) == [["first.75", "first.75"]]
    await desk.do(mute, one, off=True, by=ANNA)


async def test_it_goes_to_whoever_owns_it_at_that_moment(desk: Desk) -> None:
    number = await desk.open()
    await desk.do(take, number, by=ANNA)
    await desk.do(staff, None, {"quiet": "12:00-15:00"}, by=ANNA)
    await pass_by(desk, minutes=200)
    await desk.do(hand, number, BEN.id, "부탁합니다", by=ANNA)
    await pass_by(desk, minutes=10)
    assert await to(desk, ANNA.id) == []
    assert await to(desk, BEN.id) == [["first.50"]]


async def test_a_promised_call(desk: Desk) -> None:
    """B25: promised for 14:00, not marked done at 14:15."""
    number = await desk.open()
    await desk.do(take, number, by=ANNA)
    await desk.do(reply, number, "확인 중입니다", by=ANNA)
    await desk.do(callback, number, desk.clock() + timedelta(hours=3, minutes=30), "라이선스", by=ANNA)
    await pass_by(desk, minutes=195)
    assert await to(desk, ANNA.id) == [["callback.0"]]
    await pass_by(desk, minutes=30)
    assert await to(desk, ANNA.id) == [["callback.0"], ["callback.1"]]
    assert await to(desk, LEA.id) == [["callback.1"]]
    assert (await desk.whats(number)).count("promise_missed") == 1


async def test_a_call_that_was_made_is_not_missed(desk: Desk) -> None:
    number = await desk.open()
    await desk.do(take, number, by=ANNA)
    await desk.do(reply, number, "확인 중입니다", by=ANNA)
    await desk.do(callback, number, desk.clock() + timedelta(hours=1), by=ANNA)
    await desk.do(callback, number, off=True, by=ANNA)
    await pass_by(desk, minutes=90)
    assert await messages(desk) == []
    assert "promise_missed" not in await desk.whats(number)


async def test_a_customer_who_does_not_answer(desk: Desk) -> None:
    """Reminded at three and seven business days, closed at ten, with a letter each."""
    number = await desk.open()
    await desk.do(take, number, by=ANNA)
    await desk.do(ask, number, "버전이 어떻게 됩니까?", by=ANNA)
    letters: list[tuple[int, str]] = []
    for day in range(1, 20):
        desk.clock.move(days=1)
        await sweep(desk)
        known = await desk.intents(number, Door.MAIL)
        letters += [(day, each) for each in known[len(letters) + 2 :]]
    assert letters == [(5, "reminded"), (11, "reminded"), (14, "closed")]
    claim = await desk.claim(number)
    assert (claim.state, claim.close_reason) == (State.CLOSED, CloseReason.NO_REPLY)


async def test_after_an_outage_the_customer_is_reminded_before_it_closes(desk: Desk) -> None:
    number = await desk.open()
    await desk.do(take, number, by=ANNA)
    await desk.do(ask, number, "버전이 어떻게 됩니까?", by=ANNA)
    desk.clock.move(days=30)
    await sweep(desk)
    assert (await desk.claim(number)).state is State.WAITING_CUSTOMER
    assert (await desk.intents(number, Door.MAIL)).count("reminded") == 1
    desk.clock.move(days=2)
    await sweep(desk)
    assert (await desk.claim(number)).state is State.WAITING_CUSTOMER
    desk.clock.move(days=4)
    await sweep(desk)
    assert (await desk.claim(number)).close_reason is CloseReason.NO_REPLY


async def test_a_reminder_that_is_one_letter_too_many_comes_an_hour_later(desk: Desk) -> None:
    number = await desk.open()
    await desk.do(take, number, by=ANNA)
    await desk.do(ask, number, "버전이 어떻게 됩니까?", by=ANNA)
    desk.clock.move(days=5)
    for _ in range(5):
        await desk.open()
    await sweep(desk)
    assert "reminded" not in await desk.intents(number, Door.MAIL)
    assert "reminded" not in await desk.whats(number)
    desk.clock.move(minutes=61)
    await sweep(desk)
    assert "reminded" in await desk.intents(number, Door.MAIL)


async def test_an_answer_ends_the_waiting(desk: Desk) -> None:
    number = await desk.open()
    await desk.do(take, number, by=ANNA)
    await desk.do(ask, number, "버전이 어떻게 됩니까?", by=ANNA)
    desk.clock.move(days=2)
    await desk.hears(number, text="2.1입니다")
    desk.clock.move(days=20)
    await sweep(desk)
    assert (await desk.claim(number)).state is State.TRIAGE
    assert "reminded" not in await desk.intents(number, Door.MAIL)


async def test_who_has_it_is_told_only_where_nobody_answered_for_half_an_hour(desk: Desk) -> None:
    silent, answered = await desk.open(), await desk.open()
    for number in (silent, answered):
        await desk.do(take, number, by=ANNA)
    await desk.do(reply, answered, "확인 중입니다", by=ANNA)
    await pass_by(desk, minutes=60)
    assert (await desk.intents(silent, Door.MAIL)).count("assigned") == 1
    assert "assigned" not in await desk.intents(answered, Door.MAIL)


async def test_a_clock_set_back_or_forward_sends_nothing_twice(desk: Desk) -> None:
    number = await desk.open()
    await desk.do(take, number, by=ANNA)
    await pass_by(desk, minutes=190)
    before = await messages(desk)
    assert before
    desk.clock.move(minutes=-120)
    await pass_by(desk, minutes=120)
    assert await messages(desk) == before


NIGHTLY = Rules(
    people=PeopleRules(leads=("ULEA",)),
    duty=Duty(rota=("UANNA", "UBEN")),
    desk=DeskRules(plan="always"),
    plans={"always": Plan(calendar="24x7")},
)


class TestNight:
    @pytest.fixture
    def rules(self) -> Rules:
        return NIGHTLY

    @pytest.fixture
    def clock(self) -> StillClock:
        return StillClock(datetime(2026, 11, 21, 13, 5, tzinfo=UTC))

    async def test_a_grave_mail_at_night_calls_duty_deputy_and_lead(self, desk: Desk) -> None:
        await desk.open(subject="전체 장애입니다")
        await sweep(desk)
        first, *others = [whom for whom, what in await messages(desk) if "night.0" in what]
        assert (first in (ANNA.id, BEN.id), others) == (True, [])
        await pass_by(desk, minutes=10)
        (second,) = [whom for whom, what in await messages(desk) if "night.1" in what]
        assert {first, second} == {ANNA.id, BEN.id}
        await pass_by(desk, minutes=10)
        assert [whom for whom, what in await messages(desk) if "night.2" in what] == [LEA.id]
        alarms = await desk.database.read(lambda tx: tx.connection.execute(outbox.select().where(outbox.c.intent == "alarm")).all())
        assert [each.detail["what"] for each in alarms] == ["night"]

    async def test_taken_nobody_else_is_called(self, desk: Desk) -> None:
        number = await desk.open(subject="전체 장애입니다")
        await sweep(desk)
        await desk.do(take, number, by=ANNA)
        await pass_by(desk, minutes=30)
        assert [what for _, what in await messages(desk) if "night.1" in what or "night.2" in what] == []

    async def test_three_organisations_with_one_trouble(self, desk: Desk) -> None:
        for place in range(3):
            await desk.open(address=f"kim@plant{place}.example", subject="로그인이 되지 않습니다")
        await desk.open(address="lee@other.example", subject="세금계산서 문의")
        await sweep(desk)
        grave = [each for _, what in await messages(desk) for each in what if each == "night.0"]
        assert len(grave) == 3
