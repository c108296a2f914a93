"""`claimdesk run`: the desk until somebody stops it."""

import asyncio
import signal

import structlog

from bot import logs
from bot.assemble import running
from bot.settings import Settings

log = structlog.get_logger()


async def serve() -> None:
    """Run until SIGTERM or SIGINT, then finish what is being sent."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    settings = Settings.read()
    logs.configure(settings)
    async with running(settings) as desk:
        log.info("ready", web=desk.web_url)
        await stop.wait()
        log.info("stopping")
