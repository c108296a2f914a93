"""Answers that come late, requests by HTTP, and what happens when something breaks."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import replace

import aiohttp
import pytest
from aiohttp import web
from pydantic import SecretStr
from structlog.testing import capture_logs

from bot.desk import Desk
from bot.sandbox.signed import sign
from bot.sandbox.workspace import Workspace
from bot.slack.app import PATH
from bot.slack.door import SlackDoor
from bot.words import say
from claims.errors import Misconfigured
from commands.find import list_claims
from storage.database import Database, Tx
from tests.bot.slack.conftest import CHANNEL, Letters, Slack, words


async def test_a_slow_answer_comes_by_its_own_way(slack: Slack) -> None:
    claim = await slack.opens()
    slack.door.front.patience = 0
    assert await slack.slash("UBEN", f"take {claim.id}") == ""
    await slack.workspace.until(lambda: slack.workspace.ephemerals("UBEN"))
    assert "담당이 되셨습니다" in slack.whispered("UBEN")
    await slack.press("UANA", claim.number, "verb:take")
    await slack.workspace.until(lambda: slack.workspace.ephemerals("UANA"))
    assert slack.whispered("UANA") == f"김벤 already owns {claim.number}."


async def test_a_slow_form_shows_that_it_works_and_then_what_came_of_it(slack: Slack) -> None:
    claim = await slack.opens()
    await slack.slash("UBEN", f"take {claim.id}")
    await slack.slash("UBEN", f"release {claim.id}")
    form = slack.modal("UBEN")
    slack.door.front.patience = 0
    assert await slack.workspace.submit("UBEN", form["id"], {"reason": "휴가"}) is None
    await slack.door.front.settled()
    assert "완료했습니다." in words(slack.modal("UBEN")["blocks"])
    assert (await slack.view(claim.number)).claim.owner is None


async def test_a_slow_refusal_keeps_what_was_typed(slack: Slack) -> None:
    claim = await slack.opens()
    await slack.slash("UANA", f"take {claim.id}")
    await slack.slash("UANA", f"release {claim.id}")
    form = slack.modal("UANA")
    await slack.slash("UANA", f"hand {claim.id} @ben yours meanwhile")
    slack.door.front.patience = 0
    await slack.workspace.submit("UANA", form["id"], {"reason": "my long explanation"})
    await slack.door.front.settled()
    shown = slack.modal("UANA")
    assert shown["callback_id"] == "form"
    assert "belongs to 김벤" in words(shown["blocks"])
    assert "Reason" in words(shown["blocks"]), "the form stays in their language"
    assert "my long explanation" in str(shown["blocks"])


async def test_a_slow_preview_comes_too_and_is_sent(slack: Slack) -> None:
    claim = await slack.opens()
    await slack.press("UBEN", claim.number, "verb:reply")
    slack.door.front.patience = 0
    await slack.workspace.submit("UBEN", slack.modal("UBEN")["id"], {"text": "확인했습니다."})
    await slack.door.front.settled()
    shown = slack.modal("UBEN")
    assert shown["callback_id"] == "letter"
    await slack.workspace.submit("UBEN", shown["id"], {})
    await slack.door.front.settled()
    assert ("out", "확인했습니다.") in await slack.said(claim.number)


async def test_somebody_whom_slack_does_not_tell_of_is_asked_to_try_again(slack: Slack) -> None:
    claim = await slack.opens()
    slack.workspace.faults.add("users.info", "500")
    assert "다시 시도" in await slack.slash("UANA", f"take {claim.id}")
    assert await slack.slash("UANA", f"take {claim.id}")
    assert (await slack.view(claim.number)).claim.owner == "UANA"


async def test_a_form_that_opens_too_late_is_told(slack: Slack) -> None:
    claim = await slack.opens()
    slack.workspace.faults.add("views.open", "error", error="expired_trigger_id")
    assert "Please try again" in await slack.slash("UANA", f"reply {claim.id}")


class Broken:
    """A database whose disk fails; everything else is the real one's."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.committed = database.committed
        self.broken = False

    async def run(self, command, /, *args, **kwargs):  # type: ignore[no-untyped-def]
        if self.broken:
            raise OSError("disk")
        return await self._database.run(command, *args, **kwargs)

    async def read(self, query, /, *args, **kwargs):  # type: ignore[no-untyped-def]
        return await self._database.read(query, *args, **kwargs)

    async def close(self) -> None:
        await self._database.close()


@contextlib.asynccontextmanager
async def by_requests(desk: Desk, workspace: Workspace) -> AsyncIterator[tuple[SlackDoor, str]]:
    """The door as Slack reaches it by signed requests, and where."""
    door = SlackDoor(replace(desk, settings=desk.settings.model_copy(update={"slack_mode": "http"})), Letters(desk))
    app = web.Application()
    app.add_routes(door.routes())
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    await door.start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}{PATH}"
    await workspace.use_http(url)
    yield door, url
    await door.stop()
    await runner.cleanup()


@contextlib.asynccontextmanager
async def by_socket(desk: Desk, workspace: Workspace) -> AsyncIterator[tuple[SlackDoor, str]]:
    door = SlackDoor(desk, Letters(desk))
    await door.start()
    await workspace.connected()
    yield door, ""
    await door.stop()


@pytest.fixture(params=[by_socket, by_requests])
async def broken(request: pytest.FixtureRequest, desk: Desk, workspace: Workspace) -> AsyncIterator[tuple[Broken, SlackDoor]]:
    database = Broken(desk.database)
    async with request.param(replace(desk, database=database), workspace) as (door, _):
        await workspace.slash("UANA", CHANNEL, "/claim mine")
        yield database, door


async def test_what_breaks_is_told_and_written_down(broken: tuple[Broken, SlackDoor], workspace: Workspace) -> None:
    database, door = broken
    database.broken = True
    with capture_logs() as logs:
        result = await workspace.slash("UANA", CHANNEL, "/claim take 1001")
        assert result.error is None
        assert result.text == say("en", "slack.answer.trouble")
        door.front.patience = 0
        await workspace.slash("UANA", CHANNEL, "/claim take 1001")
        await door.front.settled()
    assert workspace.ephemerals("UANA")[-1]["text"] == say("en", "slack.answer.trouble")
    assert [each["event"] for each in logs if each["log_level"] == "error"] == ["slack listener broke"] * 2


async def test_starting_does_not_wait_for_slack(desk: Desk) -> None:
    away = replace(desk, settings=desk.settings.model_copy(update={"slack_api_url": "http://127.0.0.1:9/api/"}))
    door = SlackDoor(away, Letters(away))
    await asyncio.wait_for(door.start(), 60)
    assert not door.connected
    await door.stop()


async def test_clicks_go_on_while_a_connection_is_renewed(slack: Slack) -> None:
    """Slack ends each every few hours, and says each click once."""
    claim = await slack.opens()
    await slack.workspace.connected(2)
    await slack.workspace.sockets.connections[0].socket.close()
    await slack.press("UANA", claim.number, "verb:take")
    assert (await slack.view(claim.number)).claim.owner == "UANA"
    await slack.workspace.connected(2)
    assert claim.number in await slack.slash("UANA", "mine")
    assert slack.door.connected


@pytest.fixture
async def by_http(desk: Desk, workspace: Workspace) -> AsyncIterator[str]:
    async with by_requests(desk, workspace) as (door, url):
        assert door.connected
        yield url


async def test_the_same_by_signed_requests(by_http: str, desk: Desk, workspace: Workspace) -> None:
    assert await workspace.verify_request_url()
    result = await workspace.slash("UANA", CHANNEL, "/claim open sam@northwind.example The printer burns")
    assert "opened: The printer burns" in result.text
    (view,) = await desk.database.read(list_claims)
    assert await workspace.slash("UANA", CHANNEL, f"/claim release {view.claim.id}")
    assert workspace.views("UANA") != []
    await workspace.say("UANA", CHANNEL, f"@claimdesk take {view.claim.id}")
    await workspace.settled()
    (view,) = await desk.database.read(list_claims)
    assert view.claim.owner == "UANA"


async def test_a_message_that_looks_like_a_command_is_none(by_http: str, desk: Desk, workspace: Workspace) -> None:
    """Events are signed as well, and in them stands whatever anybody wrote."""
    forged = "x&command=%2Fclaim&user_id=UANA&trigger_id=z&text=open+sam%40northwind.example+forged&y"
    await workspace.say("UBEN", CHANNEL, forged)
    await workspace.say("UBEN", CHANNEL, f"@claimdesk {forged}")
    await workspace.settled()
    assert await desk.database.read(list_claims) == []
    body = json.dumps({"type": "event_callback", "event": {"type": "message", "text": forged}})
    at = str(int(workspace.clock().timestamp()))
    headers = {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": sign(workspace.signing_secret, at, body)}
    async with aiohttp.ClientSession() as session:
        await session.post(by_http, data=body, headers=headers | {"Content-Type": "application/json"})
    assert await desk.database.read(list_claims) == []


@pytest.mark.parametrize("age", [0, 400])
async def test_a_forged_or_old_request_does_nothing(by_http: str, desk: Desk, workspace: Workspace, age: int) -> None:
    body = "command=%2Fclaim&text=open+sam%40northwind.example+x&user_id=UANA&trigger_id=1"
    at = str(int(workspace.clock().timestamp()) - age)
    secret = workspace.signing_secret if age else "guessed"
    headers = {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": sign(secret, at, body)}
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    async with aiohttp.ClientSession() as session, session.post(by_http, data=body, headers=headers) as answer:
        assert answer.status == 401
    assert await desk.database.read(list_claims) == []


async def test_without_a_signing_secret_nothing_is_served(desk: Desk) -> None:
    settings = desk.settings.model_copy(update={"slack_mode": "http", "slack_signing_secret": SecretStr("")})
    door = SlackDoor(replace(desk, settings=settings), Letters(desk))
    with pytest.raises(Misconfigured, match="SLACK_SIGNING_SECRET"):
        door.routes()


async def test_what_is_asked_of_slack_goes_over_connections_that_are_kept(desk: Desk) -> None:
    """Each new one would take Slack and the desk as long as the question itself."""
    peers: list[object] = []

    async def answer(request: web.Request) -> web.Response:
        if request.path == "/api/api.test" and request.transport:
            peers.append(request.transport.get_extra_info("peername"))
        return web.json_response({"ok": True})

    app = web.Application()
    app.router.add_post("/api/{method}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    api = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    door = SlackDoor(replace(desk, settings=desk.settings.model_copy(update={"slack_mode": "http", "slack_api_url": api})), Letters(desk))
    async with door.connections():
        await door.start()
        await door.stop()
        for _ in range(10):  # as a post that is on its way when the door stops
            await door.front.client.api_call("api.test")
    await runner.cleanup()
    assert len(peers) == 10
    assert len(set(peers)) < 5


async def test_a_person_is_known_from_their_first_act(slack: Slack) -> None:
    await slack.slash("UANA", "mine")

    def people(tx: Tx) -> list[tuple[str, str, str, str | None]]:
        from storage.people import everyone

        return [(each.name, each.language, each.zone, each.address) for each in everyone(tx)]

    assert await slack.desk.database.read(people) == [("Ana Silva", "en", "Europe/Lisbon", "ana@desk.example")]
    asked = [call for call in slack.workspace.calls if call.method == "users.info"]
    await slack.slash("UANA", "mine")
    assert [call for call in slack.workspace.calls if call.method == "users.info"] == asked


async def test_claim_alone_says_what_can_be_done_with_each(slack: Slack) -> None:
    mine, nobodys = await slack.opens(), await slack.opens()
    await slack.slash("UANA", f"take {mine.id}")
    await slack.slash("UANA", "")
    lines = slack.whispered("UANA").splitlines()
    told = {number: next(line for line in lines if number in line) for number in (mine.number, nobodys.number)}
    assert told[mine.number].endswith("Next: triage, ask, resolve, hand, release")
    assert told[nobodys.number].endswith("Next: take")
