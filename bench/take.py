"""A durable `/claim take` through signed HTTP at concurrency 50, against the same Bolt app that only acknowledges."""

import asyncio
import contextlib
import hmac
import json
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from hashlib import sha256
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlencode

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bench.rows import Row, middle
from bot import logs
from bot.desk import Desk, opened_desk
from bot.preview import LetterPreview
from bot.run import keep
from bot.sandbox.channels import Channel
from bot.sandbox.people import Person
from bot.sandbox.workspace import Workspace
from bot.settings import Settings
from bot.slack.app import PATH, http_handler, make_door
from claims import actor
from commands.open import Told, open_claim

AT_ONCE = 50
COUNT = 1000
ROUNDS = 3
SECRET = "bench-signing-secret"
FIRST = 1001
CHANNEL = "C0BENCH"

Handler = Callable[[web.Request], Awaitable[web.Response]]


def run() -> list[Row]:
    """Takes a second, and the slowest hundredth in milliseconds."""
    rounds = [asyncio.run(_round()) for _ in range(ROUNDS)]
    ours, floor = middle([(each[0][0], each[1][0]) for each in rounds])
    slow, bare = middle([(each[0][1], each[1][1]) for each in rounds])
    return [
        Row("Durable /claim take over HTTP at 50 at once, against a bare ack", ours, floor, "takes/s", 0.6),
        Row("… the slowest hundredth", slow, bare, "ms", 2.0, cost=True),
    ]


async def _round() -> tuple[tuple[float, float], tuple[float, float]]:
    people = [Person(f"U{index:04}", f"agent{index}", f"Agent {index}") for index in range(AT_ONCE)]
    workspace = Workspace(people=people, channels=[Channel(CHANNEL, "claims")], strict_pace=False)
    await workspace.start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            measured = [await _measured(kind, workspace, Path(folder)) for kind in ("ours", "bare")]
    finally:
        await workspace.stop()
    return measured[0], measured[1]


async def _measured(kind: str, workspace: Workspace, folder: Path) -> tuple[float, float]:
    told = json.dumps({"kind": kind, "folder": str(folder), "token": workspace.bot_token, "api": workspace.api_url})
    server = await asyncio.create_subprocess_exec(sys.executable, "-m", "bench.take", told, stdout=asyncio.subprocess.PIPE)
    try:
        assert server.stdout is not None
        url = (await server.stdout.readline()).decode().strip()
        return await _load(url)
    finally:
        server.terminate()
        await server.wait()


async def _load(url: str) -> tuple[float, float]:
    numbers = iter(range(FIRST, FIRST + COUNT))
    took: list[float] = []

    async def agent(session: aiohttp.ClientSession, user: str) -> None:
        await _command(session, url, user, "help")
        await gate.wait()
        for number in numbers:
            begun = time.perf_counter()
            await _command(session, url, user, f"take {number}")
            took.append(time.perf_counter() - begun)

    gate = asyncio.Barrier(AT_ONCE + 1)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=AT_ONCE)) as session:
        agents = [asyncio.create_task(agent(session, f"U{index:04}")) for index in range(AT_ONCE)]
        await gate.wait()
        begun = time.perf_counter()
        await asyncio.gather(*agents)
        return COUNT / (time.perf_counter() - begun), quantiles(took, n=100)[98] * 1000


async def _command(session: aiohttp.ClientSession, url: str, user: str, text: str) -> None:
    form = {
        "command": "/claim",
        "text": text,
        "user_id": user,
        "channel_id": CHANNEL,
        "team_id": "T0",
        "trigger_id": f"{user}.{text}",
        "response_url": url,
    }
    body, at = urlencode(form), str(int(time.time()))
    signature = "v0=" + hmac.new(SECRET.encode(), f"v0:{at}:{body}".encode(), sha256).hexdigest()
    headers = {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": signature, "Content-Type": "application/x-www-form-urlencoded"}
    async with session.post(url, data=body, headers=headers) as answer:
        assert answer.status == 200, await answer.text()
        await answer.read()


async def _serve(kind: str, folder: str, token: str, api: str) -> None:
    logs.quiet()
    settings = Settings(
        _env_file=None,
        database_url=f"sqlite:///{folder}/desk.db",
        data_dir=Path(folder),
        slack_bot_token=token,
        slack_api_url=api,
        slack_signing_secret=SECRET,
        slack_mode="http",
        slack_channel=CHANNEL,
        desk_address="support@desk.example",
        secret_key="k" * 32,
    )
    async with _door(kind, settings) as door:
        server = web.Application()
        server.router.add_post(PATH, door)
        runner = web.AppRunner(server, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        keep()
        print(f"http://127.0.0.1:{runner.addresses[0][1]}{PATH}", flush=True)
        await asyncio.Event().wait()


@contextlib.asynccontextmanager
async def _door(kind: str, settings: Settings) -> AsyncIterator[Handler]:
    if kind == "bare":
        yield _bare(settings)
        return
    async with opened_desk(settings, apart=True) as desk:
        await _claims(desk)
        yield http_handler(*make_door(desk, LetterPreview(desk)))


def _bare(settings: Settings) -> Handler:
    """What Bolt's own web server does with a request."""
    client = AsyncWebClient(settings.slack_bot_token.get_secret_value(), base_url=settings.slack_api_url)
    app = AsyncApp(client=client, signing_secret=SECRET, process_before_response=True)

    @app.command("/claim")
    async def acknowledge(ack: Callable[..., object]) -> None:
        await ack(text="ok")  # type: ignore[misc]

    async def handle(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    return handle


async def _claims(desk: Desk) -> None:
    told = [Told(f"user{index}@customer.example", "Kim", f"Claim {index}", "…") for index in range(COUNT)]
    await asyncio.gather(*(desk.database.run(open_claim, each, by=actor.operator("bench")) for each in told))


if __name__ == "__main__":
    asyncio.run(_serve(**json.loads(sys.argv[1])))
