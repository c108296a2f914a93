"""The desk's numbers for Prometheus (prometheus.io/docs/instrumenting/exposition_formats); none of them is a customer's."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from functools import lru_cache
from time import perf_counter

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler, Middleware
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from bot.desk import Desk
from bot.web.health import PATIENCE, Health, database_answers
from claims.errors import TryAgain
from commands.measure import Measures, measure

FRESH = 5.0  # seconds for which counted numbers are good, so that asking often costs nothing


class Metrics(Collector):
    """GET /metrics. Each application has its own registry; the database is asked when somebody asks."""

    def __init__(self, desk: Desk, health: Callable[[], Awaitable[Health]]) -> None:
        self._desk = desk
        self._health = health
        self._lock = asyncio.Lock()
        self._measures: Measures | None = None
        self._asked = -FRESH
        self.registry = CollectorRegistry()
        self.registry.register(self)
        self.wrong = Counter("claimdesk_wrong_numbers", "Tracking numbers that do not exist, typed on the page", registry=self.registry)
        self._up = Gauge("claimdesk_up", "1 where a part works", ["part"], registry=self.registry)
        self._seconds = Histogram(
            "claimdesk_request_seconds", "Time to answer a request", ["route", "method", "status"], registry=self.registry
        )
        self.timed = self._timing()
        commands = Histogram(
            "claimdesk_command_seconds", "Time until a command is durable, or refused", ["command"], registry=self.registry
        )
        desk.database.timed.append(lambda command, seconds: commands.labels(command).observe(seconds))

    def routes(self) -> list[web.AbstractRouteDef]:
        return [web.get("/metrics", self.page)]

    async def page(self, _: web.Request) -> web.Response:
        async with self._lock:
            if perf_counter() - self._asked >= FRESH:
                await self._ask()
            body = generate_latest(self.registry)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})

    def collect(self) -> Iterator[Metric]:
        """What was last read from the database; nothing where it never answered."""
        if self._measures is None:
            return
        yield _arrivals(self._measures)
        yield _claims(self._measures)
        yield _late(self._measures)
        yield from _outbox(self._measures)

    async def _ask(self) -> None:
        parts = {"database": await database_answers(self._desk), **(await self._health()).parts}
        for part, works in parts.items():
            self._up.labels(part).set(works)
        self._measures = await self._counted() if parts["database"] else None
        self._asked = perf_counter()

    async def _counted(self) -> Measures | None:
        try:
            async with asyncio.timeout(5 * PATIENCE):
                return await self._desk.database.read(measure)
        except (TryAgain, SQLAlchemyError, OSError, TimeoutError):
            return None

    def _timing(self) -> Middleware:
        seconds = lru_cache(1000)(lambda labels: self._seconds.labels(*labels))

        @web.middleware
        async def timed(request: web.Request, handler: Handler) -> web.StreamResponse:
            began, status = perf_counter(), 500
            try:
                response = await handler(request)
                status = response.status
                return response
            finally:
                seconds((_route(request), _method(request), status)).observe(perf_counter() - began)

        return timed


def _route(request: web.Request) -> str:
    """The route's pattern, never the path: that may hold a key."""
    resource = request.match_info.route.resource
    return resource.canonical if resource else "none"


def _method(request: web.Request) -> str:
    return request.method if request.method in hdrs.METH_ALL else "other"


def _arrivals(measures: Measures) -> Metric:
    family = CounterMetricFamily("claimdesk_arrivals", "Mails by what they became", labels=["became"])
    for became, count in sorted(measures.arrivals.items()):
        family.add_metric([became], count)
    return family


def _claims(measures: Measures) -> Metric:
    family = GaugeMetricFamily("claimdesk_claims", "Claims by state and whether somebody owns them", labels=["state", "owned"])
    for (state, owned), count in sorted(measures.claims.items()):
        family.add_metric([state, "yes" if owned else "no"], count)
    return family


def _late(measures: Measures) -> Metric:
    family = GaugeMetricFamily("claimdesk_late", "Open claims past the due time of a clock", labels=["clock"])
    for clock, count in measures.late.items():
        family.add_metric([clock], count)
    return family


def _outbox(measures: Measures) -> Iterator[Metric]:
    depth = GaugeMetricFamily("claimdesk_outbox_waiting", "Intents that wait", labels=["door"])
    age = GaugeMetricFamily("claimdesk_outbox_oldest_seconds", "Age of the oldest intent that waits", labels=["door"])
    for door, (count, oldest) in measures.waiting.items():
        depth.add_metric([door], count)
        age.add_metric([door], oldest)
    yield depth
    yield age
    yield CounterMetricFamily("claimdesk_outbox_failed", "Intents given up", value=measures.failed)
