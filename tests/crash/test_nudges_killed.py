"""The desk is killed at any step of a sweep, from the look at its claims to the last nudge that is said, and started again."""

import json
import shutil
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.sandbox.workspace import Workspace
from claims.actor import customer, person
from claims.rules import Rules
from commands.know import person as known
from commands.open import Told, open_claim
from commands.show import Person, Role
from commands.take import take
from storage import tables
from storage.database import Tx, opened
from tests.clocks import StillClock
from tests.crash.life import ANNA, BEN, KIM, PATIENCE, Forks, Life, life
from tests.crash.steps import Step, steps
from tests.crash.story import settle
from tests.crash.test_killed import COMMIT, LEASES, _all, forks, spread
from tests.servers.postgres import Postgres

__all__ = ["forks"]  # the fixture

RULES = """
[desk]
calendar = "24x7"
[people]
leads = ["UBEN"]
quiet = "00:00-00:00"
[limits]
posts_a_second = 10_000_000.0
"""
POINTS = {"sqlite": 14, "postgres": 6}
NAMED = (
    "commands/nudge.py:sweep",
    "commands/nudge.py:look",
    "commands/dispatch.py:dispatch",
    "commands/dispatch.py:standing",
    "commands/dispatch.py:sent",
    "storage/nudges.py:add",
    "storage/nudges.py:change",
    "storage/outbox.py:lease",
    "storage/outbox.py:freeze",
    "storage/outbox.py:finish",
    "bot/deliver/posts.py:PostCourier._nudge",
    "bot/slack/send.py:SlackWire.post",
    "bot/slack/send.py:SlackWire.direct",
)


@dataclass(frozen=True, slots=True)
class Said:
    """What a life comes to: how many messages each person got, the nudges that are kept, the letters; `undone`: nudges left unsaid."""

    messages: dict[str, int]
    nudges: Counter[tuple[str, int, str]]
    letters: int
    undone: int


async def _unanswered(url: str) -> None:
    """Six hours ago Anna took a claim that was to be answered within four, round the clock; nobody has heard of it yet."""
    clock = StillClock(datetime.now(UTC) - timedelta(hours=6))
    async with opened(url, Rules.model_validate({"desk": {"calendar": "24x7"}}), clock) as database:
        for each in (ANNA, BEN):
            await database.run(known, Person(each, each, "en", "Asia/Seoul", None, Role.AGENT, active=True))
        claim = await database.run(open_claim, Told(KIM.address, "Kim", "프린터", "…"), by=customer(KIM.address))
        await database.run(take, claim.number, by=person(ANNA))


@asynccontextmanager
async def _lived(forks: Forks, folder: Path, url: str, until: Step | None, ahead: float) -> AsyncIterator[Life]:
    folder.mkdir()
    await _unanswered(url)
    async with life(forks, folder, url, ahead) as lived:
        (folder / "desk.toml").write_text(RULES, "utf-8")
        lived.at_once = True
        await lived.begin(watch=True, until=until)
        await lived.workspace.until(lambda: all(_messages(lived.workspace, each) for each in (ANNA, BEN)), PATIENCE)
        await lived.workspace.settled()
        await settle(lived)
        yield lived


def _messages(workspace: Workspace, whom: str) -> list[str]:
    direct = workspace.channels.direct(whom)
    return [str(each["text"]) for each in workspace.messages(direct.id)] if direct else []


async def _said(lived: Life) -> Said:
    async with opened(lived.settings["database_url"], Rules(), lambda: datetime.now(UTC)) as database:
        rows = await database.read(_nudges)
    kept = Counter((row.kind, row.step, row.whom) for row in rows)
    undone = sum(row.sent_at is None and row.dropped_at is None for row in rows)
    told = {each: len(_messages(lived.workspace, each)) for each in (ANNA, BEN)}
    return Said(told, kept, len({mail.message_id for mail in lived.postbox.letters}), undone)


def _nudges(tx: Tx) -> list[Any]:
    return list(tx.connection.execute(select(tables.nudges)).all())


async def _way(forks: Forks, folder: Path, url: str) -> tuple[list[Step], Said]:
    """Every step of a life that nobody kills, from the first sweep on, and what it came to."""
    async with _lived(forks, folder, url, None, 0.0) as lived:
        way = steps(json.loads(await (await lived.standing()).ask("way")))
        await lived.end()
        said = await _said(lived)
    begins = next(place for place, step in enumerate(way) if step.what == "commands/nudge.py:sweep call")
    return way[begins:], said


def chosen(way: Sequence[Step], count: int) -> list[Step]:
    """Every commit and what is named, as far as `count` goes, else spread over the way."""
    names = {f"{name} {event}" for name in NAMED for event in ("call", "return")} | {*COMMIT}
    always = [step for step in way if step.what in names]
    return list(dict.fromkeys((*spread(always, min(len(always), 2 * count // 3)), *spread(way, count // 3))))


async def _killed(forks: Forks, folder: Path, url: str, until: Step, ahead: float, whole: Said) -> list[str] | None:
    """What is wrong after a death at `until`; None where the way did not lead there this time."""
    try:
        async with _lived(forks, folder, url, until, ahead) as lived:
            await lived.end()
            found = await _said(lived)
            return [f"{found} is not {whole}"] if found != whole else [] if lived.deaths else None
    except (TimeoutError, AssertionError) as error:
        return [repr(error)]


def _whole(said: Said) -> None:
    assert said.messages == {ANNA: 1, BEN: 1}, "all that each of them should hear is one message"
    assert said.undone == 0
    assert said.letters == 2, "the acknowledgement, and who has it now"


async def test_nudges_are_said_once_whenever_it_is_killed_on_sqlite(forks: Forks, sqlite_template: Path, tmp_path: Path) -> None:
    def new(name: str) -> tuple[Path, str]:
        return tmp_path / name, f"sqlite:///{shutil.copy(sqlite_template, tmp_path / f'{name}.db')}"

    way, whole = await _way(forks, *new("whole"))
    _whole(whole)
    points = chosen(way, POINTS["sqlite"])
    deaths, wrong = await _all(points, lambda index, point: _killed(forks, *new(f"life{index}"), point, 0.0, whole))
    assert wrong == {}
    assert deaths >= len(points) // 2


async def test_nudges_are_said_once_whenever_it_is_killed_on_postgresql(forks: Forks, postgres_server: Postgres, tmp_path: Path) -> None:
    way, whole = await _way(forks, tmp_path / "whole", await postgres_server.clone())
    _whole(whole)
    points = chosen(way, POINTS["postgres"])

    async def one(index: int, point: Step) -> list[str] | None:
        return await _killed(forks, tmp_path / f"life{index}", await postgres_server.clone(), point, LEASES, whole)

    deaths, wrong = await _all(points, one)
    assert wrong == {}
    assert deaths >= len(points) // 2
