"""Whom desk.toml names hears and is asked, though they never typed anything."""

import pytest

from bot.slack.named import Named
from claims.rules import Duty, Limits, People, Rules
from commands import nudge, show
from tests.bot.slack.conftest import Slack
from tests.bot.slack.test_nudges import arrived, sweep


@pytest.fixture
def rules() -> Rules:
    return Rules(people=People(leads=("ULEA", "UNOBODY", "UGUEST")), duty=Duty(rota=("UBEN",)), limits=Limits(posts_a_second=1000))


async def test_the_rota_and_the_leads_are_known_before_they_act(slack: Slack) -> None:
    slack.workspace.faults.add("users.info", "500", times=2)
    named = Named(slack.door.front.people, every=0.05)
    named.start()
    try:
        claim = await slack.opens()
        assert named._task is not None
        await named._task
    finally:
        await named.stop()
    known = [each for each in ("ULEA", "UBEN", "UNOBODY", "UGUEST") if await slack.desk.database.read(show.person, each)]
    assert known == ["ULEA", "UBEN"]
    await sweep(slack)
    (offer,) = await arrived(slack, "UBEN")
    assert claim.number in offer["text"]
    slack.desk.clock.move(days=7)  # type: ignore[attr-defined]
    await slack.desk.database.run(nudge.look)
    await slack.desk.database.run(nudge.dispatch)
    (told,) = await arrived(slack, "ULEA")
    assert claim.number in told["text"]
