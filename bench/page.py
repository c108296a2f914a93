"""The tracking page of a claim, against a bare aiohttp + Jinja2 page with one read of the same database."""

import asyncio
import tempfile
import time
from contextlib import AsyncExitStack
from itertools import cycle, islice
from pathlib import Path
from statistics import median

import aiohttp
from aiohttp import web
from jinja2 import Environment

from bench.rows import Row
from bot.desk import Desk, opened_desk
from bot.run import keep
from bot.settings import Settings
from bot.web import Health, make_web
from claims import actor
from commands.acting import looked_up
from commands.open import Told, open_claim

COUNT = 60
AT_ONCE = 10
TURNS = 25
VALUES = 30
"""What a conversation of one mail fills in for its reader."""
BARE = """<!doctype html><html lang="en"><title>{{ claim.number }}</title><h1>{{ claim.subject }}</h1>
<dl>{% for name, value in facts %}<dt>{{ name }}</dt><dd>{{ value }}</dd>{% endfor %}</dl></html>"""


def run() -> list[Row]:
    """Pages a second, the median of many short turns of ours and the floors, one after the other."""
    state, whole, bare, long = asyncio.run(_medians())
    return [
        Row("Tracking page by number, against a bare page with one read", state, bare, "pages/s", 0.7),
        Row("… by link, with the conversation, against one as long with as many values", whole, long, "pages/s", 0.7),
        Row("… by link, against the short bare page", whole, bare, "pages/s", 0.7),
    ]


async def _medians() -> list[float]:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            _env_file=None,
            database_url=f"sqlite:///{folder}/desk.db",
            data_dir=Path(folder),
            desk_address="support@desk.example",
            secret_key="k" * 32,
            public_url="http://127.0.0.1",
        )
        async with opened_desk(settings) as desk, AsyncExitStack() as stack:
            session = await stack.enter_async_context(aiohttp.ClientSession())
            addresses = await _addresses(desk, session, stack)
            keep()
            turns = [[await _turn(session, each) for each in addresses] for _ in range(TURNS)]
            return [median(times) for times in zip(*turns, strict=True)]


async def _addresses(desk: Desk, session: aiohttp.ClientSession, stack: AsyncExitStack) -> list[str]:
    """Of the state, the conversation, the bare page, and the bare one that is as long as the conversation."""
    told = Told("kim@hanbit.example", "김지현", "주문 저장 오류", "저장을 누르면 오류가 납니다.")
    claim = await desk.database.run(open_claim, told, by=actor.customer(told.address))
    ours = await _served(make_web(desk, health=_health), stack)
    whole = f"{ours}/c/{desk.links.token(claim.number)}"
    text = await _get(session, whole)
    long = f"{{% for name, value in facts %}}{text[: len(text) // VALUES].replace('{', '-')}{{{{ value }}}}{{% endfor %}}"
    bare = [await _served(_bare(desk, claim.number, page, values), stack) for page, values in ((BARE, 4), (long, VALUES))]
    return [f"{ours}/s/{claim.number}", whole, *bare]


async def _health() -> Health:
    return Health()


def _bare(desk: Desk, number: str, source: str, values: int) -> web.Application:
    page = Environment(autoescape=True).from_string(source)

    async def show(_request: web.Request) -> web.Response:
        claim = await desk.database.read(looked_up, number)
        facts = [(name, getattr(claim, name)) for name in islice(cycle(("state", "priority", "opened_at", "update_due")), values)]
        return web.Response(text=page.render(claim=claim, facts=facts), content_type="text/html")

    app = web.Application()
    app.router.add_get("/", show)
    return app


async def _served(app: web.Application, stack: AsyncExitStack) -> str:
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return f"http://127.0.0.1:{runner.addresses[0][1]}"


async def _turn(session: aiohttp.ClientSession, url: str) -> float:
    """Pages a second."""
    waiting = iter(range(COUNT))

    async def reader() -> None:
        for _ in waiting:
            await _get(session, url)

    begun = time.perf_counter()
    await asyncio.gather(*(reader() for _ in range(AT_ONCE)))
    return COUNT / (time.perf_counter() - begun)


async def _get(session: aiohttp.ClientSession, url: str) -> str:
    async with session.get(url) as answer:
        assert answer.status == 200, url
        return await answer.text()
