"""The page about money: whoever asked reads it and disputes a line; whoever may approve answers a quote, by POST and never by GET."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from bot import papers
from bot.desk import Desk
from bot.mail.names import clean
from bot.web.body import read_form
from bot.web.download import download
from bot.web.errors import TYPED
from bot.web.forms import Forms
from bot.web.language import ABOUT
from bot.web.pages import Pages, led_to
from bot.web.priced import shown
from bot.web.shown import zone_of
from bot.web.slowdown import address_of
from bot.words import LANGUAGES
from bot.words.times import money, zone_name
from claims.actor import Actor, customer
from claims.envelope import Attachment
from claims.errors import Invalid, Missing, NotAllowed, NotFound, Refusal, Stale, TooLate
from claims.quotes import Channel
from commands.approve import approve, decline
from commands.bill import dispute
from commands.invoice import Month, collected, statement_csv, statements_out
from commands.priced import Priced, priced

DONE = ("approve", "decline", "dispute")
_STATUS = {"stale": 403, "changed": 409, "late": 409, "missing": 422, "too_long": 422}
Act = Callable[[Priced, Mapping[str, str], Actor, str], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Said:
    """What was not taken, and why; `line`: of which line, "" where it is about a quote."""

    refused: str = ""
    text: str = ""
    line: str = ""


@dataclass(frozen=True, slots=True)
class Fees:
    """An approver's link is their own; a forged one, and one whose right was taken back, are answered alike."""

    desk: Desk
    pages: Pages
    forms: Forms = field(repr=False)

    def routes(self) -> list[web.AbstractRouteDef]:
        return [
            web.get("/c/{token}/fees", self.page),
            web.get("/c/{token}/fees/{paper:[QS][0-9]{1,9}-[0-9]{1,4}}.pdf", self.paper),
            web.get("/c/{token}/fees/{paper:S[0-9]{1,9}-[0-9]{1,4}}.csv", self.lines),
            web.post("/c/{token}/fees/dispute", self.dispute),
            web.get("/q/{token}", self.page),
            web.get("/q/{token}/{paper:[QS][0-9]{1,9}-[0-9]{1,4}}.pdf", self.paper),
            web.get("/q/{token}/{paper:S[0-9]{1,9}-[0-9]{1,4}}.csv", self.lines),
            web.get("/q/{token}/{month:20[0-9]{2}-[0-9]{2}}", self.month),
            web.get("/q/{token}/{month:20[0-9]{2}-[0-9]{2}}.pdf", self.month_paper),
            web.get("/q/{token}/{month:20[0-9]{2}-[0-9]{2}}.csv", self.month_lines),
            web.post("/q/{token}/dispute", self.dispute),
            web.post("/q/{token}/approve", self.approve),
            web.post("/q/{token}/decline", self.decline),
        ]

    async def page(self, request: web.Request) -> web.Response:
        return self._page(request, await self._found(request), Said())

    async def paper(self, request: web.Request) -> web.Response:
        """A quote or a statement as PDF."""
        found = await self._found(request)
        number, language, zone = request.match_info["paper"], self.pages.language(request), zone_of(found.view, self.desk)
        supplier = self.desk.rules.supplier
        offered = next((each for each in found.account.quotes if each.sent_at and each.number == number), None)
        stated = next((each for each in found.account.statements if each.number == number), None)
        if offered:
            paper = papers.quote_paper(found, offered, supplier, language, zone)
        elif stated:
            paper = papers.statement_paper(found, stated, supplier, language, zone)
        else:
            raise web.HTTPNotFound
        content = await asyncio.to_thread(papers.drawn, paper)
        return download(Attachment(f"{number}.pdf", "application/pdf", len(content), ""), content)

    async def lines(self, request: web.Request) -> web.Response:
        """A statement's lines as CSV."""
        found = await self._found(request)
        number = request.match_info["paper"]
        stated = next((each for each in found.account.statements if each.number == number), None)
        if stated is None:
            raise web.HTTPNotFound
        named = found.view.organisation.name if found.view.organisation else found.view.contact.name
        return _csv(number, statement_csv(found.view.claim, stated, named))

    async def month(self, request: web.Request) -> web.Response:
        """All statements of the approver's organisation of a month, by currency."""
        found = await self._found(request)
        language, base = self.pages.language(request), _base(request)
        drawn = [papers.month_paper(each, self.desk.rules.supplier, language, self._today()) for each in await self._month(request, found)]
        kept = self._kept(request)
        return self.pages.render(
            request,
            "month",
            language=language,
            here=request.path,
            base=base,
            kept=f"?{kept[1:]}" if kept else "",
            month=request.match_info["month"],
            papers=drawn,
            number=found.view.claim.number,
            cost=money(found.account.cost, found.view.currency, language),
        )

    async def month_paper(self, request: web.Request) -> web.Response:
        months = await self._month(request, await self._found(request))
        place = _whole(request.query.get("place", "0"))
        if place >= len(months):
            raise web.HTTPNotFound
        paper = papers.month_paper(months[place], self.desk.rules.supplier, self.pages.language(request), self._today())
        content = await asyncio.to_thread(papers.drawn, paper)
        return download(Attachment(f"{request.match_info['month']}.pdf", "application/pdf", len(content), ""), content)

    async def month_lines(self, request: web.Request) -> web.Response:
        found = await self._found(request)
        month = request.match_info["month"]
        await self._month(request, found)
        assert found.view.organisation, "looked at by _month"
        return _csv(month, await self.desk.database.read(statements_out, month, identity=found.view.organisation.id))

    async def _month(self, request: web.Request, found: Priced) -> list[Month]:
        """Raises 404 where there is nothing, or nobody's organisation, and for a month that has not begun."""
        if request.match_info["month"] > f"{self._today():%Y-%m}":
            raise web.HTTPNotFound
        try:
            months = await self._collected(request.match_info["month"], found)
        except Invalid as error:
            raise web.HTTPNotFound from error
        if not months:
            raise web.HTTPNotFound
        return months

    def _today(self) -> date:
        return self.desk.clock().astimezone(ZoneInfo(self.desk.rules.desk.zone)).date()

    async def _collected(self, month: str, found: Priced) -> list[Month]:
        whose = found.view.organisation
        return await self.desk.database.read(collected, month, identity=whose.id) if whose and found.approves else []

    async def approve(self, request: web.Request) -> web.Response:
        return await self._act(request, "approve", self._approve)

    async def decline(self, request: web.Request) -> web.Response:
        return await self._act(request, "decline", self._decline)

    async def dispute(self, request: web.Request) -> web.Response:
        return await self._act(request, "dispute", self._dispute)

    async def _approve(self, found: Priced, fields: Mapping[str, str], by: Actor, where: str) -> object:
        version, digest = _offered(fields)
        number = found.view.claim.number
        return await self.desk.database.run(approve, number, version, digest, channel=Channel.PAGE, evidence=where, by=by)

    async def _decline(self, found: Priced, fields: Mapping[str, str], by: Actor, where: str) -> object:
        version, digest = _offered(fields)
        told: dict[str, Any] = {"end": fields.get("end") == "yes", "words": fields.get("word", "")[: self.desk.rules.limits.page_words]}
        number = found.view.claim.number
        return await self.desk.database.run(decline, number, version, digest, channel=Channel.PAGE, evidence=where, by=by, **told)

    async def _dispute(self, found: Priced, fields: Mapping[str, str], by: Actor, where: str) -> object:
        return await self.desk.database.run(dispute, found.view.claim.number, _whole(fields.get("line", "")), fields.get("word", ""), by=by)

    async def _act(self, request: web.Request, purpose: str, act: Act) -> web.Response:
        """Do it once, and lead back to the page, so that reloading it sends nothing again."""
        found = await self._found(request)
        sent = await read_form(request, 0, clean)
        request[TYPED] = text = sent.fields.get("word", "")
        said = Said(text=text, line=sent.fields.get("line", ""))
        if self.forms.name(sent.fields.get("form", ""), found.view.claim.number, purpose) is None:
            return self._page(request, found, Said("stale", said.text, said.line))
        try:
            await act(found, sent.fields, customer(found.reader.address), address_of(request, self.desk.settings.proxies))
        except Refusal as refusal:
            return self._page(request, await self._found(request), Said(_reason(refusal), said.text, said.line))
        return led_to(f"{_base(request)}?done={purpose}{self._kept(request)}#result")

    async def _found(self, request: web.Request) -> Priced:
        try:
            found = await self.desk.database.read(priced, *self._whose(request))
        except (NotFound, Invalid) as error:
            raise web.HTTPNotFound from error
        if found.over:
            raise web.HTTPGone
        request[ABOUT] = found.view.claim.language
        return found

    def _whose(self, request: web.Request) -> tuple[str, int | None]:
        """The claim, and the approver whose page it is. Raises 404 where the link is forged."""
        token = request.match_info["token"]
        if request.path.startswith("/q/"):
            approver = self.desk.links.approver_of(token)
            if approver is None:
                raise web.HTTPNotFound
            return approver
        number = self.desk.links.number(token)
        if number is None:
            raise web.HTTPNotFound
        return number, None

    def _kept(self, request: web.Request) -> str:
        lang = request.query.get("lang")
        return f"&lang={lang}" if lang in LANGUAGES else ""

    def _page(self, request: web.Request, found: Priced, said: Said) -> web.Response:
        language, zone, now = self.pages.language(request), zone_of(found.view, self.desk), self.desk.clock()
        done = request.query.get("done", "") if request.method == "GET" else ""
        kept, number = self._kept(request), found.view.claim.number
        purposes = DONE if found.approves else ("dispute",)
        return self.pages.render(
            request,
            "fees",
            language=language,
            status=_STATUS[said.refused] if said.refused else 200,
            here=_base(request),
            base=_base(request),
            kept=f"?{kept[1:]}" if kept else "",
            number=number,
            subject=found.view.claim.subject,
            money=shown(found, now, language, zone),
            zone=zone_name(now, language, zone),
            done=done if done in DONE else "",
            said=said,
            approves=found.approves,
            months=sorted({each.month for each in found.account.statements}) if found.approves and found.view.organisation else (),
            back="" if found.approves else f"/c/{request.match_info['token']}",
            forms={purpose: self.forms.make(number, purpose) for purpose in purposes},
        )


def _csv(name: str, text: str) -> web.Response:
    """With the mark by which spreadsheets know UTF-8."""
    content = f"\ufeff{text}".encode()
    return download(Attachment(f"{name}.csv", "text/csv", len(content), ""), content)


def _base(request: web.Request) -> str:
    token = request.match_info["token"]
    return f"/q/{token}" if request.path.startswith("/q/") else f"/c/{token}/fees"


def _offered(fields: Mapping[str, str]) -> tuple[int, str]:
    return _whole(fields.get("version", "")), fields.get("digest", "")


def _whole(text: str) -> int:
    """0, which is nothing's number, for what is no number of ours."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _reason(refusal: Refusal) -> str:
    reasons = {Missing: "missing", Invalid: "too_long", TooLate: "late", Stale: "changed", NotAllowed: "changed", NotFound: "changed"}
    return next((reason for kind, reason in reasons.items() if isinstance(refusal, kind)), "changed")
