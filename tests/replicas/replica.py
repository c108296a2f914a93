"""One real process of a desk: settings come as JSON on standard input, "ready" goes out, SIGTERM ends it."""

import asyncio
import json
import signal
import sys
from datetime import timedelta

from bot import logs
from bot.assemble import running
from bot.settings import Settings


async def serve(told: dict[str, object], lease: float) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    settings = Settings.model_validate(told)
    logs.configure(settings)
    async with running(settings, lease=timedelta(seconds=lease)):
        print("ready", flush=True)
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(serve(json.loads(sys.stdin.readline()), float(sys.argv[1])))
