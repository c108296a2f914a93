"""The listeners of App Home: it is drawn when somebody opens it, and after each of their presses on it."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.slack import blocks, home
from bot.slack.act import act
from bot.slack.front import Answer, Front
from bot.slack.home import Place
from bot.slack.parts import habit
from bot.slack.post import Block
from bot.slack.say import parse
from bot.slack.text import escape
from bot.slack.trigger import trigger
from claims.actor import person as actor
from claims.errors import Refusal, TryAgain
from commands.show import Person
from commands.staff import staff

Body = dict[str, Any]
Change = Callable[[Person], Awaitable[list[Block]]]
"""What a touch on the page does; what there is to tell of it."""


def listen_to_home(app: AsyncApp, front: Front) -> None:
    """Register them all."""

    @app.event("app_home_opened")  # https://docs.slack.dev/reference/events/app_home_opened
    async def opened(event: Body) -> None:
        if event.get("tab") == "home":
            await _drawn(front, event["user"], _place(event))

    @app.action(home.FIND)
    async def find(ack: AsyncAck, body: Body, action: Body) -> None:
        await _moved(front, ack, body, home.searched(_place(body), str(action.get("value") or "")))

    @app.action(re.compile(f"^{home.PAGE}"))
    async def turn(ack: AsyncAck, body: Body, action: Body) -> None:
        await _moved(front, ack, body, home.turned(_place(body), action["value"]))

    @app.action(re.compile(f"^{home.SET}"))
    async def setting(ack: AsyncAck, body: Body, action: Body) -> None:
        name, value = action["action_id"].removeprefix(home.SET), _chosen(action)
        await _moved(front, ack, body, _place(body), lambda person: _set(front, person, name, value))

    @app.action(home.LEAVE)
    async def leave(ack: AsyncAck, body: Body, action: Body) -> None:
        typed = f"away {action.get('value') or ''}"
        await _moved(front, ack, body, _place(body), lambda person: _said(front, person, typed, trigger(body)))


def _chosen(action: Body) -> str:
    """What a menu, a field or a choice of a person holds; nothing means the usual."""
    option = action.get("selected_option") or {}
    return str(option.get("value") or action.get("selected_user") or action.get("value") or "").strip() or "off"


async def _set(front: Front, person: Person, name: str, value: str) -> list[Block]:
    if name in ("language", "zone"):
        await front.people.settled(person.id, **{name: value})
        return []
    if name == "deputy" and value != "off":
        await front.people.named(value)
    await front.desk.database.run(staff, habits={name: habit(name, value)}, by=actor(person.id))
    return []


async def _said(front: Front, person: Person, typed: str, key: str | None) -> list[Block]:
    """What a line typed in a field comes to."""
    done = await act(front, parse(typed, now=front.desk.clock(), zone=person.zone).complete(), person, key=key)
    return list(done.blocks or (blocks.section(done.text),)) if done else []


def is_home(body: Mapping[str, Any]) -> bool:
    """Whether somebody pressed something there."""
    return str((body.get("view") or {}).get("type")) == "home"


async def answer_there(front: Front, body: Body, answer: Answer) -> None:
    """Draw the page again, with what the press came to on top."""
    told: list[Block] = answer.get("blocks") or ([blocks.section(answer["text"])] if answer else [])
    await _drawn(front, body["user"]["id"], _place(body), told)


async def _moved(front: Front, ack: AsyncAck, body: Body, place: Place, change: Change | None = None) -> None:
    """Something on the page itself was touched; a change that is refused says why on top."""

    async def whole() -> Answer:
        told = await _tried(front, body["user"]["id"], change) if change else []
        await _drawn(front, body["user"]["id"], place, told)
        return {}

    async def later(answer: Answer) -> None:
        """The page itself showed it."""

    await front.answer(ack, whole(), later, reader=body["user"]["id"])


async def _tried(front: Front, identity: str, change: Change) -> list[Block]:
    """What it came to, or why it did not; strangers change nothing."""
    try:
        person = await front.people.acting(identity)
    except (Refusal, TryAgain):
        return []
    try:
        return await change(person)
    except (Refusal, TryAgain) as refusal:
        return [blocks.section(f":warning: {escape(await front.explained(refusal, person.language, person.zone))}")]


async def _drawn(front: Front, identity: str, place: Place, told: list[Block] | None = None) -> None:
    """Strangers and guests see why there is nothing to see."""
    try:
        person = await front.people.acting(identity)
    except (Refusal, TryAgain) as refusal:
        await home.refuse(front, identity, escape(await front.turned_away(identity, refusal)))
    else:
        await home.publish(front, person, place, told or ())


def _place(body: Mapping[str, Any]) -> Place:
    return Place.unpacked(str((body.get("view") or {}).get("private_metadata") or ""))
