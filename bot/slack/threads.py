"""What people write in a claim's thread: `!verb` and `@claimdesk verb` are commands, all else is an internal note that never leaves.
In the channel itself `!verb 1042` is a command, too."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.slack import text as markup
from bot.slack.act import act
from bot.slack.files import fetched
from bot.slack.front import Front
from bot.slack.offers import asking, fits, keep, offer, source_of, unpacked
from bot.slack.opening import wants_form
from bot.slack.post import Post
from bot.slack.report import understood
from bot.slack.say import Said, is_addressed, is_unknown
from bot.slack.text import escape
from bot.words import say
from claims.actor import person as actor
from claims.errors import Invalid, Missing, Refusal, TryAgain
from commands.heed import once
from commands.note import delete_note, edit_note, is_note, note, noted
from commands.show import Person, in_thread
from commands.verbs import named

_SPOKEN = (None, "file_share", "thread_broadcast", "me_message")
"""Subtypes that are a person's own words. https://docs.slack.dev/reference/events/message#subtypes"""
_WAITS = (0.05, 0.2, 0.75)
"""Seconds; Slack waits three."""

Event = Mapping[str, Any]


async def heard(front: Front, event: Event, key: str, bot_user: str | None) -> None:
    """A message event of whatever kind; `key`: the event's id. Raises TryAgain where Slack should tell it again."""
    subtype = event.get("subtype")
    if subtype == "message_changed":
        await _edited(front, event, key, bot_user)
    elif subtype == "message_deleted":
        await front.desk.database.run(once, key, delete_note, source(event, str(event["deleted_ts"])))
    elif subtype in _SPOKEN and event.get("user") and not event.get("bot_id"):
        await _spoken(front, event, key, bot_user)


async def mentioned(front: Front, event: Event, key: str, bot_user: str | None) -> None:
    """`@claimdesk take`: a command where the mention comes first, in a claim's thread or with a number anywhere."""
    typed = _after_mention(str(event.get("text", "")), bot_user)
    if typed is not None and event.get("user") and not event.get("bot_id"):
        await _commanded(front, event, typed, key, await _number(front, event, bot_user))


def source(event: Event, ts: str) -> str:
    """By what a note remembers the message it was."""
    return f"{event['channel']}:{ts}"


async def _spoken(front: Front, event: Event, key: str, bot_user: str | None) -> None:
    number = await _number(front, event, bot_user)
    text = str(event.get("text", "")).strip()
    if _after_mention(text, bot_user) is not None:
        return
    typed = _after_mark(text)
    if number is None:
        if typed is not None and _is_ours(front, event) and is_addressed(typed):
            await _commanded(front, event, typed, key, None)
    elif typed is not None:
        await _commanded(front, event, typed, key, number)
    else:
        await _answered(front, event, await front.heed(event["user"], lambda person: _note(front, event, key, number, person)))


def _is_ours(front: Front, event: Event) -> bool:
    """Whether it was written in the desk's channel: elsewhere a `!` may be another app's."""
    return bool(event["channel"] == front.desk.settings.slack_channel)


async def _number(front: Front, event: Event, bot_user: str | None) -> str | None:
    """The claim's, of whose card it may not be noted yet that it was posted. Raises TryAgain where that takes long."""
    if not event.get("thread_ts"):
        return None
    channel, thread, read = str(event["channel"]), str(event["thread_ts"]), front.desk.database.read
    ours = bot_user is not None and event.get("parent_user_id") == bot_user
    for wait in _WAITS if ours else ():
        with suppress(TryAgain):
            return await read(in_thread, channel, thread, ours=True)
        await asyncio.sleep(wait)
    return await read(in_thread, channel, thread, ours=ours)


def _after_mention(text: str, bot_user: str | None) -> str | None:
    """What follows a mention of the bot at the beginning, or None where there is none."""
    text = text.strip()
    first = text[: text.find(">") + 1]
    return text[len(first) :].strip() if bot_user and markup.mentioned(first) == (bot_user,) and first.startswith("<@") else None


def _after_mark(text: str) -> str | None:
    """What follows `!`, also one of an East Asian keyboard, or None where there is none, as before mere cries: `!!`, `!?`."""
    typed = text[1:].strip()
    return typed if text.startswith(("!", "！")) and (not text[1:] or typed[:1].isalnum() or typed[:1] in "#<") else None


async def _commanded(front: Front, event: Event, typed: str, key: str, number: str | None) -> None:
    async def run(person: Person) -> Post | None:
        try:
            said = await understood(front, typed, person, thread=number)
        except Refusal as refusal:
            if number is None or not is_unknown(refusal):
                raise
            return await _unread(front, event, key, number, person, refusal)
        if isinstance(said, Post):
            return said
        if not wants_form(said):
            return await act(front, said, person, key=key)
        claim = number or said.number
        kept = "" if fits(said) or claim is None else await _kept(front, event, key, typed, claim, person)
        return offer(replace(said, number=said.number or (claim if kept else None)), person.language, kept)

    await _answered(front, event, await front.heed(event["user"], run))


async def _unread(front: Front, event: Event, key: str, number: str, person: Person, refusal: Refusal) -> Post:
    """What begins with no verb there is may well be a note: a button keeps it, and what is too much for a button is kept at once."""
    refused, typed = escape(await front.explained(refusal, person.language, person.zone)), str(event.get("text", "")).strip()
    verb = named("note")
    assert verb is not None, "a verb of the table"
    said = Said(verb, number, {"text": typed, "source": source(event, str(event["ts"]))})
    if fits(said) and not event.get("files"):
        return keep(refused, await _words(front, typed), said, person.language)
    await _note(front, event, key, number, person)
    return Post(f"{refused}\n{say(person.language, 'slack.answer.unread_kept')}")


async def _kept(front: Front, event: Event, key: str, typed: str, number: str, person: Person) -> str:
    """What is too long for a button to remember is kept as a note; by what it is found again."""
    of = source(event, str(event["ts"]))
    await front.desk.database.run(once, key, note, number, await _words(front, f"!{typed}"), source=of, by=actor(person.id))
    return of


async def offered(front: Front, value: str, person: Person) -> Said:
    """What a button that opens a form remembers, by itself or as the note that it names. Raises NotFound, Invalid."""
    of, number = source_of(value)
    if not of:
        return unpacked(value)
    typed = markup.escape(await front.desk.database.read(noted, of)).removeprefix("!")
    said = await understood(front, typed, person, thread=number)
    if isinstance(said, Post):  # it was edited since, and no verb is left
        raise Invalid(field="verb", value=typed[:40])
    return asking(said)


async def _note(front: Front, event: Event, key: str | None, number: str, person: Person) -> Post | None:
    kept, left = await fetched(front.desk, event.get("files") or ())
    words = "\n".join([await _words(front, str(event.get("text", ""))), *(f"📎 {name}" for name in left)]).strip()
    run, of = front.desk.database.run, source(event, str(event["ts"]))
    try:
        await run(once, key, note, number, words, source=of, attached=kept, by=actor(person.id))
    except Missing:
        return None  # nothing was said
    return None


async def _words(front: Front, text: str) -> str:
    return markup.words(text, await front.people.called(markup.mentioned(text)))


async def _edited(front: Front, event: Event, key: str, bot_user: str | None) -> None:
    message = event["message"]
    if message.get("bot_id"):
        return
    text = await _words(front, str(message.get("text", "")))
    of = source(event, str(message["ts"]))
    if await front.desk.database.read(is_note, of):
        await front.desk.database.run(once, key, edit_note, of, text, _edited_at(message))
    elif message.get("edited") and not _commands(event, bot_user):
        await _early(front, {**message, "channel": event["channel"]}, bot_user)


def _edited_at(message: Event) -> datetime | None:
    """https://docs.slack.dev/reference/events/message/message_changed"""
    at = (message.get("edited") or {}).get("ts")
    return datetime.fromtimestamp(float(at), UTC) if at else None


def _commands(event: Event, bot_user: str | None) -> bool:
    """Whether a message was a command before its edit, or would be one now: edits never command."""
    texts = (str((event.get(which) or {}).get("text", "")).strip() for which in ("message", "previous_message"))
    return any(_after_mark(text) is not None or _after_mention(text, bot_user) is not None for text in texts)


async def _early(front: Front, event: Event, bot_user: str | None) -> None:
    """Events come in any order: where the message itself was not heard of yet, its edit is the note."""
    number = await _number(front, event, bot_user)
    if number and event.get("user"):
        await _answered(front, event, await front.heed(event["user"], lambda person: _note(front, event, None, number, person)))


async def _answered(front: Front, event: Event, post: Post | None) -> None:
    """Tell the asker alone, where they asked. https://docs.slack.dev/reference/methods/chat.postEphemeral"""
    if post:
        thread = event.get("thread_ts")
        await front.client.chat_postEphemeral(channel=event["channel"], user=event["user"], thread_ts=thread, **post.answer())
