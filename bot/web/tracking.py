"""The front page and the state behind a number: never a name, a subject or a message."""

from dataclasses import dataclass
from urllib.parse import quote

from aiohttp import web
from prometheus_client import Counter

from bot.desk import Desk
from bot.web.body import tidy
from bot.web.pages import Pages, led_to
from bot.web.shown import standing
from bot.web.slowdown import Slowdown, address_of
from bot.words.times import zone_name
from claims import number as numbers
from claims.errors import Invalid, NotFound
from commands.tracked import Tracked, glance

LONGEST = 64


@dataclass(frozen=True, slots=True)
class Tracking:
    """A wrong number and one that never was are answered alike, and both are counted in `wrong`."""

    desk: Desk
    pages: Pages
    slowdown: Slowdown
    wrong: Counter

    def routes(self) -> list[web.AbstractRouteDef]:
        return [web.get("/", self.front), web.get("/s", self.look), web.get("/s/{number}", self.state)]

    async def front(self, request: web.Request) -> web.Response:
        return self._front(request)

    async def look(self, request: web.Request) -> web.Response:
        """What was typed, in its proper spelling."""
        number = self._read(typed := _typed(request.query.get("number", "")))
        if number is None:
            return self._front(request, typed)
        lang = request.query.get("lang")
        return led_to(f"/s/{number}" + (f"?lang={quote(lang)}" if lang else ""))

    async def state(self, request: web.Request) -> web.Response:
        number = self._read(typed := _typed(request.match_info["number"]))
        if number is None:
            return self._front(request, typed)
        found = await self._found(request, number)
        if found is None:
            return self._front(request, typed, "unknown", 404)
        if found.over:
            raise web.HTTPGone
        language, zone = self.pages.language(request), self.desk.rules.desk.zone
        shown = standing(found.view, self.desk, language, zone)
        return self.pages.render(request, "state", language=language, standing=shown, zone=zone_name(self.desk.clock(), language, zone))

    async def _found(self, request: web.Request, number: str) -> Tracked | None:
        keys = f"address {address_of(request, self.desk.settings.proxies)}", f"claim {number.partition('-')[0]}"
        self._check(keys)
        try:
            found = await self.desk.database.read(glance, number)
        except NotFound:
            self._check(keys)
            self.slowdown.count(*keys)
            self.wrong.inc()
            return None
        self._check(keys)  # again, else many tries at once would all be answered before the first is counted
        return found

    def _check(self, keys: tuple[str, ...]) -> None:
        seconds = self.slowdown.wait(*keys)
        if seconds:
            raise web.HTTPTooManyRequests(headers={"Retry-After": str(seconds)})

    def _read(self, typed: str) -> str | None:
        """The whole number in its proper spelling, or None."""
        try:
            running, tail = numbers.parse(typed)
        except Invalid:
            return None
        return f"{running}-{tail}" if tail else None

    def _front(self, request: web.Request, typed: str | None = None, fault: str = "", status: int = 200) -> web.Response:
        if typed is not None and not fault:
            fault, status = _fault(typed), 422
        return self.pages.render(request, "front", status=status, typed=typed or "", fault=fault, here="/")


def _fault(typed: str) -> str:
    try:
        return "tail" if numbers.parse(typed)[1] is None else "unknown"
    except Invalid:
        return "invalid"


def _typed(text: str) -> str:
    return tidy(text)[:LONGEST]
