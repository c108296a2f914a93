"""What happened, in order."""

from claims.lifecycle import State
from storage import timeline
from storage.database import Database
from tests.clocks import StillClock
from tests.making import ANNA, KIM, row


async def test_lines_in_order(database: Database, clock: StillClock) -> None:
    claim = await database.run(row)
    await database.run(timeline.append, claim, "received", by=KIM, visible=True, channel="mail")
    clock.move(minutes=1)
    await database.run(timeline.append, claim, "noted", by=ANNA, visible=False, was=State.NEW)
    first, second = await database.read(timeline.of_claim, claim.id)
    assert (first.what, first.actor, first.from_state, first.to_state, first.visible, first.detail) == (
        "received",
        KIM,
        None,
        State.NEW,
        True,
        {"channel": "mail"},
    )
    assert (second.at, second.from_state) == (clock.now, State.NEW)
    assert await database.read(timeline.of_claim, claim.id, visible_only=True) == [first]
    assert await database.read(timeline.of_claim, claim.id + 1) == []
