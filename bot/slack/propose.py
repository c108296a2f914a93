"""The buttons under what the clock proposes: one problem, or not the same."""

from collections.abc import Awaitable, Callable

from bot.slack.front import Front
from bot.slack.opening import open_form
from bot.slack.post import Post
from bot.slack.problems import ACCEPT, accepted, dismissed
from bot.slack.say import Said
from claims.actor import person as actor
from commands.acting import is_lead
from commands.propose import accept, called, dismiss
from commands.show import Person
from commands.verbs import named

Show = Callable[[Post], Awaitable[None]]


async def answered(front: Front, action_id: str, identity: int, person: Person, trigger: str, show: Show) -> Post | None:
    """Answer in the name of `person`, and `show` everybody; of a surge, its form opens for a lead. Raises NotFound once it was answered."""
    by = actor(person.id)
    if action_id != ACCEPT:
        refused = await front.desk.database.run(dismiss, identity, by=by)
        await show(dismissed(called(refused), person.name, front.language))
        return None
    found = await front.desk.database.run(accept, identity, by=by)
    await show(accepted(found, person.name, front.language))
    verb = named("surge")
    assert verb is not None, "a verb of the table"
    if found.surge and await front.desk.database.read(is_lead, by):
        return await open_form(front, Said(verb, None, {"reason": found.problem.title, "problem": found.problem.name}), person, trigger)
    return None
