"""The listeners of App Home: it is drawn when somebody opens it, and after each of their presses on it."""

import re
from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.slack import blocks, home
from bot.slack.front import Answer, Front
from bot.slack.home import Place
from bot.slack.post import Block
from bot.slack.text import escape
from claims.errors import Refusal, TryAgain

Body = dict[str, Any]


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

    @app.action(home.SPEAK)
    async def speak(ack: AsyncAck, body: Body, action: Body) -> None:
        await _moved(front, ack, body, _place(body), language=action["selected_option"]["value"])

    @app.action(home.ZONE)
    async def zone(ack: AsyncAck, body: Body, action: Body) -> None:
        await _moved(front, ack, body, _place(body), zone=str(action.get("value") or "").strip())


def is_home(body: Mapping[str, Any]) -> bool:
    """Whether somebody pressed something there."""
    return str((body.get("view") or {}).get("type")) == "home"


async def answer_there(front: Front, body: Body, answer: Answer) -> None:
    """Draw the page again, with what the press came to on top."""
    told: list[Block] = answer.get("blocks") or ([blocks.section(answer["text"])] if answer else [])
    await _drawn(front, body["user"]["id"], _place(body), told)


async def _moved(front: Front, ack: AsyncAck, body: Body, place: Place, **settings: str) -> None:
    """Something on the page itself was touched; a setting that is refused says why on top."""

    async def whole() -> Answer:
        told: list[Block] = []
        try:
            if settings:
                await front.people.settled(body["user"]["id"], **settings)
        except (Refusal, TryAgain) as refusal:
            person = await front.people.acting(body["user"]["id"])
            told = [blocks.section(f":warning: {escape(await front.explained(refusal, person.language, person.zone))}")]
        await _drawn(front, body["user"]["id"], place, told)
        return {}

    async def later(answer: Answer) -> None:
        """The page itself showed it."""

    await front.answer(ack, whole(), later)


async def _drawn(front: Front, identity: str, place: Place, told: list[Block] | None = None) -> None:
    """Strangers and guests see an empty page."""
    try:
        person = await front.people.acting(identity)
    except (Refusal, TryAgain):
        return
    await home.publish(front, person, place, told or ())


def _place(body: Mapping[str, Any]) -> Place:
    return Place.unpacked(str((body.get("view") or {}).get("private_metadata") or ""))
