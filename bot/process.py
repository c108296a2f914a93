"""A process that this one started and has no more use for."""

import asyncio
from asyncio.subprocess import Process
from contextlib import suppress


async def end(process: Process, patience: float = 0.0) -> None:
    """Hang up, and kill it where it still runs after so many seconds. It is heard out: behind a full pipe its end is never noticed."""
    if process.stdin is not None:
        process.stdin.close()
    with suppress(TimeoutError):
        await asyncio.wait_for(process.wait(), patience)
    if process.returncode is None:
        process.kill()
    await process.communicate()
