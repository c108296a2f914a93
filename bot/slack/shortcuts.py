"""What can be done with any message: a claim of its own, an answer to a customer, a note, or a claim that belongs to another."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.slack import choosing
from bot.slack.front import Front
from bot.slack.opening import open_form
from bot.slack.post import Block, Post
from bot.slack.say import Said
from claims.errors import Refusal, TryAgain
from commands.find import find, list_claims
from commands.show import Listed, Person, in_thread
from commands.verbs import named

OFFERED = 25
"""Claims that a form offers to choose from."""

Body = Mapping[str, Any]


async def used(front: Front, body: Body, person: Person) -> Post | None:
    """Open the shortcut's form, filled from the message."""
    message = body["message"]
    thread = str(message.get("thread_ts") or message["ts"])
    number = await front.desk.database.read(in_thread, body["channel"]["id"], thread)
    return await open_form(front, SHORTCUTS[body["callback_id"]](message, number, person), person, body["trigger_id"])


async def offered(front: Front, person_id: str, typed: str) -> list[Block]:
    """Claims that fit what was typed, else the asker's own and nobody's; none for whoever may not know them."""
    try:
        person = await front.people.acting(person_id)
    except (Refusal, TryAgain):
        return []
    return [choosing.option(each, person.language) for each in await _fitting(front, person, typed)]


async def _fitting(front: Front, person: Person, typed: str) -> list[Listed]:
    read = front.desk.database.read
    if typed.strip():
        return await read(find, typed, OFFERED)
    mine = await read(list_claims, owner=person.id, limit=OFFERED)
    return (mine + await read(list_claims, unowned=True, limit=OFFERED))[:OFFERED]


def _opens(message: Body, number: str | None, person: Person) -> Said:
    return _asking("open", None, _text(message))


def _sends(message: Body, number: str | None, person: Person) -> Said:
    """Nothing of ours: what the desk itself wrote is the customer's own words, or for the house."""
    return _asking("reply", number, "" if message.get("bot_id") else _text(message))


def _notes(message: Body, number: str | None, person: Person) -> Said:
    """With the name of whoever wrote it, where that is somebody else."""
    writer = message.get("user")
    said = f"<@{writer}>: {_text(message)}" if writer and writer != person.id and not message.get("bot_id") else _text(message)
    return _asking("note", number, said)


def _belongs(message: Body, number: str | None, person: Person) -> Said:
    """A claim's card or mail: the claim is another's duplicate. What a person wrote is a note of the claim that is chosen."""
    if number and message.get("bot_id"):
        return _asking("merge", number, "")
    return _notes(message, None, person)


def _text(message: Body) -> str:
    return str(message.get("text") or "")


def _asking(name: str, number: str | None, text: str) -> Said:
    """A verb whose form holds `text` already."""
    verb = named(name)
    assert verb is not None, "a verb of the table"
    return Said(verb, number, {"text": text} if text.strip() else {}, tuple(part for part in verb.parts if part.needed))


SHORTCUTS: Mapping[str, Callable[[Body, str | None, Person], Said]] = {
    "open_claim": _opens,
    "send_to_customer": _sends,
    "add_as_note": _notes,
    "belongs_to": _belongs,
}
"""Message shortcuts by their callback_id. https://docs.slack.dev/interactivity/implementing-shortcuts"""
