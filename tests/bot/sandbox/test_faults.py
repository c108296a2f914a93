"""Faults on purpose, as the app's own client meets them."""

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.workspace import Workspace


@pytest.fixture
def client(workspace: Workspace) -> AsyncWebClient:
    return AsyncWebClient(workspace.bot_token, base_url=workspace.api_url, retry_handlers=[], timeout=300)


async def test_429_and_500_do_nothing(workspace: Workspace, client: AsyncWebClient) -> None:
    workspace.faults.add("chat.postMessage", "429", retry_after=7)
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="CDESK", text="x")
    assert caught.value.response.headers["Retry-After"] == "7"
    workspace.faults.add("chat.postMessage", "500")
    with pytest.raises(SlackApiError) as failed:
        await client.chat_postMessage(channel="CDESK", text="x")
    assert failed.value.response.status_code == 500
    workspace.faults.add("chat.postMessage", "error", error="internal_error")
    with pytest.raises(SlackApiError, match="internal_error"):
        await client.chat_postMessage(channel="CDESK", text="x")
    assert workspace.messages("CDESK") == []
    await client.chat_postMessage(channel="CDESK", text="x")
    assert [call.status for call in workspace.called("chat.postMessage")] == [429, 500, 200, 200]


async def test_a_cut_does_nothing_and_a_lost_answer_did_the_work(workspace: Workspace, client: AsyncWebClient) -> None:
    workspace.faults.add("chat.postMessage", "cut")
    with pytest.raises(aiohttp.ClientConnectionError):
        await client.chat_postMessage(channel="CDESK", text="cut")
    assert workspace.messages("CDESK") == []
    workspace.faults.add("chat.postMessage", "lost_answer")
    with pytest.raises(aiohttp.ClientConnectionError):
        await client.chat_postMessage(channel="CDESK", text="lost")
    assert [message["text"] for message in workspace.messages("CDESK")] == ["lost"]


async def test_a_timeout_does_nothing(workspace: Workspace, client: AsyncWebClient) -> None:
    client.timeout = 1
    workspace.faults.add("*", "timeout", seconds=3600)
    with pytest.raises(TimeoutError):
        await client.chat_postMessage(channel="CDESK", text="x")
    assert workspace.messages("CDESK") == []


async def test_a_fault_can_wait_its_turn(workspace: Workspace, client: AsyncWebClient) -> None:
    workspace.faults.add("auth.test", "error", skip=1)
    await client.auth_test()
    with pytest.raises(SlackApiError, match="fatal_error"):
        await client.auth_test()
    await client.auth_test()
    with pytest.raises(ValueError, match="no such fault"):
        workspace.faults.add("auth.test", "explosion")  # type: ignore[arg-type]
