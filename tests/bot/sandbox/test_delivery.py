"""Who gets a payload, how often, and what people see when nobody answers."""

import asyncio
from typing import Any

import aiohttp
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.workspace import Workspace
from tests.bot.sandbox.desk import Desk, actions, button

JSON = dict[str, Any]


async def test_an_unacknowledged_event_comes_again_with_the_same_id(workspace: Workspace, desk: Desk) -> None:
    desk.hold = asyncio.Event()
    workspace.delivery.timeout = 0.2
    await workspace.say("UANA", "CDESK", "hello")
    await asyncio.sleep(0)  # it is on its way, and so is how long it is waited for
    workspace.delivery.timeout = 60
    await workspace.until(lambda: len(desk.heard) == 2)
    desk.hold.set()
    await workspace.settled()
    assert len({body["event_id"] for body in desk.heard}) == 1
    assert [headers.get("x-slack-retry-num") for headers in desk.headers] == [["0"], ["1"]]
    assert desk.headers[1]["x-slack-retry-reason"] == ["timeout"]
    assert [delivered.failure for delivered in workspace.delivery.log] == ["operation_timeout", None]


async def test_redelivery_ends(workspace: Workspace, desk: Desk) -> None:
    workspace.delivery.timeout = 0.1
    desk.hold = asyncio.Event()
    await workspace.say("UANA", "CDESK", "hello")
    await workspace.settled()
    assert [delivered.attempt for delivered in workspace.delivery.log] == [0, 1, 2]
    desk.hold.set()


async def test_an_event_may_come_twice_although_it_was_acknowledged(workspace: Workspace, desk: Desk) -> None:
    await workspace.say("UANA", "CDESK", "hello")
    await workspace.settled()
    await workspace.repeat()
    first, second = desk.heard
    assert first == second


async def test_a_payload_goes_to_one_connection(workspace: Workspace) -> None:
    desk = Desk(workspace)
    await desk.connect(2)
    for _ in range(4):
        await workspace.say("UANA", "CDESK", "hello")
    await workspace.settled()
    assert len(desk.heard) == 4
    assert [connection.delivered for connection in workspace.sockets.connections] == [2, 2]
    await desk.close()


async def test_hello_counts_connections_and_the_eleventh_is_refused(workspace: Workspace) -> None:
    hellos: list[JSON] = []
    client = AsyncWebClient(workspace.app_token, base_url=workspace.api_url)
    async with asyncio.timeout(300):
        sockets = []
        async with aiohttp.ClientSession() as session:
            for _ in range(11):
                url = (await client.apps_connections_open(app_token=workspace.app_token))["url"]
                socket = await session.ws_connect(url)
                hellos.append(await socket.receive_json())
                sockets.append(socket)
            used = await session.get(url.replace("ws", "http", 1))
            assert used.status == 404
            for socket in sockets:
                await socket.close()
    assert [hello.get("num_connections") for hello in hellos[:10]] == list(range(1, 11))
    assert (hellos[10]["type"], hellos[10]["reason"]) == ("disconnect", "too_many_websockets")


async def test_a_slash_command_nobody_answers_fails_once(workspace: Workspace, desk: Desk) -> None:
    workspace.delivery.timeout = 0.1
    result = await workspace.slash("UANA", "CDESK", "/claim")
    assert result.error == '/claim failed with the error "operation_timeout"'
    assert [delivered.kind for delivered in workspace.delivery.log] == ["slash_commands"]


async def test_a_click_is_not_repeated(workspace: Workspace, desk: Desk) -> None:
    ts = (await desk.client.chat_postMessage(channel="CDESK", text="card", blocks=[actions(button("nobody"))]))["ts"]
    await workspace.settled()
    workspace.delivery.timeout = 0.1
    assert await workspace.click("UANA", "CDESK", ts, "nobody") == "operation_timeout"
    assert [delivered.kind for delivered in workspace.delivery.log] == ["events_api", "interactive"]


async def test_without_a_connection_commands_fail_and_events_wait(workspace: Workspace) -> None:
    result = await workspace.slash("UANA", "CDESK", "/claim")
    assert result.error == '/claim failed with the error "dispatch_failed"'
    workspace.delivery.redelivery = (0.2, 2.0, 10.0)
    await workspace.say("UANA", "CDESK", "anybody?")
    desk = Desk(workspace)
    await desk.connect()
    await workspace.settled()
    assert [event["text"] for event in desk.events()] == ["anybody?"]
    await desk.close()


async def test_a_ghost_connection_loses_a_click_but_not_an_event(workspace: Workspace, desk: Desk) -> None:
    ts = (await desk.client.chat_postMessage(channel="CDESK", text="card", blocks=[actions(button("go"))]))["ts"]
    await workspace.settled()
    desk.heard.clear()
    workspace.delivery.timeout = 0.1
    workspace.faults.add("envelope:interactive", "lost")
    assert await workspace.click("UANA", "CDESK", ts, "go") == "operation_timeout"
    workspace.faults.add("envelope:events_api", "lost")
    await workspace.say("UANA", "CDESK", "hello")
    await workspace.until(desk.events)
    await workspace.settled()
    assert {event["text"] for event in desk.events()} == {"hello"}


async def test_the_app_comes_back_when_asked_to_reconnect(workspace: Workspace, desk: Desk) -> None:
    first = workspace.sockets.connections[0].number
    await workspace.sockets.refresh()
    await workspace.until(lambda: [one.number for one in workspace.sockets.connections] == [first + 1])
    await workspace.say("UANA", "CDESK", "hello")
    await workspace.settled()
    assert len(desk.events()) == 1


async def test_the_app_comes_back_after_a_cut(workspace: Workspace) -> None:
    desk = Desk(workspace)
    web_client = AsyncWebClient(workspace.app_token, base_url=workspace.api_url)
    handler = AsyncSocketModeHandler(desk.app, workspace.app_token, web_client=web_client, ping_interval=0.1)
    desk.handlers.append(handler)
    await handler.connect_async()
    await workspace.connected()
    workspace.sockets.cut()
    assert workspace.sockets.connections == []
    await workspace.connected()
    await workspace.say("UANA", "CDESK", "hello")
    await workspace.settled()
    assert len(desk.events()) == 1
    await desk.close()


async def test_an_event_lost_with_its_connection_comes_again_at_once(workspace: Workspace) -> None:
    desk = Desk(workspace)
    await desk.connect(2)
    desk.hold = asyncio.Event()
    await workspace.say("UANA", "CDESK", "hello")
    await workspace.until(lambda: desk.heard)
    busy = next(one for one in workspace.sockets.connections if one.pending)
    await busy.socket.close()
    await workspace.until(lambda: len(desk.heard) == 2)
    desk.hold.set()
    await workspace.settled()
    assert workspace.delivery.log[0].failure == "dispatch_failed"
    await desk.close()
