"""`claimdesk run`: the desk until somebody stops it."""

import asyncio
import gc
import signal

import structlog

from bot import logs
from bot.assemble import running
from bot.settings import Settings

log = structlog.get_logger()


def keep() -> None:
    """What was made at the start stays until the end: the garbage collector need not walk through it again, which costs each click."""
    gc.collect()
    gc.freeze()
    gc.enable()


async def serve() -> None:
    """Run until SIGTERM or SIGINT, then finish what is being sent."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    settings = Settings.read()
    logs.configure(settings)
    if settings.has_unread_rules:
        log.warning("desk.toml is not read", fix="write DESK_CONFIG=desk.toml in .env, or take it away")
    async with running(settings, apart=True) as desk:
        keep()
        log.info("ready", web=desk.web_url)
        await stop.wait()
        log.info("stopping")
