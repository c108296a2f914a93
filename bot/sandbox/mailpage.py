"""The postbox over HTTP, for the page: JSON under /mail/…, a mail's HTML and its files."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from itertools import takewhile
from typing import Any, cast
from urllib.parse import quote as url_quote
from urllib.parse import urlsplit

from aiohttp import BodyPartReader, web

from bot.sandbox.compose import Draft, guessed, parsed, quoted, reply_subject
from bot.sandbox.mailbox import Conversation, Customer, File, Folder, Mail
from bot.sandbox.postbox import NotSent, Postbox
from bot.sandbox.ui import LOOPBACK

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_LETTER_POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'self'; "
    "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
)
_SHOWN_INLINE = {"image/png", "image/jpeg", "image/gif", "image/webp"}
_UPLOAD_LIMIT = 40 * 1024 * 1024
_SNIPPET = 120


def mail_routes(postbox: Postbox) -> list[web.AbstractRouteDef]:
    """The routes of the customers' mail client."""
    client = _Client(postbox)
    return [
        web.get("/mail/state", _guarded(client.state)),
        web.get("/mail/conversation", _guarded(client.conversation)),
        web.get("/mail/reply", _guarded(client.reply)),
        web.get("/mail/html", _guarded(client.html)),
        web.get("/mail/file", _guarded(client.file)),
        web.post("/mail/seen", _guarded(client.seen)),
        web.post("/mail/send", _guarded(client.send)),
        web.post("/mail/customers", _guarded(client.add)),
    ]


def _guarded(handler: Handler) -> Handler:
    @wraps(handler)
    async def guarded(request: web.Request) -> web.StreamResponse:
        own_page_only(request)
        return await handler(request)

    return guarded


@dataclass(frozen=True, slots=True)
class _Client:
    postbox: Postbox

    async def state(self, request: web.Request) -> web.Response:
        """The list of mailboxes, and the conversations of `who`."""
        who = request.query.get("who") or (self.postbox.customers[0].address if self.postbox.customers else "")
        unread = self.postbox.unread(who)
        return web.json_response(
            {
                "version": self.postbox.changes.version,
                "desk": self.postbox.desk_address,
                "who": who,
                "customers": [self._customer(customer) for customer in self.postbox.customers],
                "conversations": [_listed(one, unread) for one in self.postbox.conversations(who)],
            }
        )

    async def conversation(self, request: web.Request) -> web.Response:
        """A conversation whole, found by any of its mails."""
        who, ident = request.query.get("who", ""), request.query.get("id", "")
        found = next((one for one in self.postbox.conversations(who) if any(mail.id == ident for _, mail in one.mails)), None)
        if found is None:
            raise web.HTTPNotFound
        unread = self.postbox.unread(who)
        return web.json_response(
            {"id": found.id, "subject": found.subject, "mails": [_shown(side, mail, unread) for side, mail in found.mails]}
        )

    async def reply(self, request: web.Request) -> web.Response:
        """What stands in an answer before a word is typed."""
        who, mail = request.query.get("who", ""), self._mail(request)
        asked = mail.people("Reply-To") or [mail.sender]
        to = [address for _, address in asked if address != who.lower()] or [address for _, address in mail.people("To")]
        cc = [address for _, address in mail.people("To", "Cc") if address not in (who.lower(), self.postbox.desk_address.lower(), *to)]
        return web.json_response(
            {"to": to, "cc": cc, "subject": reply_subject(mail.subject), "quoted": quoted(mail, self.postbox.customer(who))}
        )

    async def html(self, request: web.Request) -> web.Response:
        """A mail's HTML, fit for a frame: nothing runs in it and nothing is fetched from elsewhere."""
        mail = self._mail(request)
        body = re.sub(r"cid:([^\"'\s)>]+)", lambda found: _picture(mail, found[1], request.query) or found[0], mail.html or "")
        headers = {"Content-Security-Policy": _LETTER_POLICY, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
        return web.Response(text=f'<!doctype html><base target="_blank">\n{body}', content_type="text/html", headers=headers)

    async def file(self, request: web.Request) -> web.Response:
        """A file of a mail; pictures are shown, everything else is a download."""
        files, place = self._mail(request).files, _whole(request.query.get("n"))
        if not 0 <= place < len(files):
            raise web.HTTPNotFound
        file = files[place]
        manner = "inline" if file.type in _SHOWN_INLINE else "attachment"
        headers = {
            "Content-Disposition": f"{manner}; filename*=UTF-8''{url_quote(file.name, safe='')}",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Content-Type": file.type if manner == "inline" else "application/octet-stream",
        }
        return web.Response(body=file.content, headers=headers)

    async def seen(self, request: web.Request) -> web.Response:
        asked = await request.json()
        self.postbox.read(str(asked["who"]), [str(ident) for ident in asked["ids"]])
        return web.json_response({})

    async def send(self, request: web.Request) -> web.Response:
        """200 {"id"} once the desk took the mail, else 502 {"error"}; what is missing in the form is 400 {"error"}."""
        form = await _read_form(request)
        by = self.postbox.customer(form.fields.get("who", ""))
        draft = self._draft(form, by)
        if not by.address or not draft.to:
            return web.json_response({"error": "Write an address under To."}, status=400)
        try:
            mail = await self.postbox.post(draft, by)
        except NotSent as refused:
            return web.json_response({"error": refused.text}, status=502)
        return web.json_response({"id": mail.id})

    async def add(self, request: web.Request) -> web.Response:
        """One more mailbox, for a customer the desk has never heard of."""
        asked = await request.json()
        address = str(asked.get("address", "")).strip().lower()
        if not re.fullmatch(r"[^@\s<>,;]+@[^@\s<>,;]+", address):
            return web.json_response({"error": "That is not a mail address."}, status=400)
        korean = asked.get("language") == "ko"
        self.postbox.welcome(Customer(str(asked.get("name", "")).strip() or address, address, "ko" if korean else "en"))
        return web.json_response({"who": address})

    def _customer(self, customer: Customer) -> dict[str, Any]:
        unread = len(self.postbox.unread(customer.address))
        return {"name": customer.name, "address": customer.address, "language": customer.language, "zone": customer.zone, "unread": unread}

    def _mail(self, request: web.Request) -> Mail:
        mail = self.postbox.mail(request.query.get("who", ""), request.query.get("id", ""))
        if mail is None:
            raise web.HTTPNotFound
        return mail

    def _draft(self, form: "_Form", by: Customer) -> Draft:
        fields = form.fields
        answers = self.postbox.mail(by.address, fields.get("in_reply_to", ""))
        return Draft(
            to=parsed(fields.get("to", "")),
            cc=parsed(fields.get("cc", "")),
            subject=fields.get("subject", ""),
            text=fields.get("text", "").replace("\r\n", "\n"),
            files=tuple(form.files),
            answers=answers,
            quote=answers is not None and fields.get("quote") == "yes",
        )


@dataclass(slots=True)
class _Form:
    fields: dict[str, str] = field(default_factory=dict)
    files: list[File] = field(default_factory=list)


async def _read_form(request: web.Request) -> _Form:
    form, room = _Form(), _UPLOAD_LIMIT
    async for part in await request.multipart():
        part = cast("BodyPartReader", part)
        content = bytearray()
        while chunk := await part.read_chunk():
            content += chunk
            room -= len(chunk)
            if room < 0:
                raise web.HTTPRequestEntityTooLarge(_UPLOAD_LIMIT, _UPLOAD_LIMIT - room)
        if part.filename:
            form.files.append(File(part.filename, part.headers.get("Content-Type") or guessed(part.filename), bytes(content)))
        elif part.name and part.name != "files":
            form.fields[part.name] = content.decode("utf-8", "replace")
    return form


def own_page_only(request: web.Request) -> None:
    """Raises 403 where another site's page asks. The workspace has no passwords; it obeys this machine's own page alone."""
    origin = request.headers.get("Origin")
    if (request.url.host or "") not in LOOPBACK or (origin is not None and urlsplit(origin).netloc != request.host):
        raise web.HTTPForbidden


def _listed(conversation: Conversation, unread: set[str]) -> dict[str, Any]:
    last = conversation.last
    return {
        "id": conversation.id,
        "subject": conversation.subject,
        "who": list(dict.fromkeys(mail.sender[0] or mail.sender[1] for _, mail in conversation.mails)),
        "at": last.at.isoformat(),
        "count": len(conversation.mails),
        "unread": sum(mail.id in unread for _, mail in conversation.mails),
        "files": any(mail.files for _, mail in conversation.mails),
        "side": conversation.mails[-1][0],
        "snippet": _snippet(last.text),
    }


def _snippet(text: str) -> str:
    """The first words, without the mail quoted below."""
    own = takewhile(lambda line: not line.startswith(">") and not line.endswith(("작성:", "wrote:")), text.split("\n"))
    return " ".join(" ".join(own).split())[:_SNIPPET]


def _shown(side: Folder, mail: Mail, unread: set[str]) -> dict[str, Any]:
    return {
        "id": mail.id,
        "side": side,
        "message_id": mail.message_id,
        "from": dict(zip(("name", "address"), mail.sender, strict=True)),
        "to": [{"name": name, "address": address} for name, address in mail.people("To")],
        "cc": [{"name": name, "address": address} for name, address in mail.people("Cc")],
        "subject": mail.subject,
        "at": mail.at.isoformat(),
        "automatic": mail.automatic,
        "unread": mail.id in unread,
        "text": mail.text,
        "html": mail.html is not None,
        "files": [{"name": file.name, "type": file.type, "size": len(file.content)} for file in mail.files],
    }


def _picture(mail: Mail, cid: str, query: Mapping[str, str]) -> str | None:
    places = (place for place, file in enumerate(mail.files) if file.cid == cid)
    place = next(places, None)
    return None if place is None else f"/mail/file?who={url_quote(query['who'])}&amp;id={mail.id}&amp;n={place}"


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() else -1
