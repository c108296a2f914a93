"""Leave, duty and what people know: who may set it, and what follows for the claims."""

from datetime import date, timedelta

import pytest

from claims.absence import Days, Half
from claims.errors import Away, Invalid, Missing, NotAllowed, NotFound
from claims.rules import Duty, Rules
from claims.rules import People as PeopleRules
from commands.away import away
from commands.duty import duty
from commands.hand import hand
from commands.staff import staff
from commands.take import take
from storage import spans
from storage.outbox import Door
from storage.tables import outbox
from tests.commands.desk import Desk
from tests.making import ANNA, BEN, LEA

TODAY, TOMORROW = date(2026, 11, 19), date(2026, 11, 20)


@pytest.fixture
def rules() -> Rules:
    return Rules(people=PeopleRules(leads=("ULEA",)), duty=Duty(rota=("UANNA", "UBEN")))


async def test_leave_lists_the_claims_and_who_takes_them(desk: Desk) -> None:
    number = await desk.open()
    await desk.do(take, number, by=ANNA)
    told = await desk.do(away, None, Days(TODAY, TOMORROW), BEN.id, by=ANNA)
    assert (told.person.id, told.deputy and told.deputy.id, [each.claim.number for each in told.claims]) == (ANNA.id, BEN.id, [number])
    assert [(each.starts < each.ends, each.deputy) for each in told.leaves] == [(True, BEN.id)]
    assert len((await desk.do(away, by=ANNA)).leaves) == 1
    assert (await desk.do(away, off=True, by=ANNA)).leaves == ()


async def test_a_claim_never_goes_to_somebody_on_leave(desk: Desk) -> None:
    number = await desk.open()
    await desk.do(away, None, Days(TODAY, TODAY), by=BEN)
    refused = await desk.refused(Away, hand, number, BEN.id, "부탁합니다", by=LEA)
    assert refused == {"owner": BEN.id, "until": "2026-11-19", "deputy": ANNA.id}
    desk.clock.move(days=1)
    assert (await desk.do(hand, number, BEN.id, "부탁합니다", by=LEA)).owner == BEN.id


async def test_half_a_day(desk: Desk) -> None:
    number = await desk.open()
    await desk.do(away, None, Days(TODAY, TODAY, Half.PM), by=BEN)
    await desk.do(hand, number, BEN.id, "오전에는 됩니다", by=LEA)
    desk.clock.move(hours=3)
    await desk.refused(Away, hand, await desk.open(), BEN.id, "오후에는 안 됩니다", by=LEA)


async def test_half_of_several_days_is_no_leave(desk: Desk) -> None:
    refused = await desk.refused(Invalid, away, None, Days(TODAY, TODAY + timedelta(days=2), Half.AM), by=BEN)
    assert refused["field"] == "days"


async def test_customers_replies_reach_the_deputy(desk: Desk) -> None:
    number = await desk.open()
    await desk.do(take, number, by=ANNA)
    await desk.hears(number, text="하나 더 있습니다.")
    assert "call_owner" not in await desk.intents(number, Door.SLACK)
    await desk.do(away, None, Days(TODAY, TODAY), BEN.id, by=ANNA)
    await desk.hears(number, text="급합니다.")
    told = await desk.database.read(lambda tx: tx.connection.execute(outbox.select().where(outbox.c.intent == "call_owner")).one().detail)
    assert told == {"reason": "answered", "to": BEN.id}


async def test_only_a_lead_sets_anothers_leave_duty_and_habits(desk: Desk) -> None:
    days = Days(TODAY, TODAY)
    assert await desk.refused(NotAllowed, away, BEN.id, days, by=ANNA) == {"role": "lead"}
    assert await desk.refused(NotAllowed, duty, BEN.id, days, by=ANNA) == {"role": "lead"}
    assert await desk.refused(NotAllowed, staff, BEN.id, {"limit": "3"}, by=ANNA) == {"role": "lead"}
    assert (await desk.do(away, BEN.id, days, by=LEA)).person.id == BEN.id
    assert (await desk.do(staff, BEN.id, {"limit": "3"}, by=LEA)).limit == 3


async def test_leave_refused(desk: Desk) -> None:
    over = Days(TODAY - timedelta(days=3), TODAY - timedelta(days=1))
    assert await desk.refused(Invalid, away, None, over, by=ANNA) == {"field": "days", "value": "2026-11-16..2026-11-18"}
    await desk.refused(Invalid, away, None, Days(TOMORROW, TODAY), by=ANNA)
    await desk.refused(Invalid, away, None, Days(TODAY, date(2029, 1, 1)), by=ANNA)
    assert await desk.refused(Invalid, away, None, Days(TODAY, TODAY), ANNA.id, by=ANNA) == {"field": "deputy", "value": "Anna Park"}
    await desk.refused(NotFound, away, None, Days(TODAY, TODAY), "UNOBODY", by=ANNA)


async def test_duty_by_hand_goes_before_the_round(desk: Desk) -> None:
    usual = await desk.do(duty, by=ANNA)
    assert {each.id for each in usual.now} == {ANNA.id, BEN.id}
    assert [who and who.id for _, who in usual.weeks[:2]] in ([ANNA.id, BEN.id], [BEN.id, ANNA.id])
    other = usual.now[1].id
    assert (await desk.do(duty, other, by=LEA)).now[0].id == other
    assert (await desk.do(duty, LEA.id, Days(TODAY, TODAY), by=LEA)).now[0].id == LEA.id
    desk.clock.move(days=1)
    assert (await desk.do(duty, by=ANNA)).now[0].id == other
    put = (await desk.do(duty, BEN.id, by=LEA)).change
    assert put
    assert (put.turn.starts, put.other and put.other.id, put.off) == (desk.clock.now, other, False)
    desk.clock.move(hours=2)
    undone = (await desk.do(duty, off=True, by=LEA)).change
    assert undone
    assert (undone.turn.person.id, undone.other and undone.other.id, undone.off) == (BEN.id, other, True)
    assert [each.ends for each in await desk.database.read(lambda tx: spans.shifts_from(tx, put.turn.starts))][-1] == desk.clock.now
    assert (await desk.do(duty, by=ANNA)).now[0].id == other
    await desk.do(duty, off=True, by=LEA)
    await desk.refused(NotFound, duty, off=True, by=LEA)
    await desk.refused(Missing, duty, None, Days(TODAY, TODAY), by=LEA)
    await desk.refused(Invalid, duty, BEN.id, Days(TODAY - timedelta(days=9), TODAY - timedelta(days=8)), by=LEA)


async def test_a_colleague_as_they_wish_to_be_known(desk: Desk) -> None:
    usual = await desk.do(staff, by=BEN)
    assert (usual.mention, usual.quiet, usual.limit, usual.load, usual.skills) == ("dm", "22:00-07:00", 8, 0, ())
    wishes = {
        "mention": "mention",
        "quiet": "21:00-08:00",
        "calendar": "nolunch",
        "deputy": ANNA.id,
        "limit": "2",
        "skills": "프린터, 스캐너",
    }
    told = await desk.do(staff, None, wishes, by=BEN)
    assert (told.mention, told.quiet, told.limit, told.habits.calendar) == ("mention", "21:00-08:00", 2, "nolunch")
    assert (told.deputy and told.deputy.id, told.skills) == (ANNA.id, ("스캐너", "프린터"))
    back = await desk.do(staff, None, dict.fromkeys(("limit", "deputy", "calendar"), "off") | {"language": "ko", "quiet": "usual"}, by=BEN)
    assert (back.quiet, back.limit, back.deputy, back.habits.calendar, back.person.language) == ("22:00-07:00", 8, None, None, "ko")


@pytest.mark.parametrize(
    "wish", [{"mention": "shout"}, {"quiet": "late"}, {"calendar": "moon"}, {"limit": "-1"}, {"limit": "many"}, {"hat": "red"}]
)
async def test_wishes_refused(desk: Desk, wish: dict[str, str]) -> None:
    await desk.refused(Invalid, staff, None, wish, by=BEN)
