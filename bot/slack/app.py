"""The Bolt app of one desk, and its two ways to Slack: Socket Mode, or signed HTTP requests."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient
from yarl import URL

from bot.desk import Desk
from bot.settings import Settings
from bot.slack.front import Answer, Front
from bot.slack.listen import COMMAND, commanded, listen
from bot.slack.members import Members
from bot.slack.people import People
from bot.slack.preview import Preview
from claims.errors import Misconfigured, TryAgain

PATH = "/slack/events"
"""Where Slack's requests arrive in HTTP mode."""

_FORM = "application/x-www-form-urlencoded"

log = structlog.get_logger()


def make_client(settings: Settings) -> AsyncWebClient:
    """A client that repeats nothing by itself: a post whose answer was lost must be looked up, not sent again."""
    return AsyncWebClient(settings.slack_bot_token.get_secret_value(), base_url=settings.slack_api_url, retry_handlers=[])


def make_app(desk: Desk, preview: Preview) -> AsyncApp:
    """The app with every listener; `app.client` is the one to post with."""
    return make_door(desk, preview)[0]


def make_door(desk: Desk, preview: Preview) -> tuple[AsyncApp, Front]:
    """The app and what stands behind its listeners, whose late answers `front.settled()` waits for.

    Acknowledgements leave when the listener is done (process_before_response): events after their commit, the rest with its result.
    """
    client = make_client(desk.settings)
    app = AsyncApp(
        client=client, signing_secret=desk.settings.slack_signing_secret.get_secret_value(), process_before_response=True, name="claimdesk"
    )
    members = Members(client, desk.settings.slack_channel, desk.clock)
    front = Front(desk, client, preview, People(desk, client, members))
    listen(app, front)
    app.error(_broken)
    return app, front


async def _broken(error: Exception) -> None:
    """What was not acknowledged comes again or is shown as failed by Slack."""
    if isinstance(error, TryAgain):
        log.warning("slack must tell again", why=str(error))
    else:
        log.error("slack listener broke", exc_info=error)


def socket_handler(app: AsyncApp, settings: Settings) -> AsyncSocketModeHandler:
    """For Socket Mode: connect_async opens a connection, trying until it stands. https://docs.slack.dev/apis/events-api/using-socket-mode"""
    token = settings.slack_app_token.get_secret_value()
    return AsyncSocketModeHandler(app, token, web_client=AsyncWebClient(token, base_url=settings.slack_api_url))


async def start_socket(app: AsyncApp, settings: Settings) -> AsyncSocketModeHandler:
    """A handler whose connection stands; its close_async ends it."""
    handler = socket_handler(app, settings)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    return handler


def http_handler(app: AsyncApp, front: Front) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Takes signed requests at PATH. Raises Misconfigured without a signing secret: anybody could sign with an empty one.

    https://docs.slack.dev/authentication/verifying-requests-from-slack
    """
    secret = front.desk.settings.slack_signing_secret.get_secret_value()
    if not secret:
        raise Misconfigured("SLACK_SIGNING_SECRET is missing: SLACK_MODE=http needs it (Basic Information > App Credentials).")

    verifier = SignatureVerifier(secret)

    async def events(request: web.Request) -> web.Response:
        """Bolt reads a body before it looks at the signature; what a stranger sends is not read at all.

        What people type is read here and goes to the listener straight: Bolt's way there costs more than all the rest of a request.
        Of a form only: the words of a message, which come as JSON, could look like one.
        """
        body = await request.read()
        if not _is_slacks(verifier, body, request.headers):
            return web.json_response({"error": "invalid signature"}, status=401)
        typed = URL.build(query_string=body.decode(), encoded=True).query if request.content_type == _FORM else {}
        if typed.get("command") == COMMAND:
            return await _answered(front, dict(typed))
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    return events


async def _answered(front: Front, typed: Mapping[str, Any]) -> web.Response:
    """https://docs.slack.dev/interactivity/implementing-slash-commands#responding_to_commands"""
    answer: Answer = {}

    async def ack(**said: Any) -> None:
        answer.update(said)

    await commanded(front, ack, typed, AsyncRespond(response_url=typed.get("response_url"), proxy=None, ssl=None))
    return web.json_response(answer) if answer else web.Response()


def _is_slacks(verifier: SignatureVerifier, body: bytes, headers: Mapping[str, str]) -> bool:
    """Whether Slack signed these bytes within five minutes."""
    at, signature = headers.get("X-Slack-Request-Timestamp", ""), headers.get("X-Slack-Signature", "")
    if not (at.isascii() and at.isdigit() and signature.isascii()):
        return False
    try:
        return verifier.is_valid(body, at, signature)
    except UnicodeDecodeError:
        return False
