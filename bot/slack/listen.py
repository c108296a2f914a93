"""Every listener of the Slack door. Each only translates: who and what, then one command, then the answer."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.respond.async_respond import AsyncRespond

from bot.slack import forms, replies, threads
from bot.slack.act import act
from bot.slack.cards import ACTION, MENU
from bot.slack.door import Answer, Door
from bot.slack.opening import OFFER, open_form, unpacked, wants_form
from bot.slack.post import Post
from bot.slack.say import Said, parse
from bot.slack.submit import Step, Submission, late, letter_form, plain_form, pressed, reply_form, submitted, ticked, working
from commands.show import Person
from commands.verbs import Verb, named

COMMAND = "/claim"
EVENTS = ("message", "app_mention")

Body = dict[str, Any]


def listen(app: AsyncApp, door: Door) -> None:
    """Register them all."""
    _listen_to_commands(app, door)
    _listen_to_presses(app, door)
    _listen_to_forms(app, door)
    _listen_to_threads(app, door)


def _listen_to_commands(app: AsyncApp, door: Door) -> None:
    @app.command(COMMAND)  # https://docs.slack.dev/interactivity/implementing-slash-commands
    async def command(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        async def run(person: Person) -> Post | None:
            said = parse(body.get("text", ""), now=door.desk.clock(), zone=person.zone)
            return await open_form(door, said, person, body["trigger_id"]) if wants_form(said) else await act(door, said.complete(), person)

        await door.answer(ack, _told(door, body["user_id"], run), _responding(respond))


async def _told(door: Door, user: str, run: Callable[[Person], Awaitable[Post | None]]) -> Answer:
    post = await door.meet(user, run)
    return post.answer() if post else {}


def _responding(respond: AsyncRespond) -> Callable[[Answer], Awaitable[None]]:
    async def later(answer: Answer) -> None:
        if answer:
            await respond(**answer, response_type="ephemeral", replace_original=False)

    return later


def _listen_to_presses(app: AsyncApp, door: Door) -> None:
    # https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
    @app.action(re.compile(f"^{ACTION}"))
    async def button(ack: AsyncAck, body: Body, action: Body) -> None:
        await _press(door, ack, body, action["action_id"].removeprefix(ACTION), action["value"])

    @app.action(MENU)
    async def menu(ack: AsyncAck, body: Body, action: Body) -> None:
        verb, _, number = action["selected_option"]["value"].partition(":")
        await _press(door, ack, body, verb, number)

    @app.action(OFFER)
    async def offered(ack: AsyncAck, body: Body, action: Body) -> None:
        said = unpacked(action["value"])
        await _pressed(door, ack, body, lambda person: open_form(door, said, person, body["trigger_id"]))

    @app.action(replies.TICK)
    async def tick(ack: AsyncAck, body: Body) -> None:
        submission = Submission.of(body)

        async def redraw() -> Answer:
            person = await door.people.acting(submission.person_id)
            await door.client.views_update(view_id=submission.view["id"], view=await ticked(door, submission, person))
            return {}

        await door.answer(ack, redraw(), _nothing)


async def _nothing(answer: Answer) -> None:
    """The view itself showed it."""


async def _press(door: Door, ack: AsyncAck, body: Body, name: str, number: str) -> None:
    said = Said(_verb(name), number)
    await _pressed(door, ack, body, lambda person: pressed(door, said, person, body["trigger_id"]))


def _verb(name: str) -> Verb:
    found = named(name)
    assert found is not None, "our own button"
    return found


async def _pressed(door: Door, ack: AsyncAck, body: Body, run: Callable[[Person], Awaitable[Post | None]]) -> None:
    """A press is acknowledged without words; what there is to tell is told to the presser alone."""

    async def whole() -> Answer:
        await _whisper(door, body, await _told(door, body["user"]["id"], run))
        return {}

    await door.answer(ack, whole(), lambda answer: _whisper(door, body, answer))


async def _whisper(door: Door, body: Mapping[str, Any], answer: Answer) -> None:
    """https://docs.slack.dev/reference/methods/chat.postEphemeral"""
    if answer:
        container = body["container"]
        thread = container.get("thread_ts")
        await door.client.chat_postEphemeral(channel=container["channel_id"], user=body["user"]["id"], thread_ts=thread, **answer)


def _listen_to_forms(app: AsyncApp, door: Door) -> None:
    # https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload
    steps: Mapping[str, Step] = {forms.CALLBACK: plain_form, replies.CALLBACK: reply_form, replies.LETTER: letter_form}

    @app.view(re.compile("^(?:" + "|".join(steps) + ")$"))
    async def submit(ack: AsyncAck, body: Body) -> None:
        submission = Submission.of(body)
        work = submitted(door, submission, steps[body["view"]["callback_id"]])
        await door.answer(ack, work, lambda answer: late(door, submission, answer), bare=working(door.language))


def _listen_to_threads(app: AsyncApp, door: Door) -> None:
    @app.event("message")  # https://docs.slack.dev/reference/events/message
    async def message(event: Body, body: Body, context: Mapping[str, Any]) -> None:
        await threads.heard(door, event, body["event_id"], context.get("bot_user_id"))

    @app.event("app_mention")  # https://docs.slack.dev/reference/events/app_mention
    async def mention(event: Body, body: Body, context: Mapping[str, Any]) -> None:
        await threads.mentioned(door, event, body["event_id"], context.get("bot_user_id"))
