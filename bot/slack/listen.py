"""Every listener of the Slack front. Each only translates: who and what, then one command, then the answer."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.respond.async_respond import AsyncRespond

from bot.slack import announce, calls, choosing, forms, margins, notices, phone, replies, report, shortcuts, threads
from bot.slack.act import act, take_back
from bot.slack.alarms import REJECT, RELEASE
from bot.slack.answers import UNDO
from bot.slack.cards import ACTION, MENU
from bot.slack.decide import decide
from bot.slack.front import Acknowledge, Answer, Front
from bot.slack.handover import handed_over
from bot.slack.offers import OFFER, RUN, unpacked
from bot.slack.opening import open_form, wants_form
from bot.slack.post import Block, Post
from bot.slack.problems import ACCEPT, DISMISS
from bot.slack.propose import answered
from bot.slack.say import Said
from bot.slack.submit import (
    Step,
    Submission,
    filled,
    late,
    letter_form,
    plain_form,
    pressed,
    reply_form,
    submitted,
    templated,
    ticked,
    working,
)
from bot.slack.suggesting import FILL
from bot.slack.summary import BEHIND, CHARTS, CSV
from bot.slack.team import HANDOVER
from bot.slack.trigger import trigger
from bot.slack.visit import answer_there, is_home, listen_to_home
from commands.show import Person
from commands.verbs import Verb, named

COMMAND = "/claim"
EVENTS = ("message", "app_mention", "app_home_opened", "user_change", "member_left_channel", "subteam_members_changed")

Body = dict[str, Any]


def listen(app: AsyncApp, front: Front) -> None:
    """Register them all."""
    _listen_to_commands(app, front)
    _listen_to_shortcuts(app, front)
    _listen_to_presses(app, front)
    _listen_to_posts(app, front)
    _listen_to_fields(app, front)
    _listen_to_reports(app, front)
    _listen_to_forms(app, front)
    _listen_to_threads(app, front)
    listen_to_home(app, front)


def _listen_to_commands(app: AsyncApp, front: Front) -> None:
    @app.command(COMMAND)  # https://docs.slack.dev/interactivity/implementing-slash-commands
    async def command(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        await commanded(front, ack, body, respond)


async def commanded(front: Front, ack: Acknowledge, body: Mapping[str, Any], respond: AsyncRespond) -> None:
    """What somebody typed: done and answered to them, also where it broke."""

    async def run(person: Person) -> Post | None:
        said = await report.understood(front, body.get("text", ""), person)
        if isinstance(said, Post):
            return said
        if wants_form(said):
            return await open_form(front, said, person, body["trigger_id"])
        return await act(front, said, person, key=trigger(body))

    await front.answer(ack, _told(front, body["user_id"], run), _responding(respond), told=True, reader=body["user_id"])


def _listen_to_shortcuts(app: AsyncApp, front: Front) -> None:
    """https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload"""

    @app.message_shortcut(re.compile("^(?:" + "|".join(shortcuts.SHORTCUTS) + ")$"))
    async def shortcut(ack: AsyncAck, body: Body) -> None:
        """Its form at once, while the trigger lives; what there is to tell stands where the message does."""
        place = {"channel_id": body["channel"]["id"], "thread_ts": body["message"].get("thread_ts")}
        await _pressed(front, ack, {**body, "container": place}, lambda person: shortcuts.used(front, body, person))


async def _told(front: Front, user: str, run: Callable[[Person], Awaitable[Post | None]]) -> Answer:
    post = await front.meet(user, run)
    return post.answer() if post else {}


def _responding(respond: AsyncRespond) -> Callable[[Answer], Awaitable[None]]:
    async def later(answer: Answer) -> None:
        if answer:
            await respond(**answer, response_type="ephemeral", replace_original=False)

    return later


def _listen_to_presses(app: AsyncApp, front: Front) -> None:
    # https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
    @app.action(re.compile(f"^{ACTION}"))
    async def button(ack: AsyncAck, body: Body, action: Body) -> None:
        await _press(front, ack, body, action["action_id"].removeprefix(ACTION), action["value"])

    @app.action(MENU)
    async def menu(ack: AsyncAck, body: Body, action: Body) -> None:
        verb, _, number = action["selected_option"]["value"].partition(":")
        await _press(front, ack, body, verb, number)

    @app.action(OFFER)
    async def offered(ack: AsyncAck, body: Body, action: Body) -> None:
        async def run(person: Person) -> Post | None:
            return await open_form(front, await threads.offered(front, action["value"], person), person, body["trigger_id"])

        await _pressed(front, ack, body, run)

    @app.action(RUN)
    async def ran(ack: AsyncAck, body: Body, action: Body) -> None:
        said = unpacked(action["value"])
        await _pressed(front, ack, body, lambda person: act(front, replace(said, lacking=()), person, key=trigger(body)))


def _listen_to_posts(app: AsyncApp, front: Front) -> None:
    """Buttons of messages that are replaced by what came of them, or that hand over."""

    @app.action(re.compile(f"^(?:{ACCEPT}|{DISMISS})$"))
    async def proposed(ack: AsyncAck, body: Body, action: Body, respond: AsyncRespond) -> None:
        async def run(person: Person) -> Post | None:
            async def shown(post: Post) -> None:
                await _replace(respond, post.answer())

            return await answered(front, action["action_id"], int(action["value"]), person, body["trigger_id"], shown)

        await _pressed(front, ack, body, run)

    @app.action(UNDO)
    async def undone(ack: AsyncAck, body: Body, action: Body, respond: AsyncRespond) -> None:
        async def whole() -> Answer:
            seen = "thread_ts" in body["container"]
            told = await _told(front, body["user"]["id"], lambda person: take_back(front, action["value"], person, seen=seen))
            await _replace(respond, told)
            return {}

        await front.answer(ack, whole(), lambda answer: _replace(respond, answer), reader=body["user"]["id"])

    @app.action(HANDOVER)
    async def handover(ack: AsyncAck, body: Body, action: Body) -> None:
        await _pressed(front, ack, body, lambda person: handed_over(front, action["value"], person, trigger(body)))

    @app.action(re.compile(f"^(?:{RELEASE}|{REJECT})$"))
    async def quarantined(ack: AsyncAck, body: Body, action: Body, respond: AsyncRespond) -> None:
        async def run(person: Person) -> None:
            await decide(front, action["action_id"], int(action["value"]), person, lambda post: _replace(respond, post.answer()))

        await _pressed(front, ack, body, run)


def _listen_to_fields(app: AsyncApp, front: Front) -> None:
    """What is touched inside a form. https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload"""

    @app.options(choosing.CHOSEN)
    async def claims(ack: AsyncAck, body: Body) -> None:
        await ack(options=await shortcuts.offered(front, body["user"]["id"], str(body.get("value") or "")))

    @app.options(phone.CUSTOMER)
    async def customers(ack: AsyncAck, body: Body) -> None:
        await ack(options=await calls.offered(front, body["user"]["id"], str(body.get("value") or "")))

    @app.action(phone.CUSTOMER)
    async def customer(ack: AsyncAck, body: Body) -> None:
        await _redrawn(front, ack, body, lambda submission, person: calls.chosen(front, submission, person))

    @app.action(phone.CALLER)
    async def caller(ack: AsyncAck, body: Body) -> None:
        await _redrawn(front, ack, body, lambda submission, person: calls.caller(front, submission, person))

    @app.action(re.compile(f"^{phone.ADD}:"))
    async def add(ack: AsyncAck, body: Body, action: Body) -> None:
        await _redrawn(front, ack, body, lambda submission, person: calls.added(front, submission, action["value"], person))

    @app.action(replies.TEMPLATE)
    async def template(ack: AsyncAck, body: Body) -> None:
        await _redrawn(front, ack, body, lambda submission, person: templated(front, submission, person))

    @app.action(FILL)
    async def fill(ack: AsyncAck, body: Body) -> None:
        await _redrawn(front, ack, body, lambda submission, person: filled(front, submission, person))

    @app.action(replies.TICK)
    async def tick(ack: AsyncAck, body: Body) -> None:
        await _redrawn(front, ack, body, lambda submission, person: ticked(front, submission, person))


def _listen_to_reports(app: AsyncApp, front: Front) -> None:
    """Numbers, charts and rows behind a summary."""

    @app.action(BEHIND)
    async def number(ack: AsyncAck, body: Body, action: Body) -> None:
        await _pressed(front, ack, body, lambda person: report.opened(front, action["selected_option"]["value"], person))

    @app.action(CHARTS)
    async def pictures(ack: AsyncAck, body: Body, action: Body) -> None:
        await _pressed(front, ack, body, lambda person: report.send_charts(front, action["value"], person))

    @app.action(CSV)
    async def rows(ack: AsyncAck, body: Body, action: Body) -> None:
        await _pressed(front, ack, body, lambda person: report.send_csv(front, action["value"], person))

    @app.action(margins.CSV)
    async def sums(ack: AsyncAck, body: Body, action: Body) -> None:
        await _pressed(front, ack, body, lambda person: report.send_margins(front, action["value"], person))


async def _replace(respond: AsyncRespond, answer: Answer) -> None:
    """In the place of the message whose button was pressed."""
    if answer:
        await respond(**answer, replace_original=True)


async def _redrawn(front: Front, ack: AsyncAck, body: Body, draw: Callable[[Submission, Person], Awaitable[Block]]) -> None:
    """What was touched inside a modal draws it anew. https://docs.slack.dev/reference/methods/views.update"""
    submission = Submission.of(body)

    async def redraw() -> Answer:
        person = await front.people.acting(submission.person_id)
        await front.client.views_update(view_id=submission.view["id"], view=await draw(submission, person))
        return {}

    await front.answer(ack, redraw(), _nothing, reader=submission.person_id)


async def _nothing(answer: Answer) -> None:
    """The view itself showed it."""


async def _press(front: Front, ack: AsyncAck, body: Body, name: str, number: str) -> None:
    said = Said(_verb(name), number)
    await _pressed(front, ack, body, lambda person: pressed(front, said, person, body["trigger_id"], trigger(body)))


def _verb(name: str) -> Verb:
    found = named(name)
    assert found is not None, "our own button"
    return found


async def _pressed(front: Front, ack: AsyncAck, body: Body, run: Callable[[Person], Awaitable[Post | None]]) -> None:
    """A press is acknowledged without words; what there is to tell is told to the presser alone."""
    tell = answer_there if is_home(body) else _whisper

    async def whole() -> Answer:
        await tell(front, body, await _told(front, body["user"]["id"], run))
        return {}

    await front.answer(ack, whole(), lambda answer: tell(front, body, answer), reader=body["user"]["id"])


async def _whisper(front: Front, body: Body, answer: Answer) -> None:
    """https://docs.slack.dev/reference/methods/chat.postEphemeral"""
    if answer:
        container = body["container"]
        thread = container.get("thread_ts")
        await front.client.chat_postEphemeral(channel=container["channel_id"], user=body["user"]["id"], thread_ts=thread, **answer)


def _listen_to_forms(app: AsyncApp, front: Front) -> None:
    # https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload
    steps: Mapping[str, Step] = {
        forms.CALLBACK: plain_form,
        replies.CALLBACK: reply_form,
        replies.LETTER: letter_form,
        phone.CALLBACK: calls.phone_form,
        notices.CALLBACK: announce.notice_form,
        notices.LETTERS: announce.letters_form,
    }

    @app.view(re.compile("^(?:" + "|".join(steps) + ")$"))
    async def submit(ack: AsyncAck, body: Body) -> None:
        submission = Submission.of(body)
        work = submitted(front, submission, steps[body["view"]["callback_id"]])
        reader = submission.person_id
        bare = working(front.people.spoken(reader))
        await front.answer(ack, work, lambda answer: late(front, submission, answer), bare=bare, reader=reader)


def _listen_to_threads(app: AsyncApp, front: Front) -> None:
    @app.event("message")  # https://docs.slack.dev/reference/events/message
    async def message(event: Body, body: Body, context: Mapping[str, Any]) -> None:
        await threads.heard(front, event, body["event_id"], context.get("bot_user_id"))

    @app.event("user_change")  # https://docs.slack.dev/reference/events/user_change
    async def changed(event: Body) -> None:
        if event["user"].get("deleted"):
            await front.people.gone(event["user"]["id"])

    @app.event("member_left_channel")  # https://docs.slack.dev/reference/events/member_left_channel
    async def left(event: Body) -> None:
        front.people.left(event["user"], event["channel"])

    @app.event("app_mention")  # https://docs.slack.dev/reference/events/app_mention
    async def mention(event: Body, body: Body, context: Mapping[str, Any]) -> None:
        await threads.mentioned(front, event, body["event_id"], context.get("bot_user_id"))
