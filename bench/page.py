"""The tracking page of a claim, against a bare aiohttp + Jinja2 page with one read of the same database."""

import asyncio
import tempfile
import time
from pathlib import Path

import aiohttp
from aiohttp import web
from jinja2 import Environment

from bench.rows import Row, middle
from bot.desk import Desk, opened_desk
from bot.run import keep
from bot.settings import Settings
from bot.web import Health, make_web
from claims import actor
from commands.acting import looked_up
from commands.open import Told, open_claim

COUNT = 600
AT_ONCE = 10
ROUNDS = 3
BARE = """<!doctype html><html lang="en"><title>{{ claim.number }}</title><h1>{{ claim.subject }}</h1>
<dl>{% for name, value in facts %}<dt>{{ name }}</dt><dd>{{ value }}</dd>{% endfor %}</dl></html>"""


def run() -> list[Row]:
    """Pages a second."""
    rounds = [asyncio.run(_round()) for _ in range(ROUNDS)]
    state, whole = (middle([(each[which], each[2]) for each in rounds]) for which in (0, 1))
    return [
        Row("Tracking page by number, against a bare page with one read", *state, "pages/s", 0.7),
        Row("… by link, with the conversation", *whole, "pages/s", 0.7),
    ]


async def _round() -> tuple[float, float, float]:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            _env_file=None,
            database_url=f"sqlite:///{folder}/desk.db",
            data_dir=Path(folder),
            desk_address="support@desk.example",
            secret_key="k" * 32,
            public_url="http://127.0.0.1",
        )
        async with opened_desk(settings) as desk:
            told = Told("kim@hanbit.example", "김지현", "주문 저장 오류", "저장을 누르면 오류가 납니다.")
            claim = await desk.database.run(open_claim, told, by=actor.customer(told.address))
            keep()
            state = await _served(make_web(desk, health=_health), f"/s/{claim.number}")
            whole = await _served(make_web(desk, health=_health), f"/c/{desk.links.token(claim.number)}")
            return state, whole, await _served(_bare(desk, claim.number), "/")


async def _health() -> Health:
    return Health()


def _bare(desk: Desk, number: str) -> web.Application:
    page = Environment(autoescape=True).from_string(BARE)

    async def show(_request: web.Request) -> web.Response:
        claim = await desk.database.read(looked_up, number)
        facts = [(name, getattr(claim, name)) for name in ("state", "priority", "opened_at", "update_due")]
        return web.Response(text=page.render(claim=claim, facts=facts), content_type="text/html")

    app = web.Application()
    app.router.add_get("/", show)
    return app


async def _served(app: web.Application, path: str) -> float:
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}{path}"
    async with aiohttp.ClientSession() as session:
        await _get(session, url)
        waiting = iter(range(COUNT))

        async def reader() -> None:
            for _ in waiting:
                await _get(session, url)

        begun = time.perf_counter()
        await asyncio.gather(*(reader() for _ in range(AT_ONCE)))
        took = time.perf_counter() - begun
    await runner.cleanup()
    return COUNT / took


async def _get(session: aiohttp.ClientSession, url: str) -> None:
    async with session.get(url) as answer:
        assert answer.status == 200, url
        await answer.read()
