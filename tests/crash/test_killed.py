"""The desk is killed at any step between the first byte of a mail and the last delivery, and started again."""

import asyncio
import json
import shutil
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.crash.checks import faults
from tests.crash.life import Forks, Life, life
from tests.crash.steps import Step, steps
from tests.crash.story import tell
from tests.servers.postgres import Postgres

AT_ONCE = 3
POINTS = {"sqlite": 300, "postgres": 42}
LEASES = 600.0  # seconds that pass on PostgreSQL before another process starts, so that the leases of the dead one are over
COMMIT = ("Connection.commit call", "Connection.commit return")
NAMED = (
    "bot/mail/listen.py:Door.keep",
    "bot/intake.py:Intake._kept",
    "storage/files.py:FileStore._write",
    "storage/mails.py:settle",
    "storage/outbox.py:lease",
    "storage/outbox.py:freeze",
    "storage/outbox.py:finish",
    "storage/places.py:add",
    "bot/deliver/letters.py:_keep",
    "bot/deliver/posts.py:PostCourier._posted",
    "bot/mail/post.py:_Transaction.run",
    "bot/slack/send.py:SlackWire.post",
    "bot/slack/send.py:SlackWire.update",
    "bot/slack/send.py:SlackWire.upload",
    "commands/take.py:take",
    "commands/send.py:send_draft",
    "commands/note.py:note",
    "bot/slack/front.py:Front.answer",
)

New = Callable[[], Awaitable[str]]


@pytest.fixture
def forks() -> Iterator[Forks]:
    forks = Forks.start()
    yield forks
    forks.stop()


@asynccontextmanager
async def _lived(forks: Forks, folder: Path, url: str, *, until: Step | None = None, watch: bool, ahead: float) -> AsyncIterator[Life]:
    folder.mkdir()
    async with life(forks, folder, url, ahead) as lived:
        await lived.begin(watch=watch, until=until)
        yield lived


def chosen(way: Sequence[Step], count: int) -> list[Step]:
    """Every commit, the first and the last of what is named; half of the rest is spread over the sends, half over the whole way."""
    commits = [step for step in way if step.what in COMMIT]
    whats = [f"{name} {event}" for name in NAMED for event in ("call", "return")]
    named = [step for what in whats for step in _ends([each for each in way if each.what == what])]
    always = list(dict.fromkeys((*commits, *named)))
    left = max(count - len(always), 0)
    sends = [step for step in way if step.what == "socket.send return"]
    return list(dict.fromkeys((*always, *spread(sends, left // 2), *spread(way, left - left // 2))))


def spread(steps: Sequence[Step], count: int) -> list[Step]:
    return [steps[index * len(steps) // count] for index in range(count)]


def _ends(steps: Sequence[Step]) -> list[Step]:
    return [steps[0], steps[-1]] if steps else []


async def _way(forks: Forks, folder: Path, url: str) -> list[Step]:
    """Every step of a life that nobody kills."""
    async with _lived(forks, folder, url, watch=True, ahead=0) as lived:
        mails = await tell(lived)
        way = json.loads(await (await lived.standing()).ask("way"))
        await lived.end()
        found = await faults(lived, mails)
        assert found == [], found
        return steps(way)


async def _killed(forks: Forks, folder: Path, url: str, until: Step, ahead: float) -> list[str] | None:
    """What is wrong after a death at `until`; None where the way did not lead there this time."""
    async with _lived(forks, folder, url, until=until, watch=True, ahead=ahead) as lived:
        try:
            mails = await tell(lived)
        except (TimeoutError, AssertionError) as error:
            return [*traceback.format_exception(error), lived.words[-2000:], *await faults(lived, [])]
        await lived.end()
        found = await faults(lived, mails)
        return found if found or lived.deaths else None


async def _all(points: Sequence[Step], try_one: Callable[[int, Step], Awaitable[list[str] | None]]) -> tuple[int, dict[str, list[str]]]:
    """How many deaths there were, and what was wrong after which."""
    turn = asyncio.Semaphore(AT_ONCE)

    async def one(index: int, point: Step) -> list[str] | None:
        async with turn:
            return await try_one(index, point)

    found = await asyncio.gather(*(one(index, point) for index, point in enumerate(points)))
    return sum(each is not None for each in found), {str(point): each for point, each in zip(points, found, strict=True) if each}


async def test_killed_anywhere_on_sqlite(forks: Forks, sqlite_template: Path, tmp_path: Path) -> None:
    def new(name: str) -> tuple[Path, str]:
        return tmp_path / name, f"sqlite:///{shutil.copy(sqlite_template, tmp_path / f'{name}.db')}"

    points = chosen(await _way(forks, *new("whole")), POINTS["sqlite"])
    deaths, wrong = await _all(points, lambda index, point: _killed(forks, *new(f"life{index}"), point, 0.0))
    print(len(points), "points", deaths, "deaths")
    assert wrong == {}
    assert deaths >= 200


async def test_killed_anywhere_on_postgresql(forks: Forks, postgres_server: Postgres, tmp_path: Path) -> None:
    way = await _way(forks, tmp_path / "whole", await postgres_server.clone())
    points = spread(chosen(way, 2 * len(NAMED)), POINTS["postgres"])

    async def one(index: int, point: Step) -> list[str] | None:
        return await _killed(forks, tmp_path / f"life{index}", await postgres_server.clone(), point, LEASES)

    deaths, wrong = await _all(points, one)
    print(len(points), "points", deaths, "deaths")
    assert wrong == {}
    assert deaths >= 25
