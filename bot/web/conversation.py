"""The whole conversation, for whoever has the signed link: reading it, its files, a word more, yes or no to "solved?"."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from aiohttp import web

from bot.desk import Desk
from bot.mail.names import clean
from bot.web.body import Sent, Upload, read_form
from bot.web.download import download
from bot.web.errors import TYPED
from bot.web.forms import Forms
from bot.web.language import ABOUT
from bot.web.pages import Pages, led_to
from bot.web.shown import facts, is_asked, rated, rows, standing, wished, zone_of
from bot.words import LANGUAGES
from claims.actor import Actor, customer
from claims.claim import Claim
from claims.envelope import Attachment
from claims.errors import Guarded, Illegal, Invalid, Missing, NotFound, Refusal, TooLate
from claims.lifecycle import State
from commands.escalate import appeal
from commands.feature import answer
from commands.show import Seen, Stored
from commands.tracked import Tracked, tracked
from commands.word import add_word, rate, solved, unsolved

DONE = ("word", "confirm", "reopen", "object", "follow", "rate", "appeal", "wish")
_STATUS = {"stale": 403, "changed": 409, "missing": 422, "unrated": 422, "unfelt": 422, "too_long": 422, "too_large": 413, "too_many": 413}


@dataclass(frozen=True, slots=True)
class Said:
    """What the reader sent and the desk did not take: shown again, with the reason, so that no word is lost."""

    refused: str = ""
    purpose: str = ""
    text: str = ""
    had_files: bool = False


@dataclass(frozen=True, slots=True)
class Conversation:
    """GET never changes anything; each POST leads back to the page, so that reloading it sends nothing again."""

    desk: Desk
    pages: Pages
    forms: Forms = field(repr=False)

    def routes(self) -> list[web.AbstractRouteDef]:
        return [
            web.get("/c/{token}", self.page),
            web.get("/c/{token}/f/{id:[0-9]{1,9}}", self.file),
            web.get("/i/{token}", self.staff),
            web.get("/i/{token}/f/{id:[0-9]{1,9}}", self.staff_file),
            web.post("/c/{token}/word", self.word),
            web.post("/c/{token}/confirm", self.confirm),
            web.post("/c/{token}/reopen", self.reopen),
            web.post("/c/{token}/rate", self.rate),
            web.post("/c/{token}/appeal", self.appeal),
            web.post("/c/{token}/wish", self.wish),
        ]

    async def page(self, request: web.Request) -> web.Response:
        return self._page(request, await self._tracked(request), Said())

    async def staff(self, request: web.Request) -> web.Response:
        """The same to be read only; it does not end with the customer's link."""
        return self._page(request, await self._for_staff(request), Said(), read_only=True)

    async def file(self, request: web.Request) -> web.Response:
        """A file of a message that stands on the page."""
        return await self._file(await self._tracked(request), int(request.match_info["id"]))

    async def staff_file(self, request: web.Request) -> web.Response:
        return await self._file(await self._for_staff(request), int(request.match_info["id"]))

    async def _file(self, found: Tracked, wanted: int) -> web.Response:
        stored = next((each for each in _files(found) if each.id == wanted), None)
        if stored is None:
            raise web.HTTPNotFound
        try:
            return download(stored.file, await asyncio.to_thread(self.desk.files.read, stored.file.sha256))
        except NotFound as error:
            raise web.HTTPNotFound from error

    async def word(self, request: web.Request) -> web.Response:
        found, sent, form = await self._sent(request, "word")
        text = sent.fields.get("word", "")
        said = Said(sent.refused or ("" if form else "stale"), "word", text, bool(sent.files or sent.refused))
        if form is None or sent.refused:
            return self._page(request, found, said)
        try:
            attached = [await self._keep(each) for each in sent.files]
            joined = await self.desk.database.run(add_word, found.view.claim.number, text, attached, form=form, by=_writer(found))
        except Refusal as refusal:
            return await self._refused(request, refusal, said)
        return self._done(request, found, joined, "word")

    async def confirm(self, request: web.Request) -> web.Response:
        return await self._answered(request, "confirm", solved)

    async def reopen(self, request: web.Request) -> web.Response:
        return await self._answered(request, "reopen", unsolved, "word")

    async def rate(self, request: web.Request) -> web.Response:
        """How they were served: opening the page votes nothing, a mail scanner opens every link."""
        return await self._answered(request, "rate", rate, "score", "solved", "worst", "word")

    async def appeal(self, request: web.Request) -> web.Response:
        """Somebody responsible shall look at it."""
        return await self._answered(request, "appeal", appeal, "word")

    async def wish(self, request: web.Request) -> web.Response:
        """How they would feel with what they asked for, and without."""
        return await self._answered(request, "wish", answer, "present", "absent")

    async def _answered(self, request: web.Request, purpose: str, command: Callable[..., Claim], *names: str) -> web.Response:
        """Run what one of the page's forms asks for, with the fields of these names."""
        found, sent, form = await self._sent(request, purpose)
        said = Said("" if form else "stale", purpose, sent.fields.get("word", ""))
        if form is None:
            return self._page(request, found, said)
        given = [sent.fields.get(name, "") for name in names]
        try:
            claim = await self.desk.database.run(command, found.view.claim.number, *given, form=form, by=_writer(found))
        except Refusal as refusal:
            return await self._refused(request, refusal, said)
        return self._done(request, found, claim, _came(found.view, claim, purpose))

    async def _tracked(self, request: web.Request) -> Tracked:
        found = await self._found(request, self.desk.links.number(request.match_info["token"]))
        if found.over:
            raise web.HTTPGone
        return found

    async def _for_staff(self, request: web.Request) -> Tracked:
        return await self._found(request, self.desk.links.staff_number(request.match_info["token"]))

    async def _found(self, request: web.Request, number: str | None) -> Tracked:
        if number is None:
            raise web.HTTPNotFound
        try:
            found = await self.desk.database.read(tracked, number)
        except (NotFound, Invalid) as error:
            raise web.HTTPNotFound from error
        request[ABOUT] = found.view.claim.language
        return found

    async def _sent(self, request: web.Request, purpose: str) -> tuple[Tracked, Sent, str | None]:
        """The claim, the form that was sent, and its name, by which it counts once; None where its token is not good."""
        found = await self._tracked(request)
        sent = await read_form(request, self.desk.rules.limits.mail_bytes, clean)
        request[TYPED] = sent.fields.get("word", "")
        return found, sent, self.forms.name(sent.fields.get("form", ""), found.view.claim.number, purpose)

    async def _keep(self, upload: Upload) -> Attachment:
        name = await asyncio.to_thread(self.desk.files.keep, upload.content)
        return Attachment(upload.name, upload.type, len(upload.content), name)

    def _done(self, request: web.Request, found: Tracked, joined: Claim, what: str) -> web.Response:
        same = joined.number == found.view.claim.number
        token = request.match_info["token"] if same else self.desk.links.token(joined.number)
        lang = request.query.get("lang")
        kept = f"&lang={lang}" if lang in LANGUAGES else ""
        goes_on = found.view.joined is not None and joined.number == found.view.joined.claim.number
        return led_to(f"/c/{token}?done={what if same or goes_on else 'follow'}{kept}#result")

    async def _refused(self, request: web.Request, refusal: Refusal, said: Said) -> web.Response:
        found = await self._tracked(request)
        return self._page(request, found, Said(_reason(refusal), said.purpose, said.text, said.had_files))

    def _page(self, request: web.Request, found: Tracked, said: Said, *, read_only: bool = False) -> web.Response:
        language, zone = self.pages.language(request), zone_of(found.view, self.desk)
        base, lang = f"/{'i' if read_only else 'c'}/{request.match_info['token']}", request.query.get("lang")
        done = request.query.get("done", "") if request.method == "GET" else ""
        kept = f"?lang={lang}" if lang in LANGUAGES else ""
        return self.pages.render(
            request,
            "conversation",
            language=language,
            status=_STATUS[said.refused] if said.refused else 200,
            here=base,
            base=base,
            kept=kept,
            standing=standing(found.view, self.desk, language, zone),
            facts=facts(found.view, self.desk, language, zone),
            rows=tuple(rows(found.lines, language, zone)),
            done=done if done in DONE else "",
            said=said,
            onward=self._onward(found.view, kept, read_only),
            overview="" if read_only else self._overview(found),
            forms={} if read_only else self._tokens(found),
            rate=rated(found),
            wish=wished(found),
        )

    def _onward(self, view: Seen, kept: str, read_only: bool) -> str:
        """The page of the claim that this one was joined with: its readers became that one's when it was."""
        if view.joined is None:
            return ""
        number, links = view.joined.claim.number, self.desk.links
        return f"/i/{links.staff_token(number)}{kept}" if read_only else f"/c/{links.token(number)}{kept}"

    def _overview(self, found: Tracked) -> str:
        """The page with all claims of the organisation, where the reader may see it."""
        if found.overview is None:
            return ""
        address = self.desk.links.overview(found.view.contact.id, found.overview, self.desk.clock(), self.desk.rules.days.overview)
        return address.removeprefix(self.desk.links.public_url)

    def _tokens(self, found: Tracked) -> dict[str, str]:
        """One for each form on the page."""
        claim = found.view.claim
        purposes: tuple[str, ...] = ("word", "confirm", "reopen") if claim.state is State.RESOLVED else ("word",)
        purposes += ("rate",) if found.survey else ()
        purposes += ("wish",) if is_asked(found.view) else ()
        purposes += ("appeal",) if claim.is_open else ()
        return {purpose: self.forms.make(claim.number, purpose) for purpose in purposes}


def _files(found: Tracked) -> Sequence[Stored]:
    return [stored for line in found.lines for stored in line.files]


def _writer(found: Tracked) -> Actor:
    """Whoever has the link acts for the contact whom it was sent to."""
    return customer(found.view.contact.address)


def _came(view: Seen, claim: Claim, purpose: str) -> str:
    """What came of a form: a "not solved" opens a resolved claim again, by whichever form it is said."""
    if view.claim.state is not State.RESOLVED or not claim.is_open:
        return purpose
    return "object" if view.objectable else "reopen"


def _reason(refusal: Refusal) -> str:
    if isinstance(refusal, Missing):
        return {"score": "unrated", "present": "unfelt", "absent": "unfelt"}.get(str(refusal.values["field"]), "missing")
    if isinstance(refusal, TooLate | NotFound | Guarded):
        return "changed"
    if isinstance(refusal, Invalid):
        return "too_long"
    if isinstance(refusal, Illegal):
        return "changed"
    raise refusal
