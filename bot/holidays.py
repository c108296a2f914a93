"""Public holidays, looked up in a process of its own (`python -m bot.holidays KR 2026 US 2027`: a JSON array for each).

The package that knows them takes half a second, which would hold up everything else, and 14 MB in each process that asks it.
"""

import asyncio
import json
import sys
from collections.abc import Sequence
from datetime import date

from bot.process import end
from claims.public_holidays import Year, public_holidays

PATIENCE = 5.0
"""Seconds; whoever stops the desk waits for it, too."""


async def looked_up(wanted: Sequence[Year]) -> dict[Year, frozenset[date]]:
    """Nothing where that fails: then whoever needs them asks the package."""
    words = (str(word) for year in wanted for word in year)
    try:
        process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot.holidays", *words, stdout=asyncio.subprocess.PIPE)
    except OSError:
        return {}
    try:
        out, _ = await asyncio.wait_for(process.communicate(), PATIENCE)
    except TimeoutError:
        return {}
    finally:
        await end(process)
    told = json.loads(out) if process.returncode == 0 else ()
    return {year: frozenset(map(date.fromisoformat, days)) for year, days in zip(wanted, told, strict=False)}


def main(words: Sequence[str]) -> None:
    years = [public_holidays(place, int(year)) for place, year in zip(words[::2], words[1::2], strict=True)]
    json.dump([sorted(map(date.isoformat, days)) for days in years], sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1:])
