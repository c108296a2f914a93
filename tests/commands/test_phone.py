"""A customer calls: whoever picks up opens a claim in their name, or adds the call to the one that somebody has."""

import pytest

from claims.actor import operator
from claims.errors import Invalid, Missing
from claims.lifecycle import CloseReason, State
from commands.close import close
from commands.open import open_claim
from commands.person_data import erase, find_person
from commands.phone import call, known, organisations
from commands.show import show
from storage.messages import Direction
from storage.outbox import Door
from tests.commands.desk import Desk
from tests.making import ANNA, BEN, told


async def test_a_call_opens_a_claim_with_the_same_acknowledgement(desk: Desk) -> None:
    claim = await desk.do(open_claim, told(text="전화: 인쇄가 안 된다고 하심"), channel="phone", by=BEN)
    assert claim.channel == "phone"
    assert await desk.intents(claim.number, Door.MAIL) == ["acknowledged"]
    (said,) = await desk.messages(claim.number)
    assert (said.direction, said.author.id) == (Direction.IN, "kim@hanbit.example")


async def test_a_call_about_a_claim_joins_it_and_its_owner_hears(desk: Desk) -> None:
    number = await desk.in_state(State.WAITING_CUSTOMER)
    joined = await desk.do(call, number, "버전은 4.2라고 합니다.", by=BEN)
    assert (joined.number, joined.state, joined.owner) == (number, State.TRIAGE, "UANNA")
    assert [each.text for each in await desk.messages(number, Direction.IN)][-1] == "버전은 4.2라고 합니다."
    assert (await desk.intents(number, Door.SLACK))[-2:] == ["mail_in", "called"], "one call to the owner, who is named"
    assert [event.detail.get("channel") for event in await desk.events(number)][-1] == "phone"


async def test_somebody_else_of_the_company_calls(desk: Desk) -> None:
    number = await desk.open()
    await desk.do(call, number, "여기도 안 됩니다.", "이수민", "LEE@hanbit.example", by=BEN)
    said = (await desk.messages(number, Direction.IN))[-1]
    assert (said.author.id, said.name) == ("lee@hanbit.example", "이수민")
    assert (await desk.database.read(show, number)).parties == (("lee@hanbit.example", "이수민"),)


@pytest.mark.parametrize("days", [1, 31])
async def test_a_call_about_what_is_over(desk: Desk, days: int) -> None:
    number = await desk.in_state(State.RESOLVED)
    await desk.do(close, number, CloseReason.CONFIRMED, by=ANNA)
    desk.clock.move(days=days)
    joined = await desk.do(call, number, "다시 안 됩니다.", by=BEN)
    assert (joined.number == number, joined.channel) == ((True, "mail") if days == 1 else (False, "phone"))
    assert joined.is_open


async def test_what_is_no_call(desk: Desk) -> None:
    number = await desk.open()
    await desk.refused(Missing, call, number, " ", by=BEN)
    await desk.refused(Invalid, call, number, "x", "", "nobody", by=BEN)


async def test_who_may_have_called(desk: Desk) -> None:
    for each in ("kim@hanbit.example", "lee@hanul.example", "cho@naver.com"):
        await desk.open(address=each)
    assert [each.name for each in await desk.database.read(organisations, "han")] == ["hanbit.example", "hanul.example"]
    assert [each.name for each in await desk.database.read(organisations, "")] == ["hanbit.example", "hanul.example"]
    hanul = (await desk.database.read(known, None, "new@hanul.example")).organisation
    assert hanul
    assert (await desk.database.read(known, hanul.id, "")).organisation == hanul
    assert (await desk.database.read(known, None, "cho@naver.com")).organisation is None


async def test_what_is_known_of_whoever_calls(desk: Desk) -> None:
    """Their open claims, and their people by name; who was erased is nobody's choice."""
    number = await desk.open(address="lee@hanul.example", name="이수민")
    await desk.open(address="bae@hanul.example", name="배지호")
    gone = await desk.open(address="gone@hanul.example", name="나간 분")
    await desk.do(close, gone, CloseReason.SPAM, by=ANNA)
    await desk.do(erase, await desk.database.read(find_person, "gone@hanul.example"), by=operator("root"))
    found = await desk.database.read(known, None, "new@hanul.example")
    assert [each.address for each in found.contacts] == ["bae@hanul.example", "lee@hanul.example"]
    assert number in {each.claim.number for each in found.claims}
