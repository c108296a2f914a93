"""Where the desk wants claims taken before they are answered."""

import pytest

from claims.errors import NotOwner
from claims.rules import Desk as DeskRules
from claims.rules import Rules
from commands.acting import may_work
from commands.reply import ask, reply
from commands.resolve import resolve
from commands.soon import reply_soon
from commands.take import take
from storage.messages import Direction
from tests.commands.desk import Desk
from tests.commands.test_resolve import ANSWER
from tests.making import BEN


@pytest.fixture
def rules() -> Rules:
    return Rules(desk=DeskRules(answering_takes=False))


async def test_what_is_nobodys_is_neither_answered_nor_resolved(desk: Desk) -> None:
    number = await desk.open()
    for command, words in ((reply, "확인했습니다."), (ask, "로그를 보내 주십시오."), (resolve, ANSWER), (reply_soon, "확인했습니다.")):
        assert (await desk.refused(NotOwner, command, number, words, by=BEN))["owner"] is None
    assert await desk.messages(number, Direction.OUT) == []
    assert (await desk.claim(number)).owner is None


async def test_the_form_does_not_even_open_for_it(desk: Desk) -> None:
    number = await desk.open()
    with pytest.raises(NotOwner):
        await desk.database.read(may_work, number, helpers=True, by=BEN)
    await desk.do(take, number, by=BEN)
    await desk.database.read(may_work, number, helpers=True, by=BEN)
    await desk.do(reply, number, "확인했습니다.", by=BEN)
    assert len(await desk.messages(number, Direction.OUT)) == 1
