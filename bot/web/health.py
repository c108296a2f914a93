"""Whether the desk lives, and whether it is ready: for a supervisor and for a load balancer."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from bot.desk import Desk
from claims.errors import TryAgain
from commands import measure

PATIENCE = 2.0  # seconds; a database that takes longer does not answer


@dataclass(frozen=True, slots=True)
class Health:
    """`parts`: name of a part such as slack or mail → whether it works now. `ready` is False while the process starts or stops.

    A part that does not work makes nobody unready: the page answers without it, and its outbox waits.
    """

    parts: Mapping[str, bool] = field(default_factory=dict)
    ready: bool = True


async def database_answers(desk: Desk) -> bool:
    try:
        async with asyncio.timeout(PATIENCE):
            return await desk.database.read(measure.answers)
    except (TryAgain, SQLAlchemyError, OSError, TimeoutError, ValueError):  # ValueError: the connection is closed
        return False


@dataclass(frozen=True, slots=True)
class Healthz:
    """GET /healthz: 200 as long as the process lives. GET /healthz/ready: 503 where the database does not answer."""

    desk: Desk
    health: Callable[[], Awaitable[Health]]

    def routes(self) -> list[web.AbstractRouteDef]:
        return [web.get("/healthz", self.live), web.get("/healthz/ready", self.ready)]

    async def live(self, _: web.Request) -> web.Response:
        return web.json_response({"live": True})

    async def ready(self, _: web.Request) -> web.Response:
        told, database = await self.health(), await database_answers(self.desk)
        ready = told.ready and database
        return web.json_response({"ready": ready, "parts": {"database": database, **told.parts}}, status=200 if ready else 503)
