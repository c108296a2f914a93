"""Makes desk processes quickly: it has imported everything and forks one for each line it reads, which then is the real assembled desk.

A line is JSON: {"settings": …, "control": the path of a socket, "ahead": seconds, "watch": bool, "at_once": bool, "until": [what, nth]
or null}. The desk connects to `control`, says "ready PID", and answers "begin" (to count steps), "settle" (when nothing is left to say)
and "way" (its steps).
"""

import asyncio
import gc
import json
import os
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot import logs
from bot.assemble import Running, running
from bot.sandbox.demo import demo
from bot.settings import Settings
from tests.crash.steps import Step, Walk


def main() -> None:
    logs.quiet()
    asyncio.run(_warm())
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the dead
    for line in sys.stdin:
        if os.fork() == 0:
            _desk(json.loads(line))


async def _warm() -> None:
    """Live for one mail, so that what is imported and compiled when first needed is there."""
    with TemporaryDirectory() as folder:
        async with demo(Path(folder), samples=False) as lived:
            await lived.postbox.send("kim@hanbit.example", "프린터", "인쇄가 되지 않습니다.")
            await lived.running.settled()


def _desk(told: dict[str, Any]) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    words = os.open(Path(told["control"]).with_suffix(".log"), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(words, stream)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    asyncio.run(_serve(told))
    os._exit(0)


async def _serve(told: dict[str, Any]) -> None:
    reader, writer = await asyncio.open_unix_connection(told["control"])
    walk = Walk(Step(*told["until"]) if told["until"] else None)
    if told["watch"]:
        walk.install()
    if told["at_once"]:
        walk.begin()
    ahead = timedelta(seconds=told["ahead"])
    async with running(Settings(_env_file=None, **told["settings"]), lambda: datetime.now(UTC) + ahead, apart=True) as desk:
        writer.write(f"ready {os.getpid()}\n".encode())
        while line := await reader.readline():
            writer.write(await _answer(line.decode().strip(), desk, walk))


async def _answer(asked: str, desk: Running, walk: Walk) -> bytes:
    if asked == "begin":
        walk.begin()
        return b"begun\n"
    if asked == "way":
        return json.dumps(walk.way).encode() + b"\n"
    await desk.settled()
    return b"settled\n"


if __name__ == "__main__":
    main()
