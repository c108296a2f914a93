import asyncio
import sys
from asyncio.subprocess import PIPE

import pytest

from bot.process import end

TALKS = "import sys; print('x' * 1_000_000, flush=True); sys.stdin.read()"


@pytest.mark.parametrize("finished", [False, True])
async def test_one_that_has_still_much_to_say_ends(finished: bool) -> None:
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", TALKS, stdin=PIPE, stdout=PIPE, limit=1024)
    assert process.stdout
    await process.stdout.readexactly(1)
    if finished:
        await process.communicate(b"")
    await asyncio.wait_for(end(process), 300)
    assert process.returncode == (0 if finished else -9)
