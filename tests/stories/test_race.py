"""Fifty people take one claim at the same moment, through the desk's public door."""

import asyncio

import pytest

from bot.sandbox.demo import Demo
from bot.sandbox.people import Person
from bot.sandbox.samples import CHANNEL
from commands.show import story_json

pytestmark = pytest.mark.asyncio(loop_scope="session")

CROWD = [Person(f"UCROWD{number:02}", f"crowd{number:02}", f"Engineer {number:02}", locale="en-US") for number in range(50)]


async def test_race(demo: Demo) -> None:
    for person in CROWD:
        demo.workspace.welcome(person)
    await demo.postbox.send("choi@daon.example", "[긴급] 주문 화면 접속 장애", "14시부터 전 지점에서 접속이 되지 않습니다.")
    number = (await demo.postbox.until(lambda: demo.postbox.inbox("choi@daon.example")))[0].subject[1:12]
    results = await asyncio.gather(*(demo.workspace.slash(person.id, CHANNEL, f"/claim take {number}") for person in CROWD))
    assert {result.error for result in results} == {None}
    told = {person.id: await heard(demo, person) for person in CROWD}
    claim = await demo.running.desk.database.read(story_json, number)
    winner = next(person for person in CROWD if person.real_name == claim["owner"])
    assert told.pop(winner.id).startswith(f"{number} is yours")
    assert set(told.values()) == {f"{winner.real_name} already owns {number}."}
    happened = [line["what"] for line in claim["timeline"]]
    assert (happened.count("taken"), happened.count("take_refused")) == (1, 49)


async def heard(demo: Demo, person: Person) -> str:
    """The one answer, whether it came with the acknowledgement or later."""
    shown = await demo.workspace.until(lambda: demo.workspace.ephemerals(person.id), timeout=300)
    assert len(shown) == 1
    return str(shown[0]["text"])
