"""JSON for the page, without a token and for the loopback only. Each answer to a POST carries "error": null or a name.

GET  /ui/state?user=U1&channel=C1   see `state`
GET  /ui/changes?since=N            waits up to 25 s for a newer version: {"version": M}
GET  /ui/files/ID                   the bytes of a file
GET  /ui/options?user&view_id&action_id&value   what an external select offers
POST /ui/say        {user, channel, text, thread_ts?}                                            → {"ts"}
POST /ui/slash      {user, channel, text, thread_ts?}
POST /ui/click      {user, channel, ts | ephemeral_ts, action_id, block_id?, value?, state?}     or with view_id instead
POST /ui/submit     {user, view_id, state: {block_id: {action_id: {…}}}}                         → {"errors": {block_id: text} | null}
POST /ui/close      {user, view_id}
POST /ui/edit       {user, channel, ts, text}        POST /ui/delete  {user, channel, ts}
POST /ui/react      {user, channel, ts, name}        POST /ui/unreact {user, channel, ts, name}
POST /ui/join       {user, channel}                  POST /ui/leave   {user, channel}
POST /ui/home       {user}                           POST /ui/dismiss {user, ephemeral_ts}
POST /ui/shortcut   {user, callback_id, channel?, ts?}
POST /ui/upload     multipart: user, channel, text?, thread_ts?, file (one or more)              → {"ts"}
                        without a channel the one file is kept for a file_input                          → {"file": file}
"""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.sandbox import acts, clicks, slash, submissions
from bot.sandbox.downloads import serve
from bot.sandbox.refusals import Refusal
from bot.sandbox.state import NoSuchChoice
from bot.sandbox.uistate import state

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

JSON = dict[str, Any]
Act = Callable[["Workspace", JSON], Awaitable[JSON]]

WAIT_SECONDS = 25.0
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


async def _say(ws: "Workspace", body: JSON) -> JSON:
    return {"ts": acts.say(ws, body["user"], body["channel"], body["text"], body.get("thread_ts") or None)}


async def _slash(ws: "Workspace", body: JSON) -> JSON:
    result = await slash.slash(ws, body["user"], body["channel"], body["text"], body.get("thread_ts") or None)
    return {"error": result.error}


async def _click(ws: "Workspace", body: JSON) -> JSON:
    value = _chosen(body)
    more: JSON = {"block_id": body.get("block_id"), "state": body.get("state")}
    if body.get("view_id"):
        return {"error": await clicks.click_in_view(ws, body["user"], body["view_id"], body["action_id"], value, **more)}
    ts = body.get("ephemeral_ts") or body["ts"]
    return {"error": await clicks.click(ws, body["user"], body["channel"], ts, body["action_id"], value, **more)}


def _chosen(body: JSON) -> Any:
    """What was chosen: `selected`, else the raw fields of the action (selected_option, selected_date, value, …)."""
    if body.get("selected") is not None:
        return body["selected"]
    raw = {key: given for key, given in body.items() if key.startswith("selected_") or key in {"value", "rich_text_value"}}
    return raw or None


async def _submit(ws: "Workspace", body: JSON) -> JSON:
    errors = await submissions.submit(ws, body["user"], body["view_id"], body.get("state") or {})
    whole = errors.pop("", None) if errors else None
    return {"error": whole, "errors": errors or None}


async def _close(ws: "Workspace", body: JSON) -> JSON:
    await submissions.close(ws, body["user"], body["view_id"])
    return {}


async def _edit(ws: "Workspace", body: JSON) -> JSON:
    acts.edit(ws, body["user"], body["channel"], body["ts"], body["text"])
    return {}


async def _delete(ws: "Workspace", body: JSON) -> JSON:
    acts.delete(ws, body["user"], body["channel"], body["ts"])
    return {}


async def _react(ws: "Workspace", body: JSON) -> JSON:
    acts.react(ws, body["user"], body["channel"], body["ts"], body["name"])
    return {}


async def _unreact(ws: "Workspace", body: JSON) -> JSON:
    acts.unreact(ws, body["user"], body["channel"], body["ts"], body["name"])
    return {}


async def _join(ws: "Workspace", body: JSON) -> JSON:
    channel = ws.channels.get(body["channel"])
    if channel.is_private or channel.is_im:
        raise Refusal("channel_not_found")
    acts.join(ws, channel, ws.people.get(body["user"]).id)
    return {}


async def _leave(ws: "Workspace", body: JSON) -> JSON:
    acts.leave(ws, ws.channels.get(body["channel"]), body["user"])
    return {}


async def _home(ws: "Workspace", body: JSON) -> JSON:
    acts.visit_home(ws, body["user"])
    return {}


async def _dismiss(ws: "Workspace", body: JSON) -> JSON:
    ws.ephemeral[:] = [shown for shown in ws.ephemeral if (shown.user, shown.ts) != (body["user"], body["ephemeral_ts"])]
    ws.changes.notify()
    return {}


async def _shortcut(ws: "Workspace", body: JSON) -> JSON:
    if body.get("ts"):
        return {"error": await clicks.message_shortcut(ws, body["user"], body["callback_id"], body["channel"], body["ts"])}
    return {"error": await clicks.shortcut(ws, body["user"], body["callback_id"])}


ACTS: dict[str, Act] = {
    "say": _say,
    "slash": _slash,
    "click": _click,
    "submit": _submit,
    "close": _close,
    "edit": _edit,
    "delete": _delete,
    "react": _react,
    "unreact": _unreact,
    "join": _join,
    "leave": _leave,
    "home": _home,
    "dismiss": _dismiss,
    "shortcut": _shortcut,
}


class Ui:
    """Handlers for /ui."""

    def __init__(self, ws: "Workspace") -> None:
        self.ws = ws

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/ui/state", self.state),
            web.get("/ui/changes", self.changes),
            web.get("/ui/options", self.options),
            web.get("/ui/files/{file}", self.file),
            web.post("/ui/upload", self.upload),
            web.post("/ui/{act}", self.act),
        ]

    async def state(self, request: web.Request) -> web.Response:
        _guard(request)
        try:
            return web.json_response(state(self.ws, request.query.get("user", ""), request.query.get("channel", "")))
        except Refusal as refusal:
            return web.json_response({"error": refusal.error}, status=404)

    async def changes(self, request: web.Request) -> web.Response:
        _guard(request)
        since = int(request.query.get("since", "0"))
        return web.json_response({"version": await self.ws.changes.after(since, WAIT_SECONDS)})

    async def options(self, request: web.Request) -> web.Response:
        _guard(request)
        query = request.query
        offered = await clicks.suggest(self.ws, query["user"], query["view_id"], query["action_id"], query.get("value", ""))
        return web.json_response({"options": offered})

    async def file(self, request: web.Request) -> web.Response:
        _guard(request)
        try:
            return serve(self.ws.files.get(request.match_info["file"]))
        except Refusal:
            raise web.HTTPNotFound from None

    async def act(self, request: web.Request) -> web.Response:
        _guard(request)
        act = ACTS.get(request.match_info["act"])
        if act is None:
            raise web.HTTPNotFound
        return await self._perform(act, await request.json())

    async def _perform(self, act: Act, body: JSON) -> web.Response:
        try:
            return web.json_response({"error": None, **await act(self.ws, body)})
        except Refusal as refusal:
            return web.json_response({"error": refusal.error}, status=409)
        except NoSuchChoice as error:
            return web.json_response({"error": str(error)}, status=409)
        except KeyError as missing:
            return web.json_response({"error": f"missing {missing}"}, status=400)

    async def upload(self, request: web.Request) -> web.Response:
        _guard(request, form=True)
        form = await request.post()
        files = [(part.filename, part.file.read()) for part in form.getall("file", []) if isinstance(part, web.FileField)]
        user, channel, text, thread_ts = (str(form.get(name) or "") for name in ("user", "channel", "text", "thread_ts"))

        async def share(ws: "Workspace", body: JSON) -> JSON:
            if channel:
                return {"ts": acts.say(ws, user, channel, text, thread_ts or None, files)}
            return {"file": acts.store(ws, user, *files[0]).as_json(ws.url)}

        return await self._perform(share, {})


def _guard(request: web.Request, *, form: bool = False) -> None:
    """Only this machine's own page may ask: other sites' pages are kept out by host, origin and content type."""
    host = request.host.rsplit(":", 1)[0].strip("[]")
    origin = request.headers.get("Origin")
    if host not in LOOPBACK or (origin and origin.split("//", 1)[-1] != request.host):
        raise web.HTTPForbidden
    if request.method == "POST" and not form and request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
