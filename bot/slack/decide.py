"""The buttons under a mail that could not be read: take it in, or reject it."""

from collections.abc import Awaitable, Callable

from bot.quarantine import release
from bot.slack.alarms import RELEASE, decided
from bot.slack.front import Front
from bot.slack.post import Post
from claims.actor import person as actor
from commands.quarantine import reject
from commands.show import Person

Show = Callable[[Post], Awaitable[None]]


async def decide(front: Front, action_id: str, mail: int, person: Person, show: Show) -> None:
    """Decide in the name of `person`, and `show` everybody. Raises NotFound, and Stale where somebody decided already."""
    if action_id == RELEASE:
        received = await release(front.desk, mail, by=actor(person.id))
        await show(decided("released", mail, person.name, received.claim or str(received.became), front.language))
    else:
        await front.desk.database.run(reject, mail, by=actor(person.id))
        await show(decided("rejected", mail, person.name, "", front.language))
