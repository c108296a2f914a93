"""The one place where real things are plugged together: database, Slack, mail wires, web and clock."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile

import structlog
from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Clock
from bot.deliver import Delivery
from bot.deliver.alarms import AlarmCourier
from bot.deliver.letters import PATIENCE, LetterCourier
from bot.deliver.posts import PostCourier
from bot.deliver.pulse import Pulse
from bot.desk import Desk, now, opened_desk
from bot.holidays import looked_up
from bot.intake import Intake, opened_intake
from bot.leaving import Leaving
from bot.mail.account import Account, Token
from bot.mail.certificate import Certificate
from bot.mail.fetch import Fetching
from bot.mail.listen import Door, Place
from bot.mail.oauth import tokens
from bot.mail.post import Post, Wire
from bot.mail.watch import Watch
from bot.preview import LetterPreview
from bot.settings import Settings
from bot.slack.door import SlackDoor
from bot.slack.named import Named
from bot.slack.send import SlackWire
from bot.web import Health, make_web
from claims import actor, public_holidays
from claims.errors import Misconfigured, TryAgain
from claims.rules import Rules
from commands import calendars
from commands.alarm import back, forgotten, stopped
from commands.mark import rules_read
from storage import drafts, mailboxes, outbox
from storage.database import Tx
from storage.newest import brought_up
from storage.sole import sole
from storage.sqlite import is_sqlite, sqlite_path

GRACE, STOPPING = 7.0, 8.0  # seconds for a door to finish what it holds, and for all of them; a supervisor waits for ten
SECRET = 32  # characters
Stops = list[Callable[[], Awaitable[None]]]

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Running:
    """A desk with all its doors open. `web_url` is where it listens, behind PUBLIC_URL."""

    desk: Desk
    intake: Intake
    slack: SlackDoor
    web_url: str

    async def settled(self) -> None:
        """Wait until nothing is left to say."""
        bell = asyncio.Event()
        self.desk.database.committed.append(bell.set)
        try:
            while await self.desk.database.read(_busy):
                bell.clear()
                with suppress(TimeoutError):
                    await asyncio.wait_for(bell.wait(), 1)
        finally:
            self.desk.database.committed.remove(bell.set)


def _busy(tx: Tx) -> bool:
    return bool(outbox.depth(tx) or drafts.leaving(tx))


@asynccontextmanager
async def running(
    settings: Settings, clock: Callable[[], datetime] = now, lease: timedelta | None = None, *, apart: bool = False
) -> AsyncIterator[Running]:
    """Open every door that the settings name; on the way out close them, then finish what is being sent.

    `lease`: after how long another process takes over what a dead one was sending; None: longer than any wire is waited for.
    `apart`: write to SQLite in a process of its own; only where this one has no other threads yet.
    """
    require(settings)
    async with AsyncExitStack() as stack:
        url = settings.database_url.get_secret_value()
        if is_sqlite(url):
            await brought_up(url)  # makes the folder, where there is none
            stack.enter_context(sole(sqlite_path(url)))  # before it is opened, so that a process that writes holds it too
        desk = await stack.enter_async_context(opened_desk(settings, clock, apart=apart))
        intake = await stack.enter_async_context(opened_intake(desk))
        if is_sqlite(url):
            await _inherit(desk)
        await desk.database.run(rules_read, by=actor.operator("desk.toml"))
        slack = SlackDoor(desk, LetterPreview(desk))
        await stack.enter_async_context(slack.connections())
        stops: Stops = []
        stack.push_async_callback(_stopped, stops)
        token = tokens(settings)
        post = Post(settings.smtp_url.get_secret_value(), settings.addresses[0], PATIENCE, token)
        _deliver(stops, desk, post, slack.wire, lease)
        _let_go(stops, desk)
        web_url = await _web(stops, desk, slack)
        await _mail(stops, desk, intake, token)
        await _watch(stops, desk, post)
        await slack.start()
        stops.append(slack.stop)
        named = Named(slack.front.people)
        named.start()
        stops.append(named.stop)
        await _clock(stack, desk)
        yield Running(desk, intake, slack, web_url)


async def _stopped(stops: Stops) -> None:
    """Stop all doors at once, each finishing what it holds: together they may take as long as one of them."""
    tasks = [asyncio.ensure_future(stop()) for stop in stops]
    _, late = await asyncio.wait(tasks, timeout=STOPPING) if tasks else ((), ())
    for task in late:
        task.cancel()
    for fault in await asyncio.gather(*tasks, return_exceptions=True):
        if fault:
            log.error("a door did not close well", exc_info=fault)


async def _inherit(desk: Desk) -> None:
    """A SQLite file has one running desk, so what a dead one had leased is free at once; on PostgreSQL its leases run out."""
    await desk.database.run(outbox.forget_leases)
    await desk.database.run(mailboxes.forget_holders)


def _deliver(stops: Stops, desk: Desk, post: Post, wire: SlackWire, lease: timedelta | None) -> None:
    letters = LetterCourier(desk, post)
    posts = PostCourier(desk, wire, desk.settings.slack_channel)
    letters.lease, posts.lease = lease or letters.lease, lease or posts.lease
    alarms = AlarmCourier(desk, post)
    delivery, pulse = Delivery(desk, (letters, posts, alarms)), Pulse(desk, alarms.now)
    delivery.start()
    pulse.start()
    stops.extend((delivery.stop, pulse.stop))


def _let_go(stops: Stops, desk: Desk) -> None:
    leaving = Leaving(desk)
    leaving.start()
    stops.append(leaving.stop)


async def _web(stops: Stops, desk: Desk, slack: SlackDoor) -> str:
    async def health() -> Health:
        return Health({"slack": slack.connected})

    app = make_web(desk, health=health, routes=slack.routes())
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=GRACE)
    await runner.setup()
    stops.append(runner.cleanup)
    host, _, port = desk.settings.http_listen.rpartition(":")
    with _bound("HTTP_LISTEN", desk.settings.http_listen):
        await web.TCPSite(runner, host.strip("[]") or None, int(port)).start()
    return f"http://{host}:{runner.addresses[0][1]}"


async def _mail(stops: Stops, desk: Desk, intake: Intake, token: Token | None) -> None:
    for wire, place in (("smtp", desk.settings.smtp_listen), ("lmtp", desk.settings.lmtp_listen)):
        if place:
            size, certificate = desk.rules.limits.mail_bytes, _certificate(desk.settings)
            door = Door(wire, Place.parse(place), desk.settings.addresses, intake.take_in, size, certificate)
            with _bound(f"{wire.upper()}_LISTEN", place):
                await door.start()
            stops.append(partial(door.stop, GRACE))
    if desk.settings.imap_url:
        fetching = Fetching(desk, Account.parse(desk.settings.imap_url.get_secret_value(), token), intake.take_in, _alarms(desk, "mail"))
        await desk.database.run(forgotten, "mail")  # told of before a restart; where it lasts it is told of again
        await fetching.start()
        stops.append(partial(fetching.stop, GRACE))


def _certificate(settings: Settings) -> Certificate | None:
    return Certificate(settings.listen_cert, settings.listen_key) if settings.listen_cert else None


async def _watch(stops: Stops, desk: Desk, post: Post) -> None:
    if desk.settings.letters != "hold":
        watch = Watch(desk, post, _alarms(desk, "letters"))
        await watch.start()
        stops.append(watch.stop)


@contextmanager
def _bound(setting: str, place: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Misconfigured(
            f"{setting}: cannot listen at {place} ({_why(error)}). Does something else, or a second desk, use it?"
        ) from error


def _why(error: OSError) -> str:
    return os.strerror(error.errno).lower() if error.errno else str(error)


def _alarms(desk: Desk, what: str) -> Callable[[str | None], Awaitable[None]]:
    """`what`: mail (in) or letters (out)."""

    async def tell(why: str | None) -> None:
        if why:  # another replica, or delivery, may have found it out, too
            await desk.database.run(stopped, what, why, by=actor.clock("watch"))
        else:
            await desk.database.run(back, what, by=actor.clock("watch"))

    return tell


async def _clock(stack: AsyncExitStack, desk: Desk) -> None:
    """The clock begins once the calendars are laid out, in a thread of their own."""
    clock = Clock(desk)

    async def begin() -> None:
        await _learn_holidays(desk)
        await asyncio.to_thread(_lay_out, desk.rules, desk.clock())
        clock.start()

    beginning = asyncio.ensure_future(begin())

    async def stop() -> None:
        await beginning
        clock.stop()

    stack.push_async_callback(stop)


async def _learn_holidays(desk: Desk) -> None:
    """Those of the years that promises are made in, for this process and the one that writes."""
    year = desk.clock().year
    places = {country for name in desk.rules.calendar_names if (country := desk.rules.calendar(name).country)}
    wanted = [(place, each) for place in sorted(places) for each in range(year - 1, year + 3)]
    missing = [each for each in wanted if each not in public_holidays.known(wanted)]
    if missing:
        public_holidays.learn(await looked_up(missing))
    with suppress(TryAgain, SQLAlchemyError):  # the process that writes looks them up itself then; the clock must begin
        await desk.database.run(calendars.learn, public_holidays.known(wanted))


def _lay_out(rules: Rules, at: datetime) -> None:
    for name in rules.calendar_names:
        for year in range(2):
            rules.calendar(name).is_open(at + timedelta(days=366 * year))


def require(settings: Settings) -> None:
    """Raises Misconfigured naming every setting without which the desk cannot run."""
    needed: tuple[str, ...] = ("slack_bot_token", "slack_channel", "desk_address", "smtp_url", "public_url", "secret_key")
    needed += ("slack_app_token",) if settings.slack_mode == "socket" else ("slack_signing_secret",)
    missing = [name.upper() for name in needed if not _value(settings, name)]
    if missing:
        raise Misconfigured(f"Missing in .env or the environment: {', '.join(missing)}. `claimdesk check` says what each is for.")
    if len(settings.secret_key.get_secret_value()) < SECRET:
        raise Misconfigured(
            f"SECRET_KEY: at least {SECRET} characters, or customers' links could be guessed. `claimdesk check` says how to make one."
        )
    _require_addresses(settings)
    _require_folder(settings.data_dir)


def _require_addresses(settings: Settings) -> None:
    """What is not understood would be found out by the first letter."""
    token = tokens(settings)
    wire = Wire.parse(settings.smtp_url.get_secret_value())
    if wire.user and not wire.password and token is None:
        raise Misconfigured("SMTP_URL names a user without a password: write smtp://USER:PASSWORD@HOST, or set OAUTH_TOKEN_URL")
    if settings.imap_url:
        Account.parse(settings.imap_url.get_secret_value(), token)
    if certificate := _certificate(settings):
        certificate()
    for name, place in (("SMTP_LISTEN", settings.smtp_listen), ("LMTP_LISTEN", settings.lmtp_listen)):
        if place:
            _place(name, place)


def _place(name: str, place: str) -> Place:
    try:
        return Place.parse(place)
    except Misconfigured as trouble:
        raise Misconfigured(f"{name}: {trouble}") from trouble


def _require_folder(folder: Path) -> None:
    """A folder that cannot be written to would be found out by the first mail with a file."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise Misconfigured(f"DATA_DIR: {folder} cannot be written to ({_why(error)}). Give it to this user, or name another.") from error


def _value(settings: Settings, name: str) -> str:
    value = getattr(settings, name)
    return str(value.get_secret_value() if hasattr(value, "get_secret_value") else value)
