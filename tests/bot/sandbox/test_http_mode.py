"""The same app behind a Request URL: signed requests instead of Socket Mode."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from slack_sdk.signature import SignatureVerifier

from bot.sandbox.signed import sign
from bot.sandbox.workspace import Workspace
from tests.bot.sandbox.conftest import make_workspace
from tests.bot.sandbox.desk import Desk, actions, button, modal

JSON = dict[str, Any]


@pytest.fixture
async def desk(workspace: Workspace) -> AsyncIterator[Desk]:
    desk = Desk(workspace)
    runner = web.AppRunner(desk.app.web_app("/slack/events"), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    await workspace.use_http(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
    yield desk
    await runner.cleanup()


async def test_url_verification(workspace: Workspace, desk: Desk) -> None:
    assert await workspace.verify_request_url()


async def test_slash_click_and_modal(workspace: Workspace, desk: Desk) -> None:
    @desk.app.command("/claim")
    async def claim(ack: Any, body: JSON) -> None:
        await ack(f"you said {body['text']}")

    @desk.app.action("open")
    async def press(ack: Any, body: JSON, client: Any) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=modal())
        await ack()

    @desk.app.view("form")
    async def submitted(ack: Any) -> None:
        await ack(response_action="errors", errors={"note": "no"})

    assert (await workspace.slash("UANA", "CDESK", "/claim 담당 @ben")).text == "you said 담당 <@UBEN|ben>"
    ts = (await desk.client.chat_postMessage(channel="CDESK", text="card", blocks=[actions(button("open"))]))["ts"]
    assert await workspace.click("UANA", "CDESK", ts, "open") is None
    (view,) = workspace.views("UANA")
    assert await workspace.submit("UANA", view["id"], {"note": "x"}) == {"note": "no"}


async def test_events_come_again_with_headers(workspace: Workspace, desk: Desk) -> None:
    desk.hold = asyncio.Event()
    workspace.delivery.timeout = 2.0
    await workspace.say("UANA", "CDESK", "hello")
    await workspace.until(lambda: desk.heard)
    workspace.delivery.timeout = 3.0
    await workspace.until(lambda: len(desk.heard) == 2)
    desk.hold.set()
    await workspace.settled()
    assert "x-slack-retry-num" not in desk.headers[0]
    assert (desk.headers[1]["x-slack-retry-num"], desk.headers[1]["x-slack-retry-reason"]) == (["1"], ["timeout"])


async def test_a_failing_or_absent_app_is_named(workspace: Workspace, desk: Desk) -> None:
    @desk.app.command("/claim")
    async def claim(ack: Any) -> None:
        raise RuntimeError("broken")

    assert (await workspace.slash("UANA", "CDESK", "/claim")).error == '/claim failed with the error "http_service_error"'
    ts = (await desk.client.chat_postMessage(channel="CDESK", text="card", blocks=[actions(button("nobody"))]))["ts"]
    assert await workspace.click("UANA", "CDESK", ts, "nobody") == "http_client_error"
    await workspace.use_http("http://127.0.0.1:9/slack/events")
    assert (await workspace.slash("UANA", "CDESK", "/claim")).error == '/claim failed with the error "dispatch_failed"'


async def test_a_wrong_secret_is_refused_by_the_app(workspace: Workspace, desk: Desk) -> None:
    workspace.signing_secret = "another"
    await workspace.use_http(workspace.delivery.wire.url)  # type: ignore[attr-defined]
    assert (await workspace.slash("UANA", "CDESK", "/claim")).error == '/claim failed with the error "http_client_error"'


def test_the_signature_is_slacks() -> None:
    assert sign("secret", "1700000000", "a=b") == SignatureVerifier("secret").generate_signature(timestamp="1700000000", body="a=b")


async def test_an_event_url_asks_for_no_retry(workspace: Workspace) -> None:
    seen: list[str | None] = []

    async def handle(request: web.Request) -> web.Response:
        seen.append(request.headers.get("X-Slack-Retry-Num"))
        return web.Response(status=500, headers={"X-Slack-No-Retry": "1"})

    application = web.Application()
    application.router.add_post("/", handle)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    await workspace.use_http(f"http://127.0.0.1:{runner.addresses[0][1]}/")
    await workspace.say("UANA", "CDESK", "hello")
    await workspace.settled()
    assert seen == [None]
    await runner.cleanup()


async def test_a_request_url_may_be_given_at_the_start() -> None:
    workspace = make_workspace(request_url="http://127.0.0.1:9/slack/events")
    await workspace.start()
    assert (await workspace.slash("UANA", "CDESK", "/claim")).error == '/claim failed with the error "dispatch_failed"'
    await workspace.stop()
