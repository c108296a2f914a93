"""`claimdesk demo`: the whole desk on this machine with no account anywhere, and a dozen claims in it."""

import asyncio
import secrets
import signal
import socket
import tempfile
import webbrowser
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from bot import logs
from bot.assemble import Running, running
from bot.sandbox.channels import Channel
from bot.sandbox.delivery import ACK_SECONDS
from bot.sandbox.mailbox import Customer
from bot.sandbox.page import Page
from bot.sandbox.page import Settings as PageSettings
from bot.sandbox.people import Person
from bot.sandbox.ports import free_ports
from bot.sandbox.postbox import Postbox
from bot.sandbox.samples import CHANNEL, Samples, Traveller
from bot.sandbox.workspace import Workspace
from bot.settings import Settings

HOST = "127.0.0.1"
DESK = "support@claimdesk.example"
RULES = """
[desk]
free_mail = ["freemail.example"]
[people]
leads = ["U0MINA"]
[duty]
rota = ["U0ANA", "U0BEN"]
[limits]
posts_a_second = 1000.0
automatic_letters = 50
"""
PEOPLE = (
    Person("U0ANA", "ana", "김아나", "ana@claimdesk.example"),
    Person("U0BEN", "ben", "Ben Carter", "ben@claimdesk.example", tz="Europe/London", locale="en-GB"),
    Person("U0MINA", "mina", "박미나", "mina@claimdesk.example"),
)
SHORTCUTS = (
    {"type": "message", "name": "Open a claim", "callback_id": "open_claim"},
    {"type": "message", "name": "Send to customer", "callback_id": "send_to_customer"},
    {"type": "message", "name": "Add as note", "callback_id": "add_as_note"},
    {"type": "message", "name": "This belongs to …", "callback_id": "belongs_to"},
)
ROLES = {"U0ANA": "engineer", "U0BEN": "engineer", "U0MINA": "lead and manager"}
UNHURRIED = 300.0
"""Seconds for each step of the samples: none is refused by a machine that is busy, as it is at the start."""
CUSTOMERS = (
    Customer("김지현", "kim@hanbit.example"),
    Customer("이수민", "lee@mirae.example"),
    Customer("최민호", "choi@daon.example"),
    Customer("박준호", "park.jh@freemail.example"),
    Customer("Tom Miller", "miller@northwind.example", "en", "Europe/London"),
    Customer("Yuki Sato", "sato@aozora.example", "en", "Asia/Tokyo"),
    Customer("Anna Weber", "weber@freemail.example", "en", "Europe/Berlin"),
)


@dataclass(frozen=True, slots=True)
class Demo:
    """A running demo; `url` is the one address to open, `clock` whose time it goes by. `refused`: what the desk did not do of the
    samples, which is nothing."""

    url: str
    workspace: Workspace
    postbox: Postbox
    running: Running
    clock: Traveller
    refused: tuple[str, ...] = ()


async def run_demo(*, port: int, browser: bool) -> None:
    """Run until somebody stops it; everything lives in a temporary folder that goes with it."""
    logs.quiet()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    with tempfile.TemporaryDirectory(prefix="claimdesk-") as folder, _progress() as progress:
        bar = progress.add_task("Making sample claims", total=None)
        async with demo(Path(folder), port=port, progress=lambda done, of: progress.update(bar, completed=done, total=of)) as started:
            progress.stop()
            typer.echo(f"Open {started.url} in a browser (Ctrl+C stops the desk)")
            if browser:
                await asyncio.to_thread(webbrowser.open, started.url)
            await stop.wait()


def _progress() -> Progress:
    return Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("steps"), transient=False)


@asynccontextmanager
async def demo(
    folder: Path,
    *,
    port: int = 0,
    samples: bool = True,
    progress: Callable[[int, int], None] | None = None,
    rules: str = RULES,
    database_url: str | None = None,
) -> AsyncIterator[Demo]:
    """The local workspace, the postbox and the desk, plugged together over their real protocols.

    `rules`: its desk.toml; `database_url`: another database than a file in `folder`.
    """
    clock = Traveller()
    async with AsyncExitStack() as stack:
        smtp, web = free_ports(2)
        postbox = Postbox(CUSTOMERS, desk=(HOST, smtp), desk_address=DESK, now=clock)
        await postbox.start()
        stack.push_async_callback(postbox.stop)
        workspace = await _workspace(stack, postbox, f"http://{HOST}:{web}", clock, port)
        settings = _settings(folder, workspace, postbox, smtp=smtp, web=web, rules=rules, url=database_url)
        if samples:
            clock.back(_story(workspace, postbox, clock, settings).begin() - timedelta(minutes=1))
        desk = await stack.enter_async_context(running(settings, clock))
        await workspace.connected()
        refused: list[str] = []
        if samples:
            refused = await _seed(desk, workspace, postbox, clock, settings, progress or (lambda done, of: None))
        yield Demo(workspace.url, workspace, postbox, desk, clock, tuple(refused))


async def _workspace(stack: AsyncExitStack, postbox: Postbox, tracking: str, clock: Callable[[], datetime], port: int) -> Workspace:
    page = Page(postbox, PageSettings(tracking, PEOPLE[0].id, CHANNEL, ROLES))
    channel = Channel(CHANNEL, "claims")
    workspace = Workspace(people=PEOPLE, channels=[channel], shortcuts=SHORTCUTS, clock=clock, strict_pace=False, routes=page.routes())
    page.watch(workspace.changes)
    await workspace.start(port if port and _is_free(port) else 0)
    stack.push_async_callback(workspace.stop)
    stack.push_async_callback(page.close)
    return workspace


def _settings(folder: Path, workspace: Workspace, postbox: Postbox, *, smtp: int, web: int, rules: str, url: str | None) -> Settings:
    config = folder / "desk.toml"
    config.write_text(rules, "utf-8")
    return Settings(
        _env_file=None,
        database_url=url or f"sqlite:///{folder / 'claimdesk.db'}",
        data_dir=folder,
        slack_bot_token=workspace.bot_token,
        slack_app_token=workspace.app_token,
        slack_signing_secret=workspace.signing_secret,
        slack_api_url=workspace.api_url,
        slack_channel=CHANNEL,
        desk_address=DESK,
        smtp_url=postbox.smtp_url,
        smtp_listen=f"{HOST}:{smtp}",
        http_listen=f"{HOST}:{web}",
        public_url=f"http://{HOST}:{web}",
        secret_key=secrets.token_urlsafe(32),
        letters="send",
        desk_config=config,
        frame_ancestors=workspace.url,
    )


def _story(workspace: Workspace, postbox: Postbox, clock: Traveller, settings: Settings) -> Samples:
    people = {person.name: person.id for person in PEOPLE}
    return Samples(workspace, postbox, clock, settings.rules().calendar(), people, _nothing)


async def _nothing() -> None:
    """Before the desk runs there is nothing to wait for."""


async def _seed(
    desk: Running, workspace: Workspace, postbox: Postbox, clock: Traveller, settings: Settings, progress: Callable[[int, int], None]
) -> list[str]:
    """Make the samples; what was refused of them."""
    story = _story(workspace, postbox, clock, settings)
    story.settled = desk.settled
    workspace.delivery.timeout = UNHURRIED
    await story.make(progress)
    workspace.delivery.timeout = ACK_SECONDS
    workspace.ephemeral.clear()  # what the samples' people were told is nobody's to dismiss
    clock.offset = timedelta()
    return story.refused


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return probe.connect_ex((HOST, port)) != 0
