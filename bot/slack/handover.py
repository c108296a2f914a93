"""One click of somebody who is away, or of a lead: their claims go to whoever acts for them."""

from bot.slack.front import Front
from bot.slack.post import Post
from bot.slack.team import ALL
from bot.slack.text import escape
from bot.words import say
from claims.actor import person as actor
from claims.claim import Claim
from claims.errors import Refusal
from commands.find import list_claims
from commands.hand import hand
from commands.heed import once
from commands.show import Person


async def handed_over(front: Front, value: str, person: Person, key: str | None) -> Post:
    """Hand over what the button says; of several each by itself, so that one that cannot go keeps none of the others."""
    what, _, to = value.partition(" ")
    if not what.startswith(ALL):
        await _hand(front, what, to, person, key)
        return Post(say(person.language, "slack.answer.hand", number=what))
    views = await front.desk.database.read(list_claims, owner=what.removeprefix(ALL))
    numbers = [each.claim.number for each in views if each.claim.is_open]
    refused = [why for each in numbers if (why := await _tried(front, each, to, person, key))]
    told = say(person.language, "people.away.handed", count=len(numbers) - len(refused))
    return Post("\n".join([told, *refused]))


async def _hand(front: Front, number: str, to: str, person: Person, key: str | None) -> Claim | None:
    note = say(front.language, "people.away.note")
    return await front.desk.database.run(once, key and f"{key} {number}", hand, number, to, note, by=actor(person.id))


async def _tried(front: Front, number: str, to: str, person: Person, key: str | None) -> str | None:
    try:
        await _hand(front, number, to, person, key)
    except Refusal as refusal:
        return f"{number}: {escape(await front.explained(refusal, person.language, person.zone))}"
    return None
