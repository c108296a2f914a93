"""A process that this one started and has no more use for."""

from asyncio.subprocess import Process


async def end(process: Process) -> None:
    """Kill it where it still runs, and hear it out: with a pipe left full its end would never be noticed."""
    if process.returncode is None:
        process.kill()
    if process.stdin is not None:
        process.stdin.close()
    await process.communicate()
