"""Slash commands, and the answers over response_url."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from bot.sandbox.refusals import Refusal
from bot.sandbox.team import Command
from bot.sandbox.workspace import Workspace
from tests.bot.sandbox.conftest import make_workspace
from tests.bot.sandbox.desk import Desk, actions, button

JSON = dict[str, Any]


@pytest.fixture
async def workspace() -> AsyncIterator[Workspace]:
    workspace = make_workspace(commands=["/claim", Command("/raw", should_escape=False)])
    await workspace.start()
    yield workspace
    await workspace.stop()


def answering(desk: Desk, command: str = "/claim", **answer: Any) -> list[JSON]:
    bodies: list[JSON] = []

    @desk.app.command(command)
    async def respond(ack: Any, body: JSON) -> None:
        bodies.append(body)
        await ack(**answer)

    return bodies


async def test_not_in_threads_and_not_unknown(workspace: Workspace, desk: Desk) -> None:
    bodies = answering(desk)
    ts = await workspace.say("UANA", "CDESK", "root")
    assert (await workspace.slash("UANA", "CDESK", "/claim take 1", ts)).error == "/claim is not supported in threads. Sorry!"
    assert "not a valid command" in ((await workspace.slash("UANA", "CDESK", "/clam")).error or "")
    with pytest.raises(Refusal, match="not_in_channel"):
        await workspace.slash("UBEN", "COTHER", "/claim")
    assert bodies == []


async def test_names_are_escaped(workspace: Workspace, desk: Desk) -> None:
    bodies = answering(desk)
    await workspace.slash("UBEN", "CDESK", "/claim hand 1042 @ana in #claims <b> https://a.example/x?y=1&z=2.")
    expected = "hand 1042 <@UANA|ana> in <#CDESK|claims> &lt;b&gt; <https://a.example/x?y=1&amp;z=2>."
    assert bodies[0]["text"] == expected


async def test_names_stay_where_the_command_does_not_escape(workspace: Workspace, desk: Desk) -> None:
    bodies = answering(desk, "/raw")
    await workspace.slash("UBEN", "CDESK", "/raw @ana <b>")
    assert bodies[0]["text"] == "@ana <b>"


async def test_in_channel_answers_are_for_everybody(workspace: Workspace, desk: Desk) -> None:
    answering(desk, text="for all", response_type="in_channel")
    result = await workspace.slash("UANA", "CDESK", "/claim")
    assert result.ephemerals == []
    assert [message["text"] for message in workspace.messages("CDESK")] == ["for all"]


async def test_an_answer_slack_would_not_show_fails_the_command(workspace: Workspace, desk: Desk) -> None:
    answering(desk, text="x", blocks=[{"type": "section"}])
    assert (await workspace.slash("UANA", "CDESK", "/claim")).error == '/claim failed with the error "invalid_command_response"'
    assert [refused.error for _, refused in workspace.refused] == ["invalid_blocks"]


async def test_an_empty_acknowledgement_shows_nothing(workspace: Workspace, desk: Desk) -> None:
    answering(desk)
    result = await workspace.slash("UANA", "CDESK", "/claim")
    assert (result.error, result.ephemerals) == (None, [])


async def post(url: str, body: JSON) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.post(url, json=body) as response:
        return response.status, await response.text()


async def test_a_response_url_takes_five_answers(workspace: Workspace, desk: Desk) -> None:
    bodies = answering(desk)
    await workspace.slash("UANA", "CDESK", "/claim")
    url = bodies[0]["response_url"]
    assert [await post(url, {"text": str(number)}) for number in range(5)] == [(200, "ok")] * 5
    status, text = await post(url, {"text": "six"})
    assert (status, "used_url" in text) == (404, True)
    assert [shown["text"] for shown in workspace.ephemerals("UANA")] == ["0", "1", "2", "3", "4"]


async def test_a_response_url_lives_thirty_minutes() -> None:
    hands = [datetime(2026, 3, 2, tzinfo=UTC)]
    workspace = make_workspace(clock=lambda: hands[0])
    await workspace.start()
    url = workspace.hooks.issue("UANA", "CDESK")
    hands[0] += timedelta(minutes=30)
    assert (await post(url, {"text": "in time"}))[0] == 200
    hands[0] += timedelta(seconds=1)
    status, text = await post(url, {"text": "late"})
    assert (status, "expired_url" in text) == (404, True)
    await workspace.stop()


async def test_a_click_can_replace_and_delete_what_it_was_on(workspace: Workspace, desk: Desk) -> None:
    @desk.app.action("replace")
    async def replace(ack: Any, respond: Any) -> None:
        await ack()
        await respond(text="replaced", replace_original=True)

    @desk.app.action("remove")
    async def remove(ack: Any, respond: Any) -> None:
        await ack()
        await respond(delete_original=True)

    blocks = [actions(button("replace"), button("remove"))]
    ts = (await desk.client.chat_postMessage(channel="CDESK", text="card", blocks=blocks))["ts"]
    await workspace.click("UANA", "CDESK", ts, "replace")
    await workspace.until(lambda: workspace.messages("CDESK")[0]["text"] == "replaced")
    await desk.client.chat_postEphemeral(channel="CDESK", user="UANA", text="psst", blocks=blocks)
    (shown,) = workspace.ephemerals("UANA")
    await workspace.click("UANA", "CDESK", shown["ts"], "remove")
    await workspace.until(lambda: not workspace.ephemerals("UANA"))
