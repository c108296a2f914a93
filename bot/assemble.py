"""The one place where real things are plugged together: database, Slack, mail wires, web and clock."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from aiohttp import web

from bot.clock import Clock
from bot.deliver import Delivery
from bot.deliver.letters import LetterCourier
from bot.deliver.posts import PostCourier
from bot.desk import Desk
from bot.intake import Intake
from bot.links import Links
from bot.mail import limits
from bot.mail.letters import Preview
from bot.mail.listen import Door
from bot.mail.post import Post
from bot.mail.worker import Reader
from bot.settings import Settings
from bot.slack.app import make_app, start_socket
from bot.slack.send import SlackWire
from bot.web import make_web
from claims.errors import Misconfigured
from storage.database import opened
from storage.files import FileStore
from storage.migrate import migrate


def now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def opened_desk(settings: Settings, clock: Callable[[], datetime] = now) -> AsyncIterator[Desk]:
    """A desk with its database brought up to date, and no door open: enough for every command on the command line."""
    rules = settings.rules()
    await migrate(settings.database_url.get_secret_value())
    links = Links(settings.public_url.rstrip("/"), settings.secret_key.get_secret_value())
    async with opened(settings.database_url.get_secret_value(), rules, clock) as database:
        yield Desk(settings, rules, database, FileStore(settings.data_dir / "files"), links, clock)


@asynccontextmanager
async def opened_intake(desk: Desk) -> AsyncIterator[Intake]:
    """The desk's way in for mails, with the process that reads them."""
    known = limits.Desk(frozenset(desk.settings.addresses), desk.settings.authserv_id)
    async with Reader(limits.Limits(size=desk.rules.limits.mail_bytes), known) as reader:
        yield Intake(desk, reader)


@dataclass(frozen=True, slots=True)
class Running:
    """A desk with all its doors open. `web_url` is where it listens, behind PUBLIC_URL."""

    desk: Desk
    intake: Intake
    delivery: Delivery
    web_url: str


@asynccontextmanager
async def running(settings: Settings, clock: Callable[[], datetime] = now) -> AsyncIterator[Running]:
    """Open every door that the settings name; on the way out close them, then finish what is being sent."""
    require(settings)
    async with AsyncExitStack() as stack:
        desk = await stack.enter_async_context(opened_desk(settings, clock))
        intake = await stack.enter_async_context(opened_intake(desk))
        raise NotImplementedError
        yield Running(desk, intake, None, "")


def require(settings: Settings) -> None:
    """Raises Misconfigured naming every setting without which the desk cannot run."""
    needed = ("slack_bot_token", "slack_channel", "desk_address", "smtp_url", "public_url", "secret_key")
    needed += ("slack_app_token",) if settings.slack_mode == "socket" else ("slack_signing_secret",)
    missing = [name.upper() for name in needed if not _value(settings, name)]
    if missing:
        raise Misconfigured(f"Missing in .env or the environment: {', '.join(missing)}. `claimdesk check` says what each is for.")


def _value(settings: Settings, name: str) -> str:
    value = getattr(settings, name)
    return str(value.get_secret_value() if hasattr(value, "get_secret_value") else value)
