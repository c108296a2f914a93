"""What a form previews leaves nothing behind."""

import pytest

from claims.errors import NotOwner
from claims.lifecycle import State
from commands.rehearse import rehearse
from commands.reply import ask, reply
from commands.resolve import resolve
from storage.database import Tx
from tests.commands.desk import ANSWER, Desk, everything
from tests.making import ANNA, BEN


def failing(tx: Tx, number: str) -> None:
    reply(tx, number, "확인했습니다.", by=ANNA)
    raise ZeroDivisionError


async def test_a_rehearsal_shows_what_would_be(desk: Desk) -> None:
    number = await desk.in_state(State.TRIAGE)
    before = await desk.database.read(everything)
    rehearsed = await desk.do(rehearse, ask, number, "버전은?", by=ANNA)
    assert rehearsed.result.text == "버전은?"
    assert (rehearsed.view.claim.state, rehearsed.view.ball, rehearsed.view.last) == (
        State.WAITING_CUSTOMER,
        "customer",
        rehearsed.result,
    )
    assert (await desk.do(rehearse, resolve, number, ANSWER, by=ANNA)).view.closing
    assert await desk.database.read(everything) == before


async def test_a_rehearsal_refuses_as_the_play_would(desk: Desk) -> None:
    number = await desk.in_state(State.TRIAGE)
    await desk.refused(NotOwner, rehearse, ask, number, "버전은?", by=BEN)
    before = await desk.database.read(everything)
    with pytest.raises(ZeroDivisionError):
        await desk.do(rehearse, failing, number)
    assert await desk.database.read(everything) == before


async def test_several_in_one_transaction(desk: Desk) -> None:
    number = await desk.in_state(State.TRIAGE)

    def twice(tx: Tx) -> list[State]:
        return [rehearse(tx, ask, number, "버전은?", by=ANNA).view.claim.state for _ in range(2)]

    assert await desk.do(twice) == [State.WAITING_CUSTOMER] * 2
    assert (await desk.claim(number)).state is State.TRIAGE
