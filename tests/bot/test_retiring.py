"""What the clock takes away: files that no message names, and customers whose claims are long over."""

import os
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import FORGOTTEN, JOBS, Clock
from bot.desk import Desk, opened_desk
from bot.settings import Settings
from claims.envelope import Attachment
from storage import claims
from tests.clocks import StillClock
from tests.making import open_one


@pytest.fixture
async def desk(sqlite_url: str, clock: StillClock, tmp_path: Path) -> AsyncIterator[Desk]:
    async with opened_desk(Settings(_env_file=None, database_url=sqlite_url, data_dir=tmp_path), clock) as desk:
        yield desk


def test_every_job_has_a_name_of_its_own() -> None:
    assert len({job.name for job in JOBS}) == len(JOBS)


async def test_files_nobody_names_go_after_a_day(desk: Desk) -> None:
    named, nobody, new = desk.files.keep(b"named"), desk.files.keep(b"nobody's"), desk.files.keep(b"new")
    await desk.database.run(open_one, attachments=(Attachment("a.txt", "text/plain", 5, named),))
    for name in (named, nobody):
        os.utime(desk.files.folder / name[:2] / name, (0, time.time() - FORGOTTEN.total_seconds() - 60))
    assert await Clock(desk).sweep_files() == 1
    assert (desk.files.read(named), desk.files.read(new)) == (b"named", b"new")
    assert nobody not in desk.files.old(timedelta())


async def test_retiring_is_a_job(desk: Desk, clock: StillClock) -> None:
    claim = await desk.database.run(open_one)
    clock.move(days=2000)
    job = next(job for job in JOBS if job.name == "retire")
    assert await Clock(desk).run(job) == 0
    assert (await desk.database.read(claims.find, claim.id)) == claim
