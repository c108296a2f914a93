"""The page with all claims of an organisation, for a contact whom the desk allows it; it can only be read."""

from dataclasses import dataclass

from aiohttp import web

from bot.desk import Desk
from bot.web.pages import Pages
from bot.web.shown import Standing, standing
from bot.words.times import money, when, zone_name
from claims.errors import NotFound
from commands.overview import Overview, overview
from commands.show import Seen


@dataclass(frozen=True, slots=True)
class Line:
    """One claim; `leads`: to its conversation where it is the reader's own, else to its state."""

    standing: Standing
    subject: str
    received: str
    cost: str
    leads: str


@dataclass(frozen=True, slots=True)
class Organisation:
    """A forged, an old and a taken-back link are answered alike."""

    desk: Desk
    pages: Pages

    def routes(self) -> list[web.AbstractRouteDef]:
        return [web.get("/o/{token}", self.page)]

    async def page(self, request: web.Request) -> web.Response:
        token = request.match_info["token"]
        read = self.desk.links.overview_of(token, self.desk.clock())
        if read is None:
            raise web.HTTPNotFound
        try:
            found = await self.desk.database.read(overview, *read)
        except NotFound as error:
            raise web.HTTPNotFound from error
        language = self.pages.language(request)
        zone = found.organisation.zone or self.desk.rules.desk.zone
        return self.pages.render(
            request,
            "organisation",
            language=language,
            whose=found.organisation.name,
            lines=tuple(self._line(found, each, language, zone) for each in found.claims),
            here=f"/o/{token}",
            zone=zone_name(self.desk.clock(), language, zone),
        )

    def _line(self, found: Overview, view: Seen, language: str, zone: str) -> Line:
        own = view.contact.id == found.contact.id
        number = view.claim.number
        leads = f"/c/{self.desk.links.token(number)}" if own else f"/s/{number}"
        received, cost = when(view.claim.opened_at, language, zone), money(view.cost, view.currency, language)
        return Line(standing(view, self.desk, language, zone), view.claim.subject, received, cost, leads)
